/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_LEX_H
#define SHIELDADM_KAMCFG_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * The tokens of a kamailio.cfg, split as Kamailio's src/core/cfg.lex does.  Pure: it
 * opens no file and accepts any text.
 */
enum lex_kind {
	LEX_END,
	LEX_WORD,      /* a name or a number */
	LEX_STRING,    /* in quotes; adjacent strings are one */
	LEX_PVAR,      /* $si, $sht(ipban=>$si) */
	LEX_PUNCT,     /* one byte */
	LEX_DIRECTIVE, /* #!define and similar, to the end of the line */
	LEX_BAD        /* a string or a comment without an end */
};

enum lex_directive {
	LEX_DEFINE,
	LEX_TRYDEF,
	LEX_REDEFINE,
	LEX_DEFEXP,  /* the value of an expression */
	LEX_DEFENV,  /* from the environment */
	LEX_DEFENVS, /* the same, in quotes */
	LEX_TRYDEFENV,
	LEX_TRYDEFENVS,
	LEX_SUBST,
	LEX_SUBSTDEF,
	LEX_SUBSTDEFS, /* the define is in quotes */
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
	size_t begin, end; /* byte offsets of the text as written */
	unsigned line, column;
	/* For a directive: the text behind its name, trimmed. */
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

/* The next #!ifdef, #!ifndef, #!ifexp, #!else or #!endif, or LEX_END.  Where a
 * condition is false, Kamailio reads nothing else, not even comments. */
void lex_skip(struct lexer *lexer, struct lex_token *token);

/* Add the value of a string: without quotes, with escapes replaced. */
void lex_unquote(struct str *str, const char *text, size_t len);

/* Whether a name may contain this byte; it may not begin with a digit. */
bool lex_is_name_byte(char c);

/* A byte that separates words, other than the end of a line. */
bool lex_is_blank(char c);

/* Whether this is a valid name for #!define. */
bool lex_is_name(const char *text, size_t len);

#endif
