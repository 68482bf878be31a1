/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_COMPLETE_GATHER_H
#define SHIELDADM_COMPLETE_GATHER_H

#include "cli/command.h"
#include "complete/complete.h"
#include "settings/settings.h"

/*
 * Where live values come from.  Private to src/complete.  Runs in a child process that
 * may be killed at any time.
 */
struct gather {
	const struct complete_source *source;
	void *opened; /* by source->open() */
	struct settings *settings;
	const struct command_group *group; /* of the line; NULL: none yet */
	unsigned kinds;                    /* of enum cmd_value: bits */
	const char *begun; /* the wanted beginning; the case of ASCII is ignored */
	/* Takes one value; called from several threads. */
	void (*put)(void *ctx, const char *text, const char *help);
	void *ctx;
};

/* Each puts its values as they come.  Errors are ignored. */
void gather_from_conf(const struct gather *gather);
void gather_from_db(const struct gather *gather);
void gather_from_nodes(const struct gather *gather);

/* The kinds that each knows. */
#define GATHER_CONF (1U << VALUE_NODE | 1U << VALUE_GROUP)
#define GATHER_DB                                                                       \
	(1U << VALUE_GROUP | 1U << VALUE_TAG | 1U << VALUE_ADDRESS | 1U << VALUE_RULE | \
		1U << VALUE_UA | 1U << VALUE_BAN | 1U << VALUE_CHANGE)
#define GATHER_NODES (1U << VALUE_BAN | 1U << VALUE_AUTH | 1U << VALUE_METHOD)

#endif
