/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config/config.h"
#include "policy/sentinel.h"

void
config_sentinel_set(struct change_set *set)
{
	struct rule rule;

	*set = (struct change_set){ 0 };
	sentinel_rule(&rule);
	change_add_rule(set, CHANGE_ADD, &rule);
}

bool
config_sentinel(struct app *app, const struct args *args, struct err *err)
{
	struct change_set set;
	bool ok;

	(void)args;
	config_sentinel_set(&set);
	ok = cmd_change(app, &set, err);
	change_set_clear(&set);
	return ok;
}
