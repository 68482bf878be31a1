/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts in memory that does not grow, against counts in memory that does.
 */
#include "kamlog/heavy.h"

#include "unit.h"

#define VALUES 5000

/* What a table that forgets nothing would hold. */
static uint64_t truth[VALUES], truly_allowed[VALUES];

static void
count(struct heavy *heavy, unsigned value, bool is_blocked)
{
	struct heavy_entry *e = heavy_at(heavy, &value, sizeof(value));

	e->blocked += is_blocked;
	e->allowed += !is_blocked;
	truth[value]++;
	truly_allowed[value] += !is_blocked;
}

static unsigned
value_of(const struct heavy_entry *e)
{
	unsigned value;

	assert_int_equal(e->len, sizeof(value));
	memcpy(&value, e->key, sizeof(value));
	assert_true(value < VALUES);
	return value;
}

/* The lower the value, the more often it comes. */
static unsigned
skewed(void)
{
	return random_below(random_below(random_below(VALUES) + 1) + 1);
}

static struct heavy *
fill(size_t capacity, size_t n)
{
	struct heavy *heavy = heavy_new(capacity, sizeof(unsigned));

	memset(truth, 0, sizeof(truth));
	memset(truly_allowed, 0, sizeof(truly_allowed));
	for (size_t i = 0; i < n; i++)
		count(heavy, skewed(), random_below(3) > 0);
	return heavy;
}

static void
what_fits_is_counted_exactly(void **state)
{
	struct heavy *heavy = fill(VALUES, 100000);
	size_t seen = 0;

	(void)state;
	assert_int_equal(heavy_floor(heavy), 0);
	for (size_t i = 0; i < heavy_len(heavy); i++) {
		const struct heavy_entry *e = heavy_get(heavy, i);
		assert_int_equal(e->allowed + e->blocked, truth[value_of(e)]);
		assert_int_equal(e->allowed, truly_allowed[value_of(e)]);
		assert_int_equal(e->error, 0);
	}
	for (size_t i = 0; i < VALUES; i++)
		seen += truth[i] > 0;
	assert_int_equal(seen, heavy_len(heavy));
	heavy_free(heavy);
}

/* What is shown came as often as it says, and at the most error times more; what is not
 * shown came floor times at the most. */
static void
what_does_not_fit_is_bounded(void **state)
{
	static const size_t capacities[] = { 2, 3, 10, 100, 1000, 4000 };

	(void)state;
	for (size_t c = 0; c < COUNT(capacities); c++) {
		struct heavy *heavy = fill(capacities[c], 200000);
		bool is_there[VALUES] = { false };
		assert_true(heavy_len(heavy) <= capacities[c]);
		for (size_t i = 0; i < heavy_len(heavy); i++) {
			const struct heavy_entry *e = heavy_get(heavy, i);
			uint64_t certain = e->allowed + e->blocked;
			unsigned value = value_of(e);
			is_there[value] = true;
			assert_in_range(truth[value], certain, certain + e->error);
			/* Without an error its whole history is known. */
			if (e->error == 0)
				assert_int_equal(e->allowed, truly_allowed[value]);
		}
		for (size_t i = 0; i < VALUES; i++) {
			if (!is_there[i])
				assert_true(truth[i] <= heavy_floor(heavy));
			if (!is_there[i] && truly_allowed[i] > 0)
				assert_true(heavy_forgot_allowed(heavy));
		}
		/* Space-saving's bound: no more than an equal share of half a table. */
		if (capacities[c] >= 10)
			assert_true(heavy_floor(heavy) <= 2 * 200000 / capacities[c] + 1);
		heavy_free(heavy);
	}
}

/* A flood of values that come once each takes nothing from those that come often. */
static void
a_flood_of_strangers_hides_nobody(void **state)
{
	struct heavy *heavy = heavy_new(1000, 8);
	const struct heavy_entry **top;
	size_t n = 10;

	(void)state;
	for (uint64_t i = 0; i < 300000; i++) {
		uint64_t often = i % 10, stranger = 1000 + i;
		heavy_at(heavy, &often, 8)->blocked++;
		heavy_at(heavy, &stranger, 8)->blocked++;
	}
	top = heavy_top(heavy, &n);
	assert_int_equal(n, 10);
	for (size_t i = 0; i < n; i++) {
		uint64_t value;
		memcpy(&value, top[i]->key, 8);
		assert_int_equal(value, i);
		assert_int_equal(top[i]->blocked, 30000);
		assert_int_equal(top[i]->error, 0);
	}
	free(top);
	heavy_free(heavy);
}

static void
keys_of_all_lengths_are_told_apart(void **state)
{
	struct heavy *heavy = heavy_new(100, 40);
	char key[40] = { 0 };
	size_t n = 100;
	const struct heavy_entry **top;

	(void)state;
	for (size_t len = 0; len <= sizeof(key); len++)
		for (size_t i = 0; i <= len; i++)
			heavy_at(heavy, key, len)->blocked++;
	assert_int_equal(heavy_len(heavy), sizeof(key) + 1);
	top = heavy_top(heavy, &n);
	assert_int_equal(n, sizeof(key) + 1);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(top[i]->len, sizeof(key) - i);
		assert_int_equal(top[i]->blocked, sizeof(key) - i + 1);
	}
	free(top);
	heavy_free(heavy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_is_counted_exactly),
		cmocka_unit_test(what_does_not_fit_is_bounded),
		cmocka_unit_test(a_flood_of_strangers_hides_nobody),
		cmocka_unit_test(keys_of_all_lengths_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
