/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_REPORT_REPORT_H
#define SHIELDADM_CMD_REPORT_REPORT_H

#include "cmd/cmd.h"
#include "kamlog/tally.h"

/*
 * The two outputs of the command report, and what they share.
 */

/* Print the counts: the top sources and user agents, and all other tables. */
void kamlog_report_print(struct app *app, const struct tally *tally, size_t top);

/* Print the rules that the log suggests, up to top of each kind. */
bool kamlog_report_suggest(
	struct app *app, const struct tally *tally, size_t top, struct err *err) MUST;

/* Print the cell "reasons": the checks that blocked a source. */
void kamlog_report_reasons(struct app *app, uint32_t reasons);

#endif
