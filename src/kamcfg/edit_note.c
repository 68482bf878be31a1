/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "base/xalloc.h"
#include "kamcfg/edit_route.h"

bool
edit_fails(struct err *err, const struct edit *edit, const struct cfg *cfg,
	const struct cfg_at *at, const char *text)
{
	unsigned line = at->line;

	if (at->file == 0)
		line = owned_nth_other(
			edit->original, owned_count_others(cfg->files.v[0].text, line));
	return err_set(err, ERR_USAGE, "%s:%u: %s", cfg_path(cfg, at), line, text);
}

void
edit_note(struct edit *edit, unsigned line, const char *fmt, ...)
{
	struct edit_note *note = LIST_ADD(&edit->notes);
	va_list ap;

	note->line = line;
	va_start(ap, fmt);
	if (vasprintf(&note->text, fmt, ap) < 0)
		note->text = NULL;
	va_end(ap);
	(void)xmust(note->text);
}
