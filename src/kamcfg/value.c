/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The values of tokens and defines.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/reader.h"
#include "kamcfg/subst.h"

char *
cfg_token_value(const struct cfg *cfg, const struct cfg_token *token, char **unknown)
{
	struct str s = { 0 };

	if (token->kind != CFG_STRING)
		return xstrndup(token->text, token->len);
	lex_unquote(&s, token->text, token->len);
	subst_run(cfg, token->n_substs, &s, unknown);
	return s.s != NULL ? s.s : xstrdup("");
}

/* What the name stands for in the end, where the value of a define is another name. */
static const struct cfg_define *
last_define(const struct cfg *cfg, const char *name)
{
	const struct cfg_define *d = cfg_define(cfg, name), *next = d;

	for (unsigned i = 0;
		next != NULL && next->unknown == NULL && i < CFG_DEFINE_DEPTH_MAX; i++) {
		d = next;
		next = lex_is_name(d->value, strlen(d->value)) ? cfg_define(cfg, d->value)
		                                               : NULL;
	}
	return next != NULL ? next : d;
}

/* The value as Kamailio reads it where the name stands in the place of a string. */
static char *
define_value(const struct cfg *cfg, const char *name, char **unknown)
{
	const struct cfg_define *d = last_define(cfg, name);
	struct lexer lexer = { .line = 1 };
	struct cfg_token token = { .kind = CFG_STRING,
		.n_substs = (unsigned)cfg->substs.len };
	struct lex_token first;

	if (d == NULL || d->unknown != NULL) {
		*unknown = d != NULL ? xstrdup(d->unknown) : NULL;
		return NULL;
	}
	lexer.text = d->value;
	lexer.len = strlen(d->value);
	lex_next(&lexer, &first);
	if (first.kind != LEX_STRING)
		return xstrdup(d->value);
	token.text = d->value + first.begin;
	token.len = first.end - first.begin;
	return cfg_token_value(cfg, &token, unknown);
}

char *
cfg_define_text(const struct cfg *cfg, const char *name)
{
	char *unknown = NULL, *value = define_value(cfg, name, &unknown);

	if (value == NULL || unknown != NULL || value[0] == '\0') {
		free(unknown);
		free(value);
		return NULL;
	}
	return value;
}

char *
cfg_define_unknown(const struct cfg *cfg, const char *name)
{
	char *unknown = NULL;

	free(define_value(cfg, name, &unknown));
	return unknown;
}
