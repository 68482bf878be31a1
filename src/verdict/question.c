/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/question.h"

#include <stdlib.h>
#include <string.h>

#include "policy/address_parse.h"

#define BLANKS " \t\r\n"
#define METHOD_MAX 32

void
question_set(struct question *question, enum question_field field, char *text_take)
{
	free(question->texts[field]);
	question->texts[field] = text_take;
}

feed_names question_names[QUESTION_FIELDS] = {
	[QUESTION_SOURCE] = { "ip", "source" },
	[QUESTION_PORT] = { "port" },
	[QUESTION_METHOD] = { "method" },
	[QUESTION_UA] = { "ua", "user_agent" },
	[QUESTION_FROM] = { "from" },
	[QUESTION_TO] = { "to" },
	[QUESTION_CONTACT] = { "contact" },
};

/* Without the blanks at both ends, like the value of a header. */
static char *
trim(char *text)
{
	size_t len;

	if (text == NULL)
		return NULL;
	text += strspn(text, BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static bool
parse_source(struct verdict_request *r, char *const *texts, struct err *err)
{
	const char *source = trim(texts[QUESTION_SOURCE]);
	const char *port = trim(texts[QUESTION_PORT]);

	if (source == NULL || source[0] == '\0')
		return err_set(err, ERR_USAGE, "the address it comes from is missing");
	if (!address_parse_source(source, &r->family, r->bytes, &r->port, err))
		return false;
	if (port != NULL && port[0] != '\0' && !address_parse_port(&r->port, port, err))
		return false;
	address_unmap(&r->family, r->bytes);
	address_format_ip(r->family, r->bytes, r->source);
	return true;
}

/* A token of RFC 3261. */
static bool
parse_method(struct verdict_request *r, char *text, struct err *err)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-.!%*_+`'~";
	const char *method = trim(text);

	r->method = QUESTION_METHOD_DEFAULT;
	if (method == NULL || method[0] == '\0')
		return true;
	r->method = method;
	return (strlen(method) <= METHOD_MAX && method[strspn(method, token)] == '\0') ||
	       err_set(err, ERR_USAGE, "'%s' is not a SIP method", method);
}

static bool
parse_ua(struct verdict_request *r, char *text, struct err *err)
{
	r->user_agent = text != NULL ? trim(text) : "";
	for (const char *c = r->user_agent; *c != '\0'; c++)
		if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
			return err_set(err, ERR_USAGE,
				"a user agent must not contain control characters");
	return true;
}

/* A Contact may be "*", which does not name anybody. */
static bool
parse_party(struct party *party, char *text, bool may_be_star, struct err *err)
{
	const char *value = trim(text);

	if (value == NULL || value[0] == '\0' || (may_be_star && strcmp(value, "*") == 0))
		return true;
	return party_parse(party, value, err);
}

bool
question_parse(struct question *question, struct err *err)
{
	struct verdict_request *r = &question->request;
	char *const *texts = question->texts;

	*r = (struct verdict_request){ .port = 0 };
	return parse_source(r, texts, err) &&
	       parse_method(r, texts[QUESTION_METHOD], err) &&
	       parse_ua(r, texts[QUESTION_UA], err) &&
	       parse_party(&r->from, texts[QUESTION_FROM], false, err) &&
	       parse_party(&r->to, texts[QUESTION_TO], false, err) &&
	       parse_party(&r->contact, texts[QUESTION_CONTACT], true, err);
}

void
question_clear(struct question *question)
{
	for (size_t i = 0; i < QUESTION_FIELDS; i++)
		free(question->texts[i]);
	*question = (struct question){ .texts = { NULL } };
}
