/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>

#define WORD_MAX 40

/* The nearest word so far, and how far it is. */
struct nearest {
	const char *word;
	size_t distance;
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits (a letter more, less, other, or two swapped) that turn a into b. */
static size_t
distance(const char *a, size_t a_len, const char *b)
{
	size_t rows[3][WORD_MAX + 1], b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i - 1) % 3],
		       *two = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = least(least(row[j - 1], above[j]) + 1,
				above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1])
				row[j] = least(row[j], two[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

static void
consider(struct nearest *nearest, const char *word, size_t len, const char *candidate)
{
	size_t d = distance(word, len, candidate);

	if (nearest->word != NULL && d >= nearest->distance)
		return;
	nearest->word = candidate;
	nearest->distance = d;
}

static const char *
say(const struct nearest *nearest, size_t len, const char *dashes)
{
	static char text[WORD_MAX + 32];

	if (nearest->word == NULL || nearest->distance > (len > 4 ? 2 : 1))
		return "";
	snprintf(text, sizeof(text), ": did you mean '%s%s'?", dashes, nearest->word);
	return text;
}

const char *
suggest_noun(const char *word)
{
	struct nearest nearest = { 0 };

	for (size_t i = 0; cli_groups[i] != NULL; i++)
		consider(&nearest, word, strlen(word), cli_groups[i]->name);
	return say(&nearest, strlen(word), "");
}

const char *
suggest_verb(const struct command_group *group, const char *word)
{
	struct nearest nearest = { 0 };

	for (const struct command *c = group->commands; c->run != NULL; c++)
		consider(&nearest, word, strlen(word), c->name);
	return say(&nearest, strlen(word), "");
}

const char *
suggest_option(const struct command *command, const char *word, size_t len)
{
	struct nearest nearest = { 0 };
	const struct cmd_opt *opt = command != NULL ? command->opts : NULL;

	for (; opt != NULL && opt->name != NULL; opt++)
		consider(&nearest, word, len, opt->name);
	for (opt = cli_options; opt->name != NULL; opt++)
		consider(&nearest, word, len, opt->name);
	return say(&nearest, len, "--");
}
