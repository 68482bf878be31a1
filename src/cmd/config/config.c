/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config/config.h"

/*
 * config: the article's steps 1 to 4 in kamailio.cfg.
 */
static const struct cmd_opt show_opts[] = { CONFIG_HARDEN_OPTS,
	{ 0, "full", NULL, "print the whole file as config apply would write it" },
	{ 0 } };
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
				.summary = "print it, and where each part belongs",
				.args = file_arg,
				.opts = show_opts,
				.examples = (const char *const[]){ "config show",
					"config show --only country,ua",
					"config show --full kamailio.cfg", NULL },
				.run = config_show },
			{ .name = "check",
				.summary = "which steps are done, missing or wrong",
				.args = file_arg,
				.examples = (const char *const[]){ "config check",
					"config check -q kamailio.cfg", NULL },
				.run = config_check },
			{ .name = "apply",
				.summary =
					"add what is missing, after showing the change",
				.args = file_arg,
				.opts = apply_opts,
				.examples =
					(const char *const[]){ "config apply --dry-run",
						"config apply", NULL },
				.run = config_apply },
			{ .name = "revert",
				.summary = "remove what apply has added",
				.args = file_arg,
				.examples =
					(const char *const[]){ "config revert", NULL },
				.run = config_revert },
			{ .name = "sentinel",
				.summary = "store the sentinel, a proof that the "
					   "lists are loaded",
				.examples =
					(const char *const[]){ "config sentinel", NULL },
				.run = config_sentinel },
			{ 0 },
		},
};
