/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_NEAREST_H
#define SHIELDADM_BASE_NEAREST_H

#include <stddef.h>

/*
 * What was probably meant by a word that is none of those there are.
 */
struct nearest {
	const char *word; /* not NUL-terminated */
	size_t len;
	const char *best; /* so far; NULL when nothing is near */
	size_t distance;
};

/* The word is the first len bytes of text, which stay borrowed. */
void nearest_init(struct nearest *nearest, const char *text, size_t len);

/* One that there is.  Near is what is a slip or two of the keyboard away, the case of
 * ASCII ignored, and what goes on where the word ends, or ends where it goes on; the
 * first of those that are equally near counts.  Stays borrowed when it is the best. */
void nearest_consider(struct nearest *nearest, const char *candidate);

/* ": did you mean '--block'?", with dashes before it, or "" when nothing is near.  Valid
 * until the next call. */
const char *nearest_say(const struct nearest *nearest, const char *dashes);

#endif
