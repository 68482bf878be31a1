/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks all nodes at the same time; then compares them with each other and with the
 * database.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "change/change.h"
#include "doctor/patient.h"
#include "node/route.h"
#include "node/way.h"

/* Whether it can be asked for its lists. doctor/capacity.c tells of lists that are too
 * long. */
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
	bool has_facts, has_lists, is_known;

	has_facts = node_facts(node, &p->facts, &err) &&
	            node_htable_lives(node, &p->facts, &err) &&
	            node_route(node, &p->route, &is_known, &err);
	if (!has_facts) {
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

static void
try_ways(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct patient *p = (struct patient *)ctx + i;

	(void)node; /* each way is opened by itself */
	(void)unopened;
	p->answers = doctor_ways(p);
}

static void
examine(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct patient **some = ctx;

	(void)unopened;
	if (node != NULL)
		look_inside(some[i], node);
}

/* Some of the patients, as a fleet of the ways that answer. */
struct ward {
	struct patient **patients;
	struct node_config *nodes;
	struct fleet fleet;
};

static void
ward_open(struct ward *ward, struct patient *patients, size_t n,
	bool (*belongs)(const struct patient *p))
{
	*ward = (struct ward){ .patients = xcalloc(n + 1, sizeof(*ward->patients)),
		.nodes = xcalloc(n + 1, sizeof(*ward->nodes)) };
	if (n > 0)
		ward->fleet = patients[0].env->fleet;
	ward->fleet.nodes = ward->nodes;
	ward->fleet.n_nodes = 0;
	ward->fleet.progress = NULL;
	for (size_t i = 0; i < n; i++)
		if (belongs(&patients[i])) {
			ward->nodes[ward->fleet.n_nodes] = patients[i].alive;
			ward->patients[ward->fleet.n_nodes++] = &patients[i];
		}
}

static void
ward_close(struct ward *ward)
{
	free(ward->patients);
	free(ward->nodes);
}

static bool
answers(const struct patient *p)
{
	return p->answers;
}

static bool
is_comparable(const struct patient *p)
{
	return p->is_comparable;
}

static void
look_inside_all(struct patient *patients, size_t n)
{
	struct ward ward;

	ward_open(&ward, patients, n, answers);
	if (ward.fleet.n_nodes > 0)
		fleet_each(&ward.fleet, examine, ward.patients);
	ward_close(&ward);
}

static bool
are_same(const struct node_facts *a, const struct node_facts *b)
{
	return a->processes.len > 0 && b->processes.len > 0 &&
	       a->processes.v[0].pid == b->processes.v[0].pid &&
	       strcmp(a->running_since, b->running_since) == 0;
}

/* Two names for one server: a new entry would be added to it twice. */
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
compare(const struct ward *ward)
{
	struct change_report report;
	struct err err;
	bool is_compared = change_look(&ward->fleet, false, &report, &err) ||
	                   err.code == ERR_NOT_LIVE;

	for (size_t i = 0; i < ward->fleet.n_nodes; i++) {
		struct patient *p = ward->patients[i];
		if (is_compared) {
			add_drift(p, &report.nodes.v[i]);
			continue;
		}
		findings_add(&p->list, FINDING_WARNING, "stored rules",
			"it cannot be compared with the database: %s", err.text);
		findings_mend(&p->list,
			"mend the database, as said above; then: shieldadm doctor");
	}
	change_report_clear(&report);
}

/* Whether the nodes that can be compared hold what is stored. */
static void
check_drift(struct patient *patients, size_t n)
{
	struct ward ward;

	ward_open(&ward, patients, n, is_comparable);
	if (ward.fleet.n_nodes > 0 && ward.fleet.db != NULL)
		compare(&ward);
	ward_close(&ward);
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
	fleet_each(&env->fleet, try_ways, patients);
	look_inside_all(patients, n);
	check_same(patients, n);
	check_drift(patients, n);
	for (size_t i = 0; i < n; i++) {
		findings_take(list, &patients[i].list);
		node_facts_clear(&patients[i].facts);
	}
	free(patients);
}
