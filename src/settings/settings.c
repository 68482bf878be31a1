/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/settings.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "settings/file.h"
#include "settings/kamailio.h"
#include "settings/service.h"

/* Debian's build of inih reads lines of up to 199 bytes. */
#define LINE_BYTES_MAX 199

/* inih truncates section names to this length. */
#define SECTION_BYTES_MAX 49

struct reading {
	struct settings *settings;
	struct err *err;
	const char *rest; /* what is left of the text */
	int line, failed_line;
};

static bool
set_text(char **text, const char *value, struct err *err)
{
	(void)err;
	free(*text);
	*text = xstrdup(value);
	return true;
}

static bool
set_tls(char **text, const char *value, struct err *err)
{
	if (strcmp(value, "auto") != 0 && strcmp(value, "verify") != 0 &&
		strcmp(value, "off") != 0)
		return err_set(err, ERR_USAGE, "invalid tls: use auto, verify or off");
	return set_text(text, value, err);
}

/* The keys of all sections with fixed keys. */
static const struct {
	const char *section, *key;
	size_t offset;
	bool (*set)(char **text, const char *value, struct err *err);
} keys[] = {
	{ "database", "url", offsetof(struct settings, db_url), set_text },
	{ "database", "tls", offsetof(struct settings, db_tls), set_tls },
	{ "database", "ca", offsetof(struct settings, db_ca), set_text },
	{ "geoip", "database", offsetof(struct settings, geoip_database), set_text },
	{ "kamailio", "config", offsetof(struct settings, kamailio_config), set_text },
	{ "kamailio", "run", offsetof(struct settings, kamailio_run), set_text },
	{ "kamailio", "service", offsetof(struct settings, kamailio_service), set_text },
	{ "kamailio", "ban_table", offsetof(struct settings, ban_table), set_text },
	{ "kamailio", "auth_table", offsetof(struct settings, auth_table), set_text },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static bool
set_group(struct settings *settings, const char *name, const char *value, struct err *err)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);
	struct settings_group *group;

	if (name[strspn(name, "0123456789")] == '\0' || strpbrk(name, ".:/") != NULL)
		return err_set(err, ERR_USAGE,
			"invalid group name '%s': it reads as a number or an address",
			name);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number == 0 ||
		number > 2147483647)
		return err_set(err, ERR_USAGE,
			"invalid number of the group '%s': use 1 to 2147483647", name);
	for (size_t i = 0; i < settings->groups.len; i++)
		if (strcmp(settings->groups.v[i].name, name) == 0) {
			settings->groups.v[i].number = number;
			return true;
		}
	group = LIST_ADD(&settings->groups);
	group->name = xstrdup(name);
	group->number = number;
	return true;
}

static struct settings_node *
node_named(struct settings *settings, const char *name)
{
	struct settings_node *node;

	for (size_t i = 0; i < settings->nodes.len; i++)
		if (strcmp(settings->nodes.v[i].name, name) == 0)
			return &settings->nodes.v[i];
	node = LIST_ADD(&settings->nodes);
	node->name = xstrdup(name);
	return node;
}

/* URLs separated by blanks; a second "rpc" line adds to the first. */
static bool
add_ways(struct settings_node *node, const char *value, struct err *err)
{
	size_t n = 0, len;

	while (n < SETTINGS_WAYS_MAX && node->rpc[n] != NULL)
		n++;
	for (; *(value += strspn(value, " \t")) != '\0'; value += len) {
		len = strcspn(value, " \t");
		if (n == SETTINGS_WAYS_MAX)
			return err_set(err, ERR_USAGE,
				"too many ways in 'rpc': a node has at most %d",
				SETTINGS_WAYS_MAX);
		node->rpc[n++] = xstrndup(value, len);
	}
	return true;
}

/* The largest value that Kamailio's parameter can have, an int. */
static bool
set_max_subnets(struct settings_node *node, const char *value, struct err *err)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number == 0 ||
		number > 2147483647)
		return err_set(
			err, ERR_USAGE, "invalid max_subnets: use 1 to 2147483647");
	node->max_subnets = (unsigned)number;
	return true;
}

/* HTTP's basic authentication ends the name at the first colon. */
static bool
set_user(struct settings_node *node, const char *value, struct err *err)
{
	if (value[0] == '\0' || strchr(value, ':') != NULL)
		return err_set(err, ERR_USAGE,
			"invalid user: it cannot be empty or contain ':'; the password "
			"has a key of its own");
	return set_text(&node->user, value, err);
}

/* curl reads a relative name from the folder where shieldadm was started. */
static bool
set_node_ca(struct settings_node *node, const char *value, struct err *err)
{
	if (value[0] != '/')
		return err_set(
			err, ERR_USAGE, "invalid ca: use the whole path of a file");
	return set_text(&node->ca, value, err);
}

static bool
set_node(struct settings *settings, const char *name, const char *key, const char *value,
	struct err *err)
{
	struct settings_node *node = node_named(settings, name);

	if (strcmp(key, "rpc") == 0)
		return add_ways(node, value, err);
	if (strcmp(key, "ca") == 0)
		return set_node_ca(node, value, err);
	if (strcmp(key, "user") == 0)
		return set_user(node, value, err);
	if (strcmp(key, "password") == 0)
		return set_text(&node->password, value, err);
	if (strcmp(key, "sip") == 0)
		return set_text(&node->sip, value, err);
	if (strcmp(key, "max_subnets") == 0)
		return set_max_subnets(node, value, err);
	return err_set(err, ERR_USAGE,
		"unknown key '%s' of a node: use rpc, ca, user, password, sip or "
		"max_subnets",
		key);
}

static bool
set(struct settings *settings, const char *section, const char *key, const char *value,
	struct err *err)
{
	bool is_section = false;

	if (strlen(section) >= SECTION_BYTES_MAX)
		return err_set(err, ERR_USAGE, "the section name '[%s...]' is too long",
			section);
	if (strncmp(section, "node ", 5) == 0)
		return set_node(settings, section + 5, key, value, err);
	if (strcmp(section, "groups") == 0)
		return set_group(settings, key, value, err);
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].section, section) != 0)
			continue;
		is_section = true;
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].set(
				(char **)((char *)settings + keys[i].offset), value, err);
	}
	if (is_section)
		return err_set(err, ERR_USAGE, "[%s] has no key '%s'", section, key);
	return err_set(err, ERR_USAGE,
		"unknown section [%s]: use database, geoip, groups, kamailio or 'node "
		"NAME'",
		section);
}

/* For inih: returns the next line without leading blanks, which would make it a
 * continuation of the line before. */
static char *
next_line(char *buf, int size, void *ctx)
{
	struct reading *r = ctx;
	size_t len = strcspn(r->rest, "\n"), blanks = strspn(r->rest, " \t");

	if (r->rest[0] == '\0')
		return NULL;
	snprintf(buf, (size_t)size, "%.*s", (int)(len - blanks), r->rest + blanks);
	r->rest += len + (r->rest[len] == '\n');
	r->line++;
	return buf;
}

/* inih calls this for each key, also after an error; only the first error counts. */
static int
on_key(void *ctx, const char *section, const char *key, const char *value)
{
	struct reading *r = ctx;

	if (r->failed_line != 0 || set(r->settings, section, key, value, r->err))
		return 1;
	r->failed_line = r->line;
	return 0;
}

static bool
check_lines(const char *path, const char *text, struct err *err)
{
	for (unsigned line = 1; *text != '\0'; line++) {
		size_t len = strcspn(text, "\n");
		if (len > LINE_BYTES_MAX)
			return err_set(err, ERR_USAGE,
				"%s:%u: the line is longer than %d bytes; 'rpc' may be "
				"given several times",
				path, line, LINE_BYTES_MAX);
		text += len + (text[len] == '\n');
	}
	return true;
}

static bool
has_way(const struct settings_node *node, const char *scheme)
{
	for (size_t i = 0; i < SETTINGS_WAYS_MAX && node->rpc[i] != NULL; i++)
		if (strncmp(node->rpc[i], scheme, strlen(scheme)) == 0)
			return true;
	return false;
}

static bool
check_node(const struct settings_node *node, struct err *err)
{
	bool has_https = has_way(node, "https:");

	if (node->rpc[0] == NULL)
		return err_set(err, ERR_USAGE, "the node '%s' has no 'rpc'", node->name);
	if (node->ca != NULL && !has_https)
		return err_set(err, ERR_USAGE,
			"the node '%s' has a 'ca', but no https:// URL in 'rpc'",
			node->name);
	if (node->password != NULL && node->user == NULL)
		return err_set(err, ERR_USAGE,
			"the node '%s' has a 'password', but no 'user'", node->name);
	if (node->user != NULL && !has_https && !has_way(node, "http:"))
		return err_set(err, ERR_USAGE,
			"the node '%s' has a 'user', but no https:// URL in 'rpc'",
			node->name);
	return true;
}

static bool
check_nodes(const struct settings *settings, const char *path, struct err *err)
{
	for (size_t i = 0; i < settings->nodes.len; i++)
		if (!check_node(&settings->nodes.v[i], err))
			return err_wrap(err, "%s", path);
	return true;
}

static bool
parse(struct settings *settings, const char *path, const char *text, struct err *err)
{
	struct reading r = { .settings = settings, .err = err, .rest = text };
	int line;

	if (!check_lines(path, text, err))
		return false;
	line = ini_parse_stream(next_line, &r, on_key, &r);
	if (line != 0 && line == r.failed_line)
		return err_wrap(err, "%s:%d", path, line);
	if (line != 0)
		return err_set(err, ERR_USAGE,
			"%s:%d: neither a [section] nor 'key = value'", path, line);
	return check_nodes(settings, path, err);
}

/* Whether the file has a node's password, or a database URL with one:
 * "user:password@". */
static bool
has_password(const struct settings *settings)
{
	const char *start =
		settings->db_url != NULL ? strstr(settings->db_url, "://") : NULL;
	const char *at = start != NULL ? strrchr(start, '@') : NULL;
	const char *colon = start != NULL ? strchr(start + 3, ':') : NULL;

	for (size_t i = 0; i < settings->nodes.len; i++)
		if (settings->nodes.v[i].password != NULL)
			return true;
	return at != NULL && colon != NULL && colon < at;
}

bool
settings_read(struct settings *settings, const char *path, struct err *err)
{
	struct settings_file file = { 0 };
	bool ok = false;

	*settings = (struct settings){ 0 };
	settings->db_tls = xstrdup("auto");
	settings->ban_table = xstrdup("ipban");
	settings->auth_table = xstrdup("auth_try");
	settings->geoip_database = xstrdup("/etc/kamailio/GeoLite2-Country.mmdb");
	if (!set_group(settings, "carrier", "1", err) ||
		!set_group(settings, "customer", "2", err))
		return false;
	if (!settings_file_read(&file, path, err))
		goto out;
	if (file.path != NULL) {
		settings->file = xstrdup(file.path);
		if (!parse(settings, file.path, file.text, err) ||
			!settings_file_check(&file, has_password(settings), err))
			goto out;
		if (settings->db_url != NULL)
			settings->db_source = xstrdup(file.path);
	}
	ok = kamailio_find(settings, err);
out:
	settings_file_clear(&file);
	if (!ok)
		settings_clear(settings);
	return ok;
}

bool
settings_group(const struct settings *settings, const char *text, unsigned long *number,
	struct err *err)
{
	struct str names = { 0 };
	struct nearest nearest;

	nearest_init(&nearest, text, strlen(text));
	for (size_t i = 0; i < settings->groups.len; i++) {
		nearest_consider(&nearest, settings->groups.v[i].name);
		if (strcmp(settings->groups.v[i].name, text) == 0) {
			*number = settings->groups.v[i].number;
			str_clear(&names);
			return true;
		}
		str_addf(&names, "%s%s", i > 0 ? ", " : "", settings->groups.v[i].name);
	}
	err_set(err, ERR_USAGE,
		"unknown group '%s': use a number, or one of %s ([groups] in the "
		"configuration)%s",
		text, str_get(&names), nearest_say(&nearest, ""));
	str_clear(&names);
	return false;
}

const char *
settings_group_name(const struct settings *settings, unsigned long number)
{
	/* From the end: names of the file come after the built-in names. */
	for (size_t i = settings->groups.len; i > 0; i--)
		if (settings->groups.v[i - 1].number == number)
			return settings->groups.v[i - 1].name;
	return NULL;
}

void
settings_clear(struct settings *settings)
{
	for (size_t i = 0; i < settings->groups.len; i++)
		free(settings->groups.v[i].name);
	for (size_t i = 0; i < settings->nodes.len; i++) {
		struct settings_node *node = &settings->nodes.v[i];
		for (size_t j = 0; j < SETTINGS_WAYS_MAX; j++)
			free(node->rpc[j]);
		if (node->password != NULL)
			explicit_bzero(node->password, strlen(node->password));
		free(node->name);
		free(node->ca);
		free(node->user);
		free(node->password);
		free(node->sip);
	}
	free(settings->groups.v);
	free(settings->nodes.v);
	for (size_t i = 0; i < KEYS; i++)
		free(*(char **)((char *)settings + keys[i].offset));
	free(settings->file);
	free(settings->db_source);
	free(settings->db_unknown);
	if (settings->kamailio_started != NULL)
		service_clear(settings->kamailio_started);
	free(settings->kamailio_started);
	*settings = (struct settings){ 0 };
}
