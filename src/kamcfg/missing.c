/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/missing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define DEFINE "#!define "

/* Whether the text begins with this whole name, as "A 1" does with A. */
static bool
begins_with_name(const char *text, const char *name, size_t len)
{
	return strncmp(text, name, len) == 0 && strchr(" \t\r\n", text[len]) != NULL;
}

/* The state of the policy in the lines that shieldadm wrote earlier. */
enum policy { POLICY_ABSENT, POLICY_ON, POLICY_OFF };

static enum policy
policy_before(const char *owned, const char *name, size_t len)
{
	for (const char *line = owned; *line != '\0';
		line += strcspn(line, "\n"), *line == '\n' ? line++ : line) {
		size_t marks = strspn(line, "#");
		if (marks > 0 && strncmp(line + marks - 1, DEFINE, strlen(DEFINE)) == 0 &&
			begins_with_name(line + marks - 1 + strlen(DEFINE), name, len))
			return marks == 1 ? POLICY_ON : POLICY_OFF;
	}
	return POLICY_ABSENT;
}

static void
add_define(struct str *s, const struct cfg *cfg, const char *line, size_t len,
	const char *owned)
{
	size_t marks = strspn(line, "#");
	const char *name = line + marks - 1 + strlen(DEFINE);
	size_t name_len = strcspn(name, " \t\r\n");
	char *copy = xstrndup(name, name_len);
	bool is_policy = strncmp(copy, "SHIELDADM_", 10) == 0;
	enum policy before =
		is_policy ? policy_before(owned, name, name_len) : POLICY_ABSENT;

	/* Kamailio does not start when a name is defined twice. */
	if (cfg_define(cfg, copy) == NULL) {
		if (before != POLICY_ABSENT)
			str_addf(s, "%s%s%s\n", before == POLICY_OFF ? "#" : "", DEFINE,
				copy);
		else
			str_add(s, line, len);
	}
	free(copy);
}

void
harden_missing_defines(
	struct str *s, const struct cfg *cfg, const struct harden *h, const char *owned)
{
	struct str all = { 0 };

	harden_defines(&all, h);
	for (const char *line = str_get(&all); *line != '\0';) {
		size_t len = strcspn(line, "\n") + 1, marks = strspn(line, "#");
		if (marks > 0 && strncmp(line + marks - 1, DEFINE, strlen(DEFINE)) == 0)
			add_define(s, cfg, line, len, owned);
		else
			str_add(s, line, len);
		line += len;
	}
	str_clear(&all);
}

/* The n-th quoted text of the line, or "".  The caller frees it. */
static char *
quoted(const char *line, unsigned n)
{
	size_t len = strcspn(line, "\n");
	const char *end = line + len, *s = line;

	for (;; n--) {
		const char *open = memchr(s, '"', (size_t)(end - s));
		const char *close =
			open != NULL ? memchr(open + 1, '"', (size_t)(end - open - 1))
				     : NULL;
		if (close == NULL)
			return xstrdup("");
		if (n == 0)
			return xstrndup(open + 1, (size_t)(close - open - 1));
		s = close + 1;
	}
}

bool
cfg_has_htable(const struct cfg *cfg, const char *table)
{
	size_t len = strlen(table);

	for (size_t i = 0; i < cfg->params.len; i++) {
		const struct cfg_param *param = &cfg->params.v[i];
		if (cfg_param_is(param, "htable", "htable") &&
			strncmp(param->value, table, len) == 0 &&
			strncmp(param->value + len, "=>", 2) == 0)
			return true;
	}
	return false;
}

static bool
has_table_of(const struct cfg *cfg, const char *value)
{
	char *table = xstrndup(value, strcspn(value, "="));
	bool has = cfg_has_htable(cfg, table);

	free(table);
	return has;
}

bool
cfg_param_is_name_in_string(const struct cfg *cfg, const struct cfg_param *param)
{
	const char *arrow = strstr(param->value, "=>");
	const char *name = arrow != NULL ? arrow + 2 : param->value;

	if (!param->is_string || !lex_is_name(name, strlen(name)) ||
		cfg_define(cfg, name) == NULL)
		return false;
	for (size_t i = 0; i < cfg->substs.len; i++)
		if (strcmp(cfg->substs.v[i].from, name) == 0)
			return false;
	return true;
}

/* Whether the config has a line with this effect already. */
static bool
is_said(const struct cfg *cfg, const char *line)
{
	bool is_param = strncmp(line, "modparam(", 9) == 0;
	char *a, *b, *c, *module;
	const struct cfg_param *param;
	bool is;

	if (!is_param && strncmp(line, "loadmodule ", 11) != 0)
		return false;
	a = quoted(line, 0);
	b = quoted(line, 1);
	c = quoted(line, 2);
	if (is_param) {
		param = cfg_param(cfg, a, b);
		is = strcmp(a, "htable") == 0
		             ? has_table_of(cfg, c)
		             : param != NULL && !cfg_param_is_name_in_string(cfg, param);
	} else {
		module = xstrndup(a, strlen(a) - 3);
		is = cfg_module(cfg, module) != NULL;
		free(module);
	}
	free(a);
	free(b);
	free(c);
	return is;
}

/* Add the lines that are missing, and leave out sections that would be empty. */
static void
add_unsaid(struct str *s, const struct cfg *cfg, const char *text)
{
	struct str section = { 0 };
	bool is_in = false, is_empty = true;

	for (const char *line = text; *line != '\0';) {
		size_t len = strcspn(line, "\n");
		struct str *to = &section;
		len += line[len] == '\n';
		is_in = is_in || strncmp(line, "#!if", 4) == 0;
		if (!is_in)
			to = s;
		if (!is_said(cfg, line)) {
			str_add(to, line, len);
			is_empty = is_empty && line[0] == '#';
		}
		if (strncmp(line, "#!endif", 7) == 0) {
			if (!is_empty)
				str_add(s, str_get(&section), section.len);
			str_clear(&section);
			is_in = false;
			is_empty = true;
		}
		line += len;
	}
	str_clear(&section);
}

/* "mysql" from DBURL, which needs the module db_mysql; "" when DBURL is not known. */
static void
db_scheme(const struct cfg *cfg, char scheme[16])
{
	const struct cfg_define *url = cfg_define(cfg, "DBURL");

	scheme[0] = '\0';
	if (url != NULL)
		(void)!sscanf(url->value, "\"%15[a-z0-9]:", scheme);
}

/* Modules that the routes need, and that a stock file loads always or by its defines. */
void
harden_missing_modules(struct str *s, const struct cfg *cfg, const struct harden *h)
{
	static const struct {
		const char *name;
		unsigned parts;
	} needed[] = { { "sl", HARDEN_ALL }, { "pv", HARDEN_ALL }, { "xlog", HARDEN_ALL },
		{ "textops", HARDEN_ALL }, { "siputils", HARDEN_ALL },
		{ "permissions", HARDEN_ALL }, { "sanity", 1u << HARDEN_SANITY },
		{ "maxfwd", 1u << HARDEN_HOPS },
		{ "htable", 1u << HARDEN_FLOOD | 1u << HARDEN_LOGINS },
		{ "pike", 1u << HARDEN_FLOOD } };
	struct str all = { 0 };
	char scheme[16];

	db_scheme(cfg, scheme);
	if (scheme[0] != '\0')
		str_addf(&all, "loadmodule \"db_%s.so\"\n", scheme);
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if ((h->parts & needed[i].parts) != 0)
			str_addf(&all, "loadmodule \"%s.so\"\n", needed[i].name);
	harden_modules(&all, h);
	add_unsaid(s, cfg, str_get(&all));
	str_clear(&all);
}

void
harden_missing_params(struct str *s, const struct cfg *cfg, const struct harden *h)
{
	struct str all = { 0 };

	str_addf(&all, "modparam(\"permissions\", \"db_url\", DBURL)\n"
		       "modparam(\"permissions\", \"load_backends\", 1)\n");
	if ((h->parts & 1u << HARDEN_FLOOD) != 0)
		str_addf(&all, "modparam(\"pike\", \"sampling_time_unit\", 2)\n"
			       "modparam(\"pike\", \"reqs_density_per_unit\", 16)\n"
			       "modparam(\"pike\", \"remove_latency\", 4)\n"
			       "modparam(\"htable\", \"htable\", "
			       "\"ipban=>size=8;autoexpire=300;\")\n");
	harden_params(&all, h);
	add_unsaid(s, cfg, str_get(&all));
	str_clear(&all);
}
