/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_JSONRPC_H
#define SHIELDADM_RPC_JSONRPC_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "base/err.h"

/*
 * JSON-RPC 2.0 as text; no I/O.
 */

/* Levels of objects and arrays in a reply; Kamailio's own have ten at the most. */
#define JSONRPC_DEPTH_MAX 32
/* A value takes two bytes in a reply and some eighty in memory. */
#define JSONRPC_VALUES_MAX (2u << 20)

/* What tells the reply to one call from that to another: 64 random bits. */
struct jsonrpc_id {
	char text[17];
};

enum jsonrpc_end {
	JSONRPC_RESULT, /* the call's result */
	JSONRPC_FAULT,  /* the call's error; its message is err's text */
	JSONRPC_OTHER,  /* the reply to another call */
	JSONRPC_INVALID /* no reply at all; why is err's text */
};

struct jsonrpc_id jsonrpc_id_new(void);

/* The request's text, which the caller frees. */
char *jsonrpc_encode(const struct jsonrpc_id *id, const char *method, const cJSON *params)
	__attribute__((malloc, returns_nonnull));

/*
 * Take a reply apart.  With JSONRPC_RESULT the caller deletes *result; else it is
 * left alone and err is set (ERR_NODE).  Strings keep their bytes, UTF-8 or not;
 * one with a NUL in it makes the reply invalid, for nobody would see what follows.
 */
enum jsonrpc_end jsonrpc_decode(const char *text, size_t len, const struct jsonrpc_id *id,
	cJSON **result, struct err *err) MUST;

#endif
