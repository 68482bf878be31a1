/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* Help is shown on one line. */
#define HELP_MAX 72

/* A terminal could act on such a character, and shells differ in how to type it. */
static bool
is_harmless(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	for (size_t i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &c);
		if (n == 0 || utf8_is_unsafe(c))
			return false;
	}
	return len > 0;
}

static bool
is_known(const struct pool *pool, const char *text)
{
	for (size_t i = 0; i < pool->n_taken; i++)
		if (ascii_compare(pool->taken[i], text) == 0)
			return true;
	for (size_t i = 0; i < pool->found.len; i++)
		if (strcmp(pool->found.v[i].text, text) == 0)
			return true;
	return false;
}

/* The help line, cut between two characters. */
static char *
help_line(const char *help)
{
	size_t len = strlen(help), end = 0, n;
	uint32_t c;

	while (end < len && end < HELP_MAX) {
		n = utf8_decode(help + end, len - end, &c);
		if (n == 0 || utf8_is_unsafe(c))
			break;
		end += n;
	}
	return xasprintf("%.*s%s", (int)end, help, end < len ? "..." : "");
}

void
pool_take(struct pool *pool, const char *text, const char *help)
{
	struct pool_entry *entry;

	if (!is_harmless(text) || is_known(pool, text) ||
		(pool->no_dash && text[0] == '-'))
		return;
	entry = LIST_ADD(&pool->found);
	entry->text = xstrdup(text);
	entry->help = help_line(help != NULL ? help : "");
}

void
pool_offer(struct pool *pool, const char *text, const char *help)
{
	if (ascii_begins(text, pool->begun))
		pool_take(pool, text, help);
}

static int
compare(const void *a, const void *b)
{
	const struct pool_entry *x = a, *y = b;
	int order = ascii_compare(x->text, y->text);

	return order != 0 ? order : strcmp(x->text, y->text);
}

void
pool_sort(struct pool *pool, size_t i)
{
	if (i < pool->found.len)
		qsort(pool->found.v + i, pool->found.len - i, sizeof(*pool->found.v),
			compare);
}

/* The spelling of what was typed: as it was typed if a candidate has it so, else the
 * first one's. */
static const char *
spelling(const struct pool *pool, size_t len)
{
	for (size_t i = 0; i < pool->found.len; i++)
		if (strncmp(pool->found.v[i].text, pool->begun, len) == 0)
			return pool->begun;
	return pool->found.len > 0 ? pool->found.v[0].text : "";
}

void
pool_hand_over(const struct pool *pool, complete_fn *found, void *ctx)
{
	size_t len = strlen(pool->begun);
	const char *alike = spelling(pool, len);

	for (size_t i = 0; i < pool->found.len; i++) {
		const struct pool_entry *entry = &pool->found.v[i];
		char *text;
		if (strncmp(entry->text, alike, len) != 0)
			continue;
		text = xasprintf(
			"%.*s%s", (int)pool->before_len, pool->before, entry->text);
		found(ctx, &(struct complete_candidate){
				   .text = text, .help = entry->help, .space = true });
		free(text);
	}
}

void
pool_clear(struct pool *pool)
{
	for (size_t i = 0; i < pool->found.len; i++) {
		free(pool->found.v[i].text);
		free(pool->found.v[i].help);
	}
	free(pool->found.v);
	pool->found.v = NULL;
	pool->found.len = pool->found.cap = 0;
}
