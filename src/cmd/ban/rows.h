/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_BAN_ROWS_H
#define SHIELDADM_CMD_BAN_ROWS_H

#include "cmd/cmd.h"

/*
 * What ban and auth share: the entries of a hash table of the nodes, whose keys are
 * addresses.
 */

/* Do what set says and print what became of it; kind is its name in JSON: "ban". */
bool bans_change(
	struct app *app, const char *kind, struct ban_set *set, struct err *err) MUST;

/* Print what became of it; ok: change_bans() was successful. */
void bans_print_report(struct app *app, const char *kind, const struct ban_set *set,
	const struct change_report *report, bool ok);

/* Lift all; asks whether that is meant first. */
bool bans_flush(
	struct app *app, const char *kind, struct ban_set *set, struct err *err) MUST;

/* Show what stands on the nodes.  With records, those of the database too. */
bool bans_list(
	struct app *app, const char *table, bool has_records, struct err *err) MUST;

/* The cell "left" of so many seconds; HTABLE_NO_TIME: for ever, or not known. */
void bans_out_left(struct app *app, long long seconds);

/* The reason of an entry's value: pike, and what is typed into kamcmd, sets a 1. */
const char *bans_reason(const char *value);

/* The option of a list. */
#define BANS_LIMIT_OPT                                                                 \
	{                                                                              \
		0, "limit", "number", "so many; 0: all (default: as the screen holds)" \
	}

/* Commands with files of their own. */
bool ban_test(struct app *app, const struct args *args, struct err *err) MUST;
bool ban_import(struct app *app, const struct args *args, struct err *err) MUST;

/* Take --for and --reason into set; the reason is borrowed. */
bool ban_terms(struct ban_set *set, const char **reason, const struct args *args,
	struct err *err) MUST;

/* Add a ban to set, for that reason; it is taken over. */
void ban_enlist(struct ban_set *set, struct ban *ban_take, const char *reason);

#endif
