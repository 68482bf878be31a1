/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/edit_route.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/reach.h"
#include "kamcfg/statement.h"

/* Whether the lines of these bytes hold no other code. */
static bool
are_alone(const struct cfg_file *file, size_t begin, size_t end)
{
	while (begin > 0 && strchr(" \t", file->text[begin - 1]) != NULL)
		begin--;
	while (end < file->len && strchr(" \t\r", file->text[end]) != NULL)
		end++;
	return (begin == 0 || file->text[begin - 1] == '\n') &&
	       (end == file->len || strchr("\n#", file->text[end]) != NULL ||
		       strncmp(file->text + end, "//", 2) == 0);
}

static unsigned
line_of(const struct cfg_file *file, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += file->text[i] == '\n';
	return line;
}

void
edit_switch_off(struct edit *edit, struct insert_list *list, const struct cfg *cfg,
	size_t begin, size_t end)
{
	const struct cfg_file *file = &cfg->files.v[0];

	if (!are_alone(file, begin, end)) {
		edit_note(edit, line_of(file, begin),
			"this should be disabled, but other code is on its lines: remove "
			"it by hand");
		return;
	}
	insert_before_line(list, file->text, begin, "replaced", "#!ifdef " EDIT_REPLACED);
	insert_after_line(list, file->text, file->len, end, "replaced", "#!endif");
}

/* A statement of REQINIT. */
struct part {
	size_t begin, end; /* bytes */
	unsigned line;
	bool is_known;    /* some part of the hardening does the same */
	bool is_replaced; /* and that part is being added */
};

struct part_list {
	struct part *v;
	size_t len, cap;
};

static void
split(struct part_list *parts, struct edit *edit, const struct cfg *cfg,
	const struct cfg_route *route)
{
	size_t i = route->body_begin, end;
	bool before = true; /* the last known statement is replaced */
	unsigned by;

	for (; i < route->body_end; i = end) {
		struct part *part = LIST_ADD(parts);
		end = statement_end(cfg, i, route->body_end);
		part->begin = cfg->tokens.v[i].at.begin;
		part->end = cfg->tokens.v[end - 1].at.end;
		part->line = cfg->tokens.v[i].at.line;
		part->is_known = statement_is_known(cfg, i, end, &by);
		part->is_replaced =
			part->is_known && (by == 0 ? before : (by & edit->replaces) != 0);
		/* Stock files list scanners in the text; the hardening uses the stored
		 * list. */
		if (part->is_replaced && !edit->is_again && by == 1u << HARDEN_UA &&
			cfg_is(cfg, i, "if"))
			edit_note(edit, part->line,
				"this list of scanners no longer applies: store one with "
				"shieldadm ua block --scanners");
		before = part->is_replaced || !part->is_known;
	}
}

/* Whether the section is inside a statement, and is disabled with it. */
static bool
is_within(const struct cfg_section *s, const struct part_list *parts)
{
	for (size_t i = 0; i < parts->len; i++)
		if (s->begin > parts->v[i].begin && s->end <= parts->v[i].end)
			return true;
	return false;
}

/* The section that prevents disabling begin to end as a whole: it begins or ends
 * within, or its lines are not read now.  NULL without one. */
static const struct cfg_section *
obstacle(const struct cfg *cfg, const struct part_list *parts, size_t begin, size_t end)
{
	for (size_t i = 0; i < cfg->sections.len; i++) {
		const struct cfg_section *s = &cfg->sections.v[i];
		bool begins = s->begin >= begin && s->begin < end;
		bool ends = s->end > begin && s->end <= end;
		if (s->file == 0 && (begins != ends || (begins && !s->holds)) &&
			!is_within(s, parts))
			return s;
	}
	return NULL;
}

/* Disable n replaced parts from index first on.  They are disabled as one block,
 * together with sections that hold nothing else; if that is not possible, one by one.
 * Code before floor and behind ceiling is not replaced. */
static void
switch_off_run(struct edit *edit, struct insert_list *list, const struct cfg *cfg,
	const struct part_list *parts, size_t first, size_t n, size_t floor)
{
	const struct part *run = &parts->v[first];
	size_t begin = run[0].begin, end = run[n - 1].end;
	size_t ceiling = first + n < parts->len ? run[n].begin : SIZE_MAX;
	const struct cfg_section *s;

	while ((s = obstacle(cfg, parts, begin, end)) != NULL && s->holds &&
		s->begin >= floor && s->end <= ceiling) {
		begin = s->begin < begin ? s->begin : begin;
		end = s->end > end ? s->end : end;
	}
	if (s == NULL) {
		edit_switch_off(edit, list, cfg, begin, end);
		return;
	}
	for (size_t i = 0; i < n; i++)
		edit_switch_off(edit, list, cfg, run[i].begin, run[i].end);
}

static void
switch_off_replaced(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct cfg_route *route, const struct part_list *parts)
{
	size_t floor = cfg->tokens.v[route->body_begin - 1].at.end, n;

	for (size_t i = 0; i < parts->len; i += n) {
		const struct part *part = &parts->v[i];
		for (n = 1; part->is_replaced && i + n < parts->len &&
			    parts->v[i + n].is_replaced;)
			n++;
		if (!part->is_known)
			edit_note(edit, part->line,
				"this statement of route[REQINIT] is not shieldadm's: it "
				"stays and still runs");
		if (!part->is_replaced) {
			floor = part->end;
			continue;
		}
		switch_off_run(edit, list, cfg, parts, i, n, floor);
	}
}

static void
call_checks(struct insert_list *list, const struct cfg *cfg,
	const struct cfg_route *route, const struct part_list *parts)
{
	const struct cfg_file *file = &cfg->files.v[0];
	const char *call = "\troute(" EDIT_CHECKS ");";
	size_t begin = 0;

	for (size_t i = 0; i < parts->len && begin == 0; i++)
		begin = parts->v[i].is_known ? parts->v[i].begin : 0;
	/* A statement before the first check may return early: it stays in front. */
	if (begin > 0 && are_alone(file, begin, file->len) &&
		obstacle(cfg, parts, cfg->tokens.v[route->body_begin - 1].at.end,
			begin) == NULL)
		insert_before_line(list, file->text, begin, "checks", call);
	else
		insert_here(list, file->text, file->len,
			cfg->tokens.v[route->body_begin - 1].at.end, "checks", call);
}

static void
add_routes(struct insert_list *list, const struct cfg *cfg, const struct cfg_route *route,
	const struct harden *chosen)
{
	struct harden with_start = *chosen;
	const struct harden *h = &with_start;
	static const char name[] = "route[REQINIT]";
	const struct cfg_file *file = &cfg->files.v[0];
	struct str checks = { 0 }, all = { 0 };
	const char *found;

	with_start.has_start =
		cfg_route(cfg, "event_route", "core:worker-one-init") != NULL;
	harden_reqinit(&checks, h);
	found = strstr(str_get(&checks), name);
	if (found != NULL) {
		str_add(&all, str_get(&checks), (size_t)(found - str_get(&checks)));
		str_addf(&all, "route[" EDIT_CHECKS "]%s", found + strlen(name));
	}
	str_addf(&all, "\n");
	harden_routes(&all, h);
	insert_here(list, file->text, file->len, cfg->tokens.v[route->body_end].at.end,
		"routes", str_get(&all));
	str_clear(&checks);
	str_clear(&all);
}

/* The hardening has no effect in a route that is never called. */
static bool
find_reqinit(const struct cfg_route **route, const struct edit *edit,
	const struct cfg *cfg, struct err *err)
{
	struct cfg_reach reach;
	bool is_called;

	*route = cfg_route(cfg, "route", "REQINIT");
	if (*route == NULL)
		return err_set(err, ERR_USAGE,
			"'%s' has no route[REQINIT] to call the checks from: write one, "
			"and route(REQINIT); first in request_route",
			cfg->files.v[0].path);
	if ((*route)->at.file != 0)
		return edit_fails(err, edit, cfg, &(*route)->at,
			"route[REQINIT] is in an included file, which is not changed: "
			"name that file, or put in what shieldadm config show prints");
	cfg_reach_init(&reach, cfg);
	is_called = cfg_reach_has(&reach, *route);
	cfg_reach_clear(&reach);
	return is_called || edit_fails(err, edit, cfg, &(*route)->at,
				    "no request passes through route[REQINIT]: write "
				    "route(REQINIT); first in request_route");
}

bool
edit_reqinit(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h, struct err *err)
{
	const struct cfg_route *route;
	struct part_list parts = { 0 };

	if (!find_reqinit(&route, edit, cfg, err))
		return false;
	split(&parts, edit, cfg, route);
	call_checks(list, cfg, route, &parts);
	switch_off_replaced(list, edit, cfg, route, &parts);
	add_routes(list, cfg, route, h);
	free(parts.v);
	return true;
}
