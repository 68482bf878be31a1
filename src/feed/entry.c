/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/entry.h"

#include <string.h>

#include "base/ascii.h"
#include "feed/mask.h"
#include "feed/pair.h"
#include "feed/rows.h"

/* Words that firewalls and CrowdSec use. */
static const char *const of_bans[] = { "ban", "block", "deny", "drop", "reject", NULL };
static const char *const of_allowed[] = { "allow", "accept", "return", "whitelist",
	"allowed", "allowlist", "whitelisted", "allowlisted", "permit", "ok", NULL };

/* What CrowdSec has decisions about. */
static const char *const scopes[] = { "Ip", "Range", "Country", "AS", "Username", NULL };

static bool
is_set(const char *field)
{
	return field != NULL && field[0] != '\0';
}

static bool
is_among(const char *const *words, const char *word)
{
	while (*words != NULL && ascii_compare(*words, word) != 0)
		words++;
	return *words != NULL;
}

bool
feed_entry_lets_in(const char *word)
{
	return is_among(of_allowed, word);
}

bool
feed_entry_cell_lets_in(const char *cell)
{
	return strlen(cell) > 2 && feed_entry_lets_in(cell);
}

/* Return what err_set() returned. */
static bool
leave_out(struct feed_row *row, bool is_false)
{
	row->is_left_out = true;
	return is_false;
}

/* cscli -o raw: "Ip:192.0.2.1". */
static void
take_scope_off(char *fields[FEED_COLUMNS])
{
	char *value = fields[FEED_VALUE], *colon = strchr(value, ':');

	if (colon == NULL || is_set(fields[FEED_SCOPE]))
		return;
	*colon = '\0';
	if (is_among(scopes, value)) {
		fields[FEED_SCOPE] = value;
		fields[FEED_VALUE] = colon + 1;
	} else {
		*colon = ':';
	}
}

static bool
check_scope(struct feed_row *row, struct err *err)
{
	const char *scope = row->fields[FEED_SCOPE];

	return !is_set(scope) || ascii_compare(scope, "Ip") == 0 ||
	       ascii_compare(scope, "Range") == 0 ||
	       leave_out(row, err_set(err, ERR_USAGE,
				      "its scope is '%.32s', not Ip or Range", scope));
}

static bool
is_true(const char *field)
{
	static const char *const words[] = { "true", "yes", "1", NULL };

	return field != NULL && is_among(words, field);
}

/* What a set leaves out of a network is neither banned nor let in. */
static bool
check_exception(enum feed_purpose purpose, struct feed_row *row, struct err *err)
{
	row->is_let_in = purpose == FEED_TO_BAN;
	if (row->is_let_in)
		return leave_out(row, err_set(err, ERR_USAGE, "the list lets it in: '%s'",
					      FEED_NOMATCH));
	return err_set(err, ERR_USAGE,
		"%s is an exception (%s) from a network of the set",
		row->fields[FEED_VALUE], FEED_NOMATCH);
}

/* A column 'type' of another meaning stands in many lists. */
static bool
check_type(enum feed_purpose purpose, struct feed_row *row, struct err *err)
{
	const char *type = row->fields[FEED_TYPE];
	bool is_decision =
		is_set(row->fields[FEED_SCOPE]) || is_set(row->fields[FEED_TIME]);

	if (is_true(row->fields[FEED_LET_IN]) && purpose == FEED_TO_BAN) {
		row->is_let_in = true;
		return leave_out(row, err_set(err, ERR_USAGE, "it is on a whitelist"));
	}
	if (is_true(row->fields[FEED_SIMULATED]))
		return leave_out(row, err_set(err, ERR_USAGE, "it is simulated"));
	if (is_set(type) && strcmp(type, FEED_NOMATCH) == 0)
		return check_exception(purpose, row, err);
	if (!is_set(type) || purpose == FEED_AS_IT_SAYS ||
		is_among(purpose == FEED_TO_BAN ? of_bans : of_allowed, type))
		return true;
	if (is_among(of_bans, type))
		return leave_out(
			row, err_set(err, ERR_USAGE, "the list bans it: '%s'", type));
	row->is_let_in = is_among(of_allowed, type);
	if (row->is_let_in)
		return leave_out(
			row, err_set(err, ERR_USAGE, "the list lets it in: '%s'", type));
	return !is_decision ||
	       leave_out(row,
		       err_set(err, ERR_USAGE, "its type is '%.32s', not ban", type));
}

/* "[2001:db8::1]" and "[2001:db8::]/32", without a port. */
static void
take_brackets_off(char *fields[FEED_COLUMNS])
{
	char *value = fields[FEED_VALUE], *close;

	if (value[0] != '[')
		return;
	close = strchr(value, ']');
	if (close == NULL || (close[1] != '\0' && close[1] != '/'))
		return;
	memmove(close, close + 1, strlen(close));
	fields[FEED_VALUE] = value + 1;
}

/* The ends of a range, and the mask that may stand beside them. */
static bool
join_range(struct feed_row *row, struct str *joined, struct err *err)
{
	const char *end = row->fields[FEED_END], *mask = row->fields[FEED_MASK];
	const char *value = row->fields[FEED_VALUE];

	/* In other lists a column 'end' is a time. */
	if (!is_set(end) || strcmp(end, value) == 0 ||
		end[strspn(end, "0123456789abcdefABCDEF.:")] != '\0')
		return true;
	if (is_set(mask))
		return feed_pair_is_network(value, end, mask) ||
		       err_set(err, ERR_USAGE, "%s to %s is not the network %s/%s", value,
			       end, value, mask);
	joined->len = 0;
	str_addf(joined, "%s-%s", value, end);
	row->fields[FEED_VALUE] = joined->s;
	return true;
}

/* Masks of any form, beside the address or behind its slash. */
static void
shorten_masks(char *fields[FEED_COLUMNS])
{
	char *slash = strchr(fields[FEED_VALUE], '/');

	if (fields[FEED_MASK] != NULL)
		feed_mask_shorten(fields[FEED_MASK]);
	if (slash != NULL)
		feed_mask_shorten(slash + 1);
}

bool
feed_entry_settle(const struct feed_format *format, struct feed_row *row,
	struct str *joined, struct err *err)
{
	if (format->kind != FEED_ADDRESSES || format->is_strict ||
		!is_set(row->fields[FEED_VALUE]))
		return true;
	take_scope_off(row->fields);
	/* What is looked up may stand in a table like this. */
	if (format->purpose != FEED_TO_LOOK_UP) {
		take_brackets_off(row->fields);
		shorten_masks(row->fields);
		if (!check_scope(row, err) || !check_type(format->purpose, row, err))
			return false;
	}
	return join_range(row, joined, err);
}
