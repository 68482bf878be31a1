/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/complete.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "complete/live.h"
#include "complete/place.h"
#include "complete/pool.h"
#include "policy/country.h"
#include "policy/rule_parse.h"

/* A country's name counts from so many letters on. */
#define NAME_MIN 3

static void
offer_nouns(struct pool *pool, const struct command_table *table)
{
	for (size_t i = 0; table->groups[i] != NULL; i++)
		if (!table->groups[i]->hidden &&
			(pool->in_shell || !table->groups[i]->in_shell))
			pool_offer(
				pool, table->groups[i]->name, table->groups[i]->summary);
}

static void
offer_verbs(struct pool *pool, const struct command_group *group)
{
	for (const struct command *c = group->commands; c->run != NULL; c++)
		if (c->name != NULL)
			pool_offer(pool, c->name, c->summary);
}

/* The verbs of the noun that is the first argument, as of "help". */
static void
offer_verbs_of_word(
	struct pool *pool, const struct command_table *table, const char *noun)
{
	for (size_t i = 0; noun != NULL && table->groups[i] != NULL; i++)
		if (strcmp(table->groups[i]->name, noun) == 0)
			offer_verbs(pool, table->groups[i]);
}

static void
offer_options_in(struct pool *pool, const struct cmd_opt *opts)
{
	for (; opts != NULL && opts->name != NULL; opts++) {
		char *name = xasprintf("--%s", opts->name);
		const char letter[] = { '-', opts->letter, '\0' };
		pool_offer(pool, name, opts->help);
		if (opts->letter != '\0' && strcmp(pool->begun, letter) == 0)
			pool_offer(pool, letter, opts->help);
		free(name);
	}
}

static void
offer_options(struct pool *pool, const struct args *args)
{
	if (args->command != NULL)
		offer_options_in(pool, args->command->opts);
	offer_options_in(pool, args->table->options);
}

static void
offer_countries(struct pool *pool)
{
	const char *code, *name;

	for (size_t i = 0; (code = country_at(i, &name)) != NULL; i++)
		pool_offer(pool, code, name);
	/* Only an unambiguous name: a shell would replace what was typed by what
	 * several have in common. */
	if (pool->found.len == 0 && strlen(pool->begun) >= NAME_MIN &&
		(code = country_code(pool->begun)) != NULL)
		pool_take(pool, code, country_name(code));
}

static void
offer_new_rules(struct pool *pool, const struct args *args)
{
	if (args->group->tag == RULE_COUNTRY)
		offer_countries(pool);
	for (size_t i = 0; args->group->tag == RULE_UA && rule_scanners[i] != NULL; i++)
		pool_offer(pool, rule_scanners[i], "known scanner");
}

/* Offer values from the tables.  Other kinds are left to live_offer(). */
static void
offer_value(struct pool *pool, const struct args *args, enum cmd_value kind,
	const char *const *words, struct live *live)
{
	for (; words != NULL && *words != NULL; words++)
		pool_offer(pool, *words, NULL);
	switch (kind) {
	case VALUE_OTHER:
	case VALUE_ONE_OF:
	case VALUE_FILE:
		break;
	case VALUE_NOUN:
		offer_nouns(pool, args->table);
		break;
	case VALUE_VERB:
		offer_verbs_of_word(pool, args->table, args_word(args, 0));
		break;
	case VALUE_RULE_NEW:
		offer_new_rules(pool, args);
		break;
	default:
		live->kinds |= 1U << kind;
	}
}

/* Returns whether a file name can follow. */
static bool
offer_all(struct pool *pool, const struct place *place, struct live *live)
{
	const struct args *args = &place->args;
	const struct cmd_arg *arg;
	bool files = false;

	switch (place->is) {
	case PLACE_NOWHERE:
		break;
	case PLACE_NOUN:
		offer_nouns(pool, args->table);
		break;
	case PLACE_VERB:
		offer_verbs(pool, args->group);
		break;
	case PLACE_OPTION:
		offer_options(pool, args);
		break;
	case PLACE_VALUE:
		offer_value(pool, args, place->opt->kind, place->opt->words, live);
		return place->opt->kind == VALUE_FILE;
	case PLACE_WORD:
		for (size_t i = 0; (arg = place_arg(place, i)) != NULL; i++) {
			offer_value(pool, args, arg->kind, arg->words, live);
			files = files || arg->kind == VALUE_FILE;
		}
	}
	return files;
}

const char *
complete(const struct complete_source *source, const struct complete_line *line,
	complete_fn *found, void *ctx)
{
	struct place place;
	struct pool pool = { 0 };
	struct live live = { .until = clock_ms() + COMPLETE_MS };
	bool files;

	place_find(&place, line);
	pool.in_shell = line->in_shell;
	pool.begun = place.begun;
	pool.before = line->begun;
	pool.before_len = place.before;
	if (place.is == PLACE_WORD) {
		pool.no_dash = !place.args.only_words;
		pool.taken = place.args.words.v;
		pool.n_taken = place.args.words.len;
	}
	files = offer_all(&pool, &place, &live);
	if (source != NULL && live.kinds != 0)
		live_offer(&pool, &live, source, &place.args);
	pool_hand_over(&pool, found, ctx);
	pool_clear(&pool);
	place_clear(&place);
	return files ? line->begun + pool.before_len : NULL;
}
