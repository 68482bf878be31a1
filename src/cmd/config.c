/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config.h"

/*
 * config: the article's steps 1 to 4, in kamailio.cfg.
 */
static const struct cmd_opt show_opts[] = { CONFIG_HARDEN_OPTS, { 0 } };

const struct command_group cmd_config = {
	.name = "config",
	.summary = "the hardening of kamailio.cfg (steps 1 to 4)",
	.commands =
		(const struct command[]){
			{ .name = "show",
				.summary = "print it, with where each part goes",
				.opts = show_opts,
				.examples = (const char *const[]){ "config show",
					"config show --only country,ua", NULL },
				.run = config_show },
			{ .name = "sentinel",
				.summary = "store the sign that all lists are loaded",
				.examples =
					(const char *const[]){ "config sentinel", NULL },
				.run = config_sentinel },
			{ 0 },
		},
};
