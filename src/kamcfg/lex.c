/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/lex.h"

#include <string.h>

bool
lex_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\b' || c == '\r';
}

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool
lex_is_name_byte(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

bool
lex_is_name(const char *text, size_t len)
{
	if (len == 0 || !is_name_start(text[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!lex_is_name_byte(text[i]))
			return false;
	return true;
}

/* The byte n places ahead; 0 behind the end. */
static char
peek(const struct lexer *lexer, size_t n)
{
	return lexer->pos + n < lexer->len ? lexer->text[lexer->pos + n] : '\0';
}

static void
step(struct lexer *lexer)
{
	if (lexer->text[lexer->pos++] != '\n')
		return;
	lexer->line++;
	lexer->line_begin = lexer->pos;
}

static bool
is_at(const struct lexer *lexer, const char *word)
{
	size_t len = strlen(word);

	return lexer->len - lexer->pos >= len &&
	       memcmp(lexer->text + lexer->pos, word, len) == 0;
}

/* What must follow the name of a directive. */
enum follow { FOLLOW_BLANK, FOLLOW_LINE_END, FOLLOW_ANY };

static const struct directive {
	const char *name;
	enum lex_directive directive;
	enum follow follow;
} directives[] = {
	{ "define", LEX_DEFINE, FOLLOW_BLANK },
	{ "def", LEX_DEFINE, FOLLOW_BLANK },
	{ "trydefine", LEX_TRYDEF, FOLLOW_BLANK },
	{ "trydef", LEX_TRYDEF, FOLLOW_BLANK },
	{ "redefine", LEX_REDEFINE, FOLLOW_BLANK },
	{ "redef", LEX_REDEFINE, FOLLOW_BLANK },
	{ "defexp", LEX_DEFEXP, FOLLOW_BLANK },
	{ "defexps", LEX_DEFEXP, FOLLOW_BLANK },
	{ "defenv", LEX_DEFENV, FOLLOW_BLANK },
	{ "defenvs", LEX_DEFENVS, FOLLOW_BLANK },
	{ "trydefenv", LEX_TRYDEFENV, FOLLOW_BLANK },
	{ "trydefenvs", LEX_TRYDEFENVS, FOLLOW_BLANK },
	{ "substdefs", LEX_SUBSTDEFS, FOLLOW_ANY },
	{ "substdef", LEX_SUBSTDEF, FOLLOW_ANY },
	{ "subst", LEX_SUBST, FOLLOW_ANY },
	{ "ifdef", LEX_IFDEF, FOLLOW_BLANK },
	{ "ifndef", LEX_IFNDEF, FOLLOW_BLANK },
	{ "ifexp", LEX_IFEXP, FOLLOW_BLANK },
	{ "else", LEX_ELSE, FOLLOW_LINE_END },
	{ "endif", LEX_ENDIF, FOLLOW_LINE_END },
	{ "include_file", LEX_INCLUDE, FOLLOW_ANY },
	{ "import_file", LEX_IMPORT, FOLLOW_ANY },
};

static bool
follows(const struct lexer *lexer, size_t n, enum follow follow)
{
	if (follow == FOLLOW_BLANK)
		return lex_is_blank(peek(lexer, n));
	if (follow == FOLLOW_ANY)
		return !lex_is_name_byte(peek(lexer, n));
	while (lex_is_blank(peek(lexer, n)))
		n++;
	return peek(lexer, n) == '\n' || lexer->pos + n >= lexer->len;
}

/* The directive after "#!" or "!!", n bytes ahead; NULL when there is none. */
static const struct directive *
directive_at(struct lexer *lexer, size_t n)
{
	const struct directive *found = NULL;
	size_t pos = lexer->pos;

	lexer->pos += n;
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (is_at(lexer, directives[i].name) &&
			follows(lexer, strlen(directives[i].name), directives[i].follow))
			found = found != NULL ? found : &directives[i];
	lexer->pos = pos;
	return found;
}

/* Where the value of a define begins. */
static size_t
value_begin(const struct lexer *lexer)
{
	size_t n = 0;

	while (lex_is_blank(peek(lexer, n)))
		n++;
	while (lex_is_name_byte(peek(lexer, n)))
		n++;
	while (lex_is_blank(peek(lexer, n)))
		n++;
	return lexer->pos + n;
}

/* To the end of the line; a backslash at its end continues it, but not in the place of
 * the value's first byte. */
static void
take_directive(struct lexer *lexer, struct lex_token *token, const struct directive *d,
	size_t prefix)
{
	bool may_go_on = d->directive <= LEX_DEFEXP;
	size_t value;

	token->kind = LEX_DIRECTIVE;
	token->directive = d->directive;
	lexer->pos += prefix + strlen(d->name);
	token->rest_begin = lexer->pos;
	value = value_begin(lexer);
	while (lexer->pos < lexer->len && peek(lexer, 0) != '\n') {
		if (may_go_on && lexer->pos > value && peek(lexer, 0) == '\\' &&
			peek(lexer, 1) == '\n')
			step(lexer);
		step(lexer);
	}
	token->rest_end = lexer->pos;
	while (token->rest_end > token->rest_begin &&
		lex_is_blank(lexer->text[token->rest_end - 1]))
		token->rest_end--;
	while (token->rest_begin < token->rest_end &&
		lex_is_blank(lexer->text[token->rest_begin]))
		token->rest_begin++;
}

static bool
take_comment(struct lexer *lexer)
{
	unsigned depth = 0;

	while (lexer->pos < lexer->len) {
		if (is_at(lexer, "/*")) {
			depth++;
			lexer->pos += 2;
		} else if (is_at(lexer, "*/")) {
			lexer->pos += 2;
			if (--depth == 0)
				return true;
		} else {
			step(lexer);
		}
	}
	return false;
}

static void
skip_line(struct lexer *lexer)
{
	while (lexer->pos < lexer->len && peek(lexer, 0) != '\n')
		lexer->pos++;
}

static bool
take_quoted(struct lexer *lexer, char quote)
{
	step(lexer);
	while (lexer->pos < lexer->len && peek(lexer, 0) != quote) {
		if (quote == '"' && peek(lexer, 0) == '\\' && lexer->pos + 1 < lexer->len)
			step(lexer);
		step(lexer);
	}
	if (lexer->pos >= lexer->len)
		return false;
	step(lexer);
	return true;
}

/* "a" "b" is one string, also across lines. */
static bool
take_string(struct lexer *lexer, struct lex_token *token)
{
	char quote = peek(lexer, 0);
	struct lexer after;

	for (;;) {
		if (!take_quoted(lexer, quote))
			return false;
		token->end = lexer->pos;
		after = *lexer;
		while (after.pos < after.len &&
			(lex_is_blank(peek(&after, 0)) || peek(&after, 0) == '\n'))
			step(&after);
		if (quote != '"' || peek(&after, 0) != '"')
			return true;
		*lexer = after;
	}
}

static void
take_pvar(struct lexer *lexer)
{
	unsigned depth = 0;

	lexer->pos++;
	if (peek(lexer, 0) == '?') {
		lexer->pos++;
		return;
	}
	while (lex_is_name_byte(peek(lexer, 0)) ||
		(peek(lexer, 0) == '.' && lex_is_name_byte(peek(lexer, 1))))
		lexer->pos++;
	if (peek(lexer, 0) != '(')
		return;
	do {
		if (peek(lexer, 0) == '(')
			depth++;
		if (peek(lexer, 0) == ')')
			depth--;
		step(lexer);
	} while (depth > 0 && lexer->pos < lexer->len);
}

static void
take_word(struct lexer *lexer)
{
	while (lex_is_name_byte(peek(lexer, 0)))
		lexer->pos++;
}

/* Skip blanks and comments.  False: a comment has no end; the position is at its
 * begin. */
static bool
skip_between(struct lexer *lexer)
{
	struct lexer at;

	while (lexer->pos < lexer->len) {
		char c = peek(lexer, 0);
		if (lex_is_blank(c) || c == '\n' ||
			(c == '\\' && peek(lexer, 1) == '\n')) {
			step(lexer);
		} else if (is_at(lexer, "/*")) {
			at = *lexer;
			if (!take_comment(lexer)) {
				*lexer = at;
				return false;
			}
		} else if (is_at(lexer, "//") || c == '#') {
			if (is_at(lexer, "#!") && directive_at(lexer, 2) != NULL)
				return true;
			skip_line(lexer);
		} else {
			return true;
		}
	}
	return true;
}

static void
begin(const struct lexer *lexer, struct lex_token *token, enum lex_kind kind)
{
	*token = (struct lex_token){ .kind = kind,
		.begin = lexer->pos,
		.end = lexer->pos,
		.line = lexer->line,
		.column = (unsigned)(lexer->pos - lexer->line_begin) + 1 };
}

void
lex_next(struct lexer *lexer, struct lex_token *token)
{
	const struct directive *d = NULL;
	size_t prefix = 2;

	if (!skip_between(lexer)) {
		begin(lexer, token, LEX_BAD);
		return;
	}
	begin(lexer, token, LEX_END);
	if (lexer->pos >= lexer->len)
		return;
	if (is_at(lexer, "#!") || is_at(lexer, "!!"))
		d = directive_at(lexer, 2);
	else if (is_at(lexer, "include_file") || is_at(lexer, "import_file"))
		d = directive_at(lexer, prefix = 0);
	if (d != NULL) {
		take_directive(lexer, token, d, prefix);
	} else if (peek(lexer, 0) == '"' || peek(lexer, 0) == '\'') {
		token->kind = take_string(lexer, token) ? LEX_STRING : LEX_BAD;
		return;
	} else if (peek(lexer, 0) == '$') {
		token->kind = LEX_PVAR;
		take_pvar(lexer);
	} else if (lex_is_name_byte(peek(lexer, 0))) {
		token->kind = LEX_WORD;
		take_word(lexer);
	} else {
		token->kind = LEX_PUNCT;
		lexer->pos++;
	}
	token->end = lexer->pos;
}

void
lex_skip(struct lexer *lexer, struct lex_token *token)
{
	while (lexer->pos < lexer->len) {
		const struct directive *d = is_at(lexer, "#!") || is_at(lexer, "!!")
		                                    ? directive_at(lexer, 2)
		                                    : NULL;
		if (d != NULL && d->directive >= LEX_IFDEF && d->directive <= LEX_ENDIF) {
			begin(lexer, token, LEX_DIRECTIVE);
			take_directive(lexer, token, d, 2);
			token->end = lexer->pos;
			return;
		}
		step(lexer);
	}
	begin(lexer, token, LEX_END);
}
