/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/gather.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "db/db.h"
#include "db/history.h"
#include "policy/country.h"

static bool
is_wanted(const struct gather *gather, enum cmd_value kind)
{
	return (gather->kinds & 1U << kind) != 0;
}

static void
put(const struct gather *gather, const char *text, const char *help)
{
	gather->put(gather->ctx, text, help);
}

/* -- the configuration -- */

/* Show the name and the SIP address, which identify a node.  Its ways stay private. */
static void
put_nodes(const struct gather *gather, struct settings *settings)
{
	settings_discover_nodes(settings);
	for (size_t i = 0; i < settings->nodes.len; i++) {
		const struct settings_node *node = &settings->nodes.v[i];
		put(gather, node->name, node->sip != NULL ? node->sip : "");
	}
}

void
gather_from_conf(const struct gather *gather)
{
	struct settings *settings = gather->settings;
	char help[32];

	if (is_wanted(gather, VALUE_NODE))
		put_nodes(gather, settings);
	for (size_t i = 0; is_wanted(gather, VALUE_GROUP) && i < settings->groups.len;
		i++) {
		snprintf(help, sizeof(help), "group %lu", settings->groups.v[i].number);
		put(gather, settings->groups.v[i].name, help);
	}
}

/* -- the database -- */

static bool
put_rule(const struct rule_row *row, void *ctx)
{
	struct rule rule;
	struct str help = { 0 };
	struct err ignored;
	const char *name;

	if (!rule_from_row(&rule, row, &ignored))
		return true;
	name = rule.kind == RULE_COUNTRY ? country_name(rule.value) : NULL;
	str_addf(&help, "%s%s%s", name != NULL ? name : "", name != NULL ? ", " : "",
		rule.action == RULE_ALLOW ? "allowed" : "blocked");
	put(ctx, rule.value, str_get(&help));
	str_clear(&help);
	return true;
}

static bool
put_address(const struct address_row *row, void *ctx)
{
	const struct gather *gather = ctx;
	struct address a;
	struct str text = { 0 }, help = { 0 };
	struct err ignored;
	const char *group;

	if (!address_from_row(&a, row, &ignored))
		return true;
	group = settings_group_name(gather->settings, a.group);
	str_addf(&text, "%s", address_text(&a));
	if (a.form == ADDRESS_NETWORK)
		str_addf(&text, "/%u", a.prefix);
	if (group != NULL)
		str_addf(&help, "%s", group);
	else
		str_addf(&help, "group %lu", a.group);
	if (a.port != 0)
		str_addf(&help, ", port %u", a.port);
	/* A tag that was not given is the group's name. */
	if (a.tag[0] != '\0' && (group == NULL || strcmp(a.tag, group) != 0))
		str_addf(&help, ", %s", a.tag);
	put(gather, str_get(&text), str_get(&help));
	str_clear(&text);
	str_clear(&help);
	return true;
}

static bool
put_tag(const char *tag, void *ctx)
{
	put(ctx, tag, "");
	return true;
}

/* Groups with a name come from the configuration. */
static bool
put_group(long long group, void *ctx)
{
	const struct gather *gather = ctx;
	char text[24];

	snprintf(text, sizeof(text), "%lld", group);
	if (group > 0 &&
		settings_group_name(gather->settings, (unsigned long)group) == NULL)
		put(gather, text, "group without a name");
	return true;
}

static bool
put_ban(const struct ban_row *row, void *ctx)
{
	char left[BAN_DURATION_TEXT_MAX];
	struct str help = { 0 };

	ban_format_duration(row->until - (long long)time(NULL), left);
	str_addf(&help, "%s left%s%s", left, row->reason[0] != '\0' ? ", " : "",
		row->reason);
	put(ctx, row->key, str_get(&help));
	str_clear(&help);
	return true;
}

/* Only recent changes; "history" shows older ones. */
static bool
put_change(const struct history_row *row, void *ctx)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", row->id);
	put(ctx, text, row->command);
	return true;
}

/* ctx of put_*() is a struct gather; it is only read. */
static void
ask_db(struct gather *gather, struct db *db, enum rule_kind kind)
{
	const char *begun = gather->begun;
	struct err ignored;

	if (is_wanted(gather, VALUE_RULE))
		(void)!db_rule_look(
			db, kind, begun, COMPLETE_LIVE_MAX, put_rule, gather, &ignored);
	if (is_wanted(gather, VALUE_UA))
		(void)!db_rule_look(db, RULE_UA, begun, COMPLETE_LIVE_MAX, put_rule,
			gather, &ignored);
	if (is_wanted(gather, VALUE_ADDRESS))
		(void)!db_address_look(
			db, begun, COMPLETE_LIVE_MAX, put_address, gather, &ignored);
	if (is_wanted(gather, VALUE_TAG))
		(void)!db_tag_look(
			db, begun, COMPLETE_LIVE_MAX, put_tag, gather, &ignored);
	if (is_wanted(gather, VALUE_GROUP))
		(void)!db_group_look(db, COMPLETE_LIVE_MAX, put_group, gather, &ignored);
	if (is_wanted(gather, VALUE_BAN))
		(void)!db_ban_look(db, (long long)time(NULL), begun, COMPLETE_LIVE_MAX,
			put_ban, gather, &ignored);
	if (is_wanted(gather, VALUE_CHANGE))
		(void)!db_history_each(
			db, 0, COMPLETE_LIVE_MAX, put_change, gather, &ignored);
}

void
gather_from_db(const struct gather *gather)
{
	struct gather own = *gather;
	struct db *db = gather->source->db(gather->opened);

	if (db != NULL)
		ask_db(&own, db,
			own.group != NULL ? (enum rule_kind)own.group->tag : RULE_UA);
}
