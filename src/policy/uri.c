/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/uri.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "policy/address_parse.h"

static bool
no_uri(const char *text, struct err *err)
{
	return err_set(err, ERR_USAGE,
		"'%s' is not a SIP URI such as sip:alice@example.com, or "
		"'\"Alice\" <sip:alice@example.com>'",
		text);
}

/* The end of a quoted name, behind its last quote; NULL when it has none. */
static const char *
quoted_end(const char *text)
{
	for (const char *c = text + 1; *c != '\0'; c++) {
		if (*c == '"')
			return c + 1;
		if (*c == '\\' && c[1] != '\0')
			c++;
	}
	return NULL;
}

/* Find the display name, and set *uri to what stands within the brackets; without
 * any, the parameters are the header's. */
static bool
split(struct party *party, const char *text, struct part *uri)
{
	const char *open = text, *close;

	if (text[0] == '"') {
		const char *end = quoted_end(text);
		if (end == NULL)
			return false;
		open = end + strspn(end, " \t");
		if (*open != '<')
			return false;
		party->name = (struct part){ text + 1, (size_t)(end - text) - 2 };
	} else if ((open = strchr(text, '<')) != NULL) {
		size_t len = (size_t)(open - text);
		while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;
		party->name = (struct part){ text, len };
	} else {
		*uri = (struct part){ text, strcspn(text, ";? \t") };
		return true;
	}
	close = strchr(open, '>');
	if (close == NULL || strchr(close, '<') != NULL)
		return false;
	*uri = (struct part){ open + 1, (size_t)(close - open) - 1 };
	return true;
}

/* 5.6.3 was asked, character by character. */
static bool
is_user(const struct part *user)
{
	for (size_t i = 0; i < user->len; i++)
		if (strchr("[]\"\\<> ", user->s[i]) != NULL)
			return false;
	return true;
}

/* "example.com:5060;transport=tcp", "[2001:db8::1]" */
static bool
split_host(struct party *party, const char *s, const char *end)
{
	const char *host = s, *stop = s;
	char digits[8];
	size_t len;
	struct err ignored;

	if (*s == '[') {
		host++;
		while (stop < end && *stop != ']')
			stop++;
		if (stop == end)
			return false;
		party->host = (struct part){ host, (size_t)(stop++ - host) };
	} else {
		while (stop < end &&
			(isalnum((unsigned char)*stop) || *stop == '-' || *stop == '.'))
			stop++;
		party->host = (struct part){ host, (size_t)(stop - host) };
	}
	if (stop == end || *stop != ':')
		return party->host.len > 0 &&
		       (stop == end || *stop == ';' || *stop == '?');
	stop++;
	len = strspn(stop, "0123456789");
	snprintf(digits, sizeof(digits), "%.*s", (int)(len < 7 ? len : 7), stop);
	return party->host.len > 0 && address_parse_port(&party->port, digits, &ignored);
}

static bool
split_uri(struct party *party, const struct part *uri)
{
	const char *end = uri->s + uri->len, *start, *at;

	if (ascii_begins(uri->s, "tel:")) {
		start = uri->s + 4;
		party->user = (struct part){ start, strcspn(start, ";>?") };
		return party->user.len > 0 && start + party->user.len <= end;
	}
	if (!ascii_begins(uri->s, "sip:") && !ascii_begins(uri->s, "sips:"))
		return false;
	start = strchr(uri->s, ':') + 1;
	if (start >= end)
		return false;
	at = memchr(start, '@', (size_t)(end - start));
	if (at != NULL) {
		const char *colon = memchr(start, ':', (size_t)(at - start));
		party->user = (struct part){ start,
			(size_t)((colon != NULL ? colon : at) - start) };
		if (party->user.len == 0 || !is_user(&party->user))
			return false;
		start = at + 1;
	}
	return start < end && split_host(party, start, end);
}

bool
party_parse(struct party *party, const char *text, struct err *err)
{
	struct part uri;

	*party = (struct party){ .port = 0 };
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return err_set(err, ERR_USAGE, "a URI has no control characters");
	if (text[0] == '\0' || text[strlen(text) - 1] == ';' ||
		!split(party, text, &uri) || !split_uri(party, &uri) ||
		memchr(uri.s, ' ', uri.len) != NULL)
		return no_uri(text, err);
	return true;
}

bool
party_source(
	const struct party *party, int *family, unsigned char bytes[16], unsigned *port)
{
	char host[ADDRESS_TEXT_MAX + 1];

	if (party->host.len == 0 || party->host.len >= sizeof(host))
		return false;
	memcpy(host, party->host.s, party->host.len);
	host[party->host.len] = '\0';
	*port = party->port;
	if (!address_parse_ip(host, family, bytes))
		return false;
	address_unmap(family, bytes);
	return true;
}
