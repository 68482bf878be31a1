/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_NODE_REPORT_H
#define SHIELDADM_FLEET_NODE_REPORT_H

#include "base/err.h"
#include "node/facts.h"
#include "policy/diff.h"

/*
 * What is known of one node after a change, a sync or a look.
 */
enum node_verdict {
	NODE_NOT_VERIFIED, /* it differs, or cannot be asked */
	NODE_VERIFIED,     /* read back and compared */
	NODE_CANNOT_TELL   /* it shows neither its entries nor how many there are */
};

/* A number that a node does not tell. */
#define HELD_UNKNOWN (-1)

struct node_report {
	const char *name; /* borrowed from the node's configuration */
	bool is_gone;     /* it stopped to answer, or never answered */
	/* It enforces all rows of the change; in a sync, all rows that are stored. */
	bool is_live;
	enum node_verdict verdict;
	char *error; /* NULL when all is well */
	struct {
		char **v;
		size_t len, cap;
	} notes; /* what else was found or done there */

	/* How many entries it holds, of the kinds that were looked at. */
	long long held[RULE_KINDS], held_addresses;
	/* How its entries differ from what is stored, as far as it shows them. */
	struct rule_diff rules;
	struct address_diff addresses;
	struct {
		char **v;
		size_t len, cap;
	} bans_missing; /* recorded, but not there */

	/* What was done to bring it there; after a dry run, what would be done. */
	size_t n_added, n_deleted;
	bool rules_reloaded, addresses_reloaded;
	bool reload_failed;

	struct node_facts facts; /* only after a look that asks for them */
};

/* One for each node, in the order of the configuration. */
struct node_reports {
	struct node_report *v;
	size_t len, cap;
};

/* A report of a node that nothing is known of yet. */
struct node_report *node_reports_add(struct node_reports *reports, const char *name);
void node_reports_clear(struct node_reports *reports);

/* Add a note to the report. */
void report_note(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Say that the node is not live, and why.  What was said before stays in front. */
void report_error(struct node_report *report, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Say that the node does not answer any more, and why. */
void report_gone(struct node_report *report, const struct err *err);

/* The same; but after ERR_ABSENT it still answers, and lacks what was asked for. */
void report_failure(struct node_report *report, const struct err *err);

#endif
