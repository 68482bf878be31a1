/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/nft_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/cells.h"
#include "feed/words.h"

/* The next word, without the quotes and the comma behind it, NULL at the end. */
static char *
next_word(char **line)
{
	char *word = *line + strspn(*line, CELLS_BLANKS ","), *end;

	if (*word == '\0')
		return NULL;
	end = *word == '"' ? strchr(word + 1, '"') : NULL;
	if (end != NULL)
		word++;
	else
		end = word + strcspn(word, CELLS_BLANKS ",");
	*line = end + (*end != '\0');
	*end = '\0';
	return word;
}

bool
nft_words_hook(
	struct chains *chains, const char *table, const char *chain, const char *line)
{
	const char *hook = strstr(line, " hook ");
	char *name;

	if (strncmp(line, "type ", 5) != 0 || hook == NULL)
		return false;
	hook += strlen(" hook ");
	name = xstrndup(hook, strcspn(hook, " ;"));
	nft_hook(chains, table, chain, name);
	free(name);
	return true;
}

/* How many words belong to this one, when the rule holds for all packets with it as
 * without it; -1: it is a condition. */
static int
words_beside(const char *word)
{
	static const struct {
		const char *word;
		int n;
	} neutral[] = { { "counter", 0 }, { "packets", 1 }, { "bytes", 1 }, { "log", 0 },
		{ "prefix", 1 }, { "level", 1 }, { "comment", 1 } };

	for (size_t i = 0; i < sizeof(neutral) / sizeof(*neutral); i++)
		if (strcmp(neutral[i].word, word) == 0)
			return neutral[i].n;
	return -1;
}

/* "{ 192.0.2.1 : accept, 192.0.2.2 : drop }": who is let in. */
static void
read_map(struct nft_rule *rule, char **line)
{
	const char *word, *address = NULL;

	while ((word = next_word(line)) != NULL) {
		if (words_is_address(word))
			address = word;
		else if (address != NULL && nft_rule_verdict(rule, word) &&
			 rule->verdict == CHAIN_LETS_IN)
			nft_rule_source(rule, address, false);
		nft_rule_other(rule, word);
	}
	rule->verdict = rule->sources.len > 0 ? CHAIN_LETS_IN : CHAIN_NONE;
}

/* What stands behind saddr: "@b", "!= @b", "192.0.2.1", "{ 192.0.2.1, 192.0.2.2 }". */
static void
read_source(struct nft_rule *rule, char **line)
{
	char *word = next_word(line);
	bool is_negated = word != NULL && strcmp(word, "!=") == 0;

	if (is_negated)
		word = next_word(line);
	if (word == NULL)
		return;
	if (strcmp(word, "{") == 0)
		while ((word = next_word(line)) != NULL && strcmp(word, "}") != 0)
			nft_rule_source(rule, word, is_negated);
	else if (strcmp(word, "vmap") == 0)
		read_map(rule, line);
	else if (word[0] == '@' || words_is_address(word))
		nft_rule_source(rule, word, is_negated);
	else
		nft_rule_other(rule, word);
}

static void
read_verdict(struct nft_rule *rule, char **line)
{
	char *target = rule->verdict == CHAIN_JUMPS ? next_word(line) : NULL;

	if (target != NULL)
		rule->target = xstrdup(target);
	/* What follows is how it rejects, or a comment. */
	*line += strlen(*line);
}

static void
read_word(struct nft_rule *rule, const char *word, char **line)
{
	int beside = words_beside(word);
	size_t blanks = strspn(*line, CELLS_BLANKS);

	if (nft_rule_verdict(rule, word)) {
		read_verdict(rule, line);
	} else if ((strcmp(word, "ip") == 0 || strcmp(word, "ip6") == 0) &&
		   strncmp(*line + blanks, "saddr ", 6) == 0) {
		*line += blanks + 6;
		read_source(rule, line);
	} else if (beside < 0) {
		nft_rule_other(rule, word);
	}
	for (; beside > 0; beside--)
		next_word(line);
}

void
nft_words_rule(struct nft_rule *rule, const char *table, const char *chain, char *line)
{
	const char *word;

	*rule = (struct nft_rule){ .table = table, .chain = chain };
	while ((word = next_word(&line)) != NULL && word[0] != '#')
		read_word(rule, word, &line);
}
