/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How Kamailio's versions differ.  Paths are of Kamailio's source, below src/.
 *
 * These differences need no row, because the reply itself shows them and one reader
 * accepts every form:
 *
 *   secfilter.print    Lines up to 5.6.  From 5.7 an object in which the name "Value"
 *                      repeats (modules/secfilter/secfilter_rpc.c): node/rules.c
 *   secfilter.stats    Lines with "By user-agent    " up to 5.6, from 5.7 members with
 *                      "User-Agent" (the same file): node/counters.c
 *   mod.stats          The number in "shm_append_str_list(N)" is a line of the source
 *                      (modules/kex/mod_stats.c): node/rules.c.  The bytes are multiples
 *                      of 8 (5.6.3, Debian) or of 16 (6.1.4): policy/memory.c
 *   core.sockets_list  It has "ipaddress" from 5.6.3: node/route.c
 *   too large for ctl  "reply too big" for a dump (modules/ctl/binrpc_run.c), "Internal
 *                      error creating inner struct" for secfilter.print of 6.1: rpc/end.c
 *
 * 5.5 to 6.1 share these: secfilter.print without a list, and a reload without the
 * table's backend, kill the node (node/danger.c); secfilter.add_dst loses leading zeros
 * (node/node.h).
 */
#include "node/quirks.h"

#include <assert.h>
#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>

struct release {
	unsigned major, minor;
};

static const struct row {
	struct release since;  /* the first release that has it; not set: all */
	struct release before; /* the first that does not have it; not set: none yet */
	bool if_unknown;       /* for a version that cannot be read */
	const char *method;    /* not by version: the node has this method */
} rows[QUIRKS] = {
	/*
	 * secfilter.print and secfilter.stats answer lines of text.  Over ctl all lines
	 * come, but those beyond its buffer are left out without a word (1,588 of 2,000
	 * entries on 5.6.3).  Over JSON-RPC only the last line is left, which is "".
	 * modules/secfilter/secfilter_rpc.c, rpl_printf() up to 5.6, struct_add() from
	 * 5.7; modules/jsonrpcs/jsonrpcs_mod.c, jsonrpc_rpl_printf(); issue 2992.
	 */
	[QUIRK_TEXT_LISTS] = { .before = { 5, 7 } },

	/*
	 * The handle of the file is in shared memory, but each process maps the file for
	 * itself: geoip2.reload reaches only the process that answers the call.  5.6.3
	 * died at the next request when the new file was larger.
	 * modules/geoip2/geoip2_mod.c; issue 3861, fixed in 2024 (6.0 is of January
	 * 2025).
	 */
	[QUIRK_GEOIP_RELOAD_KILLS] = { .before = { 6, 0 }, .if_unknown = true },

	/*
	 * One of the texts that it takes for an SQL injection is %24; later it is %22.
	 * modules/secfilter/secfilter.c, w_check_sqli(); fixed in November 2022 (5.7).
	 */
	[QUIRK_SQLI_24] = { .before = { 5, 7 } },

	/*
	 * From 6.1 on the names of From and To may have quotes and their codes in them;
	 * only -- and %60 are looked for there.
	 * modules/secfilter/secfilter.c, sf_check_sqli(), check_quotes (6.1.0).
	 */
	[QUIRK_SQLI_NAME] = { .before = { 6, 1 } },

	/*
	 * One entry can be deleted from memory, without a reload.  The call deletes
	 * every entry of the list that begins with the value, and heeds case.  From 6.1.
	 * modules/secfilter/secfilter.c, secfilter_rpc[], and the strncmp() of
	 * secfilter_db.c; pull request 4089.
	 */
	[QUIRK_ENTRY_DELETE] = { .method = "secfilter.del_bl" },
};

/* The first and the last release that shieldadm was tried with. */
static const struct release first_tried = { 5, 5 }, last_tried = { 6, 1 };

static bool
parse_release(const char *version, struct release *release)
{
	return sscanf(version, "%u.%u", &release->major, &release->minor) == 2;
}

static bool
is_before(const struct release *a, const struct release *b)
{
	return a->major != b->major ? a->major < b->major : a->minor < b->minor;
}

bool
quirk_in(const char *version, enum quirk quirk)
{
	const struct row *row = &rows[quirk];
	struct release release;

	assert(row->method == NULL);
	if (!parse_release(version, &release))
		return row->if_unknown;
	return !is_before(&release, &row->since) &&
	       (row->before.major == 0 || is_before(&release, &row->before));
}

const char *
quirk_method(enum quirk quirk)
{
	return rows[quirk].method;
}

bool
quirk_is_tried(const char *version)
{
	struct release release;

	return parse_release(version, &release) && !is_before(&release, &first_tried) &&
	       !is_before(&last_tried, &release);
}

/* As for fnmatch(). */
static const struct fault_text {
	enum fault fault;
	const char *pattern;
} fault_texts[] = {
	{ FAULT_NO_METHOD, "Method Not Found" },    /* JSON-RPC */
	{ FAULT_NO_METHOD, "command * not found" }, /* BINRPC */

	/* modules/permissions/rpc.c of all versions, and from 6.0
	 * modules/secfilter/secfilter_rpc.c: within reload_delta, 5 s by default.  From
	 * 6.1 permissions also says it for a day when a process dies in a reload. */
	{ FAULT_ONGOING_RELOAD, "*ongoing reload*" },

	/* modules/htable/htable.c: htable.get says the first of the two keys' texts,
	 * htable.delete the second. */
	{ FAULT_NO_TABLE, "*No such htable*" },
	{ FAULT_NO_KEY, "*Key name doesn't exist*" },
	{ FAULT_NO_KEY, "*Key not found*" },
};

bool
fault_is(const struct err *err, enum fault fault)
{
	for (size_t i = 0; i < sizeof(fault_texts) / sizeof(*fault_texts); i++)
		if (fault_texts[i].fault == fault &&
			fnmatch(fault_texts[i].pattern, err->text, 0) == 0)
			return true;
	return false;
}
