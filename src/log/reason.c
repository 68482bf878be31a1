/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "log/reason.h"

#include <string.h>

/* Words that stand alone in the lines of the article's route, and of ours. */
static const struct words {
	const char *text;
	size_t len;
	bool is_blocked;
	enum log_step step;
} fixed[] = {
#define WORDS(is_blocked, step, text)                    \
	{                                                \
		text, sizeof(text) - 1, is_blocked, step \
	}
	WORDS(false, LOG_SQL, "passed sql injection attack test"),
	WORDS(false, LOG_BANNED, "request from a unblocked IP"),
	WORDS(false, LOG_FLOOD, "pike not blocking"),
	WORDS(false, LOG_SANE, "request is sane"),
	WORDS(false, LOG_HOPS, "passed hop test"),
	WORDS(false, LOG_CONTACT, "hostname is not IP"),
	WORDS(false, LOG_METHOD, "method is allowed"),
	WORDS(false, LOG_ENDPOINT,
		"sent from allowed address group, responding with OPTIONS"),
	WORDS(false, LOG_ENDPOINT, "is from a registered endpoint"),
	WORDS(true, LOG_BANNED, "request from blocked IP"),
	WORDS(true, LOG_FLOOD, "pike blocking"),
	WORDS(true, LOG_LOGINS, "exceeds register attempts"),
	WORDS(true, LOG_SANE, "malformed SIP request"),
	WORDS(true, LOG_HOPS, "too many hops"),
	WORDS(true, LOG_CONTACT, "using IP instead of dns for hostname"),
	WORDS(true, LOG_METHOD, "method is not allowed"),
	WORDS(true, LOG_ENDPOINT, "is not from a registered endpoint"),
};

/* What lines say in fewer words. */
static const struct words brief[] = {
	WORDS(true, LOG_BANNED, "banned"),
	WORDS(true, LOG_FLOOD, "flood"),
	WORDS(true, LOG_LOGINS, "failed logins"),
	WORDS(true, LOG_SANE, "malformed"),
	WORDS(true, LOG_HOPS, "too many hops"),
	WORDS(true, LOG_CONTACT, "contact is an address"),
	WORDS(true, LOG_METHOD, "method"),
	WORDS(true, LOG_ENDPOINT, "not registered"),
};

/* Words around something: "useragent 'x' is blocklisted". */
static const struct around {
	const char *before, *after;
	size_t n_before, n_after;
	bool is_blocked;
	enum log_step step;
} around[] = {
#define AROUND(is_blocked, step, before, after)                                        \
	{                                                                              \
		before, after, sizeof(before) - 1, sizeof(after) - 1, is_blocked, step \
	}
	AROUND(false, LOG_COUNTRY, "source IP country '",
		"' is allowlisted or is from an approved IP"),
	AROUND(true, LOG_COUNTRY, "source IP country '", "' is not allowlisted"),
	AROUND(false, LOG_AGENT, "useragent '", "' is not blocklisted"),
	AROUND(true, LOG_AGENT, "useragent '", "' is blocklisted"),
	AROUND(false, LOG_LOGINS, "current register attempts = ", ""),
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *
log_step_name(enum log_step step)
{
	static const char *const names[] = { [LOG_SQL] = "sql injection",
		[LOG_COUNTRY] = "country",
		[LOG_AGENT] = "user agent",
		[LOG_BANNED] = "banned",
		[LOG_FLOOD] = "flood",
		[LOG_LOGINS] = "failed logins",
		[LOG_SANE] = "malformed",
		[LOG_HOPS] = "too many hops",
		[LOG_CONTACT] = "contact is an address",
		[LOG_METHOD] = "method",
		[LOG_ENDPOINT] = "not registered",
		[LOG_OWN] = "other" };

	return names[step];
}

static bool
begins(struct log_text text, const char *start, size_t len)
{
	return text.len >= len && memcmp(text.s, start, len) == 0;
}

static bool
ends(struct log_text text, const char *end, size_t len)
{
	return text.len >= len && memcmp(text.s + text.len - len, end, len) == 0;
}

static void
set_country(struct log_reason *reason, const char *s, size_t len)
{
	if (len == 2 && s[0] >= 'A' && s[0] <= 'Z' &&
		((s[1] >= 'A' && s[1] <= 'Z') || (s[1] >= '0' && s[1] <= '9')))
		memcpy(reason->country, s, 2);
}

/* Kamailio writes "<null>" for a header that is not there. */
static void
set_agent(struct log_reason *reason, const char *s, size_t len)
{
	static const char none[] = "<null>";

	if (len == sizeof(none) - 1 && memcmp(s, none, len) == 0)
		len = 0;
	reason->agent = (struct log_text){ s, len };
}

static void
set_around(struct log_reason *reason, const struct around *a, struct log_text text)
{
	const char *s = text.s + a->n_before;
	size_t len = text.len - a->n_before - a->n_after;

	reason->step = a->step;
	if (a->step == LOG_COUNTRY)
		set_country(reason, s, len);
	else if (a->step == LOG_AGENT)
		set_agent(reason, s, len);
}

static const struct words *
find_words(const struct words *words, size_t n, struct log_text text, bool is_blocked)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].len == text.len && words[i].is_blocked == is_blocked &&
			memcmp(words[i].text, text.s, text.len) == 0)
			return &words[i];
	return NULL;
}

void
log_reason_read(struct log_reason *reason, struct log_text text, bool is_blocked)
{
	static const char agent[] = "useragent '";
	const struct words *words = find_words(fixed, COUNT(fixed), text, is_blocked);

	*reason = (struct log_reason){ .step = LOG_OWN, .is_blocked = is_blocked };
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
		reason->step = LOG_AGENT;
		reason->is_open = true;
		set_agent(
			reason, text.s + sizeof(agent) - 1, text.len - sizeof(agent) + 1);
	}
}

void
log_reason_read_short(struct log_reason *reason, struct log_text text)
{
	static const char country[] = "country ", agent[] = "user agent ";
	const struct words *words = find_words(brief, COUNT(brief), text, true);

	*reason = (struct log_reason){ .step = LOG_OWN, .is_blocked = true };
	if (words != NULL) {
		reason->step = words->step;
	} else if (begins(text, country, sizeof(country) - 1)) {
		reason->step = LOG_COUNTRY;
		set_country(reason, text.s + sizeof(country) - 1,
			text.len - sizeof(country) + 1);
	} else if (begins(text, agent, sizeof(agent) - 1)) {
		reason->step = LOG_AGENT;
		set_agent(
			reason, text.s + sizeof(agent) - 1, text.len - sizeof(agent) + 1);
	}
}

/* Where the last ", BEFORE" lies; text.len when nowhere. */
static size_t
find_last(struct log_text text, const char *before, size_t len)
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
log_reason_find(struct log_text text, bool is_blocked)
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
