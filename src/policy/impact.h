/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_IMPACT_H
#define SHIELDADM_POLICY_IMPACT_H

#include "policy/address_index.h"
#include "policy/change.h"
#include "policy/verdict.h"

/*
 * The callers that a change would cut off: registered phones, and rows of the table
 * "address".  Their requests pass the checks of a node's route now, and would not
 * afterwards.
 */

/* A registered phone, a row of usrloc's table "location".  Borrowed; "" where the column
 * is NULL. */
struct phone_row {
	const char *username, *domain, *contact, *received, *user_agent;
};

/* A caller that would be cut off. */
struct impact_cut {
	bool is_phone;    /* else it is a row of the table "address" */
	char *who;        /* user@domain; the row's tag */
	char *contact;    /* NULL for a row */
	char *source;     /* an address; a row with its mask; NULL: not known */
	char *user_agent; /* NULL for a row */
	char *why;        /* "CN (China) is not allowed" */
};

#define IMPACT_SHOWN 10

struct impact {
	size_t phones, addresses; /* how many would be cut off */
	bool was_shown;           /* the user has seen it */
	struct {
		struct impact_cut v[IMPACT_SHOWN]; /* the first of them */
		size_t len;
	} shown;
};

/* The change that is looked at.  All of it is borrowed but what impact_case_init()
 * makes. */
struct impact_case {
	const struct plan *plan;
	const struct rule_list *rules;        /* that are stored now */
	const struct address_list *addresses; /* the same */
	/* To be banned: each an impact_host(), sorted by address_compare().  NULL: none.
	 */
	const struct address_list *banned;
	/* The country of an address, as in struct verdict_facts. */
	enum verdict_known (*country)(
		void *ctx, int family, const unsigned char bytes[16], char code[3]);
	void *ctx;
	/* The routes of the nodes, borrowed; a caller that one of them drops is cut off.
	 * Asked for only when the change can affect a caller.  NULL, or no route: the
	 * article's. */
	const struct verdict_route *(*routes)(void *ctx, size_t *n);

	/* Made by impact_case_init(): what is stored afterwards, and what is removed. The
	 * indexes make each judgement quick, however many addresses there are. */
	struct rule_list rules_after;
	struct address_list addresses_after, addresses_gone;
	struct address_index index, index_after, index_gone;
};

/* Whether the change can cut anybody off at all: by its rows, or by its plan. */
bool impact_is_possible(const struct change_set *set);
bool impact_is_planned(const struct plan *plan);

/* An address to be banned. */
struct address impact_host(int family, const unsigned char bytes[16]);

/* Work out what is stored afterwards.  The caller clears it. */
void impact_case_init(struct impact_case *c);
void impact_case_clear(struct impact_case *c);

/* Count a phone, and all rows that go, if they would be cut off. */
void impact_add_phone(struct impact *impact, const struct impact_case *c,
	const struct phone_row *phone);
void impact_add_addresses(struct impact *impact, const struct impact_case *c);

/* "2 registered phones and 1 row of the table 'address'".  The caller frees it. */
char *impact_text(const struct impact *impact) __attribute__((malloc, returns_nonnull));

void impact_clear(struct impact *impact);

#endif
