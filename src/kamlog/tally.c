/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamlog/source.h"

#define PROCESSES 1024 /* processes of all machines that log into one file */
#define PROBES 4       /* slots that a process may use */
#define KEY_MAX 384    /* bytes of method, source and Call-ID; longer ones are cut */

/* The request that a process works on. */
struct tally_process {
	uint64_t id;
	bool is_open;          /* a request is open */
	bool has_agent;        /* its log line was seen */
	bool is_doubtful;      /* one of its lines may be forged */
	enum kamlog_step step; /* the last check that it passed */
	long long seconds;
	size_t method, source_len, agent_len, method_len, address_len, call_id_len;
	char country[2];
	unsigned char source[16];
	char key[KEY_MAX]; /* method, source and Call-ID, which identify the request */
	char agent[TALLY_AGENT_MAX];
};

static const char *const methods[TALLY_METHODS] = { "REGISTER", "INVITE", "OPTIONS",
	"ACK", "BYE", "CANCEL", "INFO", "UPDATE", "SUBSCRIBE", "NOTIFY", "MESSAGE",
	"PUBLISH", "PRACK", "REFER", "other" };

const char *
tally_method_name(size_t i)
{
	return methods[i];
}

void
tally_begin(struct tally *t, long long now)
{
	*t = (struct tally){ .first = STAMP_NONE,
		.last = STAMP_NONE,
		.since = STAMP_NONE,
		.outside_last = STAMP_NONE,
		.until = STAMP_NONE };
	kamlog_reader_begin(&t->reader, now);
	t->sources =
		heavy_new(TALLY_SOURCES, sizeof(((struct tally_process *)0)->source));
	t->agents = heavy_new(TALLY_AGENTS, TALLY_AGENT_MAX);
	t->processes = xcalloc(PROCESSES, sizeof(*t->processes));
}

void
tally_clear(struct tally *t)
{
	heavy_free(t->sources);
	heavy_free(t->agents);
	free(t->hours);
	for (size_t i = 0; i < PROCESSES; i++)
		free(t->processes[i]);
	free(t->processes);
	kamlog_reader_clear(&t->reader);
	*t = (struct tally){ 0 };
}

static size_t
find_method(struct kamlog_text name)
{
	for (size_t i = 0; i < TALLY_METHODS - 1; i++)
		if (strlen(methods[i]) == name.len &&
			memcmp(methods[i], name.s, name.len) == 0)
			return i;
	return TALLY_METHODS - 1;
}

static bool
has_room_for_hour(struct tally *t)
{
	if (t->n_hours == TALLY_HOURS)
		return false;
	if (t->n_hours == t->hours_room) {
		t->hours_room += 128 + t->hours_room;
		t->hours = xrealloc(t->hours, t->hours_room, sizeof(*t->hours));
	}
	return true;
}

/* The slot of the hour.  The list is sorted, and most lines are of the last hour
 * found. */
static struct tally_hour *
find_hour(struct tally *t, long long hour)
{
	size_t i = t->n_hours;

	if (t->n_hours > 0 && t->hours[t->hour_at].hour == hour)
		return &t->hours[t->hour_at];
	while (i > 0 && t->hours[i - 1].hour >= hour)
		i--;
	if (i == t->n_hours || t->hours[i].hour != hour) {
		if (!has_room_for_hour(t))
			return NULL;
		memmove(&t->hours[i + 1], &t->hours[i],
			(t->n_hours - i) * sizeof(*t->hours));
		t->hours[i] = (struct tally_hour){ .hour = hour };
		t->n_hours++;
	}
	t->hour_at = i;
	return &t->hours[i];
}

static void
count(struct tally_count *c, bool is_blocked)
{
	c->blocked += is_blocked;
	c->allowed += !is_blocked;
}

static void
count_time(struct tally *t, long long seconds, bool is_blocked)
{
	struct tally_hour *hour;

	if (seconds == STAMP_NONE)
		return;
	if (t->first == STAMP_NONE || seconds < t->first)
		t->first = seconds;
	if (seconds > t->last)
		t->last = seconds;
	hour = find_hour(t, seconds / 3600);
	if (hour != NULL)
		count(&hour->count, is_blocked);
	else
		t->other_hours++;
}

static void
count_entry(struct heavy_entry *e, bool is_blocked, enum kamlog_step step)
{
	e->blocked += is_blocked;
	e->allowed += !is_blocked;
	if (is_blocked) {
		e->reasons |= 1u << step;
		e->last = (uint8_t)step;
	}
}

/* The request is complete: count it with everything known about it. */
static void
close_request(
	struct tally *t, struct tally_process *p, bool is_blocked, enum kamlog_step step)
{
	struct heavy_entry *source, *agent;

	p->is_open = false;
	count(&t->requests, is_blocked);
	count(&t->methods[p->method], is_blocked);
	count_time(t, p->seconds, is_blocked);
	if (is_blocked)
		t->reasons[step]++;
	if (p->source_len > 0) {
		source = heavy_at(t->sources, p->source, p->source_len);
		count_entry(source, is_blocked, step);
		source->is_doubtful = source->is_doubtful || p->is_doubtful;
		if (p->country[0] != '\0')
			memcpy(source->country, p->country, 2);
	}
	if (p->has_agent) {
		agent = heavy_at(t->agents, p->agent, p->agent_len);
		count_entry(agent, is_blocked, step);
		agent->is_doubtful = agent->is_doubtful || p->is_doubtful;
	}
}

/* The process began another request, or the log ended.  An OPTIONS continues after the
 * check of its method.  Where no further check applies, it is allowed without another
 * line. */
static void
abandon(struct tally *t, struct tally_process *p)
{
	if (!p->is_open)
		return;
	if (p->step == KAMLOG_METHOD)
		close_request(t, p, false, KAMLOG_METHOD);
	else if (p->step == KAMLOG_CONTACT)
		close_request(t, p, true, KAMLOG_METHOD);
	else
		t->unfinished++;
	p->is_open = false;
}

/* The slot of the process.  A process without an open request loses its slot first; one
 * with an open request loses that, too. */
static struct tally_process *
find_process(struct tally *t, uint64_t id)
{
	size_t at = id % PROCESSES;
	struct tally_process **slot, **idle = NULL;

	for (size_t i = 0; i < PROBES; i++) {
		slot = &t->processes[(at + i) % PROCESSES];
		if (*slot != NULL && (*slot)->id == id)
			return *slot;
		if (idle == NULL && (*slot == NULL || !(*slot)->is_open))
			idle = slot;
		if (*slot == NULL)
			break;
	}
	slot = idle != NULL ? idle : &t->processes[at];
	if (*slot == NULL)
		*slot = xcalloc(1, sizeof(**slot));
	abandon(t, *slot);
	(*slot)->id = id;
	return *slot;
}

/* The space for the Call-ID in the key, behind method and source. */
static size_t
call_id_kept(const struct kamlog_line *line)
{
	size_t room = KEY_MAX - line->method.len - line->source.len;

	return line->call_id.len < room ? line->call_id.len : room;
}

static bool
is_same(const struct tally_process *p, const struct kamlog_line *line)
{
	const char *key = p->key;

	return p->method_len == line->method.len && p->address_len == line->source.len &&
	       p->call_id_len == line->call_id.len &&
	       memcmp(key, line->method.s, line->method.len) == 0 &&
	       memcmp(key + line->method.len, line->source.s, line->source.len) == 0 &&
	       (line->call_id.len == 0 ||
		       memcmp(key + line->method.len + line->source.len, line->call_id.s,
			       call_id_kept(line)) == 0);
}

static void
open_request(struct tally *t, struct tally_process *p, const struct kamlog_line *line)
{
	char *key = p->key;

	p->is_open = true;
	p->has_agent = false;
	p->is_doubtful = false;
	p->country[0] = '\0';
	p->method = find_method(line->method);
	p->source_len = source_parse(line->source, p->source);
	heavy_expect(t->sources, p->source, p->source_len);
	p->method_len = line->method.len;
	p->address_len = line->source.len;
	p->call_id_len = line->call_id.len;
	memcpy(key, line->method.s, line->method.len);
	memcpy(key + line->method.len, line->source.s, line->source.len);
	if (line->call_id.len > 0)
		memcpy(key + line->method.len + line->source.len, line->call_id.s,
			call_id_kept(line));
}

/* Store what this line tells besides its check. */
static void
keep_details(struct tally_process *p, const struct kamlog_reason *reason)
{
	if (reason->country[0] != '\0')
		memcpy(p->country, reason->country, 2);
	if (reason->agent.s == NULL)
		return;
	p->has_agent = true;
	p->agent_len =
		reason->agent.len < TALLY_AGENT_MAX ? reason->agent.len : TALLY_AGENT_MAX;
	memcpy(p->agent, reason->agent.s, p->agent_len);
}

/* Whether this line must be of another request, a retransmission with the same
 * Call-ID: each check runs once, in order. */
static bool
begins_again(const struct tally_process *p, const struct kamlog_reason *reason)
{
	return !reason->is_blocked && reason->step <= p->step &&
	       reason->step != KAMLOG_OWN;
}

static void
count_check(struct tally *t, const struct kamlog_line *line)
{
	const struct kamlog_reason *reason = &line->reason;
	bool is_known = line->is_same && t->process != NULL;
	struct tally_process *p = is_known ? t->process : find_process(t, line->process);

	if (!p->is_open || (!is_known && !is_same(p, line)) || begins_again(p, reason)) {
		abandon(t, p);
		open_request(t, p, line);
	}
	t->process = p;
	p->seconds = line->seconds;
	p->is_doubtful = p->is_doubtful || line->is_doubtful;
	keep_details(p, reason);
	if (reason->is_blocked) {
		close_request(t, p, true, reason->step);
		return;
	}
	t->tells_allowed = true;
	if (reason->step != KAMLOG_OWN)
		p->step = reason->step;
	/* An OPTIONS passes more checks than that of its method. */
	if (p->step == KAMLOG_ENDPOINT ||
		(p->step == KAMLOG_METHOD && strcmp(methods[p->method], "OPTIONS") != 0))
		close_request(t, p, false, p->step);
}

/* secfilter drops the request before the route writes a line about it. */
static void
count_sqli(struct tally *t, const struct kamlog_line *line)
{
	struct tally_process *p = find_process(t, line->process);

	abandon(t, p);
	t->process = NULL;
	t->requests.blocked++;
	t->reasons[KAMLOG_SQL]++;
	count(&t->methods[find_method(line->method)], true);
	count_time(t, line->seconds, true);
}

static bool
is_in_time(struct tally *t, const struct kamlog_line *line)
{
	if (t->since == STAMP_NONE && t->until == STAMP_NONE)
		return true;
	if (line->seconds == STAMP_NONE) {
		t->untimed++;
		return false;
	}
	if ((t->since == STAMP_NONE || line->seconds >= t->since) &&
		(t->until == STAMP_NONE || line->seconds < t->until))
		return true;
	t->outside++;
	if (t->outside_last == STAMP_NONE || line->seconds > t->outside_last)
		t->outside_last = line->seconds;
	return false;
}

static void
count_line(struct tally *t, const struct kamlog_line *line)
{
	bool is_check = line->kind == KAMLOG_CHECK || line->kind == KAMLOG_SQLI;

	t->lines++;
	t->rest += line->kind == KAMLOG_REST;
	t->hidden += line->kind == KAMLOG_HIDDEN;
	t->kamailio +=
		is_check || line->kind == KAMLOG_OTHER || line->kind == KAMLOG_STRANGE;
	t->unread += line->is_marked;
	t->cut += line->is_cut;
	if (!is_check && line->kind != KAMLOG_STRANGE)
		return;
	if (!is_in_time(t, line)) {
		t->process = NULL; /* later lines are about an unknown request */
		t->left_out += is_check;
		return;
	}
	t->checks++;
	if (line->kind == KAMLOG_CHECK)
		count_check(t, line);
	else if (line->kind == KAMLOG_SQLI)
		count_sqli(t, line);
	else
		t->strange++;
}

void
tally_line(struct tally *t, const char *s, size_t len)
{
	struct kamlog_line line;

	kamlog_line_read(&t->reader, &line, s, len);
	count_line(t, &line);
}

void
tally_entry(struct tally *t, const struct kamlog_entry *entry)
{
	struct kamlog_line line;

	kamlog_line_entry(&t->reader, &line, entry);
	count_line(t, &line);
}

uint64_t
tally_read(const struct tally *t)
{
	return t->checks - t->strange + t->left_out;
}

bool
tally_is_unread(const struct tally *t)
{
	return t->unread > tally_read(t);
}

void
tally_end(struct tally *t)
{
	for (size_t i = 0; i < PROCESSES; i++)
		if (t->processes[i] != NULL)
			abandon(t, t->processes[i]);
}
