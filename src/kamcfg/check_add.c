/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "base/xalloc.h"
#include "kamcfg/check.h"

void
cfg_check_add(struct cfg_check_list *list, unsigned step, const char *item,
	enum cfg_check_state state, const char *fmt, ...)
{
	struct cfg_check_finding *f = LIST_ADD(list);
	va_list ap;

	f->step = step;
	f->item = item;
	f->state = state;
	va_start(ap, fmt);
	if (vasprintf(&f->text, fmt, ap) < 0)
		f->text = NULL;
	va_end(ap);
	(void)xmust(f->text);
}

void
cfg_check_where(
	struct cfg_check_list *list, const struct cfg *cfg, const struct cfg_at *at)
{
	struct cfg_check_finding *f = &list->v[list->len - 1];

	f->path = xstrdup(cfg_path(cfg, at));
	f->line = at->line;
}

void
cfg_check_mend(struct cfg_check_list *list, const char *fmt, ...)
{
	struct cfg_check_finding *f = &list->v[list->len - 1];
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&f->mend, fmt, ap) < 0)
		f->mend = NULL;
	va_end(ap);
	(void)xmust(f->mend);
}
