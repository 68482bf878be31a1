/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the events of a file to the policy.  A function that reads a node is called with
 * its first event, and returns when the last one was read; false: nothing more can be
 * read.
 */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "base/nearest.h"
#include "base/xalloc.h"
#include "policy/address_parse.h"
#include "policy/rule_parse.h"
#include "policy/sentinel.h"
#include "policyfile/yaml_lib.h"

/* A longer text is not a value of ours. */
#define TEXT_MAX 1024

struct reader {
	struct events e;
	struct document *document;
	const struct document_groups *groups;
	bool force;

	/* Where it is. */
	int kind;
	enum rule_action action;
	unsigned long group; /* 0: one that is not known */
	const char *group_tag;
	struct parts *parts; /* of the address that is being read */
};

static bool
is_scalar(const struct reader *r)
{
	return r->e.event.type == YAML_SCALAR_EVENT;
}

/* Without quotes these are not a text but the absence of a value, for everybody who
 * writes YAML or JSON: null as a user agent would block whoever begins with that. */
static bool
is_null(const struct reader *r)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(events_text(&r->e), words[i]) == 0)
			return r->e.event.data.scalar.plain_implicit;
	return false;
}

static bool
has_strange_tag(const struct reader *r)
{
	const yaml_char_t *tag = r->e.event.data.scalar.tag;

	return tag != NULL && strcmp((const char *)tag, "!") != 0 &&
	       strcmp((const char *)tag, YAML_STR_TAG) != 0;
}

/* What speaks against a scalar, NULL when nothing does. */
static const char *
scalar_fault(const struct reader *r)
{
	if (strlen(events_text(&r->e)) != r->e.event.data.scalar.length)
		return "there is a NUL byte in it";
	if (r->e.event.data.scalar.length > TEXT_MAX)
		return "it is longer than a value can be";
	if (has_strange_tag(r))
		return "only texts are read, and no !tags";
	if (is_null(r))
		return "there is no value here; if a text is meant put it in quotes";
	return NULL;
}

/* A scalar that may be a value; a fault otherwise, and what it is is left out. */
static bool
take_text(struct reader *r, const char *what, const char **text)
{
	*text = NULL;
	if (!is_scalar(r)) {
		if (r->e.event.type != YAML_ALIAS_EVENT)
			events_fault(&r->e, "%s is wanted here", what);
		return events_skip(&r->e);
	}
	if (scalar_fault(r) != NULL)
		events_fault(&r->e, "%s", scalar_fault(r));
	else
		*text = events_text(&r->e);
	return true;
}

/* Call item for each node of a list. */
static bool
each_item(struct reader *r, const char *what, bool (*item)(struct reader *r))
{
	if (r->e.event.type != YAML_SEQUENCE_START_EVENT) {
		if (r->e.event.type != YAML_ALIAS_EVENT)
			events_fault(&r->e,
				"a list of %s is wanted here ([] is an empty one)", what);
		return events_skip(&r->e);
	}
	for (;;) {
		if (!events_next(&r->e))
			return false;
		if (r->e.event.type == YAML_SEQUENCE_END_EVENT)
			return true;
		if (!item(r))
			return false;
	}
}

/* Leave out the value of a key that is at fault. */
static bool
skip_value(struct reader *r)
{
	return events_next(&r->e) && events_skip(&r->e);
}

/* Call value for each value of a mapping, with its key, which is freed. */
static bool
each_key(struct reader *r, const char *what,
	bool (*value)(struct reader *r, const char *key))
{
	const char *text;
	bool ok;
	char *key;

	if (r->e.event.type != YAML_MAPPING_START_EVENT) {
		if (r->e.event.type != YAML_ALIAS_EVENT)
			events_fault(
				&r->e, "%s is wanted here ({} is an empty one)", what);
		return events_skip(&r->e);
	}
	for (;;) {
		if (!events_next(&r->e))
			return false;
		if (r->e.event.type == YAML_MAPPING_END_EVENT)
			return true;
		if (!take_text(r, "a key", &text))
			return false;
		/* The place of the key is where a key is at fault. */
		key = text != NULL ? xstrdup(text) : NULL;
		ok = key != NULL ? value(r, key) : skip_value(r);
		free(key);
		if (!ok)
			return false;
	}
}

static struct document_doubt *
add_doubt(struct reader *r, const yaml_mark_t *mark, const struct err *why)
{
	struct document_doubt *doubt = LIST_ADD(&r->document->doubts);

	doubt->fault = (struct document_fault){ .line = mark->line + 1,
		.column = mark->column + 1,
		.text = why != NULL ? xstrdup(why->text) : NULL };
	return doubt;
}

/* -- rules -- */

static void
doubt_rule(struct reader *r, const char *text, const struct rule *instead,
	const struct err *why)
{
	struct document_doubt *doubt = add_doubt(r, &r->e.event.start_mark, why);

	doubt->rule = (struct rule){ .kind = (enum rule_kind)r->kind,
		.action = r->action,
		.value = intern(text) };
	if (instead != NULL)
		doubt->instead = *instead;
}

/* What shieldadm config stores itself is not a slip. */
static bool
is_sentinel(const struct reader *r, const char *text)
{
	return r->kind == RULE_COUNTRY && r->action == RULE_ALLOW &&
	       ascii_compare(text, SENTINEL_COUNTRY) == 0;
}

static bool
take_rule(struct reader *r)
{
	struct rule rule;
	const char *text;
	struct err err;

	if (!take_text(r, "a text", &text))
		return false;
	if (text == NULL)
		return true;
	if (is_sentinel(r, text)) {
		sentinel_rule(&rule);
		rule_list_add(&r->document->rules, &rule);
	} else if (!rule_parse(&rule, (enum rule_kind)r->kind, r->action, text, r->force,
			   &err))
		doubt_rule(r, text, NULL, &err);
	else if (ascii_compare(rule.value, text) != 0)
		doubt_rule(r, text, &rule, NULL);
	else
		rule_list_add(&r->document->rules, &rule);
	return true;
}

static bool
take_action(struct reader *r, const char *key)
{
	bool is_allow = strcmp(key, "allow") == 0;

	if (!is_allow && strcmp(key, "block") != 0) {
		events_fault(
			&r->e, "'%s' is not an action: expected block or allow", key);
		return skip_value(r);
	}
	if (is_allow && r->kind == RULE_DST) {
		events_fault(&r->e, "there is nothing to allow in 'dst'");
		return skip_value(r);
	}
	r->action = is_allow ? RULE_ALLOW : RULE_BLOCK;
	return events_next(&r->e) && each_item(r, "texts", take_rule);
}

/* -- addresses -- */

struct parts {
	char *address, *tag;
	bool is_name; /* the address is a name, whatever it looks like */
	unsigned port;
	bool has_port;
	struct err why; /* of a port that no packet has */
};

static bool
is_good(const struct reader *r, struct address *a, const struct parts *parts,
	const char *tag, struct err *err)
{
	if (parts->why.code != 0) {
		*err = parts->why;
		return false;
	}
	if (!address_parse(a, parts->address, err) ||
		!(r->force || address_check_width(a, err)) ||
		(tag != NULL && !address_set_tag(a, tag, err)))
		return false;
	return !parts->is_name || a->form == ADDRESS_NAME ||
	       err_set(err, ERR_USAGE,
		       "'%s' looks like an address: as a name it would match nothing",
		       parts->address);
}

/* The row that it would be in the table, where it can be one. */
static bool
read_odd(struct address *a, const struct parts *parts, const char *tag)
{
	struct err ignored;

	if (parts->is_name)
		*a = (struct address){ .form = ADDRESS_NAME,
			.prefix = 32,
			.stored = intern(parts->address) };
	else if (!address_parse_stored(a, parts->address, &ignored))
		return false;
	a->tag = tag != NULL ? intern(tag) : "";
	return true;
}

static void
add_address(struct reader *r, const struct parts *parts, const yaml_mark_t *mark)
{
	const char *tag = parts->tag != NULL ? parts->tag : r->group_tag;
	struct document_doubt *doubt;
	struct address a;
	struct err err;
	bool is_ours = is_good(r, &a, parts, tag, &err);

	if (!is_ours && !read_odd(&a, parts, tag)) {
		events_fault_at(&r->e, mark, err.text);
		return;
	}
	a.group = r->group;
	a.port = parts->port;
	if (!is_ours) {
		doubt = add_doubt(r, mark, &err);
		doubt->is_address = true;
		doubt->address = a;
	} else if (r->group != 0) {
		pack_add(&r->document->addresses, &a, (uint32_t)mark->line + 1);
	}
}

static void
set_port(struct reader *r, struct parts *parts, const char *text)
{
	struct err err;

	parts->has_port = true;
	if (address_parse_port(&parts->port, text, &err))
		return;
	/* A stored row may have a port that no packet has. */
	if (text[strspn(text, "0123456789")] == '\0' && strlen(text) <= 10) {
		parts->port = (unsigned)strtoul(text, NULL, 10);
		parts->why = err;
	} else {
		events_fault(&r->e, "%s", err.text);
	}
}

static void
set_part(struct reader *r, const char *key, const char *text)
{
	struct parts *parts = r->parts;

	if (strcmp(key, "tag") == 0) {
		parts->tag = xstrdup(text);
	} else if (strcmp(key, "port") == 0) {
		set_port(r, parts, text);
	} else {
		parts->is_name = strcmp(key, "name") == 0;
		parts->address = xstrdup(text);
	}
}

static bool
has_part(const struct parts *parts, const char *key)
{
	return ((strcmp(key, "address") == 0 || strcmp(key, "name") == 0) &&
		       parts->address != NULL) ||
	       (strcmp(key, "tag") == 0 && parts->tag != NULL) ||
	       (strcmp(key, "port") == 0 && parts->has_port);
}

/* Of {address: 192.0.2.1, port: 5060, tag: x} */
static bool
take_part(struct reader *r, const char *key)
{
	static const char *const keys[] = { "address", "port", "tag", "name" };
	struct nearest nearest;
	const char *text;
	size_t i = 0;

	nearest_init(&nearest, key, strlen(key));
	while (i < 4 && strcmp(keys[i], key) != 0)
		nearest_consider(&nearest, keys[i++]);
	if (i == 4 || has_part(r->parts, key)) {
		events_fault(&r->e, "'%s' %s%s (address, name, port, tag)", key,
			i == 4 ? "is not a key here" : "stands here a second time",
			i == 4 ? nearest_say(&nearest, "") : "");
		return skip_value(r);
	}
	if (!events_next(&r->e) || !take_text(r, "a text", &text))
		return false;
	if (text != NULL)
		set_part(r, key, text);
	return true;
}

static bool
take_address(struct reader *r)
{
	yaml_mark_t mark = r->e.event.start_mark;
	struct parts parts = { .address = NULL };
	const char *text;
	bool ok = true;

	if (r->e.event.type == YAML_MAPPING_START_EVENT) {
		r->parts = &parts;
		ok = each_key(r, "an address", take_part);
		if (ok && parts.address == NULL)
			events_fault_at(&r->e, &mark, "there is no 'address' in it");
	} else {
		ok = take_text(r, "an address", &text);
		if (ok && text != NULL)
			parts.address = xstrdup(text);
	}
	if (ok && parts.address != NULL)
		add_address(r, &parts, &mark);
	free(parts.address);
	free(parts.tag);
	return ok;
}

static bool
take_group(struct reader *r, const char *key)
{
	struct err err;

	if (!r->groups->number(r->groups->ctx, key, &r->group, &err)) {
		events_fault(&r->e, "%s", err.text);
		r->group = 0;
	}
	r->group_tag = r->groups->name(r->groups->ctx, r->group);
	return events_next(&r->e) && each_item(r, "addresses", take_address);
}

/* -- the whole -- */

static bool
take_kind(struct reader *r, const char *key)
{
	struct nearest nearest;
	int kind = 0;

	nearest_init(&nearest, key, strlen(key));
	while (kind < DOCUMENT_KINDS && strcmp(list_name(kind), key) != 0)
		nearest_consider(&nearest, list_name(kind++));
	if (kind == DOCUMENT_KINDS) {
		events_fault(&r->e, "'%s' is not a kind%s (" LIST_NAMES_TEXT ")", key,
			nearest_say(&nearest, ""));
		return skip_value(r);
	}
	if ((r->document->kinds & 1u << kind) != 0)
		events_fault(&r->e, "'%s' stands here a second time", key);
	r->document->kinds |= 1u << kind;
	r->kind = kind;
	if (!events_next(&r->e))
		return false;
	return kind == DOCUMENT_ADDR ? each_key(r, "a group, or several,", take_group)
	                             : each_key(r, "block: or allow:", take_action);
}

/* What comes before and behind the one document. */
static void
read_stream(struct reader *r)
{
	if (!events_next(&r->e) || !events_next(&r->e))
		return;
	if (r->e.event.type == YAML_STREAM_END_EVENT) {
		events_fault(&r->e,
			"the file is empty: 'ua: {}' is a policy that has no user "
			"agent");
		return;
	}
	if (!events_next(&r->e) ||
		!each_key(r, "a mapping of kinds, such as 'ua:'", take_kind) ||
		!events_next(&r->e) || !events_next(&r->e))
		return;
	if (r->e.event.type != YAML_STREAM_END_EVENT)
		events_fault(&r->e, "a second document begins here: one is read");
}

void
document_blame(struct document *document, struct document_doubt *doubt)
{
	document->n_faults++;
	if (document->faults.len == DOCUMENT_FAULTS_MAX)
		return;
	*LIST_ADD(&document->faults) = doubt->fault;
	doubt->fault.text = NULL;
}

static int
by_place(const void *a, const void *b)
{
	const struct document_fault *x = a, *y = b;
	int d = (x->line > y->line) - (x->line < y->line);

	return d != 0 ? d : (x->column > y->column) - (x->column < y->column);
}

/* Where nothing can be done anyway, all that is wrong is told at once. */
static void
blame_doubts(struct document *document)
{
	for (size_t i = 0; i < document->doubts.len; i++)
		if (document->doubts.v[i].fault.text != NULL)
			document_blame(document, &document->doubts.v[i]);
	qsort(document->faults.v, document->faults.len, sizeof(*document->faults.v),
		by_place);
}

bool
document_read(struct document *document, FILE *file, const struct document_groups *groups,
	bool force, struct err *err)
{
	struct reader r = { .document = document, .groups = groups, .force = force };

	*document = (struct document){ .kinds = 0 };
	if (!events_begin(&r.e, document, file, err))
		return false;
	read_stream(&r);
	events_end(&r.e);
	if (document->n_faults > 0)
		blame_doubts(document);
	return true;
}

void
document_clear(struct document *document)
{
	for (size_t i = 0; i < document->faults.len; i++)
		free(document->faults.v[i].text);
	free(document->faults.v);
	for (size_t i = 0; i < document->doubts.len; i++)
		free(document->doubts.v[i].fault.text);
	free(document->doubts.v);
	rule_list_clear(&document->rules);
	pack_clear(&document->addresses);
	*document = (struct document){ .kinds = 0 };
}
