/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "conf/conf.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "conf/file.h"

/* inih as Debian builds it reads lines of up to 199 bytes. */
#define LINE_BYTES_MAX 199

/* It cuts the names of sections to so many. */
#define SECTION_BYTES_MAX 49

struct reading {
	struct conf *conf;
	struct err *err;
	const char *rest; /* of the text */
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
		return err_set(err, ERR_USAGE, "tls is auto, verify or off");
	return set_text(text, value, err);
}

/* All keys of the sections that have fixed ones. */
static const struct {
	const char *section, *key;
	size_t offset;
	bool (*set)(char **text, const char *value, struct err *err);
} keys[] = {
	{ "database", "url", offsetof(struct conf, db_url), set_text },
	{ "database", "tls", offsetof(struct conf, db_tls), set_tls },
	{ "database", "ca", offsetof(struct conf, db_ca), set_text },
	{ "geoip", "database", offsetof(struct conf, geoip_database), set_text },
	{ "kamailio", "config", offsetof(struct conf, kamailio_config), set_text },
	{ "kamailio", "run", offsetof(struct conf, kamailio_run), set_text },
	{ "kamailio", "ban_table", offsetof(struct conf, ban_table), set_text },
	{ "kamailio", "auth_table", offsetof(struct conf, auth_table), set_text },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

static bool
set_group(struct conf *conf, const char *name, const char *value, struct err *err)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);
	struct conf_group *group;

	if (name[strspn(name, "0123456789")] == '\0' || strpbrk(name, ".:/") != NULL)
		return err_set(err, ERR_USAGE,
			"'%s' cannot name a group: it reads as a number or an address",
			name);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number == 0 ||
		number > 2147483647)
		return err_set(err, ERR_USAGE,
			"the group '%s' needs a number from 1 to 2147483647", name);
	for (size_t i = 0; i < conf->groups.len; i++)
		if (strcmp(conf->groups.v[i].name, name) == 0) {
			conf->groups.v[i].number = number;
			return true;
		}
	group = LIST_ADD(&conf->groups);
	group->name = xstrdup(name);
	group->number = number;
	return true;
}

static struct conf_node *
node_named(struct conf *conf, const char *name)
{
	struct conf_node *node;

	for (size_t i = 0; i < conf->nodes.len; i++)
		if (strcmp(conf->nodes.v[i].name, name) == 0)
			return &conf->nodes.v[i];
	node = LIST_ADD(&conf->nodes);
	node->name = xstrdup(name);
	return node;
}

/* Ways in, separated by blanks; a second "rpc" line adds to the first. */
static bool
add_ways(struct conf_node *node, const char *value, struct err *err)
{
	size_t n = 0, len;

	while (n < CONF_WAYS_MAX && node->rpc[n] != NULL)
		n++;
	for (; *(value += strspn(value, " \t")) != '\0'; value += len) {
		len = strcspn(value, " \t");
		if (n == CONF_WAYS_MAX)
			return err_set(err, ERR_USAGE,
				"a node has %d ways in at the most", CONF_WAYS_MAX);
		node->rpc[n++] = xstrndup(value, len);
	}
	return true;
}

/* As many as a table can be told to have: an int of Kamailio's. */
static bool
set_max_subnets(struct conf_node *node, const char *value, struct err *err)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (value[0] < '0' || value[0] > '9' || *end != '\0' || number == 0 ||
		number > 2147483647)
		return err_set(
			err, ERR_USAGE, "max_subnets is a number from 1 to 2147483647");
	node->max_subnets = (unsigned)number;
	return true;
}

static bool
set_node(struct conf *conf, const char *name, const char *key, const char *value,
	struct err *err)
{
	struct conf_node *node = node_named(conf, name);

	if (strcmp(key, "rpc") == 0)
		return add_ways(node, value, err);
	if (strcmp(key, "sip") == 0)
		return set_text(&node->sip, value, err);
	if (strcmp(key, "max_subnets") == 0)
		return set_max_subnets(node, value, err);
	return err_set(err, ERR_USAGE,
		"a node has no '%s': rpc, sip and max_subnets are its keys", key);
}

static bool
set(struct conf *conf, const char *section, const char *key, const char *value,
	struct err *err)
{
	bool is_section = false;

	if (strlen(section) >= SECTION_BYTES_MAX)
		return err_set(err, ERR_USAGE, "the name '[%s...]' is too long", section);
	if (strncmp(section, "node ", 5) == 0)
		return set_node(conf, section + 5, key, value, err);
	if (strcmp(section, "groups") == 0)
		return set_group(conf, key, value, err);
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].section, section) != 0)
			continue;
		is_section = true;
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].set(
				(char **)((char *)conf + keys[i].offset), value, err);
	}
	if (is_section)
		return err_set(err, ERR_USAGE, "[%s] has no key '%s'", section, key);
	return err_set(err, ERR_USAGE,
		"there is no section [%s]: database, geoip, groups, kamailio and 'node "
		"NAME' are",
		section);
}

/* For inih: the next line, without the blanks in front, which would make it more of
 * the line above. */
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

/* Called by inih for each key; it goes on after the first that is wrong. */
static int
on_key(void *ctx, const char *section, const char *key, const char *value)
{
	struct reading *r = ctx;

	if (r->failed_line != 0 || set(r->conf, section, key, value, r->err))
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
				"%s:%u: the line has more than %d bytes; 'rpc' may be "
				"given several times",
				path, line, LINE_BYTES_MAX);
		text += len + (text[len] == '\n');
	}
	return true;
}

static bool
check_nodes(const struct conf *conf, const char *path, struct err *err)
{
	for (size_t i = 0; i < conf->nodes.len; i++)
		if (conf->nodes.v[i].rpc[0] == NULL)
			return err_set(err, ERR_USAGE, "%s: the node '%s' has no 'rpc'",
				path, conf->nodes.v[i].name);
	return true;
}

static bool
parse(struct conf *conf, const char *path, const char *text, struct err *err)
{
	struct reading r = { .conf = conf, .err = err, .rest = text };
	int line;

	if (!check_lines(path, text, err))
		return false;
	line = ini_parse_stream(next_line, &r, on_key, &r);
	if (line != 0 && line == r.failed_line)
		return err_wrap(err, "%s:%d", path, line);
	if (line != 0)
		return err_set(err, ERR_USAGE,
			"%s:%d: neither a [section] nor 'key = value'", path, line);
	return check_nodes(conf, path, err);
}

/* Whether the text holds a database URL with a password: "user:password@". */
static bool
has_password(const struct conf *conf)
{
	const char *start = conf->db_url != NULL ? strstr(conf->db_url, "://") : NULL;
	const char *at = start != NULL ? strrchr(start, '@') : NULL;
	const char *colon = start != NULL ? strchr(start + 3, ':') : NULL;

	return at != NULL && colon != NULL && colon < at;
}

bool
conf_read(struct conf *conf, const char *path, struct err *err)
{
	struct conf_file file = { 0 };
	bool ok = false;

	*conf = (struct conf){ 0 };
	conf->db_tls = xstrdup("auto");
	conf->kamailio_config = xstrdup("/etc/kamailio/kamailio.cfg");
	conf->kamailio_run = xstrdup("/run/kamailio");
	conf->ban_table = xstrdup("ipban");
	conf->auth_table = xstrdup("auth_try");
	conf->geoip_database = xstrdup("/etc/kamailio/GeoLite2-Country.mmdb");
	if (!set_group(conf, "carrier", "1", err) ||
		!set_group(conf, "customer", "2", err))
		return false;
	if (!conf_file_read(&file, path, err))
		goto out;
	if (file.path != NULL) {
		conf->file = xstrdup(file.path);
		if (!parse(conf, file.path, file.text, err) ||
			!conf_file_check(&file, has_password(conf), err))
			goto out;
		if (conf->db_url != NULL)
			conf->db_source = xstrdup(file.path);
	}
	ok = true;
out:
	conf_file_clear(&file);
	if (!ok)
		conf_clear(conf);
	return ok;
}

bool
conf_group(
	const struct conf *conf, const char *text, unsigned long *number, struct err *err)
{
	struct str names = { 0 };
	struct nearest nearest;

	nearest_init(&nearest, text, strlen(text));
	for (size_t i = 0; i < conf->groups.len; i++) {
		nearest_consider(&nearest, conf->groups.v[i].name);
		if (strcmp(conf->groups.v[i].name, text) == 0) {
			*number = conf->groups.v[i].number;
			str_clear(&names);
			return true;
		}
		str_addf(&names, "%s%s", i > 0 ? ", " : "", conf->groups.v[i].name);
	}
	err_set(err, ERR_USAGE,
		"there is no group '%s': a number, or one of %s ([groups] in the "
		"configuration)%s",
		text, str_get(&names), nearest_say(&nearest, ""));
	str_clear(&names);
	return false;
}

const char *
conf_group_name(const struct conf *conf, unsigned long number)
{
	/* From the end: the names of the file come after those that are usual. */
	for (size_t i = conf->groups.len; i > 0; i--)
		if (conf->groups.v[i - 1].number == number)
			return conf->groups.v[i - 1].name;
	return NULL;
}

void
conf_clear(struct conf *conf)
{
	for (size_t i = 0; i < conf->groups.len; i++)
		free(conf->groups.v[i].name);
	for (size_t i = 0; i < conf->nodes.len; i++) {
		struct conf_node *node = &conf->nodes.v[i];
		for (size_t j = 0; j < CONF_WAYS_MAX; j++)
			free(node->rpc[j]);
		free(node->name);
		free(node->sip);
	}
	free(conf->groups.v);
	free(conf->nodes.v);
	for (size_t i = 0; i < KEYS; i++)
		free(*(char **)((char *)conf + keys[i].offset));
	free(conf->file);
	free(conf->db_source);
	*conf = (struct conf){ 0 };
}
