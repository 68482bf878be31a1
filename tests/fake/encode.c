/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake.h"

#include "rpc/binrpc.h"

/* A name in a struct is a string with another type. */
static void
encode_name(struct str *out, const char *name)
{
	size_t at = out->len;

	binrpc_encode_string(out, name);
	out->s[at] = (char)((out->s[at] & ~1) | 5);
}

static void
encode_record(struct str *out, const cJSON *value)
{
	const cJSON *item;

	if (cJSON_IsString(value)) {
		binrpc_encode_string(out, value->valuestring);
	} else if (cJSON_IsNumber(value)) {
		binrpc_encode_number(out, value->valuedouble);
	} else {
		str_add(out, "\x03", 1);
		cJSON_ArrayForEach(item, value)
		{
			if (cJSON_IsObject(value))
				encode_name(out, item->string);
			encode_record(out, item);
		}
		str_add(out, "\x83", 1);
	}
}

void
encode_result(struct str *out, const cJSON *result)
{
	const cJSON *item;

	if (!cJSON_IsArray(result)) {
		encode_record(out, result);
		return;
	}
	cJSON_ArrayForEach(item, result)
	{
		encode_record(out, item);
	}
}
