/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a node has room for what is stored.
 */
#include "doctor/patient.h"

#include "db/db.h"
#include "policy/capacity.h"

static enum finding_level
level_of(enum capacity_level level)
{
	return level == CAPACITY_OVER    ? FINDING_WRONG
	       : level == CAPACITY_TIGHT ? FINDING_WARNING
	                                 : FINDING_OK;
}

static void
check_rows(struct patient *p, const struct capacity_load *load, const char *table)
{
	const struct node_process *tightest = node_tightest(&p->facts);
	const char *scheme = db_scheme(p->env->fleet.db);
	char text[CAPACITY_TEXT_MAX];
	struct capacity_memory memory;
	enum capacity_level level;

	if (tightest == NULL || tightest->free == 0)
		return;
	memory = (struct capacity_memory){ .process = tightest->what,
		.total = tightest->total,
		.free = tightest->free };
	level = capacity_rows(load, scheme, &memory, text);
	if (level == CAPACITY_FITS) {
		findings_add(&p->list, FINDING_OK, table,
			"to load its %zu rows takes %llu %% of the private memory left",
			load->rows, capacity_bytes(load, scheme) * 100 / memory.free);
		return;
	}
	findings_add(&p->list, level_of(level), table, "%s", text);
	findings_mend(&p->list, "set PKG_MEMORY in /etc/default/kamailio, which is -M; "
				"systemctl restart kamailio");
}

static void
check_networks(struct patient *p, struct node *node)
{
	size_t n = p->stored->networks, max = p->config->max_subnets, live;
	bool is_known;
	char text[CAPACITY_TEXT_MAX];
	struct err ignored;
	enum capacity_level level;

	if (max == 0)
		max = CAPACITY_NETWORKS_DEFAULT;
	/* A node that holds more networks has a larger limit. */
	if (n > max && node_network_count(node, &live, &is_known, &ignored) && is_known &&
		live > max)
		return;
	level = capacity_networks(n, max, text);
	if (level == CAPACITY_FITS)
		return;
	findings_add(&p->list, level_of(level), "networks", "%s", text);
	findings_mend(&p->list,
		"write modparam(\"permissions\", \"max_subnets\", %zu) into its "
		"kamailio.cfg, systemctl restart kamailio, and max_subnets = %zu into "
		"[node %s] of %s",
		n * 2, n * 2, p->config->name, doctor_conf_file(p->env));
}

static void
check_lists(struct patient *p, struct node *node)
{
	char text[CAPACITY_TEXT_MAX];
	size_t max;
	bool is_text;
	struct err ignored;

	if (!node_rule_list_max(node, &max, &is_text, &ignored))
		return;
	for (size_t k = 0; k < RULE_KINDS; k++) {
		enum rule_kind kind = (enum rule_kind)k;
		if (capacity_list(kind, p->stored->entries[k], text) != CAPACITY_FITS) {
			findings_add(
				&p->list, FINDING_WARNING, "list length", "%s", text);
			findings_mend(&p->list,
				"replace what shieldadm %s list shows by shorter "
				"prefixes",
				rule_kind_name(kind));
		}
		/* max is 0 when no way shows any list: doctor/nodes.c tells that. */
		if (max > 0 && capacity_reply(kind, p->stored->reply[k], max, is_text,
				       text) != CAPACITY_FITS) {
			findings_add(
				&p->list, FINDING_WARNING, "list replies", "%s", text);
			findings_mend(&p->list,
				"add an http:// way to 'rpc' of [node %s] in %s%s",
				p->config->name, doctor_conf_file(p->env),
				is_text ? ", with a Kamailio of 5.7 or later" : "");
		}
	}
}

void
doctor_capacity(struct patient *p, struct node *node)
{
	if (p->env->fleet.db == NULL)
		return;
	check_rows(p, &p->stored->rules, "room for secfilter");
	check_rows(p, &p->stored->addresses, "room for address");
	check_networks(p, node);
	check_lists(p, node);
}
