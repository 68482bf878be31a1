/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "kamcfg/check_part.h"
#include "kamcfg/fit.h"
#include "geo/geo.h"
#include "geo/obtain.h"

#define ARRAY(a) (sizeof(a) / sizeof((a)[0]))

struct cfg_at
check_place(const struct cfg *cfg, unsigned step)
{
	struct cfg_at at = { .line = 1, .column = 1 };

	if (step >= 2 && cfg->modules.len > 0)
		at = cfg->modules.v[cfg->modules.len - 1].at;
	if (step == 3 && cfg->params.len > 0)
		at = cfg->params.v[cfg->params.len - 1].at;
	return at;
}

static void
missing(struct checked *c, unsigned step, const char *item, const char *text)
{
	struct cfg_at at = check_place(c->cfg, step);

	check_add(c->list, step, item, CHECK_MISSING, "%s", text);
	check_where(c->list, c->cfg, &at);
}

/* A config that loads a module without asking for a define has no need of it. */
void
check_defines(struct checked *c)
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
			missing(c, 1, defines[i].name, "it is not defined");
			check_mend(c->list, "#!define %s", defines[i].name);
			continue;
		}
		check_add(c->list, 1, defines[i].name, CHECK_DONE,
			d != NULL ? "defined" : "its module is loaded without it");
		check_where(c->list, c->cfg, d != NULL ? &d->at : &m->at);
	}
}

static void
check_module(struct checked *c, const char *name)
{
	const struct cfg_module *m = cfg_module(c->cfg, name);

	if (m != NULL) {
		check_add(c->list, 2, name, CHECK_DONE, "loaded");
		check_where(c->list, c->cfg, &m->at);
		return;
	}
	missing(c, 2, name, "it is not loaded");
	check_mend(c->list, "loadmodule \"%s.so\"", name);
}

/* sqlops is needed where a route asks the database itself. */
static bool
asks_database(const struct checked *c)
{
	return reach_call(&c->reach, "sql_xquery") != REACH_NONE ||
	       reach_call(&c->reach, "sql_query") != REACH_NONE;
}

void
check_modules(struct checked *c)
{
	static const char *const names[] = { "geoip2", "secfilter", "htable", "pike",
		"auth", "permissions", "sanity", "maxfwd", "registrar", "usrloc" };

	for (size_t i = 0; i < ARRAY(names); i++)
		check_module(c, names[i]);
	if (asks_database(c))
		check_module(c, "sqlops");
}

static void
check_param(struct checked *c, const char *module, const char *name, const char *item,
	const char *value)
{
	const struct cfg_param *p = cfg_param(c->cfg, module, name);

	if (p != NULL) {
		check_add(c->list, 3, item, CHECK_DONE, "set");
		check_where(c->list, c->cfg, &p->at);
		return;
	}
	missing(c, 3, item, "it is not set");
	check_mend(c->list, "modparam(\"%s\", \"%s\", %s)", module, name, value);
}

/* A table that is declared twice counts as it was first. */
static void
check_table(struct checked *c, const char *table, const char *size)
{
	if (fit_has_htable(c->cfg, table)) {
		check_add(c->list, 3, table, CHECK_DONE, "the table is declared");
		return;
	}
	missing(c, 3, table, "the module htable has no such table");
	check_mend(c->list, "modparam(\"htable\", \"htable\", \"%s=>%s\")", table, size);
}

static void
check_geoip_file(struct checked *c)
{
	const struct cfg_param *p = cfg_param(c->cfg, "geoip2", "path");
	struct str how = { 0 };
	struct geo *geo;
	struct err err;

	if (p == NULL)
		return;
	if (geo_open(&geo, p->value, &err)) {
		bool has_code = geo_info(geo)->has_iso_code;
		check_add(c->list, 3, "GeoIP file", has_code ? CHECK_DONE : CHECK_WRONG,
			has_code ? "'%s' can be read"
				 : "'%s' has no country.iso_code, which geoip2 reads",
			p->value);
		geo_close(geo);
	} else {
		check_add(c->list, 3, "GeoIP file",
			err.code == ERR_ABSENT ? CHECK_MISSING : CHECK_WRONG, "%s",
			err.text);
		geo_obtain(&how, p->value);
		check_mend(c->list, "%s. Meanwhile: " GEO_MEANWHILE, str_get(&how));
		str_clear(&how);
	}
	check_where(c->list, c->cfg, &p->at);
}

/* A name in quotes that is meant to be replaced, and is not. */
static void
check_name_in_string(struct checked *c)
{
	for (size_t i = 0; i < c->cfg->params.len; i++) {
		const struct cfg_param *p = &c->cfg->params.v[i];
		bool is_url =
			strcmp(p->name, "sqlcon") == 0 || strcmp(p->name, "db_url") == 0;
		if (!is_url || !fit_is_name_in_string(c->cfg, p))
			continue;
		check_add(c->list, 3, p->name, CHECK_WRONG,
			"a define is not replaced inside of a string: Kamailio does not "
			"start with \"%s\"",
			p->value);
		check_where(c->list, c->cfg, &p->at);
		check_mend(c->list, "%s",
			strcmp(p->name, "db_url") == 0
				? "take the quotes away"
				: "write the database's URL itself: modparam(\"sqlops\", "
				  "\"sqlcon\", \"cb=>mysql://...\")");
	}
}

void
check_params(struct checked *c)
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
check_limits(struct checked *c)
{
	static const struct {
		const char *module, *name, *normal, *text;
	} limits[] = {
		{ "permissions", "max_subnets", "512",
			"networks in the table address; what is above is dropped without "
			"a word" },
		{ "permissions", "reload_delta", "5",
			"seconds before addresses can be reloaded again" },
		{ "ctl", "binrpc_max_body_size", "32",
			"KiB of a reply over the ctl socket; a longer list is cut or "
			"refused" },
	};

	for (size_t i = 0; i < ARRAY(limits); i++) {
		const struct cfg_param *p =
			cfg_param(c->cfg, limits[i].module, limits[i].name);
		if (cfg_module(c->cfg, limits[i].module) == NULL)
			continue;
		check_add(c->list, 0, limits[i].name, CHECK_NOTE, "%s%s: %s",
			p != NULL ? p->value : limits[i].normal,
			p != NULL ? "" : ", as Kamailio has it", limits[i].text);
		if (p != NULL)
			check_where(c->list, c->cfg, &p->at);
	}
}
