/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "doctor/doctor.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "cmd/cmd.h"

/*
 * doctor: everything that can be wrong, and how to fix it.
 */
/* With more nodes people see only what is not ok. */
#define MANY_NODES 20

static const struct out_column columns[] = {
	{ "state", OUT_PEOPLE },
	{ "subject", OUT_ALL },
	{ "check", OUT_ALL },
	{ "level", OUT_PROGRAMS },
	{ "text", OUT_ALL, OUT_WRAP },
	{ "mend", OUT_PROGRAMS },
	{ 0 },
};

static const char *const levels[] = {
	[FINDING_OK] = "ok",
	[FINDING_WARNING] = "warning",
	[FINDING_WRONG] = "wrong",
};

static void
print_line(struct app *app, const struct finding *f)
{
	if (f->level == FINDING_OK)
		out_text(app->out, levels[f->level]);
	else
		out_alarm(app->out, levels[f->level]);
	out_text(app->out, f->subject);
	out_text(app->out, f->check);
	out_text(app->out, levels[f->level]);
	out_text(app->out, f->text);
	out_text(app->out, f->mend);
}

/* For people the mend has its own line, because both side by side are too wide. */
static void
print_mend(struct app *app, const struct finding *f)
{
	char *text;

	if (f->mend == NULL || !out_is_for_people(app->out))
		return;
	text = xasprintf("-> %s", f->mend);
	for (size_t i = 0; i < 4; i++)
		out_text(app->out, NULL);
	out_text(app->out, text);
	out_text(app->out, NULL);
	free(text);
}

static bool
print(struct app *app, const struct findings *list, struct err *err)
{
	size_t wrong = findings_count(list, FINDING_WRONG);
	size_t warnings = findings_count(list, FINDING_WARNING);
	bool is_long = app->nodes.len > MANY_NODES && out_is_for_people(app->out);

	out_begin(app->out, NULL, columns, false);
	for (size_t i = 0; i < list->len; i++) {
		if ((app->quiet || is_long) && list->v[i].level == FINDING_OK)
			continue;
		print_line(app, &list->v[i]);
		print_mend(app, &list->v[i]);
	}
	out_end(app->out);
	if (wrong + warnings > 0 || is_long)
		app_talk(app, "%zu wrong, %zu warning%s%s", wrong, warnings,
			warnings == 1 ? "" : "s",
			is_long ? "; what is ok is not shown of so many nodes" : "");
	return wrong == 0 || cmd_answer_no(err);
}

/* Without a configuration there is nothing else to look at. */
static void
bad_conf(struct findings *list, const struct err *err)
{
	list->subject = "configuration";
	findings_add(list, FINDING_WRONG, "file", "%s", err->text);
	findings_mend(list, "mend that, or name another file with --config");
}

static bool
run(struct app *app, const struct args *args, struct err *err)
{
	struct findings list = { 0 };
	struct doctor_env env;
	struct err db_err;
	bool ok;

	(void)args;
	if (!app_conf(app, err)) {
		bad_conf(&list, err);
	} else if (!app_choose_nodes(app, err)) {
		return false;
	} else {
		bool has_db = app_db(app, false, &db_err);
		env = (struct doctor_env){ .settings = &app->settings,
			.db_err = &db_err };
		app_fleet(app, &env.fleet);
		env.fleet.db = has_db ? app->db : NULL;
		doctor(&env, &list);
	}
	ok = print(app, &list, err);
	findings_clear(&list);
	return ok;
}

const struct command_group cmd_doctor = {
	.name = "doctor",
	.summary = "find what is wrong, and how to mend it",
	.commands =
		(const struct command[]){
			{ .summary = "look at all there is: what is wrong, and how to "
				     "mend it",
				.examples = (const char *const[]){ "doctor", "doctor -q",
					"doctor --node edge1 -o json", NULL },
				.run = run },
			{ 0 } },
};
