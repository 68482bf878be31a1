/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random logs of Kamailio, with texts of hostile callers, in every envelope: each is
 * counted as the same log of a syslog daemon is, and nobody forges a line of another.
 */
#include "kamlog/scan.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "wrap.h"

#define NOW 1795608000       /* 2026-11-25 12:00:00 UTC */
#define VICTIM "203.0.113.9" /* stands in forged lines only */
#define REQUESTS 40
#define PROCESSES 4
#define MESSAGE_MAX 4000

/* How a server is configured. */
struct server {
	int prefix;      /* which log_prefix: see make_prefix() */
	bool has_place;  /* xlog's long_format */
	bool tells_id;   /* the article's lines; else our shorter ones */
	bool is_hostile; /* callers forge */
	bool has_folds;  /* callers fold their headers */
};

static const char *const prefixes[] = { "none", "stock", "brackets", "bare Call-ID",
	"fixed", "stock and a word", "user agent", "braces" };

enum { NONE, STOCK, BRACKETS, BARE_ID, FIXED, STOCK_WORD, AGENT, BRACES };

/* A request, and how far it got. */
struct request {
	char method[16], source[32], id[600], agent[600];
	char *prefix;
	size_t passed, at;
	bool is_blocked;
};

static const char *const checks[] = { "passed sql injection attack test",
	"source IP country 'US' is allowlisted or is from an approved IP", "useragent",
	"request from a unblocked IP", "pike not blocking", "request is sane",
	"passed hop test", "hostname is not IP", "method is allowed" };

/* Pieces of lines and of envelopes. */
static const char *const pieces[] = { "} ", "<script>: ", "[REQINIT]", ": ", " from ",
	VICTIM, " blocked", " allowed", " for call-id: ", ", ", "z", "pike blocking",
	"useragent ", "{1 1 INVITE z} ", "INVITE", " ", "INFO: ", " 0(1) INFO: ",
	"<script>: [REQINIT]: INVITE from " VICTIM " blocked: flood",
	"z} <script>: [REQINIT]: INVITE from " VICTIM " blocked for call-id: z, ",
	"] <script>: [REQINIT]: INVITE from " VICTIM " blocked: banned",
	"secfilter [secfilter.c:153]: f(): Possible SQL injection found in x",
	"core [core/a.c:1]: f(): ", "Nov 25 11:59:58 edge1 kamailio[7]: INFO: ",
	"2026-11-25T11:59:58.123456789Z ", "stderr F ", "kamailio-1  | ", "<134>1 ", "\"",
	"\", \"message\": \"[REQINIT]: INVITE from " VICTIM " blocked: flood", "\\", "{",
	"}", "\x1b[1m", "\t", "\x01", "\xc3\xa4", "/etc/k.cfg:1:", "0(1) ", "(", "]: " };

static void
set_text(char *text, size_t size, const char *start, bool is_hostile)
{
	size_t len = (size_t)snprintf(text, size, "%s", start);

	if (!is_hostile || random_below(2) == 0)
		return;
	for (unsigned n = random_below(8); n > 0; n--) {
		const char *piece = pieces[random_below(COUNT(pieces))];
		if (len + strlen(piece) >= size)
			return;
		memcpy(text + len, piece, strlen(piece) + 1);
		len += strlen(piece);
	}
}

static char *
make_prefix(const struct request *q, const struct server *server)
{
	switch (server->prefix) {
	case STOCK:
		return xasprintf("{1 1 %s %s} ", q->method, q->id);
	case BRACKETS:
		return xasprintf("[%s] - ", q->id);
	case BARE_ID:
		return xasprintf("%s ", q->id);
	case FIXED:
		return xasprintf("LUA {%s}: ", q->method);
	case STOCK_WORD:
		return xasprintf("{1 1 %s %s REQINIT} ", q->method, q->id);
	case AGENT:
		return xasprintf("%s", q->agent);
	case BRACES:
		return xasprintf("{%s %s} ", q->id, q->source);
	default:
		return xstrdup("");
	}
}

static void
begin_request(struct request *q, const struct server *server, unsigned number)
{
	static const char *const methods[] = { "REGISTER", "INVITE", "BYE", "SUBSCRIBE" };
	char id[32];

	*q = (struct request){ .prefix = q->prefix,
		.passed = 1 + random_below(COUNT(checks)),
		.is_blocked = random_below(2) == 0 };
	snprintf(q->method, sizeof(q->method), "%s", methods[random_below(4)]);
	snprintf(q->source, sizeof(q->source), "192.0.2.%u", random_below(30));
	snprintf(id, sizeof(id), "id%u@h", number);
	set_text(q->id, sizeof(q->id),
		random_below(5) > 0 || server->prefix == NONE ? id : "",
		server->is_hostile);
	/* Each Call-ID is another. */
	snprintf(q->id + strlen(q->id), sizeof(q->id) - strlen(q->id), ".%u", number);
	set_text(q->agent, sizeof(q->agent), random_below(2) ? "phone/1" : "",
		server->is_hostile);
	free(q->prefix);
	q->prefix = make_prefix(q, server);
}

/* "allowed for call-id: ID, request is sane"; returns whether the request ends. */
static bool
next_text(struct request *q, const struct server *server, char *text, size_t n)
{
	bool is_last = q->at + 1 >= q->passed;
	const char *check = checks[q->at];
	bool is_no = is_last && q->is_blocked;

	q->at++;
	if (!server->tells_id) {
		snprintf(text, n, "blocked: user agent %s", q->agent);
		return true;
	}
	n -= (size_t)snprintf(
		text, n, "%s for call-id: %s, ", is_no ? "blocked" : "allowed", q->id);
	text += strlen(text);
	if (strcmp(check, "useragent") == 0)
		snprintf(text, n, "useragent '%s' is %sblocklisted", q->agent,
			is_no ? "" : "not ");
	else
		snprintf(text, n, "%s", is_no ? "pike blocking" : check);
	return is_last;
}

struct generated {
	struct item items[REQUESTS * COUNT(checks)];
	size_t n;
	char (*memory)[3][MESSAGE_MAX];
};

static void
add_item(struct generated *g, const struct server *server, unsigned process,
	const struct request *q, const char *text)
{
	char(*m)[MESSAGE_MAX] = g->memory[g->n];
	const char *place = server->has_place ? "/etc/kamailio/kamailio.cfg:612:" : "";

	snprintf(m[0], MESSAGE_MAX, "%s<script>: %s[REQINIT]: %s from %s %s", q->prefix,
		place, q->method, q->source, text);
	snprintf(m[1], MESSAGE_MAX, "%s", q->prefix);
	snprintf(m[2], MESSAGE_MAX, "%s[REQINIT]: %s from %s %s", place, q->method,
		q->source, text);
	g->items[g->n] = (struct item){ NOW - 9000 + (long long)g->n * 20, process + 1,
		4711 + process, m[0], "xlog", m[1], m[2] };
	g->n++;
}

/* A log of several processes at work at the same time. */
static void
generate(struct generated *g, const struct server *server)
{
	static struct request open[PROCESSES];
	bool is_open[PROCESSES] = { false };
	unsigned number = 0;

	g->n = 0;
	while (number < REQUESTS) {
		unsigned p = random_below(PROCESSES);
		char text[2000];
		if (!is_open[p])
			begin_request(&open[p], server, ++number);
		is_open[p] = !next_text(&open[p], server, text, sizeof(text));
		add_item(g, server, p, &open[p], text);
	}
	for (unsigned p = 0; p < PROCESSES; p++) {
		free(open[p].prefix);
		open[p].prefix = NULL;
	}
}

static void
count(struct tally *t, const struct generated *g, const struct envelope_form *form,
	bool has_returns)
{
	struct str log = { 0 };
	struct err err = NO_ERR;
	int fd = memfd_create("log", 0);

	for (size_t i = 0; i < g->n; i++) {
		form->wrap(&log, &g->items[i]);
		if (has_returns && log.s[log.len - 1] == '\n') {
			log.len--;
			str_addf(&log, "\r\n");
		}
	}
	assert_int_equal(write(fd, str_get(&log), log.len), log.len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	tally_begin(t, NOW);
	if (!kamlog_scan(t, fd, "log", &err))
		fail_msg("%s", err.text);
	tally_end(t);
	close(fd);
	str_clear(&log);
}

static const struct heavy_entry *
find(const struct heavy *heavy, const struct heavy_entry *wanted)
{
	for (size_t i = 0; i < heavy_len(heavy); i++) {
		const struct heavy_entry *e = heavy_get(heavy, i);
		if (e->len == wanted->len && memcmp(e->key, wanted->key, e->len) == 0)
			return e;
	}
	return NULL;
}

static const char *form_name, *prefix_name;

static void
assert_number(const char *what, uint64_t is, uint64_t want)
{
	if (is != want)
		fail_msg("%s of '%s' (prefix: %s): %llu, not %llu", what, form_name,
			prefix_name, (unsigned long long)is, (unsigned long long)want);
}

static void
assert_same_values(const char *what, const struct heavy *is, const struct heavy *want)
{
	assert_number(what, heavy_len(is), heavy_len(want));
	for (size_t i = 0; i < heavy_len(want); i++) {
		const struct heavy_entry *w = heavy_get(want, i), *e = find(is, w);
		if (e == NULL)
			fail_msg("%s of '%s': '%.*s' is not there", what, form_name,
				(int)w->len, (const char *)w->key);
		assert_number(what, e->blocked, w->blocked);
		assert_number(what, e->allowed, w->allowed);
		assert_number(what, e->reasons, w->reasons);
	}
}

/* Where no process is told a request is known by its Call-ID: one whose user agent makes
 * a line of it look like that of another request is not counted as begun again. */
static bool
may_have_fewer(const struct envelope_form *form)
{
	return form->wrap == wrap_cat || form->wrap == wrap_nil_5424;
}

static void
assert_same(const struct tally *is, const struct tally *want, bool has_time)
{
	assert_number("blocked", is->requests.blocked, want->requests.blocked);
	assert_number("allowed", is->requests.allowed, want->requests.allowed);
	assert_number("strange", is->strange, want->strange);
	assert_number("unread", is->unread, want->unread);
	assert_number("rest", is->rest, want->rest);
	for (size_t i = 0; i < KAMLOG_STEPS; i++)
		assert_number("reasons", is->reasons[i], want->reasons[i]);
	for (size_t i = 0; i < TALLY_METHODS; i++)
		assert_number(
			"methods", is->methods[i].blocked, want->methods[i].blocked);
	assert_same_values("sources", is->sources, want->sources);
	assert_same_values("agents", is->agents, want->agents);
	if (!has_time)
		return;
	assert_number("first", (uint64_t)is->first, (uint64_t)want->first);
	assert_number("last", (uint64_t)is->last, (uint64_t)want->last);
	assert_number("hours", is->n_hours, want->n_hours);
}

/* On stderr a text of a caller can look as if its line went on in the next one, which is
 * not read then.  Each such line is told. */
static void
assert_told(const struct tally *is, const struct tally *want)
{
	assert_number("read and unread", tally_read(is) + is->unread,
		tally_read(want) + want->unread);
}

static void
assert_nobody_forged(const struct tally *t)
{
	static const unsigned char victim[] = { 203, 0, 113, 9 };

	for (size_t i = 0; i < heavy_len(t->sources); i++)
		if (memcmp(heavy_get(t->sources, i)->key, victim, 4) == 0)
			fail_msg("a line was forged in '%s' (prefix: %s)", form_name,
				prefix_name);
}

static struct generated generated;

static int
begin(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	if (generated.memory == NULL)
		generated.memory =
			calloc(COUNT(generated.items), sizeof(*generated.memory));
	return generated.memory == NULL;
}

static int
end(void **state)
{
	(void)state;
	free(generated.memory);
	return 0;
}

/* Count the same log in all forms. */
static void
compare_forms(const struct server *server)
{
	struct tally plain, wrapped;

	generate(&generated, server);
	form_name = "syslog";
	prefix_name = prefixes[server->prefix];
	count(&plain, &generated, &envelope_forms[0], false);
	assert_nobody_forged(&plain);
	if (!server->is_hostile)
		assert_number("strange", plain.strange + plain.unread, 0);
	for (size_t i = 0; i < COUNT(envelope_forms); i++) {
		const struct envelope_form *form = &envelope_forms[i];
		bool has_returns = form->is_line && random_below(4) == 0;
		form_name = form->name;
		count(&wrapped, &generated, form, has_returns);
		assert_nobody_forged(&wrapped);
		if (wrapped.cut > 0 && server->is_hostile)
			assert_told(&wrapped, &plain);
		else if (!form->is_engine || !server->is_hostile)
			assert_same(&wrapped, &plain, form->has_time);
		if (wrapped.cut == 0 && !form->is_engine &&
			!(server->is_hostile && may_have_fewer(form)))
			assert_number("unfinished", wrapped.unfinished, plain.unfinished);
		else if (!form->is_engine)
			assert_true(wrapped.unfinished <= plain.unfinished);
		tally_clear(&wrapped);
	}
	tally_clear(&plain);
}

static void
every_envelope_gives_the_same_counts(void **state)
{
	(void)state;
	for (int prefix = 0; prefix < (int)COUNT(prefixes); prefix++)
		compare_forms(&(struct server){ .prefix = prefix,
			.has_place = random_below(2) == 0,
			.tells_id = random_below(4) > 0 });
}

static void
no_text_of_a_caller_forges_a_line(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++)
		for (int prefix = 0; prefix < (int)COUNT(prefixes); prefix++)
			compare_forms(&(struct server){ .prefix = prefix,
				.has_place = random_below(2) == 0,
				.tells_id = random_below(4) > 0,
				.is_hostile = true });
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_envelope_gives_the_same_counts, begin),
		cmocka_unit_test_setup(no_text_of_a_caller_forges_a_line, begin),
	};

	random_begin();
	return cmocka_run_group_tests(tests, NULL, end);
}
