/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fleet/fleet.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/parallel.h"
#include "base/xalloc.h"

struct round {
	const struct fleet *fleet;
	void (*work)(void *ctx, size_t i, struct node *node, const struct err *err);
	void *ctx;
};

/* What only a bug forgets. */
static void
check(const struct fleet *fleet)
{
	assert(fleet->ban_table != NULL);
	assert(fleet->talk != NULL);
}

/* A node borrows its configuration for as long as it is open. */
static struct node_config
config_of(const struct fleet *fleet, size_t i)
{
	struct node_config config = fleet->nodes[i];

	if (fleet->patience_ms > 0 && config.timeout_ms > fleet->patience_ms)
		config.timeout_ms = fleet->patience_ms;
	return config;
}

static void
ask_one(void *ctx, size_t i)
{
	const struct round *round = ctx;
	const struct fleet *fleet = round->fleet;
	struct node_config config = config_of(fleet, i);
	struct node *node;
	struct err err;

	if (fleet->open != NULL && fleet->open[i] != NULL) {
		round->work(round->ctx, i, fleet->open[i], NULL);
	} else if (node_open(&node, &config, &err)) {
		round->work(round->ctx, i, node, NULL);
		node_close(node);
	} else {
		round->work(round->ctx, i, NULL, &err);
	}
}

void
fleet_each(const struct fleet *fleet,
	void (*work)(void *ctx, size_t i, struct node *node, const struct err *err),
	void *ctx)
{
	struct round round = { .fleet = fleet, .work = work, .ctx = ctx };

	check(fleet);
	parallel_each(fleet->n_nodes, fleet->is_one_by_one ? 1 : NODES_AT_ONCE, ask_one,
		&round);
}

bool
fleet_open(struct fleet *fleet, struct err *err)
{
	struct err why;
	bool ok = true;

	check(fleet);
	fleet->open = xcalloc(fleet->n_nodes, sizeof(*fleet->open));
	for (size_t i = 0; i < fleet->n_nodes; i++) {
		if (node_open(&fleet->open[i], &fleet->nodes[i], &why))
			continue;
		fleet->open[i] = NULL;
		if (ok)
			*err = why;
		ok = false;
	}
	return ok;
}

void
fleet_leave(const struct fleet *fleet, size_t i)
{
	if (fleet->open == NULL)
		return;
	node_close(fleet->open[i]);
	fleet->open[i] = NULL;
}

void
fleet_close(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->n_nodes; i++)
		fleet_leave(fleet, i);
	free(fleet->open);
	fleet->open = NULL;
}

bool
fleet_db(const struct fleet *fleet, struct db **db, struct err *err)
{
	if (fleet->db == NULL)
		return fleet->open_db(fleet->ctx, db, err);
	*db = fleet->db;
	return true;
}

void
fleet_say(const struct fleet *fleet, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	fleet->talk(fleet->ctx, xmust(text));
	free(text);
}

void
fleet_begin(const struct fleet *fleet)
{
	if (fleet->progress != NULL)
		fleet->progress->begin();
}

void
fleet_step(const struct fleet *fleet, size_t more, size_t done)
{
	if (fleet->progress != NULL)
		fleet->progress->add(more, done);
}

void
fleet_end(const struct fleet *fleet)
{
	if (fleet->progress != NULL)
		fleet->progress->end();
}
