/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/xalloc.h"
#include "cmd/check/check.h"

/* The outcomes that decide the exit status. */
struct tally {
	bool any_blocked, any_unknown, any_differs;
	bool any_unsent, any_sent;      /* with --prove */
	const struct gather_node *gone; /* the first unreachable node */
};

/*
 * check: what the nodes would do with a request, check by check, and why.
 */
static void
count(struct tally *tally, const struct checking *c)
{
	for (size_t i = 0; i < c->gather.n_nodes; i++) {
		const struct gather_node *n = &c->gather.nodes[i];
		if (n->is_gone) {
			tally->gone = tally->gone != NULL ? tally->gone : n;
			continue;
		}
		tally->any_blocked |= verdict_is_blocked(&n->verdict);
		tally->any_unknown |= n->verdict.outcome == VERDICT_UNKNOWN;
		if (c->proofs == NULL)
			continue;
		tally->any_differs |= c->proofs[i].result == PROOF_DIFFERS;
		tally->any_unsent |= c->proofs[i].result == PROOF_UNSENT;
		tally->any_sent |= c->proofs[i].result != PROOF_UNSENT;
	}
}

/* A node that could not be asked comes first, then a wrong answer. */
static bool
answer(const struct checking *c, const struct tally *tally, struct err *err)
{
	for (size_t i = 0; c->proofs != NULL && i < c->gather.n_nodes; i++)
		if (c->proofs[i].result == PROOF_FAILED && !c->gather.nodes[i].is_gone)
			return err_set(err, c->proofs[i].err.code, "%s: %s",
				c->gather.nodes[i].name, c->proofs[i].err.text);
	if (tally->gone != NULL)
		return err_set(err, tally->gone->err.code, "%s: %s", tally->gone->name,
			tally->gone->err.text);
	if (tally->any_differs)
		return err_set(err, ERR_DIFFERS,
			"a node does not do what the verdict says: is its route[REQINIT] "
			"the article's? (shieldadm status, shieldadm doctor)");
	if (tally->any_unsent && !tally->any_sent)
		return err_set(err, ERR_USAGE,
			"nothing was proved: no node can be reached from that address");
	if (tally->any_blocked)
		return cmd_answer_no(err);
	if (tally->any_unknown)
		return err_set(err, ERR_SYSTEM,
			"a fact that decides is unknown: shieldadm doctor tells why");
	return true;
}

static bool
ask(struct checking *c, const struct question *question, struct err *err)
{
	c->question = question;
	if (!gather_ask(&c->gather, &question->request, err))
		return false;
	if (c->proofs != NULL)
		check_prove(c);
	return true;
}

static bool
check_one(struct checking *c, struct question *question, struct err *err)
{
	struct tally tally = { .gone = NULL };

	if (!ask(c, question, err))
		return false;
	out_object_begin(c->app->out);
	check_print_steps(c);
	check_print_begin(c, "verdicts");
	check_print_verdicts(c);
	out_end(c->app->out);
	out_object_end(c->app->out);
	count(&tally, c);
	return answer(c, &tally, err);
}

/* Each request is answered before the next is read. A bad line is skipped. */
static bool
check_each(struct checking *c, struct question_stream *stream, struct tally *tally,
	size_t *n_bad, struct err *err)
{
	enum question_got got = QUESTION_GOT;
	struct question question;
	bool ok = true;

	while (ok && !interrupt_came() && got != QUESTION_NONE &&
		got != QUESTION_FAILED) {
		got = question_read(stream, &question, err);
		if (got == QUESTION_GOT && (ok = ask(c, &question, err))) {
			check_print_verdicts(c);
			count(tally, c);
			ok = fflush(stdout) == 0 || err_set(err, ERR_SYSTEM, "%s", "");
		} else if (got == QUESTION_BAD) {
			++*n_bad;
			app_talk(c->app, "%s", err->text);
		}
		question_clear(&question);
	}
	return ok && got != QUESTION_FAILED;
}

static bool
check_stream(struct checking *c, const struct question *defaults, struct err *err)
{
	struct question_stream stream;
	struct tally tally = { .gone = NULL };
	size_t n_bad = 0;
	bool ok;

	check_print_begin(c, NULL);
	ok = question_open(&stream, defaults, err);
	if (ok) {
		ok = check_each(c, &stream, &tally, &n_bad, err);
		question_close(&stream);
	}
	out_end(c->app->out);
	if (!ok)
		return false;
	if (n_bad > 0)
		return err_set(err, ERR_USAGE, "%zu %s", n_bad,
			n_bad == 1 ? "line is not a request" : "lines are not requests");
	return answer(c, &tally, err);
}

static void
fill(struct question *question, const struct args *args)
{
	*question = (struct question){ .texts = { NULL } };
	question_set(question, QUESTION_SOURCE, xstrdup(args_word(args, 0)));
	for (int f = QUESTION_SOURCE + 1; f < QUESTION_FIELDS; f++) {
		const char *value = args_opt(args, question_names[f][0]);
		if (value != NULL)
			question_set(question, (enum question_field)f, xstrdup(value));
	}
}

static bool
open_nodes(struct checking *c, struct err *err)
{
	struct app *app = c->app;

	if (!app_nodes(app, err))
		return false;
	if (app->nodes.len == 0)
		return err_set(err, ERR_NODE,
			"no node is configured, and no socket of a Kamailio was found "
			"([node NAME] in the configuration)");
	app_fleet(app, &c->fleet);
	if (args_has(app->args, "prove"))
		c->proofs = xcalloc(app->nodes.len, sizeof(*c->proofs));
	return gather_open(&c->gather, &c->fleet, err);
}

static bool
check(struct app *app, const struct args *args, struct err *err)
{
	bool is_stream = strcmp(args_word(args, 0), "-") == 0, ok;
	struct checking c = { .app = app };
	struct question question;

	fill(&question, args);
	/* An invalid question is reported before a node is asked. */
	ok = is_stream || question_parse(&question, err);
	ok = ok &&
	     (is_stream || !args_has(args, "prove") || check_can_prove(&question, err));
	ok = ok && open_nodes(&c, err) &&
	     (is_stream ? check_stream(&c, &question, err)
			: check_one(&c, &question, err));
	gather_close(&c.gather);
	question_clear(&question);
	free(c.proofs);
	return ok;
}

static const struct cmd_arg check_args[] = {
	{ .name = "ip", .help = "its source; - reads many, as CSV or JSON lines" },
	{ 0 },
};
static const char *const methods[] = { "REGISTER", "OPTIONS", "INVITE", NULL };
static const struct cmd_opt check_opts[] = {
	{ 'p', "port", "port", "the source port, for rows that have one" },
	{ 'u', "ua", "text", "its User-Agent (default: none is sent)", VALUE_UA },
	{ 0, "method", "method", "as REGISTER (default), OPTIONS or INVITE",
		.words = methods },
	{ 0, "from", "uri", "its From, such as '\"Al\" <sip:al@example.com>'" },
	{ 0, "to", "uri", "its To" },
	{ 0, "contact", "uri", "its Contact" },
	{ 0, "prove", NULL, "send it to the nodes too, and compare" },
	{ 0 },
};

const struct command_group cmd_check = {
	.name = "check",
	.summary = "would a request get through, and which entry decides",
	.commands =
		(const struct command[]){
			{ .summary = "walk through the route's checks with what each "
				     "node holds",
				.args = check_args,
				.opts = check_opts,
				.examples =
					(const char *const[]){
						"check 203.0.113.9 --ua 'Yealink "
						"SIP-T46' --method OPTIONS",
						"check 127.0.0.1 --ua friendly-scanner "
						"--prove",
						"check - -o json", NULL },
				.run = check },
			{ 0 } },
};
