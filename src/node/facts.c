/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/abilities.h"
#include "node/call.h"

/* Whether the node has answered. A fault is an answer too: an optional module may be
 * missing. */
static bool
has_told(enum rpc_end end)
{
	return end == RPC_ANSWERED || end == RPC_FAULT || end == RPC_TOO_BIG;
}

static bool
ask_uptime(struct node *node, struct node_facts *facts, struct err *err)
{
	cJSON *reply;
	const char *since;

	if (node_ask(node, "core.uptime", NULL, 0, NULL, &reply, err) != RPC_ANSWERED)
		return false;
	since = node_text(reply, "up_since");
	facts->uptime = (long long)node_number(reply, "uptime", 0);
	snprintf(facts->running_since, sizeof(facts->running_since), "%s",
		since != NULL ? since : "");
	cJSON_Delete(reply);
	return true;
}

static bool
ask_modules(struct node *node, struct node_facts *facts, struct err *err)
{
	cJSON *reply;
	const cJSON *name;

	if (node_ask(node, "core.modules", NULL, 0, NULL, &reply, err) != RPC_ANSWERED)
		return false;
	cJSON_ArrayForEach(name, reply)
	{
		if (cJSON_IsString(name))
			*LIST_ADD(&facts->modules) = xstrdup(name->valuestring);
	}
	cJSON_Delete(reply);
	return true;
}

bool
node_processes(struct node *node, struct node_facts *facts, struct err *err)
{
	cJSON *reply;
	const cJSON *item;
	enum rpc_end end = node_ask(node, "pkg.stats", NULL, 0, NULL, &reply, err);

	if (end != RPC_ANSWERED)
		return has_told(end);
	cJSON_ArrayForEach(item, reply)
	{
		const char *what = node_text(item, "desc");
		struct node_process *process;
		if (node_number(item, "total_size", 0) <= 0)
			continue;
		process = LIST_ADD(&facts->processes);
		process->pid = (long long)node_number(item, "pid", 0);
		process->what = xstrdup(what != NULL ? what : "");
		process->total = (unsigned long long)node_number(item, "total_size", 0);
		process->free = (unsigned long long)node_number(item, "free", 0);
	}
	cJSON_Delete(reply);
	return true;
}

/* One table is one struct over BINRPC, several are an array of them. */
static void
add_htables(struct node_facts *facts, const cJSON *reply)
{
	const char *name = node_text(reply, "name");
	const cJSON *item;
	struct node_htable *table = NULL;

	cJSON_ArrayForEach(item, reply) if (cJSON_IsObject(item))
		add_htables(facts, item);
	if (name == NULL)
		return;
	for (size_t i = 0; i < facts->htables.len && table == NULL; i++)
		if (strcmp(facts->htables.v[i].name, name) == 0)
			table = &facts->htables.v[i];
	if (table == NULL) {
		table = LIST_ADD(&facts->htables);
		table->name = xstrdup(name);
	}
	table->entries = (long long)node_number(reply, "all", (double)table->entries);
	table->expire = (long long)node_number(reply, "expire", (double)table->expire);
}

static bool
ask_htables(
	struct node *node, struct node_facts *facts, const char *method, struct err *err)
{
	cJSON *reply;
	enum rpc_end end = node_ask(node, method, NULL, 0, NULL, &reply, err);

	if (end != RPC_ANSWERED)
		return has_told(end);
	add_htables(facts, reply);
	cJSON_Delete(reply);
	return true;
}

bool
node_facts(struct node *node, struct node_facts *facts, struct err *err)
{
	return node_version(node, facts->version, err) && ask_uptime(node, facts, err) &&
	       ask_modules(node, facts, err) && node_processes(node, facts, err) &&
	       ask_htables(node, facts, "htable.stats", err);
}

bool
node_htable_lives(struct node *node, struct node_facts *facts, struct err *err)
{
	return ask_htables(node, facts, "htable.listTables", err);
}

void
node_facts_clear(struct node_facts *facts)
{
	for (size_t i = 0; i < facts->modules.len; i++)
		free(facts->modules.v[i]);
	for (size_t i = 0; i < facts->processes.len; i++)
		free(facts->processes.v[i].what);
	for (size_t i = 0; i < facts->htables.len; i++)
		free(facts->htables.v[i].name);
	free(facts->modules.v);
	free(facts->processes.v);
	free(facts->htables.v);
	*facts = (struct node_facts){ 0 };
}

bool
node_has_module(const struct node_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->modules.len; i++)
		if (strcmp(facts->modules.v[i], name) == 0)
			return true;
	return false;
}

const struct node_htable *
node_htable(const struct node_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->htables.len; i++)
		if (strcmp(facts->htables.v[i].name, name) == 0)
			return &facts->htables.v[i];
	return NULL;
}

const struct node_process *
node_tightest(const struct node_facts *facts)
{
	const struct node_process *tightest = NULL;

	for (size_t i = 0; i < facts->processes.len; i++)
		if (tightest == NULL || facts->processes.v[i].free < tightest->free)
			tightest = &facts->processes.v[i];
	return tightest;
}
