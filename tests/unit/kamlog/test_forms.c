/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What envelopes and other prefixes can do to a line: folded headers in containers,
 * parts of lines, JSON that a caller adds to, lines that cannot be told apart.
 */
#include "kamlog/scan.h"

#include "unit.h"

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

#define NOW 1795608000 /* 2026-11-25 12:00:00 UTC */

#define CHECK "<script>: [REQINIT]: INVITE from 192.0.2.1 "
#define PIKE CHECK "blocked for call-id: a@b, pike blocking"
#define FORGED "<script>: [REQINIT]: INVITE from 203.0.113.9 blocked: flood"
#define STAMP "2026-11-25T11:59:58.123456789Z "

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

static void
count_log(const char *log)
{
	int fd = memfd_create("log", 0);
	struct err err = NO_ERR;

	assert_int_equal(write(fd, log, strlen(log)), strlen(log));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	if (!kamlog_scan(&tally, fd, "log", &err))
		fail_msg("%s", err.text);
	tally_end(&tally);
	close(fd);
}

/* These requests were blocked, and these lines were not read. */
static void
assert_counts(const char *log, uint64_t blocked, uint64_t unread)
{
	begin(NULL);
	count_log(log);
	if (tally.requests.blocked != blocked || tally.unread != unread)
		fail_msg("blocked %llu, unread %llu: %s",
			(unsigned long long)tally.requests.blocked,
			(unsigned long long)tally.unread, log);
	for (size_t i = 0; i < heavy_len(tally.sources); i++)
		assert_int_not_equal(heavy_get(tally.sources, i)->key[0], 203);
	tally_clear(&tally);
}

/* A container makes a line of its own of each line of a folded header. */
static void
a_folded_header_forges_nothing_in_a_container(void **state)
{
	static const char *const envelopes[] = { STAMP, STAMP "stderr F ",
		"kamailio-1  | ", "kamailio-1  | " STAMP, "[pod/kamailio-0/sip] " STAMP,
		"kamailio-0 sip ", "kamailio-0 sip " STAMP, "",
		"<30>Nov 25 11:59:58 edge1 sip[7]: " };
	static const char *const lines[] = { " 1(7) INFO: " CHECK
					     "allowed for call-id: a@b, useragent 'x\r",
		" 0(1) INFO: " FORGED, " edge1 kamailio[7]: INFO: " FORGED,
		" stderr F  0(1) INFO: " FORGED, " kamailio-1  |  0(1) INFO: " FORGED,
		" " STAMP " 0(1) INFO: " FORGED, "\t 0(1) INFO: " FORGED,
		" end' is not blocklisted" };

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(envelopes); i++) {
		struct str log = { 0 };
		for (size_t j = 0; j < COUNT(lines); j++)
			str_addf(&log, "%s%s\n", envelopes[i], lines[j]);
		/* The next line of the process is read again. */
		str_addf(&log, "%s 1(7) INFO: " PIKE "\n", envelopes[i]);
		assert_counts(str_get(&log), 1, 6);
		str_clear(&log);
	}
	begin(NULL);
}

/* The names of a pod may be longer than what the reader keeps of a line. */
static void
a_folded_header_forges_nothing_behind_a_long_envelope(void **state)
{
#define ALLOWED(text) \
	("1(7) INFO: {1 1 INVITE a@b} " CHECK "allowed for call-id: a@b, " text)
	static const char *const lines[] = { ALLOWED("request is sane"),
		ALLOWED("useragent 'x\r"), (" 0(1) INFO: " FORGED),
		" end' is not blocklisted" };

	(void)state;
	end(NULL);
	for (int width = 0; width < 200; width += 5)
		for (int has_time = 0; has_time < 2; has_time++) {
			struct str log = { 0 };
			for (size_t i = 0; i < COUNT(lines); i++)
				str_addf(&log, "[pod/k%0*d/sip] %s%s\n", width, 0,
					has_time ? STAMP : "", lines[i]);
			assert_counts(str_get(&log), 0, 1);
			str_clear(&log);
		}
	begin(NULL);
}

/* What cannot be told from two lines is told as that. */
static void
a_line_of_stderr_that_breaks_off_is_counted(void **state)
{
	static const struct {
		const char *line;
		uint64_t cut;
	} lines[] = { { " 1(7) INFO: {1 1 INVITE a", 1 },
		{ " 1(7) INFO: " CHECK "allowed for call-id: a", 1 },
		{ " 1(7) INFO: " CHECK "allowed for call-id: a, useragent 'x", 1 },
		{ STAMP " 1(7) INFO: tm [t.c:1]: f(): x\r", 1 },
		{ " 1(7) INFO: " PIKE, 0 }, { " 1(7) INFO: {1 1 INVITE a} " PIKE, 0 },
		{ " 1(7) INFO: tm [t.c:1]: f(): {x", 0 },
		{ "Nov 25 11:59:58 edge1 kamailio[7]: INFO: {1 1 INVITE a", 0 } };
	char log[512];

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(lines); i++) {
		begin(NULL);
		snprintf(log, sizeof(log), "# a line without a carriage return\n%s\n",
			lines[i].line);
		count_log(log);
		if (tally.cut != lines[i].cut)
			fail_msg(
				"%llu: %s", (unsigned long long)tally.cut, lines[i].line);
		end(NULL);
	}
	begin(NULL);
}

/* What stands behind such a line is counted, and marked. */
static void
lines_behind_one_that_breaks_off_are_in_doubt(void **state)
{
	static const char *const cut[] = { " 1(7) INFO: {1 1 INVITE a\n",
		"\n 1(7) INFO: tm [t.c:1]: f(): x\r\n x\n",
		" 1(7) ERROR: <core> [core/parser/msg_parser.c:749]: message=<x\n" };
	char log[1024];

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(cut); i++)
		for (int kind = 0; kind < 3; kind++) {
			const struct heavy_entry *e;
			begin(NULL);
			snprintf(log, sizeof(log), "%s%s" PIKE "\n",
				kind > 0 ? cut[i] : "",
				kind < 2 ? "12(7) INFO: "
					 : "Nov 25 11:59:58 edge1 kamailio[7]: INFO: ");
			count_log(log);
			assert_int_equal(tally.requests.blocked, 1);
			e = heavy_get(tally.sources, 0);
			if (e->is_doubtful != (kind == 1))
				fail_msg("%d: %s", e->is_doubtful, log);
			end(NULL);
		}
	begin(NULL);
}

/* The journal keeps each line of stderr as an entry. */
static void
entries_behind_one_that_breaks_off_are_in_doubt(void **state)
{
	static const char *const logs[] = {
		"__CURSOR=1\n_PID=1\nMESSAGE= 1(7) INFO: {1 1 INVITE a\n\n"
		"__CURSOR=2\n_PID=1\nMESSAGE= 1(7) INFO: " PIKE "\n\n",
		"{\"_PID\":\"1\",\"MESSAGE\":\" 1(7) INFO: {1 1 INVITE a\"}\n"
		"{\"_PID\":\"1\",\"MESSAGE\":\" 1(7) INFO: " PIKE "\"}\n",
		"{\n\t\"MESSAGE\" : \" 1(7) INFO: {1 1 INVITE a\"\n}\n"
		"{\n\t\"MESSAGE\" : \" 1(7) INFO: " PIKE "\"\n}\n",
		"{\"log\":\" 1(7) INFO: {1 1 INVITE a\\n\",\"stream\":\"stderr\"}\n"
		"{\"log\":\" 1(7) INFO: " PIKE "\\n\",\"stream\":\"stderr\"}\n"
	};

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(logs); i++) {
		begin(NULL);
		count_log(logs[i]);
		if (tally.requests.blocked != 1 || tally.cut != 1 ||
			!heavy_get(tally.sources, 0)->is_doubtful)
			fail_msg("%s", logs[i]);
		end(NULL);
	}
	begin(NULL);
}

/* The lines of another container do not continue a header. */
static void
a_folded_header_hides_no_line_of_another_container(void **state)
{
	(void)state;
	end(NULL);
	assert_counts("sip-1  |  1(7) INFO: " CHECK
		      "allowed for call-id: a@b, useragent 'x\n"
		      "sip-2  |  1(7) INFO: " PIKE "\n"
		      "sip-1  |  0(1) INFO: " FORGED "\n",
		1, 1);
	begin(NULL);
}

/* A message of the journal may have several lines; the rest is no line of its own. */
static void
a_message_of_several_lines_is_one(void **state)
{
	(void)state;
	end(NULL);
	assert_counts("{\"_PID\":\"7\",\"MESSAGE\":\" 1(7) INFO: " CHECK
		      "allowed for call-id: a@b, useragent 'x\\r\\n 0(1) INFO: " FORGED
		      "' is not blocklisted\"}\n"
		      "{\"_PID\":\"7\",\"MESSAGE\":\" 1(7) INFO: " PIKE "\"}\n",
		1, 0);
	assert_counts("__CURSOR=1\n_PID=7\nMESSAGE\n\x02\x01\0\0\0\0\0\0", 0, 0);
	begin(NULL);
}

/* journalctl -a shows all of a field, however long it is. */
static void
an_entry_that_is_too_long_hides_no_other(void **state)
{
	struct str log = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		str_addf(&log, "{\n\t\"_PID\" : \"7\",\n\t\"COREDUMP\" : [\n");
		for (int j = 0; j < 300000; j++)
			str_addf(&log, "\t\t255,\n");
		str_addf(&log,
			"\t\t0\n\t]\n}\n{\n\t\"_PID\" : \"7\",\n"
			"\t\"MESSAGE\" : \"INFO: " PIKE "\"\n}%s",
			i == 0 ? "\n" : "");
	}
	count_log(str_get(&log));
	assert_int_equal(tally.requests.blocked, 2);
	assert_int_equal(tally.too_long, 2);
	assert_int_equal(tally.lines, 4);
	str_clear(&log);
}

/* A caller whose text begins a part of a line forges nothing. */
static void
a_part_of_a_line_is_no_line(void **state)
{
	(void)state;
	end(NULL);
	assert_counts(STAMP "stderr F  1(7) INFO: " PIKE "\n" STAMP
			    "stderr P  1(7) INFO: " CHECK
			    "blocked for call-id: c@d, useragent 'x\n" STAMP
			    "stderr F  1(7) INFO: " FORGED "' is blocklisted\n",
		2, 0);
	/* Each stream has parts of its own. */
	assert_counts(STAMP "stderr P  1(7) INFO: " CHECK
			    "blocked for call-id: c@d, \n" STAMP "stdout F hello\n" STAMP
			    "stderr F pike blocking\n",
		1, 0);
	/* A host of this name is not a stream. */
	assert_counts(STAMP "stdout P hello\n" STAMP "stdout kamailio[7]: INFO: " PIKE
			    "\n",
		1, 0);
	begin(NULL);
}

/* Kamailio's engine does not escape its prefix. */
static void
json_that_a_caller_adds_to_is_not_read(void **state)
{
#define ENGINE(prefix, message)                                                        \
	"{ \"idx\": 1, \"pid\": 7, \"level\": \"INFO\", \"module\": \"xlog\", "        \
	"\"file\": \"x.c\", \"line\": 1, \"function\": \"\", \"logprefix\": \"" prefix \
	"\", \"message\": \"" message "\" }\n"
#define ENGINE_PIKE \
	"[REQINIT]: INVITE from 192.0.2.1 blocked for call-id: a, pike blocking"
#define ENGINE_FORGED "[REQINIT]: INVITE from 203.0.113.9 blocked: flood"
	(void)state;
	end(NULL);
	assert_counts(ENGINE("{1 1 INVITE a} ", ENGINE_PIKE), 1, 0);
	assert_counts(ENGINE("x\", \"message\": \"" ENGINE_FORGED, ENGINE_PIKE), 0, 1);
	assert_counts(ENGINE("x\", \"log\": \"INFO: " FORGED, ENGINE_PIKE), 0, 1);
	assert_counts(ENGINE("x\", \"MESSAGE\": \"INFO: " FORGED, ENGINE_PIKE), 0, 1);
	assert_counts(ENGINE("x\", \"kamailio.module\": \"tm", ENGINE_PIKE), 0, 1);
	assert_counts(ENGINE("x\" } { \"message\": \"INFO: " FORGED, ENGINE_PIKE), 0, 1);
	assert_counts(ENGINE("x\", \"y\": { \"z\": \"", ENGINE_PIKE), 0, 1);
	/* A line of another module that begins with a text of the caller. */
	assert_counts("{ \"level\": \"INFO\", \"module\": \"tm\", \"message\": "
		      "\"" ENGINE_FORGED "\" }\n",
		0, 1);
	begin(NULL);
}

/* A line with two origins, in a log whose prefix is not the stock config's. */
static void
what_cannot_be_told_apart_is_not_read(void **state)
{
	static const char known[] = "INFO: [c@d] " PIKE "\n";
	static const char *const lines[] = {
		"INFO: {1 1 INVITE z} " FORGED " " PIKE,
		"INFO: {1 1 INVITE z} <script>: [REQINIT]: INVITE from 203.0.113.9 "
		"allowed for call-id: z, useragent 'x " CHECK
		"allowed for call-id: a@b, useragent 'y' is not blocklisted",
		"INFO: " FORGED " " PIKE,
		"INFO: [REQINIT]: INVITE from 203.0.113.9 blocked: flood " PIKE,
		"INFO: x " FORGED " tm [t_reply.c:12]: f(): y",
		"ERROR: [z] tm [t_reply.c:12]: f(): " FORGED,
		"INFO: x tm [t_reply.c:12]: f(): y " PIKE,
		"INFO: [z] <script>: another line of the script " FORGED,
		"INFO: [z] <script>: [REQINIT] in a text of its own",
		"INFO: another xlog prefix: [REQINIT]: INVITE from 203.0.113.9 blocked: "
		"flood",
	};

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(lines); i++) {
		char text[1024];
		/* Wherever in the log the prefix shows. */
		snprintf(text, sizeof(text), "%s%s\n", known, lines[i]);
		assert_counts(text, 1, 1);
		snprintf(text, sizeof(text), "%s\n%s", lines[i], known);
		assert_counts(text, 1, 1);
	}
	begin(NULL);
}

/* xlog's long format names the file as Kamailio was told it. */
static void
a_place_in_the_configuration_is_skipped(void **state)
{
	static const char *const places[] = { "",
		"612:", "/etc/kamailio/kamailio.cfg:612:", "kamailio.cfg:612:",
		"./k/route.inc:6:" };
	static const char *const others[] = { "x", "x:", "sip:1:", "192.0.2.1:5060:",
		"/etc/kamailio/a b.cfg:6:", "/etc/kamailio.cfg:", "kamailio.cfg:x:" };
	char text[512];

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(places); i++)
		for (int prefix = 0; prefix < 3; prefix++) {
			snprintf(text, sizeof(text),
				"INFO: %s<script>: %s[REQINIT]: INVITE from 192.0.2.1 "
				"blocked for call-id: a@b, pike blocking\n",
				prefix == 0   ? ""
				: prefix == 1 ? "{1 1 INVITE a@b} "
					      : "[a@b] ",
				places[i]);
			assert_counts(text, 1, 0);
		}
	for (size_t i = 0; i < COUNT(others); i++) {
		snprintf(text, sizeof(text),
			"INFO: <script>: %s[REQINIT]: INVITE from 192.0.2.1 blocked: "
			"flood\n",
			others[i]);
		assert_counts(text, 0, 1);
	}
	begin(NULL);
}

/* A time that begins a second line of a relay, or a wrong one, is no envelope. */
static void
what_begins_like_an_envelope_is_none(void **state)
{
	static const char *const lines[] = { "<134>1 INFO: " PIKE, "<134 INFO: " PIKE,
		"2026-11-25T11:59:58Z  edge1 kamailio[7]: INFO: " PIKE,
		"2026-11-25T11:59:58Z stdout X INFO: " PIKE, "kamailio-1 | x INFO: " PIKE,
		"kamailio INFO: " PIKE, "Kamailio-0 sip INFO: " PIKE,
		"a b c d INFO: " PIKE, "[pod/x] y INFO: " PIKE,
		"{\"log\":\"x INFO: " PIKE "\"}", "{\"a\":\"INFO: " PIKE "\"}",
		"{\"log\":\"INFO: " PIKE "\"", "[\"INFO: " PIKE "\"]",
		"Wed 2026-11-31 11:59:58 UTC", "kamailio[x]: INFO: " PIKE,
		"  1(7) INFO: " PIKE, "1(x) INFO: " PIKE, "[ 12x] e k[7]: INFO: " PIKE };

	(void)state;
	end(NULL);
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_counts(lines[i], 0, strstr(lines[i], "REQINIT") != NULL);
	begin(NULL);
}

/* Where no line tells its process, the Call-ID tells the request. */
static void
requests_of_unknown_processes_may_mix(void **state)
{
	(void)state;
	count_log(
		"INFO: {1 1 INVITE a} " CHECK "allowed for call-id: a, request is sane\n"
		"INFO: {1 1 INVITE b} " CHECK "allowed for call-id: b, request is sane\n"
		"INFO: {1 1 INVITE a} " CHECK
		"allowed for call-id: a, method is allowed\n"
		"INFO: {1 1 INVITE b} " CHECK "blocked for call-id: b, too many hops\n");
	assert_int_equal(tally.requests.allowed, 1);
	assert_int_equal(tally.requests.blocked, 1);
	assert_int_equal(tally.unfinished, 0);
}

/* Nothing is read beyond a line, whatever it holds. */
static void
no_bytes_in_an_envelope_do_harm(void **state)
{
	static const char *const starts[] = { STAMP "stderr F  1(7) INFO: " PIKE,
		"<134>1 " STAMP "edge1 kamailio 7 - [a b=\"c\\\"\"][d] INFO: " PIKE,
		"Wed 2026-11-25 11:59:58 UTC edge1 kamailio[7]: INFO: " PIKE,
		"Wed Nov 25 11:59:58 2026 local0.info kamailio[7]: INFO: " PIKE,
		"1795607998.123456 edge1 kamailio[7]: INFO: [x] " PIKE,
		"[ 1234.567890 <    0.001000 >] edge1 kamailio[7]: INFO: " PIKE,
		"\x1b[36mkamailio_1  |\x1b[0m " STAMP " 1(7) INFO: " PIKE,
		"kamailio-0 sip 11-25 11:59:58  1(7) INFO: x [a.c:1]: " PIKE,
		"{\"log\":\" 1(7) INFO: x\\u0000\",\"time\":\"" STAMP "\"}",
		"{\"MESSAGE\":[73,78],\"__REALTIME_TIMESTAMP\":\"1795607998123456\"}",
		ENGINE("x", ENGINE_PIKE) };

	(void)state;
	for (int round = 0; round < 100000; round++) {
		const char *start = starts[random_below(COUNT(starts))];
		size_t len = random_below((unsigned)strlen(start) + 1);
		char *copy = malloc(len > 0 ? len : 1);
		assert_non_null(copy);
		memcpy(copy, start, len);
		for (unsigned n = random_below(4); n > 0 && len > 0; n--)
			copy[random_below((unsigned)len)] = (char)random_below(256);
		tally_line(&tally, copy, len);
		free(copy);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(a_folded_header_forges_nothing_in_a_container),
		TEST(a_folded_header_forges_nothing_behind_a_long_envelope),
		TEST(a_line_of_stderr_that_breaks_off_is_counted),
		TEST(lines_behind_one_that_breaks_off_are_in_doubt),
		TEST(entries_behind_one_that_breaks_off_are_in_doubt),
		TEST(a_folded_header_hides_no_line_of_another_container),
		TEST(a_message_of_several_lines_is_one),
		TEST(an_entry_that_is_too_long_hides_no_other),
		TEST(a_part_of_a_line_is_no_line),
		TEST(json_that_a_caller_adds_to_is_not_read),
		TEST(what_cannot_be_told_apart_is_not_read),
		TEST(a_place_in_the_configuration_is_skipped),
		TEST(what_begins_like_an_envelope_is_none),
		TEST(requests_of_unknown_processes_may_mix),
		TEST(no_bytes_in_an_envelope_do_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
