/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMLOG_ENDING_H
#define SHIELDADM_KAMLOG_ENDING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * How the lines of a file end.  A carriage return is a part of the line end when every
 * line has one, as in files of Windows and of containers with a terminal.  In other
 * files it ends the first line of a folded header, and is left in the line.
 */
struct ending {
	bool has_bare; /* a line without a carriage return was seen */
};

/* The length of the line end before the line feed: 1 or 0. */
static inline size_t
ending_return(struct ending *ending, const char *s, size_t len)
{
	bool has_return = len > 0 && s[len - 1] == '\r';

	ending->has_bare = ending->has_bare || !has_return;
	return has_return && !ending->has_bare ? 1 : 0;
}

#endif
