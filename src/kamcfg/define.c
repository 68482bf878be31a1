/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Limits the expansion of defines that name each other. */
#define DEPTH_MAX 8

/* The index of the name in the sorted list, or the index where it belongs. */
static size_t
position(const struct cfg *cfg, const char *name, size_t len, bool *is_there)
{
	size_t low = 0, high = cfg->defines.len;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *other = cfg->defines.v[middle].name;
		int order = strncmp(other, name, len);
		if (order == 0 && other[len] != '\0')
			order = 1;
		if (order == 0) {
			*is_there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*is_there = false;
	return low;
}

const struct cfg_define *
cfg_define(const struct cfg *cfg, const char *name)
{
	bool is_there;
	size_t i = position(cfg, name, strlen(name), &is_there);

	return is_there ? &cfg->defines.v[i] : NULL;
}

char *
cfg_define_text(const struct cfg *cfg, const char *name)
{
	const struct cfg_define *d = cfg_define(cfg, name);
	struct str text = { 0 };

	if (d != NULL && d->is_known && d->value[0] == '"')
		lex_unquote(&text, d->value, strcspn(d->value + 1, "\"") + 2);
	else if (d != NULL && d->is_known)
		str_addf(&text, "%s", d->value);
	if (text.len == 0)
		str_clear(&text);
	return text.s;
}

void
cfg_add_define(struct cfg *cfg, const char *name, size_t len, const char *value,
	size_t value_len, const struct cfg_at *at, enum lex_directive how)
{
	bool is_there;
	size_t i = position(cfg, name, len, &is_there);
	struct cfg_define *d;

	if (is_there && how == LEX_TRYDEF)
		return;
	if (is_there && how != LEX_REDEFINE) {
		d = &cfg->defines.v[i];
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
		*LIST_ADD(&cfg->redefined) = d->value;
	d->value = xstrndup(value, value_len);
	d->at = *at;
	d->is_known = how != LEX_DEFINE_OTHER;
}

static void
define(struct cfg *cfg, const struct cfg_at *at, const struct lex_token *token,
	const char *rest, size_t len)
{
	size_t name = strcspn(rest, " \t\r\n"), value;

	name = name < len ? name : len;
	/* #!defenv NAME=VARIABLE */
	if (token->directive == LEX_DEFINE_OTHER && memchr(rest, '=', name) != NULL)
		name = (size_t)((const char *)memchr(rest, '=', name) - rest);
	if (!lex_is_name(rest, name)) {
		cfg_problem(cfg, at, true, "'%.*s' is not a valid name for a define",
			(int)name, rest);
		return;
	}
	value = name + strspn(rest + name, " \t\r");
	value = value < len ? value : len;
	cfg_add_define(cfg, rest, name, rest + value, len - value, at, token->directive);
}

/* "!FROM!TO!g": substdef also defines FROM as TO. */
static void
subst(struct cfg *cfg, const struct cfg_at *at, const struct lex_token *token,
	const char *rest, size_t len)
{
	struct str s = { 0 };
	const char *from, *to, *end;

	if (len < 2 || (rest[0] != '"' && rest[0] != '\'')) {
		cfg_problem(cfg, at, true, "the text to replace must be in quotes");
		return;
	}
	lex_unquote(&s, rest, len);
	from = str_get(&s)[0] != '\0' ? str_get(&s) + 1 : "";
	to = from[0] != '\0' ? strchr(from, str_get(&s)[0]) : NULL;
	end = to != NULL ? strchr(to + 1, str_get(&s)[0]) : NULL;
	if (end == NULL) {
		cfg_problem(cfg, at, true, "no \"/FROM/TO/\"");
	} else {
		struct cfg_subst *added = LIST_ADD(&cfg->substs);
		*added = (struct cfg_subst){ xstrndup(from, (size_t)(to - from)), *at };
		if (token->directive == LEX_SUBSTDEF)
			cfg_add_define(cfg, from, (size_t)(to - from), to + 1,
				(size_t)(end - to - 1), at, LEX_DEFINE);
	}
	str_clear(&s);
}

void
cfg_directive(struct cfg *cfg, unsigned file, const struct lex_token *token)
{
	struct cfg_at at = cfg_at_token(file, token);
	const char *rest = cfg->files.v[file].text + token->rest_begin;
	size_t len = token->rest_end - token->rest_begin;

	if (token->directive <= LEX_DEFINE_OTHER)
		define(cfg, &at, token, rest, len);
	else
		subst(cfg, &at, token, rest, len);
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
	struct lex_token inner;
	struct lexer lexer;

	if (cfg->tokens.len >= CFG_TOKENS_MAX)
		return;
	if (token->kind == LEX_WORD && depth < DEPTH_MAX)
		i = position(cfg, text + token->begin, len, &is_there);
	d = is_there ? &cfg->defines.v[i] : NULL;
	if (d == NULL || (!d->is_known && d->value[0] == '\0')) {
		added = LIST_ADD(&cfg->tokens);
		*added = (struct cfg_token){ kinds[token->kind], *at, text + token->begin,
			len };
		return;
	}
	lexer = (struct lexer){ .text = d->value, .len = strlen(d->value), .line = 1 };
	for (lex_next(&lexer, &inner); inner.kind >= LEX_WORD && inner.kind <= LEX_PUNCT;
		lex_next(&lexer, &inner))
		add(cfg, at, d->value, &inner, depth + 1);
}

void
cfg_add_token(struct cfg *cfg, unsigned file, const struct lex_token *token)
{
	struct cfg_at at = cfg_at_token(file, token);

	add(cfg, &at, cfg->files.v[file].text, token, 0);
}
