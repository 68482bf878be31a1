/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change/enforce.h"
#include "change/room.h"
#include "policy/diff.h"

/*
 * The address tables of one node.  They are only ever reloaded as a whole, and a
 * reload that fails keeps the old ones.
 */
struct work {
	struct node *node;
	const struct enforce_job *job;
	struct node_report *report;
	bool hosts_readable;
	struct address_list missing, extra;
};

static void
forget(struct work *w)
{
	address_list_clear(&w->missing);
	address_list_clear(&w->extra);
}

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

	forget(w);
	ok = node_address_list(w->node, &live, &w->hosts_readable, err);
	if (ok) {
		select_readable(w, &stored);
		address_diff(&stored, &live, &w->missing, &w->extra);
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
	size_t networks = count(&w->missing, ADDRESS_NETWORK);

	return networks > 0 && networks == w->missing.len &&
	       networks < count(w->job->stored_addresses, ADDRESS_NETWORK);
}

static void
judge(struct work *w)
{
	char text[ADDRESS_FORMAT_MAX];
	size_t networks = count(w->job->stored_addresses, ADDRESS_NETWORK);

	if (w->missing.len > 0)
		address_format(&w->missing.v[0], text);
	else if (w->extra.len > 0)
		address_format(&w->extra.v[0], text);
	if (is_table_full(w))
		report_error(w->report,
			"it dropped %zu of the %zu networks, %s among them: its table is "
			"full; raise modparam(\"permissions\", \"max_subnets\", %zu) and "
			"restart it",
			w->missing.len, networks, text, networks * 2);
	else if (w->missing.len > 0)
		report_error(w->report,
			"%zu of %zu stored addresses are missing there, such as %s",
			w->missing.len, w->job->stored_addresses->len, text);
	else if (w->extra.len > 0)
		report_error(w->report,
			"it still holds %zu address%s that %s not stored, such as %s",
			w->extra.len, w->extra.len == 1 ? "" : "es",
			w->extra.len == 1 ? "is" : "are", text);
	else if (w->report->error == NULL)
		w->report->verdict = w->hosts_readable ? NODE_VERIFIED : NODE_CANNOT_TELL;
}

/* Where the hosts cannot be read, they may be what has changed. */
static bool
is_done(const struct work *w)
{
	return w->missing.len == 0 && w->extra.len == 0 && w->hosts_readable;
}

/* A reload may have worked though its answer was lost: what the node holds tells. */
static void
judge_refused(const struct work *w, const struct err *refused)
{
	if (is_done(w))
		report_note(w->report, "its reload was not confirmed, but done: %s",
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

void
enforce_addresses(
	struct node *node, const struct enforce_job *job, struct node_report *report)
{
	struct work w = { .node = node, .job = job, .report = report };
	char full[CAPACITY_TEXT_MAX];
	struct err err, refused;
	bool is_refused = false, ok = look(&w, &err);

	if (ok && !is_done(&w) && !job->dry_run) {
		const char *danger = danger_of(&w, full);
		if (danger != NULL)
			report_error(report, "it has to reload for that, but %s", danger);
		else
			is_refused = !node_address_reload(node, &refused);
		ok = look(&w, &err);
	}
	if (ok && is_refused)
		judge_refused(&w, &refused);
	if (ok)
		judge(&w);
	/* A node that has no use for addresses lacks none while none is stored. */
	else if (err.code != ERR_ABSENT || job->stored_addresses->len > 0)
		report_error(report, "%s", err.text);
	forget(&w);
}
