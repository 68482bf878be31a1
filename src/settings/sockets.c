/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sockets that kamailio.cfg names: modules ctl (src/modules/ctl/ctrl_socks.c) and
 * jsonrpcs (jsonrpcs_sock.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "settings/kamailio.h"

#define CTL_PORT "2049"

/* Transports of jsonrpcs: 0 is all, 4 the datagram socket. */
#define TRANSPORT_DATAGRAM 4
#define TRANSPORT_DEFAULT 6

struct ways {
	char **v;
	size_t n;
};

/* A socket in a folder that cannot be searched may exist. */
static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0 || errno == EACCES;
}

static void
add(struct ways *ways, char *way_take)
{
	for (size_t i = 0; i < ways->n; i++)
		if (strcmp(ways->v[i], way_take) == 0) {
			free(way_take);
			return;
		}
	if (ways->n == SETTINGS_WAYS_MAX)
		free(way_take);
	else
		ways->v[ways->n++] = way_take;
}

static void
add_socket(struct ways *ways, const char *scheme, const char *path)
{
	if (is_there(path))
		add(ways, xasprintf("%s:%s", scheme, path));
}

/* "tcp:host:port", "tcp:host", "tcp:port": all addresses include the loopback. */
static void
add_tcp(struct ways *ways, const char *rest)
{
	size_t len = strcspn(rest, ":");
	char *host = xstrndup(rest, len);
	const char *port = rest[len] == ':' ? rest + len + 1 : CTL_PORT;
	bool is_port = rest[len] == '\0' && rest[strspn(rest, "0123456789")] == '\0';
	bool is_any = is_port || strcmp(host, "*") == 0 || strcmp(host, "0.0.0.0") == 0;

	if (len > 0)
		add(ways, xasprintf("ctl://%s:%s", is_any ? "127.0.0.1" : host,
				  is_port ? rest : port));
	free(host);
}

/* A value of ctl's "binrpc".  UDP and datagram sockets are not used here. */
static void
add_ctl(struct ways *ways, const char *value)
{
	size_t len = strcspn(value, ":");
	const char *rest = value[len] == ':' ? value + len + 1 : NULL;
	bool is_stream = (len == 4 && strncasecmp(value, "unix", len) == 0) ||
	                 (len == 5 && strncasecmp(value, "unixs", len) == 0);

	if (rest == NULL && value[0] == '/')
		add_socket(ways, "ctl", value);
	else if (rest != NULL && is_stream && rest[0] == '/')
		add_socket(ways, "ctl", rest);
	else if (rest != NULL && len == 3 && strncasecmp(value, "tcp", len) == 0)
		add_tcp(ways, rest);
}

/* True: the file names sockets of ctl, so that there is no stock one. */
static bool
add_named_ctl(struct ways *ways, const struct cfg *cfg)
{
	bool is_named = false;

	for (size_t i = cfg->params.len; i-- > 0;) {
		const struct cfg_param *param = &cfg->params.v[i];
		if (!cfg_param_is(param, "ctl", "binrpc"))
			continue;
		is_named = true;
		if (param->unknown == NULL && param->is_string)
			add_ctl(ways, param->value);
	}
	return is_named;
}

/* The same for the datagram socket of jsonrpcs, or when it has none. */
static bool
add_named_datagram(struct ways *ways, const struct cfg *cfg, const char *run)
{
	const struct cfg_param *socket = cfg_param(cfg, "jsonrpcs", "dgram_socket");
	const struct cfg_param *param = cfg_param(cfg, "jsonrpcs", "transport");
	bool is_known = param != NULL && param->unknown == NULL && !param->is_string;
	long transport = is_known ? strtol(param->value, NULL, 0) : TRANSPORT_DEFAULT;
	char *path;

	if (transport != 0 && (transport & TRANSPORT_DATAGRAM) == 0)
		return true;
	if (socket == NULL)
		return false;
	if (socket->unknown != NULL || !socket->is_string ||
		strncmp(socket->value, "udp:", 4) == 0)
		return true;
	path = socket->value[0] == '/' ? xstrdup(socket->value)
	                               : xasprintf("%s/%s", run, socket->value);
	add_socket(ways, "unixgram", path);
	free(path);
	return true;
}

/* run_dir = "/run/other": the folder of sockets that the file names without one. */
static char *
run_of(const struct settings *settings, const struct cfg *cfg)
{
	char *unknown = NULL, *run = NULL;

	for (size_t i = 0; cfg != NULL && i + 2 < cfg->tokens.len && !run; i++)
		if ((cfg_is(cfg, i, "run_dir") || cfg_is(cfg, i, "rundir")) &&
			cfg_is(cfg, i + 1, "=") &&
			cfg->tokens.v[i + 2].kind == CFG_STRING)
			run = cfg_token_value(cfg, &cfg->tokens.v[i + 2], &unknown);
	if (settings->is_run_named || run == NULL || run[0] != '/' || unknown != NULL) {
		free(run);
		run = xstrdup(settings->kamailio_run);
	}
	free(unknown);
	return run;
}

size_t
kamailio_ways(const struct settings *settings, const struct cfg *cfg,
	char *ways[SETTINGS_WAYS_MAX])
{
	char *run = run_of(settings, cfg);
	char *ctl = xasprintf("%s/kamailio_ctl", run);
	char *datagram = xasprintf("%s/kamailio_rpc.sock", run);
	struct ways found = { .v = ways };
	char *http;

	/* ctl can read lists on 5.6: it is preferred. */
	if (cfg == NULL || !add_named_ctl(&found, cfg))
		add_socket(&found, "ctl", ctl);
	if (cfg == NULL || !add_named_datagram(&found, cfg, run))
		add_socket(&found, "unixgram", datagram);
	http = cfg != NULL ? kamailio_http(cfg) : NULL;
	if (http != NULL)
		add(&found, http);
	free(datagram);
	free(ctl);
	free(run);
	return found.n;
}
