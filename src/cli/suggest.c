/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/suggest.h"

#include <string.h>

#include "base/nearest.h"

const char *
suggest_noun(const struct command_table *table, const char *word)
{
	struct nearest nearest;

	nearest_init(&nearest, word, strlen(word));
	for (size_t i = 0; table->groups[i] != NULL; i++)
		if (!table->groups[i]->hidden)
			nearest_consider(&nearest, table->groups[i]->name);
	return nearest_say(&nearest, "");
}

const char *
suggest_verb(const struct command_group *group, const char *word)
{
	struct nearest nearest;

	nearest_init(&nearest, word, strlen(word));
	for (const struct command *c = group->commands; c->run != NULL; c++)
		nearest_consider(&nearest, c->name);
	return nearest_say(&nearest, "");
}

const char *
suggest_option(const struct command_table *table, const struct command *command,
	const char *word, size_t len)
{
	struct nearest nearest;
	const struct cmd_opt *opt = command != NULL ? command->opts : NULL;

	nearest_init(&nearest, word, len);
	for (; opt != NULL && opt->name != NULL; opt++)
		nearest_consider(&nearest, opt->name);
	for (opt = table->options; opt->name != NULL; opt++)
		nearest_consider(&nearest, opt->name);
	return nearest_say(&nearest, "--");
}

const char *
suggest_one_of(const char *const *words, const char *word)
{
	struct nearest nearest;

	nearest_init(&nearest, word, strlen(word));
	for (; *words != NULL; words++)
		nearest_consider(&nearest, *words);
	return nearest_say(&nearest, "");
}
