/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "policyfile/document.h"

const int document_order[DOCUMENT_KINDS] = { RULE_UA, RULE_COUNTRY, DOCUMENT_ADDR,
	RULE_DOMAIN, RULE_USER, RULE_IP, RULE_DST };

const char *
document_kind_name(int kind)
{
	return kind == DOCUMENT_ADDR ? "addr" : rule_kind_name((enum rule_kind)kind);
}

static int
kind_of(const char *name, size_t len)
{
	for (int kind = 0; kind < DOCUMENT_KINDS; kind++)
		if (strlen(document_kind_name(kind)) == len &&
			strncmp(document_kind_name(kind), name, len) == 0)
			return kind;
	return -1;
}

bool
document_kinds_parse(unsigned *kinds, const char *text, struct err *err)
{
	*kinds = 0;
	for (;; text++) {
		size_t len = strcspn(text, ",");
		int kind = kind_of(text, len);
		if (kind < 0)
			return err_set(err, ERR_USAGE,
				"'%.*s' is no kind: ua, country, addr, domain, user, ip "
				"and "
				"dst are",
				(int)len, text);
		*kinds |= 1u << kind;
		text += len;
		if (*text == '\0')
			return true;
	}
}
