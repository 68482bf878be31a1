/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/registered.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/xalloc.h"
#include "node/phones.h"

/* So long a node is waited for at the most. */
#define PATIENCE_MS 1000

/* Counts what it hands on. */
struct counted {
	bool (*row)(const struct phone_row *row, void *ctx);
	void *ctx;
	size_t n;
};

/* A phone, with the texts that row borrows. */
struct kept {
	struct phone_row row;
	char *texts;
};

/* The phones of one node. */
struct memory {
	struct {
		struct kept *v;
		size_t len, cap;
	} phones;
	bool ok;
	struct err err;
};

struct survey {
	const struct change_env *env;
	struct memory *of;
};

static bool
count(const struct phone_row *row, void *ctx)
{
	struct counted *c = ctx;

	c->n++;
	return c->row(row, c->ctx);
}

static const char *
pack(char **at, const char *text)
{
	const char *packed = *at;

	*at = stpcpy(*at, text) + 1;
	return packed;
}

static bool
keep(const struct phone_row *row, void *ctx)
{
	struct memory *memory = ctx;
	struct kept *kept = LIST_ADD(&memory->phones);
	char *at;

	at = kept->texts = xcalloc(
		1, strlen(row->username) + strlen(row->domain) + strlen(row->contact) +
			   strlen(row->received) + strlen(row->user_agent) + 5);
	kept->row = (struct phone_row){ .username = pack(&at, row->username),
		.domain = pack(&at, row->domain),
		.contact = pack(&at, row->contact),
		.received = pack(&at, row->received),
		.user_agent = pack(&at, row->user_agent) };
	return true;
}

static void
ask_one(void *ctx, size_t i)
{
	const struct survey *s = ctx;
	struct node_config config = s->env->nodes[i];
	struct memory *memory = &s->of[i];
	struct node *node;

	if (config.timeout_ms > PATIENCE_MS)
		config.timeout_ms = PATIENCE_MS;
	memory->ok = node_open(&node, &config, &memory->err);
	if (!memory->ok)
		return;
	memory->ok = node_phone_each(node, keep, memory, &memory->err);
	node_close(node);
}

static void
memory_clear(struct memory *memory)
{
	for (size_t i = 0; i < memory->phones.len; i++)
		free(memory->phones.v[i].texts);
	free(memory->phones.v);
}

static int
compare(const void *a, const void *b)
{
	const struct phone_row *const *x = a, *const *y = b;
	int d = strcmp((*x)->username, (*y)->username);

	return d != 0 ? d : strcmp((*x)->contact, (*y)->contact);
}

/* Nodes that share their registrations (dmq_usrloc) all know the same phone. */
static void
hand_over(const struct survey *s, size_t n_nodes, const struct counted *to)
{
	const struct phone_row **all;
	size_t n = 0;

	for (size_t i = 0; i < n_nodes; i++)
		n += s->of[i].phones.len;
	all = xcalloc(n, sizeof(*all));
	n = 0;
	for (size_t i = 0; i < n_nodes; i++)
		for (size_t j = 0; j < s->of[i].phones.len; j++)
			all[n++] = &s->of[i].phones.v[j].row;
	if (n > 0)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare(&all[i - 1], &all[i]) != 0)
			if (!to->row(all[i], to->ctx))
				break;
	free(all);
}

/* One line, however many they are: what became of each is told by the change. */
static void
talk_of_failures(const struct survey *s)
{
	const struct change_env *env = s->env;
	size_t n = 0, first = 0;
	char others[64] = "", *text;

	for (size_t i = env->n_nodes; i-- > 0;)
		if (!s->of[i].ok) {
			first = i;
			n++;
		}
	if (n == 0)
		return;
	if (n > 1)
		snprintf(others, sizeof(others), " and %zu other node%s", n - 1,
			n == 2 ? "" : "s");
	text = xasprintf("who is registered at %s%s cannot be told: %s",
		env->nodes[first].name, others, s->of[first].err.text);
	env->talk(env->talk_ctx, text);
	free(text);
}

static void
ask_nodes(const struct change_env *env, const struct counted *to)
{
	struct survey s = { env, xcalloc(env->n_nodes, sizeof(*s.of)) };

	parallel_each(env->n_nodes, NODES_AT_ONCE, ask_one, &s);
	hand_over(&s, env->n_nodes, to);
	talk_of_failures(&s);
	for (size_t i = 0; i < env->n_nodes; i++)
		memory_clear(&s.of[i]);
	free(s.of);
}

bool
registered_each(const struct change_env *env,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx, struct err *err)
{
	struct counted counted = { row, ctx, 0 };
	bool exists;

	if (!db_location_each(env->db, count, &counted, &exists, err))
		return false;
	if (counted.n == 0 && env->n_nodes > 0)
		ask_nodes(env, &counted);
	return true;
}
