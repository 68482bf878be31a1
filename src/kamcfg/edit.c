/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/missing.h"
#include "kamcfg/edit_route.h"

/* Read the text; ERR_USAGE when Kamailio could not. */
static bool
read_clean(struct cfg *cfg, const struct edit *edit, const char *path,
	const struct str *text, struct err *err)
{
	const struct cfg_problem *fatal;

	if (!cfg_read_text(cfg, path, str_get(text), text->len, err))
		return false;
	fatal = cfg_fatal(cfg);
	if (fatal == NULL)
		return true;
	return edit_fails(err, edit, cfg, &fatal->at, fatal->text);
}

static bool
check_lines(const char *path, const char *text, size_t len, struct err *err)
{
	const char *cr = memchr(text, '\r', len);

	if (cr == NULL || cr + 1 >= text + len || cr[1] != '\n')
		return true;
	return err_set(err, ERR_USAGE,
		"'%s' has Windows line ends, and the inserted lines would have others: "
		"run sed -i 's/\\r$//' on it first",
		path);
}

/* The byte behind the line #!KAMAILIO, or 0 when there is no such line. */
static size_t
place_of_defines(const struct str *text)
{
	const char *line = str_get(text);

	for (; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, "#!KAMAILIO", 10) == 0 ||
			strncmp(line, "#!ALL", 5) == 0 ||
			strncmp(line, "#!MAXCOMPAT", 11) == 0)
			return (size_t)(line - str_get(text)) + strcspn(line, "\n") + 1;
	return 0;
}

static void
define_db(struct str *s, const struct cfg *cfg, const char *url)
{
	bool has_mysql = cfg_module(cfg, "db_mysql") != NULL ||
	                 cfg_define(cfg, "WITH_MYSQL") != NULL;

	if (cfg_define(cfg, "DBURL") != NULL)
		return;
	/* Stock files use it to load db_mysql, and to define a DBURL unless there is
	 * one. */
	if ((url == NULL || strncmp(url, "mysql:", 6) == 0) && !has_mysql)
		str_addf(s, "#!define WITH_MYSQL\n");
	if (url != NULL)
		str_addf(s, "#!define DBURL \"%s\"\n", url);
}

/* The parts whose stock checks are replaced.  A stock check of another part stays.
 * But a define that another part needs must not switch on a check that never ran. */
static unsigned
parts_to_replace(const struct cfg *cfg, const struct harden *h)
{
	bool never_ran = (h->parts & 1u << HARDEN_LOGINS) != 0 &&
	                 cfg_define(cfg, "WITH_ANTIFLOOD") == NULL;

	return h->parts | (never_ran ? 1u << HARDEN_FLOOD : 0);
}

/* Step 1.  The text has the defines afterwards. */
static bool
edit_defines(struct edit *edit, struct str *text, const char *path,
	const struct harden *h, const char *db_url, const char *owned, struct err *err)
{
	struct insert_list list = { 0 };
	struct str lines = { 0 }, done = { 0 };
	struct cfg cfg = { 0 };
	bool ok = read_clean(&cfg, edit, path, text, err);

	if (ok) {
		edit->replaces = parts_to_replace(&cfg, h);
		define_db(&lines, &cfg, db_url);
		harden_missing_defines(&lines, &cfg, h, owned);
		insert_before_line(&list, str_get(text), place_of_defines(text),
			"defines", str_get(&lines));
		insert_all(&list, &done, str_get(text), text->len);
		str_clear(text);
		*text = done;
	}
	str_clear(&lines);
	cfg_clear(&cfg);
	return ok;
}

/* The end of the outermost section around this place, or of the place itself. */
static size_t
behind_section(const struct cfg *cfg, struct cfg_at at)
{
	size_t end = at.end;

	at = cfg_in_first(cfg, at);
	end = at.end;
	for (size_t i = 0; i < cfg->sections.len; i++) {
		const struct cfg_section *s = &cfg->sections.v[i];
		if (s->file == 0 && s->begin < at.begin && s->end > end)
			end = s->end;
	}
	return end;
}

/* The token that ends the statement at this place: its closing bracket. */
static struct cfg_at
end_of_param(const struct cfg *cfg, const struct cfg_param *param)
{
	struct cfg_at at = param->value_at;
	const struct cfg_file *file = &cfg->files.v[at.file];
	const char *close = memchr(file->text + at.end, ')', file->len - at.end);

	at.end = close != NULL ? (size_t)(close - file->text) + 1 : at.end;
	return at;
}

/* Steps 2 and 3: modules go behind modules, parameters behind both. */
static bool
edit_modules(struct insert_list *list, const struct cfg *cfg, const struct harden *h,
	struct err *err)
{
	const struct cfg_file *file = &cfg->files.v[0];
	struct str modules = { 0 }, params = { 0 };
	size_t after_modules = 0, after_params;

	if (cfg->modules.len == 0)
		return err_set(err, ERR_USAGE,
			"'%s' does not load any module: give the main file of a Kamailio",
			file->path);
	for (size_t i = 0; i < cfg->modules.len; i++) {
		size_t end = behind_section(cfg, cfg->modules.v[i].at);
		after_modules = end > after_modules ? end : after_modules;
	}
	after_params = after_modules;
	for (size_t i = 0; i < cfg->params.len; i++) {
		size_t end = behind_section(cfg, end_of_param(cfg, &cfg->params.v[i]));
		after_params = end > after_params ? end : after_params;
	}
	harden_missing_modules(&modules, cfg, h);
	harden_missing_params(&params, cfg, h);
	insert_after_line(
		list, file->text, file->len, after_modules, "modules", str_get(&modules));
	insert_after_line(
		list, file->text, file->len, after_params, "params", str_get(&params));
	str_clear(&modules);
	str_clear(&params);
	return true;
}

/* Kamailio does not start with the article's "cb=>DBURL". */
static void
switch_off_wrong_params(
	struct insert_list *list, struct edit *edit, const struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->params.len; i++) {
		const struct cfg_param *param = &cfg->params.v[i];
		if (!cfg_param_is(param, "sqlops", "sqlcon") ||
			!cfg_param_is_name_in_string(cfg, param))
			continue;
		if (param->at.file == 0)
			edit_switch_off(edit, list, cfg, param->at.begin,
				end_of_param(cfg, param).end);
		else
			edit_note(edit, 0,
				"%s:%u: Kamailio does not replace defines in strings and "
				"does not start with \"%s\"",
				cfg_path(cfg, &param->at), param->at.line, param->value);
	}
}

/* The URL as text, which sqlops needs to search the table location. */
static char *
find_sql_url(const struct cfg *cfg)
{
	const struct cfg_define *url = cfg_define(cfg, "DBURL");
	size_t len = url != NULL ? strlen(url->value) : 0;

	if (cfg_define(cfg, "WITH_USRLOCDB") == NULL || len < 3 || url->at.file != 0 ||
		url->value[0] != '"' || url->value[len - 1] != '"' ||
		memchr(url->value + 1, '"', len - 2) != NULL)
		return NULL;
	return xstrndup(url->value + 1, len - 2);
}

/* Translate line numbers of the old text to those of the new text. */
static void
place_notes(struct edit *edit, const char *text)
{
	for (size_t i = 0; i < edit->notes.len; i++) {
		struct edit_note *note = &edit->notes.v[i];
		if (note->line > 0)
			note->line = owned_nth_other(str_get(&edit->text),
				owned_count_others(text, note->line));
	}
}

/* Steps 2 to 4.  The text has the defines already. */
static bool
edit_rest(struct edit *edit, const char *path, const struct str *text,
	const struct harden *chosen, struct err *err)
{
	struct insert_list list = { 0 };
	struct harden h = *chosen;
	struct cfg cfg = { 0 };
	char *sql_url = NULL;
	bool ok = read_clean(&cfg, edit, path, text, err);

	if (ok) {
		sql_url = find_sql_url(&cfg);
		h.sql_url = sql_url;
		/* First, so that inserts behind it are not disabled with it. */
		switch_off_wrong_params(&list, edit, &cfg);
		ok = edit_modules(&list, &cfg, &h, err) &&
		     edit_reqinit(&list, edit, &cfg, &h, err);
	}
	if (ok && cfg_define(&cfg, "DBURL") == NULL)
		ok = err_set(err, ERR_USAGE,
			"'%s' does not define DBURL, and no database is configured: give "
			"it with --db-url",
			path);
	if (ok) {
		edit_logins(&list, edit, &cfg, &h);
		insert_all(&list, &edit->text, str_get(text), text->len);
		place_notes(edit, str_get(text));
	}
	insert_list_clear(&list);
	cfg_clear(&cfg);
	free(sql_url);
	return ok;
}

/* Read the new text, as a proof that Kamailio can. */
static bool
check_result(const struct edit *edit, const char *path, struct err *err)
{
	struct cfg cfg = { 0 };
	bool ok = read_clean(&cfg, edit, path, &edit->text, err);

	if (!ok)
		err_wrap(err, "the new text would be wrong");
	cfg_clear(&cfg);
	return ok;
}

bool
edit_apply(struct edit *edit, const char *path, const char *text, size_t len,
	const struct harden *h, const char *db_url, struct err *err)
{
	struct str base = { 0 }, owned = { 0 };
	bool ok;

	*edit = (struct edit){ .original = text };
	ok = check_lines(path, text, len, err) &&
	     owned_strip(&base, &owned, text, len, err);
	edit->is_again = owned.len > 0;
	ok = ok && edit_defines(edit, &base, path, h, db_url, str_get(&owned), err) &&
	     edit_rest(edit, path, &base, h, err) && check_result(edit, path, err);
	edit->original = NULL;
	str_clear(&base);
	str_clear(&owned);
	if (!ok)
		edit_clear(edit);
	return ok;
}

bool
edit_revert(struct edit *edit, const char *text, size_t len, struct err *err)
{
	struct str owned = { 0 };
	bool ok;

	*edit = (struct edit){ .text = { 0 } };
	ok = owned_strip(&edit->text, &owned, text, len, err);
	str_clear(&owned);
	if (!ok)
		edit_clear(edit);
	return ok;
}

void
edit_clear(struct edit *edit)
{
	str_clear(&edit->text);
	for (size_t i = 0; i < edit->notes.len; i++)
		free(edit->notes.v[i].text);
	free(edit->notes.v);
	*edit = (struct edit){ .text = { 0 } };
}
