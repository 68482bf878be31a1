/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_HISTORY_HISTORY_H
#define SHIELDADM_CMD_HISTORY_HISTORY_H

#include "cmd/cmd.h"
#include "db/history.h"

/*
 * What the commands about the history share.
 */

/* The number of a change, as it was typed: "12", "#12".  ERR_USAGE. */
bool history_parse_number(long long *id, const char *word, struct err *err) MUST;

/* Print the rows of changes as the list "rows". */
void history_rows_begin(struct app *app);
bool history_print_rows(struct app *app, long long id, struct err *err) MUST;
void history_rows_end(struct app *app);

#endif
