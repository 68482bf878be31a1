/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sets of nft -j, and what its rules say of them, as libnftables-json(5) describes
 * them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "feed/json_walk.h"
#include "feed/nft_rule.h"
#include "feed/sets.h"

static const cJSON *
member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *
text_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(member(object, name));

	return text != NULL ? text : "";
}

static void
set_field(struct feed_row *row, enum feed_column column, const cJSON *json)
{
	row->fields[column] = json != NULL ? json_text(json) : NULL;
}

/* An address, {"prefix": {"addr": ..., "len": ...}} or {"range": [..., ...]}; NULL: it is
 * something else.  The caller frees it. */
static char *
value_of(const cJSON *json)
{
	const cJSON *prefix = member(json, "prefix"), *range = member(json, "range");
	const cJSON *len = member(prefix, "len");

	if (cJSON_IsString(json))
		return xstrdup(json->valuestring);
	if (prefix != NULL && cJSON_IsNumber(len))
		return xasprintf("%s/%d", text_of(prefix, "addr"), len->valueint);
	if (cJSON_GetArraySize(range) == 2 && cJSON_IsString(range->child) &&
		cJSON_IsString(range->child->next))
		return xasprintf("%s-%s", range->child->valuestring,
			range->child->next->valuestring);
	return NULL;
}

/* A value, or one with a time and a comment: {"elem": ...}. */
static void
add_element(struct json_walk *w, const cJSON *json)
{
	const cJSON *elem = member(json, "elem");
	char *value = value_of(elem != NULL ? member(elem, "val") : json);
	struct feed_row *row;

	if (value == NULL) {
		if (json_holds_address(json))
			feed_rows_refuse(w->rows,
				"an element of this set is more than an address");
		return;
	}
	row = feed_rows_add(w->rows);
	row->fields[FEED_VALUE] = value;
	set_field(row, FEED_TAG, member(elem, "comment"));
	set_field(row, FEED_TIME, member(elem, "expires"));
}

/* [address, {"accept": null}] */
static void
add_map(struct json_walk *w, const cJSON *map)
{
	const cJSON *element;

	feed_sets_leave(w->rows);
	cJSON_ArrayForEach(element, member(map, "elem"))
	{
		const cJSON *verdict = cJSON_GetArrayItem(element, 1);
		char *value = value_of(cJSON_GetArrayItem(element, 0));
		if (value != NULL && json_holds_address(element))
			nft_map_element(value,
				verdict != NULL && verdict->child != NULL
					? verdict->child->string
					: "",
				w->rows);
		free(value);
	}
}

/* "inet filter", and the name of a member behind that.  The caller frees it. */
static char *
name_of(const cJSON *json, const char *name)
{
	bool has_table = text_of(json, "table")[0] != '\0';

	return xasprintf("%s%s%s%s%s", text_of(json, "family"),
		text_of(json, "family")[0] != '\0' ? " " : "", text_of(json, "table"),
		has_table && name != NULL ? " " : "",
		name != NULL ? text_of(json, name) : "");
}

/* "ipv4_addr", or a list in which it stands; "ether_addr" and ports are not meant. */
static bool
is_of_addresses(const cJSON *type)
{
	const char *text = cJSON_GetStringValue(type);
	const cJSON *item;

	cJSON_ArrayForEach(item, type) if (is_of_addresses(item)) return true;
	return text != NULL && strncmp(text, "ipv", 3) == 0;
}

static void
add_set(struct json_walk *w, const cJSON *set)
{
	const cJSON *elements = member(set, "elem"), *element;
	char *name;

	if (!is_of_addresses(member(set, "type")) && !json_holds_address(elements))
		return;
	name = name_of(set, "name");
	feed_sets_enter(w->rows, name);
	free(name);
	cJSON_ArrayForEach(element, elements) add_element(w, element);
}

/* -- rules -- */

/* All that a statement names. */
static void
read_other(struct nft_rule *rule, const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsString(json))
		nft_rule_other(rule, json->valuestring);
	cJSON_ArrayForEach(item, json) read_other(rule, item);
	rule->is_narrower = true;
}

/* "@b", an address, a prefix, a range, or {"set": [...]} of them. */
static void
read_source(struct nft_rule *rule, const cJSON *right, bool is_negated)
{
	const cJSON *set = member(right, "set"), *item;
	char *value = value_of(right);

	if (value != NULL)
		nft_rule_source(rule, value, is_negated);
	else if (cJSON_IsArray(set))
		cJSON_ArrayForEach(item, set) read_source(rule, item, is_negated);
	else
		read_other(rule, right);
	free(value);
}

static bool
is_source(const cJSON *expression)
{
	const cJSON *payload = member(expression, "payload");
	const char *protocol = text_of(payload, "protocol");

	return (strcmp(protocol, "ip") == 0 || strcmp(protocol, "ip6") == 0) &&
	       strcmp(text_of(payload, "field"), "saddr") == 0;
}

/* {"vmap": {"key": ..., "data": {"set": [[address, {"accept": null}]]}}} */
static void
read_map(struct nft_rule *rule, const cJSON *map)
{
	const cJSON *pair;

	read_other(rule, map);
	cJSON_ArrayForEach(pair, member(member(map, "data"), "set"))
	{
		const cJSON *verdict = cJSON_GetArrayItem(pair, 1);
		char *value = value_of(cJSON_GetArrayItem(pair, 0));
		if (value != NULL && is_source(member(map, "key")) && verdict != NULL &&
			verdict->child != NULL &&
			nft_rule_verdict(rule, verdict->child->string) &&
			rule->verdict == CHAIN_LETS_IN)
			nft_rule_source(rule, value, false);
		free(value);
	}
	rule->verdict = rule->sources.len > 0 ? CHAIN_LETS_IN : CHAIN_NONE;
}

static void
read_statement(struct nft_rule *rule, const cJSON *json)
{
	const cJSON *match = member(json, "match"), *map = member(json, "vmap");

	if (json->child == NULL || member(json, "counter") != NULL ||
		member(json, "log") != NULL)
		return;
	if (is_source(member(match, "left")))
		read_source(rule, member(match, "right"),
			strcmp(text_of(match, "op"), "!=") == 0);
	else if (map != NULL)
		read_map(rule, map);
	else if (!nft_rule_verdict(rule, json->child->string))
		read_other(rule, json);
	else if (rule->verdict == CHAIN_JUMPS)
		rule->target = xstrdup(text_of(json->child, "target"));
}

/* rows: NULL for the first look. */
static void
take_rule(struct chains *chains, const cJSON *json, struct feed_rows *rows)
{
	char *table = name_of(json, NULL);
	struct nft_rule rule = { .table = table, .chain = text_of(json, "chain") };
	const cJSON *statement;

	cJSON_ArrayForEach(statement, member(json, "expr"))
		read_statement(&rule, statement);
	if (rows == NULL)
		nft_rule_look(chains, &rule);
	else
		nft_rule_take(chains, &rule, rows);
	nft_rule_clear(&rule);
	free(table);
}

static void
look_at(struct chains *chains, const cJSON *item)
{
	const cJSON *chain = member(item, "chain"), *rule = member(item, "rule");
	char *table;

	if (chain != NULL && text_of(chain, "hook")[0] != '\0') {
		table = name_of(chain, NULL);
		nft_hook(chains, table, text_of(chain, "name"), text_of(chain, "hook"));
		free(table);
	}
	if (rule != NULL)
		take_rule(chains, rule, NULL);
}

static void
take(struct json_walk *w, struct chains *chains, const cJSON *item)
{
	const cJSON *set = member(item, "set"), *rule = member(item, "rule");

	if (set == NULL)
		set = member(item, "element");
	if (set != NULL)
		add_set(w, set);
	else if (member(item, "map") != NULL)
		add_map(w, member(item, "map"));
	else if (rule != NULL)
		take_rule(chains, rule, w->rows);
	else if (json_holds_address(item))
		feed_rows_refuse(w->rows,
			"it holds an address, but is not a set of nftables: only sets "
			"are read");
}

void
json_nft(struct json_walk *w, const cJSON *items)
{
	struct chains chains = { .v = NULL };
	const cJSON *item;

	cJSON_ArrayForEach(item, items) look_at(&chains, item);
	chains_follow(&chains);
	cJSON_ArrayForEach(item, items) take(w, &chains, item);
	feed_sets_leave(w->rows);
	chains_clear(&chains);
}
