/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/values.h"

#include <string.h>

/* More faults are only counted. */
#define TOLD_MAX 100

bool
cmd_values_all(struct value_list *list, const struct feed_format *format,
	const struct args *args, size_t n_words, struct err *err)
{
	return values_read(
		list, format, args->words.v, n_words, args_opt(args, "file"), err);
}

bool
cmd_values(struct value_list *list, const struct feed_format *format,
	const struct args *args, size_t n_words, struct err *err)
{
	if (!cmd_values_all(list, format, args, n_words, err))
		return false;
	for (size_t i = 0; i < list->len; i++) {
		const struct value *value = &list->v[i];
		if (value->why == NULL)
			continue;
		err_set(err, ERR_USAGE, "%s", value->why);
		values_blame(value, err);
		values_clear(list);
		return false;
	}
	return true;
}

bool
value_faults_add(struct value_faults *faults, const struct app *app,
	const struct value *value, struct err *err)
{
	values_blame(value, err);
	if (value->source == NULL)
		return false;
	if (faults->n == 0)
		faults->first = *err;
	if (faults->n == 1)
		app_talk(app, "%s", faults->first.text);
	if (faults->n > 0 && faults->n < TOLD_MAX)
		app_talk(app, "%s", err->text);
	faults->n++;
	return true;
}

bool
value_faults_check(const struct value_faults *faults, size_t n_values, struct err *err)
{
	if (faults->n == 0)
		return true;
	if (faults->n == 1) {
		*err = faults->first;
		return false;
	}
	return err_set(err, faults->first.code,
		"%zu of %zu values are invalid, so nothing was done", faults->n,
		n_values);
}

/* Others have such a column, too, with words of their own. */
bool
cmd_check_kind(char *const fields[FEED_COLUMNS], const char *wanted, struct err *err)
{
	const char *kind = fields[FEED_KIND];

	return kind == NULL || list_kind(kind, strlen(kind)) < 0 ||
	       strcmp(kind, wanted) == 0 ||
	       err_set(err, ERR_USAGE, "it is of the kind %s, not %s", kind, wanted);
}

bool
cmd_check_action(
	char *const fields[FEED_COLUMNS], enum rule_action wanted, struct err *err)
{
	enum rule_action said;

	return fields[FEED_TYPE] == NULL ||
	       !rule_action_parse(&said, fields[FEED_TYPE]) || said == wanted ||
	       err_set(err, ERR_USAGE, "its action is %s", rule_action_name(said));
}
