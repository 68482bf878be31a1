/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "kamcfg/check_part.h"
#include "kamcfg/missing.h"
#include "geo/geo.h"
#include "geo/obtain.h"

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

/* Where to put a line of step 1, 2 or 3. */
static struct cfg_at
place_of_step(const struct cfg *cfg, unsigned step)
{
	struct cfg_at at = { .line = 1, .column = 1 };

	if (step >= 2 && cfg->modules.len > 0)
		at = cfg->modules.v[cfg->modules.len - 1].at;
	if (step == 3 && cfg->params.len > 0)
		at = cfg->params.v[cfg->params.len - 1].at;
	return at;
}

static void
missing(struct cfg_checked *c, unsigned step, const char *item, const char *text)
{
	struct cfg_at at = place_of_step(c->cfg, step);

	cfg_check_add(c->list, step, item, CFG_CHECK_MISSING, "%s", text);
	cfg_check_where(c->list, c->cfg, &at);
}

/* A config that loads a module unconditionally does not need its define. */
void
cfg_check_defines(struct cfg_checked *c)
{
	static const struct {
		const char *name, *module;
	} defines[] = { { "WITH_GEOIP2", "geoip2" }, { "WITH_SECFILTER", "secfilter" },
		{ "WITH_ANTIFLOOD", "pike" }, { "WITH_AUTH", "auth" },
		{ "WITH_IPAUTH", "permissions" } };

	for (size_t i = 0; i < ARRAY(defines); i++) {
		const struct cfg_define *d = cfg_define(c->cfg, defines[i].name);
		const struct cfg_module *m = cfg_module(c->cfg, defines[i].module);
		if (d == NULL && m == NULL) {
			missing(c, 1, defines[i].name, "not defined");
			cfg_check_mend(c->list, "#!define %s", defines[i].name);
			continue;
		}
		cfg_check_add(c->list, 1, defines[i].name, CFG_CHECK_DONE,
			d != NULL ? "defined"
				  : "its module is loaded without the define");
		cfg_check_where(c->list, c->cfg, d != NULL ? &d->at : &m->at);
	}
}

static void
check_module(struct cfg_checked *c, const char *name)
{
	const struct cfg_module *m = cfg_module(c->cfg, name);

	if (m != NULL) {
		cfg_check_add(c->list, 2, name, CFG_CHECK_DONE, "loaded");
		cfg_check_where(c->list, c->cfg, &m->at);
		return;
	}
	missing(c, 2, name, "not loaded");
	cfg_check_mend(c->list, "loadmodule \"%s.so\"", name);
}

/* sqlops is needed when a route queries the database. */
static bool
asks_database(const struct cfg_checked *c)
{
	return cfg_reach_call(&c->reach, "sql_xquery") != CFG_REACH_NONE ||
	       cfg_reach_call(&c->reach, "sql_query") != CFG_REACH_NONE;
}

void
cfg_check_modules(struct cfg_checked *c)
{
	static const char *const names[] = { "geoip2", "secfilter", "htable", "pike",
		"auth", "permissions", "sanity", "maxfwd", "registrar", "usrloc" };

	for (size_t i = 0; i < ARRAY(names); i++)
		check_module(c, names[i]);
	if (asks_database(c))
		check_module(c, "sqlops");
}

static void
check_param(struct cfg_checked *c, const char *module, const char *name, const char *item,
	const char *value)
{
	const struct cfg_param *p = cfg_param(c->cfg, module, name);

	if (p != NULL) {
		cfg_check_add(c->list, 3, item, CFG_CHECK_DONE, "set");
		cfg_check_where(c->list, c->cfg, &p->at);
		return;
	}
	missing(c, 3, item, "not set");
	cfg_check_mend(c->list, "modparam(\"%s\", \"%s\", %s)", module, name, value);
}

/* Of two declarations of one table the first counts. */
static void
check_table(struct cfg_checked *c, const char *table, const char *size)
{
	if (cfg_has_htable(c->cfg, table)) {
		cfg_check_add(c->list, 3, table, CFG_CHECK_DONE, "the table is declared");
		return;
	}
	missing(c, 3, table, "the module htable does not declare this table");
	cfg_check_mend(
		c->list, "modparam(\"htable\", \"htable\", \"%s=>%s\")", table, size);
}

static void
check_geoip_file(struct cfg_checked *c)
{
	const struct cfg_param *p = cfg_param(c->cfg, "geoip2", "path");
	struct str how = { 0 };
	struct geo *geo;
	struct err err;

	if (p == NULL)
		return;
	if (geo_open(&geo, p->value, &err)) {
		bool has_code = geo_info(geo)->has_iso_code;
		cfg_check_add(c->list, 3, "GeoIP file",
			has_code ? CFG_CHECK_DONE : CFG_CHECK_WRONG,
			has_code ? "'%s' is readable"
				 : "'%s' has no country.iso_code, which geoip2 needs",
			p->value);
		geo_close(geo);
	} else {
		cfg_check_add(c->list, 3, "GeoIP file",
			err.code == ERR_ABSENT ? CFG_CHECK_MISSING : CFG_CHECK_WRONG,
			"%s", err.text);
		geo_obtain(&how, p->value);
		cfg_check_mend(c->list, "%s. Meanwhile: " GEO_MEANWHILE, str_get(&how));
		str_clear(&how);
	}
	cfg_check_where(c->list, c->cfg, &p->at);
}

/* A define's name in quotes, which Kamailio does not replace. */
static void
check_name_in_string(struct cfg_checked *c)
{
	for (size_t i = 0; i < c->cfg->params.len; i++) {
		const struct cfg_param *p = &c->cfg->params.v[i];
		bool is_url =
			strcmp(p->name, "sqlcon") == 0 || strcmp(p->name, "db_url") == 0;
		if (!is_url || !cfg_param_is_name_in_string(c->cfg, p))
			continue;
		cfg_check_add(c->list, 3, p->name, CFG_CHECK_WRONG,
			"Kamailio does not replace defines in strings and does not start "
			"with \"%s\"",
			p->value);
		cfg_check_where(c->list, c->cfg, &p->at);
		cfg_check_mend(c->list, "%s",
			strcmp(p->name, "db_url") == 0
				? "remove the quotes"
				: "write the database URL itself: modparam(\"sqlops\", "
				  "\"sqlcon\", \"cb=>mysql://...\")");
	}
}

void
cfg_check_params(struct cfg_checked *c)
{
	check_param(c, "geoip2", "path", "geoip2 path",
		"\"/etc/kamailio/GeoLite2-Country.mmdb\"");
	check_geoip_file(c);
	check_param(c, "secfilter", "db_url", "secfilter db_url", "DBURL");
	check_param(c, "permissions", "db_url", "permissions db_url", "DBURL");
	check_table(c, c->env->ban_table, "size=8;autoexpire=300;");
	check_table(c, c->env->auth_table, "size=12;initval=0;autoexpire=86400");
	if (asks_database(c))
		check_param(
			c, "sqlops", "sqlcon", "sqlops sqlcon", "\"cb=>mysql://...\"");
	check_name_in_string(c);
}

void
cfg_check_limits(struct cfg_checked *c)
{
	static const struct {
		const char *module, *name, *normal, *text;
	} limits[] = {
		{ "permissions", "max_subnets", "512",
			"networks fit into the table address; Kamailio silently drops "
			"the rest" },
		{ "permissions", "reload_delta", "5",
			"seconds between two reloads of the addresses" },
		{ "ctl", "binrpc_max_body_size", "32",
			"KiB of a reply over the ctl socket; a longer list is cut or "
			"refused" },
	};

	for (size_t i = 0; i < ARRAY(limits); i++) {
		const struct cfg_param *p =
			cfg_param(c->cfg, limits[i].module, limits[i].name);
		if (cfg_module(c->cfg, limits[i].module) == NULL)
			continue;
		cfg_check_add(c->list, 0, limits[i].name, CFG_CHECK_NOTE, "%s%s: %s",
			p != NULL ? p->value : limits[i].normal,
			p != NULL ? "" : ", Kamailio's default", limits[i].text);
		if (p != NULL)
			cfg_check_where(c->list, c->cfg, &p->at);
	}
}
