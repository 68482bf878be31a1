/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_FIT_H
#define SHIELDADM_KAMCFG_FIT_H

#include "kamcfg/cfg.h"
#include "kamcfg/harden.h"
#include "kamcfg/lex.h"

/*
 * What of the hardening a certain kamailio.cfg lacks.  Each adds lines to s.
 */

/* owned: what shieldadm had written into it before, whose policies are kept. */
void fit_defines(
	struct str *s, const struct cfg *cfg, const struct harden *h, const char *owned);
void fit_modules(struct str *s, const struct cfg *cfg, const struct harden *h);
void fit_params(struct str *s, const struct cfg *cfg, const struct harden *h);

/* Whether a table of the module htable is declared. */
bool fit_has_htable(const struct cfg *cfg, const char *table);

/* Whether it reads like modparam("sqlops", "sqlcon", "cb=>DBURL"): a name that is
 * defined, in a string, where Kamailio replaces none. */
bool fit_is_name_in_string(const struct cfg *cfg, const struct cfg_param *param);

/* "mysql" of DBURL, or "" when it is not known; of it, db_mysql is the module. */
void fit_db_scheme(const struct cfg *cfg, char scheme[16]);

#endif
