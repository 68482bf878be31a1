/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Records in order, in memory and by way of a file. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/sorter.h"
#include "base/xalloc.h"

struct record {
	unsigned char bytes[40];
	size_t len;
};

static int
compare(const void *a, const void *b)
{
	const struct record *x = a, *y = b;
	int d = memcmp(x->bytes, y->bytes, x->len < y->len ? x->len : y->len);

	return d != 0 ? d : (x->len > y->len) - (x->len < y->len);
}

/* Of few different bytes, so that many begin alike, and some are the same; zero too. */
static struct record *
make(size_t n, unsigned seed, int alphabet)
{
	struct record *records = xcalloc(n + 1, sizeof(*records));

	srand(seed);
	for (size_t i = 0; i < n; i++) {
		records[i].len = (size_t)rand() % (sizeof(records[i].bytes) + 1);
		for (size_t b = 0; b < records[i].len; b++)
			records[i].bytes[b] = (unsigned char)(rand() % alphabet);
	}
	return records;
}

static void
check(size_t room, size_t n, unsigned seed, int alphabet)
{
	struct record *records = make(n, seed, alphabet);
	struct sorter *s = sorter_new(room);
	const unsigned char *bytes;
	struct err err;
	size_t len;

	for (size_t i = 0; i < n; i++)
		assert_true(sorter_add(s, records[i].bytes, records[i].len, &err));
	if (n > 0)
		qsort(records, n, sizeof(*records), compare);
	for (size_t i = 0; i < n; i++) {
		assert_true(sorter_next(s, &bytes, &len, &err));
		assert_non_null(bytes);
		assert_int_equal(len, records[i].len);
		assert_memory_equal(bytes, records[i].bytes, len);
	}
	for (int i = 0; i < 2; i++) {
		assert_true(sorter_next(s, &bytes, &len, &err));
		assert_null(bytes);
	}
	sorter_free(s);
	free(records);
}

static void
test_in_memory(void **state)
{
	(void)state;
	check(4096, 0, 1, 2);
	check(4096, 1, 1, 2);
	for (unsigned seed = 0; seed < 50; seed++) {
		check(1 << 20, 1000, seed, 2);
		check(1 << 20, 1000, seed, 256);
	}
}

/* Some thousand runs, and windows that are filled more than once. */
static void
test_by_file(void **state)
{
	(void)state;
	for (unsigned seed = 0; seed < 5; seed++) {
		check(SORTER_RECORD_MAX, 20000, seed, 2);
		check(SORTER_RECORD_MAX, 20000, seed, 256);
		check(100000, 50000, seed, 3);
	}
}

/* Each record is as long as can be. */
static void
test_long(void **state)
{
	struct sorter *s = sorter_new(SORTER_RECORD_MAX);
	unsigned char record[SORTER_RECORD_MAX];
	const unsigned char *bytes;
	struct err err;
	size_t len;

	(void)state;
	for (int i = 0; i < 200; i++) {
		memset(record, (i * 7) % 200, sizeof(record));
		assert_true(sorter_add(s, record, sizeof(record), &err));
	}
	for (int i = 0; i < 200; i++) {
		assert_true(sorter_next(s, &bytes, &len, &err));
		assert_int_equal(len, sizeof(record));
		assert_int_equal(bytes[0], i);
		assert_int_equal(bytes[len - 1], i);
	}
	sorter_free(s);
}

/* Where no file can be made that is an error, when the room is used up. */
static void
test_no_file(void **state)
{
	struct sorter *s = sorter_new(SORTER_RECORD_MAX);
	unsigned char record[SORTER_RECORD_MAX] = { 0 };
	const char *folder = getenv("TMPDIR");
	char *before = folder != NULL ? xstrdup(folder) : NULL;
	struct err err;

	(void)state;
	setenv("TMPDIR", "/nowhere/at/all", 1);
	assert_true(sorter_add(s, record, sizeof(record), &err));
	assert_false(sorter_add(s, record, sizeof(record), &err));
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_string_equal(
		err.text, "cannot make a temporary file: No such file or directory");
	sorter_free(s);
	if (before != NULL)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_memory),
		cmocka_unit_test(test_by_file),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
