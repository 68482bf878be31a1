/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

static const char *const formats[] = { "table", "json", "csv", "plain", "prometheus",
	NULL };
static const char *const colors[] = { "auto", "always", "never", NULL };

const struct cmd_opt cli_options[] = {
	{ 'c', "config", "file", "read this configuration", VALUE_FILE, NULL, true },
	{ 0, "node", "name", "only this node; may be repeated", VALUE_NODE },
	{ 'o', "output", "format", "table, json, csv or plain; status has prometheus",
		VALUE_ONE_OF, formats, true },
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
