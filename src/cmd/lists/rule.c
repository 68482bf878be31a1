/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "db/stored.h"
#include "cmd/cmd.h"
#include "cmd/values.h"
#include "policy/agent.h"
#include "policy/country.h"
#include "policy/match.h"
#include "policy/rule_parse.h"
#include "policy/sentinel.h"

/*
 * ua, country, domain, user, ip, dst: secfilter's lists.
 *
 * The six nouns have the same verbs; the tag of the group is the kind of rule.
 */
static enum rule_kind
kind_of(const struct args *args)
{
	return (enum rule_kind)args->group->tag;
}

static bool
add_scanners(struct change_set *set, struct err *err)
{
	struct rule rule;

	for (size_t i = 0; rule_scanners[i] != NULL; i++) {
		if (!rule_parse(&rule, RULE_UA, RULE_BLOCK, rule_scanners[i], false, err))
			return false;
		change_add_rule(set, CHANGE_ADD, &rule);
	}
	return true;
}

/* CHANGE_REMOVE ignores the action. */
static bool
parse_value(struct rule *rule, const struct app *app, const struct value *value,
	enum change_op op, enum rule_action action, struct err *err)
{
	enum rule_kind kind = kind_of(app->args);

	if (value->why != NULL)
		return err_set(err, ERR_USAGE, "%s", value->why);
	if (!cmd_check_kind(value->fields, rule_kind_name(kind), err))
		return false;
	if (op != CHANGE_ADD)
		return rule_parse_value(rule, kind, value->text, err);
	return cmd_check_action(value->fields, action, err) &&
	       rule_parse(rule, kind, action, value->text, app->force, err) &&
	       (kind != RULE_UA || !value->is_line || app->force ||
		       agent_check_line(value->text, err));
}

/* Put the values into the set. */
static bool
fill(struct change_set *set, struct app *app, const struct value_list *values,
	enum change_op op, enum rule_action action, struct err *err)
{
	struct value_faults faults = { .n = 0 };
	struct rule rule;

	for (size_t i = 0; i < values->len; i++)
		if (parse_value(&rule, app, &values->v[i], op, action, err))
			change_add_rule(set, op, &rule);
		else if (!value_faults_add(&faults, app, &values->v[i], err))
			return false;
	return value_faults_check(&faults, values->len, err);
}

/* The name of a country, for people. */
static const char *
name_of(const struct rule *rule)
{
	if (rule_is_sentinel(rule))
		return "none: a sign that the lists are loaded";
	return country_name(rule->value);
}

/* The article's route asks about user agents and countries only. */
static void
talk_of_route(const struct app *app)
{
	static const char *const functions[RULE_KINDS] = {
		[RULE_DOMAIN] = "secf_check_from_hdr(), secf_check_to_hdr() and "
				"secf_check_contact_hdr()",
		[RULE_USER] = "secf_check_from_hdr(), secf_check_to_hdr() and "
			      "secf_check_contact_hdr()",
		[RULE_IP] = "secf_check_ip()",
		[RULE_DST] = "secf_check_dst()",
	};
	const char *function = functions[kind_of(app->args)];

	if (function != NULL)
		app_talk(app,
			"the article's route does not ask about this list: in "
			"kamailio.cfg %s %s, as in the route of shieldadm config",
			function, strchr(function, ',') != NULL ? "do" : "does");
}

static bool
change(struct app *app, const struct args *args, enum change_op op,
	enum rule_action action, struct err *err)
{
	struct change_set set = { 0 };
	struct value_list values = { 0 };
	bool scanners = args_has(args, "scanners"), ok;
	bool has_values = args->words.len > 0 || args_has(args, "file") || !scanners;

	ok = (!scanners || add_scanners(&set, err)) &&
	     (!has_values || cmd_values_all(&values, cmd_format(kind_of(args)), args,
				     args->words.len, err)) &&
	     fill(&set, app, &values, op, action, err) && cmd_change(app, &set, err);
	if (ok && op == CHANGE_ADD)
		talk_of_route(app);
	change_set_clear(&set);
	values_clear(&values);
	return ok;
}

static bool
block(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_ADD, RULE_BLOCK, err);
}

static bool
allow(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_ADD, RULE_ALLOW, err);
}

static bool
forget(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_REMOVE, RULE_BLOCK, err);
}

static bool
list(struct app *app, const struct args *args, struct err *err)
{
	static const struct out_column columns[] = {
		{ "id", OUT_ALL },
		{ "kind", OUT_ALL },
		{ "action", OUT_ALL },
		{ "value", OUT_ALL },
		{ "name", OUT_PEOPLE }, /* of countries only */
		{ 0 },
	};
	static const struct out_column no_name[] = {
		{ "id", OUT_ALL },
		{ "kind", OUT_ALL },
		{ "action", OUT_ALL },
		{ "value", OUT_ALL },
		{ 0 },
	};
	enum rule_kind kind = kind_of(args);
	bool has_name = kind == RULE_COUNTRY;
	size_t n = 0;
	struct rule_list rules = { 0 };
	struct bad_rows bad = { 0 };
	bool ok = app_db(app, false, err) && stored_rules(app->db, &rules, &bad, err);

	if (ok) {
		out_begin(app->out, NULL, has_name ? columns : no_name, true);
		for (size_t i = 0; i < rules.len; i++) {
			const struct rule *rule = &rules.v[i];
			if (rule->kind != kind)
				continue;
			n++;
			out_int(app->out, rule->id);
			out_text(app->out, rule_kind_name(kind));
			out_text(app->out, rule_action_name(rule->action));
			out_text(app->out, rule->value);
			if (has_name)
				out_text(app->out, name_of(rule));
		}
		out_end(app->out);
		if (n == 0)
			app_talk(app, "no %s is stored", rule_kind_title(kind));
		cmd_talk_bad_rows(app, bad.len);
	}
	rule_list_clear(&rules);
	bad_rows_clear(&bad);
	return ok;
}

/* What Kamailio would answer.  The article's route does not allow an unlisted country. */
static const char *
verdict(enum rule_kind kind, const struct rule *rule)
{
	if (rule != NULL)
		return rule->action == RULE_ALLOW ? "allowed" : "blocked";
	return kind == RULE_COUNTRY ? "not allowed" : "not listed";
}

/* The value as Kamailio has it: an address is in its own form. */
static const char *
as_seen(enum rule_kind kind, const char *text, char source[ADDRESS_IP_MAX])
{
	unsigned char bytes[16];
	int family;

	if (kind != RULE_IP || !address_parse_ip(text, &family, bytes))
		return text;
	address_format_ip(family, bytes, source);
	return source;
}

/* True when all values would pass. */
static bool
test_values(
	struct app *app, const struct rule_list *rules, const struct value_list *values)
{
	static const struct out_column columns[] = {
		{ "kind", OUT_PROGRAMS },
		{ "value", OUT_ALL },
		{ "verdict", OUT_ALL },
		{ "entry", OUT_ALL },
		{ "id", OUT_ALL },
		{ 0 },
	};
	enum rule_kind kind = kind_of(app->args);
	bool all_pass = true;

	out_begin(app->out, NULL, columns, true);
	for (size_t i = 0; i < values->len; i++) {
		char source[ADDRESS_IP_MAX];
		const struct rule *rule =
			rule_match(rules, kind, as_seen(kind, values->v[i].text, source));
		out_text(app->out, rule_kind_name(kind));
		out_text(app->out, values->v[i].text);
		out_text(app->out, verdict(kind, rule));
		out_text(app->out, rule != NULL ? rule->value : NULL);
		if (rule != NULL)
			out_int(app->out, rule->id);
		else
			out_text(app->out, NULL);
		if (rule != NULL ? rule->action == RULE_BLOCK : kind == RULE_COUNTRY)
			all_pass = false;
	}
	out_end(app->out);
	return all_pass;
}

static bool
test(struct app *app, const struct args *args, struct err *err)
{
	struct value_list values = { 0 };
	struct rule_list rules = { 0 };
	struct bad_rows bad = { 0 };
	bool ok = cmd_values(&values, cmd_format(kind_of(args)), args, args->words.len,
			  err) &&
	          app_db(app, false, err) && stored_rules(app->db, &rules, &bad, err);

	if (ok)
		cmd_talk_bad_rows(app, bad.len);
	if (ok && !test_values(app, &rules, &values))
		ok = cmd_answer_no(err);
	values_clear(&values);
	rule_list_clear(&rules);
	bad_rows_clear(&bad);
	return ok;
}

/* The words behind the verbs of a noun: new_, stored_ and any_NOUN. */
#define WORDS(id, word, help_, kind_)                                          \
	static const struct cmd_arg id[] = {                                   \
		{ .name = (word),                                              \
			.help = help_ "; - takes them from stdin, one a line", \
			.optional = true,                                      \
			.many = true,                                          \
			.kind = (kind_) },                                     \
		{ 0 }                                                          \
	}
#define ALL_WORDS(noun, word, help_)                               \
	WORDS(new_##noun, word, help_, VALUE_RULE_NEW);            \
	WORDS(stored_##noun, word, "as it is listed", VALUE_RULE); \
	WORDS(any_##noun, word, "to be looked at", VALUE_RULE)

ALL_WORDS(ua, "user-agent", "how it begins");
ALL_WORDS(country, "code", "as US or DE");
ALL_WORDS(domain, "domain", "how it begins");
ALL_WORDS(user, "user", "how it begins");
ALL_WORDS(ip, "address", "how it begins");
ALL_WORDS(dst, "number", "the whole number");

static const struct cmd_opt values_opts[] = { VALUES_FILE_OPT, { 0 } };
static const struct cmd_opt ua_block_opts[] = {
	{ 0, "scanners", NULL, "the twelve user agents of known scanners" },
	VALUES_FILE_OPT,
	{ 0 },
};

/* The verbs are the same; only the words of help differ. */
#define BLOCK(noun, opts_, what, ...)                                                    \
	{                                                                                \
		.name = "block", .summary = "block " what, .args = new_##noun,           \
		.opts = (opts_), .examples = (const char *const[]){ __VA_ARGS__, NULL }, \
		.run = block                                                             \
	}
#define ALLOW(noun, what, ...)                                                       \
	{                                                                            \
		.name = "allow", .summary = "allow " what, .args = new_##noun,       \
		.opts = values_opts,                                                 \
		.examples = (const char *const[]){ __VA_ARGS__, NULL }, .run = allow \
	}
#define OTHERS(noun, example)                                                          \
	{ .name = "remove",                                                            \
		.summary = "take entries out of both lists",                           \
		.args = stored_##noun,                                                 \
		.opts = values_opts,                                                   \
		.examples = (const char *const[]){ #noun " remove " example, NULL },   \
		.run = forget },                                                       \
		{ .name = "list",                                                      \
			.summary = "show what is stored",                              \
			.examples =                                                    \
				(const char *const[]){ #noun " list -o json", NULL },  \
			.run = list },                                                 \
		{ .name = "test",                                                      \
			.summary = "would it be blocked, and by which entry",          \
			.args = any_##noun,                                            \
			.opts = values_opts,                                           \
			.examples =                                                    \
				(const char *const[]){ #noun " test " example, NULL }, \
			.run = test },                                                 \
	{                                                                              \
		0                                                                      \
	}

const struct command_group cmd_ua = {
	.name = "ua",
	.summary = "user agents to block or allow (the article's step 5)",
	.tag = RULE_UA,
	.commands =
		(const struct command[]){
			BLOCK(ua, ua_block_opts,
				"user agents that begin with what is given",
				"ua block friendly-scanner sipcli/",
				"ua block --scanners"),
			ALLOW(ua, "user agents; allowed comes before blocked",
				"ua allow 'Yealink SIP-T46'"),
			OTHERS(ua, "sipcli/1.8") },
};

const struct command_group cmd_country = {
	.name = "country",
	.summary = "countries to allow or block, by ISO 3166 code (step 6)",
	.tag = RULE_COUNTRY,
	.commands =
		(const struct command[]){
			ALLOW(country, "countries; the article's route drops all others",
				"country allow US CA"),
			BLOCK(country, values_opts, "countries", "country block KP"),
			OTHERS(country, "US") },
};

const struct command_group cmd_domain = {
	.name = "domain",
	.summary = "domains of From, To and Contact",
	.tag = RULE_DOMAIN,
	.commands =
		(const struct command[]){ BLOCK(domain, values_opts,
						  "domains that begin with what is given",
						  "domain block bad.example"),
			ALLOW(domain, "domains", "domain allow sip.example.com"),
			OTHERS(domain, "bad.example") },
};

const struct command_group cmd_user = {
	.name = "user",
	.summary = "user names of From, To and Contact",
	.tag = RULE_USER,
	.commands =
		(const struct command[]){
			BLOCK(user, values_opts,
				"users whose names begin with what is given",
				"user block sipvicious"),
			ALLOW(user, "users", "user allow alice"),
			OTHERS(user, "sipvicious") },
};

const struct command_group cmd_ip = {
	.name = "ip",
	.summary = "beginnings of source addresses, compared as text",
	.tag = RULE_IP,
	.commands =
		(const struct command[]){
			BLOCK(ip, values_opts, "addresses that begin with what is given",
				"ip block 203.0.113."),
			ALLOW(ip, "addresses that begin with what is given",
				"ip allow 192.0.2.10"),
			OTHERS(ip, "203.0.113.9") },
};

const struct command_group cmd_dst = {
	.name = "dst",
	.summary = "destination numbers to block",
	.tag = RULE_DST,
	.commands = (const struct command[]){ BLOCK(dst, values_opts,
						      "these numbers, each as a whole",
						      "dst block 0088213000 1900555"),
		OTHERS(dst, "0088213") },
};
