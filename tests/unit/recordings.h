/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_RECORDINGS_H
#define SHIELDADM_TESTS_RECORDINGS_H

/*
 * tests/recordings: what real Kamailios were asked and answered.  To be included
 * after cmocka.h.  A *.json file is the request, a newline and the reply's body; a
 * file of binrpc/ has the lines "call: ", "request: " and "reply: ", the last
 * two in hexadecimal.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/xalloc.h"

static inline struct str
recording_read(const char *path)
{
	struct str text = { 0 };
	FILE *file = fopen(path, "re");
	char bytes[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		str_add(&text, bytes, n);
	fclose(file);
	return text;
}

/* Call check() for all files that pattern  matches below the
 * folder of each version; there are to be at least that many. */
static inline void
recording_each(const char *pattern, size_t at_least,
	void (*check)(const char *path, const struct str *text))
{
	char whole[256];
	glob_t found;

	snprintf(whole, sizeof(whole), "tests/recordings/[0-9]*/%s", pattern);
	assert_int_equal(glob(whole, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= at_least);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct str text = recording_read(found.gl_pathv[i]);

		check(found.gl_pathv[i], &text);
		str_clear(&text);
	}
	globfree(&found);
}

/* The rest of the line that begins with name; the caller frees it. */
static inline char *
recording_line(const struct str *text, const char *name)
{
	const char *line = strstr(text->s, name);

	assert_non_null(line);
	line += strlen(name);
	return xstrndup(line, strcspn(line, "\n"));
}

static inline struct str
recording_bytes(const struct str *text, const char *name)
{
	char *hex = recording_line(text, name);
	struct str bytes = { 0 };
	unsigned byte;

	for (const char *p = hex; sscanf(p, "%2x", &byte) == 1; p += 2)
		str_add(&bytes, &(unsigned char){ (unsigned char)byte }, 1);
	free(hex);
	return bytes;
}

/* The only file that path_beginning is the beginning of. */
static inline struct str
recording_find(const char *path_beginning)
{
	struct str text;
	char pattern[256];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s*", path_beginning);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	text = recording_read(found.gl_pathv[0]);
	globfree(&found);
	return text;
}

#endif
