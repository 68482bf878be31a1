/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON as a text: what a node sends is harmless on a terminal and still the same JSON,
 * and no name stands twice.
 */
#include "unit.h"

#include <cjson/cJSON.h>

#include "node/repeated.h"
#include "print/json_text.h"

static void
expect(void add(struct str *, const char *), const char *json, const char *wanted)
{
	struct str s = { 0 };

	add(&s, json);
	assert_string_equal(str_get(&s), wanted);
	str_clear(&s);
}

static void
what_a_terminal_could_act_on_is_escaped(void **state)
{
	(void)state;
	expect(json_text_add, "{\"a\":\"\x7f\"}", "{\"a\":\"\\u007f\"}");
	expect(json_text_add, "\"\xc2\x9b\"", "\"\\u009b\"");
	expect(json_text_add, "\"\xe2\x80\xae\"", "\"\\u202e\"");
	expect(json_text_add, "\"\xf3\xa0\x80\x81\"", "\"\\udb40\\udc01\"");
	expect(json_text_add, "\"\xff\xc3\"", "\"\\ufffd\\ufffd\"");
	expect(json_text_add, "\"\\u001b\\n\\\\\xc3\xa9\"", "\"\\u001b\\n\\\\\xc3\xa9\"");
	expect(json_text_add_indented, "[\"\xc2\x9b\xff\"]",
		"[\n  \"\\u009b\\ufffd\"\n]");
}

static void
json_is_indented(void **state)
{
	(void)state;
	expect(json_text_add_indented, "", "");
	expect(json_text_add_indented, "null", "null");
	expect(json_text_add_indented, "-1.5e+20", "-1.5e+20");
	expect(json_text_add_indented, "{}", "{}");
	expect(json_text_add_indented, "[]", "[]");
	expect(json_text_add_indented, "[[],{},1]", "[\n  [],\n  {},\n  1\n]");
	expect(json_text_add_indented, "{\"a\":{\"b\":[1,true]},\"c\":\"d\"}",
		"{\n  \"a\": {\n    \"b\": [\n      1,\n      true\n    ]\n  },\n"
		"  \"c\": \"d\"\n}");
	expect(json_text_add_indented, "[\"{,:}\\\"[\\\\\",2]",
		"[\n  \"{,:}\\\"[\\\\\",\n  2\n]");
}

/* Nobody sends it, but it has to end. */
static void
what_is_no_json_ends(void **state)
{
	(void)state;
	expect(json_text_add_indented, "\"open", "\"open");
	expect(json_text_add_indented, "\"open\\", "\"open\\");
	expect(json_text_add_indented, "}]", "}]");
	expect(json_text_add_indented, "{", "{\n  ");
}

static const struct {
	const char *json, *merged;
} repeated[] = {
	{ "{}", "{}" },
	{ "[1,[2]]", "[1,[2]]" },
	{ "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
	{ "{\"V\":\"x\",\"V\":\"y\",\"V\":\"x\"}", "{\"V\":[\"x\",\"y\",\"x\"]}" },
	{ "{\"V\":1,\"v\":2}", "{\"V\":1,\"v\":2}" },
	{ "{\"z\":0,\"g\":1,\"i\":{\"k\":1,\"k\":2},\"g\":2,\"i\":[3],\"e\":9}",
		"{\"z\":0,\"g\":[1,2],\"i\":[{\"k\":[1,2]},[3]],\"e\":9}" },
	{ "[{\"\":1,\"\":2},{\"a\":1,\"a\":[]}]", "[{\"\":[1,2]},{\"a\":[1,[]]}]" },
};

static void
a_repeated_name_holds_all_its_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(repeated); i++) {
		cJSON *json = cJSON_Parse(repeated[i].json);
		char *text;

		repeated_merge(json);
		text = cJSON_PrintUnformatted(json);
		assert_string_equal(text, repeated[i].merged);
		cJSON_free(text);
		cJSON_Delete(json);
	}
	repeated_merge(NULL);
}

static void
many_names_take_no_time(void **state)
{
	cJSON *json = cJSON_CreateObject();
	char name[16];

	(void)state;
	for (int i = 0; i < 200000; i++) {
		snprintf(name, sizeof(name), "n%d", i / 2);
		cJSON_AddItemToObject(json, name, cJSON_CreateNumber(i));
	}
	repeated_merge(json);
	assert_int_equal(cJSON_GetArraySize(json), 100000);
	assert_int_equal(json->child->prev->child->next->valueint, 199999);
	cJSON_Delete(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_terminal_could_act_on_is_escaped),
		cmocka_unit_test(json_is_indented),
		cmocka_unit_test(what_is_no_json_ends),
		cmocka_unit_test(a_repeated_name_holds_all_its_values),
		cmocka_unit_test(many_names_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
