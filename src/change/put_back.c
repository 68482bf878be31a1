/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/put_back.h"

static size_t
rules_removed(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->rules.len; i++)
		n += plan->rules.v[i].result == CHANGE_REMOVED;
	return n;
}

static bool
check_table(
	const struct change_env *env, const char *table, size_t removed, struct err *err)
{
	struct db_further further = { .is_needed = false };
	bool ok;

	if (removed == 0)
		return true;
	ok = db_further_columns(env->fleet.db, table, &further, err);
	if (ok && further.is_needed && !env->force)
		ok = err_set(err, ERR_GUARD,
			"the table '%s' has further columns (%s), and takes no row "
			"without a value for them, which shieldadm does not know: what "
			"is removed could not be put back; --force removes it all the "
			"same",
			table, str_get(&further.names));
	else if (ok && further.names.len > 0)
		fleet_say(&env->fleet,
			"the table '%s' has further columns (%s): what they hold for "
			"the rows that are removed is lost, undo does not bring it back",
			table, str_get(&further.names));
	str_clear(&further.names);
	return ok;
}

/* A row that gets another tag is removed, and stored again. */
bool
put_back_check(const struct change_env *env, const struct plan *plan, struct err *err)
{
	size_t removed = plan_count(plan, CHANGE_REMOVED), rules = rules_removed(plan);
	size_t addresses = removed - rules + plan->bulk.retagged;

	return check_table(env, "secfilter", rules, err) &&
	       check_table(env, "address", addresses, err);
}
