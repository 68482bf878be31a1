/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake.h"

#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What does not change is answered from the recordings: this many of them. */
static const struct {
	const char *method;
	const char *json, *ctl; /* how the names begin; NULL: made from the other */
} recorded[] = {
	{ "core.version", "00-", "00-" },
	{ "core.uptime", "01-", "01-" },
	{ "core.info", "02-", NULL },
	{ "core.modules", "03-", NULL },
	{ "core.shmmem", "04-", NULL },
	{ "system.listMethods", "05-", NULL },
	{ "secfilter.stats", "12-", "04-" },
	{ "htable.listTables", "24-", NULL },
	{ "pike.list", "36-", NULL },
	{ "pike.top", "37-", NULL },
	{ "geoip2.reload", "39-", NULL },
	{ "pkg.stats", "41-", NULL },
	{ "core.sockets_list", "51-", "51-" },
	{ "corex.list_sockets", "52-", "52-" },
	{ "ul.dump", "60-", "60-" },
};

double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

bool
reload_is_ongoing(double *last)
{
	double at = now();

	if (at - *last < fake.reload_delta)
		return true;
	*last = at;
	return false;
}

/* Four bytes make a word; the rest makes one more.  The bytes were signed once. */
unsigned
hash_slot(const void *key, size_t len, unsigned size)
{
	const uint8_t *p = key;
	uint32_t hash = 0;

	for (size_t i = 0; i <= len; i += 4) {
		uint32_t word = 0;

		for (size_t j = i; j < len && j < i + 4; j++) {
			word = (word << 8) + p[j];
			if (fake.is_56 && p[j] > INT8_MAX)
				word -= 1u << 8;
		}
		hash += word ^ (word >> 3);
	}
	hash += (hash >> 11) + (hash >> 13) + (hash >> 23);
	return hash & (size - 1);
}

void
answer_fault(struct answer *answer, int code, const char *text)
{
	answer->code = code;
	snprintf(answer->text, sizeof(answer->text), "%s", text);
}

void
answer_text(struct answer *answer, const char *text)
{
	answer->result = cJSON_CreateString(text);
}

void
answer_clear(struct answer *answer)
{
	cJSON_Delete(answer->result);
	str_clear(&answer->body);
	*answer = (struct answer){ 0 };
}

const char *
call_text(const struct call *call, int n)
{
	return cJSON_GetStringValue(cJSON_GetArrayItem(call->params, n));
}

static struct str
read_file(const char *path)
{
	struct str text = { 0 };
	FILE *file = fopen(path, "re");
	char bytes[4096];
	size_t n;

	while (file != NULL && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		str_add(&text, bytes, n);
	if (file != NULL)
		fclose(file);
	return text;
}

static struct str
read_recording(const char *folder, const char *beginning)
{
	struct str text = { 0 };
	char pattern[1024];
	glob_t found;

	snprintf(
		pattern, sizeof(pattern), "%s%s/%s*", fake.recordings, folder, beginning);
	if (glob(pattern, 0, NULL, &found) == 0)
		text = read_file(found.gl_pathv[0]);
	globfree(&found);
	if (text.len == 0) {
		fprintf(stderr, "fake_node: no recording '%s'\n", pattern);
		exit(1);
	}
	return text;
}

/* "reply: " and a packet in hexadecimal; its header has 7 or 8 bytes. */
static void
recorded_body(struct answer *answer, const char *beginning)
{
	struct str text = read_recording("/binrpc", beginning);
	const char *hex = strstr(text.s, "reply: ") + strlen("reply: ");
	size_t head = strncmp(hex, "a113", 4) == 0 ? 7 : 8;
	unsigned byte;

	for (hex += head * 2; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		str_add(&answer->body, &(char){ (char)byte }, 1);
	str_clear(&text);
}

static void
recorded_result(struct answer *answer, const char *beginning)
{
	struct str text = read_recording("", beginning);
	cJSON *reply = cJSON_Parse(strchr(text.s, '\n'));

	answer->result = cJSON_DetachItemFromObject(reply, "result");
	cJSON_Delete(reply);
	str_clear(&text);
}

static bool
recorded_call(struct answer *answer, const struct call *call)
{
	for (size_t i = 0; i < sizeof(recorded) / sizeof(*recorded); i++) {
		if (strcmp(recorded[i].method, call->method) != 0)
			continue;
		recorded_result(answer, recorded[i].json);
		if (call->is_ctl && recorded[i].ctl != NULL)
			recorded_body(answer, recorded[i].ctl);
		return true;
	}
	return false;
}

/* A line "METHOD JSON" of the script is that call's result. */
static bool
scripted_call(struct answer *answer, const struct call *call)
{
	size_t len = strlen(call->method);
	struct str text;
	char *rest, *line;

	if (fake.script == NULL)
		return false;
	text = read_file(fake.script);
	rest = text.s;
	while (answer->result == NULL && (line = strsep(&rest, "\n")) != NULL) {
		if (strncmp(line, call->method, len) == 0 && line[len] == ' ')
			answer->result = cJSON_Parse(line + len);
	}
	str_clear(&text);
	return answer->result != NULL;
}

void
answer_call(struct answer *answer, const struct call *call)
{
	char text[256];

	if (scripted_call(answer, call) || secfilter_call(answer, call) ||
		permissions_call(answer, call) || htable_call(answer, call) ||
		recorded_call(answer, call))
		return;
	if (strcmp(call->method, "core.echo") == 0 && call->params->child != NULL) {
		answer->result = cJSON_Duplicate(call->params, true);
		return;
	}
	snprintf(text, sizeof(text), "command %s not found", call->method);
	answer_fault(answer, 500, call->is_ctl ? text : "Method Not Found");
}
