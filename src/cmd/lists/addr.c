/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/intern.h"
#include "base/xalloc.h"
#include "db/stored.h"
#include "cmd/cmd.h"
#include "cmd/lists/address_line.h"
#include "cmd/values.h"
#include "feed/pair.h"
#include "policy/address_parse.h"
#include "db/odd_row.h"
#include "policy/match.h"

/*
 * addr: the table "address", whose entries skip the article's country and flood
 * checks.  A group is a number with, for people, a name in the configuration.
 */

/* An address has one of these in it, the name of a group does not. */
static bool
looks_like_address(const char *word)
{
	return strpbrk(word, ".:/") != NULL;
}

/* What the command line says of all addresses. */
struct common {
	struct address_terms terms;
	size_t n_words; /* that are addresses */
};

static bool
parse_id(long long *id, const char *text, struct err *err)
{
	char *end;

	errno = 0;
	*id = strtoll(text, &end, 10);
	return (*id > 0 && *end == '\0' && errno == 0) ||
	       err_set(err, ERR_USAGE, "'%s' is not the id of a row: addr list shows it",
		       text);
}

/* The last word is the group, when it is not an address. */
static bool
parse_common(struct common *common, struct app *app, const struct args *args,
	bool needs_group, struct err *err)
{
	const char *port = args_opt(args, "port"), *id = args_opt(args, "id");
	size_t n = args->words.len;
	const char *last = n > 0 ? args_word(args, n - 1) : NULL;

	*common = (struct common){ .n_words = n,
		.terms = { .tag = args_opt(args, "tag"), .has_port = port != NULL } };
	if (port != NULL && !address_parse_port(&common->terms.port, port, err))
		return false;
	if (id != NULL && !parse_id(&common->terms.id, id, err))
		return false;
	if (last != NULL && strcmp(last, "-") != 0 && !looks_like_address(last)) {
		common->n_words = n - 1;
		return cmd_parse_group(app, last, &common->terms.group, err);
	}
	return !needs_group || err_set(err, ERR_USAGE,
				       "the group is missing: its name or number is the "
				       "last word, such as 'carrier' or 1");
}

/* A word that names a file is hardly meant as a host name. */
static bool
check_file(const struct app *app, const struct value *value,
	const struct address_list *list, struct err *err)
{
	struct stat st;

	if (app->force || value->source != NULL || list->v[0].form != ADDRESS_NAME ||
		stat(value->text, &st) != 0 || !S_ISREG(st.st_mode))
		return true;
	return err_set(err, ERR_GUARD,
		"'%s' is a file; to read the file: --file %s (--force stores it as a "
		"host name)",
		value->text, value->text);
}

/* The rows whose ip_addr is this text, whatever Kamailio makes of it. */
struct finding {
	const char *text;
	struct address_list *found;
};

static bool
on_row(const struct address_row *row, void *ctx)
{
	struct finding *f = ctx;
	struct address a;
	struct err ignored;

	if (row->ip != NULL && strcmp(row->ip, f->text) == 0 &&
		address_from_row(&a, row, &ignored)) {
		a.id = 0;
		address_list_add(f->found, &a);
	}
	return true;
}

/* Take what is to be removed: an address, or the text of a row as it is stored. */
static bool
take_removed(struct address_list *list, struct app *app, const struct value *value,
	struct address_terms *terms, struct err *err)
{
	struct finding finding = { value->text, list };
	struct err why;

	if (address_line_add(list, app, value->fields, terms, true, err)) {
		for (size_t i = 0; i < list->len; i++)
			list->v[i].stored = intern(value->text);
		return true;
	}
	address_list_clear(list);
	if (!app_db(app, false, &why) ||
		!db_address_each(app->db, on_row, &finding, &why) || list->len == 0)
		return false;
	for (size_t i = 0; i < list->len; i++) {
		list->v[i].group = terms->group;
		list->v[i].port = terms->port;
	}
	return true;
}

/* Put the addresses of one value into the set. */
static bool
fill_one(struct change_set *set, struct app *app, const struct value *value,
	struct address_terms terms, enum change_op op, struct err *err)
{
	struct address_list list = { 0 };
	bool ok;

	if (value->why != NULL)
		ok = err_set(err, ERR_USAGE, "%s", value->why);
	else if (op == CHANGE_REMOVE)
		ok = take_removed(&list, app, value, &terms, err);
	else
		ok = cmd_check_kind(value->fields, "addr", err) &&
		     address_line_add(&list, app, value->fields, &terms, false, err) &&
		     check_file(app, value, &list, err);

	for (size_t i = 0; ok && i < list.len; i++) {
		list.v[i].id = terms.id;
		change_add_address(set, op, &list.v[i]);
		set->addresses.v[set->addresses.len - 1].has_port = terms.has_port;
	}
	address_list_clear(&list);
	return ok;
}

/* Refuse "10.9.0.0 255.255.0.0" on the command line; the reader refuses it in a list. */
static bool
check_words(const struct value_list *values, struct err *err)
{
	const struct value *v = values->v;

	for (size_t i = 1; i < values->len; i++)
		if (v[i - 1].source == NULL && v[i].source == NULL &&
			!feed_check_pair(v[i - 1].text, v[i].text, err))
			return false;
	return true;
}

static bool
fill(struct change_set *set, struct app *app, const struct value_list *values,
	const struct common *common, enum change_op op, struct err *err)
{
	struct value_faults faults = { .n = 0 };
	size_t names = 0;

	if (op == CHANGE_ADD && !check_words(values, err))
		return false;
	for (size_t i = 0; i < values->len; i++)
		if (!fill_one(set, app, &values->v[i], common->terms, op, err) &&
			!value_faults_add(&faults, app, &values->v[i], err))
			return false;
	if (!value_faults_check(&faults, values->len, err))
		return false;
	for (size_t i = 0; i < set->addresses.len; i++)
		names += op == CHANGE_ADD &&
		         set->addresses.v[i].address.form == ADDRESS_NAME;
	cmd_warn_of_names(app, names);
	return true;
}

static bool
change(struct app *app, const struct args *args, enum change_op op, struct err *err)
{
	struct change_set set = { 0 };
	struct value_list values = { 0 };
	struct feed_format format = feed_addresses;
	struct common common;
	bool ok;

	format.purpose = op == CHANGE_ADD ? FEED_TO_ALLOW : FEED_TO_LOOK_UP;
	ok = parse_common(&common, app, args, op == CHANGE_ADD, err) &&
	     cmd_values_all(&values, &format, args, common.n_words, err) &&
	     fill(&set, app, &values, &common, op, err) && cmd_change(app, &set, err);

	change_set_clear(&set);
	values_clear(&values);
	return ok;
}

static bool
add(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_ADD, err);
}

static bool
forget(struct app *app, const struct args *args, struct err *err)
{
	return change(app, args, CHANGE_REMOVE, err);
}

static bool
read_stored(struct app *app, struct address_list *addresses, struct err *err)
{
	struct bad_rows bad = { 0 };
	bool ok = app_db(app, false, err) &&
	          stored_addresses(app->db, addresses, &bad, err);

	if (ok)
		cmd_talk_bad_rows(app, bad.len);
	bad_rows_clear(&bad);
	return ok;
}

static const char *const form_names[] = {
	[ADDRESS_HOST] = "host", [ADDRESS_NETWORK] = "network", [ADDRESS_NAME] = "name"
};

/* People see what a row holds, where that is not what Kamailio makes of it. */
static void
list_address(struct app *app, const struct address *a)
{
	char *text = NULL;

	if (out_is_for_people(app->out) && a->form == ADDRESS_NAME)
		text = xasprintf("%s (a name)", a->stored);
	else if (out_is_for_people(app->out) && odd_is_misread(a))
		text = xasprintf("%s (stored as '%s')", a->ip, a->stored);
	out_text(app->out, text != NULL ? text : address_text(a));
	free(text);
}

static bool
list(struct app *app, const struct args *args, struct err *err)
{
	static const struct out_column columns[] = {
		{ "id", OUT_ALL },
		{ "group", OUT_ALL },
		{ "group_name", OUT_ALL },
		{ "address", OUT_ALL },
		{ "mask", OUT_ALL },
		{ "port", OUT_ALL },
		{ "tag", OUT_ALL },
		{ "form", OUT_PROGRAMS },
		{ "stored", OUT_PROGRAMS },
		{ 0 },
	};
	const char *word = args_word(args, 0);
	struct address_list addresses = { 0 };
	unsigned long group = 0;
	size_t n = 0;
	bool ok = (word == NULL || cmd_parse_group(app, word, &group, err)) &&
	          read_stored(app, &addresses, err);

	if (ok) {
		out_begin(app->out, NULL, columns, true);
		for (size_t i = 0; i < addresses.len; i++) {
			const struct address *a = &addresses.v[i];
			if (group != 0 && a->group != group)
				continue;
			n++;
			out_int(app->out, a->id);
			out_int(app->out, (long long)a->group);
			out_text(app->out, settings_group_name(&app->settings, a->group));
			list_address(app, a);
			out_int(app->out, a->prefix);
			out_int(app->out, (int)a->port); /* as the column has it */
			out_text(app->out, a->tag);
			out_text(app->out, form_names[a->form]);
			out_text(app->out, address_stored(a));
		}
		out_end(app->out);
		if (n == 0)
			app_talk(app, "no address is stored%s",
				group != 0 ? " in this group" : "");
	}
	address_list_clear(&addresses);
	return ok;
}

/* The row that lets in requests from any port, where the question names none. */
static const struct address *
match(const struct address_list *addresses, int family, const unsigned char bytes[16],
	unsigned port)
{
	const struct address *a =
		address_match(addresses, family, bytes, port != 0 ? port : PORT_OTHER);

	return a != NULL ? a : address_match(addresses, family, bytes, port);
}

/* A row with a port lets in requests from there alone. */
static bool
depends_on_port(const struct address *a, unsigned port)
{
	return a != NULL && a->port != 0 && port == 0;
}

static void
print_match(struct app *app, const char *source, const struct address *a, unsigned port)
{
	const char *verdict = a == NULL                  ? "not allowed"
	                      : depends_on_port(a, port) ? "only from its port"
	                                                 : "allowed";

	out_text(app->out, source);
	out_text(app->out, verdict);
	if (a != NULL) {
		out_int(app->out, (long long)a->group);
		out_text(app->out, settings_group_name(&app->settings, a->group));
		out_text(app->out, address_text(a));
		out_int(app->out, a->prefix);
		out_int(app->out, (int)a->port); /* as the column has it */
		out_text(app->out, a->tag);
		out_int(app->out, a->id);
		return;
	}
	for (size_t i = 0; i < 7; i++)
		out_text(app->out, NULL);
}

/* True when all sources are allowed. */
static bool
test_sources(struct app *app, const struct value_list *values,
	const struct address_list *addresses, bool *all_allowed, struct err *err)
{
	static const struct out_column columns[] = {
		{ "source", OUT_ALL },
		{ "verdict", OUT_ALL },
		{ "group", OUT_ALL },
		{ "group_name", OUT_ALL },
		{ "address", OUT_ALL },
		{ "mask", OUT_ALL },
		{ "port", OUT_ALL },
		{ "tag", OUT_ALL },
		{ "id", OUT_ALL },
		{ 0 },
	};
	unsigned char bytes[16];
	int family;
	unsigned port;

	for (size_t i = 0; i < values->len; i++)
		if (!address_parse_source(values->v[i].text, &family, bytes, &port, err))
			return values_blame(&values->v[i], err);
	*all_allowed = true;
	out_begin(app->out, NULL, columns, true);
	for (size_t i = 0; i < values->len; i++) {
		const struct address *a = NULL;
		if (address_parse_source(values->v[i].text, &family, bytes, &port, err))
			a = match(addresses, family, bytes, port);
		print_match(app, values->v[i].text, a, port);
		*all_allowed = *all_allowed && a != NULL && !depends_on_port(a, port);
	}
	out_end(app->out);
	return true;
}

static bool
test(struct app *app, const struct args *args, struct err *err)
{
	struct value_list values = { 0 };
	struct address_list addresses = { 0 };
	bool all_allowed = false;
	bool ok = cmd_values(&values, &feed_addresses, args, args->words.len, err) &&
	          read_stored(app, &addresses, err) &&
	          test_sources(app, &values, &addresses, &all_allowed, err);

	if (ok && !all_allowed)
		ok = cmd_answer_no(err);
	values_clear(&values);
	address_list_clear(&addresses);
	return ok;
}

static const struct cmd_arg add_args[] = {
	{ .name = "address",
		.help = "IP, network or host name; - takes them from stdin",
		.optional = true,
		.many = true },
	{ .name = "group",
		.help = "its name ([groups] in the configuration) or number",
		.kind = VALUE_GROUP },
	{ 0 },
};
static const struct cmd_arg remove_args[] = {
	{ .name = "address",
		.help = "as it is listed; - takes them from stdin",
		.optional = true,
		.many = true,
		.kind = VALUE_ADDRESS },
	{ .name = "group",
		.help = "only the row of this group",
		.optional = true,
		.kind = VALUE_GROUP },
	{ 0 },
};
static const struct cmd_arg list_args[] = {
	{ .name = "group",
		.help = "only those of this group",
		.optional = true,
		.kind = VALUE_GROUP },
	{ 0 },
};
static const struct cmd_arg test_args[] = {
	{ .name = "source",
		.help = "IP address, or IP:port, a request would come from",
		.optional = true,
		.many = true },
	{ 0 },
};
static const struct cmd_opt add_opts[] = {
	{ 'p', "port", "port", "only requests from this source port (default: any)" },
	{ 't', "tag", "text", "a note kept with the row (default: the group's name)",
		VALUE_TAG },
	VALUES_FILE_OPT,
	{ 0 },
};
static const struct cmd_opt remove_opts[] = {
	{ 'p', "port", "port", "only the row with this port" },
	{ 0, "id", "id", "only the row with this id" },
	VALUES_FILE_OPT,
	{ 0 },
};
static const struct cmd_opt test_opts[] = { VALUES_FILE_OPT, { 0 } };

const struct command_group cmd_addr = {
	.name = "addr",
	.summary = "addresses of carriers and customers (step 7)",
	.commands =
		(const struct command[]){
			{ .name = "add",
				.summary =
					"let addresses skip the country and flood checks",
				.args = add_args,
				.opts = add_opts,
				.examples =
					(const char *const[]){
						"addr add 1.1.1.1/32 carrier",
						"addr add 192.0.2.0/24 2001:db8::/48 "
						"customer --tag 'ACME, Berlin'",
						NULL },
				.run = add },
			{ .name = "remove",
				.summary = "take rows out",
				.args = remove_args,
				.opts = remove_opts,
				.examples = (const char *const[]){ "addr remove 1.1.1.1",
					NULL },
				.run = forget },
			{ .name = "list",
				.summary = "show what is stored",
				.args = list_args,
				.examples = (const char *const[]){ "addr list carrier",
					NULL },
				.run = list },
			{ .name = "test",
				.summary = "is a source allowed, and by which row",
				.args = test_args,
				.opts = test_opts,
				.examples =
					(const char *const[]){
						"addr test 192.0.2.7:5060", NULL },
				.run = test },
			{ 0 } },
};
