/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/reader.h"
#include "kamcfg/subst.h"

static bool
is_text(const struct cfg_token *token, const char *text)
{
	return token->len == strlen(text) && memcmp(token->text, text, token->len) == 0;
}

bool
cfg_is(const struct cfg *cfg, size_t i, const char *text)
{
	return i < cfg->tokens.len && is_text(&cfg->tokens.v[i], text);
}

/* Where it does not matter that a part is unknown. */
static char *
value_of(const struct cfg *cfg, const struct cfg_token *token)
{
	char *unknown = NULL, *value = cfg_token_value(cfg, token, &unknown);

	free(unknown);
	return value;
}

/* What Kamailio passes to the module.  modparamx replaces variables. */
static void
take_value(struct cfg *cfg, struct cfg_param *param, const struct cfg_token *token,
	bool has_variables)
{
	char *raw = cfg_token_value(cfg, token, &param->unknown);
	struct str s = { 0 };

	param->value = raw;
	param->is_string = token->kind == CFG_STRING;
	if (token->kind == CFG_WORD && param->unknown == NULL)
		param->unknown = cfg_define_unknown(cfg, raw);
	if (!has_variables || strchr(raw, '$') == NULL)
		return;
	subst_variables(cfg, &s, raw, strlen(raw), &param->unknown);
	param->value = xstrdup(str_get(&s));
	param->is_string = true;
	str_clear(&s);
	free(raw);
}

char *
cfg_module_name(const char *path, size_t len)
{
	struct str s = { 0 };
	const char *name;
	char *module;
	size_t n;

	lex_unquote(&s, path, len);
	name = strrchr(str_get(&s), '/');
	name = name != NULL ? name + 1 : str_get(&s);
	n = strlen(name);
	if (n > 3 && strcmp(name + n - 3, ".so") == 0)
		n -= 3;
	module = xstrndup(name, n);
	str_clear(&s);
	return module;
}

/* loadmodule "x.so", also with brackets.  Returns the index of the last token. */
static size_t
parse_module(struct cfg *cfg, size_t i)
{
	size_t path = i + 1 + cfg_is(cfg, i + 1, "(");
	struct cfg_module *module;

	if (path >= cfg->tokens.len || cfg->tokens.v[path].kind != CFG_STRING)
		return i;
	module = LIST_ADD(&cfg->modules);
	module->name = cfg_module_name(cfg->tokens.v[path].text, cfg->tokens.v[path].len);
	module->at = cfg->tokens.v[i].at;
	return path;
}

static bool
is_string(const struct cfg *cfg, size_t i)
{
	return i < cfg->tokens.len && cfg->tokens.v[i].kind == CFG_STRING;
}

/* modparam("modules", "name", value) */
static size_t
parse_param(struct cfg *cfg, size_t i)
{
	struct cfg_param *param;
	const struct cfg_token *value;

	if (!cfg_is(cfg, i + 1, "(") || !is_string(cfg, i + 2) ||
		!cfg_is(cfg, i + 3, ",") || !is_string(cfg, i + 4) ||
		!cfg_is(cfg, i + 5, ",") || i + 6 >= cfg->tokens.len)
		return i;
	value = &cfg->tokens.v[i + 6];
	param = LIST_ADD(&cfg->params);
	*param = (struct cfg_param){ .modules = value_of(cfg, &cfg->tokens.v[i + 2]),
		.name = value_of(cfg, &cfg->tokens.v[i + 4]) };
	take_value(cfg, param, value, cfg_is(cfg, i, "modparamx"));
	param->at = cfg->tokens.v[i].at;
	param->value_at = value->at;
	return i + 6;
}

size_t
cfg_closing(const struct cfg *cfg, size_t open, size_t end)
{
	const char *opens = cfg->tokens.v[open].text;
	const char *closes = opens[0] == '(' ? ")" : opens[0] == '[' ? "]" : "}";
	size_t depth = 0;

	for (size_t i = open; i < end; i++) {
		const struct cfg_token *token = &cfg->tokens.v[i];
		if (token->kind != CFG_PUNCT)
			continue;
		if (token->text[0] == opens[0])
			depth++;
		else if (token->text[0] == closes[0] && --depth == 0)
			return i;
	}
	return end;
}

static bool
is_route_word(const struct cfg_token *token)
{
	static const char *const words[] = { "route", "request_route", "failure_route",
		"reply_route", "onreply_route", "branch_route", "onsend_route",
		"event_route", "local_route", "startup_route", NULL };

	if (token->kind != CFG_WORD)
		return false;
	for (size_t i = 0; words[i] != NULL; i++)
		if (is_text(token, words[i]))
			return true;
	return false;
}

/* The name in the brackets, such as "xhttp:request". */
static char *
route_name(const struct cfg *cfg, size_t open, size_t close)
{
	struct str s = { 0 };

	for (size_t i = open + 1; i < close; i++) {
		char *part = value_of(cfg, &cfg->tokens.v[i]);
		str_addf(&s, "%s", part);
		free(part);
	}
	return s.s != NULL ? s.s : xstrdup("");
}

/* route[NAME] { ... }.  Returns the index of its closing brace. */
static size_t
parse_route(struct cfg *cfg, size_t i)
{
	const struct cfg_token *token = &cfg->tokens.v[i];
	size_t n = cfg->tokens.len, open = i + 1, close;
	struct cfg_route *route;
	char *name;

	if (cfg_is(cfg, open, "[")) {
		close = cfg_closing(cfg, open, n);
		name = route_name(cfg, open, close);
		open = close + 1;
	} else {
		name = xstrdup("");
	}
	if (!cfg_is(cfg, open, "{")) {
		free(name);
		return i;
	}
	close = cfg_closing(cfg, open, n);
	if (close == n)
		cfg_problem(cfg, &token->at, true, "this route's block is not closed");
	route = LIST_ADD(&cfg->routes);
	*route = (struct cfg_route){ .kind = xstrndup(token->text, token->len),
		.name = name,
		.at = token->at,
		.begin = i,
		.body_begin = open + 1,
		.body_end = close };
	return close;
}

void
cfg_parse(struct cfg *cfg)
{
	for (size_t i = 0; i < cfg->tokens.len; i++) {
		const struct cfg_token *token = &cfg->tokens.v[i];
		if (token->kind == CFG_PUNCT && token->text[0] == '}')
			cfg_problem(cfg, &token->at, true,
				"this brace closes a block that was never opened");
		if (token->kind != CFG_WORD)
			continue;
		if (is_text(token, "loadmodule") || is_text(token, "loadmodulex"))
			i = parse_module(cfg, i);
		else if (is_text(token, "modparam") || is_text(token, "modparamx"))
			i = parse_param(cfg, i);
		else if (is_route_word(token))
			i = parse_route(cfg, i);
	}
}
