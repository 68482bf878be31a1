/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/check_part.h"
#include "kamcfg/harden.h"

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

static void
at_token(struct cfg_checked *c, size_t i)
{
	cfg_check_where(c->list, c->cfg, &c->cfg->tokens.v[i].at);
}

/* route[REQINIT], or the route that receives requests. */
static const struct cfg_route *
main_route(const struct cfg *cfg)
{
	const struct cfg_route *route = cfg_route(cfg, "route", "REQINIT");

	if (route == NULL)
		route = cfg_route(cfg, "request_route", "");
	return route != NULL ? route : cfg_route(cfg, "route", "");
}

static void
check_reqinit(struct cfg_checked *c)
{
	const struct cfg_route *route = cfg_route(c->cfg, "route", "REQINIT");

	if (route == NULL) {
		cfg_check_add(c->list, 4, "route[REQINIT]", CFG_CHECK_MISSING, "missing");
		cfg_check_mend(c->list, "route[REQINIT] { ... }, and route(REQINIT); "
					"first in request_route");
		if (main_route(c->cfg) != NULL)
			cfg_check_where(c->list, c->cfg, &main_route(c->cfg)->at);
		return;
	}
	if (cfg_reach_has(&c->reach, route)) {
		cfg_check_add(c->list, 4, "route[REQINIT]", CFG_CHECK_DONE,
			"requests pass through it");
	} else {
		cfg_check_add(c->list, 4, "route[REQINIT]", CFG_CHECK_WRONG,
			"no request passes through it: no route calls it");
		cfg_check_mend(c->list, "route(REQINIT); first in request_route");
	}
	cfg_check_where(c->list, c->cfg, &route->at);
}

/* A function call or a variable that a check needs. */
struct wanted {
	const char *item;
	const char *calls[3]; /* any one of them will do */
	const char *pvar;     /* or this variable, with the table's name in it */
	const char *mend;
};

static size_t
find(const struct cfg_checked *c, const struct wanted *wanted)
{
	size_t i = CFG_REACH_NONE;

	for (size_t n = 0; n < ARRAY(wanted->calls) && wanted->calls[n] != NULL; n++)
		if (i == CFG_REACH_NONE)
			i = cfg_reach_call(&c->reach, wanted->calls[n]);
	return i == CFG_REACH_NONE && wanted->pvar != NULL
	               ? cfg_reach_pvar(&c->reach, wanted->pvar, 0)
	               : i;
}

static void
check_wanted(struct cfg_checked *c, const struct wanted *wanted)
{
	size_t i = find(c, wanted);

	if (i != CFG_REACH_NONE) {
		cfg_check_add(c->list, 4, wanted->item, CFG_CHECK_DONE, "asked");
		at_token(c, i);
		return;
	}
	cfg_check_add(
		c->list, 4, wanted->item, CFG_CHECK_MISSING, "no route checks this");
	if (main_route(c->cfg) != NULL)
		cfg_check_where(c->list, c->cfg, &main_route(c->cfg)->at);
	cfg_check_mend(c->list, "%s", wanted->mend);
}

/* is_method() with a list of allowed methods. */
static void
check_methods(struct cfg_checked *c)
{
	const struct cfg *cfg = c->cfg;

	for (size_t i = 0; i + 3 < cfg->tokens.len; i++)
		if (cfg_is(cfg, i, "!") && cfg_is(cfg, i + 1, "is_method") &&
			memmem(cfg->tokens.v[i + 3].text, cfg->tokens.v[i + 3].len,
				"INVITE|", 7) != NULL &&
			memmem(cfg->tokens.v[i + 3].text, cfg->tokens.v[i + 3].len,
				"REGISTER|", 9) != NULL) {
			cfg_check_add(c->list, 4, "methods", CFG_CHECK_DONE, "asked");
			at_token(c, i);
			return;
		}
	cfg_check_add(c->list, 4, "methods", CFG_CHECK_MISSING,
		"requests of every method are accepted");
	if (main_route(cfg) != NULL)
		cfg_check_where(c->list, cfg, &main_route(cfg)->at);
	cfg_check_mend(c->list,
		"if (!is_method(\"REGISTER|INVITE|ACK|BYE|CANCEL|INFO|UPDATE|OPTIONS\")) "
		"{ sl_send_reply(\"405\", \"Method not allowed\"); exit; }");
}

void
cfg_check_route(struct cfg_checked *c)
{
	char *ban = xasprintf("$sht(%s=>", c->env->ban_table);
	char *try = xasprintf("$sht(%s=>", c->env->auth_table);
	char *ask_ban = xasprintf("if ($sht(%s=>$si) != $null) exit;", c->env->ban_table);
	char *ask_try = xasprintf("if ($sht(%s=>$si) > 20) exit;", c->env->auth_table);
	const struct wanted wanted[] = {
		{ "SQL injection", { "secf_check_sqli_all" }, NULL,
			"secf_check_sqli_all();" },
		{ "country of the source", { "geoip2_match" }, NULL,
			"geoip2_match(\"$si\", \"src\")" },
		{ "allowed countries", { "secf_check_country" }, NULL,
			"secf_check_country($gip2(src=>cc)); if ($? != 2 && "
			"!allow_source_address_group()) exit;" },
		{ "allowed addresses",
			{ "allow_source_address_group", "allow_source_address" }, NULL,
			"allow_source_address_group()" },
		{ "user agents", { "secf_check_ua" }, NULL,
			"secf_check_ua(); if ($? == -2) exit;" },
		{ "bans", { "sht_match_name" }, ban, ask_ban },
		{ "flood", { "pike_check_req" }, NULL,
			"if (!pike_check_req()) { $sht(ipban=>$si) = 1; exit; }" },
		{ "failed logins", { NULL }, try, ask_try },
		{ "malformed requests", { "sanity_check" }, NULL,
			"if (!sanity_check()) exit;" },
		{ "too many hops", { "mf_process_maxfwd_header" }, NULL,
			"if (!mf_process_maxfwd_header(\"10\")) { sl_send_reply(\"483\", "
			"\"Too Many Hops\"); exit; }" },
	};
	const struct wanted contact = { "address in Contact", { NULL },
		"$sel(contact.uri.host",
		"if ($sel(contact.uri.host) =~ \"^([0-9]+[.]){3}[0-9]+$\") exit;" };

	check_reqinit(c);
	for (size_t i = 0; i < ARRAY(wanted); i++)
		check_wanted(c, &wanted[i]);
	if (!c->is_ours || find(c, &contact) != CFG_REACH_NONE)
		check_wanted(c, &contact);
	else
		cfg_check_add(c->list, 4, contact.item, CFG_CHECK_NOTE,
			"accepted: the policy " HARDEN_CONTACT_NAME " is not defined");
	check_methods(c);
	free(ban);
	free(try);
	free(ask_ban);
	free(ask_try);
}

/* Whether a route sets it: $sht(auth_try=>$si) = ..., or $shtinc(auth_try=>$si).  A
 * value of $null deletes the entry, and does not count. */
static bool
is_counted(const struct cfg_checked *c)
{
	char *sets = xasprintf("$sht(%s=>", c->env->auth_table);
	char *adds = xasprintf("$shtinc(%s=>", c->env->auth_table);
	bool is = cfg_reach_pvar(&c->reach, adds, 0) != CFG_REACH_NONE;
	size_t i = cfg_reach_pvar(&c->reach, sets, 0);

	for (; i != CFG_REACH_NONE && !is; i = cfg_reach_pvar(&c->reach, sets, i + 1))
		is = cfg_is(c->cfg, i + 1, "=") && !cfg_is(c->cfg, i + 2, "=") &&
		     !cfg_is(c->cfg, i + 2, "~") && !cfg_is(c->cfg, i + 2, "$null");
	free(sets);
	free(adds);
	return is;
}

static void
check_counting(struct cfg_checked *c)
{
	char *name = xasprintf("$sht(%s=>", c->env->auth_table);
	size_t i = cfg_reach_pvar(&c->reach, name, 0), login;

	if (i != CFG_REACH_NONE && !is_counted(c)) {
		cfg_check_add(c->list, 4, "failed logins", CFG_CHECK_WRONG,
			"a route checks them, but no route counts them: %s stays 0",
			c->env->auth_table);
		login = cfg_reach_call(&c->reach, "auth_check");
		at_token(c, login != CFG_REACH_NONE ? login : i);
		cfg_check_mend(c->list,
			"where authentication fails: if ($rc == -2 || $rc == -3) "
			"$sht(%s=>$si) = $sht(%s=>$si) + 1;",
			c->env->auth_table, c->env->auth_table);
	}
	free(name);
}

static bool
is_defined(const struct cfg_checked *c, const char *name)
{
	return cfg_define(c->cfg, name) != NULL;
}

/* if (geoip2_match(...)) { ... } without an else. */
static void
check_unknown_country(struct cfg_checked *c)
{
	const struct cfg *cfg = c->cfg;
	size_t i = cfg_reach_call(&c->reach, "geoip2_match"), n = cfg->tokens.len, close;

	if (i == CFG_REACH_NONE || i < 2)
		return;
	if (c->is_ours) {
		cfg_check_add(c->list, 4, "unknown country", CFG_CHECK_NOTE,
			is_defined(c, HARDEN_DROP_UNKNOWN_COUNTRY)
				? "dropped"
				: "accepted: the policy " HARDEN_DROP_UNKNOWN_COUNTRY
				  " is not defined");
		return;
	}
	if (!cfg_is(cfg, i - 1, "(") || !cfg_is(cfg, i - 2, "if"))
		return;
	close = cfg_closing(cfg, i - 1, n);
	if (close + 1 < n && cfg_is(cfg, close + 1, "{"))
		close = cfg_closing(cfg, close + 1, n);
	if (cfg_is(cfg, close + 1, "else"))
		return;
	cfg_check_add(c->list, 4, "unknown country", CFG_CHECK_WRONG,
		"a source that is missing in GeoIP passes without a check");
	at_token(c, i);
	cfg_check_mend(c->list,
		"behind its block: else if (!allow_source_address_group()) exit;");
}

/* Whether a route tests if the User-Agent header is present. */
static bool
asks_for_ua(const struct cfg_checked *c)
{
	const struct cfg *cfg = c->cfg;
	size_t i = cfg_reach_call(&c->reach, "is_present_hf");

	if (i != CFG_REACH_NONE && cfg_is(cfg, i + 2, "\"User-Agent\""))
		return true;
	for (i = cfg_reach_pvar(&c->reach, "$ua", 0); i != CFG_REACH_NONE;
		i = cfg_reach_pvar(&c->reach, "$ua", i + 1))
		if (cfg->tokens.v[i].len == 3 && cfg_is(cfg, i + 2, "=") &&
			(cfg_is(cfg, i + 3, "$null") || cfg_is(cfg, i + 3, "\"\"")))
			return true;
	return false;
}

static void
check_no_ua(struct cfg_checked *c)
{
	size_t i = cfg_reach_call(&c->reach, "secf_check_ua");

	if (i == CFG_REACH_NONE)
		return;
	if (c->is_ours) {
		cfg_check_add(c->list, 4, "no User-Agent", CFG_CHECK_NOTE,
			is_defined(c, HARDEN_DROP_NO_UA)
				? "dropped"
				: "accepted: the policy " HARDEN_DROP_NO_UA
				  " is not defined");
	} else if (!asks_for_ua(c)) {
		cfg_check_add(c->list, 4, "no User-Agent", CFG_CHECK_WRONG,
			"a request without this header passes");
		at_token(c, i);
		cfg_check_mend(c->list,
			"if ($ua == $null && !is_method(\"ACK|CANCEL\") && "
			"!has_totag() && !allow_source_address_group()) exit;");
	}
}

void
cfg_check_faults(struct cfg_checked *c)
{
	check_counting(c);
	check_unknown_country(c);
	check_no_ua(c);
}

/* The functions of secfilter that search a list. */
static const char *const askers[RULE_KINDS][3] = {
	[RULE_UA] = { "secf_check_ua" },
	[RULE_COUNTRY] = { "secf_check_country" },
	[RULE_DOMAIN] = { "secf_check_from_hdr", "secf_check_to_hdr",
		"secf_check_contact_hdr" },
	[RULE_IP] = { "secf_check_ip" },
	[RULE_USER] = { "secf_check_from_hdr", "secf_check_to_hdr",
		"secf_check_contact_hdr" },
	[RULE_DST] = { "secf_check_dst" },
};

static bool
asks(const struct cfg_reach *reach, enum rule_kind kind)
{
	for (size_t i = 0; i < 3 && askers[kind][i] != NULL; i++)
		if (cfg_reach_call(reach, askers[kind][i]) != CFG_REACH_NONE)
			return true;
	return false;
}

bool
cfg_check_asks(const struct cfg *cfg, enum rule_kind kind)
{
	struct cfg_reach reach;
	bool does;

	cfg_reach_init(&reach, cfg);
	does = asks(&reach, kind);
	cfg_reach_clear(&reach);
	return does;
}

void
cfg_check_lists(struct cfg_checked *c)
{
	for (unsigned kind = RULE_DOMAIN; kind < RULE_KINDS; kind++) {
		const char *name = rule_kind_name(kind);
		if (asks(&c->reach, kind))
			continue;
		cfg_check_add(c->list, 4, name, CFG_CHECK_WARNING,
			"no route checks this list: entries of 'shieldadm %s' have no "
			"effect",
			name);
		if (main_route(c->cfg) != NULL)
			cfg_check_where(c->list, c->cfg, &main_route(c->cfg)->at);
		cfg_check_mend(c->list, "%s(%s); if ($? == -2) exit;", askers[kind][0],
			kind == RULE_DST ? "$rU" : "");
	}
}
