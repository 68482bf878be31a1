/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/local.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool
local_address(
	struct sockaddr_un *address, const char *path, const char *url, struct err *err)
{
	if (path[0] != '/')
		return err_set(
			err, ERR_USAGE, "'%s' does not name an absolute path", url);
	if (strlen(path) >= sizeof(address->sun_path))
		return err_set(err, ERR_USAGE, "the path in '%s' is over %zu bytes", url,
			sizeof(address->sun_path) - 1);
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(address->sun_path, path, strlen(path) + 1);
	return true;
}

const char *
local_cause(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "permission denied "
		       "(run as root, or as a member of the group that owns it)";
	case ENOENT:
		return "no such socket (is Kamailio running, with this path?)";
	case ECONNREFUSED:
		return "nobody listens there (is Kamailio running?)";
	case EPROTOTYPE:
		return "a socket of another type (is it ctl's or jsonrpcs's?)";
	default:
		return strerror(error);
	}
}
