/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_CHANGE_H
#define SHIELDADM_POLICY_CHANGE_H

#include "policy/address.h"
#include "policy/pack.h"
#include "policy/rule.h"

/*
 * A change set: rows to add and to remove, all or nothing.  Commands fill it in;
 * change_apply() does it.
 */
enum change_op { CHANGE_ADD, CHANGE_REMOVE };

/* The result of one row. */
enum change_result {
	CHANGE_ADDED,
	CHANGE_PRESENT,
	CHANGE_REMOVED,
	CHANGE_ABSENT,
	CHANGE_FAILED /* of a ban only: no node could be asked, and no record shows it */
};
const char *change_result_name(enum change_result result);
/* The operation behind CHANGE_ADDED or CHANGE_REMOVED. */
enum change_op change_result_op(enum change_result result);

struct rule_change {
	enum change_op op;
	/* To remove: from both lists, whatever the action, unless is_exact. */
	struct rule rule;
	bool is_exact;
};

struct address_change {
	enum change_op op;
	/* To remove: id 0 is any row, group 0 any group; port 0 is any port unless
	 * has_port. A row whose stored text is that of address is meant as well. */
	struct address address;
	bool has_port;
};

/* Very many addresses, without an outcome for each. */
struct bulk {
	struct pack wanted; /* sorted: to be stored */
	struct pack gone;   /* sorted: to be removed, unless it is in wanted too */
	bool is_whole;      /* remove what is stored and not wanted */
	bool replaces_tags; /* give a stored row the wanted tag; else it is present */
};
struct bulk *bulk_new(void) __attribute__((returns_nonnull));

struct change_set {
	struct bulk *bulk; /* NULL: none; owned */
	struct {
		struct rule_change *v;
		size_t len, cap;
	} rules;
	struct {
		struct address_change *v;
		size_t len, cap;
	} addresses;
};

void change_add_rule(struct change_set *set, enum change_op op, const struct rule *rule);
void change_add_address(
	struct change_set *set, enum change_op op, const struct address *address);
void change_set_clear(struct change_set *set);

/* Append the rows of from to into.  ERR_USAGE, with into unchanged, when one row is the
 * opposite of another: their order would be lost. */
bool change_set_merge(
	struct change_set *into, const struct change_set *from, struct err *err) MUST;

/* What a change set comes to, given what is stored. */
struct rule_outcome {
	enum change_result result;
	bool has_action; /* false when what was to be removed is in no list */
	struct rule rule;
};

struct address_outcome {
	enum change_result result;
	struct address address;
};

/* Of so many rows of a bulk are the first kept, to be shown. */
#define BULK_SHOWN 1000

struct bulk_outcome {
	bool is_there; /* the change set has a bulk */
	size_t added, present, removed, absent;
	size_t retagged; /* counted in none of the others */
	struct address_list first_added, first_removed; /* retagged ones are in both */
};

struct plan {
	struct bulk_outcome bulk;
	/* One for each row, in the order of the change set. */
	struct {
		struct rule_outcome *v;
		size_t len, cap;
	} rules;
	struct {
		struct address_outcome *v;
		size_t len, cap;
	} addresses;
	/* What the user should know of what it does to callers. */
	struct {
		char **v;
		size_t len, cap;
	} notes;
	/* ": did you mean 'sipcli/'?", of the first that is CHANGE_ABSENT; "" when
	 * nothing that stands is near it, NULL when there is none. */
	char *meant;
};

/* Of a number of rows of a table, which a file does not name and yet are not removed. */
#define CHANGE_KEPT_TEXT                                                              \
	"%zu of the table '%s' stay: their text is not UTF-8, so a file cannot name " \
	"them"

/* Add a note; needs base/xalloc.h. */
#define PLAN_NOTE(plan, ...) (*LIST_ADD(&(plan)->notes) = xasprintf(__VA_ARGS__))

/*
 * Work out a plan.  Nothing is left out of it: a row that stands already is
 * CHANGE_PRESENT, a removal that finds nothing is CHANGE_ABSENT, one that finds
 * several is an outcome for each.  ERR_GUARD, unless is_agreed, for a change that
 * would leave no country allowed or take out the sentinel; ERR_USAGE for the removal of
 * an address that stands in several groups or with several ports when none was given.
 */
bool plan_rules(struct plan *plan, const struct change_set *set,
	const struct rule_list *stored, bool is_agreed, struct err *err) MUST;
bool plan_addresses(struct plan *plan, const struct change_set *set,
	const struct address_list *stored, struct err *err) MUST;
void plan_clear(struct plan *plan);

/* Whether a stored row goes; whether one of two contains the other. */
bool bulk_goes(const struct bulk *bulk, const struct address *row);
bool address_overlaps(const struct address *a, const struct address *b);

/*
 * What a bulk comes to for those who have to judge each row: an outcome for each row that
 * goes, and for each that comes and has to do with one that goes.  stored: all rows, or
 * those at least that have to do with one that goes.
 */
void plan_bulk(
	struct plan *plan, const struct bulk *bulk, const struct address_list *stored);

/* How many rows of the plan have this result, those of a bulk included; retagged ones are
 * both added and removed. */
size_t plan_count(const struct plan *plan, enum change_result result);

#endif
