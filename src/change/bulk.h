/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_BULK_H
#define SHIELDADM_CHANGE_BULK_H

#include "change/history.h"
#include "db/stored.h"
#include "enforce/weight.h"

/*
 * The bulk of a change set.  It is planned while the table is read row by row, and stored
 * and recorded chunk by chunk.  Memory grows with the number of changed rows, 32 bytes
 * each, and not with the table.  Private to src/change.
 */
struct bulk_work {
	struct bulk *bulk;
	struct pack going; /* rows to delete */
	struct pack
		other; /* wanted, but with another tag; lines are places in other_ids */
	struct bulk_ids {
		long long *v;
		size_t len, cap;
	} ids, other_ids;
	bool is_weighed; /* there are nodes, which need room for it */
	struct weight before, added, removed;
	size_t n_new; /* rows to insert */
};

/* Fill in plan->bulk and the weights.  Wanted addresses that are stored already are
 * marked as seen.  May be called again. */
bool bulk_plan(struct bulk_work *w, struct db *db, struct plan *plan,
	struct bad_rows *bad, struct err *err) MUST;

/* Store it, within the transaction. */
bool bulk_store(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err) MUST;

void bulk_work_clear(struct bulk_work *w);

#endif
