/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_LISTS_ADDRESS_LINE_H
#define SHIELDADM_CMD_LISTS_ADDRESS_LINE_H

#include "cmd/cmd.h"

/* The error of a row without a group. */
#define ADDRESS_LINE_NO_GROUP "it has no group: --group, or a column 'group', gives one"

/*
 * What a row of a list of addresses means; addr and import read it alike.
 */
struct address_terms {
	unsigned long group; /* 0: none was named */
	unsigned port;
	bool has_port;
	long long id;    /* of the one row that is to be removed; 0: any */
	const char *tag; /* NULL: the group's name */
};

/*
 * Add the addresses of a row to list: one, or those of a range.  terms come from the
 * command line; the columns of the row replace them.  A row that is stored already may
 * break the rules for new ones.  ERR_USAGE, ERR_GUARD; the list may be longer then.
 */
bool address_line_add(struct address_list *list, struct app *app, char *const *fields,
	struct address_terms *terms, bool is_stored, struct err *err) MUST;

/* Warn that names match no source, where some are to be stored. */
void cmd_warn_of_names(const struct app *app, size_t n);

#endif
