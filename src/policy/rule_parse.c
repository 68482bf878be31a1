/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/rule_parse.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/intern.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "policy/address.h"
#include "policy/agent.h"
#include "policy/country.h"

const char *const rule_scanners[] = { "friendly-scanner", "sipcli/", "VaxSIPUserAgent/",
	"pplsip", "system", "exec.", "sipsak", "sipvicious", "siparmyknife",
	"VaxIPUserAgent", "SIParator/", "eyebeam", NULL };

/* A shorter prefix catches whole families of phones. */
#define SHORT_PREFIX 3

/* Whether there is text, and no more of it than the table holds. */
static bool
check_length(enum rule_kind kind, const char *text, struct err *err)
{
	const char *title = rule_kind_title(kind);
	size_t len = strlen(text);

	if (len == 0)
		return err_set(err, ERR_USAGE,
			"the %s is empty: it would match everything", title);
	if (len > RULE_VALUE_MAX)
		return err_set(err, ERR_USAGE,
			"the %s '%.32s...' has %zu bytes: the table holds %d; an entry "
			"matches by its beginning, so a shorter one will do",
			title, text, len, RULE_VALUE_MAX);
	return true;
}

/* Whether text may be stored; counts its characters. */
static bool
check_text(enum rule_kind kind, const char *text, size_t *chars, struct err *err)
{
	const char *title = rule_kind_title(kind);
	size_t len = strlen(text);
	uint32_t c;

	*chars = 0;
	for (size_t i = 0, n; i < len; i += n, *chars += 1) {
		n = utf8_decode(text + i, len - i, &c);
		if (n == 0)
			return err_set(err, ERR_USAGE, "the %s '%s' is not valid UTF-8",
				title, text);
		if (utf8_is_control(c))
			return err_set(err, ERR_USAGE,
				"the %s '%s' holds a control character", title, text);
	}
	return true;
}

/* ": did you mean 'DE' (Germany)?", or "".  The caller frees it. */
static char *
country_meant(const char *typed)
{
	const char *code = country_code(typed);

	if (code == NULL)
		code = country_nearest(typed);
	return code != NULL
	               ? xasprintf(": did you mean '%s' (%s)?", code, country_name(code))
	               : xstrdup("");
}

static bool
check_country(const struct rule *rule, const char *typed, bool force, struct err *err)
{
	bool is_code = strlen(rule->value) == 2 &&
	               ((isalpha((unsigned char)rule->value[0]) &&
				isalpha((unsigned char)rule->value[1])) ||
			       country_name(rule->value) != NULL);
	const char *code = country_code(typed);
	char *meant;

	if (is_code && (force || country_name(rule->value) != NULL))
		return true;
	meant = country_meant(typed);
	if (is_code)
		err_set(err, ERR_GUARD,
			"'%s' is not a country of ISO 3166: --force stores it all the "
			"same%s",
			rule->value, meant);
	else if (code != NULL)
		err_set(err, ERR_USAGE, "a country is given by its code: %s for '%s'",
			code, typed);
	else
		err_set(err, ERR_USAGE,
			"'%s' is not a country code: expected two letters of ISO 3166, "
			"such as "
			"US%s",
			typed, meant);
	free(meant);
	return false;
}

/* Whether text can begin an IPv4 address: up to four numbers, none over 255. */
static bool
begins_v4(const char *text)
{
	unsigned numbers = 0;

	while (*text != '\0') {
		char *end;
		unsigned long n = strtoul(text, &end, 10);
		if (*text < '0' || *text > '9' || end - text > 3 || n > 255 ||
			++numbers > 4)
			return false;
		if (*end != '\0' && (*end != '.' || numbers == 4))
			return false;
		text = *end == '.' ? end + 1 : end;
	}
	return true;
}

/* Entries of kind ip are compared as text: only the beginning of an address as Kamailio
 * writes it can match.  A whole IPv6 address is brought to that form. */
static bool
check_ip(struct rule *rule, struct err *err)
{
	const char *value = rule->value;
	char canonical[ADDRESS_IP_MAX];
	unsigned char bytes[16];
	int family;

	if (strchr(value, '/') != NULL)
		return err_set(err, ERR_USAGE,
			"'%s': these entries are compared as text, a network never "
			"matches; give the beginning that its addresses share, such as "
			"'10.1.'",
			value);
	if (strchr(value, ':') != NULL
			? value[strspn(value, "0123456789abcdefABCDEF.:")] != '\0'
			: !begins_v4(value))
		return err_set(err, ERR_USAGE,
			"'%s' is not the beginning of an IP address: it would never "
			"match",
			value);
	if (!address_parse_ip(value, &family, bytes))
		return true;
	address_format_ip(family, bytes, canonical);
	rule->value = intern(canonical);
	return true;
}

static bool
check_prefix(enum rule_kind kind, const char *value, size_t chars, struct err *err)
{
	size_t len = strlen(value);

	if (chars < SHORT_PREFIX)
		return err_set(err, ERR_GUARD,
			"'%s' is short: it would match every %s that begins with it, in "
			"either case; --force stores it all the same",
			value, rule_kind_title(kind));
	if (value[0] == ' ' || value[len - 1] == ' ')
		return err_set(err, ERR_GUARD,
			"'%s' has a space at an end: --force stores it all the same",
			value);
	return kind != RULE_UA || agent_check(value, err);
}

bool
rule_parse_value(
	struct rule *rule, enum rule_kind kind, const char *text, struct err *err)
{
	char value[RULE_VALUE_MAX + 1];

	if (!check_length(kind, text, err))
		return false;
	for (size_t i = 0; i <= strlen(text); i++)
		value[i] = kind == RULE_COUNTRY ? ascii_upper(text[i]) : text[i];
	*rule = (struct rule){ .kind = kind, .value = intern(value) };
	return true;
}

bool
rule_parse(struct rule *rule, enum rule_kind kind, enum rule_action action,
	const char *text, bool force, struct err *err)
{
	struct rule r;
	size_t chars;

	if (!rule_parse_value(&r, kind, text, err) ||
		!check_text(kind, text, &chars, err))
		return false;
	r.action = action;
	/* What --force cannot mend is said first. */
	if (kind == RULE_IP && !check_ip(&r, err))
		return false;
	if (kind == RULE_COUNTRY) {
		if (!check_country(&r, text, force, err))
			return false;
	} else if (!force && !check_prefix(kind, r.value, chars, err)) {
		return false;
	}
	*rule = r;
	return true;
}
