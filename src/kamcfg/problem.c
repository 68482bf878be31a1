/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "base/xalloc.h"
#include "kamcfg/reader.h"

struct cfg_at
cfg_at_token(unsigned file, const struct lex_token *token)
{
	return (struct cfg_at){ file, token->line, token->column, token->begin,
		token->end };
}

void
cfg_problem(struct cfg *cfg, const struct cfg_at *at, bool is_fatal, const char *fmt, ...)
{
	struct cfg_problem *problem = LIST_ADD(&cfg->problems);
	va_list ap;

	problem->at = *at;
	problem->is_fatal = is_fatal;
	va_start(ap, fmt);
	if (vasprintf(&problem->text, fmt, ap) < 0)
		problem->text = NULL;
	va_end(ap);
	(void)xmust(problem->text);
}
