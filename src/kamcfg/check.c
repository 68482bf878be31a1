/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/check_part.h"
#include "kamcfg/harden.h"

size_t
cfg_check_count(const struct cfg_check_list *list, enum cfg_check_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++)
		n += list->v[i].state == state;
	return n;
}

void
cfg_check_list_clear(struct cfg_check_list *list)
{
	for (size_t i = 0; i < list->len; i++) {
		free(list->v[i].path);
		free(list->v[i].text);
		free(list->v[i].mend);
	}
	free(list->v);
	*list = (struct cfg_check_list){ 0 };
}

static void
check_problems(struct cfg_checked *c)
{
	for (size_t i = 0; i < c->cfg->problems.len; i++) {
		const struct cfg_problem *p = &c->cfg->problems.v[i];
		cfg_check_add(c->list, 0, "file",
			p->is_fatal ? CFG_CHECK_WRONG : CFG_CHECK_WARNING, "%s", p->text);
		cfg_check_where(c->list, c->cfg, &p->at);
	}
	if (c->cfg->files.v[0].len > 0 &&
		strstr(c->cfg->files.v[0].text, "\r\n") != NULL) {
		cfg_check_add(c->list, 0, "file", CFG_CHECK_WARNING,
			"the file has Windows line ends: config apply does not change "
			"such a file");
		cfg_check_where(c->list, c->cfg, &(struct cfg_at){ .line = 1 });
		cfg_check_mend(c->list, "run sed -i 's/\\r$//' on the file");
	}
}

/* Steps 5 to 7 need a route that checks what they store. */
static void
check_later_steps(struct cfg_checked *c)
{
	static const struct {
		unsigned step;
		const char *item, *module, *param, *call, *other_call;
	} needs[] = {
		{ 5, "user agents", "secfilter", "db_url", "secf_check_ua", NULL },
		{ 6, "countries", "secfilter", "db_url", "secf_check_country", NULL },
		{ 7, "addresses", "permissions", "db_url", "allow_source_address_group",
			"allow_source_address" },
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		bool is_loaded = cfg_module(c->cfg, needs[i].module) != NULL;
		bool has_db = cfg_param(c->cfg, needs[i].module, needs[i].param) != NULL;
		bool is_asked =
			cfg_reach_call(&c->reach, needs[i].call) != CFG_REACH_NONE ||
			(needs[i].other_call != NULL &&
				cfg_reach_call(&c->reach, needs[i].other_call) !=
					CFG_REACH_NONE);
		if (is_loaded && has_db && is_asked)
			cfg_check_add(c->list, needs[i].step, needs[i].item,
				CFG_CHECK_DONE,
				"the stored entries are loaded from the database and "
				"checked");
		else
			cfg_check_add(c->list, needs[i].step, needs[i].item,
				CFG_CHECK_MISSING, "stored entries are not enforced: %s",
				!is_loaded ? "its module is not loaded"
				: !has_db  ? "its module has no database URL"
					   : "no route checks them");
	}
}

void
cfg_check(struct cfg_check_list *list, const struct cfg *cfg,
	const struct cfg_check_env *env)
{
	struct cfg_checked c = { .list = list,
		.cfg = cfg,
		.env = env,
		.is_ours = cfg_define(cfg, HARDEN_DEFINE) != NULL };

	cfg_reach_init(&c.reach, cfg);
	check_problems(&c);
	cfg_check_defines(&c);
	cfg_check_modules(&c);
	cfg_check_params(&c);
	cfg_check_route(&c);
	cfg_check_faults(&c);
	check_later_steps(&c);
	cfg_check_lists(&c);
	cfg_check_limits(&c);
	cfg_reach_clear(&c.reach);
}
