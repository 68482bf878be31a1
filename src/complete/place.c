/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static void
is_value(struct place *place, const struct cmd_opt *opt, size_t before)
{
	place->is = PLACE_VALUE;
	place->opt = opt;
	place->before = before;
	place->begun += before;
}

/* "--na", "--node=ed", "-o", "-ojs" */
static void
find_option(struct place *place)
{
	const char *word = place->begun, *equals = strchr(word, '=');
	const struct cmd_opt *opt = NULL;

	place->is = PLACE_OPTION;
	if (word[1] == '-' && equals != NULL)
		opt = args_find(
			&place->args, word + 2, (size_t)(equals - word) - 2, '\0');
	else if (word[1] != '-' && word[1] != '\0' && word[2] != '\0')
		opt = args_find(&place->args, NULL, 0, word[1]);
	if (opt != NULL && opt->value != NULL)
		is_value(place, opt, word[1] == '-' ? (size_t)(equals - word) + 1 : 2);
}

void
place_find(struct place *place, const struct complete_line *line)
{
	struct err ignored;
	bool ok;

	*place = (struct place){ .begun = line->begun, .is = PLACE_WORD };
	place->argv = xcalloc(line->n + 2, sizeof(*place->argv));
	memcpy(place->argv + 1, line->words, line->n * sizeof(*place->argv));
	ok = args_parse(
		&place->args, line->table, (int)line->n + 1, place->argv, &ignored);
	if (place->args.unfinished != NULL)
		is_value(place, place->args.unfinished, 0);
	else if (!ok && place->args.command == NULL)
		place->is = PLACE_NOWHERE;
	else if (line->begun[0] == '-' && !place->args.only_words)
		find_option(place);
	else if (place->args.group == NULL)
		place->is = PLACE_NOUN;
	else if (place->args.command == NULL)
		place->is = PLACE_VERB;
	else if (place_arg(place, 0) == NULL && !place->args.only_words)
		place->is = PLACE_OPTION;
}

void
place_clear(struct place *place)
{
	args_clear(&place->args);
	free(place->argv);
	*place = (struct place){ 0 };
}

const struct cmd_arg *
place_arg(const struct place *place, size_t i)
{
	const struct cmd_arg *arg = place->args.command->args;
	size_t least = 0, at = place->args.words.len;
	bool any = false;

	for (; arg != NULL && arg->name != NULL; arg++) {
		bool can_be_last = arg->many || any ||
		                   at <= (size_t)(arg - place->args.command->args);
		if (least <= at && can_be_last && i-- == 0)
			return arg;
		least += !arg->optional;
		any = any || arg->many;
	}
	return NULL;
}
