/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/stamp.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MINUTE_LEN 12 /* "Nov  5 12:31" */
#define SHORT_LEN 15  /* "Nov  5 12:31:30" */
#define ISO_LEN 19    /* "2026-11-05T12:31:30" */
#define DAY_LEN 14    /* "11-05 12:31:30" */
#define ASCTIME_LEN 24

void
stamp_begin(struct stamp_reader *reader, long long now)
{
	*reader = (struct stamp_reader){ .now = now };
}

#define UNIX_LEN 9 /* the least digits of seconds since 1970 */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two digits, or a blank and one digit; -1 otherwise. */
static int
two(const char *s)
{
	if (!is_digit(s[1]) || !(is_digit(s[0]) || s[0] == ' '))
		return -1;
	return (s[0] == ' ' ? 0 : (s[0] - '0') * 10) + s[1] - '0';
}

/* Days from 1970 to the year, month (1 to 12) and day: H. Hinnant, "chrono-compatible
 * low-level date algorithms", days_from_civil. */
static long long
days(long long year, int month, int day)
{
	long long era, year_of_era, day_of_year;

	year -= month <= 2;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static bool
is_date(int month, int day, int hour, int minute, int second)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 &&
	       hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
}

/* The number of "Jan" ... "Dec"; 0 for other texts. */
static int
month_of(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (memcmp(names + i * 3, s, 3) == 0)
			return i + 1;
	return 0;
}

static long long
local_time(int year, int month, int day, int hour, int minute, int second)
{
	struct tm tm = { .tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second,
		.tm_isdst = -1 };

	return (long long)mktime(&tm);
}

static struct tm
local_now(long long now)
{
	time_t t = (time_t)now;
	struct tm tm = { 0 };

	localtime_r(&t, &tm);
	return tm;
}

/* The time has no year: take the latest year that does not put it more than a day into
 * the future. */
static long long
recent_time(long long now, int month, int day, int hour, int minute, int second)
{
	int year = local_now(now).tm_year + 1900;
	long long t = local_time(year, month, day, hour, minute, second);

	return t <= now + 86400 ? t
	                        : local_time(year - 1, month, day, hour, minute, second);
}

static bool
read_minute(struct stamp_reader *r, const char *s)
{
	int month = month_of(s), day = two(s + 4), hour = two(s + 7),
	    minute = two(s + 10);

	if (s[3] != ' ' || s[6] != ' ' || s[9] != ':' ||
		!is_date(month, day, hour, minute, 0))
		return false;
	r->minute_time = recent_time(r->now, month, day, hour, minute, 0);
	memcpy(r->minute, s, MINUTE_LEN);
	return true;
}

/* The length of ".123456". */
static size_t
fraction(const char *s, size_t len)
{
	size_t n = 1;

	if (len < 2 || (s[0] != '.' && s[0] != ',') || !is_digit(s[1]))
		return 0;
	while (n < len && is_digit(s[n]))
		n++;
	return n;
}

/* "Z", "+0100", "+01:00"; 0 for other texts. */
static size_t
read_zone(const char *s, size_t len, long long *offset)
{
	size_t n = len >= 6 && s[3] == ':' ? 6 : 5;
	int hours, minutes;

	*offset = 0;
	if (len >= 1 && s[0] == 'Z')
		return 1;
	if (len < n || (s[0] != '+' && s[0] != '-') || !is_digit(s[1]) ||
		!is_digit(s[n - 2]))
		return 0;
	hours = two(s + 1);
	minutes = two(s + n - 2);
	if (hours < 0 || minutes < 0)
		return 0;
	*offset = (hours * 60 + minutes) * (s[0] == '-' ? -60LL : 60LL);
	return n;
}

/* "2026-11-05T12:31:30", with any byte for the T. */
struct date {
	int year, month, day, hour, minute, second;
};

static bool
read_date(const char *s, struct date *d)
{
	int century = two(s), year = two(s + 2);

	*d = (struct date){ century * 100 + year, two(s + 5), two(s + 8), two(s + 11),
		two(s + 14), two(s + 17) };
	return s[4] == '-' && s[7] == '-' && s[13] == ':' && s[16] == ':' &&
	       century >= 19 && year >= 0 &&
	       is_date(d->month, d->day, d->hour, d->minute, d->second);
}

static long long
utc_time(const struct date *d)
{
	return days(d->year, d->month, d->day) * 86400 + d->hour * 3600 + d->minute * 60 +
	       d->second;
}

static size_t
read_iso(const char *s, size_t len, long long *seconds)
{
	struct date date;
	long long offset;
	size_t n, zone;

	if (len < ISO_LEN + 1 || s[10] != 'T' || !read_date(s, &date))
		return 0;
	n = ISO_LEN + fraction(s + ISO_LEN, len - ISO_LEN);
	zone = read_zone(s + n, len - n, &offset);
	if (zone == 0)
		return 0;
	*seconds = utc_time(&date) - offset;
	return n + zone;
}

/* "1795608000.123456" */
static size_t
read_unix(const char *s, size_t len, long long *seconds)
{
	long long value = 0;
	size_t n = 0, part;

	while (n < len && n < UNIX_LEN + 3 && is_digit(s[n]))
		value = value * 10 + s[n++] - '0';
	part = fraction(s + n, len - n);
	if (n < UNIX_LEN || part == 0)
		return 0;
	*seconds = value;
	return n + part;
}

/* "11-05 12:31:30" */
static size_t
read_day(const struct stamp_reader *r, const char *s, size_t len, long long *seconds)
{
	int month = two(s), day = two(s + 3), hour = two(s + 6), minute = two(s + 9),
	    second = two(s + 12);

	if (len <= DAY_LEN || s[2] != '-' || s[5] != ' ' || s[8] != ':' || s[11] != ':' ||
		!is_date(month, day, hour, minute, second))
		return 0;
	*seconds = recent_time(r->now, month, day, hour, minute, second);
	return DAY_LEN;
}

static bool
is_weekday(const char *s)
{
	static const char names[] = "MonTueWedThuFriSatSun";

	for (size_t i = 0; i < sizeof(names) - 1; i += 3)
		if (memcmp(names + i, s, 3) == 0)
			return s[3] == ' ';
	return false;
}

/* "UTC", "CET", "-03": the length of the name, and the time.  A name that is not UTC is
 * of the local zone. */
static size_t
read_named_zone(const char *s, size_t len, const struct date *d, long long *seconds)
{
	size_t n = 0;
	long long offset;

	while (n < len && s[n] != ' ')
		n++;
	if (read_zone(s, n, &offset) == n && n > 0)
		*seconds = utc_time(d) - offset;
	else if (n == 3 && (s[0] == '-' || s[0] == '+') && two(s + 1) >= 0)
		*seconds = utc_time(d) - two(s + 1) * (s[0] == '-' ? -3600LL : 3600LL);
	else if (n == 3 && (memcmp(s, "UTC", 3) == 0 || memcmp(s, "GMT", 3) == 0))
		*seconds = utc_time(d);
	else
		*seconds = local_time(
			d->year, d->month, d->day, d->hour, d->minute, d->second);
	return n;
}

/* "Thu 2026-11-05 12:31:30 CET" */
static size_t
read_full(const char *s, size_t len, long long *seconds)
{
	struct date date;
	size_t n = 4 + ISO_LEN, zone;

	if (len < n + 2 || s[14] != ' ' || !read_date(s + 4, &date))
		return 0;
	n += fraction(s + n, len - n);
	if (n + 2 > len || s[n] != ' ')
		return 0;
	zone = read_named_zone(s + n + 1, len - n - 1, &date, seconds);
	return zone > 0 ? n + 1 + zone : 0;
}

/* "Thu Nov  5 12:31:30 2026" */
static size_t
read_asctime(const char *s, size_t len, long long *seconds)
{
	struct date d;

	if (len < ASCTIME_LEN || s[13] != ':' || s[16] != ':' || s[19] != ' ' ||
		two(s + 20) < 19 || two(s + 22) < 0)
		return 0;
	d = (struct date){ two(s + 20) * 100 + two(s + 22), month_of(s + 4), two(s + 8),
		two(s + 11), two(s + 14), two(s + 17) };
	if (!is_date(d.month, d.day, d.hour, d.minute, d.second))
		return 0;
	*seconds = local_time(d.year, d.month, d.day, d.hour, d.minute, d.second);
	return ASCTIME_LEN;
}

/* "[ 1234.567890]", "[ 1234.567890 <    0.001000 >]": no time of day. */
static size_t
read_monotonic(const char *s, size_t len, long long *seconds)
{
	size_t n = 1;

	while (n < len && (is_digit(s[n]) || memchr(" .<>", s[n], 4) != NULL))
		n++;
	if (n == len || s[n] != ']' || memchr(s, '.', n) == NULL)
		return 0;
	*seconds = STAMP_NONE;
	return n + 1;
}

static size_t
read_number(const struct stamp_reader *r, const char *s, size_t len, long long *seconds)
{
	size_t n = read_iso(s, len, seconds);

	if (n == 0)
		n = read_unix(s, len, seconds);
	return n > 0 ? n : read_day(r, s, len, seconds);
}

size_t
stamp_read(struct stamp_reader *r, const char *s, size_t len, long long *seconds)
{
	int second;

	if (len <= SHORT_LEN)
		return 0;
	if (is_digit(s[0]))
		return read_number(r, s, len, seconds);
	if (s[0] == '[')
		return read_monotonic(s, len, seconds);
	if (is_weekday(s))
		return is_digit(s[4]) ? read_full(s, len, seconds)
		                      : read_asctime(s, len, seconds);
	if ((r->minute[0] == '\0' || memcmp(s, r->minute, MINUTE_LEN) != 0) &&
		!read_minute(r, s))
		return 0;
	second = two(s + 13);
	if (s[12] != ':' || second < 0 || second > 60)
		return 0;
	*seconds = r->minute_time + second;
	return SHORT_LEN + fraction(s + SHORT_LEN, len - SHORT_LEN);
}

/* "2h" in seconds; -1 for other texts. */
static long long
parse_ago(const char *text)
{
	static const struct {
		char unit;
		long long seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	char *end;
	long n;

	if (!is_digit(text[0]))
		return -1;
	n = strtol(text, &end, 10);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (end[0] == units[i].unit && end[1] == '\0' && n <= 1000000000)
			return n * units[i].seconds;
	return -1;
}

/* "12:30" or "12:30:15", with nothing behind it. */
static bool
parse_clock(const char *s, int *hour, int *minute, int *second)
{
	size_t len = strlen(s);

	if ((len != 5 && len != 8) || s[2] != ':' || (len == 8 && s[5] != ':'))
		return false;
	*hour = two(s);
	*minute = two(s + 3);
	*second = len == 8 ? two(s + 6) : 0;
	return is_date(1, 1, *hour, *minute, *second);
}

/* "2026-11-05", with or without a clock time. */
static bool
parse_day(const char *s, long long *seconds)
{
	int year, month, day, hour = 0, minute = 0, second = 0;

	if (strlen(s) < 10 || s[4] != '-' || s[7] != '-' || two(s) < 19 || two(s + 2) < 0)
		return false;
	year = two(s) * 100 + two(s + 2);
	month = two(s + 5);
	day = two(s + 8);
	if (s[10] != '\0' && ((s[10] != ' ' && s[10] != 'T') ||
				     !parse_clock(s + 11, &hour, &minute, &second)))
		return false;
	if (!is_date(month, day, hour, minute, second))
		return false;
	*seconds = local_time(year, month, day, hour, minute, second);
	return true;
}

bool
stamp_parse(long long *seconds, const char *text, long long now, struct err *err)
{
	struct tm today = local_now(now);
	long long ago = parse_ago(text);
	int hour, minute, second;

	if (ago >= 0) {
		*seconds = now - ago;
		return true;
	}
	if (parse_clock(text, &hour, &minute, &second)) {
		*seconds = local_time(today.tm_year + 1900, today.tm_mon + 1,
			today.tm_mday, hour, minute, second);
		return true;
	}
	return parse_day(text, seconds) ||
	       err_set(err, ERR_USAGE,
		       "invalid time '%s': use 2026-11-05, '2026-11-05 12:30', 12:30 "
		       "(today), or an age such as 30m, 2h or 7d",
		       text);
}
