/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_UNDONE_H
#define SHIELDADM_POLICY_UNDONE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Which changes were taken back, as one goes through the history from the last change to
 * the first: one that takes back another counts only when it was not taken back itself.
 */
struct undone {
	struct undone_pair {
		long long id, by;
	} * v;
	size_t len, cap;
};

/* The next change, and the one it takes back (0: none). */
void undone_see(struct undone *undone, long long id, long long undoes);

/* The change that has taken it back, of those seen so far; 0: it stands. */
long long undone_by(const struct undone *undone, long long id);

void undone_clear(struct undone *undone);

#endif
