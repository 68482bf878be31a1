/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_SETS_H
#define SHIELDADM_FEED_SETS_H

#include "feed/rows.h"

/*
 * The named sets of a firewall that one list holds.  A whitelist is a set like any other:
 * what it is for the rules tell, or the user.  Private to src/feed.
 */

/* What a rule does with the sources that are in a set. */
enum feed_use {
	FEED_USED,       /* nothing that tells what the set is for */
	FEED_DROPS_SOME, /* it drops some of their packets */
	FEED_DROPS,
	FEED_LETS_IN
};

/* The rows that come now are of this set.  False when it is known to be of something else
 * than addresses. */
bool feed_sets_enter(struct feed_rows *rows, const char *name);

/* The set is of ports, of hardware addresses, or of other sets. */
void feed_sets_exclude(struct feed_rows *rows, const char *name);

/* They are of no set. */
void feed_sets_leave(struct feed_rows *rows);

void feed_sets_use(struct feed_rows *rows, const char *name, enum feed_use use);

/*
 * All is read: leave out the rows of sets that are not meant.  ERR_USAGE, with the names,
 * when nothing tells which are: never ban what cannot be told.
 */
bool feed_sets_choose(
	struct feed_rows *rows, const struct feed_format *format, struct err *err) MUST;

#endif
