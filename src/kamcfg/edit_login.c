/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "base/xalloc.h"
#include "kamcfg/edit_route.h"
#include "kamcfg/statement.h"

/*
 * Count failed logins where the module auth checks them.
 */

/* The functions that authenticate a request. */
static bool
is_login(const struct cfg *cfg, size_t i)
{
	static const char *const names[] = { "auth_check", "www_authenticate",
		"www_authorize", "proxy_authenticate", "proxy_authorize",
		"pv_www_authenticate", "pv_proxy_authenticate", "pv_auth_check",
		"radius_www_authorize", "radius_proxy_authorize", NULL };

	for (size_t n = 0; names[n] != NULL; n++)
		if (cfg_is(cfg, i, names[n]))
			return cfg_is(cfg, i + 1, "(");
	return false;
}

/* A statement, as token indices; begin == end when there is none. */
struct branch {
	size_t begin, end;
};

/* An "if" whose condition is only the authentication. */
struct login {
	struct branch then, other; /* other: the branch of "else" */
	bool is_failure;           /* "then" runs when authentication failed */
	bool is_within; /* it is the body of another statement, without braces */
};

/* False: the condition is more than that, or the "if" is in an included file. */
static bool
find_login(struct login *login, const struct cfg *cfg, size_t i)
{
	size_t n = cfg->tokens.len, open, end;

	login->is_failure = i > 0 && cfg_is(cfg, i - 1, "!");
	open = login->is_failure ? i - 2 : i - 1;
	if (i < 4 || !cfg_is(cfg, open, "(") || !cfg_is(cfg, open - 1, "if") ||
		cfg->tokens.v[i].at.file != 0)
		return false;
	end = cfg_closing(cfg, open, n);
	if (end >= n || cfg_closing(cfg, i + 1, n) + 1 != end)
		return false;
	login->is_within = cfg_is(cfg, open - 2, ")") || cfg_is(cfg, open - 2, "else");
	login->then.begin = end + 1;
	login->then.end = statement_branch_end(cfg, end + 1, n);
	login->other = (struct branch){ login->then.end, login->then.end };
	if (cfg_is(cfg, login->then.end, "else")) {
		login->other.begin++;
		login->other.end = statement_end(cfg, login->then.end + 1, n);
	}
	return login->other.end <= n && login->then.begin < login->then.end;
}

/* Insert behind the token. */
static void
put(struct insert_list *list, const struct cfg *cfg, size_t i, const char *name,
	const char *before, const char *text)
{
	const struct cfg_file *file = &cfg->files.v[0];
	char *lines = xasprintf("%s%s", before, text);

	insert_here(list, file->text, file->len, cfg->tokens.v[i].at.end, name, lines);
	free(lines);
}

/* Insert at the start of this statement.  A single statement becomes a block. */
static void
put_first(struct insert_list *list, const struct cfg *cfg, const struct branch *branch,
	const char *name, const char *text)
{
	bool is_block = cfg_is(cfg, branch->begin, "{");

	put(list, cfg, is_block ? branch->begin : branch->begin - 1, name,
		is_block ? "" : "{\n", text);
	if (!is_block)
		put(list, cfg, branch->end - 1, name, "", "}\n");
}

/* Insert both calls.  The call for a passed login goes behind the "if" when the
 * failing branch leaves the route and the "if" stands in a block; else it goes into an
 * "else". */
static bool
count_login(
	struct insert_list *list, const struct cfg *cfg, size_t i, const struct harden *h)
{
	const char *names[] = { "login_passed", "login_failed" }, *other;
	struct str texts[2] = { { 0 }, { 0 } };
	struct login login;
	bool is_failure;

	if (!find_login(&login, cfg, i))
		return false;
	is_failure = login.is_failure;
	harden_login_passed(&texts[0], h);
	harden_login_failed(&texts[1], h);
	other = str_get(&texts[!is_failure]);
	put_first(list, cfg, &login.then, names[is_failure], str_get(&texts[is_failure]));
	if (login.other.begin < login.other.end) {
		put_first(list, cfg, &login.other, names[!is_failure], other);
	} else if (is_failure && !login.is_within) {
		put(list, cfg, login.then.end - 1, names[0], "", other);
	} else {
		put(list, cfg, login.then.end - 1, names[!is_failure], "else {\n", other);
		put(list, cfg, login.then.end - 1, names[!is_failure], "", "}\n");
	}
	str_clear(&texts[0]);
	str_clear(&texts[1]);
	return true;
}

static void
not_counted(struct edit *edit, const struct cfg *cfg, size_t i)
{
	const struct cfg_at *at = &cfg->tokens.v[i].at;

	edit_note(edit, at->file == 0 ? at->line : 0,
		"%s%.*s() cannot be counted automatically: it is not the only condition "
		"of an \"if (...)\" in this file; put route(SHIELDADM_LOGIN_FAILED); "
		"where it fails, and route(SHIELDADM_LOGIN_PASSED); where it passes",
		at->file == 0 ? "" : "in an included file, ", (int)cfg->tokens.v[i].len,
		cfg->tokens.v[i].text);
}

void
edit_logins(struct insert_list *list, struct edit *edit, const struct cfg *cfg,
	const struct harden *h)
{
	size_t n = 0;

	if ((h->parts & 1u << HARDEN_LOGINS) == 0)
		return;
	for (size_t i = 0; i < cfg->tokens.len; i++) {
		if (!is_login(cfg, i))
			continue;
		n++;
		if (!count_login(list, cfg, i, h))
			not_counted(edit, cfg, i);
	}
	if (n == 0)
		edit_note(edit, 0, "no route authenticates: logins are not counted");
}
