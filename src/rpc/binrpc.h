/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_BINRPC_H
#define SHIELDADM_RPC_BINRPC_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/*
 * BINRPC, the protocol of Kamailio's ctl module, as bytes; no I/O.
 *
 * A packet is a header (2 bytes, the body's length, a cookie that the reply
 * repeats) and a body of records.  A record's first byte has a flag, a size and a
 * type; see decode_record() in binrpc.c.
 */

#define BINRPC_HEAD_MAX 10
#define BINRPC_BODY_MAX (16u << 20)
#define BINRPC_DEPTH_MAX 32
/* A record takes a byte in a packet and some eighty in memory. */
#define BINRPC_RECORDS_MAX (2u << 20)

enum binrpc_type { BINRPC_REQUEST = 0, BINRPC_REPLY = 1, BINRPC_FAULT = 3 };

struct binrpc_head {
	enum binrpc_type type;
	uint32_t cookie;
	size_t size; /* of the header itself */
	size_t body; /* of what follows it */
};

enum binrpc_end {
	BINRPC_DONE,
	BINRPC_INCOMPLETE, /* good so far: more bytes are needed */
	BINRPC_INVALID     /* err tells why (ERR_NODE) */
};

/* Add a request for method with params, an array of strings and numbers. */
void binrpc_encode_request(
	struct str *out, uint32_t cookie, const char *method, const cJSON *params);

/* Add the header of a packet with body bytes of records. */
void binrpc_encode_head(
	struct str *out, enum binrpc_type type, uint32_t cookie, size_t body);

/* Add a record: a string or a number. */
void binrpc_encode_string(struct str *out, const char *s);
void binrpc_encode_number(struct str *out, double number);

/* Read the header that bytes begin with. */
enum binrpc_end binrpc_decode_head(
	struct binrpc_head *head, const void *bytes, size_t len, struct err *err) MUST;

/*
 * Read a body. *records becomes an array of its records, which the caller deletes.
 * Repeated names in a struct are all kept, in order. Kamailio writes a list within a
 * struct as a struct whose records have no names; it becomes an array again. (An empty
 * list looks like an empty struct, and is an object.)
 */
bool binrpc_decode_body(
	cJSON **records, const void *bytes, size_t len, struct err *err) MUST;

#endif
