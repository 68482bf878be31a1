/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "policy/address_parse.h"
#include "policy/pack.h"

static uint64_t seed = 88172645463325252u;

static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static struct address
make(const char *text, unsigned long group, unsigned port, const char *tag)
{
	struct address a;
	struct err err;

	if (!address_parse(&a, text, &err) || !address_set_tag(&a, tag, &err))
		fail_msg("%s", err.text);
	a.group = group;
	a.port = port;
	return a;
}

/* Few different ones, so that many are equal. */
static struct address
draw_address(void)
{
	char text[64], tag[16];
	unsigned prefix = draw() % 2 ? 32 : 24;

	snprintf(tag, sizeof(tag), "tag %u", (unsigned)(draw() % 5));
	if (draw() % 4 == 0)
		snprintf(text, sizeof(text), "2001:db8::%x", (unsigned)(draw() % 50));
	else if (draw() % 10 == 0)
		snprintf(text, sizeof(text), "sip%u.Example.com", (unsigned)(draw() % 9));
	else
		snprintf(text, sizeof(text), "192.%u.%u.%u/%u", (unsigned)(draw() % 3),
			(unsigned)(draw() % 5), prefix == 32 ? (unsigned)(draw() % 9) : 0,
			prefix);
	return make(text, 1 + draw() % 2, draw() % 3 ? 0 : 5060, tag);
}

static void
what_is_packed_is_the_same_again(void **state)
{
	struct pack pack = { 0 };
	struct address a[500], b;

	(void)state;
	for (uint32_t i = 0; i < 500; i++) {
		a[i] = draw_address();
		pack_add(&pack, &a[i], i);
	}
	assert_int_equal(pack_count(&pack), 500);
	for (size_t i = 0; i < 500; i++) {
		const struct address *was = &a[pack_line(&pack, i)];
		pack_get(&pack, i, &b);
		assert_true(address_same(was, &b));
		assert_string_equal(address_text(was), address_text(&b));
		assert_string_equal(was->tag, b.tag);
		assert_string_equal(was->tag, pack_tag_of(&pack, i));
		assert_int_equal(was->form, b.form);
		assert_int_equal(b.id, 0);
	}
	pack_clear(&pack);
}

/* The first of those that are equal, as the plain way has it. */
static size_t
first_of(const struct address *a, size_t n, const struct address *wanted)
{
	for (size_t i = 0; i < n; i++)
		if (address_same(&a[i], wanted))
			return i;
	return PACK_NONE;
}

static void
sorted_they_are_found_and_the_first_of_equal_ones_is_left(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct pack pack = { 0 };
		struct address a[400], b;
		size_t n = draw() % 400, different = 0, gone;
		for (size_t i = 0; i < n; i++) {
			a[i] = draw_address();
			different += first_of(a, i, &a[i]) == PACK_NONE;
			pack_add(&pack, &a[i], (uint32_t)i);
		}
		gone = pack_sort(&pack);
		assert_int_equal(pack_count(&pack), different);
		assert_int_equal(gone, n - different);
		for (size_t i = 0; i < n; i++) {
			size_t at = pack_find(&pack, &a[i]);
			assert_true(at != PACK_NONE);
			assert_int_equal(pack_line(&pack, at), first_of(a, n, &a[i]));
		}
		for (size_t i = 0; i < 100; i++) {
			b = draw_address();
			assert_int_equal(pack_find(&pack, &b) == PACK_NONE,
				first_of(a, n, &b) == PACK_NONE);
		}
		pack_clear(&pack);
	}
}

/* IPv4 before IPv6, by number, in each group. */
static void
the_order_is_that_of_numbers(void **state)
{
	static const char *const texts[] = { "10.0.0.9", "10.0.0.10", "9.0.0.0/8",
		"2001:db8::9", "2001:db8::10", "10.0.0.0/8" };
	static const char *const wanted[] = { "9.0.0.0", "10.0.0.0", "10.0.0.9",
		"10.0.0.10", "2001:db8::9", "2001:db8::10" };
	struct pack pack = { 0 };
	struct address a;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		a = make(texts[i], 2, 0, "");
		pack_add(&pack, &a, 0);
	}
	a = make("255.0.0.0/8", 1, 0, "");
	pack_add(&pack, &a, 0);
	pack_sort(&pack);
	for (size_t i = 0; i < 6; i++) {
		pack_get(&pack, i + 1, &a);
		assert_string_equal(address_text(&a), wanted[i]);
	}
	assert_int_equal(pack_networks(&pack), 3);
	pack_clear(&pack);
}

static void
marks_are_kept_with_their_entry(void **state)
{
	struct pack pack = { 0 };
	struct address a = make("192.0.2.1", 1, 0, "a"),
		       name = make("x.example", 1, 0, "a");

	(void)state;
	pack_add(&pack, &a, 7);
	pack_add(&pack, &name, 8);
	pack_see(&pack, 0, true);
	pack_see(&pack, 1, true);
	assert_true(pack_is_seen(&pack, 0) && pack_is_seen(&pack, 1));
	pack_see(&pack, 0, false);
	assert_false(pack_is_seen(&pack, 0));
	assert_string_equal(pack_tag_of(&pack, 0), "a");
	assert_int_equal(pack_line(&pack, 0), 7);
	pack_clear(&pack);
}

/* Every key that has no prefix in common with the next one, and those that have. */
static void
a_hundred_thousand_are_in_order_after_sorting(void **state)
{
	struct pack pack = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		uint64_t r = draw();
		unsigned char bytes[16] = { 0 };
		memcpy(bytes, &r, 4);
		pack_add_ip(
			&pack, AF_INET, bytes, 32, 1 + r % 3, 0, pack_tag(&pack, ""), i);
	}
	pack_sort(&pack);
	for (size_t i = 1; i < pack.len; i++)
		assert_true(memcmp(pack.v[i - 1].key, pack.v[i].key, PACK_KEY_LEN) < 0);
	pack_clear(&pack);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_the_same_again),
		cmocka_unit_test(
			sorted_they_are_found_and_the_first_of_equal_ones_is_left),
		cmocka_unit_test(the_order_is_that_of_numbers),
		cmocka_unit_test(marks_are_kept_with_their_entry),
		cmocka_unit_test(a_hundred_thousand_are_in_order_after_sorting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
