/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/geoip.h"

#include "node/call.h"
#include "node/danger.h"
#include "node/quirks.h"

#define METHOD "geoip2.reload"

bool
node_geoip_can_reload(struct node *node, struct err *err)
{
	return danger_check_node(node, METHOD, err);
}

bool
node_geoip_reload(struct node *node, const char *path, struct err *err)
{
	enum rpc_end end;

	if (!node_geoip_can_reload(node, err))
		return false;
	end = node_tell(node, METHOD, node_params(path, NULL), err);
	if (end == RPC_ANSWERED)
		return true;
	if (end == RPC_FAULT && fault_is(err, FAULT_NO_METHOD))
		return err_set(err, ERR_NODE, "its module geoip2 is not loaded");
	if (end == RPC_LOST)
		return err_wrap(err, METHOD " may have been done, but");
	return err_wrap(err, METHOD);
}
