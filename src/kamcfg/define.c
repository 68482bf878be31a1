/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/subst.h"

void
cfg_add_define(struct cfg *cfg, const char *name, size_t len, const char *value,
	size_t value_len, const struct cfg_at *at, enum lex_directive how,
	char *unknown_take)
{
	bool is_there;
	size_t i = cfg_position(cfg, name, len, &is_there);
	struct cfg_define *d;

	if (is_there && how == LEX_TRYDEF) {
		free(unknown_take);
		return;
	}
	if (is_there && how != LEX_REDEFINE) {
		d = &cfg->defines.v[i];
		free(unknown_take);
		cfg_problem(cfg, at, true,
			"'%.*s' is already defined in '%s' line %u: Kamailio does not "
			"start",
			(int)len, name, cfg_path(cfg, &d->at), d->at.line);
		return;
	}
	if (!is_there) {
		(void)LIST_ADD(&cfg->defines);
		d = &cfg->defines.v[i];
		memmove(d + 1, d, (cfg->defines.len - 1 - i) * sizeof(*d));
		*d = (struct cfg_define){ .name = xstrndup(name, len) };
	}
	d = &cfg->defines.v[i];
	/* Tokens may point into the old value. */
	if (d->value != NULL)
		*LIST_ADD(&cfg->kept) = d->value;
	d->value = xstrndup(value, value_len);
	d->at = *at;
	free(d->unknown);
	d->unknown = unknown_take;
}

/* #!trydefenv of a variable that may not be set. */
static void
define_maybe(struct cfg *cfg, const struct cfg_at *at, const char *name, size_t len,
	char *unknown_take)
{
	bool is_there;
	size_t i = cfg_position(cfg, name, len, &is_there);

	if (is_there) {
		free(unknown_take);
		return;
	}
	cfg_add_define(cfg, name, len, "", 0, at, LEX_DEFINE, unknown_take);
	cfg->defines.v[i].is_maybe = true;
}

/* #!defenv NAME or NAME=VARIABLE: the name ends at a blank. */
static void
define_environment(struct cfg *cfg, const struct cfg_at *at, enum lex_directive how,
	const char *rest, size_t len)
{
	bool is_quoted = how == LEX_DEFENVS || how == LEX_TRYDEFENVS;
	size_t n = strcspn(rest, " \t\r\n"), name = strcspn(rest, "= \t\r\n");
	char *variable, *unknown = NULL, *text;
	const char *value;

	n = n < len ? n : len;
	name = name < n ? name : n;
	variable =
		name < n ? xstrndup(rest + name + 1, n - name - 1) : xstrndup(rest, name);
	value = subst_environment(cfg, variable, &unknown);
	text = xasprintf("%s%s%s", is_quoted ? "\"" : "", value != NULL ? value : "",
		is_quoted ? "\"" : "");
	if (!lex_is_name(rest, name)) {
		cfg_problem(cfg, at, true, "'%.*s' is not a valid name for a define",
			(int)name, rest);
		free(unknown);
	} else if (value != NULL || how < LEX_TRYDEFENV) {
		cfg_add_define(cfg, rest, name, text, value != NULL ? strlen(text) : 0,
			at, how, unknown);
	} else {
		define_maybe(cfg, at, rest, name, unknown);
	}
	free(text);
	free(variable);
}

/* Without the backslashes that continue its line. */
static void
add_value(struct str *value, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && i + 1 < len && text[i] == '\\' && text[i + 1] == '\n')
			i++;
		else
			str_add(value, text + i, 1);
	}
}

static void
define(struct cfg *cfg, const struct cfg_at *at, const struct lex_token *token,
	const char *rest, size_t len)
{
	size_t name = strcspn(rest, " \t\r\n\"'"), value;
	char *unknown = NULL;
	struct str text = { 0 };

	name = name < len ? name : len;
	if (!lex_is_name(rest, name)) {
		cfg_problem(cfg, at, true, "'%.*s' is not a valid name for a define",
			(int)name, rest);
		return;
	}
	value = name + strspn(rest + name, " \t\r");
	value = value < len ? value : len;
	add_value(&text, rest + value, len - value);
	if (token->directive == LEX_DEFEXP)
		unknown = xasprintf("the expression of #!defexp %.*s, which is not "
				    "evaluated",
			(int)name, rest);
	cfg_add_define(
		cfg, rest, name, str_get(&text), text.len, at, token->directive, unknown);
	str_clear(&text);
}

/* substdef also defines FROM as TO, where its variables are replaced. */
static void
subst_define(struct cfg *cfg, const struct cfg_at *at, enum lex_directive how,
	const char *from, size_t from_len, const char *to, size_t to_len)
{
	const char *quote = how == LEX_SUBSTDEFS ? "\"" : "";
	char *unknown = NULL;
	struct str value = { 0 };

	str_addf(&value, "%s", quote);
	subst_variables(cfg, &value, to, to_len, &unknown);
	str_addf(&value, "%s", quote);
	cfg_add_define(
		cfg, from, from_len, str_get(&value), value.len, at, LEX_DEFINE, unknown);
	str_clear(&value);
}

/* "!FROM!TO!g" */
static void
subst(struct cfg *cfg, const struct cfg_at *at, const struct lex_token *token,
	const char *rest, size_t len)
{
	struct lexer lexer = { .text = rest, .len = len, .line = 1 };
	struct cfg_subst added;
	size_t from = 0, to = 0;
	struct lex_token string;
	struct str s = { 0 };
	char *unknown = NULL;

	lex_next(&lexer, &string);
	if (string.kind != LEX_STRING) {
		cfg_problem(cfg, at, true, "the text to replace must be in quotes");
		return;
	}
	lex_unquote(&s, rest + string.begin, string.end - string.begin);
	subst_run(cfg, cfg->substs.len, &s, &unknown);
	free(unknown);
	added.rule = subst_rule_new(cfg, str_get(&s), &from, &to);
	if (added.rule == NULL) {
		cfg_problem(cfg, at, true, "no \"/FROM/TO/\"");
	} else {
		added.from = xstrndup(str_get(&s) + 1, from);
		*LIST_ADD(&cfg->substs) = added;
		if (token->directive >= LEX_SUBSTDEF)
			subst_define(cfg, at, token->directive, added.from, from,
				str_get(&s) + from + 2, to);
	}
	str_clear(&s);
}

void
cfg_directive(struct cfg *cfg, unsigned file, const struct lex_token *token)
{
	struct cfg_at at = cfg_at_token(file, token);
	const char *rest = cfg->files.v[file].text + token->rest_begin;
	size_t len = token->rest_end - token->rest_begin;

	if (token->directive >= LEX_SUBST)
		subst(cfg, &at, token, rest, len);
	else if (token->directive >= LEX_DEFENV)
		define_environment(cfg, &at, token->directive, rest, len);
	else
		define(cfg, &at, token, rest, len);
}

/* A string behind the last string of a define belongs to it: Kamailio puts the define's
 * text in the place of its name. */
static bool
join(struct cfg *cfg, const char *text, size_t len, unsigned depth)
{
	struct cfg_token *last =
		cfg->tokens.len > 0 ? &cfg->tokens.v[cfg->tokens.len - 1] : NULL;
	char *joined;

	if (last == NULL || last->kind != CFG_STRING || last->depth <= depth ||
		text[0] != '"' || last->text[0] != '"')
		return false;
	joined = xasprintf("%.*s%.*s", (int)last->len, last->text, (int)len, text);
	*LIST_ADD(&cfg->kept) = joined;
	last->text = joined;
	last->len += len;
	last->depth = depth;
	return true;
}

static void add(struct cfg *cfg, const struct cfg_at *at, const char *text,
	const struct lex_token *token, unsigned depth);

/* The tokens of a define's value.  A string behind it belongs to its last string only
 * when nothing but blanks stands between them. */
static void
add_value_of(struct cfg *cfg, const struct cfg_at *at, const struct cfg_define *define,
	unsigned depth)
{
	const char *value = define->value;
	struct lexer lexer = { .text = value, .len = strlen(value), .line = 1 };
	struct lex_token inner;
	size_t n = cfg->tokens.len, end = 0;

	for (lex_next(&lexer, &inner); inner.kind >= LEX_WORD && inner.kind <= LEX_PUNCT;
		lex_next(&lexer, &inner)) {
		n = cfg->tokens.len;
		end = inner.end;
		add(cfg, at, value, &inner, depth + 1);
	}
	if (cfg->tokens.len > 0 &&
		(cfg->tokens.len == n ||
			value[end + strspn(value + end, " \t\r\b")] != '\0'))
		cfg->tokens.v[cfg->tokens.len - 1].depth = 0;
}

static void
add(struct cfg *cfg, const struct cfg_at *at, const char *text,
	const struct lex_token *token, unsigned depth)
{
	static const enum cfg_kind kinds[] = { [LEX_WORD] = CFG_WORD,
		[LEX_STRING] = CFG_STRING,
		[LEX_PVAR] = CFG_PVAR,
		[LEX_PUNCT] = CFG_PUNCT };
	const struct cfg_define *d;
	bool is_there = false;
	size_t len = token->end - token->begin, i = 0;
	struct cfg_token *added;

	if (cfg->tokens.len >= CFG_TOKENS_MAX)
		return;
	if (token->kind == LEX_WORD && depth < CFG_DEFINE_DEPTH_MAX)
		i = cfg_position(cfg, text + token->begin, len, &is_there);
	d = is_there ? &cfg->defines.v[i] : NULL;
	if (token->kind == LEX_STRING && join(cfg, text + token->begin, len, depth))
		return;
	if (d == NULL || d->unknown != NULL) {
		added = LIST_ADD(&cfg->tokens);
		*added = (struct cfg_token){ .kind = kinds[token->kind],
			.n_substs = (unsigned)cfg->substs.len,
			.depth = depth,
			.at = *at,
			.text = text + token->begin,
			.len = len };
		return;
	}
	add_value_of(cfg, at, d, depth);
}

void
cfg_add_token(struct cfg *cfg, unsigned file, const struct lex_token *token)
{
	struct cfg_at at = cfg_at_token(file, token);

	add(cfg, &at, cfg->files.v[file].text, token, 0);
}
