/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_OWNED_H
#define SHIELDADM_KAMCFG_OWNED_H

#include "base/err.h"
#include "base/str.h"

/*
 * The lines of a kamailio.cfg that shieldadm wrote: from "# shieldadm: begin NAME"
 * to "# shieldadm: end NAME".  All other lines belong to the user and are kept.  The mark
 * "begin NAME in a line" says that a line of the user was split to insert them.
 */

/* Add the text without shieldadm's lines to s, and those lines to owned.  ERR_USAGE
 * when a begin or end mark has no partner. */
bool owned_strip(struct str *s, struct str *owned, const char *text, size_t len,
	struct err *err) MUST;

/* How many lines up to this one are the user's; the line number of the user's n-th
 * line. Together they map a line of one text to the same line of another text. */
unsigned owned_count_others(const char *text, unsigned line);
unsigned owned_nth_other(const char *text, unsigned n);

/*
 * Texts to insert into another text.  Each consists of whole lines.
 */
struct insert {
	size_t at; /* byte offset that it is inserted before */
	size_t order;
	char *text;
};

struct insert_list {
	struct insert *v;
	size_t len, cap;
};

/* Insert marked lines before, or after, the line that holds byte at. */
void insert_before_line(struct insert_list *list, const char *text, size_t at,
	const char *name, const char *lines);
void insert_after_line(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines);

/* Insert marked lines at byte at, or below its line when only blanks or a # comment
 * follow on that line.  Otherwise the line is split. */
void insert_here(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines);

/* Add the text with all inserts to s, and empty the list. */
void insert_all(struct insert_list *list, struct str *s, const char *text, size_t len);
void insert_list_clear(struct insert_list *list);

#endif
