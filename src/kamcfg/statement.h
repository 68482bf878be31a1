/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_STATEMENT_H
#define SHIELDADM_KAMCFG_STATEMENT_H

#include "kamcfg/cfg.h"

/*
 * The statements of a route.
 */

/* The index behind the statement that begins with tokens[i]: an "if" with its "else". */
size_t statement_end(const struct cfg *cfg, size_t i, size_t end);

/* The same of what an "if" does first, up to its "else". */
size_t statement_branch_end(const struct cfg *cfg, size_t i, size_t end);

/* Whether this is, but for what it logs, one of the checks that stock files of Kamailio
 * and the article have in route[REQINIT], which the hardening does itself.  parts: bits
 * of struct harden, any of which does it; 0: it belongs to the statement before. */
bool statement_is_known(const struct cfg *cfg, size_t begin, size_t end, unsigned *parts);

#endif
