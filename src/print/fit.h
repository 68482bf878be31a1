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
 * Narrow the columns until they fit into room, with one blank between two.  The widest
 * shrink first, so that short texts stay whole.  False when they cannot fit; then they
 * are unchanged.
 */
bool fit_columns(struct fit_column *columns, size_t n, size_t room);

#endif
