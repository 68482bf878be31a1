/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Step over word and the blanks behind it; NULL when line begins otherwise. */
static const char *
after_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(line, word, len) != 0 || strchr(" \n", line[len]) == NULL)
		return NULL;
	return line + len + strspn(line + len, " ");
}

static bool
line_matches(const char *line, const char *verb, const char *method, const char **rest)
{
	const char *after = after_word(line, verb);

	if (after != NULL && method != NULL)
		*rest = after_word(after, "*") != NULL ? after_word(after, "*")
		                                       : after_word(after, method);
	else
		*rest = after;
	return *rest != NULL;
}

bool
behaves(const char *verb, const char *method, const char **rest)
{
	static char line[1024];
	char path[1024];
	const char *found;
	bool is_found = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/behave", fake.dir);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	while (!is_found && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		is_found = line_matches(line, verb, method, &found);
	}
	fclose(file);
	if (is_found && rest != NULL)
		*rest = found;
	return is_found;
}
