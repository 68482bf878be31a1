/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_POLICY_VERDICT_H
#define SHIELDADM_POLICY_VERDICT_H

#include "policy/address.h"
#include "policy/address_index.h"
#include "policy/rule.h"
#include "policy/uri.h"

/*
 * What route[REQINIT] does with a request, the article's or that of "shieldadm config":
 * its checks in their order, as Kamailio 5.6.3 carries them out (tests/cli/agree.bats
 * asks one).
 */
enum verdict_check {
	VERDICT_SQLI,
	VERDICT_COUNTRY,
	VERDICT_UA,
	VERDICT_LISTS, /* ip, user, domain and dst: not in the article's route */
	VERDICT_BAN,
	VERDICT_FLOOD,
	VERDICT_LOGINS,
	VERDICT_CONTACT,
	VERDICT_METHOD,
	VERDICT_OPTIONS
};
#define VERDICT_CHECKS 10

enum verdict_answer {
	VERDICT_PASSES,
	VERDICT_LEFT_OUT,   /* the route does not ask it of this request */
	VERDICT_UNKNOWN,    /* what decides is not known */
	VERDICT_ANSWERED,   /* 200 at once: an OPTIONS that is let in */
	VERDICT_REFUSED,    /* 405 at once */
	VERDICT_DROPPED,    /* no answer at all */
	VERDICT_NOT_REACHED /* an earlier check was the end */
};

/* The words of the user interface: "country", "passes". */
const char *verdict_check_name(enum verdict_check check);
const char *verdict_answer_name(enum verdict_answer answer);

/* More failed logins than this are the end. */
#define VERDICT_LOGINS_MAX 20

struct verdict_request {
	int family;
	unsigned char bytes[16];
	unsigned port;                     /* 0: one that no row names */
	char source[ADDRESS_TEXT_MAX + 1]; /* as Kamailio's $si */
	const char *method;                /* its case does not matter (measured) */
	const char *user_agent;            /* without blanks at its ends; "": none */
	struct party from, to, contact;    /* empty: nothing to be found in it */
};

/* Which parts of the route a node has: the article's defines, and those of ours. */
struct verdict_route {
	bool has_secfilter, has_geoip2, has_antiflood, has_usrlocdb;

	/* What an SQL injection has in it: up to 5.6 %24, not %22; up to 6.0 a quote or
	 * its code in a display name as well. */
	bool looks_for_24, forbids_quotes_in_names;

	bool is_hardened;  /* the route is that of "shieldadm config"; then: */
	unsigned left_out; /* checks that are not in it: 1u << VERDICT_UA, ... */
	bool drops_unknown_country, drops_no_ua, passes_lost_lists, wants_contact_name;
};

enum verdict_known { KNOWN_NO, KNOWN_YES, KNOWN_NOT };

/* What a node knows of the source and holds at the moment.  Lists are borrowed. */
struct verdict_facts {
	struct verdict_route route;
	const struct rule_list *rules;
	const struct address_list *addresses;
	const struct address_index *index; /* of addresses; NULL: they are walked */
	bool is_own; /* the source is an address of the node itself */

	enum verdict_known has_country; /* KNOWN_NO: GeoIP has no entry for it */
	char country[3];                /* "": an entry without a country */

	enum verdict_known is_banned;
	long long ban_left; /* seconds; negative: not known */
	enum verdict_known has_logins;
	long long logins;
	enum verdict_known is_registered; /* a contact in "location" names the source */

	/* Of the hardened route. */
	bool are_lists_lost;              /* a reload has failed */
	enum verdict_known has_logged_in; /* a phone has, from the source */
	bool is_agent_of_login;           /* it had the user agent of the request */
};

#define VERDICT_WHY_MAX 320

struct verdict_step {
	enum verdict_answer answer;
	const struct rule *rule;       /* that decides; borrowed, or NULL */
	const struct address *address; /* the same */
	char why[VERDICT_WHY_MAX];
};

struct verdict {
	struct verdict_step steps[VERDICT_CHECKS];
	/* PASSES, UNKNOWN, or what ended it; the check that did, or is not known. */
	enum verdict_answer outcome;
	enum verdict_check decided;
	const struct address *address; /* the row that lets the source in, or NULL */
};

/* Walk through all checks. */
void verdict_walk(struct verdict *verdict, const struct verdict_request *request,
	const struct verdict_facts *facts);

/* Whether the sender is kept out: dropped or refused. */
bool verdict_is_blocked(const struct verdict *verdict);

/* Whether both have the same outcome by the same entries; how long a ban lasts and how
 * many logins are counted may differ. */
bool verdict_same(const struct verdict *a, const struct verdict *b);

/* What to type, or to do, to change it.  The caller frees it. */
char *verdict_advice(const struct verdict *verdict, const struct verdict_request *request,
	const struct verdict_facts *facts) __attribute__((malloc, returns_nonnull));

/*
 * The same where the nodes may differ from what is stored, rules and addresses: no change
 * of the database helps then as "shieldadm sync" does.  nodes: "" for all of them, or
 * " --node edge1 --node edge2".  The caller frees it.
 */
char *verdict_advice_stored(const struct verdict *verdict,
	const struct verdict_request *request, const struct verdict_facts *facts,
	const struct rule_list *rules, const struct address_list *addresses,
	const char *nodes) __attribute__((malloc, returns_nonnull));

#endif
