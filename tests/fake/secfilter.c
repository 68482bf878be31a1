/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * secfilter's lists, as Kamailio keeps them.
 */
#include "fake.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

enum { BLACK, WHITE, DST };

struct entry {
	int action, type;
	char *data;
};

static struct {
	struct entry *v;
	size_t len, cap;
} entries;

/* The types, by number; dst has none in the table. */
static const struct {
	const char *word, *title, *title_56;
} types[] = {
	{ "ua", "User-Agent", "User-agent" },
	{ "country", "Country", "Country" },
	{ "domain", "Domain", "Domain" },
	{ "ip", "IP-Address", "IP Address" },
	{ "user", "Username", "User" },
};
#define TYPES ((int)(sizeof(types) / sizeof(*types)))

/* Kamailio takes any beginning of a type's name. */
static int
type_of(const char *word)
{
	for (int i = 0; i < TYPES; i++) {
		if (strncmp(types[i].word, word, strlen(word)) == 0)
			return i;
	}
	return -1;
}

static void
add_entry(int action, int type, const char *data)
{
	*LIST_ADD(&entries) = (struct entry){ action, type, xstrdup(data) };
}

static void
clear(void)
{
	for (size_t i = 0; i < entries.len; i++)
		free(entries.v[i].data);
	entries.len = 0;
}

/* Read the table; a row that is not valid ends it, and the rest is missing. */
static bool
load(void)
{
	sqlite3_stmt *rows = NULL;
	sqlite3 *db = NULL;
	int status = SQLITE_ERROR;

	if (fake.db == NULL)
		return true;
	if (sqlite3_open_v2(fake.db, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
		sqlite3_prepare_v2(db,
			"SELECT action, type, data FROM secfilter ORDER BY id", -1, &rows,
			NULL);
	while (rows != NULL && (status = sqlite3_step(rows)) == SQLITE_ROW) {
		int action = sqlite3_column_int(rows, 0);
		int type = sqlite3_column_int(rows, 1);

		if (action < BLACK || action > DST || type < 0 || type >= TYPES)
			break;
		/* A destination with a type lands in that type's list. */
		add_entry(action == DST && type > 0 ? BLACK : action, type,
			(const char *)sqlite3_column_text(rows, 2));
	}
	sqlite3_finalize(rows);
	sqlite3_close(db);
	return status == SQLITE_DONE;
}

void
secfilter_start(void)
{
	if (!load()) {
		fprintf(stderr, "fake_node: cannot read the table secfilter\n");
		exit(1);
	}
}

/* The lists are emptied before the table is read. */
static void
reload(struct answer *answer, const struct call *call)
{
	static double last;

	(void)call;
	if (!fake.is_56 && reload_is_ongoing(&last)) {
		answer_fault(answer, 500, "ongoing reload");
		return;
	}
	clear();
	if (behaves("reload-empties", NULL, NULL) || !load())
		answer_fault(answer, 500, "Error loading data from database");
	else
		answer_text(answer, "Data reloaded");
}

static void
usage(struct answer *answer, const struct call *call, const char *text)
{
	if (call->is_ctl)
		answer_fault(answer, 0, text);
	else
		answer_fault(answer, -32000, "Execution Error");
}

static void
add(struct answer *answer, const struct call *call)
{
	int action = strcmp(call->method, "secfilter.add_wl") == 0 ? WHITE : BLACK;
	const char *type = call_text(call, 0), *data = call_text(call, 1);
	char text[512];

	if (type == NULL || data == NULL) {
		usage(answer, call,
			action == WHITE
				? "Invalid Parameters. Usage: secfilter.add_wl type "
				  "value\n     Example: secfilter.add_wl user trunk1"
				: "Invalid Parameters. Usage: secfilter.add_bl type "
				  "value\n     Example: secfilter.add_bl user "
				  "sipvicious");
	} else if (type_of(type) < 0) {
		answer_fault(answer, 500,
			action == WHITE ? "Error inserting values in the whitelist"
					: "Error inserting values in the blacklist");
	} else {
		add_entry(action, type_of(type), data);
		snprintf(text, sizeof(text), "Values (%s, %s) inserted into %s", type,
			data, action == WHITE ? "whitelist" : "blacklist");
		answer_text(answer, text);
	}
}

static void
add_dst(struct answer *answer, const struct call *call)
{
	const cJSON *number = cJSON_GetArrayItem(call->params, 0);
	char data[32], text[512];

	if (!cJSON_IsNumber(number)) {
		answer_fault(answer, 500,
			"Invalid Parameters. Usage: secfilter.add_dst number\n"
			"     Example: secfilter.add_dst 555123123");
		return;
	}
	snprintf(data, sizeof(data), "%.0f", number->valuedouble);
	add_entry(DST, 0, data);
	/* Kamailio prints what lies behind the number in memory as well. */
	snprintf(text, sizeof(text),
		"Values (%s\x81) inserted into blacklist destinations", data);
	answer_text(answer, text);
}

/* Remove all that begin with the value, the case not ignored. */
static size_t
remove_entries(int action, int type, const char *data)
{
	size_t kept = 0, removed = 0;

	for (size_t i = 0; i < entries.len; i++) {
		struct entry *entry = &entries.v[i];

		if (entry->action == action && entry->type == type &&
			strncmp(entry->data, data, strlen(data)) == 0) {
			free(entry->data);
			removed++;
		} else {
			entries.v[kept++] = *entry;
		}
	}
	entries.len = kept;
	return removed;
}

static void
del(struct answer *answer, const struct call *call)
{
	int action = strcmp(call->method, "secfilter.del_wl") == 0 ? WHITE : BLACK;
	const char *list = action == WHITE ? "whitelist" : "blacklist";
	const char *type = call_text(call, 0), *data = call_text(call, 1);
	char text[512];

	if (type == NULL || data == NULL) {
		usage(answer, call, "Invalid Parameters");
	} else if (type_of(type) < 0 ||
		   remove_entries(action, type_of(type), data) == 0) {
		snprintf(text, sizeof(text), "Error removing value from %s", list);
		answer_fault(answer, 500, text);
	} else {
		snprintf(text, sizeof(text), "Value (%s, %s) removed from %s", type, data,
			list);
		answer_text(answer, text);
	}
}

static cJSON *
list_61(int action, int type)
{
	cJSON *list = cJSON_CreateObject();

	for (size_t i = 0; i < entries.len; i++) {
		if (entries.v[i].action == action && entries.v[i].type == type)
			cJSON_AddStringToObject(list, "Value", entries.v[i].data);
	}
	return list;
}

static void
print_61(cJSON *result, int type)
{
	cJSON *lists = cJSON_AddObjectToObject(
		result, type < TYPES ? types[type].title : "Destinations");

	if (type == TYPES) {
		cJSON_AddItemToObject(lists, "Blacklisted", list_61(DST, 0));
		return;
	}
	cJSON_AddItemToObject(lists, "Blacklisted", list_61(BLACK, type));
	cJSON_AddItemToObject(lists, "Whitelisted", list_61(WHITE, type));
}

static void
add_line(cJSON *lines, const char *text)
{
	cJSON_AddItemToArray(lines, cJSON_CreateString(text));
}

static void
list_56(cJSON *lines, const char *title, int action, int type)
{
	char line[128];
	int n = 0;

	add_line(lines, title);
	add_line(lines, "    -----------");
	for (size_t i = 0; i < entries.len; i++) {
		if (entries.v[i].action != action || entries.v[i].type != type)
			continue;
		snprintf(line, sizeof(line), "    %04d -> %s", ++n, entries.v[i].data);
		add_line(lines, line);
	}
	add_line(lines, "");
}

/* Over JSON-RPC only the last of its lines is left, which is empty. */
static void
print_56(cJSON *lines, int type)
{
	const char *title = type < TYPES ? types[type].title_56 : "Destinations";

	add_line(lines, "");
	add_line(lines, title);
	add_line(lines, &"============"[12 - strlen(title)]);
	if (type == TYPES) {
		list_56(lines, "[+] Blacklisted", DST, 0);
		return;
	}
	list_56(lines, "[+] Blacklisted", BLACK, type);
	list_56(lines, "[+] Whitelisted", WHITE, type);
}

/* Without a parameter Kamailio dies of it over JSON-RPC. */
static void
print(struct answer *answer, const struct call *call)
{
	const char *word = call_text(call, 0);
	int type;

	if (word == NULL && !call->is_ctl)
		_Exit(139);
	if (word != NULL && type_of(word) < 0 &&
		strncmp("dst", word, strlen(word)) != 0) {
		if (fake.is_56)
			answer_text(answer, "");
		else
			answer_fault(answer, 500, "Invalid type");
		return;
	}
	type = word == NULL ? 0 : type_of(word) < 0 ? TYPES : type_of(word);
	if (fake.is_56 && !call->is_ctl) {
		answer_text(answer, "");
	} else if (fake.is_56) {
		answer->result = cJSON_CreateArray();
		print_56(answer->result, type);
	} else {
		answer->result = cJSON_CreateObject();
		print_61(answer->result, type);
	}
}

static void
add_rest_of_stats(cJSON *sites)
{
	static const struct site {
		const char *name;
		int bytes;
	} sites_56[] = { { "mod_init(766)", 8 }, { "secf_init_data(741)", 104 },
		{ "secf_init_data(734)", 200 }, { NULL, 0 } },
	  sites_61[] = { { "mod_init(886)", 16 }, { "mod_init(863)", 16 },
		  { "secf_init_data(835)", 112 }, { "secf_init_data(827)", 208 },
		  { "secf_init_data(819)", 208 }, { "secf_init_data(812)", 208 },
		  { NULL, 0 } };
	const cJSON *item;
	double total = 0;

	for (const struct site *s = fake.is_56 ? sites_56 : sites_61; s->name; s++)
		cJSON_AddNumberToObject(sites, s->name, s->bytes);
	cJSON_ArrayForEach(item, sites)
	{
		total += item->valuedouble;
	}
	cJSON_AddNumberToObject(sites, "Total", total);
}

/* mod.stats secfilter shm: bytes by the place in the source that took them. */
static void
mod_stats(struct answer *answer)
{
	size_t size = fake.is_56 ? 24 : 32, step = fake.is_56 ? 8 : 16, texts = 0;
	cJSON *result = cJSON_CreateArray(), *sites = cJSON_CreateObject();

	for (size_t i = 0; i < entries.len; i++)
		texts += (strlen(entries.v[i].data) + step - 1) / step * step;
	if (entries.len > 0) {
		cJSON_AddNumberToObject(sites,
			fake.is_56 ? "shm_append_str_list(71)"
				   : "shm_append_str_list(75)",
			(double)(entries.len * size));
		cJSON_AddNumberToObject(sites,
			fake.is_56 ? "secf_append_rule(154)" : "secf_append_rule(158)",
			(double)texts);
	}
	add_rest_of_stats(sites);
	add_line(result, "Module: secfilter");
	cJSON_AddItemToArray(result, sites);
	add_line(result, "");
	answer->result = result;
}

bool
secfilter_call(struct answer *answer, const struct call *call)
{
	static const struct {
		const char *method;
		void (*run)(struct answer *answer, const struct call *call);
		bool is_61_only;
	} methods[] = {
		{ "secfilter.add_bl", add, false },
		{ "secfilter.add_wl", add, false },
		{ "secfilter.add_dst", add_dst, false },
		{ "secfilter.del_bl", del, true },
		{ "secfilter.del_wl", del, true },
		{ "secfilter.print", print, false },
		{ "secfilter.reload", reload, false },
	};
	const char *module = call_text(call, 0);

	if (strcmp(call->method, "mod.stats") == 0 && module != NULL &&
		strcmp(module, "secfilter") == 0) {
		mod_stats(answer);
		return true;
	}
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(call->method, methods[i].method) != 0 ||
			(methods[i].is_61_only && fake.is_56))
			continue;
		methods[i].run(answer, call);
		return true;
	}
	return false;
}
