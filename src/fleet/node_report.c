/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/node_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

struct node_report *
node_reports_add(struct node_reports *reports, const char *name)
{
	struct node_report *report = LIST_ADD(reports);

	report->name = name;
	report->held_addresses = HELD_UNKNOWN;
	for (size_t k = 0; k < RULE_KINDS; k++)
		report->held[k] = HELD_UNKNOWN;
	return report;
}

static void
clear_texts(char **v, size_t len)
{
	for (size_t i = 0; i < len; i++)
		free(v[i]);
	free(v);
}

void
node_reports_clear(struct node_reports *reports)
{
	for (size_t i = 0; i < reports->len; i++) {
		struct node_report *report = &reports->v[i];
		clear_texts(report->notes.v, report->notes.len);
		clear_texts(report->bans_missing.v, report->bans_missing.len);
		free(report->error);
		rule_diff_clear(&report->rules);
		address_diff_clear(&report->addresses);
		node_facts_clear(&report->facts);
	}
	free(reports->v);
	*reports = (struct node_reports){ .len = 0 };
}

void
report_note(struct node_report *report, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*LIST_ADD(&report->notes) = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_error(struct node_report *report, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX], *before = report->error;
	va_list ap;

	report->is_live = false;
	report->verdict = NODE_NOT_VERIFIED;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (before != NULL && strstr(before, text) != NULL)
		return;
	report->error =
		before == NULL ? xstrdup(text) : xasprintf("%s; %s", before, text);
	free(before);
}

void
report_gone(struct node_report *report, const struct err *err)
{
	report_error(report, "%s", err->text);
	report->is_gone = true;
}

void
report_failure(struct node_report *report, const struct err *err)
{
	if (err->code == ERR_ABSENT)
		report_error(report, "%s", err->text);
	else
		report_gone(report, err);
}
