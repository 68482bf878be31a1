/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/lists/address_line.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "feed/format.h"
#include "policy/address_parse.h"
#include "policy/range.h"

bool
cmd_parse_group(struct app *app, const char *word, unsigned long *group, struct err *err)
{
	if (word[0] != '\0' && word[strspn(word, "0123456789")] == '\0')
		return address_parse_group(group, word, err);
	return app_conf(app, err) && settings_group(&app->settings, word, group, err);
}

static bool
is_set(const char *field)
{
	return field != NULL && field[0] != '\0';
}

/* Take the columns of the row over what the command line says. */
static bool
read_terms(struct address_terms *terms, struct app *app, char *const *fields,
	struct err *err)
{
	if (!app_conf(app, err))
		return false;
	if (is_set(fields[FEED_GROUP]) &&
		!cmd_parse_group(app, fields[FEED_GROUP], &terms->group, err))
		return false;
	if (is_set(fields[FEED_TAG]))
		terms->tag = fields[FEED_TAG];
	if (!is_set(fields[FEED_PORT]))
		return true;
	terms->has_port = true;
	return address_parse_port(&terms->port, fields[FEED_PORT], err);
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060", "sip.example.com:5060": take the port off. */
static bool
split_port(char *text, struct address_terms *terms, struct err *err)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL || (text[0] != '[' && strchr(text, ':') != colon) ||
		(text[0] == '[' && colon[-1] != ']'))
		return true;
	*colon = '\0';
	terms->has_port = true;
	if (!address_parse_port(&terms->port, colon + 1, err))
		return false;
	if (text[0] == '[') {
		memmove(text, text + 1, strlen(text));
		text[strlen(text) - 1] = '\0';
	}
	return true;
}

static bool
parse(struct address_list *list, char *text, struct address_terms *terms, bool is_stored,
	struct err *err)
{
	struct address a;

	if (ascii_begins(text, "sip:") || ascii_begins(text, "sips:"))
		return err_set(err, ERR_USAGE,
			"'%s' is a SIP URI: give the address alone", text);
	if (range_is_one(text))
		return range_parse(list, text, err);
	if (!split_port(text, terms, err) ||
		!(is_stored ? address_parse_stored(&a, text, err)
			    : address_parse(&a, text, err)))
		return false;
	address_list_add(list, &a);
	return true;
}

/* Give an address what it has besides; a new one has to be allowed. */
static bool
complete(struct address *a, const struct app *app, const struct address_terms *terms,
	bool is_stored, struct err *err)
{
	const char *tag = terms->tag;

	a->group = terms->group;
	a->port = terms->port;
	if (is_stored)
		return true;
	if (!app->force && !address_check_width(a, err))
		return false;
	if (tag == NULL)
		tag = settings_group_name(&app->settings, terms->group);
	return tag == NULL || address_set_tag(a, tag, err);
}

/* Whether a value is a host name.  Its mask, which the table has too, means nothing. */
static bool
is_name(const char *value)
{
	struct address a;
	struct err ignored;

	return address_parse(&a, value, &ignored) && a.form == ADDRESS_NAME;
}

void
cmd_warn_of_names(const struct app *app, size_t n)
{
	if (n > 0)
		app_talk(app,
			"Kamailio compares a name with names only, never with the "
			"address a request comes from: add the addresses behind it too");
}

bool
address_line_add(struct address_list *list, struct app *app, char *const *fields,
	struct address_terms *terms, bool is_stored, struct err *err)
{
	const char *value = fields[FEED_VALUE], *mask = fields[FEED_MASK];
	bool has_mask = is_set(mask) && strchr(value, '/') == NULL && !is_name(value);
	char *text = has_mask ? xasprintf("%s/%s", value, mask) : xstrdup(value);
	size_t before = list->len;
	bool ok = read_terms(terms, app, fields, err);

	if (ok && terms->group == 0 && !is_stored)
		ok = err_set(err, ERR_USAGE, "%s", ADDRESS_LINE_NO_GROUP);
	ok = ok && parse(list, text, terms, is_stored, err);
	for (size_t i = before; ok && i < list->len; i++)
		ok = complete(&list->v[i], app, terms, is_stored, err);
	free(text);
	return ok;
}
