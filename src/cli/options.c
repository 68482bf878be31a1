/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

static const char *const formats[] = { "table", "json", "csv", "plain", NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

const struct cmd_opt cli_options[] = {
	{ 'c', "config", "file", "read this configuration", VALUE_FILE },
	{ 0, "node", "name", "only this node; may be repeated", VALUE_NODE },
	{ 'o', "output", "format", "table, json, csv or plain", VALUE_ONE_OF, formats },
	{ 'n', "dry-run", NULL, "show what would be done, and do nothing" },
	{ 'y', "yes", NULL, "go ahead where callers would be cut off" },
	{ 0, "force", NULL, "do what is refused for safety's sake" },
	{ 0, "timeout", "seconds", "wait so long for each answer (default: 5)" },
	{ 0, "color", "when", "auto (default), always or never", VALUE_ONE_OF, colors },
	{ 'v', "verbose", NULL, "show each call to a node" },
	{ 'q', "quiet", NULL, "no notes; results and errors only" },
	{ 'h', "help", NULL, "show help" },
	{ 0, "version", NULL, "show the version" },
	{ 0 },
};
