/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "cmd/check/check.h"

static const struct out_column step_columns[] = {
	{ "nodes", OUT_ALL },
	{ "check", OUT_ALL },
	{ "answer", OUT_ALL },
	{ "entry", OUT_ALL },
	{ "why", OUT_ALL, OUT_WRAP },
	{ 0 },
};

static const struct out_column verdict_columns[] = {
	{ "nodes", OUT_ALL },
	{ "source", OUT_ALL },
	{ "port", OUT_PROGRAMS },
	{ "method", OUT_ALL },
	{ "user_agent", OUT_ALL },
	{ "verdict", OUT_ALL },
	{ "check", OUT_ALL },
	{ "entry", OUT_PROGRAMS },
	{ "why", OUT_PROGRAMS },
	{ "proof", OUT_ALL },
	{ "status", OUT_PROGRAMS },
	{ "to_change_it", OUT_ALL, OUT_WRAP },
	{ 0 },
};

/* Whether both nodes belong in one row. */
static bool
is_alike(const struct checking *c, size_t i, size_t j)
{
	const struct gather_node *a = &c->gather.nodes[i], *b = &c->gather.nodes[j];

	return !a->is_gone && !b->is_gone && verdict_same(&a->verdict, &b->verdict) &&
	       (c->proofs == NULL || (c->proofs[i].result == c->proofs[j].result &&
					     c->proofs[i].status == c->proofs[j].status));
}

/* Whether it is the first of the nodes like it. */
static bool
is_first(const struct checking *c, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_alike(c, j, i))
			return false;
	return !c->gather.nodes[i].is_gone;
}

/* All names for programs; a few for people. */
static void
print_nodes(const struct checking *c, size_t first)
{
	const char **names = xcalloc(c->gather.n_nodes + 1, sizeof(*names));
	size_t n = 0;
	char *text;

	for (size_t i = first; i < c->gather.n_nodes; i++)
		if (i == first || is_alike(c, first, i))
			names[n++] = c->gather.nodes[i].name;
	if (out_is_for_people(c->app->out) && n > 3) {
		text = xasprintf("%s and %zu more", names[0], n - 1);
		out_text(c->app->out, text);
		free(text);
	} else {
		out_texts(c->app->out, names);
	}
	free(names);
}

static void
print_entry(struct app *app, const struct verdict_step *step)
{
	char address[ADDRESS_FORMAT_MAX];

	if (step->rule != NULL) {
		out_text(app->out, step->rule->value);
	} else if (step->address != NULL) {
		address_format(step->address, address);
		out_text(app->out, address);
	} else {
		out_text(app->out, NULL);
	}
}

static bool
is_bad(enum verdict_answer answer)
{
	return answer == VERDICT_DROPPED || answer == VERDICT_REFUSED ||
	       answer == VERDICT_UNKNOWN;
}

static void
print_answer(struct app *app, enum verdict_answer answer)
{
	if (is_bad(answer))
		out_alarm(app->out, verdict_answer_name(answer));
	else
		out_text(app->out, verdict_answer_name(answer));
}

void
check_print_steps(const struct checking *c)
{
	struct app *app = c->app;

	out_begin(app->out, "steps", step_columns, true);
	for (size_t i = 0; i < c->gather.n_nodes; i++) {
		const struct verdict *v = &c->gather.nodes[i].verdict;
		for (size_t k = 0; k < VERDICT_CHECKS && is_first(c, i); k++) {
			print_nodes(c, i);
			out_text(app->out, verdict_check_name((enum verdict_check)k));
			print_answer(app, v->steps[k].answer);
			print_entry(app, &v->steps[k]);
			out_text(app->out, v->steps[k].why);
		}
	}
	out_end(app->out);
}

void
check_print_begin(const struct checking *c, const char *name)
{
	out_begin(c->app->out, name, verdict_columns, true);
}

/* NULL without --prove. */
static void
print_proof(const struct checking *c, size_t i)
{
	static const char *const names[] = { [PROOF_NONE] = NULL,
		[PROOF_AGREES] = "agrees",
		[PROOF_DIFFERS] = "differs",
		[PROOF_UNSENT] = "not sent",
		[PROOF_FAILED] = "failed" };
	const struct proof *proof = c->proofs != NULL ? &c->proofs[i] : NULL;

	if (proof != NULL && proof->result == PROOF_DIFFERS)
		out_alarm(c->app->out, names[proof->result]);
	else
		out_text(c->app->out, proof != NULL ? names[proof->result] : NULL);
	if (proof != NULL && proof->status != 0)
		out_int(c->app->out, proof->status);
	else
		out_text(c->app->out, NULL);
}

/* " --node edge1 --node edge2" for the nodes like it; "" when all are. */
static char *
node_options(const struct checking *c, size_t first)
{
	struct str s = { 0 };
	bool are_all = !args_has(c->app->args, "node");

	for (size_t i = 0; i < c->gather.n_nodes; i++)
		if (i == first || is_alike(c, first, i))
			str_addf(&s, " --node %s", c->gather.nodes[i].name);
		else
			are_all = false;
	if (are_all)
		s.s[0] = '\0';
	return s.s;
}

static char *
make_advice(struct checking *c, size_t i)
{
	const struct gather_node *n = &c->gather.nodes[i];
	const struct verdict_request *r = &c->question->request;
	const struct rule_list *rules;
	const struct address_list *addresses;
	char *nodes, *advice;

	if (!gather_stored(&c->gather, &rules, &addresses))
		return verdict_advice(&n->verdict, r, &n->facts);
	nodes = node_options(c, i);
	advice =
		verdict_advice_stored(&n->verdict, r, &n->facts, rules, addresses, nodes);
	free(nodes);
	return advice;
}

static void
print_verdict(struct checking *c, size_t i)
{
	const struct verdict_request *r = &c->question->request;
	const struct gather_node *n = &c->gather.nodes[i];
	const struct verdict *v = &n->verdict;
	const struct verdict_step *step =
		v->outcome != VERDICT_PASSES ? &v->steps[v->decided] : NULL;
	char *advice = make_advice(c, i);
	struct out *out = c->app->out;

	print_nodes(c, i);
	out_text(out, r->source);
	out_int(out, r->port);
	out_text(out, r->method);
	out_text(out, r->user_agent);
	print_answer(c->app, v->outcome);
	out_text(out, step != NULL ? verdict_check_name(v->decided) : NULL);
	if (step != NULL)
		print_entry(c->app, step);
	else
		out_text(out, NULL);
	out_text(out, step != NULL ? step->why : NULL);
	print_proof(c, i);
	out_text(out, advice);
	free(advice);
}

void
check_print_verdicts(struct checking *c)
{
	for (size_t i = 0; i < c->gather.n_nodes; i++)
		if (is_first(c, i))
			print_verdict(c, i);
}
