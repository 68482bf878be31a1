/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/origin.h"

#define SUFFIX_MAX 4 /* ".c", ".lex" */

/* The start of "[secfilter.c:153" that ends at s; NULL for other texts. */
static const char *
find_place(const char *start, const char *s)
{
	const char *digits = s, *suffix;

	while (digits > start && is_digit(digits[-1]))
		digits--;
	if (digits == s || digits == start || digits[-1] != ':')
		return NULL;
	s = digits - 1;
	for (suffix = s; suffix > start && s - suffix < SUFFIX_MAX; suffix--)
		if (suffix[-1] == '.')
			break;
	if (suffix == start || suffix[-1] != '.' || suffix == s)
		return NULL;
	for (s = suffix; s > start && s[-1] != ' '; s--)
		if (s[-1] == '[')
			return s - 1;
	return NULL;
}

/* The origin of a module whose "]: " is at s. */
static bool
read_module(const char *start, const char *s, struct origin *origin)
{
	const char *name = find_place(start, s);

	if (name == NULL || name - 1 <= start || name[-1] != ' ')
		return false;
	name--;
	while (name > start && name[-1] != ' ')
		name--;
	*origin = (struct origin){ name, s + 3, false };
	return true;
}

bool
origin_find(struct cursor c, struct origin *origin)
{
	const char *script =
		memmem(c.s, left(&c), ORIGIN_SCRIPT, sizeof(ORIGIN_SCRIPT) - 1);
	const char *end = script != NULL ? script : c.end, *s = c.s;

	while (s < end && (s = memchr(s, ']', (size_t)(end - s))) != NULL) {
		if (end - s >= 3 && s[1] == ':' && s[2] == ' ' &&
			read_module(c.s, s, origin))
			return true;
		s++;
	}
	if (script == NULL)
		return false;
	*origin = (struct origin){ script, script + sizeof(ORIGIN_SCRIPT) - 1, true };
	return true;
}

/* Whether this is the name of a configuration file, and no host or URI. */
static bool
is_file(const char *s, size_t len)
{
	static const char suffix[] = ".cfg";
	size_t n = sizeof(suffix) - 1;

	return memchr(s, '/', len) != NULL ||
	       (len > n && memcmp(s + len - n, suffix, n) == 0);
}

/* "/etc/kamailio/kamailio.cfg:612:", "612:" */
static bool
skip_place(struct cursor *c)
{
	const char *s = c->s;

	if (left(c) > 0 && !is_digit(*s)) {
		while (c->s < c->end && *c->s != ':' && *c->s != ' ')
			c->s++;
		if (!is_file(s, (size_t)(c->s - s)) || !SKIP(c, ":"))
			return false;
	}
	return skip_digits(c) && SKIP(c, ":");
}

bool
origin_skip_mark(struct cursor *c, bool *is_script)
{
	struct cursor try = *c;

	*is_script = SKIP(&try, ORIGIN_SCRIPT);
	if (!SKIP(&try, ORIGIN_MARK) && (!skip_place(&try) || !SKIP(&try, ORIGIN_MARK)))
		return false;
	*c = try;
	return true;
}
