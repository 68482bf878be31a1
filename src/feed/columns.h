/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FEED_COLUMNS_H
#define SHIELDADM_FEED_COLUMNS_H

#include "feed/table.h"

/* The rows of CSV, below a heading or without one; pure.  Private to src/feed. */

/* Take the line apart, in place.  ERR_USAGE when it cannot be read. */
bool feed_columns_take(
	struct feed_table *table, char *line, char **fields, struct err *err) MUST;

/* Cut a comment off that stands behind a blank. */
char *feed_columns_cut_comment(char *line);

#endif
