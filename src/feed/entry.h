/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_ENTRY_H
#define SHIELDADM_FEED_ENTRY_H

#include "base/str.h"
#include "feed/format.h"

/*
 * What an entry of a list of addresses says of itself: its scope and type, whether it is
 * a range.  Private to src/feed.
 */

/* Whether the word says of what it stands beside that it is let in: "allow". */
bool feed_entry_lets_in(const char *word);

/* The same of a cell or a member of any name, where OK may be the state of something. */
bool feed_entry_cell_lets_in(const char *cell);

/*
 * Bring the row to a value that stands alone: "Ip:192.0.2.1" and "[2001:db8::1]" become
 * the address, start and end a range, whose text is kept in joined.  False, with err, for
 * one that is wrong, or that is not meant: is_left_out.
 */
bool feed_entry_settle(const struct feed_format *format, struct feed_row *row,
	struct str *joined, struct err *err) MUST;

#endif
