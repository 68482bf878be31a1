/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CHECK_H
#define SHIELDADM_KAMCFG_CHECK_H

#include "kamcfg/cfg.h"
#include "policy/rule.h"

/*
 * A kamailio.cfg against the article's steps.
 */
enum check_state {
	CHECK_DONE,
	CHECK_NOTE,    /* something to know */
	CHECK_WARNING, /* it works, but not for all that somebody may expect */
	CHECK_MISSING,
	CHECK_WRONG /* it is there, and does not do what it should */
};

struct check_finding {
	unsigned step; /* of the article; 0: none */
	const char *item;
	enum check_state state;
	char *path; /* NULL: of no file */
	unsigned line;
	char *text;
	char *mend; /* what to put there; NULL */
};

struct check_list {
	struct check_finding *v;
	size_t len, cap;
};

struct check_env {
	const char *ban_table, *auth_table; /* of the module htable */
};

/* Look at all of it.  Its GeoIP file is opened. */
void check_config(
	struct check_list *list, const struct cfg *cfg, const struct check_env *env);

/* Whether a route that requests come through asks secfilter about this list. */
bool check_asks(const struct cfg *cfg, enum rule_kind kind);

void check_add(struct check_list *list, unsigned step, const char *item,
	enum check_state state, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Where what was added last is, and what to put there. */
void check_where(struct check_list *list, const struct cfg *cfg, const struct cfg_at *at);
void check_mend(struct check_list *list, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

size_t check_count(const struct check_list *list, enum check_state state);
void check_list_clear(struct check_list *list);

#endif
