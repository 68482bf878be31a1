/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/utf8.h"

#include <string.h>

size_t
utf8_decode(const char *s, size_t len, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)s[0];
	size_t n = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
	uint32_t value = n == 1 ? first : first & (0x7fu >> n);

	if (n > len || (n == 4 && first >> 3 != 30))
		return 0;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (value < least[n] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*c = value;
	return n;
}

size_t
utf8_mark(const char *s, size_t len)
{
	size_t n = sizeof(UTF8_MARK) - 1;

	return len >= n && memcmp(s, UTF8_MARK, n) == 0 ? n : 0;
}

size_t
utf8_length(const char *s)
{
	size_t n = 0;

	/* Count all bytes but continuation bytes. */
	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

bool
utf8_is_valid(const char *s)
{
	size_t len = strlen(s);
	uint32_t c;

	while (len > 0) {
		size_t n = utf8_decode(s, len, &c);
		if (n == 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

bool
utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

bool
utf8_is_unsafe(uint32_t c)
{
	return utf8_is_control(c) || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
	       c == 0x061c || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}
