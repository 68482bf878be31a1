/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "print/prometheus.h"

#include <stdarg.h>
#include <string.h>

void
prometheus_metric(struct str *text, const char *name, const char *type, const char *help)
{
	str_addf(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_label(struct str *text, const char *label, const char *value)
{
	str_addf(text, "%s=\"", label);
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			str_add(text, "\\n", 2);
		else if (*value == '"' || *value == '\\')
			str_addf(text, "\\%c", *value);
		else
			str_add(text, value, 1);
	}
	str_add(text, "\"", 1);
}

void
prometheus_sample(struct str *text, const char *name, double value, ...)
{
	const char *label, *separator = "{";
	va_list ap;

	str_addf(text, "%s", name);
	va_start(ap, value);
	while ((label = va_arg(ap, const char *)) != NULL) {
		str_addf(text, "%s", separator);
		add_label(text, label, va_arg(ap, const char *));
		separator = ",";
	}
	va_end(ap);
	str_addf(text, "%s %.15g\n", separator[0] == ',' ? "}" : "", value);
}
