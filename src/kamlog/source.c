/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamlog/source.h"

#include <arpa/inet.h>
#include <string.h>

#define TEXT_MAX 64

/* Fast path for "192.0.2.1", the most frequent form. */
static bool
parse_v4(struct kamlog_text text, unsigned char bytes[4])
{
	unsigned n = 0, digits = 0, part = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (c >= '0' && c <= '9' && digits < 3) {
			n = n * 10 + (unsigned)(c - '0');
			digits++;
		} else if (c == '.' && digits > 0 && part < 3 && n <= 255) {
			bytes[part++] = (unsigned char)n;
			n = digits = 0;
		} else {
			return false;
		}
	}
	bytes[3] = (unsigned char)n;
	return part == 3 && digits > 0 && n <= 255;
}

size_t
source_parse(struct kamlog_text text, unsigned char bytes[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	char copy[TEXT_MAX];

	if (parse_v4(text, bytes))
		return 4;
	if (text.len >= 2 && text.s[0] == '[' && text.s[text.len - 1] == ']')
		text = (struct kamlog_text){ text.s + 1, text.len - 2 };
	if (text.len >= sizeof(copy))
		return 0;
	memcpy(copy, text.s, text.len);
	copy[text.len] = '\0';
	if (strlen(copy) != text.len || inet_pton(AF_INET6, copy, bytes) != 1)
		return 0;
	if (memcmp(bytes, mapped, sizeof(mapped)) != 0)
		return 16;
	memmove(bytes, bytes + sizeof(mapped), 4);
	return 4;
}

void
source_format(const unsigned char *bytes, size_t len, char text[ADDRESS_TEXT_MAX + 1])
{
	unsigned char copy[16] = { 0 };

	memcpy(copy, bytes, len);
	address_format_ip(len == 4 ? AF_INET : AF_INET6, copy, text);
}
