/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_EDIT_ROUTE_H
#define SHIELDADM_KAMCFG_EDIT_ROUTE_H

#include "kamcfg/edit.h"
#include "kamcfg/owned.h"

/*
 * The edits within routes.  Private to src/kamcfg.
 */

/* What REQINIT calls: the hardening's own route, by another name. */
#define EDIT_CHECKS "SHIELDADM_REQINIT"

/* Lines that are there but not read: what this name is asked for is never defined. */
#define EDIT_REPLACED "SHIELDADM_REPLACED"

/* Call the checks from route[REQINIT], and switch off those it does itself; put the
 * routes behind it. */
bool edit_reqinit(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h, struct err *err) MUST;

/* Count logins where the module auth checks them (edit_login.c). */
void edit_logins(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h);

void edit_note(struct edit *edit, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Switch off the bytes from begin to end, which are whole statements, and say so where
 * that cannot be done, for something else stands on their lines. */
void edit_switch_off(struct edit *edit, struct insert_list *list, const struct cfg *cfg,
	size_t begin, size_t end);

#endif
