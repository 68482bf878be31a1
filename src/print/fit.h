/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_PRINT_FIT_H
#define SHIELDADM_PRINT_FIT_H

#include <stdbool.h>
#include <stddef.h>

/* A column of a table: how wide it is, and how narrow it may become. */
struct fit_column {
	size_t width, least;
};

/*
 * Make the columns narrower until they fit into room, with one blank between two: the
 * widest first, so that what is short stays whole.  False when they do not fit, however
 * narrow they become; then they are as they were.
 */
bool fit_columns(struct fit_column *columns, size_t n, size_t room);

#endif
