/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "recordings.h"
#include "rpc/binrpc.h"

/* Decode a copy of just that many bytes, so that reading on would be seen. */
static bool
decode(cJSON **records, const void *bytes, size_t len)
{
	struct err err = { .text = "" };
	void *copy = memcpy(xcalloc(1, len), bytes, len);
	bool ok = binrpc_decode_body(records, copy, len, &err);

	free(copy);
	if (!ok)
		assert_string_not_equal(err.text, "");
	return ok;
}

static enum binrpc_end
decode_head(struct binrpc_head *head, const void *bytes, size_t len)
{
	struct err err;
	void *copy = memcpy(xcalloc(1, len), bytes, len);
	enum binrpc_end end = binrpc_decode_head(head, copy, len, &err);

	free(copy);
	return end;
}

static cJSON *
decode_packet(const struct str *bytes, struct binrpc_head *head)
{
	cJSON *records;

	assert_int_equal(decode_head(head, bytes->s, bytes->len), BINRPC_DONE);
	assert_int_equal(head->size + head->body, bytes->len);
	assert_int_equal(head->cookie, 0x0badcafe);
	assert_true(decode(&records, bytes->s + head->size, head->body));
	return records;
}

/* The records as kamcmd's user typed them. */
static struct str
typed(const cJSON *records)
{
	struct str line = { 0 };
	const cJSON *item;

	cJSON_ArrayForEach(item, records)
	{
		if (cJSON_IsString(item))
			str_addf(&line, " %s", item->valuestring);
		else
			str_addf(&line, " %g", item->valuedouble);
	}
	return line;
}

static void
check_request(const char *path, const struct str *text)
{
	struct str bytes = recording_bytes(text, "request: "), again = { 0 }, line;
	char *call = recording_line(text, "call: ");
	struct binrpc_head head;
	cJSON *records = decode_packet(&bytes, &head), *method;

	(void)path;
	assert_int_equal(head.type, BINRPC_REQUEST);
	line = typed(records);
	assert_string_equal(str_get(&line) + 1, call);
	method = cJSON_DetachItemFromArray(records, 0);
	binrpc_encode_request(&again, head.cookie, method->valuestring, records);
	assert_int_equal(again.len, bytes.len);
	assert_memory_equal(again.s, bytes.s, bytes.len);
	cJSON_Delete(method);
	cJSON_Delete(records);
	str_clear(&again);
	str_clear(&bytes);
	str_clear(&line);
	free(call);
}

static void
every_recorded_request_is_encoded_byte_for_byte(void **state)
{
	(void)state;
	recording_each("binrpc/*.txt", 70, check_request);
}

static void
check_reply(const char *path, const struct str *text)
{
	struct str bytes = recording_bytes(text, "reply: ");
	struct binrpc_head head;
	cJSON *records = decode_packet(&bytes, &head);

	(void)path;
	assert_true(head.type == BINRPC_REPLY || head.type == BINRPC_FAULT);
	if (head.type == BINRPC_FAULT) {
		assert_int_equal(cJSON_GetArraySize(records), 2);
		assert_true(cJSON_IsNumber(cJSON_GetArrayItem(records, 0)));
		assert_true(cJSON_IsString(cJSON_GetArrayItem(records, 1)));
	}
	assert_true(cJSON_GetArraySize(records) > 0);
	cJSON_Delete(records);
	str_clear(&bytes);
}

static void
every_recorded_reply_is_decoded(void **state)
{
	(void)state;
	recording_each("binrpc/*.txt", 70, check_reply);
}

static void
expect_records(const char *file, const char *json)
{
	struct str text = recording_find(file);
	struct str bytes = recording_bytes(&text, "reply: ");
	struct binrpc_head head;
	cJSON *records = decode_packet(&bytes, &head);
	char *printed = cJSON_PrintUnformatted(records);

	assert_string_equal(printed, json);
	cJSON_free(printed);
	cJSON_Delete(records);
	str_clear(&bytes);
	str_clear(&text);
}

static void
replies_keep_their_shape_and_repeated_names(void **state)
{
	(void)state;
	expect_records("tests/recordings/6.1.4/binrpc/53-",
		"[{\"User-Agent\":{\"Blacklisted\":{\"Value\":\"friendly-scanner\","
		"\"Value\":\"pplsip\",\"Value\":\"sipcli/\"},\"Whitelisted\":{}}}]");
	expect_records("tests/recordings/6.1.4/binrpc/08-",
		"[{\"table\":60,\"group\":1,\"item\":{\"domain_name\":\"sip.example."
		"com\","
		"\"port\":0,\"tag\":\"dom\"},\"table\":107,\"group\":2,\"item\":{"
		"\"domain_name\":\"b.example.com\",\"port\":0,\"tag\":\"NULL\"}}]");
	expect_records("tests/recordings/6.1.4/binrpc/14-",
		"[{\"entry\":223,\"size\":1,\"slot\":[{\"name\":\"203.0.113.9\","
		"\"value\":1,\"type\":\"int\"}]}]");
	expect_records("tests/recordings/5.6.3/binrpc/53-",
		"[\"\",\"User-agent\",\"==========\",\"[+] Blacklisted\",\"    "
		"-----------\",\"    0001 -> friendly-scanner\",\"    0002 -> "
		"pplsip\",\"    0003 -> sipcli/\",\"\",\"[+] Whitelisted\",\"    "
		"-----------\",\"\"]");
	expect_records("tests/recordings/5.6.3/binrpc/10-", "[500,\"ongoing reload\"]");
}

/* A reply of one record is valid only as a whole. */
static void
check_truncated(const char *path, const struct str *text)
{
	struct str bytes = recording_bytes(text, "reply: ");
	struct binrpc_head head;
	cJSON *records = decode_packet(&bytes, &head), *part;
	bool is_single = cJSON_GetArraySize(records) == 1;

	(void)path;
	cJSON_Delete(records);
	for (size_t len = 0; len < head.size; len++) {
		struct binrpc_head unused;

		assert_int_equal(decode_head(&unused, bytes.s, len), BINRPC_INCOMPLETE);
	}
	for (size_t len = 1; len < head.body; len++) {
		bool ok = decode(&part, bytes.s + head.size, len);

		if (ok)
			cJSON_Delete(part);
		assert_false(ok && is_single);
	}
	str_clear(&bytes);
}

static void
a_reply_that_ends_anywhere_is_incomplete_or_refused(void **state)
{
	(void)state;
	recording_each("binrpc/*.txt", 70, check_truncated);
}

static void
check_mutated(const char *path, const struct str *text)
{
	struct str bytes = recording_bytes(text, "reply: ");
	struct binrpc_head head;

	(void)path;
	for (int round = 0; round < 2000; round++) {
		size_t at = (size_t)random() % bytes.len;
		char old = bytes.s[at];
		cJSON *records;

		bytes.s[at] = (char)random();
		(void)!decode_head(&head, bytes.s, bytes.len);
		if (decode(&records, bytes.s + 7, bytes.len - 7))
			cJSON_Delete(records);
		/* One in four stays, so that they pile up. */
		if (random() % 4 != 0)
			bytes.s[at] = old;
	}
	str_clear(&bytes);
}

static void
random_bytes_crash_nothing(void **state)
{
	(void)state;
	srandom(1);
	recording_each("binrpc/*.txt", 70, check_mutated);
}

static bool
is_valid(const char *bytes, size_t len)
{
	cJSON *records = NULL;
	bool ok = decode(&records, bytes, len);

	if (ok)
		cJSON_Delete(records);
	return ok;
}

static void
lengths_and_types_are_checked(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool is_valid;
	} bodies[] = {
		{ "\x31"
		  "ab",
			4, true },
		{ "\x31"
		  "abc",
			4, false }, /* no NUL at its end */
		{ "\x31"
		  "a\0",
			4, false }, /* one within it */
		{ "\x41"
		  "ab",
			4, false }, /* longer than the body */
		{ "\xf1\xff\xff\xff\xff\xff\xff\xff", 8, false }, /* its length is */
		{ "\x80", 1, false },                             /* an end of nothing */
		{ "\x83", 1, false },
		{ "\x03\x84", 2, false }, /* closed by the other's end */
		{ "\x04\x84", 2, true },
		{ "\x13\0\x83", 3, false }, /* a struct with a length */
		{ "\x25"
		  "a",
			3, false }, /* a name outside of a struct */
		{ "\x03\x25"
		  "a\0\x83",
			5, false },                          /* a name without a value */
		{ "\x0f", 1, false },                        /* an unknown type */
		{ "\x90\x09\0\0\0\0\0\0\0\0\0", 11, false }, /* 9 bytes of a number */
		{ "\x01", 1, true },
		{ "\x00", 1, true },
		{ "\x26"
		  "ab",
			3, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		if (is_valid(bodies[i].bytes, bodies[i].len) != bodies[i].is_valid)
			fail_msg("body %zu", i);
	}
}

static void
nesting_is_bounded(void **state)
{
	char bytes[2 * (BINRPC_DEPTH_MAX + 1)];

	(void)state;
	for (size_t depth = 1; depth <= BINRPC_DEPTH_MAX + 1; depth++) {
		memset(bytes, 0x03, depth);
		memset(bytes + depth, 0x83, depth);
		assert_int_equal(is_valid(bytes, 2 * depth), depth <= BINRPC_DEPTH_MAX);
	}
}

static void
the_number_of_records_is_bounded(void **state)
{
	char *bytes = xcalloc(BINRPC_RECORDS_MAX + 1, 1);

	(void)state;
	assert_true(is_valid(bytes, BINRPC_RECORDS_MAX));
	assert_false(is_valid(bytes, BINRPC_RECORDS_MAX + 1));
	free(bytes);
}

static void
headers_are_checked(void **state)
{
	struct binrpc_head head;

	(void)state;
	assert_int_equal(decode_head(&head, "", 0), BINRPC_INCOMPLETE);
	assert_int_equal(decode_head(&head, "H", 1), BINRPC_INVALID);
	assert_int_equal(decode_head(&head, "\xa2", 1), BINRPC_INVALID);
	assert_int_equal(decode_head(&head, "\xa1\x20\0\1", 4), BINRPC_INVALID);
	/* 16 MiB, and one byte more */
	assert_int_equal(decode_head(&head, "\xa1\x1c\1\0\0\0\1", 7), BINRPC_DONE);
	assert_int_equal(decode_head(&head, "\xa1\x1c\1\0\0\1\1", 7), BINRPC_INVALID);
	/* Kamailio drops the cookie's leading zeros. */
	assert_int_equal(decode_head(&head, "\xa1\x12\0\xad\0\1", 6), BINRPC_DONE);
	assert_int_equal(head.cookie, 0xad0001);
	assert_int_equal(head.size, 6);
}

static void
numbers_have_kamailios_form(void **state)
{
	static const struct {
		double number;
		const char *bytes;
		size_t len;
		double back;
	} numbers[] = {
		{ 0, "\x00", 1, 0 },
		{ 1, "\x10\x01", 2, 1 },
		{ 255, "\x10\xff", 2, 255 },
		{ 3600, "\x20\x0e\x10", 3, 3600 },
		{ 86400, "\x30\x01\x51\x80", 4, 86400 },
		{ 2147483647, "\x40\x7f\xff\xff\xff", 5, 2147483647 },
		{ -1, "\x40\xff\xff\xff\xff", 5, -1 },
		{ 1099511627776., "\x60\x01\0\0\0\0\0", 7, 1099511627776. },
		{ -1099511627776., "\x90\x08\xff\xff\xff\0\0\0\0\0", 10,
			-1099511627776. },
		{ 0.5, "\x22\x01\xf4", 3, 0.5 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct str bytes = { 0 };
		cJSON *records;

		binrpc_encode_number(&bytes, numbers[i].number);
		assert_int_equal(bytes.len, numbers[i].len);
		assert_memory_equal(bytes.s, numbers[i].bytes, bytes.len);
		assert_true(decode(&records, bytes.s, bytes.len));
		assert_true(records->child->valuedouble == numbers[i].back);
		cJSON_Delete(records);
		str_clear(&bytes);
	}
}

static void
strings_of_any_length_and_bytes_survive(void **state)
{
	static const size_t lengths[] = { 0, 1, 6, 7, 8, 254, 255, 256, 65534, 65535,
		65536, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		char *text = xcalloc(1, lengths[i] + 1);
		struct str bytes = { 0 };
		cJSON *records;

		/* All bytes but NUL: no UTF-8, quotes, percents, backslashes. */
		for (size_t j = 0; j < lengths[i]; j++)
			text[j] = (char)(255 - j % 255);
		binrpc_encode_string(&bytes, text);
		assert_true(decode(&records, bytes.s, bytes.len));
		assert_string_equal(records->child->valuestring, text);
		assert_null(records->child->next);
		cJSON_Delete(records);
		str_clear(&bytes);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recorded_request_is_encoded_byte_for_byte),
		cmocka_unit_test(every_recorded_reply_is_decoded),
		cmocka_unit_test(replies_keep_their_shape_and_repeated_names),
		cmocka_unit_test(a_reply_that_ends_anywhere_is_incomplete_or_refused),
		cmocka_unit_test(random_bytes_crash_nothing),
		cmocka_unit_test(lengths_and_types_are_checked),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(the_number_of_records_is_bounded),
		cmocka_unit_test(headers_are_checked),
		cmocka_unit_test(numbers_have_kamailios_form),
		cmocka_unit_test(strings_of_any_length_and_bytes_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
