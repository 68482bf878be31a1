/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "recordings.h"
#include "rpc/jsonrpc.h"

static const struct jsonrpc_id id = { "0123456789abcdef" };
#define ID "\"id\":\"0123456789abcdef\""

/* Decode a copy of just that many bytes, so that reading on would be seen. */
static enum jsonrpc_end
decode(const char *text, size_t len, cJSON **result, struct err *err)
{
	char *copy = memcpy(xcalloc(1, len), text, len);
	enum jsonrpc_end end;

	*err = (struct err){ .text = "" };
	end = jsonrpc_decode(copy, len, &id, result, err);
	free(copy);
	if (end != JSONRPC_RESULT)
		assert_string_not_equal(err->text, "");
	return end;
}

/* The recorded reply as if it were to our call: they all have the id 1. */
static struct str
reply_of(const struct str *recording)
{
	const char *reply = strchr(recording->s, '\n') + 1;
	const char *old_id = strstr(reply, "\"id\":\t1\n}");
	struct str text = { 0 };

	assert_non_null(old_id);
	str_add(&text, reply, (size_t)(old_id - reply));
	str_addf(&text, "%s\n}", ID);
	return text;
}

static size_t
count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* Whatever is in a reply is in its result: all names, all commas. */
static void
check_reply(const char *path, const struct str *recording)
{
	struct str text = reply_of(recording);
	bool is_fault = strstr(text.s, "\n\t\"error\":") != NULL;
	cJSON *result = NULL;
	struct err err;
	char *printed;

	(void)path;
	assert_int_equal(decode(text.s, text.len, &result, &err),
		is_fault ? JSONRPC_FAULT : JSONRPC_RESULT);
	if (is_fault) {
		assert_null(result);
		assert_non_null(strstr(text.s, err.text));
		assert_int_equal(err.code, ERR_NODE);
	} else {
		assert_null(result->string);
		printed = cJSON_PrintUnformatted(result);
		assert_int_equal(count(printed, "\":"), count(text.s, "\":") - 3);
		cJSON_free(printed);
		cJSON_Delete(result);
	}
	str_clear(&text);
}

static void
every_recorded_reply_is_decoded(void **state)
{
	(void)state;
	recording_each("*.json", 120, check_reply);
}

static void
check_truncated(const char *path, const struct str *recording)
{
	struct str text = reply_of(recording);
	cJSON *result;
	struct err err;

	(void)path;
	for (size_t len = 0; len < text.len; len++)
		assert_int_equal(decode(text.s, len, &result, &err), JSONRPC_INVALID);
	str_clear(&text);
}

static void
a_reply_that_ends_anywhere_is_refused(void **state)
{
	(void)state;
	recording_each("*.json", 120, check_truncated);
}

static void
check_mutated(const char *path, const struct str *recording)
{
	struct str text = reply_of(recording);
	cJSON *result;
	struct err err;

	(void)path;
	for (int round = 0; round < 500; round++) {
		size_t at = (size_t)random() % text.len;
		char old = text.s[at];

		text.s[at] = (char)random();
		if (decode(text.s, text.len, &result, &err) == JSONRPC_RESULT)
			cJSON_Delete(result);
		if (random() % 8 != 0)
			text.s[at] = old;
	}
	str_clear(&text);
}

static void
random_bytes_crash_nothing(void **state)
{
	(void)state;
	srandom(1);
	recording_each("*.json", 120, check_mutated);
}

static void
repeated_names_are_all_kept(void **state)
{
	struct str recording = recording_find("tests/recordings/6.1.4/53-");
	struct str text = reply_of(&recording);
	cJSON *result;
	struct err err;
	char *printed;

	(void)state;
	assert_int_equal(decode(text.s, text.len, &result, &err), JSONRPC_RESULT);
	printed = cJSON_PrintUnformatted(result);
	assert_string_equal(printed,
		"{\"User-Agent\":{\"Blacklisted\":{\"Value\":\"friendly-scanner\","
		"\"Value\":\"pplsip\",\"Value\":\"sipcli/\"},\"Whitelisted\":{}}}");
	cJSON_free(printed);
	cJSON_Delete(result);
	str_clear(&text);
	str_clear(&recording);
}

static void
envelopes_are_checked(void **state)
{
	static const struct {
		const char *text;
		enum jsonrpc_end end;
	} replies[] = {
		{ "{\"jsonrpc\":\"2.0\",\"result\":null," ID "}", JSONRPC_RESULT },
		{ " {\"jsonrpc\":\"2.0\",\"result\":1," ID "} \r\n", JSONRPC_RESULT },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1," ID "}x", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1," ID "}{}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"1.0\",\"result\":1," ID "}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":2.0,\"result\":1," ID "}", JSONRPC_INVALID },
		{ "{\"result\":1," ID "}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\"," ID "}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"Result\":1," ID "}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1,\"result\":2," ID "}",
			JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1,\"error\":{\"code\":1,\"message\":"
		  "\"m\"}," ID "}",
			JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"m\"}," ID "}",
			JSONRPC_FAULT },
		{ "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1}," ID "}",
			JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"error\":\"m\"," ID "}", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}", JSONRPC_OTHER },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":\"0123456789abcdeF\"}",
			JSONRPC_OTHER },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1}", JSONRPC_OTHER },
		{ "{\"jsonrpc\":\"2.0\",\"result\":1," ID "," ID "}", JSONRPC_OTHER },
		{ "{}", JSONRPC_INVALID },
		{ "[]", JSONRPC_INVALID },
		{ "", JSONRPC_INVALID },
		{ "<html><body>Wrong URL</body></html>", JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":\"a\\u0000b\"," ID "}",
			JSONRPC_INVALID },
		{ "{\"jsonrpc\":\"2.0\",\"result\":\"a\\\\u0000b\"," ID "}",
			JSONRPC_RESULT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(replies) / sizeof(*replies); i++) {
		cJSON *result = NULL;
		struct err err;

		if (decode(replies[i].text, strlen(replies[i].text), &result, &err) !=
			replies[i].end)
			fail_msg("reply %zu: %s", i, replies[i].text);
		cJSON_Delete(result);
	}
}

static void
nesting_is_bounded(void **state)
{
	(void)state;
	for (int depth = 1; depth <= JSONRPC_DEPTH_MAX; depth++) {
		struct str text = { 0 };
		cJSON *result = NULL;
		struct err err;

		str_addf(&text, "{\"jsonrpc\":\"2.0\",%s,\"result\":\"[[[[\",\"x\":", ID);
		for (int i = 0; i < depth; i++)
			str_addf(&text, "[");
		for (int i = 0; i < depth; i++)
			str_addf(&text, "]");
		str_addf(&text, "}");
		/* The envelope is one level as well. */
		assert_int_equal(decode(text.s, text.len, &result, &err),
			depth < JSONRPC_DEPTH_MAX ? JSONRPC_RESULT : JSONRPC_INVALID);
		cJSON_Delete(result);
		str_clear(&text);
	}
}

/* Within a string a comma is none. */
static void
the_number_of_values_is_bounded(void **state)
{
	static const char *const items[] = { "0,", "0,", "\",\"," };
	const size_t n[] = { 1000, JSONRPC_VALUES_MAX + 1, JSONRPC_VALUES_MAX - 1000 };

	(void)state;
	for (size_t i = 0; i < sizeof(n) / sizeof(*n); i++) {
		struct str text = { 0 };
		cJSON *result = NULL;
		struct err err;

		str_addf(&text, "{\"jsonrpc\":\"2.0\",%s,\"result\":[", ID);
		for (size_t j = 0; j < n[i]; j++)
			str_add(&text, items[i], strlen(items[i]));
		str_addf(&text, "0]}");
		assert_int_equal(decode(text.s, text.len, &result, &err),
			i == 1 ? JSONRPC_INVALID : JSONRPC_RESULT);
		if (i == 1)
			assert_non_null(strstr(err.text, "two million values"));
		cJSON_Delete(result);
		str_clear(&text);
	}
}

static void
bytes_that_are_no_utf8_survive(void **state)
{
	static const char text[] =
		"{\"jsonrpc\":\"2.0\",\"result\":\"Values (777\x81 \xff\xc3) %s \"," ID
		"}";
	cJSON *result;
	struct err err;

	(void)state;
	assert_int_equal(decode(text, strlen(text), &result, &err), JSONRPC_RESULT);
	assert_string_equal(result->valuestring, "Values (777\x81 \xff\xc3) %s ");
	cJSON_Delete(result);
}

static void
requests_carry_every_value_as_it_is(void **state)
{
	static const char value[] = "a\"b\\c%s/\t\xc3\xa9\x81";
	cJSON *params = cJSON_CreateArray(), *request, *sent;
	char *text;

	(void)state;
	cJSON_AddItemToArray(params, cJSON_CreateString(value));
	cJSON_AddItemToArray(params, cJSON_CreateNumber(3600));
	text = jsonrpc_encode(&id, "htable.sets", params);
	assert_non_null(strstr(text, ",3600]"));
	request = cJSON_Parse(text);
	sent = cJSON_GetObjectItemCaseSensitive(request, "params");
	assert_string_equal(cJSON_GetArrayItem(sent, 0)->valuestring, value);
	assert_string_equal(
		cJSON_GetObjectItemCaseSensitive(request, "method")->valuestring,
		"htable.sets");
	assert_string_equal(
		cJSON_GetObjectItemCaseSensitive(request, "id")->valuestring, id.text);
	assert_string_equal(
		cJSON_GetObjectItemCaseSensitive(request, "jsonrpc")->valuestring, "2.0");
	cJSON_Delete(request);
	cJSON_Delete(params);
	free(text);
}

static void
ids_differ(void **state)
{
	struct jsonrpc_id a = jsonrpc_id_new(), b = jsonrpc_id_new();

	(void)state;
	assert_int_equal(strlen(a.text), 16);
	assert_string_not_equal(a.text, b.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recorded_reply_is_decoded),
		cmocka_unit_test(a_reply_that_ends_anywhere_is_refused),
		cmocka_unit_test(random_bytes_crash_nothing),
		cmocka_unit_test(repeated_names_are_all_kept),
		cmocka_unit_test(envelopes_are_checked),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(the_number_of_values_is_bounded),
		cmocka_unit_test(bytes_that_are_no_utf8_survive),
		cmocka_unit_test(requests_carry_every_value_as_it_is),
		cmocka_unit_test(ids_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
