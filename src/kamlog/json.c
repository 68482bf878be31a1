/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* Docker splits a message at this length. */
#define DOCKER_PART (16 * 1024)

#define MICROSECONDS_LEN 16 /* digits of __REALTIME_TIMESTAMP */

#define ENGINE_PREFIX "kamailio." /* Kamailio's log engine may put it before names */

static const struct {
	const char *name;
	enum kamlog_field field;
} names[] = {
	{ "MESSAGE", KAMLOG_F_MESSAGE },
	{ "message", KAMLOG_F_MESSAGE },
	{ "log", KAMLOG_F_MESSAGE },
	{ "msg", KAMLOG_F_MESSAGE },
	{ "module", KAMLOG_F_MODULE },
	{ "subsys", KAMLOG_F_MODULE },
	{ "level", KAMLOG_F_LEVEL },
	{ "pri", KAMLOG_F_LEVEL },
	{ "__REALTIME_TIMESTAMP", KAMLOG_F_TIME },
	{ "time", KAMLOG_F_TIME },
	{ "@timestamp", KAMLOG_F_TIME },
	{ "timestamp", KAMLOG_F_TIME },
	{ "stream", KAMLOG_F_STREAM },
	{ "_PID", KAMLOG_F_PROCESS },
	{ "SYSLOG_PID", KAMLOG_F_PROCESS },
	{ "pid", KAMLOG_F_PROCESS },
	{ "proc", KAMLOG_F_PROCESS },
	{ "_HOSTNAME", KAMLOG_F_SENDER },
	{ "SYSLOG_IDENTIFIER", KAMLOG_F_PROGRAM },
	{ "CONTAINER_NAME", KAMLOG_F_PROGRAM },
	{ "CONTAINER_ID", KAMLOG_F_SENDER },
	{ "hostname", KAMLOG_F_SENDER },
	{ "host", KAMLOG_F_SENDER },
	{ "namespace", KAMLOG_F_SENDER },
	{ "podName", KAMLOG_F_PROGRAM },
	{ "containerName", KAMLOG_F_PROGRAM },
	{ "pod", KAMLOG_F_PROGRAM },
	{ "container", KAMLOG_F_PROGRAM },
};

static bool
is_text(struct kamlog_text value, const char *text)
{
	return value.len == strlen(text) && memcmp(value.s, text, value.len) == 0;
}

/* Microseconds since 1970, or a date. */
static void
set_time(
	struct kamlog_entry *entry, struct stamp_reader *stamps, struct kamlog_text value)
{
	long long seconds = STAMP_NONE;
	char *end;

	if (value.len == MICROSECONDS_LEN && memchr(value.s, '-', value.len) == NULL) {
		seconds = strtoll(value.s, &end, 10) / 1000000;
		if (end != value.s + value.len)
			return;
	} else if (stamp_read(stamps, value.s, value.len, &seconds) == 0) {
		return;
	}
	entry->seconds = seconds;
}

static void
set_message(struct kamlog_entry *entry, struct kamlog_text value)
{
	str_clear(&entry->message);
	str_add(&entry->message, value.s, value.len);
}

static void
set_module(struct kamlog_entry *entry, struct kamlog_text value)
{
	entry->engine = is_text(value, "xlog")        ? KAMLOG_XLOG
	                : is_text(value, "secfilter") ? KAMLOG_SECFILTER
	                                              : KAMLOG_MODULE;
}

/* The fields of a record have any order: a sum has none. */
static void
add_sender(struct kamlog_entry *entry, const char *name, struct kamlog_text value)
{
	entry->sender +=
		hash_bytes(value.s, value.len, hash_bytes(name, strlen(name), 0));
}

enum kamlog_program
kamlog_program_of(const char *name, size_t len)
{
	static const char kamailio[] = "kamailio";

	return memmem(name, len, kamailio, sizeof(kamailio) - 1) != NULL
	               ? PROGRAM_KAMAILIO
	               : PROGRAM_OTHER;
}

void
kamlog_entry_begin(struct kamlog_entry *entry)
{
	*entry = (struct kamlog_entry){ .seconds = STAMP_NONE };
}

static void
take(struct kamlog_entry *entry, struct stamp_reader *stamps, size_t i,
	struct kamlog_text value)
{
	entry->n[names[i].field]++;
	switch (names[i].field) {
	case KAMLOG_F_MESSAGE:
		set_message(entry, value);
		break;
	case KAMLOG_F_MODULE:
		set_module(entry, value);
		break;
	case KAMLOG_F_TIME:
		set_time(entry, stamps, value);
		break;
	case KAMLOG_F_STREAM:
		entry->stream = is_text(value, "stderr") ? 2 : 1;
		break;
	case KAMLOG_F_PROCESS:
		entry->has_pid = true;
		add_sender(entry, names[i].name, value);
		break;
	case KAMLOG_F_PROGRAM:
		if (entry->program != PROGRAM_KAMAILIO)
			entry->program = kamlog_program_of(value.s, value.len);
		add_sender(entry, names[i].name, value);
		break;
	case KAMLOG_F_SENDER:
		add_sender(entry, names[i].name, value);
		break;
	case KAMLOG_F_LEVEL:
		break;
	}
}

#define NAMES (sizeof(names) / sizeof(names[0]))

/* The row of names, or NAMES for an unknown name. */
static size_t
find(const char *name)
{
	size_t i = 0;

	if (strncmp(name, ENGINE_PREFIX, sizeof(ENGINE_PREFIX) - 1) == 0)
		name += sizeof(ENGINE_PREFIX) - 1;
	while (i < NAMES && strcmp(names[i].name, name) != 0)
		i++;
	return i;
}

void
kamlog_entry_field(struct kamlog_entry *entry, struct stamp_reader *stamps,
	const char *name, struct kamlog_text value)
{
	size_t i = find(name);

	if (i < NAMES)
		take(entry, stamps, i, value);
}

/* The journal writes a text that is not UTF-8, or holds control characters, as an array
 * of its bytes. */
static bool
take_bytes(struct kamlog_entry *entry, const cJSON *array)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, array)
	{
		char byte = (char)item->valueint;
		if (!cJSON_IsNumber(item))
			return false;
		str_add(&entry->message, &byte, 1);
	}
	return true;
}

/* Kamailio's log engine may write {"text": "..."} for a message, and {"id": "4711"} for
 * a process. */
static const cJSON *
inner(const cJSON *item, enum kamlog_field field)
{
	if (!cJSON_IsObject(item))
		return item;
	return cJSON_GetObjectItemCaseSensitive(
		item, field == KAMLOG_F_MESSAGE ? "text" : "id");
}

/* journalctl -o json without -a writes null for a long message. */
static void
take_null(struct kamlog_entry *entry, struct stamp_reader *stamps, size_t i)
{
	static const char hidden[] = "[long blob data]";

	if (names[i].field == KAMLOG_F_MESSAGE)
		take(entry, stamps, i,
			(struct kamlog_text){ hidden, sizeof(hidden) - 1 });
}

static void
take_item(struct kamlog_entry *entry, struct stamp_reader *stamps, const cJSON *item)
{
	size_t i = item->string != NULL ? find(item->string) : NAMES;
	char number[32];

	if (i == NAMES)
		return;
	if (names[i].field == KAMLOG_F_MESSAGE && cJSON_IsArray(item)) {
		entry->n[KAMLOG_F_MESSAGE] += take_bytes(entry, item) ? 1 : 2;
		return;
	}
	if (cJSON_IsNull(item))
		take_null(entry, stamps, i);
	item = inner(item, names[i].field);
	if (cJSON_IsString(item)) {
		const char *s = item->valuestring;
		take(entry, stamps, i, (struct kamlog_text){ s, strlen(s) });
	} else if (cJSON_IsNumber(item)) {
		int len = snprintf(number, sizeof(number), "%.0f", item->valuedouble);
		take(entry, stamps, i, (struct kamlog_text){ number, (size_t)len });
	}
}

/* Kamailio's engine writes a level and a module; docker a stream. */
static bool
is_sound(struct kamlog_entry *entry)
{
	if (entry->n[KAMLOG_F_MESSAGE] != 1 || entry->n[KAMLOG_F_MODULE] > 1 ||
		entry->n[KAMLOG_F_LEVEL] > 1)
		return false;
	if (entry->n[KAMLOG_F_LEVEL] == 0)
		entry->engine = KAMLOG_TEXT;
	entry->is_part = entry->stream != 0 && entry->message.len >= DOCKER_PART &&
	                 entry->message.s[entry->message.len - 1] != '\n';
	return true;
}

static bool
is_blank(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\r' || *s == '\n'))
		s++;
	return s == end;
}

bool
kamlog_json_read(struct kamlog_entry *entry, struct stamp_reader *stamps, const char *s,
	size_t len)
{
	const char *end = s;
	cJSON *json = cJSON_ParseWithLengthOpts(s, len, &end, false);
	const cJSON *item;
	bool ok;

	kamlog_entry_begin(entry);
	cJSON_ArrayForEach(item, json) take_item(entry, stamps, item);
	ok = cJSON_IsObject(json) && is_blank(end, s + len) && is_sound(entry);
	cJSON_Delete(json);
	if (!ok)
		str_clear(&entry->message);
	return ok;
}
