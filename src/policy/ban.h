/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_BAN_H
#define SHIELDADM_POLICY_BAN_H

#include "policy/address.h"
#include "policy/change.h"

/*
 * Bans: entries of a hash table on the nodes whose key is an address in the form that
 * $si has.  That is what inet_ntop() writes, ::1.2.3.4 included (5.6.3 was asked); any
 * value is a ban.
 */
#define BAN_REASON_MAX 128
#define BAN_KEY_MAX 255
#define BAN_SECONDS_MAX (3650LL * 86400) /* htable.setxs takes an int */

/* The value of a ban without a reason. */
#define BAN_NO_REASON "shieldadm"

struct ban {
	char *key;               /* as the hash table has it */
	int family;              /* AF_UNSPEC when the key is not an address */
	unsigned char bytes[16]; /* in network order */
	long long until;         /* when it ends: seconds since 1970, UTC */
	char *reason;            /* NULL when it is not known, "" when there is none */
	char *who;               /* login@host; NULL when it is not known */
	long long made;          /* when it was recorded; 0 when it is not */
};

/* One ban of a ban set, and what became of it. */
struct ban_change {
	enum change_op op;
	struct ban ban;
	enum change_result result;
	bool is_stored; /* its record was written, or deleted */
	char *skipped;  /* why it was left out; NULL when it was not */
};

/* Bans to add and to lift: change_bans() does it. */
struct ban_set {
	struct ban_change *v;
	size_t len, cap;

	const char *table;  /* on the nodes; borrowed */
	bool is_recorded;   /* in the database too, for sync to bring them back */
	bool flush;         /* lift all existing bans first */
	bool skips_guarded; /* skip what a guard refuses, instead of refusing all */
	/* How long new bans without an end last; 0: as long as the hash table's own
	 * entries, or an hour where those never end. */
	long long seconds;
};

/* A record as it stands in the table "shieldadm_ban".  Borrowed. */
struct ban_row {
	const char *key, *reason, *who;
	long long until, made;
};

/*
 * The ban of an address that was typed; an IPv4-mapped one is the IPv4 address.
 * ERR_USAGE for another text, and for a network: the hash table has single addresses
 * only.  The caller clears it.
 */
bool ban_parse(struct ban *ban, const char *text, struct err *err) MUST;

/* The ban of any key there is in a hash table. */
bool ban_parse_key(struct ban *ban, const char *text, struct err *err) MUST;

/* ERR_USAGE for an address that no request can come from.  Such a ban is not made, but
 * can be lifted where somebody else has made it. */
bool ban_check_source(const struct ban *ban, struct err *err) MUST;

void ban_clear(struct ban *ban);

/* "90s", "15m", "2h", "7d", "1h30m": from a second to ten years.  ERR_USAGE. */
bool ban_parse_duration(long long *seconds, const char *text, struct err *err) MUST;

/* The two largest units: "7d", "1h 59m", "12s". */
#define BAN_DURATION_TEXT_MAX 48
void ban_format_duration(long long seconds, char text[BAN_DURATION_TEXT_MAX]);

/* ERR_USAGE for a reason that is too long, is not UTF-8, or has control characters. */
bool ban_check_reason(const char *reason, struct err *err) MUST;

/* Order: IPv4, IPv6, then other keys; each by its value.  For qsort(). */
int ban_compare(const void *a, const void *b);

/* Add a change; ban is taken over. */
struct ban_change *ban_set_add(
	struct ban_set *set, enum change_op op, const struct ban *ban_take);

/* Keep the first change of each key.  Returns how many were removed. */
size_t ban_set_unique(struct ban_set *set);

/* How many changes are not skipped. */
size_t ban_set_steps(const struct ban_set *set);

/* How many changes have this result. */
size_t ban_set_count(const struct ban_set *set, enum change_result result);

void ban_set_clear(struct ban_set *set);

#endif
