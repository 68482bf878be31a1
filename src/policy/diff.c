/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

typedef int compare_fn(const void *a, const void *b);

/* What a walk over two sorted arrays hands over: an element that the other lacks. */
typedef void only_fn(void *list, const void *element);

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
diff(const void *a, size_t a_len, const void *b, size_t b_len, size_t size,
	compare_fn *compare, only_fn *only, void *only_a, void *only_b)
{
	char *x = sorted(a, a_len, size, compare), *y = sorted(b, b_len, size, compare);
	size_t i = 0, j = 0;

	while (i < a_len || j < b_len) {
		int d = i == a_len   ? 1
		        : j == b_len ? -1
		                     : compare(x + i * size, y + j * size);
		if (d < 0)
			only(only_a, x + i * size);
		else if (d > 0)
			only(only_b, y + j * size);
		i += d <= 0;
		j += d >= 0;
	}
	free(x);
	free(y);
}

static void
only_rule(void *list, const void *rule)
{
	rule_list_add(list, rule);
}

static void
only_address(void *list, const void *address)
{
	address_list_add(list, address);
}

void
rule_diff(const struct rule_list *stored, const struct rule_list *live,
	struct rule_list *missing, struct rule_list *extra)
{
	diff(stored->v, stored->len, live->v, live->len, sizeof(struct rule),
		rule_compare, only_rule, missing, extra);
}

void
address_diff(const struct address_list *stored, const struct address_list *live,
	struct address_list *missing, struct address_list *extra)
{
	diff(stored->v, stored->len, live->v, live->len, sizeof(struct address),
		address_compare, only_address, missing, extra);
}
