/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/cfg.h"
#include "settings/kamailio.h"

/*
 * The URL in one of
 *	#!define DBURL "mysql://..."	#!trydef DBURL "..."
 *	#!substdef "!DBURL!mysql://...!g"
 * The caller frees it.  NULL when the line does not define DBURL.
 */
static char *
defined_url(const char *line)
{
	static const char *const words[] = { "define", "trydef", "trydefine", "redefine",
		"redef" };
	const char *name;

	/* Kamailio's cfg.lex accepts "#!" and "!!", with or without blanks before
	 * them. */
	line += strspn(line, " \t");
	if ((line[0] != '#' && line[0] != '!') || line[1] != '!')
		return NULL;
	line += 2;
	if (strncmp(line, "substdef", 8) == 0) {
		char end = '\0';
		name = line + 8 + strspn(line + 8, "s \t");
		if (*name != '"' || (end = name[1]) == '\0' ||
			strncmp(name + 2, "DBURL", 5) != 0 || name[7] != end)
			return NULL;
		return xstrndup(
			name + 8, strcspn(name + 8, (char[]){ end, '"', '\n', '\0' }));
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);
		if (strncmp(line, words[i], len) != 0 || strchr(" \t", line[len]) == NULL)
			continue;
		name = line + len + strspn(line + len, " \t");
		if (strncmp(name, "DBURL", 5) != 0 || strchr(" \t", name[5]) == NULL)
			return NULL;
		name += 5 + strspn(name + 5, " \t");
		return *name == '"' ? xstrndup(name + 1, strcspn(name + 1, "\"\n"))
		                    : NULL;
	}
	return NULL;
}

static void
set_url(struct settings *settings, char *url_take, const char *source)
{
	settings->db_url = url_take;
	settings->db_source = xstrdup(source);
}

static void
set_unknown(struct settings *settings, const struct cfg *cfg, const struct cfg_at *at,
	const char *why)
{
	free(settings->db_unknown);
	settings->db_unknown = xasprintf(
		"line %u of '%s' takes it from %s", at->line, cfg_path(cfg, at), why);
}

/* The file that holds the URL: that of DBURL, where the parameter has its value. */
static const char *
source_of(const struct cfg *cfg, const struct cfg_param *param)
{
	char *text = cfg_define_text(cfg, "DBURL");
	bool is_dburl = text != NULL && strcmp(text, param->value) == 0;

	free(text);
	return cfg_path(cfg, is_dburl ? &cfg_define(cfg, "DBURL")->at : &param->at);
}

/* A db_url that says something: a word is a define that does not exist. */
static const struct cfg_param *
url_param(const struct cfg *cfg, const char *module)
{
	const struct cfg_param *param = cfg_param(cfg, module, "db_url");
	bool says =
		param != NULL &&
		(param->unknown != NULL || (param->is_string && param->value[0] != '\0'));

	return says ? param : NULL;
}

static void
take_param(
	struct settings *settings, const struct cfg *cfg, const struct cfg_param *param)
{
	if (param->unknown != NULL)
		set_unknown(settings, cfg, &param->at, param->unknown);
	else
		set_url(settings, xstrdup(param->value), source_of(cfg, param));
}

static void
take_define(struct settings *settings, const struct cfg *cfg)
{
	const struct cfg_define *define = cfg_define(cfg, "DBURL");
	char *unknown = cfg_define_unknown(cfg, "DBURL");
	char *text = cfg_define_text(cfg, "DBURL");

	if (unknown != NULL)
		set_unknown(settings, cfg, &define->at, unknown);
	else if (text != NULL)
		set_url(settings, xstrdup(text), cfg_path(cfg, &define->at));
	free(unknown);
	free(text);
}

/* The URL of all other modules, when it is one. */
static void
take_others(struct settings *settings, const struct cfg *cfg)
{
	const struct cfg_param *first = NULL;

	for (size_t i = 0; i < cfg->params.len; i++) {
		const struct cfg_param *param = &cfg->params.v[i];
		if (strcmp(param->name, "db_url") != 0 || !param->is_string)
			continue;
		if (first != NULL && strcmp(first->value, param->value) != 0) {
			set_unknown(settings, cfg, &param->at,
				"another database than the lines before");
			return;
		}
		first = param;
	}
	if (first != NULL)
		take_param(settings, cfg, first);
}

/* What secfilter and permissions read; else DBURL, as they would read it once they are
 * configured; else what all other modules read. */
static void
take_url(struct settings *settings, const struct cfg *cfg)
{
	const struct cfg_param *rules = url_param(cfg, "secfilter");
	const struct cfg_param *addresses = url_param(cfg, "permissions");

	if (rules != NULL && addresses != NULL && rules->unknown == NULL &&
		addresses->unknown == NULL &&
		strcmp(rules->value, addresses->value) != 0) {
		set_unknown(settings, cfg, &addresses->at,
			"another database for permissions than for secfilter");
		return;
	}
	if (rules != NULL || addresses != NULL)
		take_param(settings, cfg, rules != NULL ? rules : addresses);
	else if (cfg_define(cfg, "DBURL") != NULL)
		take_define(settings, cfg);
	if (settings->db_url == NULL && settings->db_unknown == NULL)
		take_others(settings, cfg);
}

/* A condition that depends on Kamailio's version may choose another one. */
static void
doubt_url(struct settings *settings, const struct cfg *cfg)
{
	const struct cfg_section *section = cfg_unsure_section(cfg, "DBURL");
	struct cfg_at at;

	section = section != NULL ? section : cfg_unsure_section(cfg, "db_url");
	if (section == NULL || settings->db_url == NULL)
		return;
	at = (struct cfg_at){ .file = section->file, .line = section->line };
	free(settings->db_url);
	free(settings->db_source);
	settings->db_url = settings->db_source = NULL;
	set_unknown(settings, cfg, &at, "a condition that cannot be evaluated here");
}

static bool
has_file(const struct cfg *cfg, const char *path)
{
	for (size_t i = 0; i < cfg->files.len; i++)
		if (strcmp(cfg->files.v[i].path, path) == 0)
			return true;
	return false;
}

/* Kamailio may have been started with a define that is not known here, or is not set up
 * yet: a DBURL below a false condition is better than none. */
static bool
find_inactive_url(struct settings *settings, const char *path)
{
	char *line = NULL, *url = NULL;
	size_t size = 0;
	FILE *file = fopen(path, "re");

	if (file == NULL)
		return false;
	while (url == NULL && getline(&line, &size, file) >= 0)
		url = defined_url(line);
	free(line);
	fclose(file);
	if (url != NULL)
		set_url(settings, url, path);
	return url != NULL;
}

static void
find_url(struct settings *settings, const char *local)
{
	struct cfg cfg;
	bool has_local = false;

	if (kamailio_read(settings, settings->kamailio_config, &cfg)) {
		take_url(settings, &cfg);
		doubt_url(settings, &cfg);
		has_local = has_file(&cfg, local);
		cfg_clear(&cfg);
	}
	if (settings->db_url != NULL || settings->db_unknown != NULL)
		return;
	if (!has_local && kamailio_read(settings, local, &cfg)) {
		take_url(settings, &cfg);
		cfg_clear(&cfg);
	}
	if (settings->db_url == NULL && settings->db_unknown == NULL &&
		!find_inactive_url(settings, local))
		(void)find_inactive_url(settings, settings->kamailio_config);
}

void
settings_discover_db(struct settings *settings)
{
	const char *slash = strrchr(settings->kamailio_config, '/');
	int folder = slash != NULL ? (int)(slash - settings->kamailio_config) : 0;
	char *local;

	if (settings->db_url != NULL || settings->db_unknown != NULL)
		return;
	local = xasprintf("%.*s%skamailio-local.cfg", folder, settings->kamailio_config,
		slash != NULL ? "/" : "");
	find_url(settings, local);
	free(local);
}

/* modparam("permissions", "max_subnets", 1024); 0 when it is not set. */
static unsigned
find_max_subnets(const struct cfg *cfg)
{
	const struct cfg_param *param = cfg_param(cfg, "permissions", "max_subnets");
	unsigned max = 0;

	if (param != NULL && !param->is_string)
		(void)!sscanf(param->value, "%9u", &max);
	return max;
}

void
settings_discover_nodes(struct settings *settings)
{
	struct settings_node node = { 0 };
	struct cfg cfg;
	bool has_cfg;

	if (settings->nodes.len > 0)
		return;
	has_cfg = kamailio_read(settings, settings->kamailio_config, &cfg);
	if (kamailio_ways(settings, has_cfg ? &cfg : NULL, node.rpc) > 0) {
		node.name = xstrdup("local");
		node.max_subnets = has_cfg ? find_max_subnets(&cfg) : 0;
		*LIST_ADD(&settings->nodes) = node;
	}
	if (has_cfg)
		cfg_clear(&cfg);
}
