/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_UNIT_FEED_EXPECT_H
#define SHIELDADM_TESTS_UNIT_FEED_EXPECT_H

/* What is made of a list of addresses, as one text. */

#include "base/str.h"
#include "feed/reader.h"
#include "unit.h"

static const char *chosen_set;

/* What is made of a list: "1:203.0.113.9 3:x/24 time=60", "2:!why" for a line that is
 * wrong, "4:-why" for one that is left out. */
static inline void
read_list(enum feed_purpose purpose, const char *text, struct str *got)
{
	struct feed_format format = feed_addresses;
	struct reader reader;
	struct feed_row row;
	enum reader_got kind;
	struct err err = NO_ERR;

	format.purpose = purpose;
	format.set = chosen_set;
	if (!reader_open_text(&reader, &format, text, strlen(text), &err)) {
		str_addf(got, "!%s", err.text);
		return;
	}
	while ((kind = reader_next(&reader, &row, &err)) <= READER_WRONG) {
		str_addf(got, "%s%zu:", got->len > 0 ? " " : "", row.number);
		if (kind == READER_WRONG) {
			str_addf(got, "%s%s", row.is_left_out ? "-" : "!", err.text);
			continue;
		}
		char *address = feed_address_text(row.fields);
		str_addf(got, "%s", address);
		free(address);
		if (row.fields[FEED_TIME] != NULL)
			str_addf(got, " time=%s", row.fields[FEED_TIME]);
	}
	if (reader.says_nothing)
		str_addf(got, "nothing");
	reader_close(&reader);
}

static inline void
expect_to(enum feed_purpose purpose, const char *text, const char *wanted)
{
	struct str got = { 0 };

	read_list(purpose, text, &got);
	if (strcmp(str_get(&got), wanted) != 0)
		fail_msg("%s\ngives  %s\nwanted %s", text, str_get(&got), wanted);
	str_clear(&got);
}

static inline void
expect(const char *text, const char *wanted)
{
	expect_to(FEED_TO_BAN, text, wanted);
}

/* The same, of one of the sets of the list. */
static inline void
expect_set(const char *set, const char *text, const char *wanted)
{
	chosen_set = set;
	expect(text, wanted);
	chosen_set = NULL;
}

#endif
