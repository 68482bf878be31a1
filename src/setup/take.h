/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SETUP_TAKE_H
#define SHIELDADM_SETUP_TAKE_H

#include "base/str.h"
#include "setup/answers.h"

/*
 * Take the rows of a typed or pasted line, with the parsers that the commands use.
 * reply gets a line for each row with a sign: + taken, = there already, ! not taken.
 */
struct take {
	size_t n_taken;   /* new ones */
	size_t n_refused; /* invalid parts of the line */
	struct str *reply;
};

/* Countries, by code or name, with commas or blanks between them. */
void take_countries(struct take *take, struct rule_list *list, const char *line);

/* One user agent to block: the whole line. */
void take_agent(struct take *take, struct rule_list *list, const char *line);

/* What all addresses of one question have in common. */
struct take_group {
	unsigned long number;
	const char *name; /* the tag of addresses without a text; NULL: none */
	/* The country of an address, "" when unknown; NULL: cannot be looked up. */
	const char *(*country)(void *ctx, const struct address *address);
	void *ctx;
};

/*
 * Addresses, networks and ranges, separated by commas or blanks.  A text after or
 * before them becomes their tag: "192.0.2.1, 192.0.2.7 ACME Ltd".  A line without
 * addresses may be a host name.
 */
void take_addresses(struct take *take, struct address_list *list,
	const struct take_group *group, const char *line);

#endif
