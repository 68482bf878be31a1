/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/service.h"

#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"

/* The options of Kamailio 5.5 to 6.1: main.c. */
#define OPTIONS "+:f:cm:M:dVIhEeb:B:l:L:n:vKrRDTN:W:w:t:u:g:P:G:SQ:O:a:A:x:X:Y:"

/* Where systemd looks for units, the first before the next. */
static const char *const folders[] = { "/etc/systemd/system", "/run/systemd/system",
	"/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
	"/lib/systemd/system" };
#define FOLDERS (sizeof(folders) / sizeof(folders[0]))

/* What a unit and its drop-ins say. */
struct unit {
	char *name;            /* "kamailio@edge.service" */
	struct texts set;      /* of Environment= */
	struct texts files;    /* of EnvironmentFile=, without "-" */
	struct texts commands; /* of ExecStart= */
	bool is_in_service;    /* the current section is [Service] */
};

/* Replace %i, %n and %%. */
static char *
without_specifiers(const struct unit *unit, const char *text)
{
	const char *at = strchr(unit->name, '@');
	struct str s = { 0 };
	char *result;

	for (; *text != '\0'; text++) {
		bool is_instance = text[0] == '%' && (text[1] == 'i' || text[1] == 'I');
		if (is_instance && at != NULL)
			str_addf(&s, "%.*s", (int)strcspn(at + 1, "."), at + 1);
		else if (text[0] == '%' && text[1] == 'n')
			str_addf(&s, "%s", unit->name);
		else
			str_add(&s, text, 1);
		text += text[0] == '%' && text[1] != '\0' && strchr("iIn%", text[1]);
	}
	result = xstrdup(str_get(&s));
	str_clear(&s);
	return result;
}

/* An empty value empties the list. */
static void
take_key(struct unit *unit, const char *line)
{
	size_t name = strcspn(line, "= \t");
	const char *rest = strchr(line, '=');
	char *value;

	if (rest == NULL)
		return;
	rest += 1 + strspn(rest + 1, " \t");
	value = without_specifiers(unit, rest);
	if (name == 11 && strncmp(line, "Environment", name) == 0) {
		if (value[0] == '\0')
			texts_clear(&unit->set);
		texts_split(&unit->set, value);
	} else if (name == 15 && strncmp(line, "EnvironmentFile", name) == 0) {
		if (value[0] == '\0')
			texts_clear(&unit->files);
		else
			*LIST_ADD(&unit->files) = xstrdup(value + (value[0] == '-'));
	} else if (name == 9 && strncmp(line, "ExecStart", name) == 0) {
		if (value[0] == '\0')
			texts_clear(&unit->commands);
		else
			*LIST_ADD(&unit->commands) =
				xstrdup(value + strspn(value, "@-:+!"));
	}
	free(value);
}

static bool
read_unit(struct unit *unit, const char *path)
{
	char *text = envfile_text(path), *line;
	const char *rest = text;

	if (text == NULL)
		return false;
	unit->is_in_service = false;
	while ((line = envfile_line(&rest)) != NULL) {
		if (line[0] == '[')
			unit->is_in_service = strcmp(line, "[Service]") == 0;
		else if (unit->is_in_service && line[0] != '#' && line[0] != ';')
			take_key(unit, line);
		free(line);
	}
	free(text);
	return true;
}

static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static int
by_base(const void *a, const void *b)
{
	return strcmp(base_of(*(char *const *)a), base_of(*(char *const *)b));
}

static void
find_drop_ins(struct texts *paths, const char *folder, const char *name)
{
	char *pattern = xasprintf("%s/%s.d/*.conf", folder, name);
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++) {
			bool is_masked = false;
			for (size_t j = 0; j < paths->len; j++)
				is_masked |= strcmp(base_of(paths->v[j]),
						     base_of(found.gl_pathv[i])) == 0;
			if (!is_masked)
				*LIST_ADD(paths) = xstrdup(found.gl_pathv[i]);
		}
	globfree(&found);
	free(pattern);
}

/* By the name of the file; one in /etc hides one with the same name in /usr/lib. */
static void
read_drop_ins(struct unit *unit, const char *folder, const char *template)
{
	struct texts paths = { 0 };

	for (size_t i = 0; i < (folder != NULL ? 1 : FOLDERS); i++) {
		const char *place = folder != NULL ? folder : folders[i];
		find_drop_ins(&paths, place, unit->name);
		if (strcmp(template, unit->name) != 0)
			find_drop_ins(&paths, place, template);
	}
	if (paths.len > 0)
		qsort(paths.v, paths.len, sizeof(*paths.v), by_base);
	for (size_t i = 0; i < paths.len; i++)
		(void)read_unit(unit, paths.v[i]);
	texts_clear(&paths);
}

/* "kamailio@.service" of "kamailio@edge.service". */
static char *
template_of(const char *name)
{
	const char *at = strchr(name, '@');

	return at != NULL ? xasprintf("%.*s.service", (int)(at - name) + 1, name)
	                  : xstrdup(name);
}

static bool
read_named(struct unit *unit, const char *name)
{
	size_t len = strlen(name);
	bool has_end = len > 8 && strcmp(name + len - 8, ".service") == 0, ok = false;
	char *template;

	unit->name = xasprintf("%s%s", name, has_end ? "" : ".service");
	template = template_of(unit->name);
	for (size_t i = 0; i < 2 * FOLDERS && !ok; i++) {
		char *path = xasprintf(
			"%s/%s", folders[i / 2], i % 2 == 0 ? unit->name : template);
		ok = access(path, R_OK) == 0 && read_unit(unit, path);
		free(path);
	}
	if (ok)
		read_drop_ins(unit, NULL, template);
	free(template);
	return ok;
}

static bool
read_path(struct unit *unit, const char *path)
{
	char *folder = xstrndup(path, (size_t)(base_of(path) - path));
	bool ok;

	unit->name = xstrdup(base_of(path));
	ok = access(path, R_OK) == 0 && read_unit(unit, path);
	if (ok)
		read_drop_ins(unit, folder, unit->name);
	free(folder);
	return ok;
}

/* $NAME as a whole word becomes words, ${NAME} a part of one. */
static void
add_words(struct texts *words, const struct service *service, const char *word)
{
	bool is_whole = word[0] == '$' && word[1] != '{' && word[1] != '$';
	const char *value = is_whole ? service_variable(service, word + 1) : NULL;
	struct str s = { 0 };

	if (is_whole) {
		texts_split(words, value != NULL ? value : "");
		return;
	}
	while (*word != '\0') {
		size_t len = strncmp(word, "${", 2) == 0 ? strcspn(word, "}") : 0;
		if (len > 0 && word[len] == '}') {
			char *name = xstrndup(word + 2, len - 2);
			value = service_variable(service, name);
			str_addf(&s, "%s", value != NULL ? value : "");
			free(name);
			word += len + 1;
		} else {
			str_add(&s, word, 1);
			word += strncmp(word, "$$", 2) == 0 ? 2 : 1;
		}
	}
	*LIST_ADD(words) = xstrdup(str_get(&s));
	str_clear(&s);
}

static void
take_option(struct service *service, int option)
{
	char **text = option == 'f' ? &service->config : &service->run;

	if (option == 'A') {
		*LIST_ADD(&service->defines) = xstrdup(optarg);
	} else if (option == 'f' || option == 'Y') {
		free(*text);
		*text = xstrdup(optarg);
	}
}

static bool
is_kamailio(const char *word)
{
	const char *base = base_of(word);

	return strncmp(base, "kamailio", 8) == 0 && strpbrk(base, " .") == NULL;
}

/* sh -c "exec kamailio -f ...": the words of a word. */
static bool
take_inner(struct service *service, char **words)
{
	for (; *words != NULL; words++) {
		struct texts inner = { 0 };
		if (strchr(*words, ' ') == NULL || strstr(*words, "kamailio") == NULL)
			continue;
		texts_split(&inner, *words);
		*LIST_ADD(&inner) = NULL;
		service_take_command(service, inner.v);
		texts_clear(&inner);
		return true;
	}
	return false;
}

void
service_take_command(struct service *service, char **words)
{
	static const struct option none[] = { { 0 } };
	char **all = words;
	int n = 0, option;

	while (*words != NULL && !is_kamailio(*words))
		words++;
	if (*words == NULL && take_inner(service, all))
		return;
	while (words[n] != NULL)
		n++;
	opterr = 0;
	optind = 0;
	while (n > 0 && (option = getopt_long(n, words, OPTIONS, none, NULL)) != -1)
		take_option(service, option);
}

static void
take_unit(struct service *service, struct unit *unit)
{
	struct texts words = { 0 }, raw = { 0 };

	for (size_t i = 0; i < unit->set.len; i++)
		if (strchr(unit->set.v[i], '=') != NULL)
			*LIST_ADD(&service->environment) = xstrdup(unit->set.v[i]);
	for (size_t i = 0; i < unit->files.len; i++)
		service->is_partial |=
			!envfile_read(&service->environment, unit->files.v[i]);
	if (unit->commands.len > 0)
		texts_split(&raw, unit->commands.v[unit->commands.len - 1]);
	for (size_t i = 0; i < raw.len; i++)
		add_words(&words, service, raw.v[i]);
	*LIST_ADD(&words) = NULL;
	service_take_command(service, words.v);
	texts_clear(&words);
	texts_clear(&raw);
}

/* The script of a Debian or Red Hat without a unit reads one of these. */
static bool
read_defaults(struct service *service, const char *name)
{
	static const char *const places[] = { "/etc/default", "/etc/sysconfig" };
	struct texts *variables = &service->environment;
	const char *config;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !variables->len;
		i++) {
		char *path = xasprintf("%s/%s", places[i], name);
		service->is_partial |= !envfile_read(variables, path);
		free(path);
	}
	config = service_variable(service, "CFGFILE");
	if (config != NULL && config[0] == '/')
		service->config = xstrdup(config);
	return variables->len > 0;
}

bool
service_read(struct service *service, const char *name)
{
	struct unit unit = { 0 };
	bool ok = name[0] == '/' ? read_path(&unit, name) : read_named(&unit, name);

	*service = (struct service){ 0 };
	if (ok)
		take_unit(service, &unit);
	else if (name[0] != '/' && strchr(name, '/') == NULL)
		ok = read_defaults(service, name);
	texts_clear(&unit.set);
	texts_clear(&unit.files);
	texts_clear(&unit.commands);
	free(unit.name);
	return ok;
}

const char *
service_variable(const struct service *service, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = service->environment.len; i-- > 0;)
		if (strncmp(service->environment.v[i], name, len) == 0 &&
			service->environment.v[i][len] == '=')
			return service->environment.v[i] + len + 1;
	return NULL;
}

void
service_clear(struct service *service)
{
	texts_clear(&service->defines);
	texts_clear(&service->environment);
	free(service->config);
	free(service->run);
	*service = (struct service){ 0 };
}
