/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "policy/address_parse.h"
#include "policy/range.h"
#include "setup/take.h"

/*
 * Pasted lists of addresses: from a mail, a table, a carrier's portal.
 */
#define SEPARATORS " \t\r\n,;|"
/* Characters that are stripped around a tag. */
#define AROUND " \t\r\n,;|\"'#-="

/* The addresses of a line that share a tag. */
struct run {
	struct address_list list;
	char *lead; /* the text before all addresses of the line; "" */
	struct take *take;
	const struct take_group *group;
};

static void
refuse(struct take *take, const struct err *err)
{
	take->n_refused++;
	str_addf(take->reply, "! %s\n", err->text);
}

/* Whether a word looks like an address, valid or not: digits and the separators of
 * addresses. */
static bool
looks_like_address(const char *word, size_t len)
{
	bool has_digit = false, has_point = false;

	for (size_t i = 0; i < len; i++) {
		if (!isxdigit((unsigned char)word[i]) &&
			strchr(".:/-[]", word[i]) == NULL)
			return false;
		has_digit = has_digit || isdigit((unsigned char)word[i]);
		has_point = has_point || word[i] == '.' || word[i] == ':';
	}
	/* At least one digit and one separator: "::" is not meant here, and a date has
	 * no point. */
	return has_digit && has_point;
}

static void
parse_word(struct run *run, const char *word)
{
	struct address a;
	struct err err;

	if (range_is_one(word)) {
		if (!range_parse(&run->list, word, &err))
			refuse(run->take, &err);
		return;
	}
	if (!address_parse(&a, word, &err)) {
		if (strstr(err.text, "--port") != NULL)
			err_set(&err, ERR_USAGE,
				"'%s' has a port: leave it out here, or afterwards: "
				"shieldadm addr add IP %lu --port PORT",
				word, run->group->number);
		refuse(run->take, &err);
		return;
	}
	address_list_add(&run->list, &a);
}

/* The stripped text.  The caller frees it. */
static char *
trimmed(const char *text, size_t len)
{
	size_t start;

	while (len > 0 && strchr(AROUND, text[len - 1]) != NULL)
		len--;
	for (start = 0; start < len && strchr(AROUND, text[start]) != NULL; start++)
		;
	return xstrndup(text + start, len - start);
}

/* The text after the address, else the text before all of them, else the group's name.
 * */
static bool
set_tag(struct address *a, const struct run *run, const char *text, struct err *err)
{
	if (text[0] == '\0')
		text = run->lead;
	if (text[0] == '\0')
		text = run->group->name != NULL ? run->group->name : "";
	return address_set_tag(a, text, err);
}

static void
tell_added(struct run *run, const struct address *a)
{
	const char *country = run->group->country != NULL && a->form != ADDRESS_NAME
	                              ? run->group->country(run->group->ctx, a)
	                              : "";
	char text[ADDRESS_FORMAT_MAX];

	address_format(a, text);
	str_addf(run->take->reply, "+ %s%s%s%s%s\n", text, a->tag[0] != '\0' ? "  " : "",
		a->tag, country[0] != '\0' ? "  in " : "", country);
	if (a->form == ADDRESS_NAME)
		str_addf(run->take->reply,
			"  Kamailio compares a name with names only, never with the "
			"address a request comes from: add the addresses behind it "
			"too\n");
}

static void
add_one(struct run *run, struct address_list *list, struct address *a)
{
	char text[ADDRESS_FORMAT_MAX];
	struct err err;

	if (!address_check_width(a, &err)) {
		refuse(run->take, &err);
	} else if (list->len >= SETUP_ROWS_MAX) {
		err_set(&err, ERR_USAGE,
			"%s is one too many: %d are taken here, more by: shieldadm addr "
			"add --file FILE %lu",
			address_text(a), SETUP_ROWS_MAX, run->group->number);
		refuse(run->take, &err);
	} else if (answers_add_address(list, a)) {
		run->take->n_taken++;
		tell_added(run, a);
	} else {
		address_format(a, text);
		str_addf(run->take->reply, "= %s was named before\n", text);
	}
}

/* Add the addresses that share a text, which becomes their tag. */
static void
end_run(struct run *run, struct address_list *list, const char *text, size_t len)
{
	char *tag = trimmed(text, len);
	struct err err;

	for (size_t i = 0; i < run->list.len; i++) {
		struct address *a = &run->list.v[i];
		a->group = run->group->number;
		if (set_tag(a, run, tag, &err))
			add_one(run, list, a);
		else
			refuse(run->take, &err);
	}
	address_list_clear(&run->list);
	free(tag);
}

/* "10.0.0.1 - 10.0.0.9" without the blanks around the hyphen. */
static char *
join_ranges(const char *line)
{
	char *text = xstrdup(line), *to = text;
	const char *from = line;

	while (*from != '\0') {
		size_t blanks = strspn(from, " \t");
		const char *hyphen = from + blanks, *next = hyphen + 1;
		if (*hyphen == '-' && to > text && isxdigit((unsigned char)to[-1])) {
			next += strspn(next, " \t");
			if (looks_like_address(next, strcspn(next, SEPARATORS))) {
				*to++ = '-';
				from = next;
				continue;
			}
		}
		*to++ = *from++;
	}
	*to = '\0';
	return text;
}

/* A name, when the line has no address: its first word. */
static void
take_name(struct run *run, struct address_list *list, const char *line)
{
	const char *start = line + strspn(line, SEPARATORS);
	size_t len = strcspn(start, SEPARATORS);
	char *word = xstrndup(start, len);
	struct address a;
	struct err err;

	if (memchr(start, '.', len) != NULL && address_parse(&a, word, &err)) {
		address_list_add(&run->list, &a);
		end_run(run, list, start + len, strlen(start + len));
	} else {
		err_set(&err, ERR_USAGE,
			"'%s': no address in this line; such as 192.0.2.1, 192.0.2.0/24 "
			"or 192.0.2.16-40 is one",
			line);
		refuse(run->take, &err);
	}
	free(word);
}

/* The words of a line that has addresses; false when it has none. */
static bool
take_line(struct run *run, struct address_list *list, const char *line)
{
	const char *text = line; /* since the last address */
	bool any = false, has_text = false;

	for (size_t len; *(line += strspn(line, SEPARATORS)) != '\0'; line += len) {
		char *word;
		len = strcspn(line, SEPARATORS);
		if (!looks_like_address(line, len)) {
			has_text = true;
			continue;
		}
		if (!any)
			run->lead = trimmed(text, (size_t)(line - text));
		else if (has_text)
			end_run(run, list, text, (size_t)(line - text));
		word = xstrndup(line, len);
		parse_word(run, word);
		free(word);
		any = true;
		has_text = false;
		text = line + len;
	}
	if (any)
		end_run(run, list, text, strlen(text));
	return any;
}

void
take_addresses(struct take *take, struct address_list *list,
	const struct take_group *group, const char *line)
{
	struct run run = { .take = take, .group = group };
	char *joined = join_ranges(line);

	if (!take_line(&run, list, joined)) {
		run.lead = xstrdup("");
		take_name(&run, list, joined);
	}
	free(run.lead);
	free(joined);
}
