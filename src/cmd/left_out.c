/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/left_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* A list can make up as many reasons as it has entries: these are told, the rest is
 * counted with the last. */
#define REASONS_MAX 20

void
left_out_add(struct left_out *left, const char *why, size_t number)
{
	struct left_out_reason *reason;

	for (size_t i = 0; i < left->len; i++)
		if (strcmp(left->v[i].why, why) == 0) {
			left->v[i].n++;
			return;
		}
	if (left->len == REASONS_MAX) {
		left->v[REASONS_MAX - 1].n++;
		return;
	}
	if (left->len + 1 == REASONS_MAX)
		why = "further reasons";
	reason = LIST_ADD(left);
	*reason =
		(struct left_out_reason){ .why = xstrdup(why), .n = 1, .first = number };
}

void
left_out_talk(const struct app *app, const struct left_out *left, const char *what)
{
	for (size_t i = 0; i < left->len; i++) {
		const struct left_out_reason *reason = &left->v[i];
		if (reason->n == 1)
			app_talk(app, "%s %zu is left out: %s", what, reason->first,
				reason->why);
		else
			app_talk(app,
				"%zu entries, the first in %s %zu, are left out: %s",
				reason->n, what, reason->first, reason->why);
	}
}

void
left_out_clear(struct left_out *left)
{
	for (size_t i = 0; i < left->len; i++)
		free(left->v[i].why);
	free(left->v);
	*left = (struct left_out){ .v = NULL };
}
