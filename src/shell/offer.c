/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell/offer.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "base/xalloc.h"
#include "complete/complete.h"
#include "program/completion.h"
#include "shell/words.h"

void
offer_spell_out(
	const struct command_table *table, const char **full, int argc, char **argv)
{
	const struct command_group *group = NULL;
	const struct command *command = NULL;
	struct err ignored;
	struct args args;

	for (int i = 1; i < argc; i++) {
		full[i] = argv[i];
		if (command != NULL)
			continue;
		/* Errors are reported when the line is run. */
		if (!args_parse_short(&args, table, i + 1, argv, &ignored))
			ignored.code = 0;
		command = args.command;
		if (group == NULL && args.group != NULL)
			full[i] = args.group->name;
		else if (command != NULL && command->name != NULL)
			full[i] = command->name;
		group = args.group;
		args_clear(&args);
	}
}

static void
add(void *ctx, const struct complete_candidate *candidate)
{
	struct offer_item *item = LIST_ADD((struct offer *)ctx);

	item->text = xstrdup(candidate->text);
	item->help = xstrdup(candidate->help);
	item->space = candidate->space;
}

/* Add the names of files that begin with file, a part of the word.  Folders get a
 * slash. */
static void
add_files(struct offer *offer, const char *file)
{
	int before = (int)(file - offer->begun);
	struct str pattern = { 0 };
	glob_t names;

	for (const char *c = file; *c != '\0'; c++)
		str_addf(&pattern, strchr("*?[\\", *c) != NULL ? "\\%c" : "%c", *c);
	str_addf(&pattern, "*");
	if (glob(str_get(&pattern), GLOB_MARK, NULL, &names) == 0) {
		for (size_t i = 0; i < names.gl_pathc; i++) {
			const char *name = names.gl_pathv[i];
			char *text = xasprintf("%.*s%s", before, offer->begun, name);
			add(offer, &(struct complete_candidate){ .text = text,
					   .help = "",
					   .space = name[strlen(name) - 1] != '/' });
			free(text);
		}
		globfree(&names);
	}
	str_clear(&pattern);
}

/* Remove the program's name, with which error messages name commands. */
static void
take_name_off(struct words *words)
{
	if (words->len == 0 || strcmp(words->v[0], "shieldadm") != 0)
		return;
	free(words->v[0]);
	memmove(words->v, words->v + 1, --words->len * sizeof(*words->v));
}

static void
find(struct offer *offer, struct words *words, const struct args *options, bool quick)
{
	char name[] = "shieldadm", **argv = xcalloc(words->len + 2, sizeof(*argv));
	const char **full = xcalloc(words->len + 2, sizeof(*full)), *file;
	struct complete_line line = { .table = options->table,
		.words = full + 1,
		.begun = offer->begun,
		.in_shell = true };
	struct str usage = { 0 }, about = { 0 };
	struct complete_source source;

	argv[0] = name;
	take_name_off(words);
	memcpy(argv + 1, words->v, words->len * sizeof(*argv));
	offer_spell_out(options->table, full, (int)words->len + 1, argv);
	line.n = words->len;
	if (!quick) {
		completion_source(&source, options);
		file = complete(&source, &line, add, offer);
		if (file != NULL)
			add_files(offer, file);
	}
	complete_hint(&line, &usage, &about);
	offer->usage = xstrdup(str_get(&usage));
	offer->about = xstrdup(str_get(&about));
	str_clear(&usage);
	str_clear(&about);
	free(argv);
	free(full);
}

void
offer_find(
	struct offer *offer, const char *before, const struct args *options, bool quick)
{
	struct words words;

	words_split(&words, before);
	*offer = (struct offer){ .at = words.at };
	if (words.in_word)
		offer->begun = words.v[--words.len];
	else
		offer->begun = xstrdup("");
	if (words.in_comment) {
		offer->usage = xstrdup("");
		offer->about = xstrdup("");
	} else {
		find(offer, &words, options, quick);
	}
	words_clear(&words);
}

void
offer_clear(struct offer *offer)
{
	for (size_t i = 0; i < offer->len; i++) {
		free(offer->v[i].text);
		free(offer->v[i].help);
	}
	free(offer->v);
	free(offer->begun);
	free(offer->usage);
	free(offer->about);
	*offer = (struct offer){ 0 };
}

/* How many bytes all candidates have in common; no character is cut. */
static size_t
common(const struct offer *offer)
{
	const char *first = offer->v[0].text;
	size_t len = strlen(first);

	for (size_t i = 1; i < offer->len; i++)
		for (size_t j = 0; j < len; j++)
			if (offer->v[i].text[j] != first[j])
				len = j;
	while (len > 0 && ((unsigned char)first[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* The beginning of a word, with its quote left open if it needs one. */
static char *
unfinished(const char *text, size_t len)
{
	char *part = xstrndup(text, len), *written = NULL;
	struct str quoted = { 0 };

	quote_add(&quoted, part);
	if (strcmp(str_get(&quoted), part) == 0)
		written = xstrdup(part);
	else if (strchr(part, '\'') == NULL)
		written = xasprintf("'%s", part);
	str_clear(&quoted);
	free(part);
	return written;
}

char *
offer_insertion(const struct offer *offer)
{
	struct str quoted = { 0 };
	size_t len;

	if (offer->len == 0)
		return NULL;
	if (offer->len > 1 || !offer->v[0].space) {
		len = common(offer);
		return len > strlen(offer->begun) ? unfinished(offer->v[0].text, len)
		                                  : NULL;
	}
	quote_add(&quoted, offer->v[0].text);
	str_addf(&quoted, " ");
	return quoted.s;
}
