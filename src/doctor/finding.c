/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "doctor/doctor.h"

static char *__attribute__((format(printf, 1, 0))) format(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	return xmust(text);
}

void
findings_add(struct findings *list, enum finding_level level, const char *check,
	const char *fmt, ...)
{
	struct finding *finding = LIST_ADD(list);
	va_list ap;

	va_start(ap, fmt);
	*finding = (struct finding){ .level = level,
		.subject = xstrdup(list->subject),
		.check = xstrdup(check),
		.text = format(fmt, ap) };
	va_end(ap);
}

void
findings_mend(struct findings *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	list->v[list->len - 1].mend = format(fmt, ap);
	va_end(ap);
}

void
findings_take(struct findings *list, struct findings *other)
{
	for (size_t i = 0; i < other->len; i++)
		*LIST_ADD(list) = other->v[i];
	free(other->v);
	*other = (struct findings){ 0 };
}

size_t
findings_count(const struct findings *list, enum finding_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++)
		n += list->v[i].level == level;
	return n;
}

void
findings_clear(struct findings *list)
{
	for (size_t i = 0; i < list->len; i++) {
		free(list->v[i].subject);
		free(list->v[i].check);
		free(list->v[i].text);
		free(list->v[i].mend);
	}
	free(list->v);
	*list = (struct findings){ 0 };
}

const char *
doctor_conf_file(const struct doctor_env *env)
{
	return env->settings->file != NULL ? env->settings->file : SETTINGS_SYSTEM_FILE;
}
