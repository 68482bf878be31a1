/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The nodes, all at the same time; then what only shows when they are compared with
 * each other and with the database.
 */
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/xalloc.h"
#include "change/change.h"
#include "doctor/patient.h"
#include "node/route.h"
#include "node/way.h"

/* Whether it can be asked for its lists.  A list that is too long to be shown is a matter
 * of capacity. */
static bool
check_lists(struct patient *p, struct node *node)
{
	struct rule_list list = { 0 };
	bool is_readable = false, ok;
	struct err err;

	if (!node_has_module(&p->facts, "secfilter"))
		return false;
	ok = node_rule_list(node, RULE_UA, 0, &list, &is_readable, &err);
	rule_list_clear(&list);
	if (!ok) {
		findings_add(&p->list, FINDING_WRONG, "lists", "%s", err.text);
		findings_mend(&p->list, "shieldadm -v status --node %s shows its calls",
			p->config->name);
	} else if (!is_readable && !node_shows_lines(p->config)) {
		findings_add(&p->list, FINDING_WARNING, "lists",
			"it does not show its secfilter lists (Kamailio %s does over "
			"ctl: only): changes are verified by the memory they take",
			p->facts.version);
		findings_mend(&p->list,
			"add ctl:/run/kamailio/kamailio_ctl, or ctl://host:port, to "
			"'rpc' of [node %s] in %s",
			p->config->name, doctor_conf_file(p->env));
	}
	return ok;
}

/* Whether it loads the table 'address'. */
static bool
check_addresses(struct patient *p, struct node *node)
{
	struct address_list list = { 0 };
	bool hosts_readable, ok;
	struct err err;

	if (!node_has_module(&p->facts, "permissions"))
		return false;
	ok = node_address_list(node, &list, &hosts_readable, &err);
	address_list_clear(&list);
	if (ok)
		return true;
	findings_add(&p->list, FINDING_WRONG, "addresses", "%s", err.text);
	if (err.code == ERR_ABSENT)
		findings_mend(&p->list,
			"write modparam(\"permissions\", \"load_backends\", 1) and "
			"modparam(\"permissions\", \"db_url\", DBURL) into its "
			"kamailio.cfg; systemctl restart kamailio");
	else
		findings_mend(&p->list,
			"add an http:// way to 'rpc' of [node %s] in %s, or write "
			"modparam(\"ctl\", \"binrpc_max_body_size\", 1024) into its "
			"kamailio.cfg",
			p->config->name, doctor_conf_file(p->env));
	return false;
}

static void
look_inside(struct patient *p, struct node *node)
{
	struct err err;
	bool has_lists, is_known;

	p->has_facts = node_facts(node, &p->facts, &err) &&
	               node_htable_lives(node, &p->facts, &err) &&
	               node_route(node, &p->route, &is_known, &err);
	if (!p->has_facts) {
		findings_add(&p->list, FINDING_WRONG, "facts", "%s", err.text);
		findings_mend(&p->list, "shieldadm -v status --node %s shows its calls",
			p->config->name);
		return;
	}
	doctor_facts(p);
	doctor_route(p, node);
	doctor_capacity(p, node);
	doctor_mapped(p);
	has_lists = check_lists(p, node);
	p->is_comparable = check_addresses(p, node) && has_lists;
}

/* One node, in a thread of its own. */
static void
examine(void *ctx, size_t i)
{
	struct patient *p = (struct patient *)ctx + i;
	struct node *node;
	struct err err;

	if (!doctor_ways(p))
		return;
	if (node_open(&node, &p->alive, &err)) {
		look_inside(p, node);
		node_close(node);
	}
}

static bool
are_same(const struct node_facts *a, const struct node_facts *b)
{
	return a->processes.len > 0 && b->processes.len > 0 &&
	       a->processes.v[0].pid == b->processes.v[0].pid &&
	       strcmp(a->running_since, b->running_since) == 0;
}

/* Two names for one server: each would be told to add what is new. */
static void
check_same(struct patient *patients, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = 0; j < i; j++) {
			struct patient *p = &patients[i];
			const char *other = patients[j].config->name;
			if (!are_same(&p->facts, &patients[j].facts))
				continue;
			findings_add(&p->list, FINDING_WRONG, "identity",
				"it is the same server as '%s' (process %lld): what is "
				"added would stand in its lists twice",
				other, p->facts.processes.v[0].pid);
			findings_mend(&p->list,
				"remove [node %s] from %s, and write its way into 'rpc' "
				"of [node %s]",
				p->config->name, doctor_conf_file(p->env), other);
			break;
		}
}

static void
add_drift(struct patient *p, const struct node_report *report)
{
	if (report->is_live) {
		findings_add(&p->list, FINDING_OK, "stored rules",
			report->verdict == NODE_CANNOT_TELL
				? "it holds them, as far as it tells"
				: "it holds them, and nothing else");
		return;
	}
	findings_add(&p->list, FINDING_WRONG, "stored rules", "%s",
		report->error != NULL ? report->error : "it differs");
	findings_mend(&p->list, "shieldadm sync");
}

static void
compare(const struct fleet *fleet, struct patient **patients)
{
	struct change_report report;
	struct err err;
	bool is_compared =
		change_look(fleet, false, &report, &err) || err.code == ERR_NOT_LIVE;

	for (size_t i = 0; i < fleet->n_nodes; i++) {
		if (is_compared) {
			add_drift(patients[i], &report.nodes.v[i]);
			continue;
		}
		findings_add(&patients[i]->list, FINDING_WARNING, "stored rules",
			"it cannot be compared with the database: %s", err.text);
		findings_mend(&patients[i]->list,
			"mend the database, as said above; then: shieldadm doctor");
	}
	change_report_clear(&report);
}

/* Whether those that can be compared hold what is stored. */
static void
check_drift(const struct doctor_env *env, struct patient *patients, size_t n)
{
	struct patient **some = xcalloc(n, sizeof(*some));
	struct node_config *nodes = xcalloc(n, sizeof(*nodes));
	struct fleet fleet = env->fleet;
	size_t len = 0;

	fleet.nodes = nodes;
	fleet.progress = NULL;
	for (size_t i = 0; i < n; i++)
		if (patients[i].is_comparable) {
			nodes[len] = patients[i].alive;
			some[len++] = &patients[i];
		}
	fleet.n_nodes = len;
	if (len > 0 && fleet.db != NULL)
		compare(&fleet, some);
	free(some);
	free(nodes);
}

void
doctor_nodes(
	const struct doctor_env *env, const struct weight *stored, struct findings *list)
{
	size_t n = env->fleet.n_nodes;
	struct patient *patients = xcalloc(n + 1, sizeof(*patients));

	for (size_t i = 0; i < n; i++)
		patients[i] = (struct patient){ .env = env,
			.stored = stored,
			.config = &env->fleet.nodes[i],
			.list.subject = env->fleet.nodes[i].name };
	parallel_each(n, NODES_AT_ONCE, examine, patients);
	check_same(patients, n);
	check_drift(env, patients, n);
	for (size_t i = 0; i < n; i++) {
		findings_take(list, &patients[i].list);
		node_facts_clear(&patients[i].facts);
	}
	free(patients);
}
