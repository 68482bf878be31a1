/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/htable.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "node/call.h"

/* Seconds of a local time that is written so; false when it is not. */
static bool
parse_time(const char *text, const char *format, long long *seconds)
{
	struct tm tm = { 0 };
	const char *end = text != NULL ? strptime(text, format, &tm) : NULL;

	if (end == NULL || end[strspn(end, " \n")] != '\0')
		return false;
	*seconds = timegm(&tm);
	return true;
}

bool
node_clock(struct node *node, long long *now, struct err *err)
{
	cJSON *reply;
	bool ok;

	if (node_ask(node, "core.uptime", NULL, 0, NULL, &reply, err) != RPC_ANSWERED)
		return err_wrap(err, "core.uptime");
	ok = parse_time(node_text(reply, "now"), "%a %b %d %H:%M:%S %Y", now);
	cJSON_Delete(reply);
	return ok || err_set(err, ERR_NODE, "core.uptime does not tell its time");
}

/* A value as text, whatever its type. */
static char *
value_text(const cJSON *item)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "value");

	if (cJSON_IsString(value))
		return xstrdup(value->valuestring);
	return cJSON_IsNumber(value) ? xasprintf("%.0f", value->valuedouble)
	                             : xstrdup("");
}

/* "No such htable" over both; the module may not be loaded either. */
static bool
table_fault(const char *table, struct err *err)
{
	return err_set(err, ERR_ABSENT, "it has no htable '%s' (%s)", table, err->text);
}

static bool
is_no_key(const struct err *err)
{
	return strstr(err->text, "Key name doesn't exist") != NULL ||
	       strstr(err->text, "Key not found") != NULL;
}

bool
node_htable_get(struct node *node, const char *table, const char *key, long long now,
	struct node_entry *entry, bool *found, struct err *err)
{
	cJSON *reply;
	const cJSON *item;
	long long end;
	enum rpc_end how = node_ask(
		node, "htable.get", node_params(table, key, NULL), 0, NULL, &reply, err);

	*found = how == RPC_ANSWERED;
	if (how == RPC_FAULT)
		return is_no_key(err) || table_fault(table, err);
	if (how != RPC_ANSWERED)
		return err_wrap(err, "htable.get");
	item = cJSON_GetObjectItemCaseSensitive(reply, "item");
	entry->key = xstrdup(key);
	entry->value = value_text(item);
	entry->left = parse_time(node_text(item, "expire"), "%Y-%m-%d %H:%M:%S", &end)
	                      ? end - now
	                      : HTABLE_NO_TIME;
	cJSON_Delete(reply);
	return true;
}

/* {"entry": 223, "size": 1, "slot": [{"name": ..., "value": ...}]}, one or an array
 * of them; over BINRPC a slot of one is that entry itself. */
static void
add_slots(struct node_entry_list *list, const cJSON *json)
{
	const char *name = node_text(json, "name");
	const cJSON *member;

	if (name != NULL) {
		struct node_entry *entry = LIST_ADD(list);
		entry->key = xstrdup(name);
		entry->value = value_text(json);
		entry->left = HTABLE_NO_TIME;
		return;
	}
	cJSON_ArrayForEach(member, json)
	{
		if (cJSON_IsObject(member) || cJSON_IsArray(member))
			add_slots(list, member);
	}
}

bool
node_htable_list(struct node *node, const char *table, size_t about,
	struct node_entry_list *list, bool *is_readable, struct err *err)
{
	cJSON *reply;
	enum rpc_end end = node_ask(
		node, "htable.dump", node_params(table, NULL), about, NULL, &reply, err);

	*is_readable = end == RPC_ANSWERED;
	if (end == RPC_TOO_BIG)
		return true;
	if (end == RPC_FAULT)
		return table_fault(table, err);
	if (end != RPC_ANSWERED)
		return err_wrap(err, "htable.dump");
	add_slots(list, reply);
	cJSON_Delete(reply);
	return true;
}

bool
node_htable_put(struct node *node, const char *table, const char *key, const char *value,
	long long seconds, struct err *err)
{
	cJSON *params = node_params(table, key, value, NULL);
	enum rpc_end end;

	cJSON_AddItemToArray(params, xmust(cJSON_CreateNumber((double)seconds)));
	end = node_tell(node, "htable.setxs", params, err);
	return end == RPC_ANSWERED ? true : err_wrap(err, "htable.setxs");
}

bool
node_htable_del(struct node *node, const char *table, const char *key, bool *was_there,
	struct err *err)
{
	enum rpc_end end =
		node_tell(node, "htable.delete", node_params(table, key, NULL), err);

	*was_there = end == RPC_ANSWERED;
	if (end == RPC_FAULT)
		return is_no_key(err) || table_fault(table, err);
	return end == RPC_ANSWERED ? true : err_wrap(err, "htable.delete");
}

bool
node_htable_flush(struct node *node, const char *table, struct err *err)
{
	enum rpc_end end = node_tell(node, "htable.flush", node_params(table, NULL), err);

	if (end == RPC_FAULT)
		return table_fault(table, err);
	return end == RPC_ANSWERED ? true : err_wrap(err, "htable.flush");
}

void
node_entry_clear(struct node_entry *entry)
{
	free(entry->key);
	free(entry->value);
	*entry = (struct node_entry){ 0 };
}

void
node_entry_list_clear(struct node_entry_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		node_entry_clear(&list->v[i]);
	free(list->v);
	*list = (struct node_entry_list){ 0 };
}
