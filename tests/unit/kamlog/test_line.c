/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of Kamailio's log: every form they have, and what a caller can do to them.
 */
#include "kamlog/line.h"

#include "unit.h"

#include <time.h>

#define NOW 1795608000 /* 2026-11-25 12:00:00 UTC */

#define CHECK "<script>: [REQINIT]: INVITE from 192.0.2.1 "
#define PIKE "blocked for call-id: a@b, pike blocking"
#define SYSLOG "Nov 25 11:59:58 edge1 /usr/sbin/kamailio[4711]: INFO: "
#define PREFIX "{1 1 INVITE a@b} "

static struct kamlog_reader reader;
static struct kamlog_line line;

static void
read_line(const char *text)
{
	kamlog_line_read(&reader, &line, text, strlen(text));
}

static int
begin(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	kamlog_reader_begin(&reader, NOW);
	return 0;
}

static void
assert_text(struct kamlog_text text, const char *want)
{
	if (text.s == NULL || text.len != strlen(want) ||
		memcmp(text.s, want, text.len) != 0)
		fail_msg("'%.*s', not '%s'", (int)text.len, text.s, want);
}

static void
assert_pike(const char *text, long long seconds)
{
	read_line(text);
	if (line.kind != KAMLOG_CHECK || line.reason.step != KAMLOG_FLOOD ||
		!line.reason.is_blocked || line.seconds != seconds)
		fail_msg("kind %d, step %d, at %lld, not %lld: %s", (int)line.kind,
			(int)line.reason.step, line.seconds, seconds, text);
	assert_text(line.method, "INVITE");
	assert_text(line.source, "192.0.2.1");
	assert_text(line.call_id, "a@b");
}

static void
every_form_of_a_line_is_read(void **state)
{
	static const struct {
		const char *head;
		long long seconds;
	} heads[] = {
		{ SYSLOG, NOW - 2 },
		{ "Nov  5 01:02:03 edge1 kamailio[7]: INFO: ", 1793840523 },
		{ "Nov 25 11:59:58.123456 edge1 kamailio[7]: INFO: ", NOW - 2 },
		{ "2026-11-25T11:59:58+0000 edge1 kamailio[7]: INFO: ", NOW - 2 },
		{ "2026-11-25T13:59:58.999999+02:00 edge1 kamailio[7]: INFO: ", NOW - 2 },
		{ "2026-11-25T11:59:58Z edge1 kamailio: INFO: ", NOW - 2 },
		/* A server that logs to stderr, into the journal. */
		{ "Nov 25 11:59:58 edge1 kamailio[7]:  3(99) INFO: ", NOW - 2 },
		{ " 3(4711) INFO: ", STAMP_NONE },
		{ "12(4711) NOTICE: ", STAMP_NONE },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(heads); i++)
		for (int prefix = 0; prefix < 2; prefix++) {
			snprintf(text, sizeof(text), "%s%s" CHECK PIKE, heads[i].head,
				prefix ? PREFIX : "");
			assert_pike(text, heads[i].seconds);
			/* And once more, now that the reader knows it. */
			assert_pike(text, heads[i].seconds);
		}
}

static void
what_is_no_line_of_a_check_is_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum kamlog_kind kind;
	} lines[] = {
		{ "", KAMLOG_REST },
		{ CHECK PIKE, KAMLOG_REST },
		{ "  " SYSLOG CHECK PIKE, KAMLOG_REST },
		{ "x" SYSLOG CHECK PIKE, KAMLOG_REST },
		{ "Nov 25 11:59:58", KAMLOG_REST },
		{ "Nov 32 11:59:58 edge1 kamailio[7]: INFO: " CHECK PIKE, KAMLOG_REST },
		{ "2026-13-25T11:59:58Z edge1 kamailio[7]: INFO: " CHECK PIKE,
			KAMLOG_REST },
		{ "Nov 25 11:59:58 edge1 kamailio[7] INFO: " CHECK PIKE, KAMLOG_REST },
		{ SYSLOG "rr [rr_mod.c:1]: mod_init(): " CHECK PIKE, KAMLOG_OTHER },
		{ SYSLOG PREFIX "<core> [core/a.c:1]: f(): [REQINIT]", KAMLOG_OTHER },
		{ SYSLOG "<script>: [REQINIT]", KAMLOG_STRANGE },
		{ SYSLOG CHECK "dropped for call-id: a@b, x", KAMLOG_STRANGE },
		{ SYSLOG CHECK "blocked for call-id: a@b", KAMLOG_STRANGE },
		{ SYSLOG CHECK "allowed: banned", KAMLOG_STRANGE },
		/* The prefix names another Call-ID. */
		{ SYSLOG "{1 1 INVITE a@c} " CHECK PIKE, KAMLOG_STRANGE },
		{ SYSLOG "{1 1 INVITE x a@b} " CHECK PIKE, KAMLOG_STRANGE },
		{ SYSLOG PREFIX
			"secfilter [secfilter.c:153]: w_check_sqli_all(): Possible SQL "
			"injection found in User-agent (it's)",
			KAMLOG_SQLI },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		read_line(lines[i].text);
		if (line.kind != lines[i].kind)
			fail_msg("%d, not %d: %s", (int)line.kind, (int)lines[i].kind,
				lines[i].text);
	}
	assert_text(line.method, "INVITE");
}

/* All lines of the article's step 4. */
static void
every_reason_is_read(void **state)
{
	static const struct {
		const char *text;
		enum kamlog_step step;
	} reasons[] = {
		{ "allowed for call-id: x, passed sql injection attack test",
			KAMLOG_SQL },
		{ "blocked for call-id: x, source IP country 'CN' is not allowlisted",
			KAMLOG_COUNTRY },
		{ "allowed for call-id: x, source IP country 'CN' is allowlisted or is "
		  "from an approved IP",
			KAMLOG_COUNTRY },
		{ "blocked for call-id: x, useragent 'sipcli/' is blocklisted",
			KAMLOG_AGENT },
		{ "allowed for call-id: x, useragent 'sipcli/' is not blocklisted",
			KAMLOG_AGENT },
		{ "blocked for call-id: x, request from blocked IP", KAMLOG_BANNED },
		{ "allowed for call-id: x, request from a unblocked IP", KAMLOG_BANNED },
		{ "blocked for call-id: x, pike blocking", KAMLOG_FLOOD },
		{ "allowed for call-id: x, pike not blocking", KAMLOG_FLOOD },
		{ "blocked for call-id: x, exceeds register attempts", KAMLOG_LOGINS },
		{ "allowed for call-id: x, current register attempts = 3 for 192.0.2.1",
			KAMLOG_LOGINS },
		{ "blocked for call-id: x, malformed SIP request", KAMLOG_SANE },
		{ "allowed for call-id: x, request is sane", KAMLOG_SANE },
		{ "blocked for call-id: x, too many hops", KAMLOG_HOPS },
		{ "allowed for call-id: x, passed hop test", KAMLOG_HOPS },
		{ "blocked for call-id: x, using IP instead of dns for hostname",
			KAMLOG_CONTACT },
		{ "allowed for call-id: x, hostname is not IP", KAMLOG_CONTACT },
		{ "allowed for call-id: x, method is allowed", KAMLOG_METHOD },
		{ "allowed for call-id: x, sent from allowed address group, responding "
		  "with OPTIONS",
			KAMLOG_ENDPOINT },
		{ "blocked for call-id: x, method is not allowed", KAMLOG_METHOD },
		{ "blocked for call-id: x, is not from a registered endpoint",
			KAMLOG_ENDPOINT },
		{ "allowed for call-id: x, is from a registered endpoint",
			KAMLOG_ENDPOINT },
		{ "blocked: country CN", KAMLOG_COUNTRY },
		{ "blocked: user agent sipcli/", KAMLOG_AGENT },
		{ "blocked: banned", KAMLOG_BANNED },
		{ "blocked: flood", KAMLOG_FLOOD },
		{ "blocked: failed logins", KAMLOG_LOGINS },
		{ "blocked: malformed", KAMLOG_SANE },
		{ "blocked: contact is an address", KAMLOG_CONTACT },
		{ "blocked: my own reason", KAMLOG_OWN },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(reasons); i++) {
		bool is_blocked = reasons[i].text[0] == 'b';
		snprintf(text, sizeof(text), SYSLOG CHECK "%s", reasons[i].text);
		read_line(text);
		if (line.kind != KAMLOG_CHECK || line.reason.step != reasons[i].step ||
			line.reason.is_blocked != is_blocked)
			fail_msg("kind %d, step %d: %s", (int)line.kind,
				(int)line.reason.step, text);
		if (line.reason.step == KAMLOG_COUNTRY)
			assert_memory_equal(line.reason.country, "CN", 2);
		if (line.reason.step == KAMLOG_AGENT)
			assert_text(line.reason.agent, "sipcli/");
	}
}

/* The line is read as what it is, or not at all. */
static void
assert_true_or_strange(const char *text, const char *id)
{
	read_line(text);
	if (line.kind == KAMLOG_STRANGE && strstr(id, "} ") != NULL)
		return;
	if (line.kind != KAMLOG_CHECK)
		fail_msg("%d: %s", (int)line.kind, text);
	assert_text(line.source, "192.0.2.1");
	assert_text(line.call_id, id);
	assert_false(line.reason.is_blocked);
	assert_int_not_equal(line.reason.step, KAMLOG_OWN);
	if (line.reason.step == KAMLOG_AGENT)
		assert_text(line.reason.agent, "phone");
}

/* A caller writes his Call-ID as he likes, and it stands in the line twice. */
static void
no_call_id_passes_for_a_line(void **state)
{
	static const char *const ids[] = {
		"z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked for call-id: z, "
		"pike blocking",
		"z} <script>: [REQINIT]: INVITE from 203.0.113.9 allowed for call-id: z",
		"z} <script>: [REQINIT]: INVITE from 203.0.113.9 allowed for call-id: "
		"z, useragent 'x",
		"} <script>: [REQINIT]: INVITE from 203.0.113.9 allowed for call-id: ",
		"z, pike blocking",
		"z, useragent 'x",
		"{1 1 INVITE z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked: "
		"banned",
		"z} secfilter [secfilter.c:1]: f(): Possible SQL injection found in x",
		"",
	};
	static const char *const reasons[] = { "pike not blocking",
		"useragent 'phone' is not blocklisted", "method is allowed" };
	char text[2048];

	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++)
		for (size_t j = 0; j < COUNT(reasons); j++) {
			snprintf(text, sizeof(text),
				SYSLOG "{1 1 INVITE %s} " CHECK
				       "allowed for call-id: %s, %s",
				ids[i], ids[i], reasons[j]);
			assert_true_or_strange(text, ids[i]);
		}
}

/* A line of a module has the Call-ID once only, and texts of the caller behind it. */
static void
no_line_of_a_module_passes_for_a_check(void **state)
{
	static const char tail[] = "secfilter [secfilter.c:153]: w_check_sqli_all(): "
				   "Possible SQL injection found in User-agent (";
	static const struct {
		const char *id, *agent;
	} sent[] = {
		{ "z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked for call-id: "
		  "z, pike blocking",
			"it's" },
		{ "z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked for call-id: "
		  "z, useragent 'x",
			"y' is blocklisted" },
		{ "z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked: user agent x",
			"it's" },
		{ "z} secfilter [secfilter.c:153]: w_check_sqli_all(): Possible SQL "
		  "injection found in User-agent (it's} <script>: [REQINIT]: INVITE "
		  "from 203.0.113.9 blocked for call-id: z",
			"it's, pike blocking" },
	};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < COUNT(sent); i++) {
		snprintf(text, sizeof(text), SYSLOG "{1 1 INVITE %s} %s%s)", sent[i].id,
			tail, sent[i].agent);
		read_line(text);
		if (line.kind != KAMLOG_STRANGE)
			fail_msg("%d: %s", (int)line.kind, text);
	}
}

/* Random Call-IDs made of the pieces of lines: no source but the true one is read. */
static void
pieces_of_lines_in_a_call_id_change_nothing(void **state)
{
	static const char *const pieces[] = {
		"} ", "<script>: [REQINIT]", ": ", " from ", "203.0.113.9", " blocked",
		" allowed", " for call-id: ", ", ", "z", "pike blocking", "useragent '",
		"' is not blocklisted", "{1 1 INVITE ", "INVITE", " ",
		"z} <script>: [REQINIT]: INVITE from 203.0.113.9 blocked for call-id: z, "
	};
	char id[2048], text[8192];
	int read = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		id[0] = '\0';
		for (unsigned n = random_below(12); n > 0; n--) {
			const char *piece = pieces[random_below(COUNT(pieces))];
			memcpy(id + strlen(id), piece, strlen(piece) + 1);
		}
		snprintf(text, sizeof(text),
			SYSLOG "{1 1 INVITE %s} " CHECK
			       "allowed for call-id: %s, request is sane",
			id, id);
		assert_true_or_strange(text, id);
		read += line.kind == KAMLOG_CHECK;
	}
	assert_in_range(read, 1000, 19000);
}

/* Without a prefix the words at the end of the line count. */
static void
a_call_id_without_a_prefix_gives_no_reason(void **state)
{
	(void)state;
	read_line(SYSLOG CHECK "allowed for call-id: z, pike blocking, request is sane");
	assert_int_equal(line.reason.step, KAMLOG_SANE);
	assert_text(line.call_id, "z, pike blocking");
	read_line(SYSLOG CHECK
		"allowed for call-id: z, useragent 'x, useragent 'y' is not blocklisted");
	assert_text(line.reason.agent, "y");
}

/* A folded header brings line ends into the log. */
static void
the_rest_of_a_folded_header_is_no_line(void **state)
{
	static const char open[] =
		" 1(4711) INFO: " CHECK "allowed for call-id: a@b, useragent 'fold";
	static const char forged[] = " 1(4711) INFO: " CHECK PIKE;

	(void)state;
	read_line(open);
	assert_int_equal(line.kind, KAMLOG_CHECK);
	assert_true(line.reason.is_open);
	assert_text(line.reason.agent, "fold");
	read_line(forged);
	assert_int_equal(line.kind, KAMLOG_REST);
	read_line(" the end' is not blocklisted");
	assert_int_equal(line.kind, KAMLOG_REST);
	assert_pike(forged, STAMP_NONE);

	/* A line that does not begin with a blank ends it as well. */
	read_line(open);
	read_line("12(4711) INFO: " CHECK PIKE);
	assert_int_equal(line.kind, KAMLOG_CHECK);
	assert_pike(forged, STAMP_NONE);

	/* The journal puts a head before each line of stderr. */
	read_line("Nov 25 11:59:58 edge1 kamailio[7]:  1(4711) INFO: " CHECK
		  "allowed for call-id: a@b, useragent 'fold");
	assert_true(line.reason.is_open);
	read_line("Nov 25 11:59:58 edge1 kamailio[7]:  1(4711) INFO: " CHECK PIKE);
	assert_int_equal(line.kind, KAMLOG_REST);
	read_line("Nov 25 11:59:58 edge1 kamailio[7]:  the end' is not blocklisted");
	assert_int_equal(line.kind, KAMLOG_REST);
	assert_pike(
		"Nov 25 11:59:58 edge1 kamailio[7]:  1(4711) INFO: " CHECK PIKE, NOW - 2);
	/* In syslog's own lines it is told by the blanks in front of all. */
	read_line(SYSLOG CHECK "allowed for call-id: a@b, useragent 'fold");
	assert_pike(SYSLOG CHECK PIKE, NOW - 2);

	/* In any header, where the line ends with a carriage return. */
	read_line(" 1(4711) INFO: {1 1 INVITE a\r");
	read_line(forged);
	assert_int_equal(line.kind, KAMLOG_REST);
	assert_pike(forged, STAMP_NONE);
}

/* The reader knows how the last line began: that alone makes none of another. */
static void
what_the_reader_knows_makes_no_line(void **state)
{
	uint64_t process;

	(void)state;
	assert_pike(SYSLOG CHECK PIKE, NOW - 2);
	process = line.process;
	read_line(" edge1 /usr/sbin/kamailio[4711]: INFO: " CHECK PIKE);
	assert_int_equal(line.kind, KAMLOG_REST);
	read_line("Nov 25 11:59:58 edge1 /usr/sbin/kamailio[99]: no level: " CHECK PIKE);
	assert_int_equal(line.kind, KAMLOG_REST);
	assert_pike(SYSLOG CHECK PIKE, NOW - 2);
	assert_true(line.process == process);
	assert_pike("Nov 25 11:59:58 edge1 /usr/sbin/kamailio[99]: INFO: " CHECK PIKE,
		NOW - 2);
	assert_false(line.process == process);

	assert_pike(" 1(4711) INFO: " CHECK PIKE, STAMP_NONE);
	read_line("Nov 25 11:59:58 1(4711) INFO: " CHECK PIKE);
	assert_int_equal(line.kind, KAMLOG_REST);
}

/* A line that begins like the last one is read as if it did not. */
static void
a_line_is_read_alike_whatever_came_before(void **state)
{
	static const char *const stamps[] = { "Nov 25 11:59:58", "Nov 25 11:59:59",
		"Nov 25 11:59:59.5", "2026-11-25T11:59:58Z", "" };
	static const char *const senders[] = { " edge1 k[1]: INFO: ",
		" edge1 k[2]: INFO: ", " 1(1) INFO: ", " 2(2) INFO: " };
	static const char *const prefixes[] = { "", "{1 1 INVITE a} ", "{1 1 INVITE ab} ",
		"{1 2 BYE a} " };
	static const char *const subjects[] = { "INVITE from 192.0.2.1",
		"BYE from 192.0.2.1", "INVITE from 192.0.2.2" };
	static const char *const rests[] = { " allowed for call-id: a, request is sane",
		" allowed for call-id: a, useragent 'x' is not blocklisted",
		" allowed for call-id: a, useragent 'x} y' is not blocklisted",
		" allowed for call-id: ab, request is sane",
		" allowed for call-id: a, b, request is sane",
		" blocked for call-id: a, pike blocking", " blocked: flood",
		" allowed for call-id: a" };
	char text[512];

	(void)state;
	for (int round = 0; round < 200000; round++) {
		struct kamlog_reader fresh;
		struct kamlog_line alone;
		snprintf(text, sizeof(text), "%s%s%s<script>: [REQINIT]: %s%s",
			stamps[random_below(COUNT(stamps))],
			senders[random_below(COUNT(senders))],
			prefixes[random_below(COUNT(prefixes))],
			subjects[random_below(COUNT(subjects))],
			rests[random_below(COUNT(rests))]);
		read_line(text);
		kamlog_reader_begin(&fresh, NOW);
		kamlog_line_read(&fresh, &alone, text, strlen(text));
		if (line.kind != alone.kind)
			fail_msg("%d, not %d: %s", (int)line.kind, (int)alone.kind, text);
		if (line.kind != KAMLOG_CHECK)
			continue;
		assert_int_equal(line.seconds, alone.seconds);
		assert_true(line.process == alone.process);
		assert_int_equal(line.reason.step, alone.reason.step);
		assert_int_equal(line.reason.is_blocked, alone.reason.is_blocked);
		assert_int_equal(line.call_id.len, alone.call_id.len);
		assert_int_equal(line.method.len, alone.method.len);
		assert_memory_equal(line.method.s, alone.method.s, alone.method.len);
		assert_int_equal(line.source.len, alone.source.len);
		assert_memory_equal(line.source.s, alone.source.s, alone.source.len);
		if (line.call_id.len > 0)
			assert_memory_equal(
				line.call_id.s, alone.call_id.s, alone.call_id.len);
	}
}

static void
an_agent_that_is_not_there_is_empty(void **state)
{
	(void)state;
	read_line(SYSLOG CHECK
		"allowed for call-id: x, useragent '<null>' is not blocklisted");
	assert_text(line.reason.agent, "");
	read_line(SYSLOG CHECK "allowed for call-id: x, useragent '' is not blocklisted");
	assert_text(line.reason.agent, "");
	read_line(SYSLOG CHECK "allowed for call-id: x, request is sane");
	assert_null(line.reason.agent.s);
}

/* The log of last December, read in November, is of last year. */
static void
a_time_without_a_year_is_of_the_last_twelve_months(void **state)
{
	(void)state;
	read_line("Dec 31 23:59:59 edge1 kamailio[7]: INFO: " CHECK PIKE);
	assert_int_equal(line.seconds, 1767225599); /* 2025 */
	read_line("Nov 26 11:00:00 edge1 kamailio[7]: INFO: " CHECK PIKE);
	assert_int_equal(line.seconds, 1795690800); /* 2026: a clock that is ahead */
	read_line("Nov 27 13:00:00 edge1 kamailio[7]: INFO: " CHECK PIKE);
	assert_int_equal(line.seconds, 1764248400); /* 2025 */
}

static void
times_that_are_typed_are_read(void **state)
{
	static const struct {
		const char *text;
		long long seconds;
	} good[] = { { "2026-11-05", 1793836800 }, { "2026-11-05 12:30", 1793881800 },
		{ "2026-11-05T12:30:15", 1793881815 }, { "09:15", NOW - 9900 },
		{ "90s", NOW - 90 }, { "30m", NOW - 1800 }, { "2h", NOW - 7200 },
		{ "7d", NOW - 604800 } };
	static const char *const bad[] = { "", "yesterday", "2h30", "25:00", "2026-13-01",
		"2026-11-05 12:3", "-2h", "5", "2026-11-5", "99999999999999999999d" };
	struct err err;
	long long seconds;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		err = NO_ERR;
		assert_true(stamp_parse(&seconds, good[i].text, NOW, &err));
		assert_no_error(&err);
		if (seconds != good[i].seconds)
			fail_msg("%s: %lld", good[i].text, seconds);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		err = NO_ERR;
		if (stamp_parse(&seconds, bad[i], NOW, &err))
			fail_msg("'%s' was taken for %lld", bad[i], seconds);
		assert_error(&err, ERR_USAGE, "invalid time");
	}
}

/* Nothing is read beyond a line, whatever it holds: each has memory of its own size. */
static void
no_bytes_do_harm(void **state)
{
	static const char *const starts[] = { SYSLOG PREFIX CHECK PIKE,
		" 1(4711) INFO: " PREFIX CHECK
		"allowed for call-id: a@b, useragent 'x' is not blocklisted",
		"2026-11-25T11:59:58.1+02:00 h t[1]: INFO: " CHECK
		"blocked: country CN" };

	(void)state;
	for (int round = 0; round < 50000; round++) {
		const char *start = starts[random_below(COUNT(starts))];
		size_t len = random_below((unsigned)strlen(start) + 1);
		char *copy = malloc(len > 0 ? len : 1);
		assert_non_null(copy);
		memcpy(copy, start, len);
		for (unsigned n = random_below(4); n > 0 && len > 0; n--)
			copy[random_below((unsigned)len)] = (char)random_below(256);
		kamlog_line_read(&reader, &line, copy, len);
		assert_in_range(line.kind, KAMLOG_REST, KAMLOG_STRANGE);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_form_of_a_line_is_read, begin),
		cmocka_unit_test_setup(what_is_no_line_of_a_check_is_told_apart, begin),
		cmocka_unit_test_setup(every_reason_is_read, begin),
		cmocka_unit_test_setup(no_call_id_passes_for_a_line, begin),
		cmocka_unit_test_setup(no_line_of_a_module_passes_for_a_check, begin),
		cmocka_unit_test_setup(
			pieces_of_lines_in_a_call_id_change_nothing, begin),
		cmocka_unit_test_setup(a_call_id_without_a_prefix_gives_no_reason, begin),
		cmocka_unit_test_setup(the_rest_of_a_folded_header_is_no_line, begin),
		cmocka_unit_test_setup(what_the_reader_knows_makes_no_line, begin),
		cmocka_unit_test_setup(a_line_is_read_alike_whatever_came_before, begin),
		cmocka_unit_test_setup(an_agent_that_is_not_there_is_empty, begin),
		cmocka_unit_test_setup(
			a_time_without_a_year_is_of_the_last_twelve_months, begin),
		cmocka_unit_test_setup(times_that_are_typed_are_read, begin),
		cmocka_unit_test_setup(no_bytes_do_harm, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
