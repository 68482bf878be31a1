/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/help.h"

#include "cmd/cmd.h"

/* Parse the words after "help" as a command line. */
static bool
help(struct app *app, const struct args *args, struct err *err)
{
	struct args about = { .table = args->table, .takes_short = args->takes_short };
	const char *word;
	bool ok = true;

	(void)app;
	for (size_t i = 0; ok && (word = args_word(args, i)) != NULL; i++)
		ok = args_take_word(&about, word, err);
	if (ok)
		help_print(about.table, about.group, about.command);
	args_clear(&about);
	return ok;
}

static const struct cmd_arg help_args[] = {
	{ .name = "command",
		.help = "the command to tell about",
		.optional = true,
		.kind = VALUE_NOUN },
	{ .name = "verb", .help = "its verb", .optional = true, .kind = VALUE_VERB },
	{ 0 },
};

const struct command_group cmd_help = {
	.name = "help",
	.summary = "tell about the commands",
	.commands =
		(const struct command[]){
			{ .summary = "tell about the commands, or about one",
				.args = help_args,
				.examples =
					(const char *const[]){ "help ua block", NULL },
				.run = help },
			{ 0 } },
};
