/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_LEX_H
#define SHIELDADM_KAMCFG_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * The words of a kamailio.cfg, as Kamailio's src/core/cfg.lex takes them apart.  Pure:
 * it opens no file, and the text may hold anything.
 */
enum lex_kind {
	LEX_END,
	LEX_WORD,      /* a name or a number */
	LEX_STRING,    /* in quotes, or several such in a row */
	LEX_PVAR,      /* $si, $sht(ipban=>$si) */
	LEX_PUNCT,     /* one byte */
	LEX_DIRECTIVE, /* #!define and its like, to the end of its line */
	LEX_BAD        /* a string or a comment that has no end */
};

enum lex_directive {
	LEX_DEFINE,
	LEX_TRYDEF,
	LEX_REDEFINE,
	LEX_DEFINE_OTHER, /* from the environment, or an expression: not known here */
	LEX_SUBST,
	LEX_SUBSTDEF,
	LEX_IFDEF,
	LEX_IFNDEF,
	LEX_IFEXP,
	LEX_ELSE,
	LEX_ENDIF,
	LEX_INCLUDE,
	LEX_IMPORT
};

struct lex_token {
	enum lex_kind kind;
	enum lex_directive directive;
	size_t begin, end; /* bytes of the text, as written */
	unsigned line, column;
	/* A directive: what follows its name, without blanks at both ends. */
	size_t rest_begin, rest_end;
};

struct lexer {
	const char *text;
	size_t len, pos;
	unsigned line;
	size_t line_begin;
};

/* The next token. */
void lex_next(struct lexer *lexer, struct lex_token *token);

/* The next of #!ifdef, #!ifndef, #!ifexp, #!else and #!endif, or LEX_END: where a
 * condition does not hold, Kamailio reads nothing else, not even comments. */
void lex_skip(struct lexer *lexer, struct lex_token *token);

/* Add what a string's text stands for: without quotes, escapes replaced. */
void lex_unquote(struct str *str, const char *text, size_t len);

/* Whether the name can be written after #!define. */
bool lex_is_name(const char *text, size_t len);

#endif
