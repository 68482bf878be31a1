/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/agent_copy.h"

#include <stddef.h>
#include <string.h>

#include "base/ascii.h"

#define DIGITS "0123456789"

/* Quotes of keyboards and of word processors. */
static const char *const quotes[] = { "\"", "'", "`", "\u201c", "\u201d", "\u201e",
	"\u201f", "\u2018", "\u2019", "\u201a", "\u201b", "\u00ab", "\u00bb", "\u2039",
	"\u203a", "\u300c", "\u300d", NULL };

/* Blanks that nobody sees, and a byte order mark. */
static const char *const invisible[] = { "\u00a0", "\u00ad", "\u200b", "\u200c", "\u200d",
	"\u200e", "\u200f", "\u202f", "\u2060", "\ufeff", NULL };

static const char *const bullets[] = { "-", "--", "*", "+", ">", "\u2022", "\u2023",
	"\u25e6", "\u25aa", "\u25cf", "\u00b7", "\u2013", "\u2014", "\u2192", NULL };

static const char *const headers[] = { "User-Agent", "User Agent", "User_Agent",
	"UserAgent", "UA", "Agent", "Server", NULL };

/* The length of the part that the text begins with, 0 for another text. */
static size_t
begin_of(const char *text, const char *const *parts)
{
	size_t longest = 0;

	for (size_t i = 0; parts[i] != NULL; i++) {
		size_t len = strlen(parts[i]);
		if (len > longest && strncmp(text, parts[i], len) == 0)
			longest = len;
	}
	return longest;
}

static size_t
end_of(const char *text, const char *const *parts)
{
	size_t len = strlen(text);

	for (size_t i = 0; parts[i] != NULL; i++) {
		size_t part = strlen(parts[i]);
		if (part <= len && strcmp(text + len - part, parts[i]) == 0)
			return part;
	}
	return 0;
}

static void
cut(char *text, size_t first, size_t last)
{
	size_t len = strlen(text) - first - last;

	memmove(text, text + first, len);
	text[len] = '\0';
}

static size_t
blanks_at(const char *text)
{
	return strspn(text, " \t");
}

/* What is not printed, at both ends. */
static bool
cut_invisible(char *text)
{
	static const char *const controls[] = { "\t", "\r", "\n", "\v", "\f", "\\r",
		"\\n", "\\t", NULL };
	size_t first = begin_of(text, invisible), last;

	first = first > 0 ? first : strcspn(text, "\t\r\n\v\f") == 0;
	last = end_of(text + first, invisible);
	last = last > 0 ? last : end_of(text + first, controls);
	cut(text, first, last);
	return first + last > 0;
}

/* An apostrophe at one end may be meant. */
static bool
cut_quotes(char *text)
{
	size_t first = begin_of(text, quotes), last = end_of(text + first, quotes);
	bool is_open = first > 0 && text[0] != '\'';

	/* A text may be the beginning of one in which a quote opens. */
	if (first == 0 && last == 1 && text[strlen(text) - 1] == '"')
		is_open = strchr(text, '"') == text + strlen(text) - 1 &&
		          strstr(text, " \"") == NULL;
	if (!is_open && (first == 0 || last == 0))
		return false;
	cut(text, first, last);
	return true;
}

/* "User-Agent: x", "ua = x" */
static bool
cut_header(char *text)
{
	for (size_t i = 0; headers[i] != NULL; i++) {
		size_t len = strlen(headers[i]);
		if (!ascii_begins(text, headers[i]))
			continue;
		len += begin_of(text + len, quotes);
		len += blanks_at(text + len);
		if (text[len] != ':' && text[len] != '=')
			continue;
		len++;
		cut(text, len + blanks_at(text + len), 0);
		return true;
	}
	return false;
}

/* "- x", "* x", "1. x", "2) x" */
static bool
cut_bullet(char *text)
{
	size_t len = begin_of(text, bullets), digits = strspn(text, DIGITS), blanks;

	if (digits > 0 && (text[digits] == '.' || text[digits] == ')'))
		len = digits + 1;
	blanks = blanks_at(text + len);
	if (len == 0 || blanks == 0)
		return false;
	cut(text, len + blanks, 0);
	return true;
}

/* "x;", "x,", and what a table has cut off. */
static bool
cut_mark(char *text)
{
	static const char *const marks[] = { ";", ",", "...", "\u2026", "\\", NULL };
	size_t len = end_of(text, marks);

	cut(text, 0, len);
	return len > 0;
}

static const struct {
	bool (*cut)(char *text);
	const char *what;
} cuts[] = { { cut_invisible, "has what nobody sees at an end" },
	{ cut_mark, "ends with what is not a part of a user agent" },
	{ cut_header, "begins with a header's name" },
	{ cut_bullet, "begins with a bullet" }, { cut_quotes, "stands in quotes" } };

/* Blanks between what is cut off. */
static void
cut_blanks(char *text)
{
	size_t first = strspn(text, " "), len = strlen(text), last = len;

	while (last > first && text[last - 1] == ' ')
		last--;
	cut(text, first, len - last);
}

/* Cut off one layer; returns what it is, NULL when there is nothing to cut. */
static const char *
cut_one(char *text)
{
	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++)
		if (cuts[i].cut(text)) {
			cut_blanks(text);
			return cuts[i].what;
		}
	return NULL;
}

const char *
agent_copy_cut(char *text)
{
	const char *first = text[0] != '\0' ? cut_one(text) : NULL, *what = first;

	while (what != NULL && text[0] != '\0')
		what = cut_one(text);
	return first;
}

bool
agent_holds_any(const char *text, const char *const *parts)
{
	for (size_t i = 0; parts[i] != NULL; i++)
		if (strstr(text, parts[i]) != NULL)
			return true;
	return false;
}

/* "\x09", as CSV has it. */
static bool
has_byte(const char *text)
{
	static const char hex[] = DIGITS "abcdefABCDEF";

	for (const char *at = strstr(text, "\\x"); at != NULL; at = strstr(at + 1, "\\x"))
		if (strspn(at + 2, hex) >= 2)
			return true;
	return false;
}

/* "friendly–scanner", as a word processor writes it; names of phones have " – ". */
static bool
has_long_dash(const char *text)
{
	static const char *const dashes[] = { "\u2010", "\u2011", "\u2013", "\u2014",
		"\u2212", NULL };

	for (const char *at = text + 1; text[0] != '\0' && *at != '\0'; at++) {
		size_t len = begin_of(at, dashes);
		if (len > 0 && at[-1] != ' ' && at[len] != ' ' && at[len] != '\0')
			return true;
	}
	return false;
}

const char *
agent_copy_within(const char *text)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#",
		NULL };
	/* Names of phones have blanks that do not break. */
	static const char *const unseen[] = { "\u00ad", "\u200b", "\u2060", "\ufeff",
		NULL };

	if (agent_holds_any(text, unseen))
		return "holds what nobody sees";
	if (has_long_dash(text))
		return "holds a dash that is longer than '-'";
	if (agent_holds_any(text, entities) || has_byte(text))
		return "holds characters that are written as in a web page or a list";
	return NULL;
}
