/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/way.h"

#include "rpc/traits.h"

/* Whether is() holds for one of its ways. */
static bool
has_way(const struct node_config *config, bool (*is)(const struct rpc_traits *traits))
{
	for (size_t i = 0; i < NODE_WAYS_MAX && config->ways[i] != NULL; i++) {
		const struct rpc_traits *traits = rpc_traits_of(config->ways[i]);
		if (traits != NULL && is(traits))
			return true;
	}
	return false;
}

static bool
is_local(const struct rpc_traits *traits)
{
	return traits->mode_param != NULL;
}

static bool
carries_lines(const struct rpc_traits *traits)
{
	return traits->carries_lines;
}

bool
node_is_local(const struct node_config *config)
{
	return has_way(config, is_local);
}

bool
node_shows_lines(const struct node_config *config)
{
	return has_way(config, carries_lines);
}

void
node_avoid_sockets(struct node_config *config)
{
	size_t n = 0;

	for (size_t i = 0; i < NODE_WAYS_MAX && config->ways[i] != NULL; i++) {
		const struct rpc_traits *traits = rpc_traits_of(config->ways[i]);
		if (traits == NULL || !traits->binds_socket)
			config->ways[n++] = config->ways[i];
	}
	for (; n > 0 && n < NODE_WAYS_MAX; n++)
		config->ways[n] = NULL;
}

const char *
node_way_socket(const char *way, const char **mode_param)
{
	const char *path = rpc_socket_path(way);

	if (path != NULL)
		*mode_param = rpc_traits_of(way)->mode_param;
	return path;
}
