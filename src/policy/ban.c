/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/ban.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "policy/address_parse.h"
#include "policy/range.h"

/* Whether text, without its mask, is an address; *is_network: its mask says so. */
static bool
parse_address(struct ban *ban, const char *text, bool *is_network)
{
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	char ip[ADDRESS_TEXT_MAX + 1];

	if (len >= sizeof(ip))
		return false;
	memcpy(ip, text, len);
	ip[len] = '\0';
	if (!address_parse_ip(ip, &ban->family, ban->bytes))
		return false;
	*is_network = slash != NULL &&
	              strcmp(slash, ban->family == AF_INET6 ? "/128" : "/32") != 0;
	address_unmap(&ban->family, ban->bytes);
	address_format_ip(ban->family, ban->bytes, ip);
	ban->key = xstrdup(ip);
	return true;
}

/* With a port or brackets it is clear what was meant, and worth to be told. */
static bool
refuse_text(const char *text, struct err *err)
{
	unsigned char bytes[16];
	char ip[ADDRESS_TEXT_MAX + 1];
	unsigned port;
	int family;

	if (!address_parse_source(text, &family, bytes, &port, err))
		return err_set(err, ERR_USAGE, "'%s' is not an IP address", text);
	address_format_ip(family, bytes, ip);
	return err_set(err, ERR_USAGE,
		"'%s' is not an IP address alone: bans know neither ports nor brackets, "
		"so "
		"write %s",
		text, ip);
}

bool
ban_parse(struct ban *ban, const char *text, struct err *err)
{
	bool is_network = false;
	bool is_range = range_is_one(text);

	*ban = (struct ban){ .family = AF_UNSPEC };
	if (!is_range && !parse_address(ban, text, &is_network)) {
		ban_clear(ban);
		return refuse_text(text, err);
	}
	if (!is_range && !is_network)
		return true;
	ban_clear(ban);
	return err_set(err, ERR_USAGE,
		"'%s' is a %s, and the hash table of bans knows single addresses "
		"only: use the firewall, or 'shieldadm ip block' with what its addresses "
		"begin with, as text, where kamailio.cfg calls secf_check_ip()",
		text, is_range ? "range" : "network");
}

bool
ban_parse_key(struct ban *ban, const char *text, struct err *err)
{
	bool is_network = false;

	*ban = (struct ban){ .family = AF_UNSPEC };
	if (text[0] == '\0' || strlen(text) > BAN_KEY_MAX)
		return err_set(err, ERR_USAGE, "a key has 1 to %d bytes", BAN_KEY_MAX);
	if (parse_address(ban, text, &is_network) && !is_network)
		return true;
	ban_clear(ban);
	ban->key = xstrdup(text);
	return true;
}

bool
ban_check_source(const struct ban *ban, struct err *err)
{
	const char *what = ban->family != AF_UNSPEC
	                           ? address_no_source(ban->family, ban->bytes)
	                           : NULL;

	return what == NULL ||
	       err_set(err, ERR_USAGE, "nothing is ever sent from %s, which is %s",
		       ban->key, what);
}

void
ban_clear(struct ban *ban)
{
	free(ban->key);
	free(ban->reason);
	free(ban->who);
	*ban = (struct ban){ .family = AF_UNSPEC };
}

static long long
unit_seconds(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 7LL * 86400;
	default:
		return 0;
	}
}

bool
ban_parse_duration(long long *seconds, const char *text, struct err *err)
{
	const char *rest = text;
	long long sum = 0;

	while (*rest >= '0' && *rest <= '9' && sum <= BAN_SECONDS_MAX) {
		char *unit;
		long long n = strtoll(rest, &unit, 10), each = unit_seconds(*unit);
		if (each == 0)
			break;
		/* A product of what is too much by itself could overflow. */
		sum += n > BAN_SECONDS_MAX ? BAN_SECONDS_MAX + 1 : n * each;
		rest = unit + 1;
	}
	if (*rest == '\0' && sum >= 1 && sum <= BAN_SECONDS_MAX) {
		*seconds = sum;
		return true;
	}
	return err_set(err, ERR_USAGE,
		"'%s' is not a duration: expected 90s, 15m, 2h, 7d or 1h30m, up to 3650d",
		text);
}

void
ban_format_duration(long long s, char text[BAN_DURATION_TEXT_MAX])
{
	static const struct {
		long long seconds;
		char unit, next;
		long long next_seconds;
	} units[] = {
		{ 86400, 'd', 'h', 3600 },
		{ 3600, 'h', 'm', 60 },
		{ 60, 'm', 's', 1 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		long long whole = s / units[i].seconds;
		long long rest = s % units[i].seconds / units[i].next_seconds;
		if (whole == 0)
			continue;
		if (rest > 0)
			snprintf(text, BAN_DURATION_TEXT_MAX, "%lld%c %lld%c", whole,
				units[i].unit, rest, units[i].next);
		else
			snprintf(text, BAN_DURATION_TEXT_MAX, "%lld%c", whole,
				units[i].unit);
		return;
	}
	snprintf(text, BAN_DURATION_TEXT_MAX, "%llds", s);
}

bool
ban_check_reason(const char *reason, struct err *err)
{
	size_t len = strlen(reason);
	uint32_t c;

	if (len > BAN_REASON_MAX)
		return err_set(err, ERR_USAGE, "the reason has %zu bytes: %d fit", len,
			BAN_REASON_MAX);
	if (!utf8_is_valid(reason))
		return err_set(err, ERR_USAGE, "the reason is not valid UTF-8");
	for (size_t i = 0; i < len; i += utf8_decode(reason + i, len - i, &c))
		if (utf8_decode(reason + i, len - i, &c) > 0 && utf8_is_unsafe(c))
			return err_set(err, ERR_USAGE,
				"the reason holds a character that nobody would see, or "
				"that a terminal acts on");
	return true;
}

int
ban_compare(const void *a, const void *b)
{
	const struct ban *x = a, *y = b;
	int by_bytes;

	/* AF_INET is less than AF_INET6, and AF_UNSPEC less than both. */
	if (x->family != y->family) {
		if (x->family == AF_UNSPEC || y->family == AF_UNSPEC)
			return x->family == AF_UNSPEC ? 1 : -1;
		return x->family - y->family;
	}
	by_bytes = memcmp(x->bytes, y->bytes, sizeof(x->bytes));
	return by_bytes != 0 ? by_bytes : strcmp(x->key, y->key);
}

struct ban_change *
ban_set_add(struct ban_set *set, enum change_op op, const struct ban *ban_take)
{
	struct ban_change *change = LIST_ADD(set);

	change->op = op;
	change->ban = *ban_take;
	return change;
}

/* By key, and of the same by place. */
static int
compare_places(const void *a, const void *b)
{
	const struct ban_change *const *x = a, *const *y = b;
	int by_key = strcmp((*x)->ban.key, (*y)->ban.key);

	return by_key != 0 ? by_key : (*x > *y) - (*x < *y);
}

static void
clear_change(struct ban_change *change)
{
	ban_clear(&change->ban);
	free(change->skipped);
}

size_t
ban_set_unique(struct ban_set *set)
{
	struct ban_change **places = xcalloc(set->len, sizeof(*places));
	bool *is_double = xcalloc(set->len, sizeof(*is_double));
	size_t n = 0, len = set->len;

	for (size_t i = 0; i < len; i++)
		places[i] = &set->v[i];
	qsort(places, len, sizeof(*places), compare_places);
	for (size_t i = 1; i < len; i++)
		if (strcmp(places[i - 1]->ban.key, places[i]->ban.key) == 0)
			is_double[places[i] - set->v] = true;
	for (size_t i = 0; i < len; i++) {
		if (is_double[i])
			clear_change(&set->v[i]);
		else
			set->v[n++] = set->v[i];
	}
	set->len = n;
	free(places);
	free(is_double);
	return len - n;
}

size_t
ban_set_steps(const struct ban_set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->len; i++)
		n += set->v[i].skipped == NULL;
	return n;
}

size_t
ban_set_count(const struct ban_set *set, enum change_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < set->len; i++)
		n += set->v[i].skipped == NULL && set->v[i].result == result;
	return n;
}

void
ban_set_clear(struct ban_set *set)
{
	for (size_t i = 0; i < set->len; i++)
		clear_change(&set->v[i]);
	free(set->v);
	set->v = NULL;
	set->len = set->cap = 0;
}
