/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/raw.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "node/call.h"
#include "node/danger.h"
#include "node/quirks.h"
#include "node/repeated.h"

struct node_raw {
	const char *method;
	cJSON *params;
	/* The first string that looks like a number, or NULL. */
	const char *digits;
};

static bool
parse_integer(const char *word, long long *n, struct err *err)
{
	char *end;

	errno = 0;
	*n = strtoll(word + 2, &end, 10);
	/* Kamailio keeps them in an int. */
	if (strchr("-0123456789", word[2]) == NULL || *end != '\0' || end == word + 2 ||
		errno != 0 || *n < INT32_MIN || *n > INT32_MAX)
		return err_set(err, ERR_USAGE,
			"'%s' is not a 32-bit integer; to send it as text, type 's:%s'",
			word, word);
	return true;
}

static bool
looks_like_number(const char *word)
{
	word += word[0] == '-';
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static bool
add_param(struct node_raw *raw, const char *word, struct err *err)
{
	long long n;

	if (strncmp(word, "i:", 2) == 0) {
		if (!parse_integer(word, &n, err))
			return false;
		cJSON_AddItemToArray(raw->params, xmust(cJSON_CreateNumber((double)n)));
		return true;
	}
	if (raw->digits == NULL && looks_like_number(word))
		raw->digits = word;
	if (strncmp(word, "s:", 2) == 0)
		word += 2;
	cJSON_AddItemToArray(raw->params, xmust(cJSON_CreateString(word)));
	return true;
}

bool
node_raw_new(struct node_raw **raw, const char *method, const char *const *words,
	size_t n, struct err *err)
{
	struct node_raw *new;

	if (method[0] == '\0')
		return err_set(err, ERR_USAGE,
			"the method is missing; shieldadm rpc system.listMethods lists "
			"them");
	new = xcalloc(1, sizeof(*new));
	new->method = method;
	new->params = xmust(cJSON_CreateArray());
	for (size_t i = 0; i < n; i++)
		if (!add_param(new, words[i], err)) {
			node_raw_free(new);
			return false;
		}
	*raw = new;
	return true;
}

void
node_raw_free(struct node_raw *raw)
{
	if (raw == NULL)
		return;
	cJSON_Delete(raw->params);
	free(raw);
}

static char *
print(const cJSON *json)
{
	char *printed = xmust(cJSON_PrintUnformatted(json));
	char *text = xstrdup(printed);

	cJSON_free(printed);
	return text;
}

char *
node_raw_params(const struct node_raw *raw)
{
	return print(raw->params);
}

bool
node_raw_check(const struct node_raw *raw, struct err *err)
{
	return danger_check(raw->method, raw->params, err);
}

char *
node_raw_note(const struct node_raw *raw)
{
	return danger_note(raw->method, raw->params);
}

/* Ask the node before a call that could kill it. With force the answer only warns. */
static bool
may_be_sent(struct node *node, const struct node_raw *raw, bool force, struct err *err)
{
	const struct node_config *config = node_config(node);

	if (danger_check_node(node, raw->method, err))
		return true;
	if (!force)
		return false;
	err_wrap(err, "sent anyway");
	if (config->talk != NULL)
		config->talk(config->name, err->text);
	return true;
}

/* Say what to do about a call that failed. */
static bool
explain(const struct node_raw *raw, enum rpc_end end, const char *way, struct err *err)
{
	if (end == RPC_TOO_BIG)
		return err_set(err, ERR_NODE,
			"%s was done, but its reply is too large for '%s' (%s): raise "
			"ctl's binrpc_max_body_size, or name an http:// way first in "
			"the node's 'rpc'",
			raw->method, way, err->text);
	if (end == RPC_LOST)
		return err_set(err, ERR_NODE, "%s; %s may have been done anyway",
			err->text, raw->method);
	if (end != RPC_FAULT)
		return false;
	if (fault_is(err, FAULT_NO_METHOD))
		return err_set(err, ERR_NODE,
			"%s (shieldadm rpc system.listMethods shows what there is)",
			err->text);
	if (raw->digits != NULL)
		return err_set(err, ERR_NODE,
			"%s ('%s' was sent as a string; a number is typed i:%s)",
			err->text, raw->digits, raw->digits);
	return false;
}

bool
node_raw_call(struct node *node, const struct node_raw *raw, bool force, char **result,
	struct err *err)
{
	cJSON *reply;
	const char *way;
	enum rpc_end end;

	if (!may_be_sent(node, raw, force, err))
		return false;
	end = node_send(node, raw->method, raw->params, &reply, &way, err);
	if (end != RPC_ANSWERED)
		return explain(raw, end, way, err);
	repeated_merge(reply);
	*result = print(reply);
	cJSON_Delete(reply);
	return true;
}

bool
node_raw_methods(struct node *node, bool (*each)(const char *method, void *ctx),
	void *ctx, struct err *err)
{
	cJSON *reply;
	const cJSON *name;
	enum rpc_end end =
		node_ask(node, "system.listMethods", NULL, 0, NULL, &reply, err);

	if (end != RPC_ANSWERED)
		return err_wrap(err, "system.listMethods");
	cJSON_ArrayForEach(name,
		reply) if (cJSON_IsString(name) && !each(name->valuestring, ctx)) break;
	cJSON_Delete(reply);
	return true;
}
