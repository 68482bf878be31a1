/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/reason.h"

#include <string.h>

/* Fixed texts in the lines of the article's route and of ours. */
static const struct words {
	const char *text;
	size_t len;
	bool is_blocked;
	enum kamlog_step step;
} fixed[] = {
#define WORDS(is_blocked, step, text)                    \
	{                                                \
		text, sizeof(text) - 1, is_blocked, step \
	}
	WORDS(false, KAMLOG_SQL, "passed sql injection attack test"),
	WORDS(false, KAMLOG_BANNED, "request from a unblocked IP"),
	WORDS(false, KAMLOG_FLOOD, "pike not blocking"),
	WORDS(false, KAMLOG_SANE, "request is sane"),
	WORDS(false, KAMLOG_HOPS, "passed hop test"),
	WORDS(false, KAMLOG_CONTACT, "hostname is not IP"),
	WORDS(false, KAMLOG_METHOD, "method is allowed"),
	WORDS(false, KAMLOG_ENDPOINT,
		"sent from allowed address group, responding with OPTIONS"),
	WORDS(false, KAMLOG_ENDPOINT, "is from a registered endpoint"),
	WORDS(true, KAMLOG_BANNED, "request from blocked IP"),
	WORDS(true, KAMLOG_FLOOD, "pike blocking"),
	WORDS(true, KAMLOG_LOGINS, "exceeds register attempts"),
	WORDS(true, KAMLOG_SANE, "malformed SIP request"),
	WORDS(true, KAMLOG_HOPS, "too many hops"),
	WORDS(true, KAMLOG_CONTACT, "using IP instead of dns for hostname"),
	WORDS(true, KAMLOG_METHOD, "method is not allowed"),
	WORDS(true, KAMLOG_ENDPOINT, "is not from a registered endpoint"),
};

/* Short forms. */
static const struct words brief[] = {
	WORDS(true, KAMLOG_BANNED, "banned"),
	WORDS(true, KAMLOG_FLOOD, "flood"),
	WORDS(true, KAMLOG_LOGINS, "failed logins"),
	WORDS(true, KAMLOG_SANE, "malformed"),
	WORDS(true, KAMLOG_HOPS, "too many hops"),
	WORDS(true, KAMLOG_CONTACT, "contact is an address"),
	WORDS(true, KAMLOG_METHOD, "method"),
	WORDS(true, KAMLOG_ENDPOINT, "not registered"),
};

/* Texts around a value: "useragent 'x' is blocklisted". */
static const struct around {
	const char *before, *after;
	size_t n_before, n_after;
	bool is_blocked;
	enum kamlog_step step;
} around[] = {
#define AROUND(is_blocked, step, before, after)                                        \
	{                                                                              \
		before, after, sizeof(before) - 1, sizeof(after) - 1, is_blocked, step \
	}
	AROUND(false, KAMLOG_COUNTRY, "source IP country '",
		"' is allowlisted or is from an approved IP"),
	AROUND(true, KAMLOG_COUNTRY, "source IP country '", "' is not allowlisted"),
	AROUND(false, KAMLOG_AGENT, "useragent '", "' is not blocklisted"),
	AROUND(true, KAMLOG_AGENT, "useragent '", "' is blocklisted"),
	AROUND(false, KAMLOG_LOGINS, "current register attempts = ", ""),
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *
kamlog_step_name(enum kamlog_step step)
{
	static const char *const names[] = { [KAMLOG_SQL] = "sql injection",
		[KAMLOG_COUNTRY] = "country",
		[KAMLOG_AGENT] = "user agent",
		[KAMLOG_BANNED] = "banned",
		[KAMLOG_FLOOD] = "flood",
		[KAMLOG_LOGINS] = "failed logins",
		[KAMLOG_SANE] = "malformed",
		[KAMLOG_HOPS] = "too many hops",
		[KAMLOG_CONTACT] = "contact is an address",
		[KAMLOG_METHOD] = "method",
		[KAMLOG_ENDPOINT] = "not registered",
		[KAMLOG_OWN] = "other" };

	return names[step];
}

static bool
begins(struct kamlog_text text, const char *start, size_t len)
{
	return text.len >= len && memcmp(text.s, start, len) == 0;
}

static bool
ends(struct kamlog_text text, const char *end, size_t len)
{
	return text.len >= len && memcmp(text.s + text.len - len, end, len) == 0;
}

static void
set_country(struct kamlog_reason *reason, const char *s, size_t len)
{
	if (len == 2 && s[0] >= 'A' && s[0] <= 'Z' &&
		((s[1] >= 'A' && s[1] <= 'Z') || (s[1] >= '0' && s[1] <= '9')))
		memcpy(reason->country, s, 2);
}

/* Kamailio writes "<null>" for a missing header. */
static void
set_agent(struct kamlog_reason *reason, const char *s, size_t len)
{
	static const char none[] = "<null>";

	if (len == sizeof(none) - 1 && memcmp(s, none, len) == 0)
		len = 0;
	reason->agent = (struct kamlog_text){ s, len };
}

static void
set_around(struct kamlog_reason *reason, const struct around *a, struct kamlog_text text)
{
	const char *s = text.s + a->n_before;
	size_t len = text.len - a->n_before - a->n_after;

	reason->step = a->step;
	if (a->step == KAMLOG_COUNTRY)
		set_country(reason, s, len);
	else if (a->step == KAMLOG_AGENT)
		set_agent(reason, s, len);
}

static const struct words *
find_words(const struct words *words, size_t n, struct kamlog_text text, bool is_blocked)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].len == text.len && words[i].is_blocked == is_blocked &&
			memcmp(words[i].text, text.s, text.len) == 0)
			return &words[i];
	return NULL;
}

void
kamlog_reason_read(struct kamlog_reason *reason, struct kamlog_text text, bool is_blocked)
{
	static const char agent[] = "useragent '";
	const struct words *words = find_words(fixed, COUNT(fixed), text, is_blocked);

	*reason = (struct kamlog_reason){ .step = KAMLOG_OWN, .is_blocked = is_blocked };
	if (words != NULL) {
		reason->step = words->step;
		return;
	}
	for (size_t i = 0; i < COUNT(around); i++) {
		const struct around *a = &around[i];
		if (a->is_blocked == is_blocked && begins(text, a->before, a->n_before) &&
			text.len >= a->n_before + a->n_after &&
			ends(text, a->after, a->n_after)) {
			set_around(reason, a, text);
			return;
		}
	}
	if (begins(text, agent, sizeof(agent) - 1)) {
		if (text.s[text.len - 1] == '\r')
			text.len--;
		reason->step = KAMLOG_AGENT;
		reason->is_open = true;
		set_agent(
			reason, text.s + sizeof(agent) - 1, text.len - sizeof(agent) + 1);
	}
}

void
kamlog_reason_read_short(struct kamlog_reason *reason, struct kamlog_text text)
{
	static const char country[] = "country ", agent[] = "user agent ";
	const struct words *words = find_words(brief, COUNT(brief), text, true);

	*reason = (struct kamlog_reason){ .step = KAMLOG_OWN, .is_blocked = true };
	if (words != NULL) {
		reason->step = words->step;
	} else if (begins(text, country, sizeof(country) - 1)) {
		reason->step = KAMLOG_COUNTRY;
		set_country(reason, text.s + sizeof(country) - 1,
			text.len - sizeof(country) + 1);
	} else if (begins(text, agent, sizeof(agent) - 1)) {
		reason->step = KAMLOG_AGENT;
		set_agent(
			reason, text.s + sizeof(agent) - 1, text.len - sizeof(agent) + 1);
	}
}

/* The offset of the last ", BEFORE", or text.len. */
static size_t
find_last(struct kamlog_text text, const char *before, size_t len)
{
	for (size_t i = text.len; i >= len + 2; i--) {
		const char *s = text.s + i - len;
		if (s[0] == before[0] && s[-1] == ' ' && s[-2] == ',' &&
			memcmp(s, before, len) == 0)
			return (size_t)(s - 2 - text.s);
	}
	return text.len;
}

size_t
kamlog_reason_find(struct kamlog_text text, bool is_blocked)
{
	for (size_t i = 0; i < COUNT(fixed); i++) {
		const struct words *w = &fixed[i];
		if (w->is_blocked == is_blocked && text.len >= w->len + 2 &&
			ends(text, w->text, w->len) &&
			memcmp(text.s + text.len - w->len - 2, ", ", 2) == 0)
			return text.len - w->len - 2;
	}
	for (size_t i = 0; i < COUNT(around); i++) {
		const struct around *a = &around[i];
		if (a->is_blocked == is_blocked && ends(text, a->after, a->n_after)) {
			size_t at = find_last(text, a->before, a->n_before);
			if (at < text.len)
				return at;
		}
	}
	return find_last(text, "useragent '", sizeof("useragent '") - 1);
}
