/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "enforce/capacity_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/said.h"
#include "base/xalloc.h"
#include "enforce/weight.h"
#include "node/facts.h"

/* A smaller table fits into every Kamailio: its default is 8 MiB (-M). */
#define SMALL_BYTES (1u << 20)

/* What a node answered; only what was asked. */
struct answer {
	bool has_memory, has_networks, has_max;
	struct capacity_memory memory;
	char process[64];
	size_t networks;
	size_t reply_max;
	bool is_text;
};

struct check {
	const struct fleet *fleet;
	bool force;
	struct plan *plan;
	struct weight before, after;
	bool rules, addresses, networks; /* which of them the change concerns */
	bool ask_memory, ask_networks, ask_max;
	struct answer *answers;
	struct said_list notes; /* of nodes */
	size_t refusals;        /* the first of which is in err */
	struct err *err;
};

static size_t
max_subnets(const struct node_config *config)
{
	return config->max_subnets > 0 ? config->max_subnets : CAPACITY_NETWORKS_DEFAULT;
}

static bool
is_large(const struct capacity_load *load, const char *scheme)
{
	return capacity_bytes(load, scheme) > SMALL_BYTES;
}

/* Whether a list becomes too long for a transport.  Which ones a node has, and which of
 * them carry lists, the node has to tell. */
static bool
outgrows_a_way(const struct weight *before, const struct weight *after)
{
	static const size_t ways[] = { 16u << 10, 32u << 10, 128u << 10, 8u << 20 };

	for (size_t k = 0; k < RULE_KINDS; k++)
		for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
			if (before->reply[k] <= ways[i] && after->reply[k] > ways[i])
				return true;
	return false;
}

static void
choose_questions(struct check *c)
{
	const char *scheme = db_scheme(c->fleet->db);

	c->ask_memory = (c->rules && is_large(&c->after.rules, scheme)) ||
	                (c->addresses && is_large(&c->after.addresses, scheme));
	c->ask_max = outgrows_a_way(&c->before, &c->after);
	for (size_t i = 0; i < c->fleet->n_nodes; i++)
		if (c->networks && c->after.networks > max_subnets(&c->fleet->nodes[i]))
			c->ask_networks = true;
}

static void
ask_memory(struct node *node, struct answer *answer)
{
	struct node_facts facts = { 0 };
	const struct node_process *tightest;
	struct err ignored;

	if (node_processes(node, &facts, &ignored) &&
		(tightest = node_tightest(&facts)) != NULL) {
		snprintf(answer->process, sizeof(answer->process), "%s", tightest->what);
		answer->memory = (struct capacity_memory){ .process = answer->process,
			.total = tightest->total,
			.free = tightest->free };
		answer->has_memory = true;
	}
	node_facts_clear(&facts);
}

/* What a node does not tell is not known. */
static void
ask_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct check *c = ctx;
	struct answer *answer = &c->answers[i];
	struct err ignored;

	if (unopened != NULL)
		return;
	if (c->ask_memory)
		ask_memory(node, answer);
	if (c->ask_networks && !node_network_count(node, &answer->networks,
				       &answer->has_networks, &ignored))
		answer->has_networks = false;
	if (c->ask_max)
		answer->has_max = node_rule_list_max(
			node, &answer->reply_max, &answer->is_text, &ignored);
}

/* A node without room refuses the change, unless --force is given. */
static void
judge(struct check *c, const char *node, enum capacity_level level, const char *text)
{
	if (level == CAPACITY_FITS)
		return;
	if (level == CAPACITY_TIGHT || c->force)
		said_add(&c->notes, node, text);
	else if (c->refusals++ == 0)
		err_set(c->err, ERR_GUARD, "%s: %s", node, text);
}

/* A node that already holds more than the assumed limit has a higher one. */
static void
judge_networks(struct check *c, const struct node_config *node, const struct answer *a)
{
	size_t max = max_subnets(node);
	char text[CAPACITY_TEXT_MAX], more[CAPACITY_TEXT_MAX + 128];
	enum capacity_level level;

	if (a->has_networks && a->networks > max)
		return;
	level = capacity_networks(c->after.networks, max, text);
	snprintf(more, sizeof(more), "%s%s", text,
		node->max_subnets == 0
			? " (if it is raised already: max_subnets in its section of "
			  "shieldadm's configuration tells)"
			: "");
	judge(c, node->name, level, more);
}

static void
judge_node(struct check *c, const struct node_config *node, const struct answer *a)
{
	const char *scheme = db_scheme(c->fleet->db);
	char text[CAPACITY_TEXT_MAX];

	if (a->has_memory && c->rules)
		judge(c, node->name,
			capacity_rows(&c->after.rules, scheme, &a->memory, text), text);
	if (a->has_memory && c->addresses)
		judge(c, node->name,
			capacity_rows(&c->after.addresses, scheme, &a->memory, text),
			text);
	if (c->networks)
		judge_networks(c, node, a);
	for (size_t k = 0; k < RULE_KINDS && a->has_max; k++)
		if (c->before.reply[k] <= a->reply_max)
			judge(c, node->name,
				capacity_reply((enum rule_kind)k, c->after.reply[k],
					a->reply_max, a->is_text, text),
				text);
}

/* Reported once, when a list becomes too long. */
static void
judge_lists(struct check *c)
{
	char text[CAPACITY_TEXT_MAX];

	for (size_t k = 0; k < RULE_KINDS; k++) {
		enum rule_kind kind = (enum rule_kind)k;
		if (capacity_list(kind, c->before.entries[k], text) == CAPACITY_FITS &&
			capacity_list(kind, c->after.entries[k], text) != CAPACITY_FITS)
			*LIST_ADD(&c->plan->notes) = xstrdup(text);
	}
}

static void
tell_notes(struct check *c)
{
	for (size_t i = 0; i < c->notes.len; i++)
		*LIST_ADD(&c->plan->notes) = said_line(&c->notes.v[i]);
	said_clear(&c->notes);
}

static bool
verdict(const struct check *c)
{
	if (c->refusals == 0)
		return true;
	if (c->refusals > 1)
		return err_set(c->err, ERR_GUARD,
			"%s; %zu more of the kind; --force does it all the same",
			c->err->text, c->refusals - 1);
	return err_set(
		c->err, ERR_GUARD, "%s; --force does it all the same", c->err->text);
}

bool
room_check(const struct fleet *fleet, bool force, const struct weight *before,
	const struct weight *added, const struct weight *removed, struct plan *plan,
	struct err *err)
{
	struct check c = { .fleet = fleet, .force = force, .plan = plan, .err = err };

	c.before = *before;
	c.after = weight_changed(before, added, removed);
	c.rules = added->rules.rows + removed->rules.rows > 0;
	c.addresses = added->addresses.rows + removed->addresses.rows > 0;
	c.networks = added->networks > 0;
	choose_questions(&c);
	c.answers = xcalloc(fleet->n_nodes, sizeof(*c.answers));
	if (c.ask_memory || c.ask_networks || c.ask_max)
		fleet_each(fleet, ask_one, &c);
	for (size_t i = 0; i < fleet->n_nodes; i++)
		judge_node(&c, &fleet->nodes[i], &c.answers[i]);
	tell_notes(&c);
	judge_lists(&c);
	free(c.answers);
	return verdict(&c);
}

bool
room_to_reload(struct node *node, const struct enforce_job *job,
	enum capacity_table table, char text[CAPACITY_TEXT_MAX])
{
	struct weight w = weight_of(job->stored_rules, job->stored_addresses);
	const struct capacity_load *load =
		table == CAPACITY_SECFILTER ? &w.rules : &w.addresses;
	struct answer answer = { 0 };

	if (job->force || !is_large(load, db_scheme(job->fleet->db)))
		return true;
	ask_memory(node, &answer);
	return !answer.has_memory || capacity_rows(load, db_scheme(job->fleet->db),
					     &answer.memory, text) != CAPACITY_OVER;
}
