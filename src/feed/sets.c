/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"

static struct feed_set *
get(struct feed_rows *rows, const char *name, size_t *number)
{
	size_t i = 0;

	/* The entries of a set stand together, and it may be one of thousands. */
	if (rows->set > 0 && strcmp(rows->sets.v[rows->set - 1].name, name) == 0)
		i = rows->set - 1;
	while (i < rows->sets.len && strcmp(rows->sets.v[i].name, name) != 0)
		i++;
	*number = i + 1;
	if (i < rows->sets.len)
		return &rows->sets.v[i];
	LIST_ADD(&rows->sets)->name = xstrdup(name);
	return &rows->sets.v[i];
}

bool
feed_sets_enter(struct feed_rows *rows, const char *name)
{
	struct feed_set *set = get(rows, name, &rows->set);

	set->is_of_addresses = !set->is_excluded;
	return set->is_of_addresses;
}

void
feed_sets_exclude(struct feed_rows *rows, const char *name)
{
	size_t number;

	get(rows, name, &number)->is_excluded = true;
}

void
feed_sets_leave(struct feed_rows *rows)
{
	rows->set = 0;
}

void
feed_sets_use(struct feed_rows *rows, const char *name, enum feed_use use)
{
	size_t number;
	struct feed_set *set = get(rows, name, &number);

	set->is_used = true;
	set->drops_some = set->drops_some || use == FEED_DROPS_SOME;
	set->drops = set->drops || use == FEED_DROPS;
	set->lets_in = set->lets_in || use == FEED_LETS_IN;
}

/* "filter black" of nft may be called by its last word. */
static bool
is_called(const struct feed_set *set, const char *name)
{
	const char *last = strrchr(set->name, ' ');

	return set->is_of_addresses &&
	       (strcmp(set->name, name) == 0 ||
		       (last != NULL && strcmp(last + 1, name) == 0));
}

/* Return what err_set() returned; its text ends with the names. */
static bool
name_sets(const struct feed_rows *rows, struct str *text, struct err *err)
{
	const char *before = "";

	for (size_t i = 0; i < rows->sets.len; i++) {
		if (!rows->sets.v[i].is_of_addresses)
			continue;
		str_addf(text, "%s'%s'", before, rows->sets.v[i].name);
		before = ", ";
	}
	err_set(err, ERR_USAGE, "%s", str_get(text));
	str_clear(text);
	return false;
}

/* Whether the rules say the contrary of what the list is read for. */
static bool
is_contrary(const struct feed_set *set, enum feed_purpose purpose)
{
	return purpose == FEED_TO_ALLOW ? set->drops || set->drops_some : set->lets_in;
}

static bool
check_contrary(const struct feed_set *set, enum feed_purpose purpose, struct err *err)
{
	return !is_contrary(set, purpose) ||
	       err_set(err, ERR_USAGE, "the rules of the list %s what is in its set '%s'",
		       purpose == FEED_TO_ALLOW ? "drop" : "let in", set->name);
}

/* The set that the user names. */
static bool
choose_named(struct feed_rows *rows, const struct feed_format *format, struct err *err)
{
	struct str text = { 0 };
	size_t n = 0, chosen = 0;

	for (size_t i = 0; i < rows->sets.len; i++)
		if (is_called(&rows->sets.v[i], format->set)) {
			rows->sets.v[i].is_chosen = true;
			chosen = i;
			n++;
		}
	if (n == 1)
		return check_contrary(&rows->sets.v[chosen], format->purpose, err);
	if (rows->sets.len == 0)
		return err_set(err, ERR_USAGE, "the list holds no sets to choose from");
	str_addf(&text, "the list has %s set '%s': it holds ",
		n == 0 ? "no" : "more than one", format->set);
	return name_sets(rows, &text, err);
}

/* Choose the sets that the rules say are meant; false when they say that of none. */
static bool
choose_by_rules(struct feed_rows *rows, enum feed_purpose purpose)
{
	bool has_any = false;

	for (size_t i = 0; i < rows->sets.len; i++) {
		struct feed_set *set = &rows->sets.v[i];
		set->is_chosen = purpose == FEED_TO_ALLOW
		                         ? set->lets_in && !set->drops && !set->drops_some
		                         : set->drops && !set->lets_in;
		has_any = has_any || set->is_chosen;
	}
	return has_any;
}

/* One set alone is what the list is about. */
static bool
choose_only(struct feed_rows *rows, enum feed_purpose purpose, struct err *err)
{
	struct str text = { 0 };
	struct feed_set *only = NULL;
	size_t n = 0;

	for (size_t i = 0; i < rows->sets.len; i++)
		if (rows->sets.v[i].is_of_addresses) {
			only = &rows->sets.v[i];
			n++;
		}
	if (n == 0)
		return true;
	if (n == 1 && !check_contrary(only, purpose, err))
		return false;
	only->is_chosen = n == 1 && (!only->is_used || only->drops_some);
	if (only->is_chosen)
		return true;
	str_addf(&text,
		"nothing in the list tells which sets are to be %s: --set chooses "
		"one of ",
		purpose == FEED_TO_ALLOW ? "let in" : "banned");
	return name_sets(rows, &text, err);
}

static void
leave_out(const struct feed_rows *rows, struct feed_kept *kept,
	const struct feed_format *format)
{
	const struct feed_set *set = &rows->sets.v[kept->set - 1];
	bool is_to_ban = format->purpose == FEED_TO_BAN;

	free(kept->why);
	kept->row.is_left_out = true;
	kept->row.is_let_in =
		is_to_ban && set->lets_in && kept->row.fields[FEED_VALUE] != NULL;
	if (is_to_ban && set->lets_in)
		kept->why =
			xasprintf("the rules let in what is in its set '%s'", set->name);
	else if (format->set != NULL)
		kept->why = xasprintf("it is in the set '%s'", set->name);
	else
		kept->why = xasprintf("no rule %s all requests of its set '%s'",
			is_to_ban ? "drops" : "lets in", set->name);
}

bool
feed_sets_choose(
	struct feed_rows *rows, const struct feed_format *format, struct err *err)
{
	bool decides = format->purpose == FEED_TO_BAN || format->purpose == FEED_TO_ALLOW;

	if (format->set != NULL) {
		if (!choose_named(rows, format, err))
			return false;
	} else if (!decides || rows->sets.len == 0) {
		return true;
	} else if (!choose_by_rules(rows, format->purpose) &&
		   !choose_only(rows, format->purpose, err)) {
		return false;
	}
	for (size_t i = 0; i < rows->len; i++) {
		struct feed_kept *kept = &rows->v[i];
		if (kept->set != 0 && !rows->sets.v[kept->set - 1].is_chosen)
			leave_out(rows, kept, format);
	}
	return true;
}
