/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/complete.h"

#include "cli/help.h"
#include "complete/place.h"

static void
hint_of_word(const struct place *place, struct str *usage, struct str *help)
{
	const struct cmd_arg *arg;

	for (size_t i = 0; (arg = place_arg(place, i)) != NULL; i++)
		str_addf(help, "%s%s: %s", i > 0 ? "; " : "", arg->name, arg->help);
	help_add_args(usage, place_arg(place, 0));
}

void
complete_hint(const struct complete_line *line, struct str *usage, struct str *help)
{
	struct place place;

	place_find(&place, line);
	switch (place.is) {
	case PLACE_NOUN:
		str_addf(usage, "<command>");
		str_addf(help, "help lists the commands");
		break;
	case PLACE_VERB:
		str_addf(usage, "<verb>");
		str_addf(help, "help %s lists its verbs", place.args.group->name);
		break;
	case PLACE_VALUE:
		help_add_value(usage, place.opt);
		str_addf(help, "%s", place.opt->help);
		break;
	case PLACE_WORD:
		hint_of_word(&place, usage, help);
		break;
	case PLACE_NOWHERE:
	case PLACE_OPTION:
		break;
	}
	place_clear(&place);
}
