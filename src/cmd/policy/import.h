/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_CMD_POLICY_IMPORT_H
#define SHIELDADM_CMD_POLICY_IMPORT_H

#include "cmd/cmd.h"
#include "cmd/left_out.h"
#include "cmd/lists/address_line.h"
#include "feed/reader.h"

/*
 * Lists of others, made ready to be stored.  Private to cmd/policy/import*.
 */

/* More invalid lines are only counted. */
#define IMPORT_TOLD_MAX 100

struct import_fault {
	uint32_t line;
	char *text; /* its beginning */
	char *reason;
};

struct import {
	struct app *app;
	bool is_addr;
	enum rule_kind kind; /* when not is_addr */
	enum rule_action action;
	bool has_action;            /* --action says it; else a column does */
	bool lacks_action;          /* neither did */
	struct address_terms terms; /* what lines do not say themselves */
	const char *column;         /* of CSV; NULL: the one with a usual name */
	const char *firewall_set;   /* NULL: the rules tell which is meant */

	struct pack pack;  /* addresses */
	struct pack known; /* those of the table, read where a line is odd */
	bool has_known;
	struct change_set set;   /* when not is_addr */
	struct rule_list stored; /* read when a value is invalid: it may stand there */
	bool has_stored;
	size_t lines;   /* that say something */
	size_t doubled; /* entries that an earlier line has as well */
	size_t networks_before, networks_after; /* an aggregation */
	size_t invalid;
	size_t groupless; /* of these: only the first is among the faults */
	struct left_out left;
	const char *what; /* "line", "text" */
	struct {
		struct import_fault *v;
		size_t len, cap;
	} faults;

	/* The tag of lines that have none: its number in the pack, once it is known. */
	uint32_t tag_number;
	bool has_tag;
};

/* Read the file; "-" is stdin.  False for one that cannot be read at all: what is wrong
 * with lines is in the faults. */
bool import_read(struct import *im, const char *path, struct err *err) MUST;

/* One row. */
void import_take(struct import *im, const struct feed_row *row);

/* An invalid line. */
void import_fault(struct import *im, uint32_t line, const char *text, const char *reason);

void import_clear(struct import *im);

#endif
