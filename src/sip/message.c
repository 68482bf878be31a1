/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip/message.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* An INVITE and the requests that follow it have the same request URI. */
static bool
is_invite(const char *method)
{
	return strcmp(method, "OPTIONS") != 0 && strcmp(method, "REGISTER") != 0;
}

/* Caller and callee. The node would ask a caller of its own domain to log in. */
static void
add_parties(struct str *text, const struct sip_request *r)
{
	const char *tag = r->to_tag[0] != '\0' ? ";tag=" : "";

	if (r->from != NULL)
		str_addf(text, "From: %s;tag=%s\r\n", r->from, r->id);
	else
		str_addf(text, "From: <sip:shieldadm-probe@%s>;tag=%s\r\n",
			strcmp(r->method, "REGISTER") == 0 ? r->host
							   : "shieldadm.invalid",
			r->id);
	if (r->to != NULL)
		str_addf(text, "To: %s%s%s\r\n", r->to, tag, r->to_tag);
	else
		str_addf(text, "To: <sip:shieldadm-probe@%s>%s%s\r\n", r->host, tag,
			r->to_tag);
}

void
sip_request_format(struct str *text, const struct sip_request *r)
{
	/* This request is a transaction of its own; the others belong to the first. */
	bool is_bye = strcmp(r->method, "BYE") == 0;
	const char *user = is_invite(r->method) ? "shieldadm-probe@" : "";

	str_addf(text, "%s sip:%s%s SIP/2.0\r\n", r->method, user, r->host);
	str_addf(text, "Via: SIP/2.0/UDP %s;branch=z9hG4bK%s%s;rport\r\n", r->local,
		r->id, is_bye ? "bye" : "");
	str_addf(text, "Max-Forwards: 10\r\n");
	add_parties(text, r);
	str_addf(text, "Call-ID: %s\r\n", r->id);
	str_addf(text, "CSeq: %d %s\r\n", is_bye ? 2 : 1, r->method);
	str_addf(text, "Contact: %s\r\n",
		r->contact != NULL ? r->contact
				   : "<sip:shieldadm-probe@shieldadm.invalid>");
	if (r->user_agent[0] != '\0')
		str_addf(text, "User-Agent: %s\r\n", r->user_agent);
	str_addf(text, "Content-Length: 0\r\n\r\n");
}

/* The value of the header with this name, long or short; NULL when it is missing. */
static const char *
header(const char *text, const char *name, const char *compact)
{
	const char *line = text;

	while ((line = strstr(line, "\r\n")) != NULL &&
		strncmp(line, "\r\n\r\n", 4) != 0) {
		const char *end;
		line += 2;
		end = line + strcspn(line, ":\r");
		size_t len = strlen(name);
		if (strncasecmp(line, name, len) != 0) {
			len = strlen(compact);
			if (strncasecmp(line, compact, len) != 0)
				continue;
		}
		if (*end == ':' && line + len + strspn(line + len, " \t") == end)
			return end + 1 + strspn(end + 1, " \t");
	}
	return NULL;
}

/* Copy up to the first of the bytes in end. A text that is too long is cut. */
static void
copy(char *to, size_t size, const char *from, const char *end)
{
	snprintf(to, size, "%.*s", (int)strcspn(from, end), from);
}

bool
sip_reply_parse(struct sip_reply *reply, const char *text, const char *id)
{
	const char *call_id = header(text, "Call-ID", "i"), *to = header(text, "To", "t");
	const char *tag;
	int at = 0;

	*reply = (struct sip_reply){ 0 };
	if (sscanf(text, "SIP/2.0 %3d%n", &reply->status, &at) != 1 || call_id == NULL ||
		strncmp(call_id, id, strlen(id)) != 0 || reply->status < 100)
		return false;
	copy(reply->reason, sizeof(reply->reason), text + at + strspn(text + at, " "),
		"\r\n");
	tag = to != NULL ? strstr(to, ";tag=") : NULL;
	if (tag != NULL && tag < to + strcspn(to, "\r"))
		copy(reply->to_tag, sizeof(reply->to_tag), tag + 5, ";\r\n ");
	return true;
}
