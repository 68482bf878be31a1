/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_H
#define SHIELDADM_KAMCFG_CHECK_H

#include "kamcfg/cfg.h"
#include "policy/rule.h"

/*
 * A kamailio.cfg against the article's steps.
 */
enum cfg_check_state {
	CFG_CHECK_DONE,
	CFG_CHECK_NOTE,    /* something to know */
	CFG_CHECK_WARNING, /* it works, but not for all that somebody may expect */
	CFG_CHECK_MISSING,
	CFG_CHECK_WRONG /* it is there, and does not do what it should */
};

struct cfg_check_finding {
	unsigned step; /* of the article; 0: none */
	const char *item;
	enum cfg_check_state state;
	char *path; /* NULL: of no file */
	unsigned line;
	char *text;
	char *mend; /* what to put there; NULL */
};

struct cfg_check_list {
	struct cfg_check_finding *v;
	size_t len, cap;
};

struct cfg_check_env {
	const char *ban_table, *auth_table; /* of the module htable */
};

/* Look at all of it.  Its GeoIP file is opened. */
void cfg_check(struct cfg_check_list *list, const struct cfg *cfg,
	const struct cfg_check_env *env);

/* Whether a route that requests come through asks secfilter about this list. */
bool cfg_check_asks(const struct cfg *cfg, enum rule_kind kind);

void cfg_check_add(struct cfg_check_list *list, unsigned step, const char *item,
	enum cfg_check_state state, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Where what was added last is, and what to put there. */
void cfg_check_where(
	struct cfg_check_list *list, const struct cfg *cfg, const struct cfg_at *at);
void cfg_check_mend(struct cfg_check_list *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

size_t cfg_check_count(const struct cfg_check_list *list, enum cfg_check_state state);
void cfg_check_list_clear(struct cfg_check_list *list);

#endif
