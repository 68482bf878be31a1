/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "cmd/check/check.h"
#include "policy/address.h"
#include "sip/probe.h"

/* A reply comes within milliseconds, or never. */
#define TIMEOUT_DEFAULT_MS 2000

/* The article's pike bans a source that sends more than 16 requests in 2 s. */
#define PACE_MS 400

/* These never get an answer, so nothing can be proved. */
static bool
is_silent(const char *method)
{
	return ascii_compare(method, "ACK") == 0 || ascii_compare(method, "CANCEL") == 0;
}

bool
check_can_prove(const struct question *question, struct err *err)
{
	const struct verdict_request *request = &question->request;
	const char *what = address_no_source(request->family, request->bytes);

	if (what != NULL)
		return err_set(err, ERR_USAGE,
			"nothing is ever sent from %s, which is %s: there is nothing to "
			"prove",
			request->source, what);
	return !is_silent(request->method) ||
	       err_set(err, ERR_USAGE, "%s gets no answer by which to prove anything",
		       request->method);
}

static const char *
text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static struct sip_probe
make_probe(const struct checking *c, const char *target)
{
	const struct question *q = c->question;

	return (struct sip_probe){ .target = target,
		.from_address = q->request.source,
		.from_port = q->request.port,
		.method = q->request.method,
		.user_agent = q->request.user_agent,
		.from = text_or_null(q->texts[QUESTION_FROM]),
		.to = text_or_null(q->texts[QUESTION_TO]),
		.contact = text_or_null(q->texts[QUESTION_CONTACT]),
		.timeout_ms = args_has(c->app->args, "timeout") ? c->app->timeout_ms
		                                                : TIMEOUT_DEFAULT_MS };
}

/* Whether the node did what the verdict says: no reply, 405, 200, or another reply. */
static bool
is_as_said(const struct verdict *verdict, int status)
{
	switch (verdict->outcome) {
	case VERDICT_DROPPED:
		return status == 0;
	case VERDICT_REFUSED:
		return status == 405;
	case VERDICT_ANSWERED:
		return status == 200;
	default:
		/* A reply from behind the route is hardly ever a 405. */
		return status != 0 && status != 405;
	}
}

static bool
send_it(const struct checking *c, size_t i, struct sip_result *result, struct err *err)
{
	struct sip_probe probe;
	char *target = NULL;
	bool ok = node_sip(c->gather.nodes[i].node, &target, err);

	if (ok) {
		probe = make_probe(c, target);
		ok = sip_probe(&probe, result, err);
	}
	free(target);
	return ok;
}

static void
prove_one(void *ctx, size_t i, struct node *node, const struct err *unopened)
{
	struct checking *c = ctx;
	const struct gather_node *n = &c->gather.nodes[i];
	struct proof *proof = &c->proofs[i];
	struct sip_result result = { .status = 0 };

	(void)node;
	(void)unopened;
	*proof = (struct proof){ .result = PROOF_NONE };
	if (n->is_gone || !check_can_prove(c->question, &proof->err))
		return;
	if (!send_it(c, i, &result, &proof->err)) {
		proof->result =
			proof->err.code == ERR_ABSENT ? PROOF_UNSENT : PROOF_FAILED;
		return;
	}
	proof->status = result.answered ? result.status : 0;
	if (n->verdict.outcome == VERDICT_UNKNOWN)
		return;
	if (proof->status == 0 && !is_as_said(&n->verdict, 0))
		proof->was_banned = gather_look_again(&c->gather, i);
	proof->result =
		is_as_said(&n->verdict, proof->status) ? PROOF_AGREES : PROOF_DIFFERS;
}

/* The time of the last proof from a source, or from a source with the same hash. */
static long long *
pace_of(struct checking *c)
{
	const struct verdict_request *r = &c->question->request;
	unsigned hash = 0;

	for (size_t i = 0; i < sizeof(r->bytes); i++)
		hash = hash * 31 + r->bytes[i];
	return &c->paces[hash % PROOF_PACES];
}

/* An INVITE is three requests, with its ACK and BYE. */
static void
wait_for_pike(struct checking *c)
{
	long long *last = pace_of(c), left;

	while (*last != 0 && !interrupt_came() &&
		(left = *last + PACE_MS - clock_ms()) > 0)
		poll(NULL, 0, (int)left);
	*last = clock_ms();
}

static void
talk_of_proofs(const struct checking *c)
{
	for (size_t i = 0; i < c->gather.n_nodes; i++) {
		const struct proof *proof = &c->proofs[i];
		const char *name = c->gather.nodes[i].name;
		if (proof->result == PROOF_UNSENT)
			app_talk(c->app, "%s: %s", name, proof->err.text);
		else if (proof->was_banned)
			app_talk(c->app,
				"%s: %s was let in until it was banned while this was "
				"proved: pike goes on counting what came before for some "
				"seconds",
				name, c->question->request.source);
	}
}

void
check_prove(struct checking *c)
{
	struct fleet fleet = c->gather.fleet;

	fleet.is_one_by_one = c->question->request.port != 0;
	wait_for_pike(c);
	fleet_each(&fleet, prove_one, c);
	talk_of_proofs(c);
}
