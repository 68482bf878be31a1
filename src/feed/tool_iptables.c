/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iptables -S and iptables-save, as iptables(8) describes rules.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/tool.h"
#include "feed/words.h"

struct rule {
	const char *source; /* NULL without one */
	const char *chain, *target;
	const char *comment;
	bool is_negated;  /* "! -s" */
	bool is_narrower; /* holds for some packets of the source only */
	enum chain_verdict verdict;
};

/* How many words of a rule were read by this option; 0: it is a condition. */
static int
take_option(struct rule *rule, char *const *words, int n)
{
	const char *name = words[0], *value = n > 1 ? words[1] : "";

	if (strcmp(name, "-s") == 0 || strcmp(name, "--src-range") == 0)
		rule->source = value;
	else if (strcmp(name, "-j") == 0 || strcmp(name, "-g") == 0)
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

static enum chain_verdict
verdict_of(const char *target)
{
	if (target == NULL)
		return CHAIN_NONE;
	if (strcmp(target, "DROP") == 0 || strcmp(target, "REJECT") == 0)
		return CHAIN_DROPS;
	if (strcmp(target, "ACCEPT") == 0 || strcmp(target, "RETURN") == 0)
		return CHAIN_LETS_IN;
	return CHAIN_JUMPS;
}

static const char *
table_of(const struct feed_tool *tool)
{
	return tool->table != NULL ? tool->table : "filter";
}

/* Why the source of a rule is not to be taken; NULL: it is.  The caller frees it. */
static char *
why_not(const struct feed_tool *tool, const struct rule *rule)
{
	if (!chains_is_incoming(&tool->chains, table_of(tool), rule->chain))
		return xasprintf(
			"no packet that comes in gets to its chain '%s'", rule->chain);
	if (rule->is_negated)
		return xstrdup("the rule is about all others (!)");
	if (rule->verdict == CHAIN_NONE)
		return xstrdup("the rule neither drops nor accepts");
	return rule->is_narrower
	               ? xstrdup("the rule is about some requests of an address only")
	               : NULL;
}

/* What is let in for some requests, such as those to a port, is not to be banned. */
static bool
lets_some_in(const struct rule *rule)
{
	return !rule->is_negated && rule->verdict == CHAIN_LETS_IN;
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
take_rule(const struct feed_tool *tool, const struct rule *rule, struct feed_rows *rows)
{
	char *why = why_not(tool, rule);
	struct feed_row *row;

	if (why != NULL) {
		leave_out(rule, why, rows);
		free(why);
		return;
	}
	row = feed_rows_add(rows);
	row->fields[FEED_VALUE] = xstrdup(rule->source);
	row->fields[FEED_TYPE] =
		xstrdup(verdict_of(rule->target) != CHAIN_JUMPS ? rule->target
			: rule->verdict == CHAIN_DROPS          ? "DROP"
								: "ACCEPT");
	if (rule->comment != NULL)
		row->fields[FEED_TAG] = xstrdup(rule->comment);
}

/* A chain that the kernel calls; "INPUT ACCEPT [0:0]" is one too. */
static void
look_at_chain(struct feed_tool *tool, const char *name)
{
	static const char *const bases[] = { "INPUT", "PREROUTING", "FORWARD", "OUTPUT",
		"POSTROUTING" };
	size_t len = strcspn(name, CELLS_BLANKS);

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		if (strlen(bases[i]) == len && strncmp(bases[i], name, len) == 0)
			chains_add_base(&tool->chains, table_of(tool), bases[i], i < 2);
}

/* Whether the line is a chain, a policy, a table. */
static bool
take_frame(struct feed_tool *tool, const char *line)
{
	if (line[0] == '*')
		feed_tool_name(&tool->table, line + 1, strlen(line + 1));
	else if (line[0] == ':')
		look_at_chain(tool, line + 1);
	else if (strncmp(line, "-P ", 3) == 0)
		look_at_chain(tool, line + 3);
	else
		return feed_says_nothing(line) || strncmp(line, "-N ", 3) == 0 ||
		       strcmp(line, "COMMIT") == 0;
	return true;
}

/* The words of a rule; 0: it is not one. */
static int
read_line(char *line, struct rule *rule, char *words[FEED_TOOL_WORDS_MAX])
{
	int n;

	if (line[0] == '[')
		line += strcspn(line, " ");
	n = feed_tool_words(line, words);
	if (n < 3 || (strcmp(words[0], "-A") != 0 && strcmp(words[0], "-I") != 0))
		return 0;
	rule->chain = words[1];
	read_rule(rule, words + 2, n - 2);
	rule->verdict = verdict_of(rule->target);
	return n;
}

void
feed_iptables_look(struct feed_tool *tool, char *line)
{
	char *words[FEED_TOOL_WORDS_MAX];
	struct rule rule = { .source = NULL };

	if (take_frame(tool, line) || read_line(line, &rule, words) == 0)
		return;
	look_at_chain(tool, rule.chain);
	chains_add_rule(&tool->chains, table_of(tool), rule.chain, rule.verdict,
		rule.source == NULL && !rule.is_negated && !rule.is_narrower,
		rule.target);
}

/* Addresses of a rule that does not tell of a source. */
static void
take_others(const struct rule *rule, char *const *words, int n, struct feed_rows *rows)
{
	bool has_address = false, has_set = false;

	for (int i = 2; i < n; i++) {
		has_address = has_address || words_is_address(words[i]);
		has_set = has_set || strcmp(words[i], "--match-set") == 0;
	}
	if (has_address)
		feed_rows_leave_out(rows, "the rule is not about a source");
	else if (has_set && rule->verdict == CHAIN_DROPS)
		feed_rows_refuse(rows, "the rule drops a set: ipset save lists it");
}

void
feed_iptables_line(struct feed_tool *tool, char *line, struct feed_rows *rows)
{
	char *words[FEED_TOOL_WORDS_MAX];
	struct rule rule = { .source = NULL };
	int n;

	if (take_frame(tool, line))
		return;
	n = read_line(line, &rule, words);
	if (n == 0) {
		line[strcspn(line, CELLS_BLANKS)] = '\0';
		feed_rows_refuse(rows, "'%s' is not a line of iptables -S", line);
		return;
	}
	if (rule.verdict == CHAIN_JUMPS)
		rule.verdict = chains_verdict(&tool->chains, table_of(tool), rule.target);
	if (rule.source != NULL)
		take_rule(tool, &rule, rows);
	else
		take_others(&rule, words, n, rows);
}
