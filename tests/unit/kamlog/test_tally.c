/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests put together from lines, and whole files.
 */
#include "kamlog/scan.h"

#include "unit.h"

#include <pthread.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

#define NOW 1795608000 /* 2026-11-25 12:00:00 UTC */

static struct tally tally;

static int
begin(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	tally_begin(&tally, NOW);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	tally_clear(&tally);
	return 0;
}

/* One line of a process, with the stock config's prefix. */
static void
add_line(struct str *log, unsigned pid, const char *method, const char *source,
	const char *id, const char *reason)
{
	const char *verdict = reason[0] == '!' ? "blocked" : "allowed";

	str_addf(log,
		"Nov 25 11:59:58 edge1 kamailio[%u]: INFO: {1 1 %s %s} <script>: "
		"[REQINIT]: %s from %s %s for call-id: %s, %s\n",
		pid, method, id, method, source, verdict, id,
		reason + (reason[0] == '!'));
}

/* The checks that a request passes, in their order. */
static const char *const passed[] = { "passed sql injection attack test",
	"source IP country 'US' is allowlisted or is from an approved IP",
	"useragent 'phone' is not blocklisted", "request from a unblocked IP",
	"pike not blocking", "current register attempts = 0 for 192.0.2.1",
	"request is sane", "passed hop test", "hostname is not IP", "method is allowed" };

/* The first n of them. */
static void
add_passed(struct str *log, unsigned pid, const char *method, const char *source,
	const char *id, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_line(log, pid, method, source, id, passed[i]);
}

static void
count_log(struct str *log)
{
	int fd = memfd_create("log", 0);
	struct err err = NO_ERR;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, str_get(log), log->len), log->len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	if (!kamlog_scan(&tally, fd, "log", &err))
		fail_msg("%s", err.text);
	assert_no_error(&err);
	tally_end(&tally);
	close(fd);
	str_clear(log);
}

static void
assert_requests(uint64_t allowed, uint64_t blocked, uint64_t unfinished)
{
	assert_int_equal(tally.requests.allowed, allowed);
	assert_int_equal(tally.requests.blocked, blocked);
	assert_int_equal(tally.unfinished, unfinished);
}

/* The entry of this user agent, or source. */
static const struct heavy_entry *
find(const struct heavy *heavy, const void *key, size_t len)
{
	for (size_t i = 0; i < heavy_len(heavy); i++) {
		const struct heavy_entry *e = heavy_get(heavy, i);
		if (e->len == len && memcmp(e->key, key, len) == 0)
			return e;
	}
	fail_msg("it is not there: %.*s", (int)len, (const char *)key);
	return NULL;
}

static void
a_request_is_counted_once_for_all_its_lines(void **state)
{
	struct str log = { 0 };
	const struct heavy_entry *e;

	(void)state;
	add_passed(&log, 1, "INVITE", "192.0.2.1", "a", 10);
	add_passed(&log, 1, "REGISTER", "192.0.2.2", "b", 4);
	add_line(&log, 1, "REGISTER", "192.0.2.2", "b", "!pike blocking");
	count_log(&log);
	assert_requests(1, 1, 0);
	assert_int_equal(tally.reasons[KAMLOG_FLOOD], 1);
	e = find(tally.sources, (unsigned char[]){ 192, 0, 2, 2 }, 4);
	assert_int_equal(e->blocked, 1);
	assert_int_equal(e->allowed, 0);
	assert_int_equal(e->reasons, 1u << KAMLOG_FLOOD);
	assert_memory_equal(e->country, "US", 2);
	e = find(tally.agents, "phone", 5);
	assert_int_equal(e->blocked, 1);
	assert_int_equal(e->allowed, 1);
	assert_int_equal(tally.n_hours, 1);
	assert_int_equal(tally.hours[0].count.allowed, 1);
}

/* Processes work at the same time, and their lines mix. */
static void
lines_of_several_processes_may_mix(void **state)
{
	struct str log = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(passed); i++)
		for (unsigned pid = 1; pid <= 50; pid++) {
			char source[32], id[16];
			snprintf(source, sizeof(source), "192.0.2.%u", pid);
			snprintf(id, sizeof(id), "id%u", pid / 2);
			if (i < 5 || pid % 2 == 0)
				add_line(&log, pid, "INVITE", source, id, passed[i]);
			else if (i == 5)
				add_line(&log, pid, "INVITE", source, id,
					"!exceeds register attempts");
		}
	count_log(&log);
	assert_requests(25, 25, 0);
	assert_int_equal(tally.reasons[KAMLOG_LOGINS], 25);
	assert_int_equal(heavy_len(tally.sources), 50);
}

static void
a_request_that_is_sent_again_is_another(void **state)
{
	struct str log = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		add_passed(&log, 1, "INVITE", "192.0.2.1", "a", 10);
	for (int i = 0; i < 3; i++) {
		add_passed(&log, 1, "INVITE", "192.0.2.1", "a", 3);
		add_line(&log, 1, "INVITE", "192.0.2.1", "a", "!request from blocked IP");
	}
	count_log(&log);
	assert_requests(3, 3, 0);
}

/* The route ends without a word on a method that it does not know. */
static void
a_method_that_is_refused_has_no_line(void **state)
{
	struct str log = { 0 };

	(void)state;
	add_passed(&log, 1, "SUBSCRIBE", "192.0.2.1", "a", 9);
	add_passed(&log, 1, "SUBSCRIBE", "192.0.2.1", "b", 9);
	/* Sent again by the phone, which got no answer. */
	add_passed(&log, 1, "SUBSCRIBE", "192.0.2.1", "b", 9);
	count_log(&log);
	assert_requests(0, 3, 0);
	assert_int_equal(tally.reasons[KAMLOG_METHOD], 3);
}

static void
options_are_asked_for_more_than_their_method(void **state)
{
	struct str log = { 0 };

	(void)state;
	add_passed(&log, 1, "OPTIONS", "192.0.2.1", "a", 10);
	add_line(&log, 1, "OPTIONS", "192.0.2.1", "a",
		"!is not from a registered endpoint");
	add_passed(&log, 1, "OPTIONS", "192.0.2.1", "b", 10);
	add_line(&log, 1, "OPTIONS", "192.0.2.1", "b", "is from a registered endpoint");
	/* Where the route asks nothing else. */
	add_passed(&log, 1, "OPTIONS", "192.0.2.1", "c", 10);
	count_log(&log);
	assert_requests(2, 1, 0);
	assert_int_equal(tally.reasons[KAMLOG_ENDPOINT], 1);
}

static void
a_log_that_breaks_off_leaves_requests_unfinished(void **state)
{
	struct str log = { 0 };

	(void)state;
	add_passed(&log, 1, "INVITE", "192.0.2.1", "a", 5);
	add_passed(&log, 2, "INVITE", "192.0.2.1", "b", 5);
	log.len--; /* in the middle of a line */
	count_log(&log);
	assert_requests(0, 0, 2);
}

static void
sources_of_every_kind_are_counted(void **state)
{
	static const char *const sources[] = { "192.0.2.1", "::ffff:192.0.2.1",
		"2001:db8::1", "[2001:db8::1]", "2001:0db8:0:0::1" };
	struct str log = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(sources); i++)
		add_line(&log, 1, "INVITE", sources[i], "a", "!pike blocking");
	add_line(&log, 1, "INVITE", "192.0.2.256", "a", "!pike blocking");
	add_line(&log, 1, "INVITE", "1.2.3", "a", "!pike blocking");
	add_line(&log, 1, "INVITE", "nonsense", "a", "!pike blocking");
	count_log(&log);
	assert_requests(0, 8, 0);
	assert_int_equal(heavy_len(tally.sources), 2);
	assert_int_equal(
		find(tally.sources, (unsigned char[]){ 192, 0, 2, 1 }, 4)->blocked, 2);
}

static void
only_the_time_that_is_asked_for_counts(void **state)
{
	struct str log = { 0 };

	(void)state;
	tally.since = NOW - 3600;
	tally.until = NOW;
	for (int i = 0; i < 4; i++)
		str_addf(&log,
			"2026-11-25T%02d:30:00Z edge1 kamailio[1]: INFO: <script>: "
			"[REQINIT]: INVITE from 192.0.2.%d blocked: banned\n",
			10 + i, i);
	str_addf(&log, " 1(1) INFO: <script>: [REQINIT]: INVITE from 192.0.2.9 blocked: "
		       "banned\n");
	count_log(&log);
	assert_requests(0, 1, 0);
	assert_int_equal(tally.untimed, 1);
	find(tally.sources, (unsigned char[]){ 192, 0, 2, 1 }, 4);
	assert_int_equal(tally.first, NOW - 1800);
	assert_int_equal(tally.last, NOW - 1800);
}

/* Hours come in any order, as where several files are read. */
static void
hours_stand_in_their_order(void **state)
{
	char line[256];

	(void)state;
	for (int i = 0; i < 30000; i++) {
		int hour = (int)random_below(24), day = 1 + (int)random_below(28);
		int month = 1 + (int)random_below(12);
		int len = snprintf(line, sizeof(line),
			"%d-%02d-%02dT%02d:30:00Z h k[1]: INFO: <script>: [REQINIT]: "
			"INVITE from 192.0.2.1 blocked: banned",
			2000 + (int)random_below(2), month, day, hour);
		tally_line(&tally, line, (size_t)len);
	}
	assert_requests(0, 30000, 0);
	assert_int_equal(tally.n_hours, TALLY_HOURS);
	assert_true(tally.other_hours > 0);
	for (size_t i = 1; i < tally.n_hours; i++)
		assert_true(tally.hours[i - 1].hour < tally.hours[i].hour);
}

static void
a_user_agent_of_any_length_is_cut(void **state)
{
	static const size_t lengths[] = { 100, 60000, 65900, 400000, 131072 };
	static char agent[400001];
	struct str log = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		memset(agent, 'A' + (int)i, lengths[i]);
		agent[lengths[i]] = '\0';
		str_addf(&log,
			"Nov 25 11:59:58 h k[1]: INFO: <script>: [REQINIT]: INVITE from "
			"192.0.2.1 blocked for call-id: a, useragent '%s' is "
			"blocklisted\n",
			agent);
		add_line(&log, 1, "INVITE", "192.0.2.1", "a", "!pike blocking");
	}
	count_log(&log);
	assert_requests(0, 2 * COUNT(lengths), 0);
	assert_int_equal(tally.lines, 2 * COUNT(lengths));
	assert_int_equal(tally.too_long, 3);
	assert_int_equal(heavy_len(tally.agents), COUNT(lengths));
	for (size_t i = 0; i < COUNT(lengths); i++)
		assert_true(heavy_get(tally.agents, i)->len <= TALLY_AGENT_MAX);
}

/* Lines that do not count are not what a later one goes on from. */
static void
what_lies_outside_of_the_time_is_no_part_of_a_request(void **state)
{
	struct str log = { 0 };

	(void)state;
	tally.since = NOW - 10;
	str_addf(&log,
		"2026-11-25T11:59:58Z h k[1]: INFO: {1 1 INVITE a} <script>: "
		"[REQINIT]: INVITE from 192.0.2.1 allowed for call-id: a, %s\n",
		passed[0]);
	/* A clock that was set back, for one request. */
	for (int i = 0; i < 2; i++)
		str_addf(&log,
			"2026-11-25T11:59:%sZ h k[1]: INFO: {1 1 BYE b} <script>: "
			"[REQINIT]: BYE from 192.0.2.2 allowed for call-id: b, %s\n",
			i == 0 ? "40" : "59", i == 0 ? passed[0] : "method is allowed");
	count_log(&log);
	assert_requests(1, 0, 1);
	find(tally.sources, (unsigned char[]){ 192, 0, 2, 2 }, 4);
}

/* However a pipe delivers it, and with or without a line feed at its end. */
struct writer {
	const struct str *log;
	int fd;
};

static void *
write_pieces(void *ctx)
{
	const struct writer *w = ctx;
	size_t done = 0;

	while (done < w->log->len) {
		size_t n = 1 + random_below(random_below(2) ? 20 : 100000);
		if (n > w->log->len - done)
			n = w->log->len - done;
		done += (size_t)write(w->fd, w->log->s + done, n);
	}
	close(w->fd);
	return NULL;
}

static void
a_pipe_may_break_lines_anywhere(void **state)
{
	struct str log = { 0 };
	struct err err = NO_ERR;
	int fds[2];
	pthread_t thread;
	struct writer writer;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		char id[32];
		snprintf(id, sizeof(id), "id%d", i);
		add_passed(
			&log, (unsigned)i % 7, "INVITE", "192.0.2.1", id, i % 3 ? 10 : 4);
		if (i % 3 == 0)
			add_line(&log, (unsigned)i % 7, "INVITE", "192.0.2.1", id,
				"!pike blocking");
	}
	log.len--;
	assert_int_equal(pipe(fds), 0);
	writer = (struct writer){ &log, fds[1] };
	assert_int_equal(pthread_create(&thread, NULL, write_pieces, &writer), 0);
	assert_true(kamlog_scan(&tally, fds[0], "pipe", &err));
	tally_end(&tally);
	pthread_join(thread, NULL);
	close(fds[0]);
	str_clear(&log);
	assert_requests(2000, 1000, 0);
	assert_int_equal(tally.rest, 0);
	assert_int_equal(tally.lines, 25000);
}

static void
a_compressed_log_is_refused(void **state)
{
	struct err err = NO_ERR;
	int fd = memfd_create("log", 0);

	(void)state;
	assert_int_equal(write(fd, "\x1f\x8b\x08\x00", 4), 4);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_false(kamlog_scan(&tally, fd, "kamailio.log.1.gz", &err));
	assert_error(&err, ERR_USAGE, "zcat");
	close(fd);
}

/* Damage a log at random: what is counted stays what lines can tell. */
static void
a_damaged_log_is_counted_as_far_as_it_goes(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct str log = { 0 };
		uint64_t sum = 0;
		for (int i = 0; i < 200; i++)
			add_passed(&log, (unsigned)i % 5, "INVITE", "192.0.2.1",
				i % 2 ? "x" : "y", 1 + random_below(10));
		for (int i = 0; i < 300; i++)
			log.s[random_below((unsigned)log.len)] = (char)random_below(256);
		begin(NULL);
		count_log(&log);
		for (size_t i = 0; i < KAMLOG_STEPS; i++)
			sum += tally.reasons[i];
		assert_int_equal(sum, tally.requests.blocked);
		sum = 0;
		for (size_t i = 0; i < TALLY_METHODS; i++)
			sum += tally.methods[i].allowed + tally.methods[i].blocked;
		assert_int_equal(sum, tally.requests.allowed + tally.requests.blocked);
		assert_true(sum + tally.unfinished <= tally.checks);
		assert_true(tally.checks + tally.rest <= tally.lines);
		tally_clear(&tally);
	}
	begin(NULL);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_counted_once_for_all_its_lines),
		TEST(lines_of_several_processes_may_mix),
		TEST(a_request_that_is_sent_again_is_another),
		TEST(a_method_that_is_refused_has_no_line),
		TEST(options_are_asked_for_more_than_their_method),
		TEST(a_log_that_breaks_off_leaves_requests_unfinished),
		TEST(sources_of_every_kind_are_counted),
		TEST(only_the_time_that_is_asked_for_counts),
		TEST(hours_stand_in_their_order),
		TEST(a_user_agent_of_any_length_is_cut),
		TEST(what_lies_outside_of_the_time_is_no_part_of_a_request),
		TEST(a_pipe_may_break_lines_anywhere),
		TEST(a_compressed_log_is_refused),
		cmocka_unit_test_teardown(
			a_damaged_log_is_counted_as_far_as_it_goes, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
