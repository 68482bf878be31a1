/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/subst.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "kamcfg/lex.h"

/* Kamailio's references are \0 to \9. */
#define GROUPS 10

struct subst_rule {
	regex_t regex;
	char *to; /* variables are replaced, backslashes are not */
	bool is_global;
	char *unknown; /* TO has a variable with an unknown value */
};

static void
note_unknown(char **unknown, char *why_take)
{
	if (*unknown == NULL)
		*unknown = why_take;
	else
		free(why_take);
}

const char *
subst_environment(const struct cfg *cfg, const char *name, char **unknown)
{
	const struct cfg_outside *outside = cfg->outside;
	const char *value = outside != NULL && outside->variable != NULL
	                            ? outside->variable(outside->ctx, name)
	                            : NULL;

	if (value == NULL)
		note_unknown(unknown,
			xasprintf("the variable %s of the environment of Kamailio's "
				  "service",
				name));
	return value;
}

/* The length of a variable at text, which begins with "$". */
static size_t
variable_len(const char *text, size_t len)
{
	size_t i = 1, depth = 0;

	while (i < len && lex_is_name_byte(text[i]))
		i++;
	if (i >= len || text[i] != '(')
		return i;
	do {
		depth += text[i] == '(';
		depth -= text[i] == ')';
		i++;
	} while (i < len && depth > 0);
	return i;
}

/* The NAME of "$class(NAME)" or "$(class(NAME))"; NULL when it is another variable. */
static char *
name_in(const char *variable, size_t len, const char *class)
{
	size_t n = strlen(class), outer = len > 2 && variable[1] == '(';
	const char *inner = variable + 1 + outer;

	len -= 1 + 2 * outer;
	if (len < n + 3 || strncmp(inner, class, n) != 0 || inner[n] != '(' ||
		inner[len - 1] != ')')
		return NULL;
	return xstrndup(inner + n + 1, len - n - 2);
}

static void
add_variable(const struct cfg *cfg, struct str *out, const char *text, size_t len,
	char **unknown)
{
	char *name = name_in(text, len, "env"), *def = name_in(text, len, "def");
	const struct cfg_define *define = def != NULL ? cfg_define(cfg, def) : NULL;
	const char *value = NULL;

	if (name != NULL)
		value = subst_environment(cfg, name, unknown);
	else if (define != NULL && define->unknown == NULL)
		value = define->value;
	else
		note_unknown(unknown, xasprintf("the variable %.*s", (int)len, text));
	if (value != NULL)
		str_add(out, value, strlen(value));
	free(name);
	free(def);
}

void
subst_variables(const struct cfg *cfg, struct str *out, const char *text, size_t len,
	char **unknown)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = 1;
		if (text[i] == '$' && i + 1 < len && text[i + 1] == '$') {
			n = 2;
			str_add(out, "$", 1);
		} else if (text[i] == '$') {
			n = variable_len(text + i, len - i);
			add_variable(cfg, out, text + i, n, unknown);
		} else {
			str_add(out, text + i, 1);
		}
	}
}

/* Like subst_variables(), with a backslash before what TO would read as special. */
static void
fill_in_to(const struct cfg *cfg, struct str *out, const char *to, size_t len,
	char **unknown)
{
	for (size_t i = 0, n; i < len; i += n) {
		struct str value = { 0 };
		n = 1;
		if (to[i] == '\\' && i + 1 < len) {
			n = 2;
			str_add(out, to + i, 2);
		} else if (to[i] == '$') {
			n = i + 1 < len && to[i + 1] == '$'
			            ? 2
			            : variable_len(to + i, len - i);
			subst_variables(cfg, &value, to + i, n, unknown);
			for (size_t j = 0; j < value.len; j++)
				str_addf(out, "%s%c", value.s[j] == '\\' ? "\\" : "",
					value.s[j]);
			str_clear(&value);
		} else {
			str_add(out, to + i, 1);
		}
	}
}

/* The next separator that no backslash precedes. */
static const char *
separator(const char *text, char c)
{
	for (; *text != '\0'; text++)
		if (*text == c && text[-1] != '\\')
			return text;
	return NULL;
}

static bool
read_flags(const char *text, int *flags, bool *is_global)
{
	for (; *text != '\0'; text++) {
		if (*text == 'i')
			*flags |= REG_ICASE;
		else if (*text == 's')
			*flags &= ~REG_NEWLINE;
		else if (*text == 'g')
			*is_global = true;
		else
			return false;
	}
	return true;
}

struct subst_rule *
subst_rule_new(const struct cfg *cfg, const char *text, size_t *from_len, size_t *to_len)
{
	const char *to = text[0] != '\0' ? separator(text + 1, text[0]) : NULL;
	const char *end = to != NULL ? separator(to + 1, text[0]) : NULL;
	struct subst_rule rule = { .to = NULL };
	int flags = REG_EXTENDED | REG_NEWLINE;
	struct str filled = { 0 };
	char *from;
	bool ok;

	if (end == NULL || text[0] == '\\' || to == text + 1 ||
		!read_flags(end + 1, &flags, &rule.is_global))
		return NULL;
	*from_len = (size_t)(to - text) - 1;
	*to_len = (size_t)(end - to) - 1;
	from = xstrndup(text + 1, *from_len);
	ok = regcomp(&rule.regex, from, flags) == 0;
	free(from);
	if (!ok)
		return NULL;
	fill_in_to(cfg, &filled, to + 1, *to_len, &rule.unknown);
	rule.to = xstrdup(str_get(&filled));
	str_clear(&filled);
	return memcpy(xcalloc(1, sizeof(rule)), &rule, sizeof(rule));
}

void
subst_rule_free(struct subst_rule *rule)
{
	if (rule == NULL)
		return;
	regfree(&rule->regex);
	free(rule->to);
	free(rule->unknown);
	free(rule);
}

/* What replaces a match. */
static void
add_replacement(struct str *out, const struct subst_rule *rule, const char *text,
	const regmatch_t *groups)
{
	static const char from[] = "nrt", to[] = "\n\r\t";

	for (const char *c = rule->to; *c != '\0'; c++) {
		const char *escape = c[0] == '\\' && c[1] != '\0' ? ++c : NULL;
		const char *known = escape != NULL ? strchr(from, *escape) : NULL;
		const regmatch_t *group = escape != NULL && *c >= '0' && *c <= '9'
		                                  ? &groups[*c - '0']
		                                  : NULL;

		if (group != NULL && group->rm_so >= 0)
			str_add(out, text + group->rm_so,
				(size_t)(group->rm_eo - group->rm_so));
		else if (group == NULL)
			str_add(out, known != NULL ? &to[known - from] : c, 1);
	}
}

/* Whether the rule matches the text; then *out is the result. */
static bool
apply(const struct subst_rule *rule, const char *text, struct str *out)
{
	regmatch_t groups[GROUPS];
	bool has_matched = false;
	int flags = 0;

	while (regexec(&rule->regex, text, GROUPS, groups, flags) == 0 &&
		groups[0].rm_eo > groups[0].rm_so) {
		str_add(out, text, (size_t)groups[0].rm_so);
		add_replacement(out, rule, text, groups);
		text += groups[0].rm_eo;
		flags = text[-1] == '\n' || text[-1] == '\r' ? 0 : REG_NOTBOL;
		has_matched = true;
		if (!rule->is_global)
			break;
	}
	str_add(out, text, strlen(text));
	return has_matched;
}

void
subst_run(const struct cfg *cfg, size_t n, struct str *text, char **unknown)
{
	for (size_t i = 0; i < n && text->len > 0; i++) {
		const struct subst_rule *rule = cfg->substs.v[i].rule;
		struct str out = { 0 };

		if (!apply(rule, str_get(text), &out)) {
			str_clear(&out);
			continue;
		}
		if (rule->unknown != NULL)
			note_unknown(unknown, xstrdup(rule->unknown));
		str_clear(text);
		*text = out;
	}
}
