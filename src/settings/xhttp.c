/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON-RPC over HTTP, where kamailio.cfg tells all of its URL: the route that answers,
 * the path that it asks for, and a socket on the loopback, from where a stock route
 * admits it.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "settings/kamailio.h"

#define SIP_PORT 5060

/* Whether jsonrpcs serves HTTP: bit 1, or all. */
static bool
serves_http(const struct cfg *cfg)
{
	const struct cfg_param *param = cfg_param(cfg, "jsonrpcs", "transport");
	long transport;

	if (param == NULL || param->is_string || param->unknown != NULL)
		return false;
	transport = strtol(param->value, NULL, 0);
	return cfg_module(cfg, "xhttp") != NULL && cfg_module(cfg, "jsonrpcs") != NULL &&
	       (transport == 0 || (transport & 1) != 0);
}

/* "/RPC" of if ($hu =~ "^/RPC") in the route; NULL: it cannot be told. */
static char *
path_of(const struct cfg *cfg)
{
	const struct cfg_route *route = cfg_route(cfg, "event_route", "xhttp:request");
	bool dispatches = false;
	char *path = NULL;

	for (size_t i = route != NULL ? route->body_begin : 0;
		route != NULL && i + 3 < route->body_end; i++) {
		const struct cfg_token *text = &cfg->tokens.v[i + 3];
		dispatches = dispatches || cfg_is(cfg, i, "jsonrpc_dispatch");
		if (path == NULL && cfg_is(cfg, i, "$hu") && cfg_is(cfg, i + 1, "=") &&
			cfg_is(cfg, i + 2, "~") && text->kind == CFG_STRING &&
			text->len > 4 && strncmp(text->text + 1, "^/", 2) == 0)
			path = xstrndup(text->text + 2, text->len - 3);
	}
	if (path != NULL && (!dispatches || strpbrk(path, " .*+?()[]{}|\\^$") != NULL)) {
		free(path);
		path = NULL;
	}
	return path;
}

/* The value behind "NAME =", as it stands in its file; NULL: there is no such line at or
 * behind tokens[*i], which moves on. */
static const char *
setting(const struct cfg *cfg, const char *name, size_t *i)
{
	for (; *i + 2 < cfg->tokens.len; ++*i)
		if (cfg_is(cfg, *i, name) && cfg_is(cfg, *i + 1, "=")) {
			const struct cfg_at *at = &cfg->tokens.v[*i + 2].at;
			++*i;
			return cfg->files.v[at->file].text + at->begin;
		}
	return NULL;
}

static bool
is_on(const char *value)
{
	static const char *const words[] = { "yes", "true", "on", "enable", "1" };

	for (size_t i = 0; value != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(value, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* The first TCP socket on the loopback; without any listen= Kamailio takes them all. */
static bool
find_socket(const struct cfg *cfg, char host[INET_ADDRSTRLEN], unsigned *port)
{
	size_t i = 0, none = 0, tcp = 0, sip = 0;
	bool is_any = true;
	const char *value;

	*port = SIP_PORT;
	while ((value = setting(cfg, "listen", &i)) != NULL) {
		is_any = false;
		if (sscanf(value, "tcp:%15[0-9.]:%5u", host, port) >= 1 &&
			strncmp(host, "127.", 4) == 0)
			return true;
		*port = SIP_PORT;
	}
	if (!is_any || setting(cfg, "socket", &none) != NULL ||
		is_on(setting(cfg, "disable_tcp", &tcp)))
		return false;
	if ((value = setting(cfg, "port", &sip)) != NULL)
		(void)!sscanf(value, "%5u", port);
	snprintf(host, INET_ADDRSTRLEN, "127.0.0.1");
	return true;
}

char *
kamailio_http(const struct cfg *cfg)
{
	char host[INET_ADDRSTRLEN], *way = NULL, *path;
	unsigned port;

	if (!serves_http(cfg))
		return NULL;
	path = path_of(cfg);
	if (path != NULL && find_socket(cfg, host, &port))
		way = xasprintf("http://%s:%u%s", host, port, path);
	free(path);
	return way;
}
