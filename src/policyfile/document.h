/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICYFILE_DOCUMENT_H
#define SHIELDADM_POLICYFILE_DOCUMENT_H

#include <stdio.h>

#include "policy/pack.h"
#include "policy/rule.h"

/*
 * A whole policy as a file, in YAML or JSON (shieldadm-policy(5)):
 *
 *	ua:
 *	  block:
 *	    - friendly-scanner
 *	addr:
 *	  carrier:
 *	    - 192.0.2.0/24
 *	    - {address: 192.0.2.7, port: 5060, tag: "ACME, Berlin"}
 *	    - {name: "192.0.2.0 /24"}
 *
 * What it has no key for, a file says nothing about.
 */

/* What is said of: the kinds of rules, and addresses. */
#define DOCUMENT_ADDR LIST_ADDR
#define DOCUMENT_KINDS LIST_KINDS
#define DOCUMENT_ALL ((1u << DOCUMENT_KINDS) - 1)

/* Their order in a file, and their names: "ua", ..., "addr". */
extern const int document_order[DOCUMENT_KINDS];

/* The kinds in "ua,addr" as bits.  ERR_USAGE for another word. */
bool document_kinds_parse(unsigned *kinds, const char *text, struct err *err) MUST;

/* Of groups of addresses. */
struct document_groups {
	/* The name of a group, NULL when it has none; the group of a name, or number. */
	const char *(*name)(void *ctx, unsigned long group);
	bool (*number)(
		void *ctx, const char *name, unsigned long *group, struct err *err);
	void *ctx;
};

/* -- reading -- */

struct document_fault {
	size_t line, column; /* from 1 */
	char *text;
};

#define DOCUMENT_FAULTS_MAX 100

/* A row that we would not store like this. Others have stored such rows, and export
 * writes them: it is a fault only where the table does not have it. */
struct document_doubt {
	struct document_fault fault; /* its text is NULL where instead can be stored */
	bool is_address;
	struct rule rule, instead; /* as it is written, and as we would store it */
	struct address address;
};

struct document {
	unsigned kinds; /* that it has keys for */
	struct rule_list rules;
	struct pack addresses; /* not sorted; the lines are those of the file */
	size_t n_faults;
	struct {
		struct document_fault *v;
		size_t len, cap;
	} faults; /* the first of them */
	struct {
		struct document_doubt *v;
		size_t len, cap;
	} doubts; /* their rows are not among rules and addresses */
};

/* The row of a doubt is a fault, which is counted. */
void document_blame(struct document *document, struct document_doubt *doubt);

/*
 * Read one, from a file that is open, as far as it goes; force: take what is refused for
 * safety's sake.  All that is wrong is in the faults, each with its place: what cannot be
 * read any further is the last of them.  False, with err, when the file itself cannot be
 * read or the library is not there.  The caller clears document in any case.
 */
bool document_read(struct document *document, FILE *file,
	const struct document_groups *groups, bool force, struct err *err) MUST;
void document_clear(struct document *document);

/* -- writing -- */

enum document_form { DOCUMENT_YAML, DOCUMENT_JSON };

/* One that is being written; rows come in their order: by document_order[], blocked ones
 * before allowed ones; addresses by group. */
struct document_writer {
	FILE *file;
	enum document_form form;
	const struct document_groups *groups;
	int kind, part; /* that is open; -1: none */
	unsigned long group;
	size_t n_kinds, n_parts, n_rows; /* so far: of all, of the kind, of the part */
};

void document_begin(struct document_writer *w, FILE *file, enum document_form form,
	const struct document_groups *groups);
/* A kind begins, whether rows come or not. */
void document_kind(struct document_writer *w, int kind);
void document_rule(struct document_writer *w, const struct rule *rule);
void document_address(struct document_writer *w, const struct address *address);
void document_end(struct document_writer *w);

#endif
