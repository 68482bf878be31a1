/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

typedef int compare_fn(const void *a, const void *b);

enum difference { MISSING, EXTRA, DOUBLED };

/* What a walk over two sorted arrays hands over: an element that differs. */
typedef void differs_fn(void *diff, enum difference what, const void *element);

static void *
sorted(const void *v, size_t len, size_t size, compare_fn *compare)
{
	void *copy = xcalloc(len, size);

	if (len > 0) {
		memcpy(copy, v, len * size);
		qsort(copy, len, size, compare);
	}
	return copy;
}

/* The one walk; a and b are arrays of elements of the same size. */
static void
walk(const void *a, size_t a_len, const void *b, size_t b_len, size_t size,
	compare_fn *compare, differs_fn *differs, void *diff)
{
	char *x = sorted(a, a_len, size, compare), *y = sorted(b, b_len, size, compare);
	size_t i = 0, j = 0;

	while (i < a_len || j < b_len) {
		int d = i == a_len   ? 1
		        : j == b_len ? -1
		                     : compare(x + i * size, y + j * size);
		if (d < 0)
			differs(diff, MISSING, x + i * size);
		else if (d > 0 && i > 0 && compare(x + (i - 1) * size, y + j * size) == 0)
			differs(diff, DOUBLED, y + j * size);
		else if (d > 0)
			differs(diff, EXTRA, y + j * size);
		i += d <= 0;
		j += d >= 0;
	}
	free(x);
	free(y);
}

static void
rule_differs(void *ctx, enum difference what, const void *rule)
{
	struct rule_diff *diff = ctx;

	rule_list_add(what == MISSING ? &diff->missing
		      : what == EXTRA ? &diff->extra
				      : &diff->doubled,
		rule);
}

static void
address_differs(void *ctx, enum difference what, const void *address)
{
	struct address_diff *diff = ctx;

	address_list_add(what == MISSING ? &diff->missing
			 : what == EXTRA ? &diff->extra
					 : &diff->doubled,
		address);
}

void
rule_diff(struct rule_diff *diff, const struct rule_list *stored,
	const struct rule_list *live)
{
	walk(stored->v, stored->len, live->v, live->len, sizeof(struct rule),
		rule_compare, rule_differs, diff);
}

void
address_diff(struct address_diff *diff, const struct address_list *stored,
	const struct address_list *live)
{
	walk(stored->v, stored->len, live->v, live->len, sizeof(struct address),
		address_compare, address_differs, diff);
}

void
rule_diff_clear(struct rule_diff *diff)
{
	rule_list_clear(&diff->missing);
	rule_list_clear(&diff->extra);
	rule_list_clear(&diff->doubled);
}

void
address_diff_clear(struct address_diff *diff)
{
	address_list_clear(&diff->missing);
	address_list_clear(&diff->extra);
	address_list_clear(&diff->doubled);
}
