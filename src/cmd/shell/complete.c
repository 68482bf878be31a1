/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * complete: what can stand next, for the scripts in completions/.
 *
 *	shieldadm complete zsh -- WORD... BEGUN
 *	shieldadm complete fish -- WORD... BEGUN
 *	shieldadm complete bash -- LINE TAIL
 *
 * The first line of the answer is "words", or "files N" where the name of a file can
 * stand, N bytes after the beginning of the word.  Each line after it is a candidate,
 * a TAB and a line that tells of it; for bash what is to stand in the place of TAIL, its
 * second parameter, and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "complete/bash.h"
#include "complete/complete.h"
#include "program/completion.h"

static void
add_line(void *ctx, const struct complete_candidate *c)
{
	str_addf(ctx, "%s\t%s\n", c->text, c->help);
}

static void
print(const char *file, const char *begun, struct str *lines)
{
	if (file != NULL)
		printf("files %zu\n", (size_t)(file - begun));
	else
		printf("words\n");
	printf("%s", str_get(lines));
	str_clear(lines);
}

static void
complete_words(const struct complete_source *source, const struct args *args)
{
	struct str lines = { 0 };
	struct complete_line line = {
		.table = args->table,
		.words = args->words.v + 1,
		.n = args->words.len - 2,
		.begun = args_word(args, args->words.len - 1),
	};
	const char *file = complete(source, &line, add_line, &lines);

	print(file, line.begun, &lines);
}

struct for_bash {
	struct bash_line line;
	struct str lines;
};

static void
add_insertion(void *ctx, const struct complete_candidate *c)
{
	struct for_bash *b = ctx;
	char *text = bash_insertion(&b->line, c->text);

	if (text != NULL)
		str_addf(&b->lines, "%s\n", text);
	free(text);
}

static void
complete_bash(const struct complete_source *source, const struct args *args)
{
	struct for_bash b = { 0 };
	struct complete_line line;
	const char *file;

	bash_line_init(&b.line, args_word(args, 1), args_word(args, 2));
	line = (struct complete_line){ .table = args->table,
		.words = (const char *const *)b.line.words.v,
		.n = b.line.words.len,
		.begun = b.line.begun };
	file = complete(source, &line, add_insertion, &b);
	print(file, line.begun, &b.lines);
	bash_line_clear(&b.line);
}

static bool
run(struct app *app, const struct args *args, struct err *err)
{
	struct complete_source source;

	(void)err;
	completion_source(&source, app->args);
	if (strcmp(args_word(args, 0), "bash") != 0)
		complete_words(&source, args);
	else if (args->words.len == 3)
		complete_bash(&source, args);
	return true;
}

static const char *const shells[] = { "bash", "zsh", "fish", NULL };
static const struct cmd_arg complete_args[] = {
	{ .name = "shell",
		.help = "whose completion asks",
		.kind = VALUE_ONE_OF,
		.words = shells },
	{ .name = "word", .help = "the command line", .many = true },
	{ 0 },
};

const struct command_group cmd_complete = {
	.name = "complete",
	.summary = "what can stand next on a command line, for shells",
	.hidden = true,
	.commands =
		(const struct command[]){
			{ .summary = "what can stand next on a command line, for shells",
				.args = complete_args,
				.run = run },
			{ 0 } },
};
