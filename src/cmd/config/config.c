/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config/config.h"

/*
 * config: the article's steps 1 to 4, in kamailio.cfg.
 */
static const struct cmd_opt show_opts[] = { CONFIG_HARDEN_OPTS,
	{ 0, "full", NULL, "the whole file, as config apply would make it" }, { 0 } };
static const struct cmd_opt apply_opts[] = { CONFIG_HARDEN_OPTS,
	{ 0, "no-sentinel", NULL, "do not store the sentinel" }, { 0 } };
static const struct cmd_arg file_arg[] = {
	{ .name = "file",
		.help = "default: /etc/kamailio/kamailio.cfg",
		.optional = true,
		.kind = VALUE_FILE },
	{ 0 },
};

const struct command_group cmd_config = {
	.name = "config",
	.summary = "the hardening of kamailio.cfg (steps 1 to 4)",
	.commands =
		(const struct command[]){
			{ .name = "show",
				.summary = "print it, with where each part goes",
				.args = file_arg,
				.opts = show_opts,
				.examples = (const char *const[]){ "config show",
					"config show --only country,ua",
					"config show --full kamailio.cfg", NULL },
				.run = config_show },
			{ .name = "check",
				.summary =
					"which of the steps are done, missing or wrong",
				.args = file_arg,
				.examples = (const char *const[]){ "config check",
					"config check -q kamailio.cfg", NULL },
				.run = config_check },
			{ .name = "apply",
				.summary = "put in what is missing, after a look at it",
				.args = file_arg,
				.opts = apply_opts,
				.examples =
					(const char *const[]){ "config apply --dry-run",
						"config apply", NULL },
				.run = config_apply },
			{ .name = "revert",
				.summary = "take out what apply has put in",
				.args = file_arg,
				.examples =
					(const char *const[]){ "config revert", NULL },
				.run = config_revert },
			{ .name = "sentinel",
				.summary = "store the sign that all lists are loaded",
				.examples =
					(const char *const[]){ "config sentinel", NULL },
				.run = config_sentinel },
			{ 0 },
		},
};
