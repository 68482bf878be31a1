/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/htable.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/xalloc.h"
#include "node/call.h"
#include "node/quirks.h"

/* Read a local time in this format, as seconds. False when the text has another form. */
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

/* What htable.get answers: {"item": {"name": ..., "value": ..., "expire": ...}}. */
static void
read_entry(struct node_entry *entry, const char *key, const cJSON *reply, long long now)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(reply, "item");
	long long end;

	entry->key = xstrdup(key);
	entry->value = value_text(item);
	entry->left = HTABLE_NO_TIME;
	/* Kamailio drops it after the second in which it ends. */
	if (parse_time(node_text(item, "expire"), "%Y-%m-%d %H:%M:%S", &end))
		entry->left = end > now ? end - now : 0;
}

bool
node_htable_get(struct node *node, const char *table, const char *key, long long now,
	struct node_entry *entry, bool *found, struct err *err)
{
	cJSON *reply;
	enum rpc_end how = node_ask(
		node, "htable.get", node_params(table, key, NULL), 0, NULL, &reply, err);

	*found = how == RPC_ANSWERED;
	if (how == RPC_FAULT)
		return fault_is(err, FAULT_NO_KEY) || table_fault(table, err);
	if (how != RPC_ANSWERED)
		return err_wrap(err, "htable.get");
	read_entry(entry, key, reply, now);
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

/* Calls for many keys of one table. */
struct many {
	const char *method, *table;
	const char *const *keys;
	struct node_entry *got;     /* of htable.get */
	const struct node_put *put; /* of htable.setxs */
	bool *were_there;           /* of htable.delete */
	long long now;
	bool has_failed;
	struct err *err; /* of the first that failed */
};

static cJSON *
key_params(void *ctx, size_t i)
{
	const struct many *m = ctx;

	return node_params(m->table, m->keys[i], NULL);
}

static cJSON *
put_params(void *ctx, size_t i)
{
	const struct many *m = ctx;
	const struct node_put *put = &m->put[i];
	cJSON *params = node_params(m->table, put->key, put->value, NULL);

	cJSON_AddItemToArray(params, xmust(cJSON_CreateNumber((double)put->seconds)));
	return params;
}

/* A missing key is not a failure of a lookup or of a deletion. */
static void
on_answer(
	void *ctx, size_t i, enum rpc_end end, cJSON *result_take, const struct err *why)
{
	struct many *m = ctx;

	if (end == RPC_ANSWERED && m->got != NULL)
		read_entry(&m->got[i], m->keys[i], result_take, m->now);
	if (m->were_there != NULL)
		m->were_there[i] = end == RPC_ANSWERED;
	cJSON_Delete(result_take);
	if (end == RPC_ANSWERED || m->has_failed ||
		(m->put == NULL && end == RPC_FAULT && fault_is(why, FAULT_NO_KEY)))
		return;
	m->has_failed = true;
	*m->err = *why;
	if (fault_is(why, FAULT_NO_TABLE) || fault_is(why, FAULT_NO_METHOD))
		table_fault(m->table, m->err);
	else
		err_wrap(m->err, "%s", m->method);
}

static bool
call_many(struct node *node, struct many *m, cJSON *(*params)(void *ctx, size_t i),
	size_t n, struct err *err)
{
	struct rpc_calls calls = { m->method, n, m, params, on_answer };
	struct err first;

	m->err = &first;
	if (!node_call_each(node, &calls, err))
		return false;
	if (m->has_failed)
		*err = first;
	return !m->has_failed;
}

bool
node_htable_get_each(struct node *node, const char *table, const char *const *keys,
	size_t n, struct node_entry *entries, struct err *err)
{
	struct many m = {
		.method = "htable.get", .table = table, .keys = keys, .got = entries
	};

	memset(entries, 0, n * sizeof(*entries));
	return n == 0 ||
	       (node_clock(node, &m.now, err) && call_many(node, &m, key_params, n, err));
}

bool
node_htable_put_each(struct node *node, const char *table, const struct node_put *puts,
	size_t n, struct err *err)
{
	struct many m = { .method = "htable.setxs", .table = table, .put = puts };

	return n == 0 || call_many(node, &m, put_params, n, err);
}

bool
node_htable_del_each(struct node *node, const char *table, const char *const *keys,
	size_t n, bool *were_there, struct err *err)
{
	struct many m = { .method = "htable.delete",
		.table = table,
		.keys = keys,
		.were_there = were_there };

	return n == 0 || call_many(node, &m, key_params, n, err);
}

/* Ask for all tables; the number called name of the one called table. */
static bool
ask_number(struct node *node, const char *method, const char *table, const char *name,
	long long *n, struct err *err)
{
	const cJSON *found = NULL, *item;
	cJSON *reply;
	enum rpc_end end = node_ask(node, method, NULL, 0, NULL, &reply, err);

	if (end == RPC_FAULT)
		return table_fault(table, err);
	if (end != RPC_ANSWERED)
		return err_wrap(err, "%s", method);
	/* Over BINRPC a single table is not in an array. */
	if (node_text(reply, "name") != NULL)
		found = reply;
	else
		cJSON_ArrayForEach(item, reply)
		{
			const char *is = node_text(item, "name");
			if (is != NULL && strcmp(is, table) == 0)
				found = item;
		}
	if (found != NULL && strcmp(node_text(found, "name"), table) != 0)
		found = NULL;
	*n = (long long)node_number(found, name, 0);
	cJSON_Delete(reply);
	return found != NULL || err_set(err, ERR_ABSENT, "it has no htable '%s'", table);
}

bool
node_htable_count(struct node *node, const char *table, long long *n, struct err *err)
{
	return ask_number(node, "htable.stats", table, "all", n, err);
}

bool
node_htable_expire(
	struct node *node, const char *table, long long *seconds, struct err *err)
{
	return ask_number(node, "htable.listTables", table, "expire", seconds, err);
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
