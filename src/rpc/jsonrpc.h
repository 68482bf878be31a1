/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_JSONRPC_H
#define SHIELDADM_RPC_JSONRPC_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "base/err.h"

/*
 * JSON-RPC 2.0 as text; no I/O.
 */

/* Levels of objects and arrays in a reply. Kamailio's replies have ten at most. */
#define JSONRPC_DEPTH_MAX 32
/* A value takes two bytes in a reply and some eighty in memory. */
#define JSONRPC_VALUES_MAX (2u << 20)

/* Identifies the reply to a call: 64 random bits. */
struct jsonrpc_id {
	char text[17];
};

enum jsonrpc_end {
	JSONRPC_RESULT, /* the call's result */
	JSONRPC_FAULT,  /* the call's error; its message is err's text */
	JSONRPC_OTHER,  /* the reply to another call */
	JSONRPC_INVALID /* not a valid reply; err tells why */
};

struct jsonrpc_id jsonrpc_id_new(void);

/* The request's text, which the caller frees. */
char *jsonrpc_encode(const struct jsonrpc_id *id, const char *method, const cJSON *params)
	__attribute__((malloc, returns_nonnull));

/*
 * Parse a reply. With JSONRPC_RESULT the caller deletes *result. Otherwise *result is
 * untouched and err is set (ERR_NODE). Strings keep their bytes, valid UTF-8 or not. A
 * string with a NUL makes the reply invalid, because the text after it would be lost.
 */
enum jsonrpc_end jsonrpc_decode(const char *text, size_t len, const struct jsonrpc_id *id,
	cJSON **result, struct err *err) MUST;

#endif
