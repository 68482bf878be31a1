/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines in blocks: whatever is read is given out once, whole, in its order.
 */
#include "feed/lines.h"

#include "unit.h"

#include <unistd.h>

#include "base/str.h"

/* The same, byte by byte: each line with a newline, what is too long cut. */
static void
take_apart(const struct str *content, struct str *wanted)
{
	size_t len = 0;

	for (size_t i = 0; i < content->len; i++) {
		bool is_end = content->s[i] == '\n';
		if (is_end || len < LINES_MAX)
			str_add(wanted, &content->s[i], 1);
		len = is_end ? 0 : len + 1;
	}
	if (len > 0)
		str_add(wanted, "\n", 1);
}

/* Lines of all lengths, but mostly short: most long ones around the limit. */
static void
draw(struct str *content)
{
	for (unsigned lines = random_below(40); lines > 0; lines--) {
		unsigned len = random_below(20);
		if (random_below(10) == 0)
			len = LINES_MAX - 3 + random_below(6);
		if (random_below(20) == 0)
			len = 2 * LINES_MAX - 3 + random_below(6);
		while (len-- > 0)
			str_add(content, &(char){ (char)('a' + random_below(26)) }, 1);
		if (lines > 1 || random_below(2))
			str_add(content, "\n", 1);
	}
}

static void
read_all(const char *path, struct str *got)
{
	struct lines lines;
	struct err err = NO_ERR;
	char *block;
	size_t len;

	assert_true(lines_open(&lines, path, &err));
	for (;;) {
		assert_true(lines_next(&lines, &block, &len, &err));
		if (len == 0)
			break;
		assert_int_equal(block[len - 1], '\n');
		str_add(got, block, len);
		/* They may be written to, and bytes behind them be read. */
		memset(block, '\n', len);
		for (unsigned i = 0; i < LINES_BEYOND; i++)
			assert_int_not_equal(block[len + i], '!');
	}
	assert_true(lines_next(&lines, &block, &len, &err));
	assert_int_equal(len, 0);
	lines_close(&lines);
	assert_no_error(&err);
}

static void
all_lines_come_once_and_whole(void **state)
{
	char path[] = "/tmp/shieldadm-lines-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct str content = { 0 }, wanted = { 0 }, got = { 0 };
		draw(&content);
		take_apart(&content, &wanted);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(
			pwrite(fd, str_get(&content), content.len, 0), content.len);
		read_all(path, &got);
		assert_int_equal(got.len, wanted.len);
		assert_memory_equal(str_get(&got), str_get(&wanted), got.len);
		str_clear(&content);
		str_clear(&wanted);
		str_clear(&got);
	}
	close(fd);
	unlink(path);
}

static void
what_cannot_be_read_is_an_error(void **state)
{
	struct lines lines;
	struct err err = NO_ERR;
	char *block;
	size_t len;

	(void)state;
	assert_false(lines_open(&lines, "/nonexistent/lines", &err));
	assert_error(&err, ERR_USAGE, "cannot read '/nonexistent/lines': No such file");
	assert_true(lines_open(&lines, "/", &err));
	assert_false(lines_next(&lines, &block, &len, &err));
	assert_error(&err, ERR_SYSTEM, "cannot read '/': Is a directory");
	lines_close(&lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_lines_come_once_and_whole),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
