/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_MISSING_H
#define SHIELDADM_KAMCFG_MISSING_H

#include "kamcfg/cfg.h"
#include "kamcfg/harden.h"
#include "kamcfg/lex.h"

/*
 * What of the hardening a certain kamailio.cfg lacks.  Each adds lines to s.
 */

/* owned: what shieldadm had written into it before, whose policies are kept. */
void harden_missing_defines(
	struct str *s, const struct cfg *cfg, const struct harden *h, const char *owned);
void harden_missing_modules(struct str *s, const struct cfg *cfg, const struct harden *h);
void harden_missing_params(struct str *s, const struct cfg *cfg, const struct harden *h);

/* Whether a table of the module htable is declared. */
bool cfg_has_htable(const struct cfg *cfg, const char *table);

/* Whether it reads like modparam("sqlops", "sqlcon", "cb=>DBURL"): a name that is
 * defined, in a string, where Kamailio replaces none. */
bool cfg_param_is_name_in_string(const struct cfg *cfg, const struct cfg_param *param);

#endif
