/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iptables -S and iptables-save, as iptables(8) describes rules.
 */
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "feed/tool.h"
#include "feed/words.h"

struct rule {
	const char *source; /* NULL: there is none */
	const char *target;
	const char *comment;
	bool is_negated;  /* "! -s" */
	bool is_narrower; /* holds for some packets of the source only */
};

/* How many words of a rule were read by this option; 0: it is a condition. */
static int
take_option(struct rule *rule, char *const *words, int n)
{
	const char *name = words[0], *value = n > 1 ? words[1] : "";

	if (strcmp(name, "-s") == 0 || strcmp(name, "--src-range") == 0)
		rule->source = value;
	else if (strcmp(name, "-j") == 0)
		rule->target = value;
	else if (strcmp(name, "--comment") == 0)
		rule->comment = value;
	else if (strcmp(name, "--reject-with") != 0 &&
		 (strcmp(name, "-m") != 0 || (strcmp(value, "comment") != 0 &&
						     strcmp(value, "iprange") != 0)))
		return 0;
	return 2;
}

static void
read_rule(struct rule *rule, char *const *words, int n)
{
	for (int i = 0; i < n;) {
		int read = take_option(rule, words + i, n - i);
		bool is_not = strcmp(words[i], "!") == 0;
		/* CSF writes "! -i lo": all but this machine itself. */
		if (is_not && i + 2 < n && strcmp(words[i + 1], "-i") == 0 &&
			strcmp(words[i + 2], "lo") == 0)
			read = 3;
		else if (is_not && i + 1 < n && words[i + 1][0] == '-')
			rule->is_negated =
				rule->is_negated ||
				take_option(rule, words + i + 1, n - i - 1) > 0;
		rule->is_narrower = rule->is_narrower || read == 0;
		i += read > 0 ? read : 1;
	}
}

static const char *
why_not(const struct rule *rule)
{
	if (rule->is_negated)
		return "the rule is about all others (!)";
	if (rule->target == NULL || (strcmp(rule->target, "DROP") != 0 &&
					    strcmp(rule->target, "REJECT") != 0 &&
					    strcmp(rule->target, "ACCEPT") != 0 &&
					    strcmp(rule->target, "RETURN") != 0))
		return "the rule neither drops nor accepts";
	return rule->is_narrower ? "the rule is about some requests of an address only"
	                         : NULL;
}

/* What is let in for some requests, such as those to a port, is not to be banned. */
static bool
lets_some_in(const struct rule *rule)
{
	return !rule->is_negated && rule->target != NULL &&
	       (strcmp(rule->target, "ACCEPT") == 0 ||
		       strcmp(rule->target, "RETURN") == 0);
}

static void
leave_out(const struct rule *rule, const char *why, struct feed_rows *rows)
{
	struct feed_row *row;

	feed_rows_leave_out(rows, why);
	row = &rows->v[rows->len - 1].row;
	row->is_let_in = lets_some_in(rule);
	row->fields[FEED_VALUE] = xstrdup(rule->source);
}

static void
take_rule(const struct rule *rule, struct feed_rows *rows)
{
	const char *why = why_not(rule);
	struct feed_row *row;

	if (why != NULL) {
		leave_out(rule, why, rows);
		return;
	}
	row = feed_rows_add(rows);
	row->fields[FEED_VALUE] = xstrdup(rule->source);
	row->fields[FEED_TYPE] = xstrdup(rule->target);
	if (rule->comment != NULL)
		row->fields[FEED_TAG] = xstrdup(rule->comment);
}

/* A chain, a policy, a table. */
static bool
is_frame(const char *line)
{
	return feed_says_nothing(line) || line[0] == '*' || line[0] == ':' ||
	       strncmp(line, "-P ", 3) == 0 || strncmp(line, "-N ", 3) == 0 ||
	       strcmp(line, "COMMIT") == 0;
}

void
feed_iptables_line(char *line, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	struct rule rule = { .source = NULL };
	bool has_address = false;
	int n;

	if (is_frame(line))
		return;
	if (line[0] == '[')
		line += strcspn(line, " ");
	n = feed_tool_words(line, words);
	if (n < 3 || (strcmp(words[0], "-A") != 0 && strcmp(words[0], "-I") != 0)) {
		feed_rows_refuse(
			rows, "'%s' is not a line of iptables -S", n > 0 ? words[0] : "");
		return;
	}
	read_rule(&rule, words + 2, n - 2);
	for (int i = 2; i < n; i++)
		has_address = has_address || words_is_address(words[i]);
	if (rule.source != NULL)
		take_rule(&rule, rows);
	else if (has_address)
		feed_rows_leave_out(rows, "the rule is not about a source");
}
