/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/counters.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/call.h"

/* One name in all versions: "By user-agent    " and "User-Agent" are user_agent. */
static void
set_name(struct node_counter *counter, const char *name, size_t len)
{
	size_t n = 0;

	if (len > 3 && strncmp(name, "By ", 3) == 0) {
		name += 3;
		len -= 3;
	}
	while (len > 0 && name[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len && n + 1 < sizeof(counter->what); i++) {
		unsigned char c = (unsigned char)name[i];
		counter->what[n++] = (char)(isalnum(c) ? tolower(c) : '_');
	}
	counter->what[n] = '\0';
	if (strcmp(counter->what, "destinations") == 0)
		counter->what[n - 1] = '\0';
}

/* "[+] By country       : 41", below the heading "Allowed messages (whitelist)". */
static void
read_line(struct node_counters *counters, const char *line, bool *is_allowed)
{
	const char *colon = strrchr(line, ':');
	struct node_counter *counter;
	char *end;
	long long n;

	if (strncmp(line, "[+] ", 4) != 0) {
		if (strstr(line, "essages") != NULL)
			*is_allowed = strncmp(line, "Allowed", 7) == 0;
		return;
	}
	if (colon == NULL)
		return;
	n = strtoll(colon + 1, &end, 10);
	if (end == colon + 1)
		return;
	counter = LIST_ADD(counters);
	counter->is_allowed = *is_allowed;
	counter->messages = n;
	set_name(counter, line + 4, (size_t)(colon - line) - 4);
}

static void
read_lines(struct node_counters *counters, const cJSON *lines)
{
	bool is_allowed = false;
	const cJSON *line;

	cJSON_ArrayForEach(line, lines)
	{
		const char *text = cJSON_GetStringValue(line);
		if (text != NULL)
			read_line(counters, text, &is_allowed);
	}
}

/* {"Blacklist": {"User-Agent": 1, ...}, "Whitelist": {...}, "Other": {...}} */
static void
read_members(struct node_counters *counters, const cJSON *reply)
{
	const cJSON *section, *item;

	cJSON_ArrayForEach(section, reply)
	{
		bool is_allowed = section->string != NULL &&
		                  strcmp(section->string, "Whitelist") == 0;
		cJSON_ArrayForEach(item, section)
		{
			struct node_counter *counter;
			if (!cJSON_IsNumber(item) || item->string == NULL)
				continue;
			counter = LIST_ADD(counters);
			counter->is_allowed = is_allowed;
			counter->messages = (long long)item->valuedouble;
			set_name(counter, item->string, strlen(item->string));
		}
	}
}

/* QUIRK_TEXT_LISTS: over JSON-RPC the reply is "". */
static enum node_fit
fit(const cJSON *reply)
{
	return cJSON_IsArray(reply) || cJSON_IsObject(reply) ? NODE_FITS : NODE_NEVER;
}

bool
node_counters(struct node *node, struct node_counters *counters, struct err *err)
{
	cJSON *reply;
	enum rpc_end end = node_ask(node, "secfilter.stats", NULL, 0, fit, &reply, err);

	*counters = (struct node_counters){ NULL, 0, 0 };
	if (end == RPC_ANSWERED && cJSON_IsArray(reply))
		read_lines(counters, reply);
	else if (end == RPC_ANSWERED && cJSON_IsObject(reply))
		read_members(counters, reply);
	if (end == RPC_ANSWERED)
		cJSON_Delete(reply);
	return end == RPC_ANSWERED || end == RPC_FAULT || end == RPC_TOO_BIG;
}
