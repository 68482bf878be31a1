/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "node/abilities.h"
#include "node/call.h"

/*
 * The module secfilter.
 */

/* QUIRK_TEXT_LISTS: lines that do not fit into the reply, 32 KiB by default, are missing
 * without notice. A reply of this size or more is not trusted. */
#define TEXT_TRUSTED (16 * 1024)

/* Bytes of a reply around each value: a name, a length, a number of the line. */
#define ENTRY_OVERHEAD 24

size_t
node_rule_list_size(const struct rule_list *rules, enum rule_kind kind)
{
	size_t size = 0;

	for (size_t i = 0; i < rules->len; i++)
		if (rules->v[i].kind == kind)
			size += strlen(rules->v[i].value) + ENTRY_OVERHEAD;
	return size;
}

bool
node_rule_list_max(struct node *node, size_t *max, bool *is_text, struct err *err)
{
	if (!node_has(node, QUIRK_TEXT_LISTS, is_text, err))
		return false;
	*max = node_reply_max(node, *is_text);
	if (*is_text && *max > TEXT_TRUSTED)
		*max = TEXT_TRUSTED;
	return true;
}

/* The value of a line "    0001 -> friendly-scanner", or NULL. */
static const char *
line_value(const char *line)
{
	size_t blanks = strspn(line, " "), digits = strspn(line + blanks, "0123456789");

	if (blanks != 4 || digits < 4 || strncmp(line + blanks + digits, " -> ", 4) != 0)
		return NULL;
	return line + blanks + digits + 4;
}

/*
 * Whether a reply of lines is whole. A line that does not fit is missing, but shorter
 * lines after it still come. Then a number is missing, or the second heading, or the
 * reply is about as long as it can be.
 */
static bool
is_whole_text(const cJSON *lines)
{
	const cJSON *line;
	size_t size = 0;
	unsigned long last = 0;
	bool has_second = false;

	cJSON_ArrayForEach(line, lines)
	{
		const char *text = cJSON_GetStringValue(line);
		if (text == NULL)
			return false;
		size += strlen(text) + 3;
		if (line_value(text) != NULL && strtoul(text, NULL, 10) != ++last)
			return false;
		if (strcmp(text, "[+] Whitelisted") == 0 ||
			strcmp(text, "Destinations") == 0)
			has_second = true;
		if (text[0] == '[')
			last = 0;
	}
	return has_second && size < TEXT_TRUSTED;
}

/* Without QUIRK_TEXT_LISTS: {"User-Agent": {"Blacklisted": {"Value": "a", "Value": "b"},
 * ...}}. */
static bool
is_struct(const cJSON *reply)
{
	const cJSON *section;

	if (!cJSON_IsObject(reply) || !cJSON_IsObject(reply->child))
		return false;
	cJSON_ArrayForEach(
		section, reply->child) if (!cJSON_IsObject(section)) return false;
	return true;
}

/* QUIRK_TEXT_LISTS: over JSON-RPC the reply is "". */
static enum node_fit
fit(const cJSON *reply)
{
	if (is_struct(reply) || (cJSON_IsArray(reply) && is_whole_text(reply)))
		return NODE_FITS;
	return cJSON_IsString(reply) ? NODE_NEVER : NODE_NOT_WHOLE;
}

static void
add_entry(struct rule_list *list, enum rule_kind kind, enum rule_action action,
	const char *value)
{
	rule_list_add(list,
		&(struct rule){ .kind = kind, .action = action, .value = intern(value) });
}

static void
parse_struct(struct rule_list *list, enum rule_kind kind, const cJSON *reply)
{
	const cJSON *section, *value;

	cJSON_ArrayForEach(section, reply->child)
	{
		bool is_allowed = strcmp(section->string, "Whitelisted") == 0;
		cJSON_ArrayForEach(value, section) if (cJSON_IsString(value))
			add_entry(list, kind, is_allowed ? RULE_ALLOW : RULE_BLOCK,
				value->valuestring);
	}
}

/* QUIRK_TEXT_LISTS: "[+] Blacklisted" and its entries, then the others. */
static void
parse_lines(struct rule_list *list, enum rule_kind kind, const cJSON *lines)
{
	enum rule_action action = RULE_BLOCK;
	const cJSON *line;

	cJSON_ArrayForEach(line, lines)
	{
		const char *text = cJSON_GetStringValue(line), *value;
		if (text == NULL)
			continue;
		if ((value = line_value(text)) != NULL)
			add_entry(list, kind, action, value);
		else if (strcmp(text, "[+] Whitelisted") == 0)
			action = RULE_ALLOW;
	}
}

bool
node_rule_list(struct node *node, enum rule_kind kind, size_t about,
	struct rule_list *list, bool *is_readable, struct err *err)
{
	cJSON *reply;
	/* Always with the kind: without it the call kills the node over JSON-RPC. */
	enum rpc_end end = node_ask(node, "secfilter.print",
		node_params(rule_kind_name(kind), NULL), about, fit, &reply, err);

	*is_readable = end == RPC_ANSWERED;
	if (end == RPC_TOO_BIG)
		return true;
	if (end == RPC_FAULT)
		return err_set(err, ERR_ABSENT,
			"it does not show its lists (%s): is its "
			"secfilter module loaded?",
			err->text);
	if (end != RPC_ANSWERED)
		return false;
	if (cJSON_IsObject(reply))
		parse_struct(list, kind, reply);
	else
		parse_lines(list, kind, reply);
	cJSON_Delete(reply);
	return true;
}

/* Sum up the bytes of the members "name(line)": the line differs by version. */
static unsigned long long
bytes_of(const cJSON *stats, const char *name)
{
	unsigned long long sum = 0;
	size_t len = strlen(name);
	const cJSON *item;

	cJSON_ArrayForEach(item, stats) if (strncmp(item->string, name, len) == 0 &&
					    item->string[len] == '(' &&
					    cJSON_IsNumber(item)) sum +=
		(unsigned long long)item->valuedouble;
	return sum;
}

/* Sizes are multiples of the alignment. Where that is 8, some size is not a multiple
 * of 16. */
static unsigned
align_of(const cJSON *stats)
{
	const cJSON *item;

	cJSON_ArrayForEach(item,
		stats) if (cJSON_IsNumber(item) &&
			   (unsigned long long)item->valuedouble % 16 != 0) return 8;
	return 16;
}

bool
node_rule_memory(
	struct node *node, struct rule_memory *memory, bool *is_known, struct err *err)
{
	cJSON *reply;
	const cJSON *stats;
	enum rpc_end end = node_ask(node, "mod.stats",
		node_params("secfilter", "shm", NULL), 0, NULL, &reply, err);

	*is_known = false;
	if (end == RPC_FAULT || end == RPC_TOO_BIG)
		return true; /* the module kex is not loaded */
	if (end != RPC_ANSWERED)
		return false;
	cJSON_ArrayForEach(stats, reply)
	{
		/* The lists' keys are missing when they are empty, the sum is not. */
		if (!cJSON_HasObjectItem(stats, "Total"))
			continue;
		memory->entries = bytes_of(stats, "shm_append_str_list");
		memory->texts = bytes_of(stats, "secf_append_rule");
		memory->align = align_of(stats);
		*is_known = true;
	}
	cJSON_Delete(reply);
	return true;
}

bool
node_rule_add(struct node *node, const struct rule *rule, struct err *err)
{
	const char *method =
		rule->action == RULE_ALLOW ? "secfilter.add_wl" : "secfilter.add_bl";
	enum rpc_end end = node_tell(node, method,
		node_params(rule_kind_name(rule->kind), rule->value, NULL), err);

	return end == RPC_ANSWERED ? true : err_wrap(err, "%s", method);
}

bool
node_rule_can_del(struct node *node, bool *can, struct err *err)
{
	return node_has(node, QUIRK_ENTRY_DELETE, can, err);
}

bool
node_rule_del(struct node *node, const struct rule *rule, struct err *err)
{
	const char *method =
		rule->action == RULE_ALLOW ? "secfilter.del_wl" : "secfilter.del_bl";
	enum rpc_end end = node_tell(node, method,
		node_params(rule_kind_name(rule->kind), rule->value, NULL), err);

	if (end == RPC_FAULT)
		return err_set(err, ERR_ABSENT, "%s: %s", method, err->text);
	return end == RPC_ANSWERED ? true : err_wrap(err, "%s", method);
}

bool
node_rule_reload(struct node *node, struct err *err)
{
	return node_tell_reload(node, "secfilter.reload", err);
}
