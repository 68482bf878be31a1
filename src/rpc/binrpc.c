/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/binrpc.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MAGIC_VERSION 0xa1

/* A record's first byte: a flag, 3 bits of size, 4 bits of type. */
#define FLAG 0x80
#define SIZE_SHIFT 4
#define SIZE_MASK 7
#define TYPE_MASK 15

enum record_type {
	RECORD_INT = 0,
	RECORD_STRING = 1,
	RECORD_DOUBLE = 2, /* an int, in thousandths */
	RECORD_STRUCT = 3,
	RECORD_ARRAY = 4,
	RECORD_NAME = 5, /* of the record that follows it in a struct */
	RECORD_BYTES = 6
};

static size_t
bytes_needed(uint64_t value)
{
	size_t n = 0;

	for (; value > 0; value >>= 8)
		n++;
	return n;
}

static void
add_uint(struct str *out, uint64_t value, size_t n)
{
	while (n-- > 0) {
		uint8_t byte = (uint8_t)(value >> (8 * n));

		str_add(out, &byte, 1);
	}
}

void
binrpc_encode_head(struct str *out, enum binrpc_type type, uint32_t cookie, size_t body)
{
	size_t n = body > 0 ? bytes_needed(body) : 1;

	add_uint(out, MAGIC_VERSION, 1);
	add_uint(out, (uint64_t)type << 4 | (n - 1) << 2 | (sizeof(cookie) - 1), 1);
	add_uint(out, body, n);
	add_uint(out, cookie, sizeof(cookie));
}

/* The size of the value is in the first byte when it fits, else it follows. */
static void
add_record_start(struct str *out, enum record_type type, size_t len)
{
	size_t n = bytes_needed(len);

	if (len <= SIZE_MASK) {
		add_uint(out, len << SIZE_SHIFT | (unsigned)type, 1);
	} else {
		add_uint(out, FLAG | n << SIZE_SHIFT | (unsigned)type, 1);
		add_uint(out, len, n);
	}
}

void
binrpc_encode_string(struct str *out, const char *s)
{
	size_t len = strlen(s) + 1;

	add_record_start(out, RECORD_STRING, len);
	str_add(out, s, len);
}

/* Kamailio drops leading zero bytes. A negative number has none. */
static void
add_int(struct str *out, enum record_type type, int64_t value)
{
	size_t n = bytes_needed((uint64_t)value);

	if (value < 0 && value >= INT32_MIN)
		n = sizeof(int32_t);
	add_record_start(out, type, n);
	add_uint(out, (uint64_t)value, n);
}

void
binrpc_encode_number(struct str *out, double number)
{
	if (fabs(number) > 1e15)
		number = copysign(1e15, number);
	if (floor(number) == number)
		add_int(out, RECORD_INT, (int64_t)number);
	else
		add_int(out, RECORD_DOUBLE, (int64_t)(number * 1000));
}

void
binrpc_encode_request(
	struct str *out, uint32_t cookie, const char *method, const cJSON *params)
{
	struct str body = { 0 };
	const cJSON *param;

	binrpc_encode_string(&body, method);
	cJSON_ArrayForEach(param, params)
	{
		if (cJSON_IsString(param))
			binrpc_encode_string(&body, param->valuestring);
		else
			binrpc_encode_number(&body, param->valuedouble);
	}
	binrpc_encode_head(out, BINRPC_REQUEST, cookie, body.len);
	str_add(out, body.s, body.len);
	str_clear(&body);
}

static uint64_t
read_uint(const uint8_t *bytes, size_t n)
{
	uint64_t value = 0;

	while (n-- > 0)
		value = value << 8 | *bytes++;
	return value;
}

static enum binrpc_end
invalid(struct err *err, const char *text)
{
	err_set(err, ERR_NODE, "%s", text);
	return BINRPC_INVALID;
}

enum binrpc_end
binrpc_decode_head(
	struct binrpc_head *head, const void *bytes, size_t len, struct err *err)
{
	const uint8_t *p = bytes;
	size_t length_size, cookie_size;

	if (len >= 1 && p[0] != MAGIC_VERSION)
		return invalid(err, "the reply is not BINRPC");
	if (len < 2)
		return BINRPC_INCOMPLETE;
	if (p[1] >> 4 != BINRPC_REQUEST && p[1] >> 4 != BINRPC_REPLY &&
		p[1] >> 4 != BINRPC_FAULT)
		return invalid(err, "the reply is of an unknown type");
	length_size = (p[1] >> 2 & 3u) + 1;
	cookie_size = (p[1] & 3u) + 1;
	if (len < 2 + length_size + cookie_size)
		return BINRPC_INCOMPLETE;
	*head = (struct binrpc_head){
		.type = (enum binrpc_type)(p[1] >> 4),
		.cookie = (uint32_t)read_uint(p + 2 + length_size, cookie_size),
		.size = 2 + length_size + cookie_size,
		.body = (size_t)read_uint(p + 2, length_size),
	};
	if (head->body > BINRPC_BODY_MAX)
		return invalid(err, "the reply claims to be over 16 MiB");
	return BINRPC_DONE;
}

/* The bytes that are left to read. */
struct input {
	const uint8_t *p;
	size_t left;
	unsigned depth;
	size_t records; /* so far */
	struct err *err;
};

struct record {
	enum record_type type;
	bool is_end;          /* closes a struct or an array; or stands alone */
	const uint8_t *value; /* len bytes */
	size_t len;
};

static bool
refuse(struct input *in, const char *text)
{
	return err_set(in->err, ERR_NODE, "%s", text);
}

static bool
read_record(struct input *in, struct record *record)
{
	size_t len, n;
	bool flag;

	if (in->left < 1)
		return refuse(in, "the reply ends within a record");
	flag = (*in->p & FLAG) != 0;
	len = *in->p >> SIZE_SHIFT & SIZE_MASK;
	record->type = (enum record_type)(*in->p & TYPE_MASK);
	record->is_end = flag && len == 0;
	in->p++, in->left--;
	if (flag && len > 0) {
		n = len;
		if (n > in->left)
			return refuse(in, "the reply ends within a length");
		len = (size_t)read_uint(in->p, n);
		in->p += n, in->left -= n;
	}
	if (len > in->left)
		return refuse(in, "a record is longer than the reply");
	record->value = in->p;
	record->len = len;
	in->p += len, in->left -= len;
	return true;
}

/* 4 bytes are an int of C; fewer had leading zeros, so they are not negative. */
static bool
read_int(struct input *in, const struct record *record, double *number)
{
	uint64_t value;

	if (record->len > sizeof(value))
		return refuse(in, "a number is longer than 8 bytes");
	value = read_uint(record->value, record->len);
	*number = record->len == sizeof(int32_t) ? (double)(int32_t)value
	                                         : (double)(int64_t)value;
	return true;
}

/* A string's value: it must end with its only NUL. */
static bool
read_string(struct input *in, const struct record *record, const char **s)
{
	if (record->len == 0 || memchr(record->value, '\0', record->len) !=
					record->value + record->len - 1)
		return refuse(in, "a string does not end where it should");
	*s = (const char *)record->value;
	return true;
}

static cJSON *decode_record(struct input *in, const struct record *record);

/* Read the records of a struct or an array, up to the record that closes it. */
static bool
decode_members(struct input *in, enum record_type type, cJSON *list)
{
	size_t named = 0, unnamed = 0;

	for (;;) {
		struct record record;
		const char *name = NULL;
		cJSON *item;

		if (!read_record(in, &record))
			return false;
		if (record.is_end && record.type == type)
			break;
		if (record.type == RECORD_NAME && type == RECORD_STRUCT &&
			(!read_string(in, &record, &name) || !read_record(in, &record)))
			return false;
		item = decode_record(in, &record);
		if (item == NULL)
			return false;
		cJSON_AddItemToObject(list, name != NULL ? name : "", item);
		*(name != NULL ? &named : &unnamed) += 1;
	}
	if (named == 0 && (unnamed > 0 || type == RECORD_ARRAY))
		list->type = cJSON_Array;
	return true;
}

static cJSON *
decode_list(struct input *in, const struct record *record)
{
	cJSON *list = NULL;

	if (record->len > 0)
		refuse(in, "a struct has a length");
	else if (in->depth == BINRPC_DEPTH_MAX)
		refuse(in, "the reply is nested too deeply");
	else
		list = cJSON_CreateObject();
	if (list == NULL)
		return NULL;
	in->depth++;
	if (!decode_members(in, record->type, list)) {
		cJSON_Delete(list);
		return NULL;
	}
	in->depth--;
	return list;
}

static cJSON *
decode_bytes(const struct record *record)
{
	struct str text = { 0 };
	cJSON *item;

	str_add(&text, record->value, record->len);
	item = cJSON_CreateString(text.s);
	str_clear(&text);
	return item;
}

static cJSON *
decode_record(struct input *in, const struct record *record)
{
	double number = 0;
	const char *s = NULL;

	if (record->is_end) {
		refuse(in, "the reply closes what it did not open");
		return NULL;
	}
	if (++in->records > BINRPC_RECORDS_MAX) {
		refuse(in, "the reply has more than two million records");
		return NULL;
	}
	switch (record->type) {
	case RECORD_INT:
	case RECORD_DOUBLE:
		if (!read_int(in, record, &number))
			return NULL;
		return cJSON_CreateNumber(
			record->type == RECORD_INT ? number : number / 1000);
	case RECORD_STRING:
		if (record->len == 0)
			return cJSON_CreateNull();
		return read_string(in, record, &s) ? cJSON_CreateString(s) : NULL;
	case RECORD_STRUCT:
	case RECORD_ARRAY:
		return decode_list(in, record);
	case RECORD_BYTES:
		return decode_bytes(record);
	case RECORD_NAME:
		break;
	}
	refuse(in, "the reply has a record of an unknown type, or out of place");
	return NULL;
}

bool
binrpc_decode_body(cJSON **records, const void *bytes, size_t len, struct err *err)
{
	struct input in = { .p = bytes, .left = len, .err = err };
	cJSON *list = cJSON_CreateArray();

	while (in.left > 0) {
		struct record record;
		cJSON *item = NULL;

		if (read_record(&in, &record))
			item = decode_record(&in, &record);
		if (item == NULL) {
			cJSON_Delete(list);
			return false;
		}
		cJSON_AddItemToArray(list, item);
	}
	*records = list;
	return true;
}
