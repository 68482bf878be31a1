/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "db/dburl.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define FORMS "mysql://user:password@host:port/database or sqlite:////path/to/file"

/* The forms in the text stand for the URL itself, which may hold a password. */
static bool
refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_USAGE, "the database URL %s; it is " FORMS, why);
}

/* user:password, which ends at end. */
static void
parse_credentials(struct db_url *url, const char *text, const char *end)
{
	const char *colon = memchr(text, ':', (size_t)(end - text));

	if (colon != NULL)
		url->password = xstrndup(colon + 1, (size_t)(end - colon - 1));
	url->user = xstrndup(text, (size_t)((colon != NULL ? colon : end) - text));
}

/* The port, which ends at the '/' before the database. */
static bool
parse_port(struct db_url *url, const char *text, const char *end, struct err *err)
{
	url->port = 0;
	for (; text < end; text++) {
		if (!isdigit((unsigned char)*text))
			return refuse(err, "has an invalid port");
		url->port = url->port * 10 + (unsigned)(*text - '0');
		if (url->port > 65535)
			return refuse(err, "has a port above 65535");
	}
	return true;
}

/* "[::1]:3306/database", from the '[' on. */
static const char *
parse_host6(struct db_url *url, const char *text, struct err *err)
{
	const char *end = strchr(text, ']');
	unsigned char address[16];

	if (end == NULL) {
		refuse(err, "has a '[' without a ']'");
		return NULL;
	}
	url->host = xstrndup(text + 1, (size_t)(end - text - 1));
	if (inet_pton(AF_INET6, url->host, address) != 1) {
		refuse(err,
			"has no IPv6 address between '[' and ']' (a group of my.cnf is "
			"not read)");
		return NULL;
	}
	return end + 1;
}

/* "host:port/database", up to the end of the text. */
static bool
parse_place(struct db_url *url, const char *text, struct err *err)
{
	const char *end = text + strcspn(text, ":/[");

	if (*end == '[') {
		end = parse_host6(url, end, err);
		if (end == NULL)
			return false;
	} else {
		url->host = xstrndup(text, (size_t)(end - text));
	}
	if (*end == ':') {
		text = end + 1;
		end = text + strcspn(text, "/");
		if (!parse_port(url, text, end, err))
			return false;
	}
	if (*end != '/' || strcspn(end + 1, "?") == 0)
		return refuse(err, "names no database");
	url->database = xstrndup(end + 1, strcspn(end + 1, "?"));
	return true;
}

static bool
parse(struct db_url *url, const char *text, struct err *err)
{
	size_t scheme = strcspn(text, ":");
	const char *at;

	if (scheme == 0 || strncmp(text + scheme, "://", 3) != 0)
		return refuse(err, "has no '://'");
	url->scheme = xstrndup(text, scheme);
	text += scheme + 3;
	at = strrchr(text, '@');
	/* A '/' before any ':' and '@' ends the host: what follows is a path. */
	if (at != NULL && text[strcspn(text, ":@/")] != '/') {
		parse_credentials(url, text, at);
		text = at + 1;
	}
	return parse_place(url, text, err);
}

bool
db_url_parse(struct db_url *url, const char *text, struct err *err)
{
	struct db_url parsed = { 0 };

	if (!parse(&parsed, text, err)) {
		db_url_clear(&parsed);
		return false;
	}
	*url = parsed;
	return true;
}

void
db_url_clear(struct db_url *url)
{
	if (url->password != NULL)
		explicit_bzero(url->password, strlen(url->password));
	free(url->scheme);
	free(url->user);
	free(url->password);
	free(url->host);
	free(url->database);
	*url = (struct db_url){ 0 };
}

char *
db_url_name(const struct db_url *url)
{
	const char *open = strchr(url->host, ':') != NULL ? "[" : "";
	const char *close = *open != '\0' ? "]" : "";

	if (url->port == 0)
		return xasprintf("%s://%s%s%s/%s", url->scheme, open, url->host, close,
			url->database);
	return xasprintf("%s://%s%s%s:%u/%s", url->scheme, open, url->host, close,
		url->port, url->database);
}

bool
db_url_is_local(const struct db_url *url)
{
	unsigned char address[16];

	/* The client library takes exactly this name for the unix socket. */
	if (*url->host == '\0' || strcmp(url->host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, url->host, address) == 1)
		return address[0] == 127;
	return inet_pton(AF_INET6, url->host, address) == 1 &&
	       memcmp(address, &in6addr_loopback, sizeof(address)) == 0;
}
