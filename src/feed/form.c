/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/form.h"

#include <string.h>

#define BLANKS " \t\r\n"

/* Whether every second byte is a NUL, as in Latin text in UTF-16 without a mark. */
static bool
is_utf16(const unsigned char *b, size_t len)
{
	if (len >= 2 &&
		((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
		return true;
	return len >= 4 && ((b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0) ||
				   (b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0));
}

bool
form_check(const char *source, const char *bytes, size_t len, struct err *err)
{
	const unsigned char *b = (const unsigned char *)bytes;

	if (len >= 2 && b[0] == 0x1f && b[1] == 0x8b)
		return err_set(err, ERR_USAGE,
			"'%s' is compressed with gzip: zcat FILE | shieldadm ... -",
			source);
	if (is_utf16(b, len))
		return err_set(err, ERR_USAGE,
			"'%s' is text in UTF-16: iconv -f UTF-16 -t UTF-8 FILE | "
			"shieldadm ... -",
			source);
	return true;
}

/* An array or an object; "[2001:db8::1]:5060" is an address.  An empty list may be null.
 */
bool
form_is_json(const char *bytes)
{
	bytes += strspn(bytes, BLANKS);
	if (strncmp(bytes, "null", 4) == 0)
		return bytes[4 + strspn(bytes + 4, BLANKS)] == '\0';
	if (bytes[0] != '[')
		return bytes[0] == '{';
	bytes += 1 + strspn(bytes + 1, BLANKS "0123456789");
	return bytes[0] != '\0' && strchr("\"[{],", bytes[0]) != NULL;
}

bool
form_has_json_line(const char *bytes)
{
	size_t len;

	bytes += strspn(bytes, BLANKS);
	len = strcspn(bytes, "\n");
	while (len > 0 && strchr(BLANKS, bytes[len - 1]) != NULL)
		len--;
	return len > 1 && bytes[0] == '{' && bytes[len - 1] == '}';
}

bool
form_is_python(const char *bytes)
{
	bytes += strspn(bytes, BLANKS);
	return (bytes[0] == '[' || bytes[0] == '{') &&
	       bytes[strspn(bytes, BLANKS "[{")] == '\'';
}
