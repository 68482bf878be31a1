/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/ask_yes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/yes_no.h"
#include "print/pager.h"

bool
cmd_ask_yes(const char *fmt, ...)
{
	bool yes = false;
	char *line = NULL;
	size_t size = 0;
	va_list ap;

	pager_direct();
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " [y/N] ");
	/* Whatever its length: a rest would answer the next question. */
	if (getline(&line, &size, stdin) < 0)
		fputc('\n', stderr);
	else if (!yes_or_no(line, &yes))
		yes = false;
	free(line);
	return yes;
}
