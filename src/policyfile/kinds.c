/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "policyfile/document.h"

const int document_order[DOCUMENT_KINDS] = { RULE_UA, RULE_COUNTRY, DOCUMENT_ADDR,
	RULE_DOMAIN, RULE_USER, RULE_IP, RULE_DST };

bool
document_kinds_parse(unsigned *kinds, const char *text, struct err *err)
{
	*kinds = 0;
	for (;; text++) {
		size_t len = strcspn(text, ",");
		int kind = list_kind(text, len);
		if (kind < 0)
			return err_set(err, ERR_USAGE,
				"'%.*s' is not a kind: expected " LIST_NAMES_TEXT,
				(int)len, text);
		*kinds |= 1u << kind;
		text += len;
		if (*text == '\0')
			return true;
	}
}
