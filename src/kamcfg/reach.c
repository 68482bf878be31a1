/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static bool
is_name(const struct cfg_token *token, const char *name)
{
	const char *text = token->text;
	size_t len = token->len;

	if (token->kind == CFG_STRING && len >= 2) {
		text++;
		len -= 2;
	}
	return len == strlen(name) && memcmp(text, name, len) == 0;
}

/* Mark the route that token i names, and the routes that it calls.  Kamailio does not
 * start with two routes of one name. */
static void
mark(struct cfg_reach *reach, size_t i)
{
	const struct cfg *cfg = reach->cfg;

	for (size_t r = 0; r < cfg->routes.len; r++)
		if (!reach->routes[r] && strcmp(cfg->routes.v[r].kind, "route") == 0 &&
			is_name(&cfg->tokens.v[i], cfg->routes.v[r].name))
			reach->routes[r] = true;
}

static bool
is_call_of_route(const struct cfg *cfg, size_t i)
{
	return cfg_is(cfg, i, "route") && cfg_is(cfg, i + 1, "(") &&
	       i + 2 < cfg->tokens.len;
}

void
cfg_reach_init(struct cfg_reach *reach, const struct cfg *cfg)
{
	bool *done = xcalloc(cfg->routes.len, sizeof(*done));
	bool more = true;

	*reach = (struct cfg_reach){ cfg,
		xcalloc(cfg->routes.len, sizeof(*reach->routes)) };
	for (size_t r = 0; r < cfg->routes.len; r++)
		reach->routes[r] =
			strcmp(cfg->routes.v[r].kind, "request_route") == 0 ||
			(strcmp(cfg->routes.v[r].kind, "route") == 0 &&
				(cfg->routes.v[r].name[0] == '\0' ||
					strcmp(cfg->routes.v[r].name, "0") == 0));
	while (more) {
		more = false;
		for (size_t r = 0; r < cfg->routes.len; r++) {
			const struct cfg_route *route = &cfg->routes.v[r];
			if (!reach->routes[r] || done[r])
				continue;
			for (size_t i = route->body_begin; i < route->body_end; i++)
				if (is_call_of_route(cfg, i))
					mark(reach, i + 2);
			done[r] = true;
			more = true;
		}
	}
	free(done);
}

void
cfg_reach_clear(struct cfg_reach *reach)
{
	free(reach->routes);
	*reach = (struct cfg_reach){ .cfg = NULL };
}

bool
cfg_reach_has(const struct cfg_reach *reach, const struct cfg_route *route)
{
	return reach->routes[route - reach->cfg->routes.v];
}

size_t
cfg_reach_call(const struct cfg_reach *reach, const char *function)
{
	const struct cfg *cfg = reach->cfg;

	for (size_t r = 0; r < cfg->routes.len; r++) {
		const struct cfg_route *route = &cfg->routes.v[r];
		for (size_t i = route->body_begin;
			reach->routes[r] && i < route->body_end; i++)
			if (cfg->tokens.v[i].kind == CFG_WORD &&
				cfg_is(cfg, i, function) && cfg_is(cfg, i + 1, "("))
				return i;
	}
	return CFG_REACH_NONE;
}

size_t
cfg_reach_pvar(const struct cfg_reach *reach, const char *start, size_t from)
{
	const struct cfg *cfg = reach->cfg;
	size_t len = strlen(start);

	for (size_t r = 0; r < cfg->routes.len; r++) {
		const struct cfg_route *route = &cfg->routes.v[r];
		size_t i = route->body_begin > from ? route->body_begin : from;
		for (; reach->routes[r] && i < route->body_end; i++)
			if (cfg->tokens.v[i].kind == CFG_PVAR &&
				cfg->tokens.v[i].len >= len &&
				memcmp(cfg->tokens.v[i].text, start, len) == 0)
				return i;
	}
	return CFG_REACH_NONE;
}
