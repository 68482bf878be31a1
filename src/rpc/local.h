/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_LOCAL_H
#define SHIELDADM_RPC_LOCAL_H

#include <sys/un.h>

#include "base/err.h"

/*
 * Sockets in the file system.
 */

/* The address of the socket path. ERR_USAGE, naming url, for an invalid path. */
bool local_address(struct sockaddr_un *address, const char *path, const char *url,
	struct err *err) MUST;

/* What an errno of connect() or sendto() means to the user. */
const char *local_cause(int error);

#endif
