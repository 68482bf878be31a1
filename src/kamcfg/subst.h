/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_KAMCFG_SUBST_H
#define SHIELDADM_KAMCFG_SUBST_H

#include "base/str.h"
#include "kamcfg/cfg.h"

/*
 * What Kamailio puts in the place of text: the rules of #!subst and #!substdef
 * (src/core/re.c), and variables such as $env(NAME).  Private to kamcfg.
 */

/* A compiled rule "/FROM/TO/FLAGS". */
struct subst_rule;

/* NULL when Kamailio refuses the text.  *from_len bytes after the first are FROM, and
 * *to_len bytes after the separator are TO. */
struct subst_rule *subst_rule_new(
	const struct cfg *cfg, const char *text, size_t *from_len, size_t *to_len);
void subst_rule_free(struct subst_rule *rule);

/* Apply the first n rules to the text.  When the result depends on something that is not
 * known here, *unknown says on what; the caller frees it. */
void subst_run(const struct cfg *cfg, size_t n, struct str *text, char **unknown);

/* Add text with its variables replaced.  *unknown as for subst_run(). */
void subst_variables(const struct cfg *cfg, struct str *out, const char *text, size_t len,
	char **unknown);

/* The value of a variable of the environment; NULL: not known, and *unknown says so. */
const char *subst_environment(const struct cfg *cfg, const char *name, char **unknown);

#endif
