/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/quote.h"
#include "cli/args.h"

static void
add_word(struct str *text, const char *word)
{
	str_addf(text, "%s", text->len > 0 ? " " : "");
	quote_add(text, word);
}

void
args_text(const struct args *args, struct str *text)
{
	if (args->group != NULL)
		add_word(text, args->group->name);
	if (args->command != NULL && args->command->name != NULL)
		add_word(text, args->command->name);
	for (size_t i = 0; i < args->words.len; i++)
		add_word(text, args->words.v[i]);
	for (size_t i = 0; i < args->opts.len; i++) {
		const struct arg_opt *o = &args->opts.v[i];
		if (o->opt->is_aside)
			continue;
		str_addf(text, " --%s", o->opt->name);
		if (o->opt->value != NULL && o->value[0] != '\0')
			add_word(text, o->value);
	}
}
