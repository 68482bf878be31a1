/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/undone.h"

#include <stdlib.h>

#include "base/xalloc.h"

void
undone_see(struct undone *undone, long long id, long long undoes)
{
	if (undoes > 0 && undone_by(undone, id) == 0 && undone_by(undone, undoes) == 0)
		*LIST_ADD(undone) = (struct undone_pair){ .id = undoes, .by = id };
}

long long
undone_by(const struct undone *undone, long long id)
{
	for (size_t i = 0; i < undone->len; i++)
		if (undone->v[i].id == id)
			return undone->v[i].by;
	return 0;
}

void
undone_clear(struct undone *undone)
{
	free(undone->v);
	*undone = (struct undone){ 0 };
}
