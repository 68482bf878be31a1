/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_SHELL_OFFER_H
#define SHIELDADM_SHELL_OFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/args.h"

/*
 * What Tab and ? offer at the end of what stands before the cursor.
 */
struct offer {
	struct offer_item {
		char *text, *help;
		bool space; /* the word is finished then */
	} * v;
	size_t len, cap;
	size_t at;   /* byte at which the word that is replaced begins */
	char *begun; /* that word, without quotes */
	char *usage; /* what is to come, as in a usage line */
	char *about; /* what stands next; both may be empty */
};

/* Look for it.  options: those that every line has.  quick: fill in usage and about
 * only; the database and the nodes are not asked. */
void offer_find(
	struct offer *offer, const char *before, const struct args *options, bool quick);
void offer_clear(struct offer *offer);

/* What to write in the place of the word, in quotes where it needs them: the one that is
 * offered, or as much as all have in common.  NULL when that is no more than is there.
 * The caller frees it. */
char *offer_insertion(const struct offer *offer);

/* The noun and the verb of argv[1..argc-1] spelt out, in full, which borrows the rest. */
void offer_spell_out(
	const struct command_table *table, const char **full, int argc, char **argv);

#endif
