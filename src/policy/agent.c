/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/agent.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "policy/agent_copy.h"

#define DIGITS "0123456789"

/* "[a-z]", "[^0]"; but "[en]" and "[SIP-T]" are parts of real names. */
static bool
has_class(const char *text)
{
	const char *open = strchr(text, '[');

	while (open != NULL && open[1] != '\0') {
		if (open[1] == '^' || (open[2] == '-' && strchr(open, ']') != NULL))
			return true;
		open = strchr(open + 1, '[');
	}
	return false;
}

/* "/sipcli/", "/sipcli/i" */
static bool
is_between_slashes(const char *text, size_t len)
{
	return len > 2 && text[0] == '/' &&
	       (text[len - 1] == '/' || strcmp(text + len - 2, "/i") == 0);
}

/* "\.", "\d": what an expression escapes, and its classes. */
static bool
has_escape(const char *text)
{
	const char *slash = strchr(text, '\\');

	while (slash != NULL && slash[1] != '\0') {
		if (strchr(".-/+*?()[]^$|dDwWsSb", slash[1]) != NULL)
			return true;
		slash = strchr(slash + 1, '\\');
	}
	return false;
}

static bool
is_expression(const char *text, size_t len)
{
	static const char *const parts[] = { ".*", ".+", "|", "=~", "(?", ")*", ")+",
		")?", "]*", "]+", "]?", NULL };

	/* '~' begins those of nginx. */
	return text[0] == '^' || text[0] == '~' || text[len - 1] == '$' ||
	       agent_holds_any(text, parts) || has_class(text) || has_escape(text) ||
	       is_between_slashes(text, len);
}

static bool
has_mark_at_end(const char *text, size_t len, char mark)
{
	return text[0] == mark || text[len - 1] == mark;
}

/* What was copied with it; false, with what is probably meant. */
static bool
check_copy(const char *text, struct err *err)
{
	char *meant = xstrdup(text);
	const char *what = agent_copy_cut(meant);

	if (what != NULL)
		err_set(err, ERR_GUARD,
			"'%s' %s, so it would never match%s%s%s; --force stores it all "
			"the same",
			text, what, meant[0] != '\0' ? ": '" : "", meant,
			meant[0] != '\0' ? "' is probably meant" : "");
	free(meant);
	return what == NULL;
}

bool
agent_check(const char *text, struct err *err)
{
	size_t len = strlen(text);
	const char *what = agent_copy_within(text);

	if (!check_copy(text, err))
		return false;
	if (what == NULL && len > 0 && is_expression(text, len))
		what = "looks like a regular expression";
	else if (what == NULL && len > 0 &&
		 (has_mark_at_end(text, len, '*') || has_mark_at_end(text, len, '%')))
		what = "looks like a pattern with a wildcard";
	return what == NULL ||
	       err_set(err, ERR_GUARD,
		       "'%s' %s: an entry is the beginning of a user agent as it is "
		       "sent, "
		       "so this one would never match; --force stores it all the same",
		       text, what);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Behind a blank and outside of parentheses: "# why", "; why", "// why", "-- why".  "#1"
 * is a part of names. */
static bool
has_remark(const char *line)
{
	int depth = 0;

	for (const char *c = line; *c != '\0'; c++) {
		depth += (*c == '(') - (*c == ')');
		if (depth > 0 || c == line || !is_blank(c[-1]))
			continue;
		if (*c == ';' || (*c == '#' && strchr(DIGITS, c[1]) == NULL) ||
			((strncmp(c, "//", 2) == 0 || strncmp(c, "--", 2) == 0) &&
				is_blank(c[2])))
			return true;
	}
	return false;
}

/* "sipcli,12", or "12 sipcli", as sort | uniq -c prints it. */
static bool
has_count(const char *line)
{
	size_t first = strspn(line, DIGITS), len = strlen(line), digits = 0;

	if (first > 0 && line[first] != '\0' && strchr(" \t,;", line[first]) != NULL)
		return true;
	while (digits < len && strchr(DIGITS, line[len - digits - 1]) != NULL)
		digits++;
	len -= digits;
	while (len > 0 && is_blank(line[len - 1]))
		len--;
	return digits > 0 && len > 0 && (line[len - 1] == ',' || line[len - 1] == ';');
}

bool
agent_check_line(const char *line, struct err *err)
{
	const char *what = has_remark(line)             ? "a remark"
	                   : has_count(line)            ? "a count"
	                   : strchr(line, '\t') != NULL ? "what stands behind a TAB"
	                                                : NULL;

	return what == NULL ||
	       err_set(err, ERR_GUARD,
		       "'%s' is a user agent and %s: with both in the entry it would "
		       "never match; --force stores it all the same",
		       line, what);
}
