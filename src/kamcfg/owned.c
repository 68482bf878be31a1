/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/owned.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define BEGIN_MARK "# shieldadm: begin "
#define END_MARK "# shieldadm: end "

/* Ends a begin mark that splits a line; without shieldadm's lines the line is whole
 * again. */
#define PARTED " in a line"

static bool
is_mark(const char *line, size_t len, const char *mark)
{
	while (len > 0 && (*line == ' ' || *line == '\t'))
		line++, len--;
	return len >= strlen(mark) && memcmp(line, mark, strlen(mark)) == 0;
}

static bool
has_parted(const char *line, size_t len)
{
	const size_t n = sizeof(PARTED) - 1;

	while (len > 0 && strchr(" \t\r\n", line[len - 1]) != NULL)
		len--;
	return len >= n && memcmp(line + len - n, PARTED, n) == 0;
}

static bool
no_other(unsigned line, const char *mark, struct err *err)
{
	return err_set(err, ERR_USAGE,
		"line %u: the mark '%s...' has no matching mark: restore it, or remove "
		"all lines of shieldadm by hand",
		line, mark);
}

bool
owned_strip(
	struct str *s, struct str *owned, const char *text, size_t len, struct err *err)
{
	unsigned line = 1, begun = 0;

	for (size_t i = 0; i < len; line++) {
		const char *end = memchr(text + i, '\n', len - i);
		size_t n = end != NULL ? (size_t)(end - (text + i)) + 1 : len - i;
		bool is_begin = is_mark(text + i, n, BEGIN_MARK);
		bool is_end = is_mark(text + i, n, END_MARK);
		if (is_begin && begun > 0)
			return no_other(begun, BEGIN_MARK, err);
		if (is_end && begun == 0)
			return no_other(line, END_MARK, err);
		begun = is_begin ? line : begun;
		if (is_begin && has_parted(text + i, n) && s->len > 0 &&
			s->s[s->len - 1] == '\n')
			s->s[--s->len] = '\0';
		str_add(begun > 0 ? owned : s, text + i, n);
		begun = is_end ? 0 : begun;
		i += n;
	}
	return begun == 0 || no_other(begun, BEGIN_MARK, err);
}

/* Walk the lines up to this line, and up to the n-th line of the user. */
static unsigned
walk(const char *text, unsigned max_line, unsigned max_others, unsigned *others)
{
	unsigned line = 0;
	bool is_owned = false, is_rest = false;

	*others = 0;
	while (*text != '\0' && line < max_line && *others < max_others) {
		size_t len = strcspn(text, "\n");
		line++;
		if (!is_owned && is_mark(text, len, BEGIN_MARK)) {
			is_owned = true;
			is_rest = has_parted(text, len);
		}
		*others += !is_owned && !is_rest;
		is_rest = is_owned && is_rest;
		is_owned = is_owned && !is_mark(text, len, END_MARK);
		text += len + (text[len] == '\n');
	}
	return line;
}

unsigned
owned_count_others(const char *text, unsigned line)
{
	unsigned others;

	walk(text, line, UINT_MAX, &others);
	return others;
}

unsigned
owned_nth_other(const char *text, unsigned n)
{
	unsigned others;

	return walk(text, UINT_MAX, n, &others);
}

/* is_parted: inside a line, or behind a last line without a line end. */
static void
add(struct insert_list *list, size_t at, bool is_parted, const char *name,
	const char *lines)
{
	size_t len = strlen(lines);
	struct str s = { 0 };
	struct insert *insert;

	if (len == 0)
		return;
	str_addf(&s, "%s" BEGIN_MARK "%s%s\n%s%s" END_MARK "%s\n", is_parted ? "\n" : "",
		name, is_parted ? PARTED : "", lines, lines[len - 1] != '\n' ? "\n" : "",
		name);
	insert = LIST_ADD(list);
	*insert = (struct insert){ .at = at, .order = list->len, .text = s.s };
}

void
insert_before_line(struct insert_list *list, const char *text, size_t at,
	const char *name, const char *lines)
{
	while (at > 0 && text[at - 1] != '\n')
		at--;
	add(list, at, false, name, lines);
}

void
insert_after_line(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines)
{
	const char *end = at < len ? memchr(text + at, '\n', len - at) : NULL;

	/* The last line may have no line end. */
	add(list, end != NULL ? (size_t)(end - text) + 1 : len, end == NULL && len > 0,
		name, lines);
}

void
insert_here(struct insert_list *list, const char *text, size_t len, size_t at,
	const char *name, const char *lines)
{
	size_t rest = at;

	/* A comment behind it stays on its line. */
	while (rest < len && (text[rest] == ' ' || text[rest] == '\t'))
		rest++;
	if (rest >= len || text[rest] == '\n' || text[rest] == '#')
		insert_after_line(list, text, len, at, name, lines);
	else
		add(list, at, true, name, lines);
}

static int
compare(const void *a, const void *b)
{
	const struct insert *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void
insert_all(struct insert_list *list, struct str *s, const char *text, size_t len)
{
	size_t done = 0;

	if (list->len > 0)
		qsort(list->v, list->len, sizeof(*list->v), compare);
	for (size_t i = 0; i < list->len; i++) {
		str_add(s, text + done, list->v[i].at - done);
		str_add(s, list->v[i].text, strlen(list->v[i].text));
		done = list->v[i].at;
	}
	str_add(s, text + done, len - done);
	insert_list_clear(list);
}

void
insert_list_clear(struct insert_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->v[i].text);
	free(list->v);
	*list = (struct insert_list){ 0 };
}
