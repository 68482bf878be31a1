/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_BASE_INTERN_H
#define SHIELDADM_BASE_INTERN_H

/*
 * Texts of any length that live as long as the process, each kept once. A struct that
 * points to such a text can be copied and dropped without a thought about who owns it.
 * Tags and names repeat, so little memory is used. Any thread may call.
 */

/* The kept copy of text. */
const char *intern(const char *text) __attribute__((returns_nonnull, nonnull));

#endif
