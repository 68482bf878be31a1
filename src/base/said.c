/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/said.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void
said_add(struct said_list *list, const char *of, const char *text)
{
	struct said *said;

	for (size_t i = 0; i < list->len; i++)
		if (strcmp(list->v[i].text, text) == 0) {
			list->v[i].n++;
			return;
		}
	said = LIST_ADD(list);
	*said = (struct said){ .text = xstrdup(text), .of = of, .n = 1 };
}

char *
said_line(const struct said *said)
{
	if (said->n == 1)
		return xasprintf("%s: %s", said->of, said->text);
	return xasprintf("%s and %zu more: %s", said->of, said->n - 1, said->text);
}

void
said_clear(struct said_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		free(list->v[i].text);
	free(list->v);
	*list = (struct said_list){ 0 };
}
