/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cmd/report/report.h"
#include "geo/geo.h"
#include "kamlog/source.h"

/*
 * Print the report of a log.
 */
#define BAR_MAX 40
#define HOURS_SHOWN 24 /* for people */

void
kamlog_report_reasons(struct app *app, uint32_t reasons)
{
	const char *names[KAMLOG_STEPS + 1];
	size_t n = 0;

	for (size_t i = 0; i < KAMLOG_STEPS; i++)
		if ((reasons & (1u << i)) != 0)
			names[n++] = kamlog_step_name((enum kamlog_step)i);
	names[n] = NULL;
	out_texts(app->out, names);
}

/* Unknown is printed differently from zero. */
static void
put_allowed(struct app *app, const struct tally *t, uint64_t n)
{
	if (t->tells_allowed)
		out_int(app->out, (long long)n);
	else
		out_text(app->out, NULL);
}

/* UTC for programs, local time for people. */
static void
put_time(struct app *app, long long seconds)
{
	bool is_local = out_is_for_people(app->out);
	time_t t = (time_t)seconds;
	char text[64];
	struct tm tm;

	if (seconds == STAMP_NONE ||
		(is_local ? localtime_r(&t, &tm) : gmtime_r(&t, &tm)) == NULL) {
		out_text(app->out, NULL);
		return;
	}
	strftime(text, sizeof(text), is_local ? "%F %H:%M" : "%FT%H:%M:%SZ", &tm);
	out_text(app->out, text);
}

static void
put_share(struct app *app, uint64_t part, uint64_t all)
{
	char *text =
		xasprintf("%.1f%%", all > 0 ? 100.0 * (double)part / (double)all : 0);

	out_text(app->out, text);
	free(text);
}

/* How much of the route's lines was read. */
static const char *
extent(const struct tally *t)
{
	if (tally_read(t) + t->unread == 0)
		return "nothing";
	if (tally_is_unread(t))
		return "little";
	return t->unread + t->hidden > 0 ? "most" : "all";
}

static void
print_summary(struct app *app, const struct tally *t)
{
	static const struct out_column columns[] = {
		{ "from", OUT_ALL },
		{ "to", OUT_ALL },
		{ "blocked", OUT_ALL },
		{ "allowed", OUT_ALL },
		{ "unfinished", OUT_ALL },
		{ "sources", OUT_ALL },
		{ "user_agents", OUT_ALL },
		{ "lines", OUT_ALL },
		{ "checks", OUT_PROGRAMS },
		{ "strange", OUT_PROGRAMS },
		{ "rest", OUT_PROGRAMS },
		{ "untimed", OUT_PROGRAMS },
		{ "too_long", OUT_PROGRAMS },
		{ "sources_error", OUT_PROGRAMS },
		{ "user_agents_error", OUT_PROGRAMS },
		{ "read", OUT_ALL },
		{ "unread", OUT_PROGRAMS },
		{ "hidden", OUT_PROGRAMS },
		{ "cut", OUT_PROGRAMS },
		{ 0 },
	};

	out_begin(app->out, "summary", columns, true);
	put_time(app, t->first);
	put_time(app, t->last);
	out_int(app->out, (long long)t->requests.blocked);
	put_allowed(app, t, t->requests.allowed);
	out_int(app->out, (long long)t->unfinished);
	out_int(app->out, (long long)heavy_len(t->sources));
	out_int(app->out, (long long)heavy_len(t->agents));
	out_int(app->out, (long long)t->lines);
	out_int(app->out, (long long)t->checks);
	out_int(app->out, (long long)t->strange);
	out_int(app->out, (long long)t->rest);
	out_int(app->out, (long long)t->untimed);
	out_int(app->out, (long long)t->too_long);
	out_int(app->out, (long long)heavy_floor(t->sources));
	out_int(app->out, (long long)heavy_floor(t->agents));
	out_text(app->out, extent(t));
	out_int(app->out, (long long)t->unread);
	out_int(app->out, (long long)t->hidden);
	out_int(app->out, (long long)t->cut);
	out_end(app->out);
}

/* The most frequent reason first. */
static void
sort_reasons(size_t order[KAMLOG_STEPS], const uint64_t reasons[KAMLOG_STEPS])
{
	for (size_t i = 0; i < KAMLOG_STEPS; i++) {
		size_t at = i;
		for (; at > 0 && reasons[order[at - 1]] < reasons[i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

static void
print_reasons(struct app *app, const struct tally *t)
{
	static const struct out_column columns[] = {
		{ "reason", OUT_ALL },
		{ "blocked", OUT_ALL },
		{ "share", OUT_PEOPLE },
		{ 0 },
	};
	size_t order[KAMLOG_STEPS];

	sort_reasons(order, t->reasons);
	out_begin(app->out, "reasons", columns, true);
	for (size_t i = 0; i < KAMLOG_STEPS && t->reasons[order[i]] > 0; i++) {
		out_text(app->out, kamlog_step_name((enum kamlog_step)order[i]));
		out_int(app->out, (long long)t->reasons[order[i]]);
		put_share(app, t->reasons[order[i]], t->requests.blocked);
	}
	out_end(app->out);
}

/* The country in the log, else the country in the GeoIP file. */
static void
put_country(struct app *app, const struct geo *geo, const struct heavy_entry *e)
{
	char code[3] = { e->country[0], e->country[1], '\0' };
	unsigned char bytes[16] = { 0 };

	memcpy(bytes, e->key, e->len < sizeof(bytes) ? e->len : sizeof(bytes));
	if (code[0] == '\0' && geo != NULL)
		(void)geo_country_of(geo, e->len == 4 ? AF_INET : AF_INET6, bytes, code);
	out_text(app->out, code[0] != '\0' ? code : NULL);
}

static void
print_sources(struct app *app, const struct tally *t, const struct geo *geo, size_t top)
{
	static const struct out_column columns[] = {
		{ "source", OUT_ALL },
		{ "country", OUT_ALL },
		{ "blocked", OUT_ALL },
		{ "allowed", OUT_ALL },
		{ "reasons", OUT_ALL, OUT_WRAP },
		{ "error", OUT_PROGRAMS },
		{ 0 },
	};
	const struct heavy_entry **all = heavy_top(t->sources, &top);
	char text[ADDRESS_TEXT_MAX + 1];

	out_begin(app->out, "sources", columns, true);
	for (size_t i = 0; i < top; i++) {
		source_format(all[i]->key, all[i]->len, text);
		out_text(app->out, text);
		put_country(app, geo, all[i]);
		out_int(app->out, (long long)all[i]->blocked);
		put_allowed(app, t, all[i]->allowed);
		kamlog_report_reasons(app, all[i]->reasons);
		out_int(app->out, (long long)all[i]->error);
	}
	out_end(app->out);
	free(all);
}

/* The user agent as text, with U+FFFD for a NUL, which would end the text. */
static char *
agent_text(const struct heavy_entry *e)
{
	struct str s = { 0 };
	char *text;

	for (size_t i = 0; i < e->len; i++)
		if (e->key[i] == '\0')
			str_add(&s, "\xef\xbf\xbd", 3);
		else
			str_add(&s, &e->key[i], 1);
	text = xstrdup(str_get(&s));
	str_clear(&s);
	return text;
}

static void
print_agents(struct app *app, const struct tally *t, size_t top)
{
	static const struct out_column columns[] = {
		{ "blocked", OUT_ALL },
		{ "allowed", OUT_ALL },
		{ "reasons", OUT_ALL, OUT_WRAP },
		{ "user_agent", OUT_ALL },
		{ "error", OUT_PROGRAMS },
		{ 0 },
	};
	const struct heavy_entry **all = heavy_top(t->agents, &top);

	out_begin(app->out, "user_agents", columns, true);
	for (size_t i = 0; i < top; i++) {
		char *text = agent_text(all[i]);
		out_int(app->out, (long long)all[i]->blocked);
		put_allowed(app, t, all[i]->allowed);
		kamlog_report_reasons(app, all[i]->reasons);
		out_text(app->out, text);
		out_int(app->out, (long long)all[i]->error);
		free(text);
	}
	out_end(app->out);
	free(all);
}

static void
print_methods(struct app *app, const struct tally *t)
{
	static const struct out_column columns[] = {
		{ "method", OUT_ALL },
		{ "blocked", OUT_ALL },
		{ "allowed", OUT_ALL },
		{ 0 },
	};

	out_begin(app->out, "methods", columns, true);
	for (size_t i = 0; i < TALLY_METHODS; i++) {
		const struct tally_count *c = &t->methods[i];
		if (c->allowed + c->blocked == 0)
			continue;
		out_text(app->out, tally_method_name(i));
		out_int(app->out, (long long)c->blocked);
		put_allowed(app, t, c->allowed);
	}
	out_end(app->out);
}

/* "####--": # for blocked, - for allowed.  A count above 0 gets at least one sign. */
static void
put_bar(struct app *app, const struct tally_count *c, uint64_t most)
{
	uint64_t parts[2] = { c->blocked, c->allowed };
	char bar[2 * BAR_MAX + 1];
	size_t len = 0;

	for (size_t i = 0; i < 2; i++) {
		double share = (double)parts[i] / (double)most * BAR_MAX;
		size_t n = parts[i] > 0 && share < 1 ? 1 : (size_t)(share + 0.5);
		memset(bar + len, i == 0 ? '#' : '-', n);
		len += n;
	}
	bar[len] = '\0';
	out_text(app->out, bar);
}

static void
print_hours(struct app *app, const struct tally *t)
{
	static const struct out_column columns[] = {
		{ "hour", OUT_ALL },
		{ "blocked", OUT_ALL },
		{ "allowed", OUT_ALL },
		{ "#_blocked_-_allowed", OUT_PEOPLE },
		{ 0 },
	};
	size_t first = out_is_for_people(app->out) && t->n_hours > HOURS_SHOWN
	                       ? t->n_hours - HOURS_SHOWN
	                       : 0;
	uint64_t most = 1;

	for (size_t i = first; i < t->n_hours; i++) {
		const struct tally_count *c = &t->hours[i].count;
		if (c->allowed + c->blocked > most)
			most = c->allowed + c->blocked;
	}
	out_begin(app->out, "hours", columns, true);
	for (size_t i = first; i < t->n_hours; i++) {
		const struct tally_hour *h = &t->hours[i];
		put_time(app, h->hour * 3600);
		out_int(app->out, (long long)h->count.blocked);
		put_allowed(app, t, h->count.allowed);
		put_bar(app, &h->count, most);
	}
	out_end(app->out);
	if (first > 0)
		app_talk(app, "%zu earlier hours are not shown (-o plain shows them)",
			first);
	if (t->other_hours > 0)
		app_talk(app,
			"%llu requests are not in the table of hours, because the log "
			"covers too many hours",
			(unsigned long long)t->other_hours);
}

/* Say how far counts may be off. */
static void
talk_of_errors(const struct app *app, const struct heavy *heavy, const char *what)
{
	if (heavy_floor(heavy) > 0)
		app_talk(app,
			"the log has too many different %s: the counts shown are "
			"minimums; each, and each one not shown, may be higher by up to "
			"%llu",
			what, (unsigned long long)heavy_floor(heavy));
}

/* The GeoIP file is optional; without it only the log names countries. */
static struct geo *
open_geo(const struct app *app)
{
	struct geo *geo = NULL;
	struct err err = { 0 };

	if (!geo_open(&geo, app->settings.geoip_database, &err) && err.code != ERR_ABSENT)
		app_talk(app, "no countries from GeoIP: %s", err.text);
	return geo;
}

void
kamlog_report_print(struct app *app, const struct tally *t, size_t top)
{
	struct geo *geo = t->checks > 0 ? open_geo(app) : NULL;

	out_object_begin(app->out);
	print_summary(app, t);
	print_reasons(app, t);
	print_sources(app, t, geo, top);
	print_agents(app, t, top);
	print_methods(app, t);
	print_hours(app, t);
	out_object_end(app->out);
	talk_of_errors(app, t->sources, "sources");
	talk_of_errors(app, t->agents, "user agents");
	geo_close(geo);
}
