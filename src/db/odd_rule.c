/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/ascii.h"
#include "base/xalloc.h"
#include "db/odd_row.h"
#include "policy/address_parse.h"
#include "policy/agent.h"
#include "policy/country.h"
#include "policy/rule_parse.h"
#include "policy/sentinel.h"

/* "blocks nobody", "lets nobody in". */
static const char *
effect_of_none(const struct rule *rule)
{
	return rule->action == RULE_ALLOW ? "it allows nobody" : "it blocks nobody";
}

static void
say_never(struct odd_row *odd, const struct rule *rule, const char *why)
{
	odd->is = ODD_NEVER;
	str_addf(&odd->what, "%s: %s", effect_of_none(rule), why);
}

static void
mend_value(struct odd_row *odd, const struct rule *rule, const char *value)
{
	str_addf(&odd->mend, "UPDATE secfilter SET data = '%s' WHERE id = %lld;", value,
		rule->id);
	str_addf(&odd->effect, "%ss '%s', which this row does not today",
		rule_action_name(rule->action), value);
}

static void
mend_delete(struct odd_row *odd, const struct rule *rule)
{
	str_addf(&odd->mend, "DELETE FROM secfilter WHERE id = %lld;", rule->id);
	str_addf(&odd->effect, "nothing changes for callers");
}

static void
judge_country(struct odd_row *odd, const struct rule *rule)
{
	const char *code = country_code(rule->value);
	size_t len = strlen(rule->value);

	if (rule_is_sentinel(rule) || (len == 2 && country_name(rule->value) != NULL))
		return;
	if (len == 1) {
		odd->is = ODD_OTHER;
		str_addf(&odd->what, "it matches every country that begins with '%s'",
			rule->value);
		str_addf(&odd->effect, "%s the countries that are meant, then remove it",
			rule_action_name(rule->action));
		return;
	}
	say_never(odd, rule,
		len == 2 ? "no country has this code, unless the GeoIP file in use does"
			 : "Kamailio compares it with codes of two letters");
	if (code != NULL)
		mend_value(odd, rule, code);
	else
		mend_delete(odd, rule);
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
judge_blanks(struct odd_row *odd, const struct rule *rule)
{
	char *value = xstrdup(rule->value + strspn(rule->value, " \t\r\n"));
	size_t len = strlen(value);

	while (len > 0 && isspace((unsigned char)value[len - 1]))
		value[--len] = '\0';
	say_never(odd, rule, "it has blanks around it that no request has");
	if (is_plain(value))
		mend_value(odd, rule, value);
	else
		mend_delete(odd, rule);
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
judge_prefix(struct odd_row *odd, const struct rule *rule)
{
	char beginning[ADDRESS_IP_MAX];
	struct err why;
	struct rule parsed;

	if (rule_parse(&parsed, RULE_IP, rule->action, rule->value, true, &why)) {
		if (ascii_compare(parsed.value, rule->value) == 0)
			return;
		say_never(odd, rule, "Kamailio writes this address in another way");
		mend_value(odd, rule, parsed.value);
		return;
	}
	say_never(odd, rule,
		"entries are compared as text with the beginning of the source's "
		"address");
	if (common_beginning(beginning, rule->value))
		mend_value(odd, rule, beginning);
	else
		mend_delete(odd, rule);
}

static void
judge_action(struct odd_row *odd, const struct rule *rule)
{
	odd->is = ODD_OTHER;
	str_addf(&odd->what,
		"its action 2 says a destination, its type does not: Kamailio blocks "
		"the %s",
		rule_kind_title(rule->kind));
	str_addf(
		&odd->mend, "UPDATE secfilter SET action = 0 WHERE id = %lld;", rule->id);
	str_addf(&odd->effect, "nothing changes for callers");
}

static void
judge_pattern(struct odd_row *odd, const struct rule *rule)
{
	odd->is = ODD_OTHER;
	str_addf(&odd->what,
		"it is compared as it is with the beginning of a user agent: nothing in "
		"it is a pattern, or left out");
	str_addf(&odd->effect, "%s the beginning that is meant, then remove it",
		rule_action_name(rule->action));
}

bool
odd_rule(struct odd_row *odd, const struct rule *rule)
{
	struct err why;

	*odd = (struct odd_row){ .is = ODD_NOT };
	if (rule->value[0] == '\0')
		return false; /* it is one of those that harm */
	if (has_lost_blanks(rule))
		judge_blanks(odd, rule);
	else if (rule->kind == RULE_COUNTRY)
		judge_country(odd, rule);
	else if (rule->kind == RULE_IP)
		judge_prefix(odd, rule);
	else if (rule->kind == RULE_UA && !agent_check(rule->value, &why))
		judge_pattern(odd, rule);
	if (odd->is == ODD_NOT && rule->has_odd_action)
		judge_action(odd, rule);
	return odd->is != ODD_NOT;
}
