/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "kamcfg/cfg.h"
#include "kamcfg/subst.h"

static void
clear_routes_and_params(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->params.len; i++) {
		free(cfg->params.v[i].modules);
		free(cfg->params.v[i].name);
		free(cfg->params.v[i].value);
		free(cfg->params.v[i].unknown);
	}
	for (size_t i = 0; i < cfg->routes.len; i++) {
		free(cfg->routes.v[i].kind);
		free(cfg->routes.v[i].name);
	}
	free(cfg->params.v);
	free(cfg->routes.v);
}

void
cfg_clear(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->files.len; i++) {
		free(cfg->files.v[i].path);
		free(cfg->files.v[i].text);
	}
	for (size_t i = 0; i < cfg->defines.len; i++) {
		free(cfg->defines.v[i].name);
		free(cfg->defines.v[i].value);
		free(cfg->defines.v[i].unknown);
	}
	for (size_t i = 0; i < cfg->kept.len; i++)
		free(cfg->kept.v[i]);
	for (size_t i = 0; i < cfg->substs.len; i++) {
		free(cfg->substs.v[i].from);
		subst_rule_free(cfg->substs.v[i].rule);
	}
	for (size_t i = 0; i < cfg->modules.len; i++)
		free(cfg->modules.v[i].name);
	for (size_t i = 0; i < cfg->problems.len; i++)
		free(cfg->problems.v[i].text);
	clear_routes_and_params(cfg);
	free(cfg->files.v);
	free(cfg->defines.v);
	free(cfg->kept.v);
	free(cfg->substs.v);
	free(cfg->modules.v);
	free(cfg->problems.v);
	free(cfg->tokens.v);
	free(cfg->sections.v);
	*cfg = (struct cfg){ .files = { 0 } };
}
