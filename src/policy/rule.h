/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_RULE_H
#define SHIELDADM_POLICY_RULE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Rules: the entries of Kamailio's secfilter lists, one row each of its table
 * "secfilter" (id, action, type, data).
 */

/* What a rule looks at.  The numbers are those of the table's column "type"; a
 * destination has none of its own there (see rule_row()). */
enum rule_kind {
	RULE_UA = 0,
	RULE_COUNTRY = 1,
	RULE_DOMAIN = 2,
	RULE_IP = 3,
	RULE_USER = 4,
	RULE_DST = 5
};
#define RULE_KINDS 6

/*
 * The lists that shieldadm stores: one for each kind of rule, and "addr", Kamailio's
 * table of addresses.  These are the words of the command line, of the policy file and of
 * JSON, in the order of the numbers.
 */
#define LIST_ADDR RULE_KINDS
#define LIST_KINDS (RULE_KINDS + 1)
#define LIST_NAMES "ua", "country", "domain", "ip", "user", "dst", "addr"
#define LIST_NAMES_TEXT "ua, country, domain, ip, user, dst or addr"
const char *list_name(int kind);

/* The list of this name, len bytes; -1 when there is none. */
int list_kind(const char *name, size_t len);

/* The numbers are those of the column "action"; a blocked destination is 2. */
enum rule_action { RULE_BLOCK = 0, RULE_ALLOW = 1 };

/* Bytes that a value of ours can have: the stock column "data" is a varchar(64).  Rows of
 * other people can be longer. */
#define RULE_VALUE_MAX 64

/* The shortest beginning of a user agent, in characters, that names one program and not
 * a family of phones: "sip" is Sipura as well.  The article's shortest is "exec.". */
#define RULE_UA_SURE 5

struct rule {
	long long id; /* of its row; 0 when it is not stored */
	enum rule_kind kind;
	enum rule_action action;
	bool has_odd_action; /* its row has the action 2, and not the type of a
	                        destination */
	const char *value;   /* never NULL; from intern() or a literal */
};

struct rule_list {
	struct rule *v;
	size_t len, cap;
};

/* A number of a row whose column is NULL, where Kamailio does not read that as 0. */
#define RULE_NULL LLONG_MIN

/* A row as it stands in the table, valid or not. */
struct rule_row {
	long long id;
	long long action, type; /* or RULE_NULL */
	const char *data;       /* borrowed; NULL when the column is NULL */
};

/* The words of the user interface, which are Kamailio's too: "ua", "block". */
const char *rule_kind_name(enum rule_kind kind);
const char *rule_action_name(enum rule_action action);

/* The action of this name, in any case; false for another text. */
bool rule_action_parse(enum rule_action *action, const char *text);

/* What people call the kind: "user agent", "country". */
const char *rule_kind_title(enum rule_kind kind);

/* Whether values may hold any character, '#' and ';' too. */
bool rule_kind_is_text(enum rule_kind kind);

/* The row that stores rule.  Its data is borrowed from rule. */
struct rule_row rule_row(const struct rule *rule);

/*
 * The rule that Kamailio makes of a row, whatever the row looks like: the action 2 with
 * another type than 0 is a block of that type.  False, with the reason as err's text, for
 * a row that stops a reload in the middle, an action outside 0..2 or a type outside 0..4
 * (secfilter_db.c, secf_append_rule, the same from 5.5 to 6.1), or that kills a node.
 */
bool rule_from_row(struct rule *rule, const struct rule_row *row, struct err *err) MUST;

/* Whether both stand for the same entry: Kamailio ignores the case of ASCII. */
bool rule_same(const struct rule *a, const struct rule *b);

/* Order by kind, action and value, the case of ASCII ignored; for qsort(). */
int rule_compare(const void *a, const void *b);

/* Whether its value is valid UTF-8: no file of a policy can hold another, nor ask for it.
 */
bool rule_is_text(const struct rule *rule);

void rule_list_add(struct rule_list *list, const struct rule *rule);

/* Sort by rule_compare(); and whether such a list has the entry. */
void rule_list_sort(struct rule_list *list);
bool rule_list_has(const struct rule_list *sorted, const struct rule *rule);
void rule_list_clear(struct rule_list *list);

#endif
