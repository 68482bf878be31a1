/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_HEADING_H
#define SHIELDADM_FEED_HEADING_H

#include "feed/table.h"

/* The first line of CSV, which may name the columns; pure.  Private to src/feed. */

/* Whether the line is a heading; table says where its columns are.  is_broken, with err:
 * it is one, but wrong. */
bool feed_heading_read(struct feed_table *table, const char *line, struct err *err);

/* There is none: the value is the first cell. */
void feed_heading_none(struct feed_table *table);

#endif
