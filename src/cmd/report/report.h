/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_REPORT_REPORT_H
#define SHIELDADM_CMD_REPORT_REPORT_H

#include "cmd/cmd.h"
#include "kamlog/tally.h"

/*
 * The two answers that the command report has.
 */

/* Print what was counted: the top sources and user agents, and all else. */
void kamlog_report_print(struct app *app, const struct tally *tally, size_t top);

/* Print what the log speaks for, up to top rules of each kind. */
bool kamlog_report_suggest(
	struct app *app, const struct tally *tally, size_t top, struct err *err) MUST;

/* The cell "reasons": why something was refused. */
void kamlog_report_reasons(struct app *app, uint32_t reasons);

#endif
