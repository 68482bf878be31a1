/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/groups.h"

#include "cmd/cmd.h"

static const struct command_group *const groups[] = {
	&cmd_setup,
	&cmd_ua,
	&cmd_country,
	&cmd_addr,
	&cmd_domain,
	&cmd_user,
	&cmd_ip,
	&cmd_dst,
	&cmd_geo,
	&cmd_ban,
	&cmd_auth,
	&cmd_check,
	&cmd_probe,
	&cmd_status,
	&cmd_sync,
	&cmd_reload,
	&cmd_doctor,
	&cmd_import,
	&cmd_export,
	&cmd_plan,
	&cmd_apply_file,
	&cmd_history,
	&cmd_undo,
	&cmd_confirm,
	&cmd_config,
	&cmd_report,
	&cmd_rpc,
	&cmd_db,
	&cmd_shell,
	&cmd_help,
	&cmd_begin,
	&cmd_show,
	&cmd_commit,
	&cmd_abort,
	&cmd_exit,
	&cmd_quit,
	&cmd_complete,
	&cmd_watch,
	NULL,
};

static const char *const formats[] = { "table", "json", "csv", "plain", "prometheus",
	NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

static const struct cmd_opt options[] = {
	{ 'c', "config", "file", "read this configuration", VALUE_FILE, NULL, true },
	{ 0, "node", "name", "only this node; may be repeated", VALUE_NODE },
	{ 'o', "output", "format",
		"table, json, csv or plain; for status also prometheus", VALUE_ONE_OF,
		formats, true },
	{ 'n', "dry-run", NULL, "show what would be done, and do nothing" },
	{ 'y', "yes", NULL, "go ahead where callers would be cut off", VALUE_OTHER, NULL,
		true },
	{ 0, "force", NULL, "do what is refused for safety's sake" },
	{ 'm', "message", "text", "why, for the history of changes", VALUE_OTHER, NULL,
		true },
	{ 0, "confirm", "time", "a change goes back unless confirmed by then (60s)",
		VALUE_OTHER, NULL, true },
	{ 0, "timeout", "seconds", "wait so long for each answer (default: 5)",
		VALUE_OTHER, NULL, true },
	{ 0, "color", "when", "auto (default), always or never", VALUE_ONE_OF, colors,
		true },
	{ 'v', "verbose", NULL, "show each call to a node", VALUE_OTHER, NULL, true },
	{ 'q', "quiet", NULL, "no notes; results and errors only", VALUE_OTHER, NULL,
		true },
	{ 'h', "help", NULL, "show help" },
	{ 0, "version", NULL, "show the version" },
	{ 0 },
};

const struct command_table program_commands = { .groups = groups, .options = options };
