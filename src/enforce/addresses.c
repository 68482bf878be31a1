/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "base/str.h"
#include "enforce/enforce.h"
#include "enforce/capacity_check.h"

/*
 * The address tables of one node.  They are only ever reloaded as a whole, and a
 * reload that fails keeps the old ones.
 */
struct work {
	struct node *node;
	const struct enforce_job *job;
	struct node_report *report;
	bool hosts_readable;
	struct address_diff diff;
};

/* Without the hosts, where these are too many to be read. */
static void
select_readable(const struct work *w, struct address_list *stored)
{
	const struct address_list *all = w->job->stored_addresses;

	for (size_t i = 0; i < all->len; i++)
		if (w->hosts_readable || all->v[i].form != ADDRESS_HOST)
			address_list_add(stored, &all->v[i]);
}

static bool
look(struct work *w, struct err *err)
{
	struct address_list live = { 0 }, stored = { 0 };
	bool ok;

	address_diff_clear(&w->diff);
	w->report->held_addresses = HELD_UNKNOWN;
	ok = node_address_list(w->node, &live, &w->hosts_readable, err);
	if (ok) {
		select_readable(w, &stored);
		address_diff(&w->diff, &stored, &live);
		if (w->hosts_readable)
			w->report->held_addresses = (long long)live.len;
	}
	address_list_clear(&live);
	address_list_clear(&stored);
	return ok;
}

static size_t
count(const struct address_list *list, enum address_form form)
{
	size_t n = 0;

	for (size_t i = 0; i < list->len; i++)
		n += list->v[i].form == form;
	return n;
}

/* A full table of networks drops the rest, and the reload says OK. */
static bool
is_table_full(const struct work *w)
{
	const struct address_list *missing = &w->diff.missing;
	size_t networks = count(missing, ADDRESS_NETWORK);

	return networks > 0 && networks == missing->len &&
	       networks < count(w->job->stored_addresses, ADDRESS_NETWORK);
}

static void
tell_full(struct work *w)
{
	size_t networks = count(w->job->stored_addresses, ADDRESS_NETWORK);
	char text[ADDRESS_FORMAT_MAX];

	address_format(&w->diff.missing.v[0], text);
	report_error(w->report, "it dropped %zu of the %zu networks, %s among them",
		w->diff.missing.len, networks, text);
	report_note(w->report,
		"its table of networks is full: raise modparam(\"permissions\", "
		"\"max_subnets\", %zu) and restart it",
		networks * 2);
}

static void
add_part(struct str *text, const struct address_list *list, const char *verb,
	const char *what)
{
	char address[ADDRESS_FORMAT_MAX];

	if (list->len == 0)
		return;
	address_format(&list->v[0], address);
	str_addf(text, "%s%s %zu%s, such as %s", text->len > 0 ? "; it " : "it ", verb,
		list->len, what, address);
}

static void
judge(struct work *w)
{
	struct str text = { 0 };
	char of[48];

	snprintf(of, sizeof(of), " of %zu stored addresses",
		w->job->stored_addresses->len);
	add_part(&text, &w->diff.missing, "lacks", of);
	add_part(&text, &w->diff.extra, "holds", " addresses that must go");
	add_part(&text, &w->diff.doubled, "holds", " addresses too often");
	if (is_table_full(w))
		tell_full(w);
	else if (text.len > 0)
		report_error(w->report, "%s", str_get(&text));
	else if (w->report->error == NULL)
		w->report->verdict = w->hosts_readable ? NODE_VERIFIED : NODE_CANNOT_TELL;
	str_clear(&text);
}

static bool
is_as_stored(const struct work *w)
{
	return w->diff.missing.len == 0 && w->diff.extra.len == 0 &&
	       w->diff.doubled.len == 0;
}

/* Hosts that cannot be read may be what has changed. */
static bool
needs_reload(const struct work *w)
{
	return !is_as_stored(w) || !w->hosts_readable || w->job->is_reload;
}

/* A reload may have worked although its answer was lost: what the node holds tells. */
static void
judge_reload(const struct work *w, const struct err *refused)
{
	bool is_good = is_as_stored(w) && w->hosts_readable;

	if (refused == NULL || (is_good && !w->job->is_reload)) {
		w->report->addresses_reloaded = true;
		if (refused != NULL)
			report_note(w->report,
				"its reload was not confirmed, but done: %s",
				refused->text);
		return;
	}
	w->report->reload_failed = true;
	if (is_good)
		report_note(w->report,
			"its reload failed, and it keeps the addresses "
			"it had: %s",
			refused->text);
	else
		report_error(w->report, "it keeps its old addresses: %s", refused->text);
}

/* Why it is better not to reload; NULL when nothing speaks against it. */
static const char *
danger_of(const struct work *w, char full[CAPACITY_TEXT_MAX])
{
	if (w->job->no_address_reload != NULL)
		return w->job->no_address_reload;
	return room_to_reload(w->node, w->job, CAPACITY_ADDRESS, full) ? NULL : full;
}

/* Report why it is not reloaded.  That is not an error when it did not need a reload. */
static void
refuse(struct work *w, const char *danger)
{
	if (!is_as_stored(w) || !w->hosts_readable) {
		report_error(w->report, "it has to reload for that, but %s", danger);
		return;
	}
	report_note(w->report, "it is not reloaded: %s", danger);
	w->report->reload_failed = true;
}

/* Reload, in a dry run only if it comes to it, and look what it holds then. */
static bool
reload(struct work *w, struct err *err)
{
	char full[CAPACITY_TEXT_MAX];
	const char *danger = danger_of(w, full);
	struct err refused;
	bool is_done;

	if (danger != NULL) {
		refuse(w, danger);
		return true;
	}
	if (w->job->dry_run) {
		w->report->addresses_reloaded = true;
		return true;
	}
	is_done = node_address_reload(w->node, &refused);
	if (!look(w, err))
		return false;
	judge_reload(w, is_done ? NULL : &refused);
	return true;
}

void
enforce_addresses(
	struct node *node, const struct enforce_job *job, struct node_report *report)
{
	struct work w = { .node = node, .job = job, .report = report };
	struct err err;
	bool ok = look(&w, &err);

	if (ok && needs_reload(&w))
		ok = reload(&w, &err);
	if (!ok && err.code == ERR_ABSENT)
		report->held_addresses = 0;
	if (ok)
		judge(&w);
	/* A node without the address table lacks nothing while no address is stored. */
	else if (err.code != ERR_ABSENT || job->stored_addresses->len > 0)
		report_error(report, "%s", err.text);
	report->addresses = w.diff;
}
