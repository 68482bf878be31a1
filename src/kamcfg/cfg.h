/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_CFG_H
#define SHIELDADM_KAMCFG_CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * A kamailio.cfg with all that it includes, as Kamailio reads it: what a condition
 * leaves out is left out, what is defined is replaced.
 */

/* The largest file, and the most words, that are read: a config of 100,000 lines has
 * about 4 MiB, and 1.5 million words, of 56 bytes each. */
#define CFG_FILE_MAX (8u << 20)
#define CFG_TOKENS_MAX (4u << 20)

/* As Kamailio's MAX_INCLUDE_DEPTH. */
#define CFG_DEPTH_MAX 10

/* A place in a file; what stands at several ones is told by the first. */
struct cfg_at {
	unsigned file; /* index of cfg.files */
	unsigned line, column;
	size_t begin, end; /* bytes of its text */
};

struct cfg_file {
	char *path;
	char *text;
	size_t len;
	unsigned long long device, inode; /* which file it is; 0: a text of ours */
	bool is_included;
	struct cfg_at from; /* the include_file that reads it */
};

enum cfg_kind { CFG_WORD, CFG_STRING, CFG_PVAR, CFG_PUNCT };

struct cfg_token {
	enum cfg_kind kind;
	struct cfg_at at; /* of a defined name: where the name is used */
	const char *text; /* as written, a string in its quotes */
	size_t len;
};

struct cfg_define {
	char *name, *value;
	struct cfg_at at;
	bool is_known; /* false: it has a value that is not known here */
};

/* What replaces text within strings: #!subst, #!substdef. */
struct cfg_subst {
	char *from;
	struct cfg_at at;
};

/* From an #!ifdef to its #!endif. */
struct cfg_section {
	unsigned file;
	size_t begin, end;
	unsigned line;
	bool holds; /* the part that is being read */
	bool held;  /* one of its parts was */
};

struct cfg_module {
	char *name; /* "htable" of "/path/htable.so" */
	struct cfg_at at;
};

struct cfg_param {
	char *modules; /* one name, or several with | between them */
	char *name;
	char *value; /* defines replaced, without quotes */
	bool is_string;
	struct cfg_at at, value_at;
};

/* A route with its body: tokens[body_begin] to tokens[body_end - 1]. */
struct cfg_route {
	char *kind; /* "route", "request_route", "failure_route", ... */
	char *name; /* "" without one */
	struct cfg_at at;
	size_t begin; /* the token "route" itself */
	size_t body_begin, body_end;
};

/* Something that Kamailio would refuse, or read otherwise than meant. */
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

struct cfg {
	CFG_LIST(struct cfg_file) files; /* the first is the one that was named */
	CFG_LIST(struct cfg_token) tokens;
	CFG_LIST(struct cfg_define) defines; /* sorted by name */
	CFG_LIST(char *) redefined;          /* values that count no more */
	CFG_LIST(struct cfg_subst) substs;
	CFG_LIST(struct cfg_section) sections;
	CFG_LIST(struct cfg_module) modules;
	CFG_LIST(struct cfg_param) params;
	CFG_LIST(struct cfg_route) routes;
	CFG_LIST(struct cfg_problem) problems;
};

/* Read the file and what it includes.  ERR_ABSENT, ERR_SYSTEM when it cannot be read, is
 * no regular file, too big, or holds a NUL byte.  What is wrong within it is a problem,
 * and the rest is read as far as it goes. */
bool cfg_read(struct cfg *cfg, const char *path, struct err *err) MUST;

/* The same with this text in the place of the file's own. */
bool cfg_read_text(struct cfg *cfg, const char *path, const char *text, size_t len,
	struct err *err) MUST;

void cfg_clear(struct cfg *cfg);

/* The text of a file, which the caller frees, and its length. */
bool cfg_load(char **text, size_t *len, const char *path, struct err *err) MUST;

/* NULL where there is none.  Of params and routes the last counts. */
const struct cfg_define *cfg_define(const struct cfg *cfg, const char *name);
const struct cfg_module *cfg_module(const struct cfg *cfg, const char *name);
const struct cfg_param *cfg_param(
	const struct cfg *cfg, const char *module, const char *name);
const struct cfg_route *cfg_route(
	const struct cfg *cfg, const char *kind, const char *name);

/* The value of a define as text, without its quotes.  The caller frees it.  NULL when the
 * name is not defined, when its value is not known here, or when the text is empty. */
char *cfg_define_text(const struct cfg *cfg, const char *name);

/* Whether the parameter is this one of this module. */
bool cfg_param_is(const struct cfg_param *param, const char *module, const char *name);

/* The i-th of the tokens is this text, as written. */
bool cfg_is(const struct cfg *cfg, size_t i, const char *text);

/* The token that closes the bracket tokens[open]: its index, or end. */
size_t cfg_closing(const struct cfg *cfg, size_t open, size_t end);

/* The path of the file that this is in; the first problem that is fatal, or NULL. */
const char *cfg_path(const struct cfg *cfg, const struct cfg_at *at);
const struct cfg_problem *cfg_fatal(const struct cfg *cfg);

/* The place in the first file that leads to this one: itself, or the include_file. */
struct cfg_at cfg_in_first(const struct cfg *cfg, struct cfg_at at);

#endif
