/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "kamcfg/reader.h"
#include "kamcfg/subst.h"

/* Kamailio's MAX_IFDEFS. */
#define SECTIONS_MAX 512
#define FILES_MAX 1000

struct reader {
	struct cfg *cfg;
	size_t open[SECTIONS_MAX]; /* indices of cfg.sections */
	size_t n_open;
	unsigned chain[CFG_DEPTH_MAX + 1]; /* the chain of files being read */
	size_t depth;
};

/* Whether all enclosing conditions are true. */
static bool
is_active(const struct reader *r)
{
	for (size_t i = 0; i < r->n_open; i++)
		if (!r->cfg->sections.v[r->open[i]].holds)
			return false;
	return true;
}

/* Kamailio defines KAMAILIO_5, KAMAILIO_5_6, KAMAILIO_5_6_3, KAMAILIO_VERSION and
 * OS_NAME itself. */
static bool
is_defined(const struct cfg *cfg, const char *rest, size_t len, bool *is_unsure)
{
	size_t n = strcspn(rest, " \t\r\n");
	char *name = xstrndup(rest, n < len ? n : len);
	const struct cfg_define *define = cfg_define(cfg, name);
	bool is = define != NULL || strcmp(name, "KAMAILIO_VERSION") == 0 ||
	          strcmp(name, "OS_NAME") == 0;

	*is_unsure = define != NULL ? define->is_maybe
	                            : !is && strncmp(name, "KAMAILIO_", 9) == 0;
	free(name);
	return is;
}

static void
begin_section(struct reader *r, unsigned file, const struct lex_token *token)
{
	struct cfg *cfg = r->cfg;
	const char *rest = cfg->files.v[file].text + token->rest_begin;
	size_t len = token->rest_end - token->rest_begin;
	struct cfg_at at = cfg_at_token(file, token);
	bool is_unsure = true;
	bool holds =
		token->directive == LEX_IFEXP ||
		is_defined(cfg, rest, len, &is_unsure) == (token->directive == LEX_IFDEF);

	if (r->n_open == SECTIONS_MAX) {
		cfg_problem(cfg, &at, true, "more than %u nested #!ifdef", SECTIONS_MAX);
		return;
	}
	if (token->directive == LEX_IFEXP && is_active(r))
		cfg_problem(cfg, &at, false,
			"the condition of #!ifexp is not evaluated: it is assumed to be "
			"true");
	is_unsure = is_unsure && is_active(r);
	r->open[r->n_open++] = cfg->sections.len;
	*LIST_ADD(&cfg->sections) = (struct cfg_section){ .file = file,
		.begin = token->begin,
		.end = token->end,
		.line = token->line,
		.holds = holds,
		.is_unsure = is_unsure };
}

static void
condition(struct reader *r, unsigned file, const struct lex_token *token)
{
	struct cfg_at at = cfg_at_token(file, token);
	struct cfg_section *section;

	if (token->directive <= LEX_IFEXP) {
		begin_section(r, file, token);
		return;
	}
	if (r->n_open == 0) {
		cfg_problem(r->cfg, &at, true, "there is no #!ifdef for this");
		return;
	}
	section = &r->cfg->sections.v[r->open[r->n_open - 1]];
	if (token->directive == LEX_ELSE) {
		section->holds = !section->holds;
		return;
	}
	section->end = section->file == file ? token->end : section->end;
	r->n_open--;
}

static void read_file(struct reader *r, unsigned file);

static bool
is_being_read(const struct reader *r, const struct stat *st)
{
	for (size_t i = 0; i < r->depth; i++) {
		const struct cfg_file *file = &r->cfg->files.v[r->chain[i]];
		if (file->device == st->st_dev && file->inode == st->st_ino)
			return true;
	}
	return false;
}

/* Kamailio searches its working directory first, which is not known here, then the
 * directory of the including file. */
static char *
resolve(const struct cfg *cfg, unsigned file, const char *name)
{
	const char *parent = cfg->files.v[file].path, *slash = strrchr(parent, '/');

	if (name[0] == '/' || slash == NULL)
		return xstrdup(name);
	return xasprintf("%.*s/%s", (int)(slash - parent), parent, name);
}

static void
open_include(struct reader *r, const struct lex_token *token, const struct cfg_at *at,
	char *path)
{
	struct cfg *cfg = r->cfg;
	struct cfg_file added = { .path = path, .is_included = true, .from = *at };
	bool is_import = token->directive == LEX_IMPORT;
	struct stat st;
	struct err err;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0) {
		bool is_there = access(path, F_OK) == 0;
		if (!is_import || is_there)
			cfg_problem(cfg, at, !is_import,
				"cannot read the included file '%s': %s", path,
				is_there ? "permission denied" : "no such file");
	} else if (is_being_read(r, &st)) {
		cfg_problem(cfg, at, true,
			"'%s' includes itself through this line: Kamailio does not start",
			path);
	} else if (r->depth >= CFG_DEPTH_MAX || cfg->files.len >= FILES_MAX) {
		cfg_problem(cfg, at, true,
			"more than %u nested includes: Kamailio does not start",
			CFG_DEPTH_MAX);
	} else if (!cfg_load(&added.text, &added.len, path, &err)) {
		cfg_problem(cfg, at, true, "%s", err.text);
	} else {
		added.device = st.st_dev;
		added.inode = st.st_ino;
		*LIST_ADD(&cfg->files) = added;
		read_file(r, (unsigned)cfg->files.len - 1);
		return;
	}
	free(path);
}

static void
include(struct reader *r, unsigned file, const struct lex_token *token)
{
	struct cfg *cfg = r->cfg;
	struct cfg_at at = cfg_at_token(file, token);
	const char *rest = cfg->files.v[file].text + token->rest_begin;
	size_t len = token->rest_end - token->rest_begin;
	const char *end = len > 1 ? memchr(rest + 1, '"', len - 1) : NULL;
	struct str name = { 0 };
	char *unknown = NULL;

	if (rest[0] != '"' || end == NULL) {
		cfg_problem(cfg, &at, true,
			"the name of the included file must be in quotes");
		return;
	}
	lex_unquote(&name, rest, (size_t)(end - rest) + 1);
	subst_run(cfg, cfg->substs.len, &name, &unknown);
	if (unknown == NULL)
		open_include(r, token, &at, resolve(cfg, file, str_get(&name)));
	else
		cfg_problem(cfg, &at, false,
			"the included file is not read: its name depends on %s", unknown);
	free(unknown);
	str_clear(&name);
}

/* Kamailio defines MOD_htable when htable.so is loaded. */
static void
define_module(struct reader *r, const struct cfg_token *path)
{
	char *module = cfg_module_name(path->text, path->len);
	char *name = xasprintf("MOD_%s", module);

	if (cfg_define(r->cfg, name) == NULL)
		cfg_add_define(
			r->cfg, name, strlen(name), "", 0, &path->at, LEX_DEFINE, NULL);
	free(name);
	free(module);
}

static void
take(struct reader *r, unsigned file, const struct lex_token *token)
{
	struct cfg *cfg = r->cfg;
	struct cfg_at at = cfg_at_token(file, token);
	size_t n;

	if (token->kind == LEX_BAD) {
		cfg_problem(cfg, &at, true, "this %s is not closed",
			cfg->files.v[file].text[token->begin] == '/' ? "comment"
								     : "string");
		return;
	}
	if (token->kind != LEX_DIRECTIVE) {
		cfg_add_token(cfg, file, token);
		n = cfg->tokens.len;
		if (token->kind == LEX_STRING && n > 1 &&
			(cfg_is(cfg, n - 2, "loadmodule") ||
				cfg_is(cfg, n - 2, "loadmodulex")))
			define_module(r, &cfg->tokens.v[n - 1]);
	} else if (token->directive >= LEX_INCLUDE) {
		include(r, file, token);
	} else if (token->directive >= LEX_IFDEF) {
		condition(r, file, token);
	} else {
		cfg_directive(cfg, file, token);
	}
}

static void
read_file(struct reader *r, unsigned file)
{
	const struct cfg_file *f = &r->cfg->files.v[file];
	struct lexer lexer = { .text = f->text, .len = f->len, .line = 1 };
	struct lex_token token;

	r->chain[r->depth++] = file;
	do {
		if (is_active(r)) {
			lex_next(&lexer, &token);
			if (token.kind != LEX_END)
				take(r, file, &token);
		} else {
			lex_skip(&lexer, &token);
			if (token.kind != LEX_END)
				condition(r, file, &token);
		}
	} while (token.kind != LEX_END && token.kind != LEX_BAD &&
		 r->cfg->tokens.len < CFG_TOKENS_MAX);
	r->depth--;
}

static void
end_reading(struct reader *r)
{
	struct cfg *cfg = r->cfg;

	if (cfg->tokens.len >= CFG_TOKENS_MAX)
		cfg_problem(cfg, &cfg->tokens.v[cfg->tokens.len - 1].at, true,
			"more than %u words up to here: the rest is not read",
			CFG_TOKENS_MAX - 1);
	while (r->n_open > 0) {
		const struct cfg_section *section =
			&cfg->sections.v[r->open[--r->n_open]];
		cfg_problem(cfg,
			&(struct cfg_at){ .file = section->file,
				.line = section->line,
				.column = 1 },
			true,
			"missing #!endif (with other text on its line, Kamailio reads it "
			"as a comment)");
	}
	cfg_parse(cfg);
}

/* kamailio -A NAME=VALUE */
static void
define_options(struct cfg *cfg)
{
	const char *const *defines = cfg->outside != NULL ? cfg->outside->defines : NULL;
	const struct cfg_at at = { .line = 1, .column = 1 };

	for (size_t i = 0; defines != NULL && defines[i] != NULL; i++) {
		size_t len = strcspn(defines[i], "=");
		const char *value = defines[i] + len + (defines[i][len] == '=');
		if (lex_is_name(defines[i], len))
			cfg_add_define(cfg, defines[i], len, value, strlen(value), &at,
				LEX_DEFINE, NULL);
	}
}

static bool
read_text(struct cfg *cfg, const char *path, const char *text, size_t len,
	const struct cfg_outside *outside, struct err *err)
{
	struct reader r = { .cfg = cfg };
	struct cfg_file first = { .path = xstrdup(path), .len = len };
	struct stat st;

	*cfg = (struct cfg){ .outside = outside };
	if (len > 0 && memchr(text, '\0', len) != NULL) {
		free(first.path);
		return err_set(err, ERR_SYSTEM, "'%s' contains a NUL byte", path);
	}
	first.text = xstrndup(text, len);
	if (stat(path, &st) == 0) {
		first.device = st.st_dev;
		first.inode = st.st_ino;
	}
	*LIST_ADD(&cfg->files) = first;
	define_options(cfg);
	read_file(&r, 0);
	end_reading(&r);
	cfg->outside = NULL;
	return true;
}

bool
cfg_read_text(
	struct cfg *cfg, const char *path, const char *text, size_t len, struct err *err)
{
	return read_text(cfg, path, text, len, NULL, err);
}

bool
cfg_read_as(struct cfg *cfg, const char *path, const struct cfg_outside *outside,
	struct err *err)
{
	size_t len;
	char *text;
	bool ok;

	*cfg = (struct cfg){ .files = { 0 } };
	if (!cfg_load(&text, &len, path, err))
		return false;
	ok = read_text(cfg, path, text, len, outside, err);
	free(text);
	return ok;
}

bool
cfg_read(struct cfg *cfg, const char *path, struct err *err)
{
	return cfg_read_as(cfg, path, NULL, err);
}
