/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "conf/conf.h"

/*
 * The text after the name DBURL in one of
 *	#!define DBURL "mysql://..."	#!trydef DBURL "..."
 *	#!substdef "!DBURL!mysql://...!g"
 * A copy, or NULL when the line defines something else.
 */
static char *
defined_url(const char *line)
{
	static const char *const words[] = { "define", "trydef", "trydefine", "redefine",
		"redef" };
	const char *name;

	/* As Kamailio's cfg.lex has it: "#!" or "!!", with blanks before it or not. */
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

/* The first URL that counts: what is defined earlier wins over a later trydef. */
static bool
find_url(struct conf *conf, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (file == NULL)
		return false;
	while (conf->db_url == NULL && getline(&line, &size, file) >= 0)
		conf->db_url = defined_url(line);
	free(line);
	fclose(file);
	if (conf->db_url == NULL)
		return false;
	conf->db_source = xstrdup(path);
	return true;
}

void
conf_discover_db(struct conf *conf)
{
	const char *slash = strrchr(conf->kamailio_config, '/');
	int folder = slash != NULL ? (int)(slash - conf->kamailio_config) : 0;
	char *local;

	if (conf->db_url != NULL)
		return;
	local = xasprintf("%.*s%skamailio-local.cfg", folder, conf->kamailio_config,
		slash != NULL ? "/" : "");
	if (!find_url(conf, local))
		find_url(conf, conf->kamailio_config);
	free(local);
}

/* modparam("permissions", "max_subnets", 1024); 0 when it is not set. */
static unsigned
find_max_subnets(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	unsigned max = 0;

	if (file == NULL)
		return 0;
	while (getline(&line, &size, file) >= 0)
		/* A blank stands for any number of them.  The last one counts. */
		(void)!sscanf(line, " modparam ( \"permissions\" , \"max_subnets\" , %9u",
			&max);
	free(line);
	fclose(file);
	return max;
}

void
conf_discover_nodes(struct conf *conf)
{
	static const struct {
		const char *scheme, *socket;
	} ways[] = { { "ctl", "kamailio_ctl" }, { "unixgram", "kamailio_rpc.sock" } };
	struct conf_node node = { 0 };
	size_t n = 0;

	if (conf->nodes.len > 0)
		return;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char *path = xasprintf("%s/%s", conf->kamailio_run, ways[i].socket);
		if (access(path, F_OK) == 0)
			node.rpc[n++] = xasprintf("%s:%s", ways[i].scheme, path);
		free(path);
	}
	if (n == 0)
		return;
	node.name = xstrdup("local");
	node.is_discovered = true;
	*LIST_ADD(&conf->nodes) = node;
}

void
conf_discover_limits(struct conf *conf)
{
	for (size_t i = 0; i < conf->nodes.len; i++)
		if (conf->nodes.v[i].is_discovered)
			conf->nodes.v[i].max_subnets =
				find_max_subnets(conf->kamailio_config);
}
