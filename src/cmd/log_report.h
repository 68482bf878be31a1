/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_LOG_REPORT_H
#define SHIELDADM_CMD_LOG_REPORT_H

#include "cmd/cmd.h"
#include "log/tally.h"

/*
 * The two answers that the command report has.
 */

/* Print what was counted: the top sources and user agents, and all else. */
void log_report_print(struct app *app, const struct tally *tally, size_t top);

/* Print what the log speaks for, up to top rules of each kind. */
bool log_report_suggest(
	struct app *app, const struct tally *tally, size_t top, struct err *err) MUST;

/* The cell "reasons": why something was refused. */
void log_report_reasons(struct app *app, uint32_t reasons);

#endif
