/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_BAN_GUARD_H
#define SHIELDADM_POLICY_BAN_GUARD_H

#include "policy/ban.h"

/*
 * Addresses that nobody should ban by mistake: our own nodes, this machine, and the
 * addresses that the table "address" allows.
 */
struct ban_guard {
	struct address_list own;      /* each with the node's name as its tag */
	struct address_list hosts;    /* of the table, in order */
	struct address_list networks; /* of the table */
};

/* Takes the contents of both lists; they are empty afterwards. */
void ban_guard_init(struct ban_guard *guard, struct address_list *stored_take,
	struct address_list *own_take);

/* ERR_GUARD, with the reason, for such an address. */
bool ban_guard_check(
	const struct ban_guard *guard, const struct ban *ban, struct err *err) MUST;

void ban_guard_clear(struct ban_guard *guard);

#endif
