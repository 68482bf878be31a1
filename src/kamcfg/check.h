/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_H
#define SHIELDADM_KAMCFG_CHECK_H

#include "kamcfg/cfg.h"
#include "policy/rule.h"

/*
 * Compare a kamailio.cfg with the article's steps.
 */
enum cfg_check_state {
	CFG_CHECK_DONE,
	CFG_CHECK_NOTE,    /* for information */
	CFG_CHECK_WARNING, /* works, but not in every case */
	CFG_CHECK_MISSING,
	CFG_CHECK_WRONG /* present, but does not do its job */
};

struct cfg_check_finding {
	unsigned step; /* of the article; 0: belongs to none */
	const char *item;
	enum cfg_check_state state;
	char *path; /* NULL: concerns no file */
	unsigned line;
	char *text;
	char *mend; /* the text to add; NULL: not known */
};

struct cfg_check_list {
	struct cfg_check_finding *v;
	size_t len, cap;
};

struct cfg_check_env {
	const char *ban_table, *auth_table; /* names of tables of the module htable */
};

/* Check the whole config.  This opens the GeoIP file that it names. */
void cfg_check(struct cfg_check_list *list, const struct cfg *cfg,
	const struct cfg_check_env *env);

/* Whether a route that requests pass through checks this list of secfilter. */
bool cfg_check_asks(const struct cfg *cfg, enum rule_kind kind);

void cfg_check_add(struct cfg_check_list *list, unsigned step, const char *item,
	enum cfg_check_state state, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Set the place of the finding that was added last, and the text that mends it. */
void cfg_check_where(
	struct cfg_check_list *list, const struct cfg *cfg, const struct cfg_at *at);
void cfg_check_mend(struct cfg_check_list *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

size_t cfg_check_count(const struct cfg_check_list *list, enum cfg_check_state state);
void cfg_check_list_clear(struct cfg_check_list *list);

#endif
