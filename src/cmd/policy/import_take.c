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
#include "policy/rule_parse.h"

/* Bytes of an invalid line that are shown. */
#define SHOWN_BYTES 80

void
import_fault(struct import *im, uint32_t line, const char *text, const char *reason)
{
	im->lines++;
	im->invalid++;
	if (im->faults.len < IMPORT_TOLD_MAX)
		*LIST_ADD(&im->faults) = (struct import_fault){ .line = line,
			.text = xstrndup(text, SHOWN_BYTES),
			.reason = xstrdup(reason) };
}

static bool
take_address(struct import *im, char *const *fields, uint32_t line, struct err *err)
{
	struct address_terms terms = im->terms;
	struct address_list list = { 0 };
	bool ok = address_line_add(&list, im->app, fields, &terms, false, err);

	for (size_t i = 0; ok && i < list.len; i++)
		pack_add(&im->pack, &list.v[i], line);
	address_list_clear(&list);
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
import_take(struct import *im, char *const *fields, uint32_t line)
{
	struct err err;

	if (im->is_addr ? take_address(im, fields, line, &err)
			: take_rule(im, fields[FEED_VALUE], &err))
		im->lines++;
	else
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
