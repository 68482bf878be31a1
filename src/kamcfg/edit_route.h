/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_EDIT_ROUTE_H
#define SHIELDADM_KAMCFG_EDIT_ROUTE_H

#include "kamcfg/edit.h"
#include "kamcfg/owned.h"

/*
 * Edits inside routes.  Private to kamcfg.
 */

/* The route with the checks, which route[REQINIT] calls. */
#define EDIT_CHECKS "SHIELDADM_REQINIT"

/* Replaced lines stand below #!ifdef with this name, which is never defined. */
#define EDIT_REPLACED "SHIELDADM_REPLACED"

/* Call the checks from route[REQINIT], disable the statements that they replace, and
 * add the hardening's routes behind it. */
bool edit_reqinit(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h, struct err *err) MUST;

/* Count logins where the module auth checks them (edit_login.c). */
void edit_logins(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h);

void edit_note(struct edit *edit, unsigned line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Disable the bytes from begin to end, which are whole statements.  Add a note instead
 * when other code stands on their lines. */
void edit_switch_off(struct edit *edit, struct insert_list *list, const struct cfg *cfg,
	size_t begin, size_t end);

#endif
