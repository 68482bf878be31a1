/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/harden.h"

#include <string.h>

#include "base/ascii.h"

#define MMDB_OF_ARTICLE "/etc/kamailio/GeoLite2-Country.mmdb"

static const char *const names[HARDEN_PARTS] = {
	[HARDEN_SQLI] = "sqli",
	[HARDEN_COUNTRY] = "country",
	[HARDEN_UA] = "ua",
	[HARDEN_LISTS] = "lists",
	[HARDEN_FLOOD] = "flood",
	[HARDEN_LOGINS] = "logins",
	[HARDEN_SANITY] = "sanity",
	[HARDEN_HOPS] = "hops",
	[HARDEN_CONTACT] = "contact",
	[HARDEN_METHOD] = "method",
	[HARDEN_OPTIONS] = "options",
};

static bool
add_part(unsigned *parts, const char *word, size_t len, struct err *err)
{
	struct str all = { 0 };

	for (unsigned i = 0; i < HARDEN_PARTS; i++) {
		if (strlen(names[i]) == len && memcmp(names[i], word, len) == 0) {
			*parts |= 1u << i;
			str_clear(&all);
			return true;
		}
		str_addf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	err_set(err, ERR_USAGE, "unknown part '%.*s': use %s", (int)len, word,
		str_get(&all));
	str_clear(&all);
	return false;
}

bool
harden_parts_parse(unsigned *parts, const char *text, struct err *err)
{
	unsigned found = 0;

	for (;;) {
		size_t len = strcspn(text, ",");
		if (!add_part(&found, text, len, err))
			return false;
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*parts = found;
	return true;
}

/* Conditions besides the parts: whether the URL for sqlops is known. */
#define HARDEN_SQL HARDEN_PARTS
#define HARDEN_NOSQL (HARDEN_PARTS + 1)
#define PART(name) (1u << HARDEN_##name)

#define ALTERNATIVES_MAX 4

enum place {
	AT_DEFINES,
	AT_MODULES,
	AT_PARAMS,
	AT_REQINIT,
	AT_LOGIN_FAILED,
	AT_LOGIN_PASSED,
	AT_ROUTES,
	AT_START
};

/* The lines of harden.cfg. */
static const struct section {
	enum place place;
	unsigned masks[ALTERNATIVES_MAX]; /* all parts that are needed; any one mask must
	                                     be chosen completely */
	size_t n_masks;
	const char *text;
} sections[] = {
#include "harden.inc"
};

static bool
is_chosen(const struct section *section, const struct harden *h)
{
	unsigned parts = h->parts | (h->sql_url != NULL ? PART(SQL) : PART(NOSQL));

	for (size_t i = 0; i < section->n_masks; i++)
		if ((parts & section->masks[i]) == section->masks[i])
			return true;
	return false;
}

/* The text for @NAME@, with quotes; NULL: the name is unknown. */
static const char *
value_of(const struct harden *h, const char *name, size_t len, const char **quote)
{
	const struct {
		const char *name, *quote, *value;
	} values[] = {
		{ "@DBURL@", h->db_url != NULL ? "\"" : "",
			h->db_url != NULL ? h->db_url : "DBURL" },
		{ "@SQLURL@", "", h->sql_url },
		{ "@MMDB@", "", h->mmdb != NULL ? h->mmdb : MMDB_OF_ARTICLE },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].name) == len &&
			memcmp(values[i].name, name, len) == 0) {
			*quote = values[i].quote;
			return values[i].value;
		}
	return NULL;
}

/* Add a line with its @NAME@ replaced.  A line has one at most. */
static void
add_section(struct str *s, const struct harden *h, const char *text)
{
	const char *at = strchr(text, '@'), *end, *value, *quote;

	while (at != NULL && (end = strchr(at + 1, '@')) != NULL) {
		size_t len = (size_t)(end + 1 - at);
		value = value_of(h, at, len, &quote);
		if (value != NULL) {
			str_add(s, text, (size_t)(at - text));
			str_addf(s, "%s%s%s", quote, value, quote);
			text = at + len;
		}
		at = value != NULL ? strchr(text, '@') : end;
	}
	str_addf(s, "%s", text);
}

static void
add_place(struct str *s, const struct harden *h, enum place place)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (sections[i].place == place && is_chosen(&sections[i], h))
			add_section(s, h, sections[i].text);
}

/* A running node reports these defines; they tell which checks its route lacks
 * (node/route.c). */
void
harden_defines(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_DEFINES);
	for (unsigned i = 0; i < HARDEN_PARTS; i++) {
		if ((h->parts >> i & 1) != 0)
			continue;
		str_addf(s, "#!define SHIELDADM_WITHOUT_");
		for (const char *c = names[i]; *c != '\0'; c++)
			str_addf(s, "%c", ascii_upper(*c));
		str_addf(s, "\n");
	}
}

void
harden_modules(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_MODULES);
}

void
harden_params(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_PARAMS);
}

void
harden_reqinit(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_REQINIT);
}

void
harden_login_failed(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_LOGIN_FAILED);
}

void
harden_login_passed(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_LOGIN_PASSED);
}

void
harden_routes(struct str *s, const struct harden *h)
{
	add_place(s, h, AT_ROUTES);
	if (!h->has_start)
		add_place(s, h, AT_START);
}
