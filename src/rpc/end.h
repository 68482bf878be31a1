/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_END_H
#define SHIELDADM_RPC_END_H

#include "rpc/rpc.h"

/*
 * How a call fails. Each function sets err and returns the end. Private to src/rpc.
 */

/* The node answered with a fault. RPC_FAULT, or RPC_TOO_BIG when the text says so. */
enum rpc_end rpc_fault(const char *text, struct err *err);

/* RPC_UNREACHED, with the cause. */
enum rpc_end rpc_unreached(const char *url, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* RPC_UNREACHED: the node is there, but its certificate is refused; with the cause. */
enum rpc_end rpc_untrusted(const char *url, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* RPC_LOST, with the cause. */
enum rpc_end rpc_lost(const char *url, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
