/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kamcfg makes of random configurations is what the installed Kamailio makes of
 * them: it starts with each, and is asked for the values that its module pv took.
 */
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"
#include "folder.h"
#include "kamcfg/cfg.h"
#include "rpc/rpc.h"

#define CONFIGS 6
#define VALUES 60

extern char **environ;

/* A configuration in the making. */
struct making {
	char *folder;
	struct str text;  /* of kamailio.cfg */
	struct str *to;   /* text, or that of an included file */
	unsigned n;       /* makes names different */
	unsigned n_rules; /* #!subst */
	bool is_crlf;
};

static const char *
one_of(const char *const *words, size_t n)
{
	return words[random_below((unsigned)n)];
}
#define ONE_OF(...)                                  \
	one_of((const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void
line_end(struct making *m)
{
	str_addf(m->to, "%s\n", m->is_crlf && random_below(2) == 0 ? "\r" : "");
}

/* A text without quotes; WORD_n may be replaced by a rule. */
static void
add_plain(struct making *m, struct str *s)
{
	for (unsigned i = 1 + random_below(5); i > 0; i--) {
		if (random_below(4) == 0)
			str_addf(s, "WORD_%02u", random_below(m->n_rules + 2));
		str_addf(s, "%s",
			ONE_OF("mysql://", "a", "b:c@", "/", "-", "p#w", "x//y", "1", "%",
				"/* no */", ";", "#!define", "host", "=", "(", "}"));
	}
}

/* A string of one, two or more parts; on one line for a define. */
static void
add_string(struct making *m, struct str *s, const char *first, bool is_line)
{
	bool is_single = random_below(4) == 0;

	str_addf(s, "%s%s", is_single ? "'" : "\"", first);
	for (unsigned i = random_below(4); i > 0; i--) {
		add_plain(m, s);
		str_addf(s, "%s",
			is_single ? ONE_OF("\\", "\"", "\\n", "")
				  : ONE_OF("\\\"", "\\\\", "\\t", "\\x41", "\\x4a4",
					    "\\102", "\\07", "\\q", "'", "\\\n", "\" \"",
					    is_line ? "\" \\\n\"" : "\"\n\t\"", "\"\"",
					    ""));
	}
	str_addf(s, "%s", is_single ? "'" : "\"");
}

static void
add_blanks(struct making *m)
{
	str_addf(m->to, "%s",
		ONE_OF("", "", " ", "\t", "\n", " // no\n", "# no \"\n", "/* a */",
			"/* a /* b */ \" */", "##!define no 1\n", "#!nonsense\n"));
}

/* modparam("pv", "shvset", VALUE): what Kamailio is asked for later. */
static void
add_param(struct making *m, const char *value)
{
	add_blanks(m);
	str_addf(m->to, "%s(", ONE_OF("modparam", "modparam", "modparamx"));
	str_addf(m->to, "%s,",
		ONE_OF("\"pv\"", "'pv'", "\"pv|tm\"", "\"PV\"", "\"p[uv]\"",
			"\"p\" \"v\""));
	add_blanks(m);
	str_addf(m->to, "\"shvset\",");
	add_blanks(m);
	str_addf(m->to, "%s", value);
	str_addf(m->to, "%s)", ONE_OF("", " ", "\n"));
	line_end(m);
}

static void
literal_value(struct making *m)
{
	char *first = xasprintf("r%u=s:", m->n++);
	struct str s = { 0 };

	add_string(m, &s, first, false);
	add_param(m, str_get(&s));
	str_clear(&s);
	free(first);
}

/* A define in the place of a string, also through other defines. */
static void
defined_value(struct making *m)
{
	unsigned n = m->n++;
	char *first = xasprintf("r%u=s:", n), *name = xasprintf("D%u", n);
	struct str s = { 0 };
	bool has_more = random_below(4) == 0;

	add_blanks(m);
	str_addf(m->to, "%s%s%s%s%s", ONE_OF("\n#!", "\n!!", "\n  #!"),
		ONE_OF("define", "def", "trydef", "trydefine", "redef", "redefine"),
		ONE_OF(" ", "\t", "  "), name, ONE_OF(" ", "\t", "  "));
	add_string(m, &s, first, true);
	str_addf(m->to, "%s", str_get(&s));
	str_addf(m->to, "%s",
		has_more ? ONE_OF("", " ", "\t") : ONE_OF("", " ", " /* no */"));
	line_end(m);
	if (random_below(4) == 0)
		str_addf(m->to, "#!trydef %s \"r%u=s:other\"\n", name, n);
	if (random_below(4) == 0)
		str_addf(m->to, "#!redef %s \"r%u=s:again %s\"\n", name, n,
			ONE_OF("", "WORD_00", "WORD_01"));
	if (random_below(3) == 0) {
		str_addf(m->to, "#!define E%u %s\n", n, name);
		name[0] = 'E';
	}
	if (has_more) {
		char *longer =
			xasprintf("%s %s", name, ONE_OF("\"more\"", "\"a\" \"b\""));
		/* A string in single quotes takes no other. */
		if (strchr(str_get(&s), '\'') == NULL) {
			free(name);
			name = longer;
		} else {
			free(longer);
		}
	}
	add_param(m, name);
	str_clear(&s);
	free(first);
	free(name);
}

/* A rule replaces a word in strings. */
static void
rule(struct making *m)
{
	unsigned n = m->n_rules++;
	const char *mark = ONE_OF("!", "/", "|", "@");
	const char *to = ONE_OF("by", "[\\0]", "x\\1y", "$env(DIFFER_A)", "a\\\\nb", "");
	bool has_mark = strchr(to, mark[0]) != NULL;

	mark = has_mark ? "!" : mark;
	switch (random_below(3)) {
	case 0:
		str_addf(m->to, "\n#!subst \"%sW(O)RD_%02u%s%s%s%s\"%s", mark, n, mark,
			to, mark, ONE_OF("", "g", "i", "gi"),
			ONE_OF("", " # no", " /* no */"));
		break;
	case 1:
		str_addf(
			m->to, "\n#!subst '%sword_%02u%s%s%si'", mark, n, mark, to, mark);
		break;
	default:
		to = ONE_OF("by", "mysql://u:p@h/d", "$env(DIFFER_A)", "12");
		mark = to[0] == 'm' ? "!" : mark;
		mark = to[0] == 'm' ? "|" : mark;
		str_addf(m->to, "\n#!%s \"%sWORD_%02u%s%s%sg\"",
			ONE_OF("substdef", "substdefs"), mark, n, mark, to, mark);
	}
	line_end(m);
}

/* The environment. */
static void
environment_value(struct making *m)
{
	unsigned n = m->n++;
	char *name = xasprintf("V%u", n), *value = xasprintf("r%u=s:env %u", n, n);
	char *quoted = xasprintf("\"%s\"", value), *variable = xasprintf("DIFFER_%u", n);
	bool adds_quotes = random_below(2) == 0;

	setenv(variable, adds_quotes ? value : quoted, 1);
	str_addf(m->to, "\n#!%sdefenv%s %s=%s", ONE_OF("", "try"), adds_quotes ? "s" : "",
		name, variable);
	line_end(m);
	add_param(m, name);
	free(name);
	free(value);
	free(quoted);
	free(variable);
}

static void
variable_value(struct making *m)
{
	str_addf(m->to, "\nmodparamx(\"pv\", \"shvset\", \"r%u=s:%s\")\n", m->n++,
		ONE_OF("$env(DIFFER_A)", "<$env(DIFFER_A)>", "$(env(DIFFER_A))$$"));
}

static void some(struct making *m, unsigned depth);

static void
section(struct making *m, unsigned depth)
{
	bool has_else = random_below(2) == 0;

	str_addf(m->to, "\n#!%s %s%s\n", ONE_OF("ifdef", "ifndef"),
		ONE_OF("YES", "NO", "MOD_pv", "MOD_tm", "FROM_OPTION"),
		ONE_OF("", " ", "\t"));
	some(m, depth + 1);
	if (has_else) {
		str_addf(m->to, "\n!!else\n");
		some(m, depth + 1);
	}
	if (has_else && random_below(3) == 0) {
		str_addf(m->to, "\n#!else %s\n", ONE_OF("", "\t"));
		some(m, depth + 1);
	}
	str_addf(m->to, "\n#!endif%s\n", ONE_OF("", " "));
}

static void
write_file(const char *path, const struct str *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fwrite(str_get(text), 1, text->len, file);
	assert_int_equal(fclose(file), 0);
}

static void
included(struct making *m, unsigned depth)
{
	unsigned n = m->n++;
	char *path = xasprintf("%s/inc%u.cfg", m->folder, n);
	struct str *outer = m->to, inner = { 0 };
	bool is_relative = random_below(2) == 0;

	m->to = &inner;
	some(m, depth + 1);
	str_addf(m->to, "\n");
	m->to = outer;
	write_file(path, &inner);
	str_addf(m->to, "\n%s \"%s%sinc%u.cfg\"\n",
		ONE_OF("include_file", "import_file", "#!include_file", "!!import_file"),
		is_relative ? "" : m->folder, is_relative ? "" : "/", n);
	str_addf(m->to, "import_file \"nosuch.cfg\"\n");
	str_clear(&inner);
	free(path);
}

static void
some(struct making *m, unsigned depth)
{
	for (unsigned i = 1 + random_below(4); i > 0 && m->n < VALUES; i--) {
		switch (random_below(depth < 3 ? 9 : 6)) {
		case 0:
		case 1:
			literal_value(m);
			break;
		case 2:
		case 3:
			defined_value(m);
			break;
		case 4:
			rule(m);
			break;
		case 5:
			random_below(2) == 0 ? environment_value(m) : variable_value(m);
			break;
		case 6:
			included(m, depth);
			break;
		default:
			section(m, depth);
		}
	}
}

/* -- what both make of it -- */

static const char *
variable(void *ctx, const char *name)
{
	(void)ctx;
	return getenv(name);
}

static void
make(struct making *m, unsigned port)
{
	m->to = &m->text;
	str_addf(m->to,
		"#!KAMAILIO\nlisten=udp:127.0.0.1:%u\nlog_stderror=yes\nchildren=1\n"
		"disable_tcp=yes\nauto_aliases=no\n#!define YES\n"
		"loadmodule \"ctl.so\"\nloadmodule \"pv.so\"\n"
		"modparam(\"ctl\", \"binrpc\", \"unix:%s/ctl\")\n",
		port, m->folder);
	while (m->n < VALUES)
		some(m, 0);
	str_addf(m->to, "\nrequest_route {\n\texit;\n}\n");
}

static pid_t
start(const char *path, const char *folder)
{
	const char *const argv[] = { "kamailio", "-f", path, "-DD", "-E", "-m", "32",
		"-A", "FROM_OPTION", "-A", "OPTION=\"r999=s:from an option\"", "-Y",
		folder, NULL };
	char *log = xasprintf("%s/log", folder);
	posix_spawn_file_actions_t actions;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
		&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	assert_int_equal(posix_spawnp(&pid, "kamailio", &actions, NULL,
				 (char *const *)(uintptr_t)argv, environ),
		0);
	posix_spawn_file_actions_destroy(&actions);
	free(log);
	return pid;
}

static struct rpc *
reach(const char *folder, pid_t pid)
{
	char *url = xasprintf("ctl:%s/ctl", folder);
	struct rpc *rpc = NULL;
	struct err err;

	assert_true(rpc_open(&rpc, url, NULL, &err));
	free(url);
	for (unsigned i = 0; i < 600; i++) {
		cJSON *result = NULL;
		enum rpc_end end =
			rpc_call(rpc, "core.uptime", NULL, 5000, &result, &err);
		cJSON_Delete(result);
		if (end == RPC_ANSWERED)
			return rpc;
		if (waitpid(pid, NULL, WNOHANG) == pid)
			fail_msg("Kamailio does not start: see %s/log", folder);
		usleep(100000);
	}
	fail_msg("Kamailio does not answer: %s", err.text);
	return NULL;
}

/* The value of the variable; NULL: it has none.  The caller frees it. */
static char *
held(struct rpc *rpc, unsigned n)
{
	cJSON *params = cJSON_CreateArray(), *result = NULL;
	char *name = xasprintf("r%u", n), *value = NULL;
	const cJSON *text;
	struct err err;

	cJSON_AddItemToArray(params, cJSON_CreateString(name));
	if (rpc_call(rpc, "pv.shvGet", params, 10000, &result, &err) == RPC_ANSWERED) {
		text = cJSON_GetObjectItem(result, "value");
		value = cJSON_IsString(text) ? xstrdup(text->valuestring) : NULL;
	}
	cJSON_Delete(result);
	cJSON_Delete(params);
	free(name);
	return value;
}

static const char *
read_value(const struct cfg *cfg, unsigned n)
{
	char *begin = xasprintf("r%u=s:", n);
	size_t len = strlen(begin);
	const char *value = NULL;

	for (size_t i = 0; i < cfg->params.len; i++) {
		const struct cfg_param *param = &cfg->params.v[i];
		if (!cfg_param_is(param, "pv", "shvset") ||
			strncmp(param->value, begin, len) != 0)
			continue;
		assert_null(param->unknown);
		value = param->value + len;
	}
	free(begin);
	return value;
}

static void
compare(const struct cfg *cfg, struct rpc *rpc, const char *folder, unsigned *n_same)
{
	for (unsigned n = 0; n < VALUES + 20; n++) {
		const char *ours = read_value(cfg, n);
		char *real = held(rpc, n);

		if ((ours == NULL) != (real == NULL) ||
			(ours != NULL && strcmp(ours, real) != 0))
			fail_msg("r%u is '%s', not '%s': see %s/kamailio.cfg", n,
				real != NULL ? real : "(none)",
				ours != NULL ? ours : "(none)", folder);
		*n_same += ours != NULL;
		free(real);
	}
}

static void
one_config(unsigned i, unsigned *n_same)
{
	const char *const options[] = { "FROM_OPTION", NULL };
	const struct cfg_outside outside = { .variable = variable, .defines = options };
	struct making m = { .is_crlf = i % 3 == 1 };
	struct cfg cfg;
	struct err err;
	struct rpc *rpc;
	char *path;
	pid_t pid;

	m.folder = folder_make("differ");
	assert_non_null(m.folder);
	path = xasprintf("%s/kamailio.cfg", m.folder);
	make(&m, 20000 + (unsigned)getpid() % 20000);
	write_file(path, &m.text);
	pid = start(path, m.folder);
	rpc = reach(m.folder, pid);
	assert_true(cfg_read_as(&cfg, path, &outside, &err));
	assert_null(cfg_fatal(&cfg));
	compare(&cfg, rpc, m.folder, n_same);
	rpc_close(rpc);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	cfg_clear(&cfg);
	str_clear(&m.text);
	assert_int_equal(folder_remove(m.folder), 0);
	free(path);
}

static void
random_configurations_are_read_as_kamailio_reads_them(void **state)
{
	unsigned n_same = 0;

	(void)state;
	setenv("DIFFER_A", "of the environment", 1);
	for (unsigned i = 0; i < CONFIGS; i++)
		one_config(i, &n_same);
	/* The comparison means something. */
	assert_in_range(n_same, CONFIGS * VALUES / 4, CONFIGS * VALUES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_configurations_are_read_as_kamailio_reads_them),
	};

	return cmocka_run_group_tests_name("differ", tests, NULL, NULL);
}
