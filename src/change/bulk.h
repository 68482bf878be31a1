/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CHANGE_BULK_H
#define SHIELDADM_CHANGE_BULK_H

#include "change/history.h"
#include "db/stored.h"
#include "enforce/weight.h"

/*
 * The bulk of a change set: planned while the table's rows stream by, stored and recorded
 * while its own do.  Memory grows with what changes, 32 bytes a row, and not with the
 * table.  Private to src/change.
 */
struct bulk_work {
	struct bulk *bulk;
	struct pack going; /* rows that go */
	struct pack
		other; /* wanted, but with another tag; lines are places in other_ids */
	struct bulk_ids {
		long long *v;
		size_t len, cap;
	} ids, other_ids;
	bool is_weighed; /* there are nodes, which have to have room for it */
	struct weight before, added, removed;
	size_t n_new; /* rows that are to be inserted */
};

/* Work out what it comes to, into plan->bulk and the weights.  What stands of wanted is
 * marked as seen.  May be called again. */
bool bulk_plan(struct bulk_work *w, struct db *db, struct plan *plan,
	struct bad_rows *bad, struct err *err) MUST;

/* Do it, within the transaction. */
bool bulk_store(struct bulk_work *w, struct db *db, const struct change_env *env,
	struct history *history, struct err *err) MUST;

void bulk_work_clear(struct bulk_work *w);

#endif
