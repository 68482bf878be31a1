/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * import: what one line says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "cmd/policy/import.h"
#include "feed/values.h"
#include "policy/address_parse.h"
#include "policy/range.h"
#include "policy/rule_parse.h"

/* So much of a line is shown. */
#define SHOWN_BYTES 80

void
import_fault(struct import *im, uint32_t line, const char *text, const char *reason)
{
	im->invalid++;
	if (im->faults.len < IMPORT_TOLD_MAX)
		*LIST_ADD(&im->faults) = (struct import_fault){ .line = line,
			.text = xstrndup(text, SHOWN_BYTES),
			.reason = xstrdup(reason) };
}

/* What all the entries of a line have besides. */
struct common {
	unsigned long group;
	unsigned port;
	const char *tag;
};

static bool
read_common(
	struct common *common, struct import *im, char *const *fields, struct err *err)
{
	const char *group = fields[FEED_GROUP], *port = fields[FEED_PORT];
	const char *tag = fields[FEED_TAG];

	common->group = im->group;
	common->port = im->port;
	if (group != NULL && group[0] != '\0' &&
		!cmd_parse_group(im->app, group, &common->group, err))
		return false;
	if (common->group == 0)
		return err_set(err, ERR_USAGE,
			"it has no group: --group, or a column 'group', gives one");
	if (port != NULL && port[0] != '\0' &&
		!address_parse_port(&common->port, port, err))
		return false;
	common->tag = tag != NULL && tag[0] != '\0' ? tag : im->tag;
	if (common->tag == NULL)
		common->tag = settings_group_name(&im->app->settings, common->group);
	return true;
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060", "sip.example.com:5060": take the port off. */
static bool
split_port(char *text, unsigned *port, struct err *err)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL || (text[0] != '[' && strchr(text, ':') != colon) ||
		(text[0] == '[' && colon[-1] != ']'))
		return true;
	*colon = '\0';
	if (!address_parse_port(port, colon + 1, err))
		return false;
	if (text[0] == '[') {
		memmove(text, text + 1, strlen(text));
		text[strlen(text) - 1] = '\0';
	}
	return true;
}

static bool
parse_one(struct address_list *list, char *text, unsigned *port, struct err *err)
{
	struct address address;

	if (range_is_one(text))
		return range_parse(list, text, err);
	if (!split_port(text, port, err) || !address_parse(&address, text, err))
		return false;
	address_list_add(list, &address);
	return true;
}

static bool
add_addresses(struct import *im, struct address_list *list, const struct common *common,
	uint32_t line, struct err *err)
{
	for (size_t i = 0; i < list->len; i++) {
		struct address *a = &list->v[i];
		a->group = common->group;
		a->port = common->port;
		if ((!im->app->force && !address_check_width(a, err)) ||
			(common->tag != NULL && !address_set_tag(a, common->tag, err)))
			return false;
	}
	for (size_t i = 0; i < list->len; i++)
		pack_add(&im->pack, &list->v[i], line);
	return true;
}

static bool
take_address(struct import *im, char *const *fields, uint32_t line, struct err *err)
{
	const char *value = fields[FEED_VALUE], *mask = fields[FEED_MASK];
	bool has_mask = mask != NULL && mask[0] != '\0' && strchr(value, '/') == NULL;
	char *text = has_mask ? xasprintf("%s/%s", value, mask) : xstrdup(value);
	struct address_list list = { 0 };
	struct common common;
	bool ok = read_common(&common, im, fields, err) &&
	          parse_one(&list, text, &common.port, err) &&
	          add_addresses(im, &list, &common, line, err);

	address_list_clear(&list);
	free(text);
	return ok;
}

static bool
take_rule(struct import *im, const char *value, struct err *err)
{
	struct rule rule;

	if (!rule_parse(&rule, im->kind, im->action, value, im->app->force, err))
		return false;
	change_add_rule(&im->set, CHANGE_ADD, &rule);
	return true;
}

void
import_take(struct import *im, char *const fields[FEED_COLUMNS], uint32_t line)
{
	struct err err;

	im->lines++;
	if (!(im->is_addr ? take_address(im, fields, line, &err)
			  : take_rule(im, fields[FEED_VALUE], &err)))
		import_fault(im, line, fields[FEED_VALUE], err.text);
}

void
import_clear(struct import *im)
{
	for (size_t i = 0; i < im->faults.len; i++) {
		free(im->faults.v[i].text);
		free(im->faults.v[i].reason);
	}
	free(im->faults.v);
	pack_clear(&im->pack);
	change_set_clear(&im->set);
}
