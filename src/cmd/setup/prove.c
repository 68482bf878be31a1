/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "cmd/check/check.h"
#include "policy/rule_parse.h"
#include "cmd/setup/setup.h"
#include "sip/source.h"

/*
 * Prove what setup has promised, by real requests from addresses of this machine.  A
 * claim is proved when the node did what its route would do with its lists, and for
 * the claimed reason: silence alone proves nothing.
 */
#define PLAIN_AGENT "shieldadm"

enum claim { CLAIM_LET_IN, CLAIM_AGENT, CLAIM_ADDRESS };

struct proving {
	struct wizard *w;
	struct checking c;
	char source[SIP_SOURCE_MAX]; /* the address by which this machine reaches the
	                                nodes */
	bool *is_answered; /* what each node did with a plain request from there */
	bool is_country_proved;
	const char *different; /* a node that did something else */
	const char *unproved;  /* another address to ask about; NULL: none */
};

static const struct out_column columns[] = {
	{ "proof", OUT_PEOPLE },
	{ "node", OUT_ALL },
	{ "claim", OUT_ALL },
	{ "from", OUT_ALL },
	{ "proved", OUT_PROGRAMS },
	{ "why", OUT_ALL },
	{ 0 },
};

/* proved: 1, 0, or -1 when it cannot be proved from here. */
static void
print(const struct proving *p, int proved, const char *node, const char *claim,
	const char *from, const char *why)
{
	struct out *out = p->w->app->out;

	if (proved == 0)
		out_alarm(out, "NOT SO");
	else
		out_text(out, proved > 0 ? "proved" : "unproved");
	out_text(out, node);
	out_text(out, claim);
	out_text(out, from);
	if (proved < 0)
		out_text(out, NULL);
	else
		out_bool(out, proved > 0);
	out_text(out, why);
}

/* Whether the verdict has the reason that the claim is about. */
static bool
is_for_that_reason(enum claim claim, const struct verdict *verdict)
{
	switch (claim) {
	case CLAIM_AGENT:
		return verdict->outcome == VERDICT_DROPPED &&
		       verdict->decided == VERDICT_UA;
	case CLAIM_ADDRESS:
		return verdict->outcome == VERDICT_ANSWERED && verdict->address != NULL;
	default:
		return verdict->outcome == VERDICT_PASSES ||
		       verdict->outcome == VERDICT_ANSWERED;
	}
}

/* What the node answered, or why that proves nothing. */
static char *
reason(const struct proving *p, enum claim claim, size_t i)
{
	const struct gather_node *n = &p->c.gather.nodes[i];
	const struct proof *proof = &p->c.proofs[i];
	const struct verdict *v = &n->verdict;

	if (n->is_gone)
		return xstrdup(n->err.text);
	if (proof->result == PROOF_FAILED)
		return xstrdup(proof->err.text);
	if (proof->result == PROOF_NONE)
		return xasprintf(
			"not all that decides is known: %s", v->steps[v->decided].why);
	/* Another check comes first: show only its reason, to fit a narrow table. */
	if (!is_for_that_reason(claim, v))
		return xstrdup(v->steps[v->decided].why);
	if (claim == CLAIM_AGENT && !p->is_answered[i])
		return xstrdup("no request from there is answered");
	return proof->status != 0 ? xasprintf("answered %d", proof->status)
	                          : xstrdup("no answer");
}

static void
judge(struct proving *p, enum claim claim, const char *text, const char *from, size_t i)
{
	const struct gather_node *n = &p->c.gather.nodes[i];
	enum proof_result result = n->is_gone ? PROOF_FAILED : p->c.proofs[i].result;
	bool fits = !n->is_gone && is_for_that_reason(claim, &n->verdict);
	int proved = -1;
	char *why = reason(p, claim, i);

	if (result == PROOF_DIFFERS)
		proved = 0;
	else if (result == PROOF_AGREES && fits &&
		 (claim != CLAIM_AGENT || p->is_answered[i]))
		proved = 1;
	if (proved == 0)
		p->different = n->name;
	if (claim == CLAIM_LET_IN) {
		const struct rule *rule = n->verdict.steps[VERDICT_COUNTRY].rule;
		p->is_answered[i] = proved > 0;
		p->is_country_proved |=
			proved > 0 && rule != NULL && rule->action == RULE_ALLOW;
	}
	print(p, proved, n->name, text, from, why);
	free(why);
}

/* Send one request to all nodes and judge what each did. */
static bool
prove(struct proving *p, enum claim claim, const char *text, const char *from,
	const char *method, const char *agent, struct err *err)
{
	struct question question = { .texts = { NULL } };
	bool ok;

	question_set(&question, QUESTION_SOURCE, xstrdup(from));
	question_set(&question, QUESTION_METHOD, xstrdup(method));
	question_set(&question, QUESTION_UA, xstrdup(agent));
	p->c.question = &question;
	ok = question_parse(&question, err) &&
	     gather_ask(&p->c.gather, &question.request, err);
	if (ok) {
		check_prove(&p->c);
		for (size_t i = 0; i < p->c.gather.n_nodes; i++)
			judge(p, claim, text, from, i);
	}
	question_clear(&question);
	return ok;
}

/* -- the three claims -- */

static bool
prove_agent(struct proving *p, struct err *err)
{
	const struct setup_answers *a = &p->w->setup.answers;
	const char *agent = a->agents.len > 0 ? a->agents.v[0].value : NULL;
	char *text;
	bool ok;

	if (a->blocks_scanners)
		agent = rule_scanners[0];
	if (agent == NULL)
		return true;
	text = xasprintf("'%s' dropped", agent);
	ok = prove(p, CLAIM_AGENT, text, p->source, "REGISTER", agent, err);
	free(text);
	return ok;
}

/* The address, or one of the network, if it belongs to this machine and has the family
 * by which it reaches the nodes. */
static bool
is_ours(const struct proving *p, const struct address *a, char ip[ADDRESS_IP_MAX])
{
	int family = strchr(p->source, ':') != NULL ? AF_INET6 : AF_INET;
	unsigned char bytes[16];

	if (a->family != family)
		return false;
	memcpy(bytes, a->bytes, sizeof(bytes));
	if (a->form == ADDRESS_NETWORK)
		bytes[address_bits(family) / 8 - 1] |= 1;
	address_format_ip(family, bytes, ip);
	return sip_is_ours(ip);
}

static bool
prove_addresses(struct proving *p, const struct address_list *list, const char *who,
	struct err *err)
{
	char ip[ADDRESS_IP_MAX], *text;
	size_t i = 0;
	bool ok = true;

	if (list->len == 0)
		return true;
	text = xasprintf("%s answered", who);
	while (i < list->len && !is_ours(p, &list->v[i], ip))
		i++;
	if (i < list->len) {
		ok = prove(p, CLAIM_ADDRESS, text, ip, "OPTIONS", PLAIN_AGENT, err);
	} else {
		print(p, -1, NULL, text, NULL, "none of these addresses is ours");
		p->unproved = address_text(&list->v[0]);
	}
	free(text);
	return ok;
}

static void
tell_of_countries(struct proving *p)
{
	if (p->is_country_proved) {
		print(p, 1, NULL, "allowed countries let in", p->source,
			"we are in one of them");
	} else if (p->w->setup.answers.countries.len > 0) {
		print(p, -1, NULL, "allowed countries let in", p->source,
			"we are in none of them");
		p->unproved = "IP";
	}
}

static bool
prove_all(struct proving *p, struct err *err)
{
	const struct setup_answers *a = &p->w->setup.answers;
	bool ok = prove(p, CLAIM_LET_IN, "plain request answered", p->source, "REGISTER",
		PLAIN_AGENT, err);

	ok = ok && prove_agent(p, err);
	if (ok)
		tell_of_countries(p);
	return ok && prove_addresses(p, &a->carriers, "carriers", err) &&
	       prove_addresses(p, &a->customers, "customers", err);
}

/* -- making ready -- */

/* The first reachable node decides. */
static bool
find_source(struct proving *p, struct err *err)
{
	struct gather *g = &p->c.gather;
	char *target = NULL;
	bool ok = false;

	err_set(err, ERR_NODE, "no node can be reached");
	for (size_t i = 0; i < g->n_nodes && !ok; i++) {
		if (g->nodes[i].is_gone || !node_sip(g->nodes[i].node, &target, err))
			continue;
		ok = sip_source(target, p->source, err);
		free(target);
	}
	return ok;
}

static void
make_ready(struct proving *p)
{
	struct app *app = p->w->app;

	p->c.app = app;
	app_fleet(app, &p->c.fleet);
	p->c.proofs = xcalloc(app->nodes.len, sizeof(*p->c.proofs));
	p->is_answered = xcalloc(app->nodes.len, sizeof(*p->is_answered));
}

bool
setup_prove(struct wizard *w, struct err *err)
{
	struct proving p = { .w = w };
	struct err why;
	bool ok;

	if (w->app->nodes.len == 0) {
		dialog_say(&w->io, "It is stored. Once a node is in the configuration: "
				   "shieldadm sync\n");
		return true;
	}
	make_ready(&p);
	out_begin(w->app->out, "proofs", columns, true);
	ok = gather_open(&p.c.gather, &p.c.fleet, &why) && find_source(&p, &why) &&
	     prove_all(&p, &why);
	if (!ok)
		print(&p, -1, NULL, "what the nodes do now", NULL, why.text);
	out_end(w->app->out);
	if (p.unproved != NULL)
		dialog_say(&w->io,
			"What cannot be proved from this machine, the nodes' own lists "
			"tell: shieldadm check %s\n",
			p.unproved);
	gather_close(&p.c.gather);
	free(p.c.proofs);
	free(p.is_answered);
	if (p.different != NULL)
		return err_set(err, ERR_DIFFERS,
			"stored, but '%s' does something else than its lists come to: is "
			"its route[REQINIT] the article's? (shieldadm doctor)",
			p.different);
	return true;
}
