/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "policy/address_parse.h"
#include "policyfile/document.h"

/* Words that a reader of YAML 1.1 takes for something else than text: NO is Norway here.
 */
static bool
is_reserved(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "true", "false", "on",
		"off", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* A text that stands for itself without quotes, for every reader of YAML.  An address
 * with letters, or dots enough to be no number, does. */
static bool
is_plain(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "0123456789._/-";
	size_t len = strlen(text);
	const char *dot = strchr(text, '.');

	if (len == 0 || is_reserved(text))
		return false;
	if (strspn(text, "0123456789./") == len)
		return text[0] != '.' && text[0] != '/' && dot != NULL &&
		       strchr(dot + 1, '.') != NULL;
	if (strchr(letters, text[0]) == NULL)
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (strchr(letters, *c) == NULL && strchr(others, *c) == NULL)
			return false;
	return true;
}

/* What a reader of YAML takes for a line's end, or refuses. */
static bool
needs_escape(uint32_t c)
{
	return utf8_is_control(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff ||
	       c == 0xfffe || c == 0xffff;
}

/* In double quotes, as JSON and YAML both read it. */
static void
put_quoted(FILE *file, const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	putc('"', file);
	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &c);
		if (n == 0)
			n = 1, c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			fprintf(file, "\\%c", (int)c);
		else if (needs_escape(c))
			fprintf(file, "\\u%04x", (unsigned)c);
		else
			fwrite(text, 1, n, file);
	}
	putc('"', file);
}

static void
put_text(const struct document_writer *w, const char *text)
{
	if (w->form == DOCUMENT_YAML && is_plain(text))
		fputs(text, w->file);
	else
		put_quoted(w->file, text);
}

void
document_begin(struct document_writer *w, FILE *file, enum document_form form,
	const struct document_groups *groups)
{
	*w = (struct document_writer){
		.file = file, .form = form, .groups = groups, .kind = -1, .part = -1
	};
	if (form == DOCUMENT_YAML)
		fputs("# a policy of shieldadm: man shieldadm-policy\n", file);
	else
		fputs("{", file);
}

static void
end_part(struct document_writer *w)
{
	if (w->part >= 0 && w->form == DOCUMENT_JSON)
		fputs("\n    ]", w->file);
	w->part = -1;
	w->n_rows = 0;
}

static void
end_kind(struct document_writer *w)
{
	end_part(w);
	if (w->kind >= 0 && w->form == DOCUMENT_JSON)
		fputs(w->n_parts > 0 ? "\n  }" : "}", w->file);
	else if (w->kind >= 0 && w->n_parts == 0)
		fputs(" {}\n", w->file);
	w->kind = -1;
	w->n_parts = 0;
}

void
document_kind(struct document_writer *w, int kind)
{
	end_kind(w);
	w->kind = kind;
	if (w->form == DOCUMENT_JSON)
		fprintf(w->file, "%s\n  \"%s\": {", w->n_kinds > 0 ? "," : "",
			list_name(kind));
	else
		fprintf(w->file, "%s:", list_name(kind));
	w->n_kinds++;
}

static void
begin_part(struct document_writer *w, int part, const char *name)
{
	end_part(w);
	w->part = part;
	if (w->form == DOCUMENT_JSON)
		fputs(w->n_parts > 0 ? ",\n    " : "\n    ", w->file);
	else
		fputs(w->n_parts > 0 ? "  " : "\n  ", w->file);
	put_text(w, name);
	fputs(w->form == DOCUMENT_JSON ? ": [" : ":\n", w->file);
	w->n_parts++;
}

/* Before a row. */
static void
begin_row(struct document_writer *w)
{
	if (w->form == DOCUMENT_JSON)
		fputs(w->n_rows > 0 ? ",\n      " : "\n      ", w->file);
	else
		fputs("    - ", w->file);
	w->n_rows++;
}

static void
end_row(const struct document_writer *w)
{
	if (w->form == DOCUMENT_YAML)
		putc('\n', w->file);
}

void
document_rule(struct document_writer *w, const struct rule *rule)
{
	if (w->part != (int)rule->action)
		begin_part(w, (int)rule->action, rule_action_name(rule->action));
	begin_row(w);
	put_text(w, rule->value);
	end_row(w);
}

static void
put_key(const struct document_writer *w, const char *key, bool is_first)
{
	fprintf(w->file,
		w->form == DOCUMENT_JSON ? "%s\"%s\": " : "%s%s: ", is_first ? "{" : ", ",
		key);
}

/* With all that is not the usual; key is "address", or "name" where the text of a name
 * would not be read as one. */
static void
put_address(const struct document_writer *w, const struct address *a, const char *key,
	const char *text, bool has_tag)
{
	put_key(w, key, true);
	put_text(w, text);
	if (a->port != 0) {
		put_key(w, "port", false);
		fprintf(w->file, "%u", a->port);
	}
	if (has_tag) {
		put_key(w, "tag", false);
		put_text(w, a->tag);
	}
	putc('}', w->file);
}

void
document_address(struct document_writer *w, const struct address *a)
{
	const char *name = w->groups->name(w->groups->ctx, a->group);
	bool is_name = a->form == ADDRESS_NAME, is_odd;
	char ip[ADDRESS_IP_MAX + 8], number[24];
	const char *text = is_name ? a->stored : ip;
	bool has_tag = strcmp(a->tag, name != NULL ? name : "") != 0;
	struct address read;

	if (w->part < 0 || w->group != a->group) {
		snprintf(number, sizeof(number), "%lu", a->group);
		begin_part(w, 0, name != NULL ? name : number);
		w->group = a->group;
	}
	snprintf(ip, sizeof(ip), a->form == ADDRESS_NETWORK ? "%s/%u" : "%s", a->ip,
		a->prefix);
	is_odd = is_name && !address_parse_name(&read, a->stored);
	begin_row(w);
	if (a->port != 0 || has_tag || is_odd)
		put_address(w, a, is_odd ? "name" : "address", text, has_tag);
	else
		put_text(w, text);
	end_row(w);
}

void
document_end(struct document_writer *w)
{
	end_kind(w);
	if (w->form == DOCUMENT_JSON)
		fputs(w->n_kinds > 0 ? "\n}\n" : "}\n", w->file);
}
