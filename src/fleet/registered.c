/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/registered.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/phones.h"

/* A change must not hang on a node that does not answer. */
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
ask_one(void *ctx, size_t i, struct node *node, const struct err *err)
{
	struct memory *memory = (struct memory *)ctx + i;

	memory->ok = err == NULL && node_phone_each(node, keep, memory, &memory->err);
	if (err != NULL)
		memory->err = *err;
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
hand_over(const struct memory *of, size_t n_nodes, const struct counted *to)
{
	const struct phone_row **all;
	size_t n = 0;

	for (size_t i = 0; i < n_nodes; i++)
		n += of[i].phones.len;
	all = xcalloc(n, sizeof(*all));
	n = 0;
	for (size_t i = 0; i < n_nodes; i++)
		for (size_t j = 0; j < of[i].phones.len; j++)
			all[n++] = &of[i].phones.v[j].row;
	if (n > 0)
		qsort(all, n, sizeof(*all), compare);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || compare(&all[i - 1], &all[i]) != 0)
			if (!to->row(all[i], to->ctx))
				break;
	free(all);
}

/* One line, however many nodes there are: the change itself tells of each. */
static void
talk_of_failures(const struct fleet *fleet, const struct memory *of)
{
	size_t n = 0, first = 0;
	char others[64] = "";

	for (size_t i = fleet->n_nodes; i-- > 0;)
		if (!of[i].ok) {
			first = i;
			n++;
		}
	if (n == 0)
		return;
	if (n > 1)
		snprintf(others, sizeof(others), " and %zu other node%s", n - 1,
			n == 2 ? "" : "s");
	fleet_say(fleet, "who is registered at %s%s cannot be told: %s",
		fleet->nodes[first].name, others, of[first].err.text);
}

static void
ask_nodes(const struct fleet *fleet, const struct counted *to)
{
	struct memory *of = xcalloc(fleet->n_nodes, sizeof(*of));
	struct fleet quick = *fleet;

	quick.patience_ms = PATIENCE_MS;
	fleet_each(&quick, ask_one, of);
	hand_over(of, fleet->n_nodes, to);
	talk_of_failures(fleet, of);
	for (size_t i = 0; i < fleet->n_nodes; i++)
		memory_clear(&of[i]);
	free(of);
}

bool
registered_each(const struct fleet *fleet,
	bool (*row)(const struct phone_row *row, void *ctx), void *ctx, struct err *err)
{
	struct counted counted = { row, ctx, 0 };
	bool exists;

	if (!db_location_each(fleet->db, count, &counted, &exists, err))
		return false;
	if (counted.n == 0 && fleet->n_nodes > 0)
		ask_nodes(fleet, &counted);
	return true;
}
