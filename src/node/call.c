/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/call.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "node/quirks.h"

/* More methods than node_ask() is given a fit() for. */
#define NEVER_MAX 4

/* A node refuses a second reload within reload_delta, 5 s by default. */
#define RELOAD_PATIENCE_MS 12000
#define RELOAD_PAUSE_MS 500

/* The least time for a way after another way kept silent. */
#define SHORT_MS 500

struct node {
	const struct node_config *config;
	struct node_way {
		struct rpc *rpc;
		bool is_dead; /* it does not answer: do not wait for it again */
		/* Methods whose replies it never carries: do not ask again. */
		const char *never[NEVER_MAX];
	} ways[NODE_WAYS_MAX];
	size_t n_ways;
	struct node_memory memory;
	bool is_silent; /* the last call took its whole time-out */
	struct err why; /* the last failure that was waited for */
};

bool
node_open(struct node **node, const struct node_config *config, struct err *err)
{
	const struct rpc_login login = { config->ca, config->user, config->password };
	struct node *n = xcalloc(1, sizeof(*n));

	n->config = config;
	for (size_t i = 0; i < NODE_WAYS_MAX && config->ways[i] != NULL; i++) {
		if (!rpc_open(&n->ways[i].rpc, config->ways[i], &login, err)) {
			node_close(n);
			return err_wrap(err, "node '%s'", config->name);
		}
		n->n_ways++;
	}
	err_set(&n->why, ERR_NODE, "it does not have a URL in 'rpc'");
	*node = n;
	return true;
}

void
node_close(struct node *node)
{
	if (node == NULL)
		return;
	for (size_t i = 0; i < node->n_ways; i++)
		rpc_close(node->ways[i].rpc);
	cJSON_Delete(node->memory.methods);
	free(node);
}

const struct node_config *
node_config(const struct node *node)
{
	return node->config;
}

struct node_memory *
node_memory(struct node *node)
{
	return &node->memory;
}

size_t
node_reply_max(const struct node *node, bool of_lines)
{
	size_t max = 0;

	for (size_t i = 0; i < node->n_ways; i++) {
		const struct rpc_traits *traits = rpc_traits(node->ways[i].rpc);
		if ((traits->carries_lines || !of_lines) && traits->reply_max > max)
			max = traits->reply_max;
	}
	return max;
}

/*
 * How long to wait for an answer. A node that has kept silent most likely hangs. Its
 * other ways are still tried, but share three tenths of the time, so that the node costs
 * about one time-out in all.
 */
static unsigned
patience_ms(const struct node *node)
{
	unsigned all = node->config->timeout_ms;
	unsigned others = node->n_ways > 1 ? (unsigned)node->n_ways - 1 : 1;
	unsigned few = all / 10 * 3 / others;

	if (!node->is_silent)
		return all;
	if (few < SHORT_MS)
		few = SHORT_MS;
	return few < all ? few : all;
}

/* Remember how a call ended. patience is the time it was given. */
static void
note_end(struct node *node, enum rpc_end end, unsigned patience, long long begun,
	const struct err *err)
{
	if (end != RPC_UNREACHED && end != RPC_LOST) {
		node->is_silent = false;
		return;
	}
	/* The short time that the other ways had is not worth telling. */
	if (!node->is_silent)
		node->why = *err;
	/* A time-out may end a little early. */
	node->is_silent = node->is_silent || clock_ms() - begun >= patience / 10 * 9;
}

static enum rpc_end
call_within(struct node *node, struct node_way *way, const char *method,
	const cJSON *params, cJSON **result, struct err *err)
{
	unsigned patience = patience_ms(node);
	long long begun = clock_ms();
	enum rpc_end end = rpc_call(way->rpc, method, params, patience, result, err);

	note_end(node, end, patience, begun, err);
	return end;
}

static void
trace(struct node *node, struct node_way *way, const char *method, const cJSON *params)
{
	char *text;

	if (node->config->trace == NULL)
		return;
	text = params != NULL ? cJSON_PrintUnformatted(params) : NULL;
	node->config->trace(node->config->name, rpc_url(way->rpc), method,
		text != NULL ? text : "[]");
	cJSON_free(text);
}

static enum rpc_end
call(struct node *node, struct node_way *way, const char *method, const cJSON *params,
	cJSON **result, struct err *err)
{
	trace(node, way, method, params);
	return call_within(node, way, method, params, result, err);
}

static void
note_never(struct node_way *way, const char *method)
{
	for (size_t i = 0; i < NEVER_MAX; i++)
		if (way->never[i] == NULL) {
			way->never[i] = method;
			return;
		}
}

static bool
can_carry(const struct node_way *way, const char *method, size_t reply_size)
{
	const struct rpc_traits *traits = rpc_traits(way->rpc);

	for (size_t i = 0; i < NEVER_MAX && way->never[i] != NULL; i++)
		if (strcmp(way->never[i], method) == 0)
			return false;
	return reply_size <= traits->reply_max || !traits->is_silent_above;
}

/* Ask over this way. A reply that does not fit() is RPC_TOO_BIG too. */
static enum rpc_end
ask_over(struct node *node, struct node_way *way, const char *method, const cJSON *params,
	enum node_fit (*fit)(const cJSON *result), cJSON **result, struct err *err)
{
	cJSON *reply;
	enum rpc_end end = call(node, way, method, params, &reply, err);
	enum node_fit how;

	way->is_dead = end == RPC_UNREACHED || end == RPC_LOST;
	if (end != RPC_ANSWERED)
		return end;
	how = fit != NULL ? fit(reply) : NODE_FITS;
	if (how == NODE_FITS) {
		*result = reply;
		return RPC_ANSWERED;
	}
	if (how == NODE_NEVER)
		note_never(way, method);
	cJSON_Delete(reply);
	return RPC_TOO_BIG;
}

enum rpc_end
node_ask(struct node *node, const char *method, cJSON *params, size_t reply_size,
	enum node_fit (*fit)(const cJSON *result), cJSON **result, struct err *err)
{
	enum rpc_end end, last = RPC_UNREACHED;

	for (size_t i = 0; i < node->n_ways; i++) {
		struct node_way *way = &node->ways[i];
		if (way->is_dead)
			continue;
		end = can_carry(way, method, reply_size)
		              ? ask_over(node, way, method, params, fit, result, err)
		              : RPC_TOO_BIG;
		/* That a way cannot carry the reply says more than a broken way. */
		if (end == RPC_ANSWERED || last != RPC_TOO_BIG)
			last = end;
		if (end == RPC_ANSWERED || end == RPC_FAULT)
			break;
	}
	if (last == RPC_UNREACHED || last == RPC_LOST)
		*err = node->why;
	cJSON_Delete(params);
	return last;
}

enum rpc_end
node_send(struct node *node, const char *method, const cJSON *params, cJSON **result,
	const char **way, struct err *err)
{
	enum rpc_end end = RPC_UNREACHED;

	*way = NULL;
	for (size_t i = 0; i < node->n_ways && end == RPC_UNREACHED; i++) {
		if (node->ways[i].is_dead)
			continue;
		*way = rpc_url(node->ways[i].rpc);
		end = call(node, &node->ways[i], method, params, result, err);
		/* After a lost answer the way stays in use: the caller has to find out
		 * whether the call was done. */
		node->ways[i].is_dead = end == RPC_UNREACHED;
	}
	if (end == RPC_UNREACHED)
		*err = node->why;
	return end;
}

enum rpc_end
node_tell(struct node *node, const char *method, cJSON *params, struct err *err)
{
	cJSON *reply = NULL;
	const char *way;
	enum rpc_end end = node_send(node, method, params, &reply, &way, err);

	cJSON_Delete(reply);
	cJSON_Delete(params);
	return end;
}

/* Calls on their way to the transport: each is traced first. */
struct traced {
	struct node *node;
	struct node_way *way;
	const struct rpc_calls *calls;
	long long last; /* when the last one ended */
};

static cJSON *
traced_params(void *ctx, size_t i)
{
	const struct traced *t = ctx;
	cJSON *params = t->calls->params(t->calls->ctx, i);

	trace(t->node, t->way, t->calls->method, params);
	return params;
}

static void
traced_answer(
	void *ctx, size_t i, enum rpc_end end, cJSON *result_take, const struct err *why)
{
	struct traced *t = ctx;

	t->last = clock_ms();
	t->calls->answer(t->calls->ctx, i, end, result_take, why);
}

bool
node_call_each(struct node *node, const struct rpc_calls *calls, struct err *err)
{
	size_t done = 0;

	for (size_t i = 0; i < node->n_ways; i++) {
		struct node_way *way = &node->ways[i];
		struct traced t = { node, way, calls, clock_ms() };
		struct rpc_calls traced = { calls->method, calls->n, &t, traced_params,
			traced_answer };
		unsigned patience = patience_ms(node);
		enum rpc_end end;
		if (way->is_dead)
			continue;
		end = rpc_call_each(way->rpc, &traced, &done, patience, err);
		note_end(node, end, patience, t.last, err);
		if (end == RPC_ANSWERED)
			return true;
		way->is_dead = true;
	}
	*err = node->why;
	return err_wrap(err, "%s", calls->method);
}

bool
node_tell_reload(struct node *node, const char *method, struct err *err)
{
	const struct timespec pause = { .tv_nsec = RELOAD_PAUSE_MS * 1000000L };
	long long begun = clock_ms();
	bool is_first = true;
	enum rpc_end end;

	while ((end = node_tell(node, method, NULL, err)) == RPC_FAULT &&
		fault_is(err, FAULT_ONGOING_RELOAD)) {
		if (clock_ms() - begun >= RELOAD_PATIENCE_MS)
			return err_set(err, ERR_NODE,
				"%s has been refused for %d s (ongoing reload): is "
				"reload_delta raised, or does another program keep "
				"reloading?",
				method, RELOAD_PATIENCE_MS / 1000);
		if (is_first && node->config->talk != NULL)
			node->config->talk(node->config->name,
				"it reloaded a moment ago and "
				"refuses to reload again: waiting");
		is_first = false;
		nanosleep(&pause, NULL);
	}
	/* It may still be reading: a long table takes its time. */
	node->is_silent = false;
	return end == RPC_ANSWERED ? true : err_wrap(err, "%s", method);
}

cJSON *
node_params(const char *first, ...)
{
	cJSON *params = xmust(cJSON_CreateArray());
	va_list ap;

	va_start(ap, first);
	for (const char *s = first; s != NULL; s = va_arg(ap, const char *))
		cJSON_AddItemToArray(params, xmust(cJSON_CreateString(s)));
	va_end(ap);
	return params;
}

const char *
node_text(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

double
node_number(const cJSON *object, const char *name, double fallback)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(item) ? item->valuedouble : fallback;
}
