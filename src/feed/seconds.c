/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/seconds.h"

#include <stdlib.h>
#include <string.h>

/* More is for ever, and must not overflow. */
#define SECONDS_MAX (1000LL * 366 * 86400)

/* The seconds of a unit, and its length; -1 for an unknown unit.  Parts of a second are
 * 0. */
static long long
unit_of(const char *text, size_t *len)
{
	static const struct {
		const char *name;
		long long seconds;
	} units[] = { { "ms", 0 }, { "us", 0 }, { "\u00b5s", 0 }, { "ns", 0 }, { "s", 1 },
		{ "m", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 7LL * 86400 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		*len = strlen(units[i].name);
		if (strncmp(text, units[i].name, *len) == 0)
			return units[i].seconds;
	}
	return -1;
}

bool
feed_seconds(const char *text, long long *seconds)
{
	bool has_ended = text[0] == '-';
	long long sum = 0;

	text += has_ended;
	if (*text < '0' || *text > '9')
		return false;
	while (*text >= '0' && *text <= '9') {
		char *end;
		long long n = strtoll(text, &end, 10), each;
		size_t len = 0;
		if (*end == '.')
			end += 1 + strspn(end + 1, "0123456789");
		each = *end == '\0' ? 1 : unit_of(end, &len);
		if (each < 0)
			return false;
		if (n > SECONDS_MAX || sum + n * each > SECONDS_MAX)
			sum = SECONDS_MAX;
		else
			sum += n * each;
		text = end + len;
	}
	*seconds = has_ended ? 0 : sum;
	return *text == '\0';
}
