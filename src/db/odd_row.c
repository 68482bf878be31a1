/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/odd_row.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "base/ascii.h"
#include "policy/address_parse.h"
#include "policy/agent.h"
#include "policy/country.h"
#include "policy/rule_parse.h"
#include "policy/sentinel.h"

const char *
look_word_text(enum look_word word)
{
	return word == LOOK_NEVER ? "never matches" : "is not what it looks like";
}

void
look_clear(struct look *look)
{
	str_clear(&look->what);
	str_clear(&look->mend);
	str_clear(&look->effect);
	look->word = LOOK_FINE;
}

/* -- addresses -- */

/* Whether people read the text as the same address: "2001:DB8::1", "[2001:db8::1]". */
static bool
reads_as(const struct address *a, const char *text)
{
	size_t len = strlen(text);
	bool has_brackets = text[0] == '[' && text[len - 1] == ']';
	char *bare = strndup(text + has_brackets, len - 2 * has_brackets);
	unsigned char bytes[16];
	int family;
	bool is_same = bare != NULL && address_parse_ip(bare, &family, bytes) &&
	               family == a->family && memcmp(bytes, a->bytes, 16) == 0;

	free(bare);
	return is_same;
}

static void
say_wrapped(struct look *look, const struct address *a)
{
	char text[ADDRESS_FORMAT_MAX];

	address_format(a, text);
	look->word = LOOK_OTHER;
	str_addf(&look->what, "Kamailio reads '%s' as %s, and lets that in", a->stored,
		text);
	str_addf(&look->mend, "UPDATE address SET ip_addr = '%s' WHERE id = %lld;", a->ip,
		a->id);
	str_addf(&look->effect,
		"nothing changes for callers; if %s is not meant, remove the row, which "
		"cuts it off",
		a->ip);
}

/* kamctl and kamcli store an IPv6 host this way when no mask is given. */
static void
say_hole(struct look *look, const struct address *a)
{
	unsigned char bytes[16];
	char network[ADDRESS_IP_MAX];

	memcpy(bytes, a->bytes, sizeof(bytes));
	address_clear_host_bits(bytes, a->prefix);
	address_format_ip(a->family, bytes, network);
	look->word = LOOK_OTHER;
	str_addf(&look->what, "Kamailio matches the whole network %s/%u, not the host %s",
		network, a->prefix, a->ip);
	str_addf(&look->mend, "UPDATE address SET ip_addr = '%s' WHERE id = %lld;",
		network, a->id);
	str_addf(&look->effect,
		"nothing changes for callers; if the host alone is meant, set its mask "
		"to "
		"%u, which cuts off the rest",
		address_bits(a->family));
}

/* Why no request comes from there; NULL when one can. */
static const char *
never_from(const struct address *a)
{
	if (a->port > 65535)
		return "no request comes from such a port";
	if (a->form == ADDRESS_NAME)
		return NULL;
	if (a->family == AF_INET6 && address_is_mapped(a->bytes))
		return "it is an IPv4 address in the form of IPv6, and requests come "
		       "from the IPv4 address";
	if (a->form == ADDRESS_HOST)
		return address_no_source(a->family, a->bytes);
	return NULL;
}

static bool
look_at_ip(struct look *look, const struct address *a)
{
	const char *never = never_from(a);

	if (never != NULL) {
		look->word = LOOK_NEVER;
		str_addf(&look->what, "it lets nobody in: %s", never);
		str_addf(&look->mend, "DELETE FROM address WHERE id = %lld;", a->id);
		str_addf(&look->effect, "nothing changes for callers");
	} else if (a->stored != NULL && !reads_as(a, a->stored)) {
		say_wrapped(look, a);
	} else if (address_has_host_bits(a)) {
		say_hole(look, a);
	}
	return look->word != LOOK_FINE;
}

/* The address that was probably meant by what is a name to Kamailio. */
static bool
meant_by(struct address *meant, const char *name)
{
	size_t blanks = strspn(name, " \t\r\n\"'["), len;
	char *bare = strdup(name + blanks);
	struct err ignored;
	bool ok;

	if (bare == NULL)
		return false;
	len = strlen(bare);
	while (len > 0 && strchr(" \t\r\n\"',;]", bare[len - 1]) != NULL)
		bare[--len] = '\0';
	ok = address_parse_stored(meant, bare, &ignored) && meant->form == ADDRESS_HOST;
	ok = ok || (meant->form == ADDRESS_NETWORK && !address_is_mapped(meant->bytes));
	if (ok && meant->family == AF_INET6 && address_is_mapped(meant->bytes)) {
		address_unmap(&meant->family, meant->bytes);
		meant->prefix = address_bits(meant->family);
		address_format_ip(meant->family, meant->bytes, meant->ip);
	}
	free(bare);
	return ok;
}

static bool
looks_like_ip(const char *name)
{
	return name[strspn(name, "0123456789./:[] \t\"'")] == '\0' ||
	       strchr(name, ':') != NULL || strchr(name, '/') != NULL;
}

static bool
look_at_name(struct look *look, const struct address *a)
{
	struct address meant;

	look->word = LOOK_NEVER;
	str_addf(&look->what, "it is a name to Kamailio, and no source matches a name");
	if (meant_by(&meant, a->stored)) {
		str_addf(&look->mend,
			"UPDATE address SET ip_addr = '%s', mask = %u WHERE id = %lld;",
			meant.ip, meant.prefix, a->id);
		str_addf(&look->effect, "lets %s/%u in, which is not let in today",
			meant.ip, meant.prefix);
	} else if (looks_like_ip(a->stored)) {
		str_addf(&look->effect,
			"which address is meant cannot be told: add that one with "
			"shieldadm addr add, and remove this row");
	} else {
		str_addf(&look->effect,
			"add the addresses behind it as well; only a route that calls "
			"allow_address() with a name uses this row");
	}
	return true;
}

bool
look_at_address(struct look *look, const struct address *a)
{
	*look = (struct look){ .word = LOOK_FINE };
	return a->form == ADDRESS_NAME ? look_at_name(look, a) : look_at_ip(look, a);
}

/* -- rules -- */

/* "blocks nobody", "lets nobody in". */
static const char *
effect_of_none(const struct rule *rule)
{
	return rule->action == RULE_ALLOW ? "it allows nobody" : "it blocks nobody";
}

static void
say_never(struct look *look, const struct rule *rule, const char *why)
{
	look->word = LOOK_NEVER;
	str_addf(&look->what, "%s: %s", effect_of_none(rule), why);
}

static void
mend_value(struct look *look, const struct rule *rule, const char *value)
{
	str_addf(&look->mend, "UPDATE secfilter SET data = '%s' WHERE id = %lld;", value,
		rule->id);
	str_addf(&look->effect, "%ss '%s', which it does not today",
		rule_action_name(rule->action), value);
}

static void
mend_delete(struct look *look, const struct rule *rule)
{
	str_addf(&look->mend, "DELETE FROM secfilter WHERE id = %lld;", rule->id);
	str_addf(&look->effect, "nothing changes for callers");
}

static void
look_at_country(struct look *look, const struct rule *rule)
{
	const char *code = country_code(rule->value);
	size_t len = strlen(rule->value);

	if (rule_is_sentinel(rule) || (len == 2 && country_name(rule->value) != NULL))
		return;
	if (len == 1) {
		look->word = LOOK_OTHER;
		str_addf(&look->what, "it matches every country that begins with '%s'",
			rule->value);
		str_addf(&look->effect, "%s the countries that are meant, then remove it",
			rule_action_name(rule->action));
		return;
	}
	say_never(look, rule,
		len == 2 ? "no country has this code, unless the GeoIP file in use does"
			 : "Kamailio compares it with codes of two letters");
	if (code != NULL)
		mend_value(look, rule, code);
	else
		mend_delete(look, rule);
}

/* Blanks around a value are not in what a request has; the last may be in its middle. */
static bool
has_lost_blanks(const struct rule *rule)
{
	const char *value = rule->value;
	size_t len = strlen(value);
	bool is_text = rule_kind_is_text(rule->kind);

	return isspace((unsigned char)value[0]) || strpbrk(value, "\r\n") != NULL ||
	       (!is_text && len > 0 && isspace((unsigned char)value[len - 1]));
}

/* A text that is safe between quotes of SQL. */
static bool
is_plain(const char *text)
{
	return text[0] != '\0' &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789 .:/_+@-")] == '\0';
}

static void
look_at_blanks(struct look *look, const struct rule *rule)
{
	char *value = xstrdup(rule->value + strspn(rule->value, " \t\r\n"));
	size_t len = strlen(value);

	while (len > 0 && isspace((unsigned char)value[len - 1]))
		value[--len] = '\0';
	say_never(look, rule, "it has blanks around it that no request has");
	if (is_plain(value))
		mend_value(look, rule, value);
	else
		mend_delete(look, rule);
	free(value);
}

/* "10.1." for "10.1.0.0/16": the text that all addresses of the network begin with. */
static bool
common_beginning(char text[ADDRESS_IP_MAX], const char *network)
{
	struct address a;
	struct err ignored;
	size_t dots;

	if (!address_parse_stored(&a, network, &ignored) || a.family != AF_INET ||
		a.form != ADDRESS_NETWORK || a.prefix % 8 != 0)
		return false;
	snprintf(text, ADDRESS_IP_MAX, "%s", a.ip);
	dots = a.prefix / 8;
	for (char *c = text; *c != '\0'; c++)
		if (*c == '.' && --dots == 0)
			c[1] = '\0';
	return true;
}

static void
look_at_prefix(struct look *look, const struct rule *rule)
{
	char beginning[ADDRESS_IP_MAX];
	struct err why;
	struct rule parsed;

	if (rule_parse(&parsed, RULE_IP, rule->action, rule->value, true, &why)) {
		if (ascii_compare(parsed.value, rule->value) == 0)
			return;
		say_never(look, rule, "Kamailio writes this address in another way");
		mend_value(look, rule, parsed.value);
		return;
	}
	say_never(look, rule,
		"entries are compared as text with the beginning of the source's "
		"address");
	if (common_beginning(beginning, rule->value))
		mend_value(look, rule, beginning);
	else
		mend_delete(look, rule);
}

static void
look_at_action(struct look *look, const struct rule *rule)
{
	look->word = LOOK_OTHER;
	str_addf(&look->what,
		"its action 2 says a destination, its type does not: Kamailio blocks "
		"the %s",
		rule_kind_title(rule->kind));
	str_addf(&look->mend, "UPDATE secfilter SET action = 0 WHERE id = %lld;",
		rule->id);
	str_addf(&look->effect, "nothing changes for callers");
}

static void
look_at_pattern(struct look *look, const struct rule *rule)
{
	look->word = LOOK_OTHER;
	str_addf(&look->what,
		"it is compared as it is with the beginning of a user agent, not as a "
		"pattern");
	str_addf(&look->effect, "%s the beginning that is meant, then remove it",
		rule_action_name(rule->action));
}

bool
look_at_rule(struct look *look, const struct rule *rule)
{
	struct err why;

	*look = (struct look){ .word = LOOK_FINE };
	if (rule->value[0] == '\0')
		return false; /* it is one of those that harm */
	if (has_lost_blanks(rule))
		look_at_blanks(look, rule);
	else if (rule->kind == RULE_COUNTRY)
		look_at_country(look, rule);
	else if (rule->kind == RULE_IP)
		look_at_prefix(look, rule);
	else if (rule->kind == RULE_UA && !agent_check(rule->value, &why))
		look_at_pattern(look, rule);
	if (look->word == LOOK_FINE && rule->has_odd_action)
		look_at_action(look, rule);
	return look->word != LOOK_FINE;
}

struct ids {
	long long *v;
	size_t len, cap;
};

static int
by_number(const void *a, const void *b)
{
	const long long *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* With those of the bad rows of the table; frees them. */
static bool
are_distinct(struct ids *ids, const char *table, const struct bad_rows *bad)
{
	bool ok = true;

	for (size_t i = 0; i < bad->len; i++)
		/* The empty value is among the rules as well. */
		if (strcmp(bad->v[i].table, table) == 0 && !bad->v[i].is_rule_too)
			*LIST_ADD(ids) = bad->v[i].id;
	if (ids->len > 0)
		qsort(ids->v, ids->len, sizeof(*ids->v), by_number);
	for (size_t i = 0; i < ids->len; i++)
		ok = ok && ids->v[i] > 0 && (i == 0 || ids->v[i] != ids->v[i - 1]);
	free(ids->v);
	return ok;
}

bool
rules_have_ids(const struct rule_list *rules, const struct bad_rows *bad)
{
	struct ids ids = { 0 };

	for (size_t i = 0; i < rules->len; i++)
		*LIST_ADD(&ids) = rules->v[i].id;
	return are_distinct(&ids, "secfilter", bad);
}

bool
addresses_have_ids(const struct address_list *addresses, const struct bad_rows *bad)
{
	struct ids ids = { 0 };

	for (size_t i = 0; i < addresses->len; i++)
		*LIST_ADD(&ids) = addresses->v[i].id;
	return are_distinct(&ids, "address", bad);
}
