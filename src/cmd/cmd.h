/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_CMD_H
#define SHIELDADM_CMD_CMD_H

#include "program/app.h"
#include "cli/command.h"

extern const struct command_group cmd_ua, cmd_country, cmd_domain, cmd_user, cmd_ip,
	cmd_dst, cmd_addr, cmd_geo, cmd_ban, cmd_auth, cmd_check, cmd_probe, cmd_status,
	cmd_sync, cmd_reload, cmd_doctor, cmd_config, cmd_rpc, cmd_report, cmd_db,
	cmd_help, cmd_setup, cmd_shell, cmd_begin, cmd_show, cmd_commit, cmd_abort,
	cmd_exit, cmd_quit, cmd_complete, cmd_history, cmd_undo, cmd_confirm, cmd_watch,
	cmd_import, cmd_export, cmd_plan, cmd_apply_file;

/* What the commands share. */

/* The answer to a question is "no": exit status 1, and nothing to be said. */
bool cmd_answer_no(struct err *err);

/*
 * Do a change and print what became of it, whether it went well or not.  Within "begin"
 * of the shell it is put into the set, for commit to do; cmd_apply() does it now.
 */
bool cmd_apply(struct app *app, const struct change_set *set, struct err *err) MUST;
bool cmd_change(struct app *app, const struct change_set *set, struct err *err) MUST;

/* Print what became of a change, whether it went well (ok) or not (err). */
void cmd_print_report(struct app *app, const struct change_report *report, bool ok,
	const struct err *err);

/* A group of addresses, by its name in the configuration or its number.  ERR_USAGE. */
bool cmd_parse_group(
	struct app *app, const char *word, unsigned long *group, struct err *err) MUST;

/* Print the list "changes" of a plan. */
void cmd_print_changes(struct app *app, const struct plan *plan);
/* Print whom a change cuts off; nothing when that is nobody. */
void cmd_print_impact(struct app *app, const struct impact *impact);
/* The same when that is why nothing was done, and there is nothing else to print. */
void cmd_print_refused(struct app *app, const struct impact *impact);

/* Have whoever sits at a terminal shown that, and asked. */
void cmd_let_ask(const struct app *app, struct change_env *env);

/* Point out rows that cannot be used. */
void cmd_talk_bad_rows(const struct app *app, size_t n);

#endif
