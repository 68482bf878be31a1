/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/short.h"

#include <string.h>

#include "base/str.h"

/* The names that begin with the word. */
struct choices {
	const char *word;
	size_t n;
	struct str names;
};

static bool
consider(struct choices *choices, const char *name)
{
	if (choices->word[0] == '\0' || name == NULL ||
		strncmp(name, choices->word, strlen(choices->word)) != 0)
		return false;
	str_addf(&choices->names, "%s%s", choices->n++ > 0 ? ", " : "", name);
	return true;
}

/* Whether exactly one was found.  Several are an error that lists them. */
static bool
is_one(struct choices *choices, struct err *err)
{
	if (choices->n > 1)
		err_set(err, ERR_USAGE, "'%s' is ambiguous: %s", choices->word,
			str_get(&choices->names));
	str_clear(&choices->names);
	return choices->n == 1;
}

const struct command_group *
short_noun(const struct command_table *table, const char *word, struct err *err)
{
	struct choices choices = { .word = word };
	const struct command_group *found = NULL;

	for (size_t i = 0; table->groups[i] != NULL; i++)
		if (!table->groups[i]->hidden &&
			consider(&choices, table->groups[i]->name))
			found = table->groups[i];
	return is_one(&choices, err) ? found : NULL;
}

const struct command *
short_verb(const struct command_group *group, const char *word, struct err *err)
{
	struct choices choices = { .word = word };
	const struct command *found = NULL;

	for (const struct command *c = group->commands; c->run != NULL; c++)
		if (consider(&choices, c->name))
			found = c;
	return is_one(&choices, err) ? found : NULL;
}
