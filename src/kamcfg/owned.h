/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_OWNED_H
#define SHIELDADM_KAMCFG_OWNED_H

#include "base/err.h"
#include "base/str.h"

/*
 * The lines of a kamailio.cfg that are shieldadm's: from "# shieldadm: begin NAME" to
 * "# shieldadm: end NAME".  All other lines are somebody else's, and stay.  Where one had
 * to be parted to put them in, "begin NAME in a line" says so.
 */

/* Add the text without what is shieldadm's, and that to owned.  ERR_USAGE where a mark
 * has no other one. */
bool owned_strip(struct str *s, struct str *owned, const char *text, size_t len,
	struct err *err) MUST;

/* How many of the lines up to this one are not shieldadm's; the line of the n-th that is
 * not.  By them a place in one text is found in another one with the same such lines. */
unsigned owned_count_others(const char *text, unsigned line);
unsigned owned_nth_other(const char *text, unsigned n);

/*
 * Texts to be put into another one, whole lines each.
 */
struct insert {
	size_t at; /* which byte it comes before */
	size_t order;
	char *text;
};

struct insert_list {
	struct insert *v;
	size_t len, cap;
};

/* Put lines, marked, before the line that byte at is in; or after it. */
void insert_before_line(struct insert_list *list, const char *text, size_t at,
	const char *name, const char *lines);
void insert_after_line(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines);

/* Put them behind byte at, which may stand within a line. */
void insert_here(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines);

/* Add the text with all of it, and empty the list. */
void insert_all(struct insert_list *list, struct str *s, const char *text, size_t len);
void insert_list_clear(struct insert_list *list);

#endif
