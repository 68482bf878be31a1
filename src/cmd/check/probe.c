/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip/probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "cmd/cmd.h"
#include "policy/address.h"

/*
 * probe: one real SIP request, to the nodes of the configuration and nowhere else.
 */
#define TIMEOUT_DEFAULT_MS 2000

struct probing {
	struct app *app;
	struct sip_probe probe; /* without the target */
	struct probed {
		struct sip_result result;
		bool ok;
		struct err err;
	} * nodes;
};

static void
probe_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	const struct probing *p = ctx;
	struct probed *probed = &p->nodes[i];
	struct sip_probe probe = p->probe;
	char *target = NULL;

	if (node == NULL)
		probed->err = *unopened;
	else if (node_sip(node, &target, &probed->err)) {
		probe.target = target;
		probed->ok = sip_probe(&probe, &probed->result, &probed->err);
	}
	free(target);
}

static void
print_one(struct app *app, const struct sip_probe *probe, const char *name,
	const struct probed *probed)
{
	const struct sip_result *r = &probed->result;

	out_text(app->out, name);
	out_text(app->out, probe->from_address);
	out_text(app->out, probe->method);
	out_text(app->out, probe->user_agent);
	out_bool(app->out, r->answered);
	out_text(app->out, r->answered ? "answered" : "dropped");
	if (r->answered)
		out_int(app->out, r->status);
	else
		out_text(app->out, NULL);
	out_text(app->out, r->answered ? r->reason : NULL);
	if (r->answered)
		out_int(app->out, r->ms);
	else
		out_text(app->out, NULL);
}

static bool
print_all(struct app *app, const struct probing *p, struct err *err)
{
	static const struct out_column columns[] = {
		{ "node", OUT_ALL },
		{ "from", OUT_ALL },
		{ "method", OUT_ALL },
		{ "user_agent", OUT_ALL },
		{ "answered", OUT_PROGRAMS },
		{ "fate", OUT_PEOPLE },
		{ "status", OUT_ALL },
		{ "reason", OUT_ALL },
		{ "ms", OUT_ALL },
		{ 0 },
	};
	bool all_answered = true;
	const struct probed *failed = NULL;
	size_t failed_at = 0, unsent = 0;

	out_begin(app->out, NULL, columns, true);
	for (size_t i = 0; i < app->nodes.len; i++) {
		if (p->nodes[i].ok) {
			print_one(app, &p->probe, app->nodes.v[i].name, &p->nodes[i]);
			all_answered = all_answered && p->nodes[i].result.answered;
		} else if (p->nodes[i].err.code == ERR_ABSENT) {
			unsent++;
			app_talk(app, "%s: %s", app->nodes.v[i].name,
				p->nodes[i].err.text);
		} else if (failed == NULL) {
			failed = &p->nodes[i];
			failed_at = i;
		} else {
			app_talk(app, "%s: %s", app->nodes.v[i].name,
				p->nodes[i].err.text);
		}
	}
	out_end(app->out);
	if (failed != NULL)
		return err_set(err, failed->err.code, "%s: %s",
			app->nodes.v[failed_at].name, failed->err.text);
	if (unsent == app->nodes.len)
		return err_set(err, ERR_USAGE, "no node can be reached from '%s'",
			p->probe.from_address);
	return all_answered || cmd_answer_no(err);
}

/* A header is one line: control characters would end it. */
static bool
check_header(const char *value, struct err *err)
{
	for (const char *c = value; *c != '\0'; c++)
		if (utf8_is_control((unsigned char)*c) &&
			((unsigned char)*c < 0x20 || *c == 0x7f))
			return err_set(err, ERR_USAGE,
				"a user agent must not contain control characters");
	return true;
}

/* NULL is the system's choice. sip_probe() reports an invalid address. */
static bool
check_source(const char *address, struct err *err)
{
	unsigned char bytes[16];
	const char *what;
	int family;

	if (address == NULL || !address_parse_ip(address, &family, bytes))
		return true;
	what = address_no_source(family, bytes);
	return what == NULL ||
	       err_set(err, ERR_USAGE, "nothing is ever sent from %s, which is %s",
		       address, what);
}

static bool
parse(struct probing *p, const struct args *args, struct err *err)
{
	const char *method = args_opt(args, "method"), *ua = args_opt(args, "ua");

	p->probe.method = method != NULL ? method : "OPTIONS";
	p->probe.user_agent = ua != NULL ? ua : "shieldadm";
	p->probe.from_address = args_opt(args, "from-address");
	p->probe.timeout_ms =
		args_has(args, "timeout") ? p->app->timeout_ms : TIMEOUT_DEFAULT_MS;
	return check_source(p->probe.from_address, err) &&
	       check_header(p->probe.user_agent, err);
}

static bool
probe(struct app *app, const struct args *args, struct err *err)
{
	struct probing p = { .app = app };
	struct fleet fleet;
	bool ok;

	if (!parse(&p, args, err) || !app_nodes(app, err))
		return false;
	if (app->nodes.len == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	if (app->dry_run) {
		app_talk(app, "would send one %s request to each of %zu node%s",
			p.probe.method, app->nodes.len, app->nodes.len == 1 ? "" : "s");
		return true;
	}
	p.nodes = xcalloc(app->nodes.len, sizeof(*p.nodes));
	app_fleet(app, &fleet);
	fleet_each(&fleet, probe_one, &p);
	ok = print_all(app, &p, err);
	free(p.nodes);
	return ok;
}

static const char *const methods[] = { "OPTIONS", "REGISTER", "INVITE", NULL };
static const struct cmd_opt probe_opts[] = {
	{ 'a', "from-address", "ip", "send from this address of this machine" },
	{ 'u', "ua", "text", "the User-Agent; '' sends none (default: shieldadm)",
		VALUE_UA },
	{ 0, "method", "method", "OPTIONS (default), REGISTER or INVITE", VALUE_ONE_OF,
		methods },
	{ 0 },
};

const struct command_group cmd_probe = {
	.name = "probe",
	.summary = "one real SIP request to a node: answered or dropped",
	.commands =
		(const struct command[]){
			{ .summary = "send one real SIP request to each node, and see "
				     "what comes back",
				.opts = probe_opts,
				.examples =
					(const char *const[]){
						"probe --ua friendly-scanner --node "
						"edge1",
						NULL },
				.run = probe },
			{ 0 } },
};
