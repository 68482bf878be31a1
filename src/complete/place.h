/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_PLACE_H
#define SHIELDADM_COMPLETE_PLACE_H

#include "cli/args.h"
#include "complete/complete.h"

/*
 * What the word being typed is on its command line.  Private to src/complete.
 */
struct place {
	struct args args;  /* of the words before it */
	char **argv;       /* what args borrows from */
	const char *begun; /* the part of it that is a value: "ed" of "--node=ed" */
	size_t before;     /* bytes of the word before that */
	enum {
		PLACE_NOWHERE, /* behind an unknown command */
		PLACE_NOUN,
		PLACE_VERB,
		PLACE_OPTION, /* its name */
		PLACE_VALUE,  /* of the option opt */
		PLACE_WORD    /* of the command */
	} is;
	const struct cmd_opt *opt;
};

/* The texts stay borrowed from line. */
void place_find(struct place *place, const struct complete_line *line);
void place_clear(struct place *place);

/* The i-th argument that the word can be, or NULL after the last.  With "<address>...
 * <group>" the second word can be both. */
const struct cmd_arg *place_arg(const struct place *place, size_t i);

#endif
