/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * history: who has changed what, when, and what became of it.
 */
#include "cmd/history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "kamlog/stamp.h"
#include "policy/undone.h"

/* So many lines are shown to people who do not say how many. */
#define LINES_FOR_PEOPLE 50

static const struct out_column columns[] = {
	{ "change", OUT_PEOPLE },
	{ "id", OUT_PROGRAMS },
	{ "made", OUT_ALL },
	{ "who", OUT_PEOPLE },
	{ "login", OUT_PROGRAMS },
	{ "host", OUT_PROGRAMS },
	{ "kinds", OUT_ALL },
	{ "added", OUT_ALL },
	{ "removed", OUT_ALL },
	{ "command", OUT_ALL, OUT_WRAP },
	{ "message", OUT_ALL, OUT_WRAP },
	{ "state", OUT_PEOPLE, OUT_WRAP },
	{ "undoes", OUT_PROGRAMS },
	{ "undone_by", OUT_PROGRAMS },
	{ "confirm_by", OUT_PROGRAMS },
	{ "outcome", OUT_PROGRAMS },
	{ 0 },
};

struct listing {
	struct app *app;
	long long only; /* the one that is asked for; 0: all that the rest lets through */
	long long since;
	size_t max, n; /* lines: 0 stands for no limit */
	const char *kind, *who;
	bool is_cut; /* by max */
	struct undone undone;
	struct {
		long long *v;
		size_t len, cap;
	} shown;
};

bool
history_parse_number(long long *id, const char *word, struct err *err)
{
	const char *digits = word[0] == '#' ? word + 1 : word;
	char *end;

	*id = strtoll(digits, &end, 10);
	return (*digits >= '0' && *digits <= '9' && *end == '\0' && *id > 0) ||
	       err_set(err, ERR_USAGE,
		       "invalid change number '%s': shieldadm history shows the numbers",
		       word);
}

/* "ua,addr" has it. */
static bool
has_kind(const char *kinds, const char *kind)
{
	size_t len = strlen(kind);

	for (const char *at = kinds; (at = strstr(at, kind)) != NULL; at += len)
		if ((at == kinds || at[-1] == ',') && (at[len] == '\0' || at[len] == ','))
			return true;
	return false;
}

static bool
is_wanted(const struct listing *l, const struct history_row *row)
{
	char who[2 * HISTORY_NAME_MAX + 2];

	if (l->only != 0)
		return row->id == l->only;
	snprintf(who, sizeof(who), "%s@%s", row->login, row->host);
	return (l->kind == NULL || has_kind(row->kinds, l->kind)) &&
	       (l->who == NULL || strstr(who, l->who) != NULL);
}

static void
put_time(struct app *app, long long seconds)
{
	time_t t = (time_t)seconds;
	char text[32];
	struct tm local;

	if (!out_is_for_people(app->out)) {
		out_int(app->out, seconds);
		return;
	}
	strftime(text, sizeof(text), "%F %T", localtime_r(&t, &local));
	out_text(app->out, text);
}

static void
put_some(struct app *app, long long number)
{
	if (number != 0)
		out_int(app->out, number);
	else
		out_text(app->out, NULL);
}

/* The parts of text, as a list; sep is not kept. */
static void
put_parts(struct app *app, const char *text, const char *sep)
{
	struct {
		const char **v;
		size_t len, cap;
	} parts = { 0 };
	char *copy = xstrdup(text != NULL ? text : ""), *at = copy, *part;

	while ((part = strsep(&at, sep)) != NULL)
		if (part[0] != '\0')
			*LIST_ADD(&parts) = part;
	*LIST_ADD(&parts) = NULL;
	out_texts(app->out, parts.v);
	free(parts.v);
	free(copy);
}

static void
put_state(struct app *app, const struct history_row *row, long long by)
{
	long long left = row->confirm_by - (long long)time(NULL);
	const char *behind =
		row->outcome != NULL ? strstr(row->outcome, "NOT LIVE") : NULL;
	char *text = NULL;

	if (row->confirm_by != 0 && left >= 0)
		text = xasprintf("goes back in %lld s unless confirmed", left);
	else if (row->confirm_by != 0)
		text = xstrdup("was not confirmed in time, and goes back now");
	else if (by != 0)
		text = xasprintf("taken back by %lld", by);
	else if (row->undoes != 0)
		text = xasprintf("takes back %lld", row->undoes);
	else if (behind != NULL)
		text = xstrdup("was not live everywhere");
	out_text(app->out, text);
	free(text);
}

static void
print_line(struct listing *l, const struct history_row *row)
{
	struct app *app = l->app;
	long long by = undone_by(&l->undone, row->id);
	char who[2 * HISTORY_NAME_MAX + 2];

	snprintf(who, sizeof(who), "%s@%s", row->login, row->host);
	out_int(app->out, row->id);
	out_int(app->out, row->id);
	put_time(app, row->made);
	out_text(app->out, who);
	out_text(app->out, row->login);
	out_text(app->out, row->host);
	put_parts(app, row->kinds, ",");
	out_int(app->out, row->added);
	out_int(app->out, row->removed);
	out_text(app->out, row->command);
	out_text(app->out, row->message[0] != '\0' ? row->message : NULL);
	put_state(app, row, by);
	put_some(app, row->undoes);
	put_some(app, by);
	put_some(app, row->confirm_by);
	put_parts(app, row->outcome, "\n");
	*LIST_ADD(&l->shown) = row->id;
}

static bool
on_row(const struct history_row *row, void *ctx)
{
	struct listing *l = ctx;

	if (row->made < l->since)
		return false;
	if (is_wanted(l, row)) {
		if (l->max > 0 && l->n >= l->max) {
			l->is_cut = true;
			return false;
		}
		l->n++;
		print_line(l, row);
	}
	undone_see(&l->undone, row->id, row->undoes);
	return true;
}

static bool
print_rows(struct listing *l, struct err *err)
{
	bool ok = true;

	history_rows_begin(l->app);
	for (size_t i = 0; i < l->shown.len && ok; i++)
		ok = history_print_rows(l->app, l->shown.v[i], err);
	history_rows_end(l->app);
	return ok;
}

static bool
print(struct listing *l, bool has_rows, struct err *err)
{
	struct app *app = l->app;
	bool ok;

	if (has_rows)
		out_object_begin(app->out);
	out_begin(app->out, has_rows ? "changes" : NULL, columns, true);
	ok = db_history_each(app->db, l->only > 0 ? l->only - 1 : 0, 0, on_row, l, err);
	out_end(app->out);
	if (ok && has_rows)
		ok = print_rows(l, err);
	if (has_rows)
		out_object_end(app->out);
	if (ok && l->only != 0 && l->n == 0)
		return err_set(err, ERR_ABSENT,
			"there is no change %lld (shieldadm history shows them)",
			l->only);
	if (ok && l->is_cut)
		app_talk(app, "the last %zu are shown: --limit 0 shows all", l->n);
	if (ok && l->n == 0)
		app_talk(app, "no change is recorded%s",
			l->kind != NULL || l->who != NULL || l->since > 0
				? " that this lets through"
				: "");
	return ok;
}

static bool
parse_limit(struct listing *l, const char *text, struct err *err)
{
	char *end;

	if (out_is_for_people(l->app->out))
		l->max = LINES_FOR_PEOPLE;
	if (text == NULL)
		return true;
	l->max = strtoul(text, &end, 10);
	return (*text >= '0' && *text <= '9' && *end == '\0') ||
	       err_set(err, ERR_USAGE,
		       "invalid number of lines '%s': expected a number, 0 for all",
		       text);
}

/* "12", "show 12". */
static bool
parse_words(struct listing *l, const struct args *args, struct err *err)
{
	size_t i = args->words.len > 1 && strcmp(args_word(args, 0), "show") == 0;

	if (args->words.len > i + 1 ||
		(args->words.len == 1 && strcmp(args_word(args, 0), "show") == 0))
		return err_set(
			err, ERR_USAGE, "expected one number: shieldadm history 12");
	return args->words.len == 0 ||
	       history_parse_number(&l->only, args_word(args, i), err);
}

static bool
history(struct app *app, const struct args *args, struct err *err)
{
	const char *since = args_opt(args, "since");
	struct listing l = {
		.app = app, .kind = args_opt(args, "kind"), .who = args_opt(args, "who")
	};
	bool exists, ok;

	if (!parse_words(&l, args, err) ||
		!parse_limit(&l, args_opt(args, "limit"), err) ||
		(since != NULL &&
			!stamp_parse(&l.since, since, (long long)time(NULL), err)) ||
		!app_db(app, false, err) || !db_has_history(app->db, &exists, err))
		return false;
	if (!exists)
		return err_set(err, ERR_ABSENT,
			"changes are not recorded: there is no table 'shieldadm_change' "
			"in "
			"'%s' (shieldadm db init creates it)",
			db_name(app->db));
	ok = print(&l, l.only != 0 || args_has(args, "patch"), err);
	undone_clear(&l.undone);
	free(l.shown.v);
	return ok;
}

static const char *const kinds[] = { LIST_NAMES, "ban", NULL };

static const struct cmd_arg history_args[] = {
	{ .name = "change",
		.help = "the number of one: show it, and its rows",
		.optional = true,
		.many = true,
		.kind = VALUE_CHANGE },
	{ 0 },
};
static const struct cmd_opt history_opts[] = {
	{ 0, "since", "time", "not before: 2026-11-05, 2026-11-05T12:30, 12:30, 2h" },
	{ 0, "kind", "kind", "only changes of this kind", VALUE_ONE_OF, kinds },
	{ 0, "who", "name", "only changes of whom this is part of: alice" },
	{ 'p', "patch", NULL, "show the rows of each as well" },
	{ 0, "limit", "number", "so many; 0: all (default: 50 for people)" },
	{ 0 },
};

const struct command_group cmd_history = {
	.name = "history",
	.summary = "who has changed what, and when",
	.commands =
		(const struct command[]){
			{ .summary = "show the changes there were, the last one first",
				.args = history_args,
				.opts = history_opts,
				.examples = (const char *const[]){ "history --since 2h",
					"history 12", "history --kind ua -p", NULL },
				.run = history },
			{ 0 } },
};
