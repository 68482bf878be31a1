/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/repeated.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* A member and its position. */
struct member {
	cJSON *item;
	size_t at;
};

static int
compare(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = strcmp(x->item->string, y->item->string);

	return order != 0 ? order : x->at < y->at ? -1 : 1;
}

/* Put members of one name, n of them, into an array in place of the first. */
static void
merge(cJSON *object, const struct member *members, size_t n)
{
	cJSON *array = xmust(cJSON_CreateArray());
	char *name = xstrdup(members[0].item->string);

	for (size_t i = 1; i < n; i++)
		cJSON_DetachItemViaPointer(object, members[i].item);
	/* The first member marks the place, so the array gets a copy of it. */
	cJSON_AddItemToArray(array, xmust(cJSON_Duplicate(members[0].item, true)));
	for (size_t i = 1; i < n; i++)
		cJSON_AddItemToArray(array, members[i].item);
	cJSON_ReplaceItemViaPointer(object, members[0].item, array);
	array->string = name;
}

/* Sorting keeps a reply with many names fast. */
static void
merge_object(cJSON *object)
{
	size_t n = (size_t)cJSON_GetArraySize(object), i = 0, same;
	struct member *members = xcalloc(n, sizeof(*members));
	cJSON *item;

	cJSON_ArrayForEach(item, object)
	{
		members[i] = (struct member){ item, i };
		i++;
	}
	qsort(members, n, sizeof(*members), compare);
	for (i = 0; i < n; i += same) {
		for (same = 1;
			i + same < n && strcmp(members[i].item->string,
						members[i + same].item->string) == 0;
			same++)
			;
		if (same > 1)
			merge(object, members + i, same);
	}
	free(members);
}

void
repeated_merge(cJSON *tree)
{
	cJSON *item;

	cJSON_ArrayForEach(item, tree)
	{
		repeated_merge(item);
	}
	if (cJSON_IsObject(tree))
		merge_object(tree);
}
