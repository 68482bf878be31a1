/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/config.h"
#include "policy/sentinel.h"

bool
config_sentinel(struct app *app, const struct args *args, struct err *err)
{
	struct change_set set = { 0 };
	struct rule rule;
	bool ok;

	(void)args;
	sentinel_rule(&rule);
	change_add_rule(&set, CHANGE_ADD, &rule);
	ok = cmd_change(app, &set, err);
	change_set_clear(&set);
	return ok;
}
