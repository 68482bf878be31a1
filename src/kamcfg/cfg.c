/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/cfg.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"

const struct cfg_module *
cfg_module(const struct cfg *cfg, const char *name)
{
	for (size_t i = 0; i < cfg->modules.len; i++)
		if (strcmp(cfg->modules.v[i].name, name) == 0)
			return &cfg->modules.v[i];
	return NULL;
}

static bool
is_any(const char *modules, const char *name)
{
	size_t len = strlen(name);

	for (;;) {
		size_t n = strcspn(modules, "|");
		if (n == len && strncasecmp(modules, name, n) == 0)
			return true;
		if (modules[n] == '\0')
			return false;
		modules += n + 1;
	}
}

/* Kamailio's set_mod_param_regex(). */
static bool
matches(const char *modules, const char *name)
{
	char *whole = xasprintf("^(%s)$", modules);
	regex_t regex;
	bool is = false;

	if (regcomp(&regex, whole, REG_EXTENDED | REG_NOSUB | REG_ICASE) == 0) {
		is = regexec(&regex, name, 0, NULL, 0) == 0;
		regfree(&regex);
	}
	free(whole);
	return is;
}

static bool
names(const char *modules, const char *name)
{
	return strpbrk(modules, ".[]()*+?{}^$\\") == NULL ? is_any(modules, name)
	                                                  : matches(modules, name);
}

bool
cfg_param_is(const struct cfg_param *param, const char *module, const char *name)
{
	return strcmp(param->name, name) == 0 && names(param->modules, module);
}

const struct cfg_param *
cfg_param(const struct cfg *cfg, const char *module, const char *name)
{
	for (size_t i = cfg->params.len; i-- > 0;)
		if (cfg_param_is(&cfg->params.v[i], module, name))
			return &cfg->params.v[i];
	return NULL;
}

const struct cfg_route *
cfg_route(const struct cfg *cfg, const char *kind, const char *name)
{
	for (size_t i = cfg->routes.len; i-- > 0;)
		if (strcmp(cfg->routes.v[i].kind, kind) == 0 &&
			strcmp(cfg->routes.v[i].name, name) == 0)
			return &cfg->routes.v[i];
	return NULL;
}

const char *
cfg_path(const struct cfg *cfg, const struct cfg_at *at)
{
	return cfg->files.v[at->file].path;
}

const struct cfg_section *
cfg_unsure_section(const struct cfg *cfg, const char *text)
{
	for (size_t i = 0; i < cfg->sections.len; i++) {
		const struct cfg_section *section = &cfg->sections.v[i];
		const char *begin = cfg->files.v[section->file].text + section->begin;

		if (section->is_unsure && memmem(begin, section->end - section->begin,
						  text, strlen(text)) != NULL)
			return section;
	}
	return NULL;
}

const struct cfg_problem *
cfg_fatal(const struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->problems.len; i++)
		if (cfg->problems.v[i].is_fatal)
			return &cfg->problems.v[i];
	return NULL;
}

struct cfg_at
cfg_in_first(const struct cfg *cfg, struct cfg_at at)
{
	while (cfg->files.v[at.file].is_included)
		at = cfg->files.v[at.file].from;
	return at;
}
