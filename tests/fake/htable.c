/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hash tables of the article's configuration: auth_try and ipban.
 */
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"

struct entry {
	char *key;
	char *text; /* NULL: the value is number */
	double number;
	double until;
	unsigned slot;
};

static struct table {
	const char *name;
	unsigned size;
	int expire;
	struct entry *v;
	size_t len, cap;
} tables[] = {
	{ .name = "auth_try", .size = 4096, .expire = 86400 },
	{ .name = "ipban", .size = 256, .expire = 300 },
};
#define TABLES (sizeof(tables) / sizeof(*tables))

static void
remove_at(struct table *table, size_t i)
{
	free(table->v[i].key);
	free(table->v[i].text);
	memmove(&table->v[i], &table->v[i + 1], (table->len - i - 1) * sizeof(*table->v));
	table->len--;
}

/* The table called so, without what has expired. */
static struct table *
find_table(const char *name)
{
	for (size_t t = 0; t < TABLES; t++) {
		if (strcmp(tables[t].name, name) != 0)
			continue;
		for (size_t i = tables[t].len; i-- > 0;) {
			if (tables[t].v[i].until <= now())
				remove_at(&tables[t], i);
		}
		return &tables[t];
	}
	return NULL;
}

static struct entry *
find_entry(struct table *table, const char *key)
{
	for (size_t i = 0; i < table->len; i++) {
		if (strcmp(table->v[i].key, key) == 0)
			return &table->v[i];
	}
	return NULL;
}

static void
set(struct answer *answer, const struct call *call, struct table *table, const char *key)
{
	bool has_expiry = strncmp(call->method, "htable.setx", 11) == 0;
	const cJSON *value = cJSON_GetArrayItem(call->params, 2);
	const cJSON *expire = cJSON_GetArrayItem(call->params, 3);
	struct entry *entry;

	if (value == NULL || (has_expiry && expire == NULL)) {
		answer_fault(answer, 500,
			has_expiry ? "Not enough parameters (htable name, key name, "
				     "value and expire)"
				   : "Not enough parameters (htable name, key name and "
				     "value)");
		return;
	}
	entry = find_entry(table, key);
	if (entry == NULL) {
		entry = LIST_ADD(table);
		entry->key = xstrdup(key);
		entry->slot = hash_slot(key, strlen(key), table->size);
	}
	free(entry->text);
	entry->text = strchr("s", call->method[strlen(call->method) - 1]) &&
	                              cJSON_IsString(value)
	                      ? xstrdup(value->valuestring)
	                      : NULL;
	entry->number = cJSON_IsString(value) ? strtod(value->valuestring, NULL)
	                                      : value->valuedouble;
	entry->until = now() + (has_expiry ? expire->valuedouble : table->expire);
	answer_text(answer, "Ok. Key set to new value.");
}

static void
add_value(cJSON *item, const struct entry *entry)
{
	if (entry->text != NULL)
		cJSON_AddStringToObject(item, "value", entry->text);
	else
		cJSON_AddNumberToObject(item, "value", entry->number);
}

static void
get(struct answer *answer, const struct call *call, struct table *table, const char *key)
{
	struct entry *entry = find_entry(table, key);
	time_t until;
	struct tm local;
	char text[32];
	cJSON *item;

	(void)call;
	if (entry == NULL) {
		answer_fault(answer, 500, "Key name doesn't exist in htable.");
		return;
	}
	until = (time_t)entry->until;
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", localtime_r(&until, &local));
	answer->result = cJSON_CreateObject();
	item = cJSON_AddObjectToObject(answer->result, "item");
	cJSON_AddStringToObject(item, "name", entry->key);
	add_value(item, entry);
	cJSON_AddNumberToObject(item, "flags", entry->text != NULL ? 2 : 0);
	cJSON_AddStringToObject(item, "expire", text);
}

static void
del(struct answer *answer, const struct call *call, struct table *table, const char *key)
{
	struct entry *entry = find_entry(table, key);

	(void)call;
	if (entry == NULL) {
		answer_fault(answer, 404, "Key not found in htable.");
		return;
	}
	remove_at(table, (size_t)(entry - table->v));
	answer_text(answer, "Ok. Key deleted.");
}

static void
flush(struct answer *answer, const struct call *call, struct table *table,
	const char *key)
{
	(void)call, (void)key;
	while (table->len > 0)
		remove_at(table, table->len - 1);
	answer_text(answer, "Ok. Htable flushed.");
}

static cJSON *
dump_slot(const struct table *table, unsigned slot)
{
	cJSON *items = cJSON_CreateArray();

	for (size_t i = 0; i < table->len; i++) {
		const struct entry *entry = &table->v[i];
		cJSON *item;

		if (entry->slot != slot)
			continue;
		item = cJSON_CreateObject();
		cJSON_AddStringToObject(item, "name", entry->key);
		add_value(item, entry);
		cJSON_AddStringToObject(
			item, "type", entry->text != NULL ? "str" : "int");
		cJSON_AddItemToArray(items, item);
	}
	return items;
}

static void
dump(struct answer *answer, const struct call *call, struct table *table, const char *key)
{
	(void)call, (void)key;
	answer->result = cJSON_CreateArray();
	for (unsigned slot = 0; slot < table->size; slot++) {
		cJSON *items = dump_slot(table, slot), *entry;

		if (items->child == NULL) {
			cJSON_Delete(items);
			continue;
		}
		entry = cJSON_CreateObject();
		cJSON_AddNumberToObject(entry, "entry", slot);
		cJSON_AddNumberToObject(entry, "size", cJSON_GetArraySize(items));
		cJSON_AddItemToObject(entry, "slot", items);
		cJSON_AddItemToArray(answer->result, entry);
	}
}

/* How many entries there are, and in the emptiest and the fullest slot. */
static void
stats(struct answer *answer)
{
	answer->result = cJSON_CreateArray();
	for (size_t t = 0; t < TABLES; t++) {
		struct table *table = find_table(tables[t].name);
		size_t *slots = xcalloc(table->size, sizeof(*slots));
		size_t least = table->len, most = 0;
		cJSON *row = cJSON_CreateObject();

		for (size_t i = 0; i < table->len; i++)
			slots[table->v[i].slot]++;
		for (unsigned slot = 0; slot < table->size; slot++) {
			least = slots[slot] < least ? slots[slot] : least;
			most = slots[slot] > most ? slots[slot] : most;
		}
		free(slots);
		cJSON_AddStringToObject(row, "name", table->name);
		cJSON_AddNumberToObject(row, "slots", table->size);
		cJSON_AddNumberToObject(row, "all", (double)table->len);
		cJSON_AddNumberToObject(row, "min", (double)least);
		cJSON_AddNumberToObject(row, "max", (double)most);
		cJSON_AddItemToArray(answer->result, row);
	}
}

bool
htable_call(struct answer *answer, const struct call *call)
{
	static const struct {
		const char *method;
		void (*run)(struct answer *answer, const struct call *call,
			struct table *table, const char *key);
		const char *no_key; /* said when the key is missing; NULL: needs none */
	} methods[] = {
		{ "htable.seti", set,
			"Not enough parameters (htable name, key name and value)" },
		{ "htable.sets", set,
			"Not enough parameters (htable name, key name and value)" },
		{ "htable.setxi", set,
			"Not enough parameters (htable name, key name, value and "
			"expire)" },
		{ "htable.setxs", set,
			"Not enough parameters (htable name, key name, value and "
			"expire)" },
		{ "htable.get", get, "Not enough parameters (htable name and key name)" },
		{ "htable.delete", del, "Not enough parameters (htable name & key name" },
		{ "htable.flush", flush, NULL },
		{ "htable.dump", dump, NULL },
	};
	const char *name = call_text(call, 0), *key = call_text(call, 1);

	if (strcmp(call->method, "htable.stats") == 0) {
		stats(answer);
		return true;
	}
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(call->method, methods[i].method) != 0)
			continue;
		if (methods[i].no_key != NULL && (name == NULL || key == NULL))
			answer_fault(answer, 500, methods[i].no_key);
		else if (name == NULL)
			answer_fault(answer, 500, "No htable name given");
		else if (find_table(name) == NULL)
			answer_fault(answer, 500, "No such htable");
		else
			methods[i].run(answer, call, find_table(name), key);
		return true;
	}
	return false;
}
