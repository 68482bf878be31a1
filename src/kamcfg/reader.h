/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_READER_H
#define SHIELDADM_KAMCFG_READER_H

#include "kamcfg/cfg.h"
#include "kamcfg/lex.h"

/*
 * The steps of cfg_read().  Private to kamcfg.
 */

/* Limits the expansion of defines that name each other. */
#define CFG_DEFINE_DEPTH_MAX 8

/* The index of the define with this name, or the index where it belongs. */
size_t cfg_position(const struct cfg *cfg, const char *name, size_t len, bool *is_there);

/* Add a problem at this place. */
void cfg_problem(struct cfg *cfg, const struct cfg_at *at, bool is_fatal, const char *fmt,
	...) __attribute__((format(printf, 4, 5)));

/* The place of a token of this file. */
struct cfg_at cfg_at_token(unsigned file, const struct lex_token *token);

/* Execute a directive that defines or replaces something; the reader handles the
 * others. */
void cfg_directive(struct cfg *cfg, unsigned file, const struct lex_token *token);

/* Add the token, or the tokens of its define. */
void cfg_add_token(struct cfg *cfg, unsigned file, const struct lex_token *token);

/* Define a name as #!define does.  unknown_take: as of struct cfg_define. */
void cfg_add_define(struct cfg *cfg, const char *name, size_t len, const char *value,
	size_t value_len, const struct cfg_at *at, enum lex_directive how,
	char *unknown_take);

/* Find the modules, parameters and routes in the tokens. */
void cfg_parse(struct cfg *cfg);

/* "htable" for "/path/htable.so".  The caller frees it. */
char *cfg_module_name(const char *path, size_t len);

#endif
