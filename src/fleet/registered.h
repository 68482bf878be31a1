/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_REGISTERED_H
#define SHIELDADM_FLEET_REGISTERED_H

#include "fleet/fleet.h"

/*
 * Hand each registered phone to row(), one by one: from the table "location", or, where
 * that is missing or has nobody who is still registered, from the memory of the nodes,
 * all asked at once, each phone once however many nodes know it.  usrloc keeps them in
 * memory alone with db_mode 0, as the stock kamailio.cfg has it without WITH_USRLOCDB.
 *
 * A node that cannot tell is reported to the user.  A node is not waited for as long as
 * elsewhere, because a change must not hang on it.  Needs fleet->db.  False only when the
 * database fails.
 */
bool registered_each(const struct fleet *fleet,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

#endif
