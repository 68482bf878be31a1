/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/format.h"

#include <string.h>

#include "base/ascii.h"
#include "base/xalloc.h"

/* "value" is what `addr list` and the other lists call it with -o csv and -o json. */
static feed_names address_names[FEED_COLUMNS] = {
	[FEED_VALUE] = { "ip", "address", "ipaddress", "ip_address", "ip address",
		"ip_addr", "network", "cidr", "value", "addr", "start", "start_ip",
		"ip_start", "range_start", "first_ip", "ip_from", "start_address",
		"ip_prefix", "ipv4prefix", "ipv6_prefix", "ipv6prefix" },
	[FEED_MASK] = { "mask", "netmask", "prefix", "prefixlen", "prefix_len",
		"prefix_length", "prefixlength", "masklen", "mask_len", "bits" },
	[FEED_PORT] = { "port" },
	[FEED_GROUP] = { "group", "grp" },
	[FEED_TAG] = { "tag", "comment", "name" },
	[FEED_TIME] = { "duration", "expiration" },
	[FEED_END] = { "end", "end_ip", "ip_end", "range_end", "last_ip", "ip_to",
		"end_address" },
	[FEED_SCOPE] = { "scope" },
	[FEED_TYPE] = { "type", "action" },
	[FEED_SIMULATED] = { "simulated" },
	[FEED_STORED] = { "stored" },
	[FEED_KIND] = { "kind" },
	[FEED_LET_IN] = { "whitelisted", "iswhitelisted", "is_whitelisted", "allowlisted",
		"isallowlisted", "is_allowlisted", "whitelist", "allowlist" },
};
static feed_names word_names[FEED_COLUMNS] = {
	[FEED_VALUE] = { "value", "country", "country_code", "domain", "number", "ip",
		"address" },
	[FEED_TYPE] = { "action" },
	[FEED_KIND] = { "kind" },
};
static feed_names text_names[FEED_COLUMNS] = {
	[FEED_VALUE] = { "value", "user_agent", "user agent", "useragent", "user-agent",
		"user_agents", "user agents", "useragents", "user-agents",
		"http_user_agent", "ua", "agent" },
	[FEED_TYPE] = { "action" },
	[FEED_KIND] = { "kind" },
};

const struct feed_format feed_addresses = {
	.kind = FEED_ADDRESSES,
	.names = address_names,
	.n_columns = FEED_COLUMNS,
};
const struct feed_format feed_words = {
	.kind = FEED_WORDS,
	.names = word_names,
	.n_columns = FEED_COLUMNS,
};
const struct feed_format feed_texts = {
	.kind = FEED_TEXTS,
	.names = text_names,
	.n_columns = FEED_COLUMNS,
};

static bool
is_named(feed_names names, const char *name)
{
	for (size_t i = 0; i < FEED_NAMES_MAX && names[i] != NULL; i++)
		if (ascii_compare(names[i], name) == 0)
			return true;
	return false;
}

int
feed_column(const struct feed_format *format, const char *name)
{
	if (format->wanted != NULL && ascii_compare(format->wanted, name) == 0)
		return 0;
	for (int c = format->wanted != NULL; c < format->n_columns; c++)
		if (is_named(format->names[c], name))
			return c;
	return -1;
}

void
feed_list_names(const struct feed_format *format, struct str *text)
{
	for (int c = 0; c < format->n_columns; c++)
		str_addf(text, "%s%s",
			c == 0                      ? ""
			: c + 1 < format->n_columns ? ", "
						    : " and ",
			format->names[c][0]);
}

/* Whether a mask leaves one address of the value. */
static bool
is_full(const char *value, const char *mask)
{
	return strcmp(mask, strchr(value, ':') != NULL ? "128" : "32") == 0;
}

char *
feed_address_text(char *const fields[FEED_COLUMNS])
{
	const char *value = fields[FEED_VALUE], *slash = strchr(value, '/');
	const char *mask = slash != NULL ? slash + 1 : fields[FEED_MASK];
	size_t len = slash != NULL ? (size_t)(slash - value) : strlen(value);

	if (mask == NULL || (slash == NULL && mask[0] == '\0') || is_full(value, mask))
		return xstrndup(value, len);
	return xasprintf("%.*s/%s", (int)len, value, mask);
}
