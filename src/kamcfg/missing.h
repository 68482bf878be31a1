/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_MISSING_H
#define SHIELDADM_KAMCFG_MISSING_H

#include "kamcfg/cfg.h"
#include "kamcfg/harden.h"
#include "kamcfg/lex.h"

/*
 * The parts of the hardening that a certain kamailio.cfg lacks.  Each function adds
 * lines to s.
 */

/* owned: the lines that shieldadm wrote earlier; the state of their policies is kept. */
void harden_missing_defines(
	struct str *s, const struct cfg *cfg, const struct harden *h, const char *owned);
void harden_missing_modules(struct str *s, const struct cfg *cfg, const struct harden *h);
void harden_missing_params(struct str *s, const struct cfg *cfg, const struct harden *h);

/* Whether a parameter declares this table of the module htable. */
bool cfg_has_htable(const struct cfg *cfg, const char *table);

/* Whether the value is a string that holds the name of a define, such as
 * modparam("sqlops", "sqlcon", "cb=>DBURL").  Kamailio does not replace defines in
 * strings. */
bool cfg_param_is_name_in_string(const struct cfg *cfg, const struct cfg_param *param);

#endif
