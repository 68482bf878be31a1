/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "feed/words.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "feed/cells.h"
#include "feed/pair.h"

/* The part of a word that is an address. */
static size_t
address_len(const char *word)
{
	size_t len = 0;

	/* Faster than strcspn(), and every cell of a long list comes by here. */
	for (;; len++)
		switch (word[len]) {
		case '\0':
		case '/':
		case '-':
		case ']':
		case ' ':
		case '\t':
		case '\r':
		case ',':
		case ';':
		case '#':
		case '"':
			return len;
		default:
			break;
		}
}

bool
words_is_address(const char *word)
{
	const char *start = word + (word[0] == '[');
	size_t len = address_len(start);
	char text[INET6_ADDRSTRLEN], *colon;
	unsigned char bytes[16];

	if (len >= sizeof(text))
		return false;
	memcpy(text, start, len);
	text[len] = '\0';
	colon = strchr(text, ':');
	if (colon != NULL && strchr(colon + 1, ':') != NULL)
		return inet_pton(AF_INET6, text, bytes) == 1;
	if (colon != NULL)
		*colon = '\0';
	return inet_pton(AF_INET, text, bytes) == 1;
}

/* Join "a - b" to one word, in place; the end of that, or NULL when it is not a range. */
static char *
join_range(const char *word, char *end)
{
	char *last = end + strspn(end, CELLS_BLANKS);
	size_t len;

	if ((end[-1] != '-' && *last != '-') || !words_is_address(word))
		return NULL;
	last += *last == '-';
	last += strspn(last, CELLS_BLANKS);
	if (!words_is_address(last))
		return NULL;
	if (end[-1] != '-')
		*end++ = '-';
	len = strcspn(last, WORDS_ENDS);
	memmove(end, last, len);
	/* What is left of the second word must not be read again. */
	memset(end + len, ' ', (size_t)(last - end));
	return end + len;
}

char *
words_take(char *text, char **rest)
{
	char *end, *joined;

	text += strspn(text, CELLS_BLANKS);
	text += text[0] == '"';
	end = text + strcspn(text, WORDS_ENDS);
	joined = end > text ? join_range(text, end) : NULL;
	if (joined != NULL)
		end = joined;
	*rest = end + (*end != '\0' && *end != '#');
	*end = '\0';
	return text;
}

char *
words_next_address(char separator, char *text)
{
	while (text[0] != '\0' &&
		(strchr(CELLS_BLANKS "\"", text[0]) != NULL || text[0] == separator))
		text++;
	return words_is_address(text) ? text : NULL;
}

bool
words_check_note(const char *address, const char *note, struct err *err)
{
	static const char *const words[] = { "to", "thru", "through", "until", "mask",
		"netmask", "/", "-", "\xe2\x80\x93", NULL };
	const char *behind;

	note += strspn(note, CELLS_BLANKS);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strncasecmp(note, words[i], strlen(words[i])) != 0)
			continue;
		behind = note + strlen(words[i]);
		behind += strspn(behind, CELLS_BLANKS "/");
		if (words_is_address(behind) ||
			(strchr("/mn", words[i][0]) != NULL && behind[0] >= '0' &&
				behind[0] <= '9'))
			return err_set(err, ERR_USAGE,
				"'%s %.40s' may be a network or a range: write it as "
				"%s/24 "
				"or as first-last",
				address, note, address);
	}
	return true;
}

bool
words_are_addresses(const char *line, char separator)
{
	bool has_any = false;

	for (const char *at = line;; at++) {
		at += strspn(at, " \r\"");
		if (*at != '\0' && *at != separator) {
			if (!words_is_address(at))
				return false;
			has_any = true;
			at += strcspn(at, WORDS_ENDS);
			at += strspn(at, " \r\"");
		}
		if (*at == '\0')
			return has_any;
		if (*at != separator)
			return false;
	}
}

bool
words_check_pairs(char separator, char *line, struct err *err)
{
	char *address = words_next_address(separator, line), *next;

	for (; address != NULL; address = next) {
		char *end = address + strcspn(address, WORDS_ENDS);
		next = words_next_address(separator, end + (*end != '\0' && *end != '#'));
		if (next != NULL && !feed_check_pair(address, next, err))
			return false;
	}
	return true;
}
