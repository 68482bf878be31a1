/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_STATEMENT_H
#define SHIELDADM_KAMCFG_STATEMENT_H

#include "kamcfg/cfg.h"

/*
 * The statements of a route.
 */

/* The index behind the statement that begins at tokens[i].  An "if" includes its
 * "else". */
size_t statement_end(const struct cfg *cfg, size_t i, size_t end);

/* The index behind the first branch of an "if", before its "else". */
size_t statement_branch_end(const struct cfg *cfg, size_t i, size_t end);

/* Whether this is a check of route[REQINIT] that the hardening replaces: one of
 * Kamailio's stock files or of the article, with or without other log calls.  parts:
 * bits of struct harden, each of which replaces it; 0: it belongs to the statement
 * before it. */
bool statement_is_known(const struct cfg *cfg, size_t begin, size_t end, unsigned *parts);

#endif
