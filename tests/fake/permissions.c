/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The three tables of the permissions module: hosts, networks and names.
 */
#include "fake.h"

#include <arpa/inet.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define HASH_SIZE 128
#define NETWORK_MAX 512

enum form { HOST, NETWORK, NAME };

struct entry {
	enum form form;
	unsigned slot;
	int group, mask, port;
	char *text, *tag; /* tag: NULL when there is none */
};

struct table {
	struct entry *v;
	size_t len, cap;
};

static struct table table;

static void
clear(struct table *t)
{
	for (size_t i = 0; i < t->len; i++) {
		free(t->v[i].text);
		free(t->v[i].tag);
	}
	free(t->v);
	*t = (struct table){ 0 };
}

static size_t
count(const struct table *t, enum form form)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += t->v[i].form == form;
	return n;
}

/* Networks over the limit are dropped without a word. */
static size_t
network_max(void)
{
	const char *rest;

	if (behaves("drop-subnets", NULL, &rest))
		return (size_t)strtoul(rest, NULL, 10);
	return NETWORK_MAX;
}

/* False for what makes the whole reload fail. */
static bool
add(struct table *t, const char *text, int group, int mask, int port, const char *tag)
{
	unsigned char bytes[16];
	int bits = inet_pton(AF_INET, text, bytes) == 1    ? 32
	           : inet_pton(AF_INET6, text, bytes) == 1 ? 128
	                                                   : 0;
	enum form form = bits == 0 ? NAME : mask == 0 || mask == bits ? HOST : NETWORK;
	unsigned slot = bits > 0 ? hash_slot(bytes, 4, HASH_SIZE)
	                         : hash_slot(text, strlen(text), HASH_SIZE);

	if (group <= 0 || mask < 0 || (bits > 0 && mask > bits))
		return false;
	if (form == NETWORK && count(t, NETWORK) >= network_max())
		return true;
	*LIST_ADD(t) = (struct entry){
		.form = form,
		.slot = slot,
		.group = group,
		.mask = mask,
		.port = port,
		.text = xstrdup(text),
		.tag = tag != NULL ? xstrdup(tag) : NULL,
	};
	return true;
}

static bool
load(struct table *t)
{
	sqlite3_stmt *rows = NULL;
	sqlite3 *db = NULL;
	int status = SQLITE_ERROR;

	if (fake.db == NULL)
		return true;
	if (sqlite3_open_v2(fake.db, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
		sqlite3_prepare_v2(db,
			"SELECT grp, ip_addr, mask, port, tag FROM address ORDER BY id",
			-1, &rows, NULL);
	while (rows != NULL && (status = sqlite3_step(rows)) == SQLITE_ROW) {
		if (!add(t, (const char *)sqlite3_column_text(rows, 1),
			    sqlite3_column_int(rows, 0), sqlite3_column_int(rows, 2),
			    sqlite3_column_int(rows, 3),
			    (const char *)sqlite3_column_text(rows, 4)))
			break;
	}
	sqlite3_finalize(rows);
	sqlite3_close(db);
	return status == SQLITE_DONE;
}

void
permissions_start(void)
{
	if (!load(&table)) {
		fprintf(stderr, "fake_node: cannot read the table address\n");
		exit(1);
	}
}

/* One that fails leaves the old tables as they were. */
static void
reload(struct answer *answer)
{
	static double last;
	struct table loaded = { 0 };

	if (reload_is_ongoing(&last)) {
		answer_fault(answer, 500, "ongoing reload");
	} else if (!load(&loaded)) {
		clear(&loaded);
		answer_fault(answer, 500, "Reload failed.");
	} else {
		clear(&table);
		table = loaded;
		answer_text(answer, "Reload OK");
	}
}

static cJSON *
item_of(const struct entry *entry)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddStringToObject(
		item, entry->form == NAME ? "domain_name" : "ip", entry->text);
	if (entry->form == NETWORK)
		cJSON_AddNumberToObject(item, "mask", entry->mask);
	cJSON_AddNumberToObject(item, "port", entry->port);
	cJSON_AddStringToObject(item, "tag",
		entry->tag != NULL       ? entry->tag
		: entry->form == NETWORK ? ""
					 : "NULL");
	return item;
}

/* Hosts and names: by slot, and in each the last one first. */
static cJSON *
dump_hashed(enum form form)
{
	cJSON *result = form == HOST ? cJSON_CreateArray() : cJSON_CreateObject();

	for (unsigned slot = 0; slot < HASH_SIZE; slot++) {
		for (size_t i = table.len; i-- > 0;) {
			const struct entry *entry = &table.v[i];
			cJSON *to = result;

			if (entry->form != form || entry->slot != slot)
				continue;
			if (form == HOST) {
				to = cJSON_CreateObject();
				cJSON_AddItemToArray(result, to);
			}
			cJSON_AddNumberToObject(to, "table", slot);
			cJSON_AddNumberToObject(to, "group", entry->group);
			cJSON_AddItemToObject(to, "item", item_of(entry));
		}
	}
	return result;
}

static int
by_group(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;

	if ((*x)->group != (*y)->group)
		return (*x)->group < (*y)->group ? -1 : 1;
	return *x < *y ? -1 : 1;
}

static cJSON *
dump_networks(void)
{
	const struct entry **networks = xcalloc(table.len, sizeof(*networks));
	cJSON *result = cJSON_CreateArray();
	size_t n = 0;

	for (size_t i = 0; i < table.len; i++) {
		if (table.v[i].form == NETWORK)
			networks[n++] = &table.v[i];
	}
	qsort(networks, n, sizeof(*networks), by_group);
	for (size_t i = 0; i < n; i++) {
		cJSON *row = cJSON_CreateObject();

		cJSON_AddNumberToObject(row, "id", (double)i);
		cJSON_AddNumberToObject(row, "group", networks[i]->group);
		cJSON_AddItemToObject(row, "item", item_of(networks[i]));
		cJSON_AddItemToArray(result, row);
	}
	free(networks);
	return result;
}

bool
permissions_call(struct answer *answer, const struct call *call)
{
	if (strcmp(call->method, "permissions.addressReload") == 0)
		reload(answer);
	else if (strcmp(call->method, "permissions.addressDump") == 0)
		answer->result = dump_hashed(HOST);
	else if (strcmp(call->method, "permissions.subnetDump") == 0)
		answer->result = dump_networks();
	else if (strcmp(call->method, "permissions.domainDump") == 0)
		answer->result = dump_hashed(NAME);
	else
		return false;
	return true;
}
