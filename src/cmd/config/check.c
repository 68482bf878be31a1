/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "db/stored.h"
#include "cmd/config/config.h"
#include "kamcfg/check.h"
#include "kamcfg/kamailio.h"
#include "policy/sentinel.h"

static const char *const states[] = {
	[CFG_CHECK_DONE] = "done",
	[CFG_CHECK_NOTE] = "note",
	[CFG_CHECK_WARNING] = "warning",
	[CFG_CHECK_MISSING] = "missing",
	[CFG_CHECK_WRONG] = "wrong",
};

static const struct out_column columns[] = {
	{ "step", OUT_ALL },
	{ "state", OUT_ALL },
	{ "item", OUT_ALL },
	{ "file", OUT_PROGRAMS },
	{ "line", OUT_PROGRAMS },
	{ "where", OUT_PEOPLE },
	{ "text", OUT_ALL, OUT_WRAP },
	{ "mend", OUT_PROGRAMS },
	{ 0 },
};

static void
print_place(struct app *app, const struct cfg_check_finding *f)
{
	const char *slash = f->path != NULL ? strrchr(f->path, '/') : NULL;
	char *where;

	out_text(app->out, f->path);
	if (f->path != NULL && f->line > 0)
		out_int(app->out, f->line);
	else
		out_text(app->out, NULL);
	where = f->path != NULL
	                ? xasprintf("%s:%u", slash != NULL ? slash + 1 : f->path, f->line)
	                : NULL;
	out_text(app->out, where);
	free(where);
}

static void
print_finding(struct app *app, const struct cfg_check_finding *f)
{
	if (f->step > 0)
		out_int(app->out, f->step);
	else
		out_text(app->out, NULL);
	if (f->state >= CFG_CHECK_MISSING)
		out_alarm(app->out, states[f->state]);
	else
		out_text(app->out, states[f->state]);
	out_text(app->out, f->item);
	print_place(app, f);
	out_text(app->out, f->text);
	out_text(app->out, f->mend);
}

/* People get a line of its own: both side by side are too wide. */
static void
print_mend(struct app *app, const struct cfg_check_finding *f)
{
	char *text;

	if (f->mend == NULL || !out_is_for_people(app->out))
		return;
	text = xasprintf("-> %s", f->mend);
	for (size_t i = 0; i < 6; i++)
		out_text(app->out, NULL);
	out_text(app->out, text);
	out_text(app->out, NULL);
	free(text);
}

static void
print(struct app *app, const struct cfg_check_list *list)
{
	out_begin(app->out, NULL, columns, false);
	for (size_t i = 0; i < list->len; i++) {
		if (app->quiet && list->v[i].state < CFG_CHECK_WARNING)
			continue;
		print_finding(app, &list->v[i]);
		print_mend(app, &list->v[i]);
	}
	out_end(app->out);
}

static void
ask_kamailio(struct cfg_check_list *list, const char *path, unsigned timeout_ms)
{
	struct str why = { 0 };

	switch (kamailio_check(path, path, timeout_ms, &why)) {
	case KAMAILIO_FINE:
		cfg_check_add(
			list, 0, "kamailio -c", CFG_CHECK_DONE, "Kamailio accepts it");
		break;
	case KAMAILIO_REFUSES:
		cfg_check_add(
			list, 0, "kamailio -c", CFG_CHECK_WRONG, "%s", str_get(&why));
		break;
	case KAMAILIO_ABSENT:
		cfg_check_add(list, 0, "kamailio -c", CFG_CHECK_NOTE,
			"%s here: Kamailio could not check it", str_get(&why));
		break;
	case KAMAILIO_FAILED:
		cfg_check_add(
			list, 0, "kamailio -c", CFG_CHECK_WARNING, "%s", str_get(&why));
		break;
	}
	str_clear(&why);
}

/* The route of config waits for the sentinel.  Without it the route cannot tell lists
 * that a reload lost from empty lists. */
static void
check_sentinel(struct cfg_check_list *list, const struct rule_list *rules)
{
	if (rules_have_sentinel(rules)) {
		cfg_check_add(list, 4, "sentinel", CFG_CHECK_DONE, "stored");
		return;
	}
	cfg_check_add(list, 4, "sentinel", CFG_CHECK_MISSING,
		"'" SENTINEL_COUNTRY
		"' is not stored: the route cannot tell lost lists from empty ones");
	cfg_check_mend(list, "shieldadm config sentinel");
}

/* Check the sentinel, and find stored lists that no route checks.  Without a database
 * the findings about the config are still printed. */
static void
check_stored(struct app *app, struct cfg_check_list *list, const struct cfg *cfg)
{
	size_t counts[RULE_KINDS] = { 0 };
	struct rule_list rules = { 0 };
	struct bad_rows bad = { 0 };
	bool asks[RULE_KINDS], asks_all = true;
	bool waits = cfg_route(cfg, "route", "SHIELDADM_LISTS") != NULL;
	struct err err;

	for (unsigned kind = 0; kind < RULE_KINDS; kind++) {
		asks[kind] = cfg_check_asks(cfg, kind);
		asks_all = asks_all && asks[kind];
	}
	if ((asks_all && !waits) || !app_db(app, false, &err) ||
		!stored_rules(app->db, &rules, &bad, &err))
		return;
	if (waits)
		check_sentinel(list, &rules);
	for (size_t i = 0; i < rules.len; i++)
		counts[rules.v[i].kind]++;
	for (unsigned kind = 0; kind < RULE_KINDS; kind++)
		if (counts[kind] > 0 && !asks[kind])
			cfg_check_add(list, 0, rule_kind_name(kind), CFG_CHECK_WRONG,
				"%zu entr%s of this list %s stored, but no route checks "
				"%s",
				counts[kind], counts[kind] == 1 ? "y" : "ies",
				counts[kind] == 1 ? "is" : "are",
				counts[kind] == 1 ? "it" : "them");
	rule_list_clear(&rules);
	bad_rows_clear(&bad);
}

bool
config_check(struct app *app, const struct args *args, struct err *err)
{
	struct cfg_check_list list = { 0 };
	struct cfg_check_env env;
	const char *path;
	struct cfg cfg;
	size_t wrong, missing;

	if (!app_conf(app, err))
		return false;
	path = args_word(args, 0) != NULL ? args_word(args, 0)
	                                  : app->settings.kamailio_config;
	env = (struct cfg_check_env){ app->settings.ban_table, app->settings.auth_table };
	if (!cfg_read(&cfg, path, err))
		return false;
	cfg_check(&list, &cfg, &env);
	check_stored(app, &list, &cfg);
	ask_kamailio(&list, path, app->timeout_ms);
	print(app, &list);
	wrong = cfg_check_count(&list, CFG_CHECK_WRONG);
	missing = cfg_check_count(&list, CFG_CHECK_MISSING);
	if (wrong + missing > 0)
		app_talk(app,
			"%zu wrong, %zu missing: shieldadm config apply adds what is "
			"missing",
			wrong, missing);
	cfg_clear(&cfg);
	cfg_check_list_clear(&list);
	return wrong + missing == 0 || cmd_answer_no(err);
}
