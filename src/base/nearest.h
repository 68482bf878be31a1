/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_NEAREST_H
#define SHIELDADM_BASE_NEAREST_H

#include <stddef.h>

/*
 * Find the name that an unknown word probably meant.
 */
struct nearest {
	const char *word; /* not NUL-terminated */
	size_t len;
	const char *best; /* so far; NULL: no name is similar */
	size_t distance;
};

/* The word is the first len bytes of text; borrowed. */
void nearest_init(struct nearest *nearest, const char *text, size_t len);

/* Consider a name that exists.  It is similar when one or two typing errors away, the
 * case of ASCII ignored, or when one of the two begins with the other.  Of equally
 * similar names the first counts.  Borrowed if it is the best. */
void nearest_consider(struct nearest *nearest, const char *candidate);

/* ": did you mean '--block'?", with dashes before the name, or "" when no name is
 * similar.  Valid until the next call. */
const char *nearest_say(const struct nearest *nearest, const char *dashes);

#endif
