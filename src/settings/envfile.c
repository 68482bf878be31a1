/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/envfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"

/* Unit files and files of variables have some kilobytes. */
#define FILE_MAX (1u << 20)

void
texts_clear(struct texts *words)
{
	for (size_t i = 0; i < words->len; i++)
		free(words->v[i]);
	free(words->v);
	*words = (struct texts){ 0 };
}

/* What stands behind a backslash. */
static char
unescape(char c)
{
	static const char from[] = "nrts", to[] = "\n\r\t ";
	const char *known = c != '\0' ? strchr(from, c) : NULL;

	return known != NULL ? to[known - from] : c;
}

/* One word, which ends at a blank that is not in quotes. */
static const char *
take_word(struct str *word, const char *line)
{
	char quote = '\0';

	for (; *line != '\0'; line++) {
		if (quote == '\0' && (*line == ' ' || *line == '\t'))
			break;
		if (*line == '\\' && line[1] != '\0') {
			char c = unescape(*++line);
			str_add(word, &c, 1);
		} else if (*line == quote) {
			quote = '\0';
		} else if (quote == '\0' && (*line == '"' || *line == '\'')) {
			quote = *line;
		} else {
			str_add(word, line, 1);
		}
	}
	return line;
}

void
texts_split(struct texts *words, const char *line)
{
	while (*(line += strspn(line, " \t")) != '\0') {
		struct str word = { 0 };
		line = take_word(&word, line);
		*LIST_ADD(words) = xstrdup(str_get(&word));
		str_clear(&word);
	}
}

char *
envfile_line(const char **text)
{
	struct str line = { 0 };
	bool goes_on = true;
	char *result;

	if (**text == '\0')
		return NULL;
	while (goes_on && **text != '\0') {
		size_t len = strcspn(*text, "\n"), n = len;
		while (n > 0 && (*text)[n - 1] == '\r')
			n--;
		goes_on = n > 0 && (*text)[n - 1] == '\\';
		str_add(&line, *text, n - goes_on);
		*text += len + ((*text)[len] == '\n');
	}
	while (line.len > 0 && strchr(" \t", line.s[line.len - 1]) != NULL)
		line.s[--line.len] = '\0';
	result = xstrdup(str_get(&line) + strspn(str_get(&line), " \t"));
	str_clear(&line);
	return result;
}

char *
envfile_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct str text = { 0 };
	char part[4096];
	struct stat st;
	ssize_t n = 0;
	char *result;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while (text.len < FILE_MAX && (n = read(fd, part, sizeof(part))) > 0)
			str_add(&text, part, (size_t)n);
	close(fd);
	result = xstrdup(str_get(&text));
	str_clear(&text);
	return result;
}

/* NAME=VALUE, where the value is one word with quotes, or words without. */
static void
take_assignment(struct texts *variables, const char *line)
{
	size_t name = strcspn(line, "= \t");
	const char *rest = line + name + 1;
	struct str value = { 0 };

	if (name == 0 || line[name] != '=' || line[0] == '#' || line[0] == ';')
		return;
	rest += strspn(rest, " \t");
	while (*rest != '\0') {
		rest = take_word(&value, rest);
		if (*rest != '\0')
			str_add(&value, rest++, 1);
	}
	*LIST_ADD(variables) = xasprintf("%.*s=%s", (int)name, line, str_get(&value));
	str_clear(&value);
}

static bool
read_one(struct texts *variables, const char *path)
{
	char *text = envfile_text(path), *line;
	const char *rest = text;

	if (text == NULL)
		return errno == ENOENT;
	while ((line = envfile_line(&rest)) != NULL) {
		take_assignment(variables, line);
		free(line);
	}
	free(text);
	return true;
}

static int
is_denied(const char *path, int why)
{
	(void)path;
	return why == EACCES;
}

bool
envfile_read(struct texts *variables, const char *pattern)
{
	bool ok = true;
	glob_t found;
	int end;

	if (pattern[0] != '/')
		return true;
	if (strpbrk(pattern, "*?[") == NULL)
		return read_one(variables, pattern);
	end = glob(pattern, 0, is_denied, &found);
	for (size_t i = 0; end == 0 && i < found.gl_pathc; i++)
		ok = read_one(variables, found.gl_pathv[i]) && ok;
	globfree(&found);
	return ok && (end == 0 || end == GLOB_NOMATCH);
}
