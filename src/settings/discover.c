/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kamcfg/cfg.h"
#include "settings/settings.h"

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

/* Find DBURL as Kamailio does, including the files that this one includes. */
static bool
find_active_url(struct settings *settings, const char *path)
{
	struct cfg cfg;
	struct err err;

	if (!cfg_read(&cfg, path, &err))
		return false;
	settings->db_url = cfg_define_text(&cfg, "DBURL");
	if (settings->db_url != NULL)
		settings->db_source =
			xstrdup(cfg_path(&cfg, &cfg_define(&cfg, "DBURL")->at));
	cfg_clear(&cfg);
	return settings->db_url != NULL;
}

/* Kamailio may have been started with a define that is not in the file (-A), or is not
 * set up yet: a DBURL below a false condition is better than none. */
static bool
find_url(struct settings *settings, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	FILE *file;

	if (find_active_url(settings, path))
		return true;
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (settings->db_url == NULL && getline(&line, &size, file) >= 0)
		settings->db_url = defined_url(line);
	free(line);
	fclose(file);
	if (settings->db_url == NULL)
		return false;
	settings->db_source = xstrdup(path);
	return true;
}

void
settings_discover_db(struct settings *settings)
{
	const char *slash = strrchr(settings->kamailio_config, '/');
	int folder = slash != NULL ? (int)(slash - settings->kamailio_config) : 0;
	char *local;

	if (settings->db_url != NULL)
		return;
	local = xasprintf("%.*s%skamailio-local.cfg", folder, settings->kamailio_config,
		slash != NULL ? "/" : "");
	if (!find_url(settings, local))
		find_url(settings, settings->kamailio_config);
	free(local);
}

/* modparam("permissions", "max_subnets", 1024); 0 when it is not set. */
static unsigned
find_max_subnets(const char *path)
{
	const struct cfg_param *param;
	unsigned max = 0;
	struct cfg cfg;
	struct err err;

	if (!cfg_read(&cfg, path, &err))
		return 0;
	param = cfg_param(&cfg, "permissions", "max_subnets");
	if (param != NULL && !param->is_string)
		(void)!sscanf(param->value, "%9u", &max);
	cfg_clear(&cfg);
	return max;
}

void
settings_discover_nodes(struct settings *settings)
{
	static const struct {
		const char *scheme, *socket;
	} ways[] = { { "ctl", "kamailio_ctl" }, { "unixgram", "kamailio_rpc.sock" } };
	struct settings_node node = { 0 };
	size_t n = 0;

	if (settings->nodes.len > 0)
		return;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char *path = xasprintf("%s/%s", settings->kamailio_run, ways[i].socket);
		if (access(path, F_OK) == 0)
			node.rpc[n++] = xasprintf("%s:%s", ways[i].scheme, path);
		free(path);
	}
	if (n == 0)
		return;
	node.name = xstrdup("local");
	node.is_discovered = true;
	*LIST_ADD(&settings->nodes) = node;
}

void
settings_discover_limits(struct settings *settings)
{
	for (size_t i = 0; i < settings->nodes.len; i++)
		if (settings->nodes.v[i].is_discovered)
			settings->nodes.v[i].max_subnets =
				find_max_subnets(settings->kamailio_config);
}
