/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_KAMLOG_WRAP_H
#define SHIELDADM_TESTS_KAMLOG_WRAP_H

#include <time.h>

#include "unit.h"

#include "base/str.h"

/*
 * Put a line of Kamailio into the envelopes that other systems put around it.
 * tests/recordings/logs has what the real journalctl, docker and Kamailio write.
 */
struct item {
	long long seconds;
	unsigned rank, pid;
	const char *message; /* behind the level, with its prefix */
	/* The same for Kamailio's log engine json. */
	const char *module, *prefix, *text;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static inline void
add_time(struct str *log, const struct item *it, const char *format)
{
	time_t t = (time_t)it->seconds;
	struct tm tm;
	char text[64];

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), format, &tm);
	str_addf(log, "%s", text);
}

#pragma GCC diagnostic pop

/* Kamailio's own line on stderr: the process stands in it. */
static inline void
add_stderr(struct str *log, const struct item *it)
{
	str_addf(log, "%2u(%u) INFO: %s", it->rank, it->pid, it->message);
}

static inline void
add_plain(struct str *log, const struct item *it)
{
	str_addf(log, "INFO: %s", it->message);
}

/* A text of JSON. */
static inline void
add_json(struct str *log, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\')
			str_addf(log, "\\%c", *s);
		else if ((unsigned char)*s < 32)
			str_addf(log, "\\u%04x", (unsigned)*s);
		else
			str_add(log, s, 1);
}

#define SIMPLE(name, time, format, ...)                                        \
	static inline void wrap_##name(struct str *log, const struct item *it) \
	{                                                                      \
		if (*(time) != '\0')                                           \
			add_time(log, it, (time));                             \
		str_addf(log, format, __VA_ARGS__);                            \
		str_addf(log, "\n");                                           \
	}

#define PLAIN it->pid, it->message
#define OWN it->rank, it->pid, it->message

SIMPLE(syslog, "%b %e %H:%M:%S", " edge1 /usr/sbin/kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(nohost, "%b %e %H:%M:%S", " kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(priority, "<134>%b %e %H:%M:%S", " edge1 kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(iso, "%FT%H:%M:%S.123456+00:00", " edge1 kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(relay, "<134>%FT%H:%M:%SZ relay %b %e %H:%M:%S", " edge1 kamailio[%u]: INFO: %s",
	PLAIN)
SIMPLE(busybox, "%b %e %H:%M:%S", " edge1 local0.info kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(openwrt, "%a %b %e %H:%M:%S %Y", " local0.info kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(full, "%a %F %H:%M:%S UTC", " edge1 kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(unit, "%a %F %H:%M:%S UTC", " edge1 kamailio.service[%u]: INFO: %s", PLAIN)
SIMPLE(unix, "%s.123456", " edge1 kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(monotonic, "", "[%5lld.%06u] edge1 kamailio[%u]: INFO: %s", it->seconds % 100000,
	it->rank, PLAIN)
SIMPLE(delta, "", "[%5lld.%06u <    0.001000 >] edge1 kamailio[%u]: INFO: %s",
	it->seconds % 100000, it->rank, PLAIN)
SIMPLE(journal_stderr, "%b %e %H:%M:%S", " edge1 kamailio[1]: %2u(%u) INFO: %s", OWN)
SIMPLE(syslog_5424, "<134>1 %FT%H:%M:%S.123456Z",
	" edge1 kamailio %u - [a@1 k=\"v \\\"\\]\"][b] \xef\xbb\xbfINFO: %s", PLAIN)
SIMPLE(file_5424, "%FT%H:%M:%S.123456Z", " edge1 kamailio %u ID1 - INFO: %s", PLAIN)
SIMPLE(nil_5424, "", "<134>1 - - kamailio - - - INFO: %s", it->message)
SIMPLE(octets, "999 <134>1 %FT%H:%M:%SZ", " edge1 kamailio %u - - INFO: %s", PLAIN)
SIMPLE(docker_5424, "<30>1 %FT%H:%M:%SZ", " edge1 sip 7 sip - %2u(%u) INFO: %s", OWN)
SIMPLE(docker_syslog, "<30>%b %e %H:%M:%S", " edge1 docker/sip[7]: %2u(%u) INFO: %s", OWN)
SIMPLE(cat, "", "INFO: %s", it->message)
SIMPLE(own, "", "%2u(%u) INFO: %s", OWN)
SIMPLE(udp, "", "(%u) INFO: %s", PLAIN)
SIMPLE(tag, "", "kamailio[%u]: INFO: %s", PLAIN)
SIMPLE(color, "", "\x1b[0m\x1b[1;32m%2u(%u) INFO: %s", OWN)
SIMPLE(docker, "%FT%H:%M:%S.123456789Z", " %2u(%u) INFO: %s", OWN)
SIMPLE(compose, "", "kamailio-1  | %2u(%u) INFO: %s", OWN)
SIMPLE(compose_color, "", "\x1b[36mkamailio_1  |\x1b[0m %2u(%u) INFO: %s", OWN)
SIMPLE(compose_time, "kamailio-1  | %FT%H:%M:%S.123456789Z", " %2u(%u) INFO: %s", OWN)
SIMPLE(swarm, "%FT%H:%M:%S.123456789Z sip.1.x1y@node1    |", " %2u(%u) INFO: %s", OWN)
SIMPLE(cri, "%FT%H:%M:%S.123456789+00:00 stdout F", " %2u(%u) INFO: %s", OWN)
SIMPLE(kubectl, "[pod/kamailio-0/sip] %FT%H:%M:%S.123456789Z", " %2u(%u) INFO: %s", OWN)
SIMPLE(kubectl_bare, "", "[pod/kamailio-0/sip] %2u(%u) INFO: %s", OWN)
SIMPLE(stern, "", "kamailio-0 sip %2u(%u) INFO: %s", OWN)
SIMPLE(stern_all, "", "voip kamailio-0 sip %2u(%u) INFO: %s", OWN)
SIMPLE(stern_time, "kamailio-0 sip %FT%H:%M:%S.123456789Z", " %2u(%u) INFO: %s", OWN)
SIMPLE(stern_short, "kamailio-0 sip %m-%d %H:%M:%S", " %2u(%u) INFO: %s", OWN)
SIMPLE(grep, "/var/log/kamailio.log.1:%b %e %H:%M:%S", " e kamailio[%u]: INFO: %s", PLAIN)

/* containerd splits a long line; here after any byte. */
static inline void
wrap_parts(struct str *log, const struct item *it)
{
	struct str text = { 0 };
	size_t at = 0, n;

	add_stderr(&text, it);
	while (at < text.len) {
		n = 1 + random_below((unsigned)(text.len - at));
		add_time(log, it, "%FT%H:%M:%S.123456789Z stderr ");
		str_addf(log, "%c %.*s\n", at + n < text.len ? 'P' : 'F', (int)n,
			text.s + at);
		at += n;
	}
	str_clear(&text);
}

static inline void
add_record(struct str *log, const struct item *it, const char *before,
	void (*add)(struct str *, const struct item *))
{
	struct str text = { 0 };

	add(&text, it);
	str_addf(log, "%s", before);
	add_json(log, str_get(&text));
	str_clear(&text);
}

static inline void
wrap_json_file(struct str *log, const struct item *it)
{
	add_record(log, it, "{\"log\":\"", add_stderr);
	str_addf(log, "\\n\",\"stream\":\"stderr\",\"time\":\"");
	add_time(log, it, "%FT%H:%M:%S.123456789Z\"}\n");
}

static inline void
wrap_json_tty(struct str *log, const struct item *it)
{
	add_record(log, it, "{\"log\":\"", add_stderr);
	str_addf(log, "\\r\\n\",\"stream\":\"stdout\",\"time\":\"");
	add_time(log, it, "%FT%H:%M:%S.123456789Z\"}\n");
}

static inline void
wrap_stern_json(struct str *log, const struct item *it)
{
	add_record(log, it, "{\"message\":\"", add_stderr);
	str_addf(log,
		"\",\"nodeName\":\"n\",\"namespace\":\"voip\",\"podName\":\"kamailio-0\","
		"\"containerName\":\"sip\"}\n");
}

static inline void
wrap_journal(struct str *log, const struct item *it)
{
	str_addf(log, "{\"_PID\":\"%u\",\"_HOSTNAME\":\"edge1\",", it->pid);
	add_record(log, it, "\"MESSAGE\":\"", add_plain);
	str_addf(log, "\",\"__REALTIME_TIMESTAMP\":\"%lld123456\"}\n", it->seconds);
}

/* journalctl writes an array of bytes for what is not plain text; here for all. */
static inline void
wrap_journal_bytes(struct str *log, const struct item *it)
{
	struct str text = { 0 };

	add_plain(&text, it);
	str_addf(log, "{\"_PID\":\"%u\",\"MESSAGE\":[", it->pid);
	for (size_t i = 0; i < text.len; i++)
		str_addf(log, "%s%u", i > 0 ? "," : "", (unsigned char)text.s[i]);
	str_addf(log, "],\"__REALTIME_TIMESTAMP\":\"%lld123456\"}\n", it->seconds);
	str_clear(&text);
}

static inline void
wrap_pretty(struct str *log, const struct item *it)
{
	str_addf(log, "{\n\t\"_PID\" : \"%u\",\n", it->pid);
	add_record(log, it, "\t\"MESSAGE\" : \"", add_plain);
	str_addf(log, "\",\n\t\"__REALTIME_TIMESTAMP\" : \"%lld123456\"\n}\n",
		it->seconds);
}

static inline void
add_export(struct str *log, const struct item *it)
{
	str_addf(log,
		"__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=%lld123456\n_PID=%u\n"
		"_HOSTNAME=edge1\n",
		it->seconds, it->pid);
}

static inline void
wrap_export(struct str *log, const struct item *it)
{
	add_export(log, it);
	str_addf(log, "MESSAGE=INFO: %s\n\n", it->message);
}

static inline void
wrap_export_bytes(struct str *log, const struct item *it)
{
	uint64_t len = strlen(it->message) + 6;

	add_export(log, it);
	str_addf(log, "MESSAGE\n");
	for (int i = 0; i < 8; i++)
		str_add(log, &(char){ (char)(len >> (8 * i)) }, 1);
	str_addf(log, "INFO: %s\n\n", it->message);
}

/* core/dprint.c of 6.1 and of 5.5; the prefix is not escaped. */
static inline void
wrap_engine(struct str *log, const struct item *it)
{
	add_time(log, it, "{ \"time\": \"%FT%H:%M:%S.123456789Z\", ");
	str_addf(log,
		"\"idx\": %u, \"pid\": %u, \"level\": \"INFO\", \"module\": \"%s\", "
		"\"file\": \"x.c\", \"line\": 283, \"function\": \"f\", \"logprefix\": "
		"\"%s\", \"message\": \"",
		it->rank, it->pid, it->module, it->prefix);
	add_json(log, it->text);
	str_addf(log, "\\n\" }\n");
}

static inline void
wrap_engine_syslog(struct str *log, const struct item *it)
{
	add_time(log, it, "%b %e %H:%M:%S");
	str_addf(log,
		" edge1 kamailio[%u]: { \"kamailio.level\": \"INFO\", "
		"\"kamailio.module\": \"%s\", \"kamailio.file\": \"x.c\", "
		"\"kamailio.line\": 283, \"kamailio.function\": \"f\", "
		"\"kamailio.logprefix\": \"%s\", \"kamailio.message\": \"",
		it->pid, it->module, it->prefix);
	add_json(log, it->text);
	str_addf(log, "\\n\" }\n");
}

static inline void
wrap_cee(struct str *log, const struct item *it)
{
	add_time(log, it,
		"<134>%b %e %H:%M:%S edge1 kamailio: @cee: {\"time\":\"%FT%H:%M:%S.");
	str_addf(log,
		"123456789Z\",\"proc\":{\"id\":\"%u\",\"tid\":9},\"pri\":\"INFO\","
		"\"subsys\":\"%s\",\"file\":{\"name\":\"x.c\",\"line\":2},\"native\":"
		"{\"function\":\"f\"},\"msg\":\"",
		it->pid, it->module);
	add_json(log, it->text);
	str_addf(log, "\",\"pname\":\"kamailio\",\"appname\":\"kamailio\",\"hostname\":"
		      "\"e\"}\n");
}

struct envelope_form {
	const char *name;
	void (*wrap)(struct str *log, const struct item *item);
	bool has_time;
	bool is_engine; /* no level; the prefix stands apart */
	bool is_line;   /* one line of text, which may end in CR LF */
};

#define TEXT(name, has_time)                              \
	{                                                 \
#name, wrap_##name, has_time, false, true \
	}

#define RECORD(name, has_time)                             \
	{                                                  \
#name, wrap_##name, has_time, false, false \
	}

static const struct envelope_form envelope_forms[] = {
	TEXT(syslog, true),
	TEXT(nohost, true),
	TEXT(priority, true),
	TEXT(iso, true),
	TEXT(relay, true),
	TEXT(busybox, true),
	TEXT(openwrt, true),
	TEXT(full, true),
	TEXT(unit, true),
	TEXT(unix, true),
	TEXT(monotonic, false),
	TEXT(delta, false),
	TEXT(journal_stderr, true),
	TEXT(syslog_5424, true),
	TEXT(file_5424, true),
	TEXT(nil_5424, false),
	TEXT(octets, true),
	TEXT(docker_5424, true),
	TEXT(docker_syslog, true),
	TEXT(cat, false),
	TEXT(own, false),
	TEXT(udp, false),
	TEXT(tag, false),
	TEXT(color, false),
	TEXT(docker, true),
	TEXT(compose, false),
	TEXT(compose_color, false),
	TEXT(compose_time, true),
	TEXT(swarm, true),
	TEXT(cri, true),
	TEXT(kubectl, true),
	TEXT(kubectl_bare, false),
	TEXT(stern, false),
	TEXT(stern_all, false),
	TEXT(stern_time, true),
	TEXT(stern_short, true),
	TEXT(grep, true),
	RECORD(parts, true),
	RECORD(json_file, true),
	RECORD(json_tty, true),
	RECORD(stern_json, false),
	RECORD(journal, true),
	RECORD(journal_bytes, true),
	RECORD(pretty, true),
	RECORD(export, true),
	RECORD(export_bytes, true),
	{ "engine", wrap_engine, true, true },
	{ "engine_syslog", wrap_engine_syslog, true, true },
	{ "cee", wrap_cee, true, true },
};

#endif
