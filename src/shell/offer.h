/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_OFFER_H
#define SHIELDADM_SHELL_OFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/args.h"

/*
 * What Tab and ? offer for the text before the cursor.
 */
struct offer {
	struct offer_item {
		char *text, *help;
		bool space; /* the word is finished then */
	} * v;
	size_t len, cap;
	size_t at;   /* the byte where the replaced word begins */
	char *begun; /* that word, without quotes */
	char *usage; /* the rest of the usage line */
	char *about; /* what stands next; both may be empty */
};

/* Find the candidates. options: of every line. quick: fill in only usage and about, and
 * ask neither database nor nodes. */
void offer_find(
	struct offer *offer, const char *before, const struct args *options, bool quick);
void offer_clear(struct offer *offer);

/* What to insert instead of the word, quoted where needed: the only candidate, or what
 * all have in common.  NULL when that adds nothing.  The caller frees it. */
char *offer_insertion(const struct offer *offer);

/* Copy argv[1..argc-1] to full with noun and verb spelt out; texts stay borrowed. */
void offer_spell_out(
	const struct command_table *table, const char **full, int argc, char **argv);

#endif
