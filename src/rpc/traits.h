/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_TRAITS_H
#define SHIELDADM_RPC_TRAITS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What is known of a transport before anything is sent over it.
 */
struct rpc_traits {
	/* What its URLs begin with: "ctl://". */
	const char *prefix;

	/* Bytes of reply that it is known to carry with Kamailio's defaults. */
	size_t reply_max;

	/* A reply larger than reply_max never arrives, so the call waits for its whole
	 * time-out.  When false, Kamailio answers with a fault instead. */
	bool is_silent_above;

	/* It carries all lines of a reply that Kamailio prints as text.  Others carry
	 * only the last line. */
	bool carries_lines;

	/* The caller binds a socket of its own, which stays in the file system when the
	 * caller is killed. */
	bool binds_socket;

	/* For a socket in the file system, so that the node is on this machine: the line
	 * of kamailio.cfg that sets who may use it.  NULL for others. */
	const char *mode_param;
};

/* The transport of this URL; NULL when it is unknown. */
const struct rpc_traits *rpc_traits_of(const char *url);

/* The path of the URL's socket in the file system; NULL when it does not name such a
 * socket. Borrowed from url. */
const char *rpc_socket_path(const char *url);

#endif
