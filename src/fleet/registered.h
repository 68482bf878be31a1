/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_FLEET_REGISTERED_H
#define SHIELDADM_FLEET_REGISTERED_H

#include "change/change.h"

/*
 * Hand each registered phone to row(), one by one: from the table "location", or, where
 * that is missing or has nobody who still is registered, from the memory of env's nodes,
 * all asked at once, each phone once however many nodes know it.  usrloc keeps them in
 * memory alone with db_mode 0, as the stock kamailio.cfg has it without WITH_USRLOCDB.
 *
 * A node that cannot tell is talked of, and not waited for as long as it is elsewhere: a
 * change must not hang on it.  False only when the database fails.
 */
bool registered_each(const struct change_env *env,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx,
	struct err *err) MUST;

#endif
