/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_CAPACITY_H
#define SHIELDADM_POLICY_CAPACITY_H

#include "policy/address.h"
#include "policy/rule.h"

/*
 * What a node has room for.  The user is warned before it is full, with the setting to
 * raise.
 *
 * All numbers were measured on Kamailio 5.6.3 (Debian 12): the tables were filled row by
 * row until a reload failed, with -M 4, 8 and 16.  A restart fails at the same length.
 */
enum capacity_level {
	CAPACITY_FITS,
	CAPACITY_TIGHT, /* it still works, but not for much longer, or more slowly */
	CAPACITY_OVER   /* it fails */
};

/* The problem in words; "" when it fits. */
#define CAPACITY_TEXT_MAX 512

enum capacity_table { CAPACITY_SECFILTER, CAPACITY_ADDRESS };

/* The rows of one table. */
struct capacity_load {
	enum capacity_table table;
	size_t rows;
	size_t text; /* bytes of their texts: data, or ip_addr and tag */
};

void capacity_add_rule(struct capacity_load *load, const struct rule *rule);
void capacity_add_address(struct capacity_load *load, const struct address *address);

/*
 * The private memory that loading them takes, with some percent to spare.  scheme is
 * that of Kamailio's DBURL: its SQLite driver copies each text, its MySQL driver
 * none.  All rows are held at once, by the process that does the reload; what they
 * become lies in shared memory.
 */
unsigned long long capacity_bytes(const struct capacity_load *load, const char *scheme);

/* The private memory of one process (core option -M), in bytes. */
struct capacity_memory {
	const char *process;
	unsigned long long total, free;
};

/*
 * Whether a process can load the table.  TIGHT from 80 % of what is free.  OVER: a
 * reload fails, and so does the next start.  secfilter's lists are empty then, and
 * with SQLite the whole server can die of it (seen: db_sqlite_store_result(), out of
 * memory, crashes in db_free_row()).
 */
enum capacity_level capacity_rows(const struct capacity_load *load, const char *scheme,
	const struct capacity_memory *memory, char text[CAPACITY_TEXT_MAX]);

/* permissions' own limit, where max_subnets does not set another. */
#define CAPACITY_NETWORKS_DEFAULT 512

/* Whether a table for max networks holds so many: Kamailio drops the others silently.
 * TIGHT from 80 % on. */
enum capacity_level capacity_networks(
	size_t networks, size_t max, char text[CAPACITY_TEXT_MAX]);

/*
 * Whether a list of secfilter slows each message down noticeably: TIGHT above 10,000
 * entries.  Both of a kind's lists are walked from the start, 8 to 10 ns
 * an entry (10,000: 0.10 ms, 40,000: 0.34 ms, where the rest of the article's route
 * takes 0.07 ms up to that point).
 */
enum capacity_level capacity_list(
	enum rule_kind kind, size_t entries, char text[CAPACITY_TEXT_MAX]);

/*
 * Whether a list of size bytes fits into a reply, when the node's transports carry max
 * bytes.  TIGHT when not: then only the node's memory shows what it holds.  is_text: the
 * node answers in text, up to 5.6.
 */
enum capacity_level capacity_reply(enum rule_kind kind, size_t size, size_t max,
	bool is_text, char text[CAPACITY_TEXT_MAX]);

#endif
