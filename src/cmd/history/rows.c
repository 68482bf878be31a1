/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows that a change has added and removed.
 */
#include <stdlib.h>

#include "base/xalloc.h"
#include "cmd/history/history.h"
#include "policy/record.h"

static const struct out_column columns[] = {
	{ "change", OUT_ALL },
	{ "op", OUT_ALL },
	{ "kind", OUT_ALL },
	{ "action", OUT_ALL },
	{ "value", OUT_ALL, OUT_WRAP },
	{ "group", OUT_ALL },
	{ "address", OUT_PROGRAMS },
	{ "mask", OUT_PROGRAMS },
	{ "port", OUT_PROGRAMS },
	{ "tag", OUT_ALL },
	{ "until", OUT_PROGRAMS },
	{ "reason", OUT_PROGRAMS },
	{ 0 },
};

struct printing {
	struct app *app;
	long long id;
	struct err *err;
};

static void
put_nothing(struct app *app, size_t n)
{
	while (n-- > 0)
		out_text(app->out, NULL);
}

static void
put_rule(struct app *app, const struct rule *rule)
{
	out_text(app->out, rule_action_name(rule->action));
	out_text(app->out, rule->value);
	put_nothing(app, 7);
}

/* People get an address in one word, as they would type it. */
static void
put_address(struct app *app, const struct address *a)
{
	const char *group = settings_group_name(&app->settings, a->group);
	char text[ADDRESS_FORMAT_MAX];

	address_format(a, text);
	out_text(app->out, NULL);
	out_text(app->out, out_is_for_people(app->out) ? text : NULL);
	if (out_is_for_people(app->out) && group != NULL)
		out_text(app->out, group);
	else
		out_int(app->out, (long long)a->group);
	out_text(app->out, address_text(a));
	out_int(app->out, a->prefix);
	out_int(app->out, a->port);
	out_text(app->out, a->tag);
	put_nothing(app, 2);
}

static void
put_ban(struct app *app, const struct record *record)
{
	bool for_people = out_is_for_people(app->out);

	out_text(app->out, NULL);
	out_text(app->out, for_people ? record->key : NULL);
	out_text(app->out, NULL);
	out_text(app->out, record->key);
	put_nothing(app, 2);
	out_text(app->out, for_people ? record->reason : NULL);
	out_int(app->out, record->until);
	out_text(app->out, record->reason);
}

static void
print_row(const struct printing *p, const struct record *record)
{
	struct app *app = p->app;
	bool is_added = record->op == CHANGE_ADD;

	out_int(app->out, p->id);
	if (out_is_for_people(app->out))
		out_text(app->out, is_added ? "+" : "-");
	else
		out_text(app->out, is_added ? "added" : "removed");
	out_text(app->out, record_kind(record));
	switch (record->form) {
	case RECORD_RULE:
		put_rule(app, &record->rule);
		break;
	case RECORD_ADDRESS:
		put_address(app, &record->address);
		break;
	case RECORD_BAN:
		put_ban(app, record);
		break;
	}
}

static bool
on_part(const char *body, void *ctx)
{
	struct printing *p = ctx;
	char *text = xstrdup(body), *at = text;
	struct record record = { 0 };

	while (record_next(&record, &at, p->err))
		print_row(p, &record);
	free(text);
	return p->err->code == 0;
}

void
history_rows_begin(struct app *app)
{
	out_begin(app->out, "rows", columns, true);
}

bool
history_print_rows(struct app *app, long long id, struct err *err)
{
	struct err bad = { 0 };
	struct printing p = { app, id, &bad };

	if (!db_history_rows(app->db, id, on_part, &p, err))
		return false;
	return bad.code == 0 || err_set(err, bad.code, "change %lld: %s", id, bad.text);
}

void
history_rows_end(struct app *app)
{
	out_end(app->out);
}
