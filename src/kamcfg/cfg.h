/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CFG_H
#define SHIELDADM_KAMCFG_CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * A kamailio.cfg and the files that it includes, read as Kamailio reads them: sections
 * whose condition is false are skipped, and defines are replaced.
 */

/* The largest file and the most tokens that are read.  A config of 100,000 lines has
 * about 4 MiB and 1.5 million tokens of 56 bytes each. */
#define CFG_FILE_MAX (8u << 20)
#define CFG_TOKENS_MAX (4u << 20)

/* Kamailio's MAX_INCLUDE_DEPTH. */
#define CFG_DEPTH_MAX 10

/* A place in a file.  An item of several tokens has the place of its first one. */
struct cfg_at {
	unsigned file; /* index of cfg.files */
	unsigned line, column;
	size_t begin, end; /* byte offsets in its text */
};

struct cfg_file {
	char *path;
	char *text;
	size_t len;
	unsigned long long device,
		inode; /* identify the file; 0: the text did not come from a file */
	bool is_included;
	struct cfg_at from; /* the include_file that names it */
};

enum cfg_kind { CFG_WORD, CFG_STRING, CFG_PVAR, CFG_PUNCT };

struct cfg_token {
	enum cfg_kind kind;
	unsigned n_substs; /* how many of cfg.substs Kamailio applies to it */
	unsigned depth;    /* of how many defines its text is the value */
	struct cfg_at at;  /* for a define: where its name is used */
	const char *text;  /* as written; a string with its quotes */
	size_t len;
};

struct cfg_define {
	char *name, *value;
	struct cfg_at at;
	/* NULL: the value is known.  Else what it depends on: "the variable DBURL of the
	 * environment of Kamailio's service". */
	char *unknown;
	bool is_maybe; /* it may not be defined at all */
};

/* Text that Kamailio replaces in strings: #!subst, #!substdef. */
struct cfg_subst {
	char *from;
	struct subst_rule *rule;
};

/* From an #!ifdef to its #!endif. */
struct cfg_section {
	unsigned file;
	size_t begin, end;
	unsigned line;
	bool holds; /* the condition of the current branch is true */
	/* Whether it holds depends on Kamailio's version or on what is not known here. */
	bool is_unsure;
};

struct cfg_module {
	char *name; /* "htable" of "/path/htable.so" */
	struct cfg_at at;
};

struct cfg_param {
	char *modules; /* one name, or several separated by | */
	char *name;
	char *value;   /* without quotes; defines, #!subst and variables replaced */
	char *unknown; /* as of a define */
	bool is_string;
	struct cfg_at at, value_at;
};

/* A route with its body: tokens[body_begin] to tokens[body_end - 1]. */
struct cfg_route {
	char *kind; /* "route", "request_route", "failure_route", ... */
	char *name; /* "" when it has no name */
	struct cfg_at at;
	size_t begin; /* the token "route" */
	size_t body_begin, body_end;
};

/* Something that Kamailio refuses, or reads in another way than the author meant. */
struct cfg_problem {
	struct cfg_at at;
	bool is_fatal;
	char *text;
};

#define CFG_LIST(type)           \
	struct {                 \
		type *v;         \
		size_t len, cap; \
	}

/* What kamailio.cfg takes from outside: the service's environment and options. */
struct cfg_outside {
	/* The value of a variable of the environment, which lives as long as this struct.
	 * NULL: not known.  The function may be NULL. */
	const char *(*variable)(void *ctx, const char *name);
	void *ctx;
	const char *const *defines; /* of option -A: "NAME" or "NAME=VALUE", then NULL.
	                               May be NULL. */
};

struct cfg {
	const struct cfg_outside *outside; /* during the reading; may be NULL */
	CFG_LIST(struct cfg_file) files;   /* the first is the file that was named */
	CFG_LIST(struct cfg_token) tokens;
	CFG_LIST(struct cfg_define) defines; /* sorted by name */
	CFG_LIST(char *)
	kept; /* texts that tokens point into: old values, and joined strings */
	CFG_LIST(struct cfg_subst) substs;
	CFG_LIST(struct cfg_section) sections;
	CFG_LIST(struct cfg_module) modules;
	CFG_LIST(struct cfg_param) params;
	CFG_LIST(struct cfg_route) routes;
	CFG_LIST(struct cfg_problem) problems;
};

/* Read the file and the files that it includes.  ERR_ABSENT: there is no such file.
 * ERR_SYSTEM: it cannot be read, is not a regular file, is too big or holds a NUL
 * byte.  Errors in its content become problems; the rest of the file is read. */
bool cfg_read(struct cfg *cfg, const char *path, struct err *err) MUST;

/* The same, with what is known of the service that reads it. */
bool cfg_read_as(struct cfg *cfg, const char *path, const struct cfg_outside *outside,
	struct err *err) MUST;

/* The same, with this text instead of the file's content. */
bool cfg_read_text(struct cfg *cfg, const char *path, const char *text, size_t len,
	struct err *err) MUST;

void cfg_clear(struct cfg *cfg);

/* Read a whole file.  The caller frees the text. */
bool cfg_load(char **text, size_t *len, const char *path, struct err *err) MUST;

/* NULL when there is none.  Of several params or routes with one name the last one
 * counts. */
const struct cfg_define *cfg_define(const struct cfg *cfg, const char *name);
const struct cfg_module *cfg_module(const struct cfg *cfg, const char *name);
const struct cfg_param *cfg_param(
	const struct cfg *cfg, const char *module, const char *name);
const struct cfg_route *cfg_route(
	const struct cfg *cfg, const char *kind, const char *name);

/* The value of a define as text, without its quotes.  The caller frees it.  NULL when the
 * name is not defined, when its value is not known here, or when the text is empty. */
char *cfg_define_text(const struct cfg *cfg, const char *name);

/* What the value of a define depends on; NULL when it is known.  The caller frees it. */
char *cfg_define_unknown(const struct cfg *cfg, const char *name);

/* The section with an uncertain condition whose text contains this; NULL: none. */
const struct cfg_section *cfg_unsure_section(const struct cfg *cfg, const char *text);

/* Whether this is the parameter with this name of this module.  Kamailio reads its
 * modules as a regular expression. */
bool cfg_param_is(const struct cfg_param *param, const char *module, const char *name);

/* The value of a string, with what #!subst replaces, or a word as written.  The caller
 * frees it.  When it depends on something that is not known here, *unknown says on what,
 * unless it is set already; the caller frees it. */
char *cfg_token_value(
	const struct cfg *cfg, const struct cfg_token *token, char **unknown);

/* Whether tokens[i] is this text, as written. */
bool cfg_is(const struct cfg *cfg, size_t i, const char *text);

/* The index of the token that closes the bracket tokens[open], or end. */
size_t cfg_closing(const struct cfg *cfg, size_t open, size_t end);

/* The path of the file of this place; the first fatal problem, or NULL. */
const char *cfg_path(const struct cfg *cfg, const struct cfg_at *at);
const struct cfg_problem *cfg_fatal(const struct cfg *cfg);

/* The place in the first file: at itself, or the include_file that leads to it. */
struct cfg_at cfg_in_first(const struct cfg *cfg, struct cfg_at at);

#endif
