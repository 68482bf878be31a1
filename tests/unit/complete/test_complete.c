/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/complete.h"

#include "unit.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "cli/args.h"
#include "program/completion.h"
#include "program/groups.h"

/* What complete() handed over, one a line: "text|help\n". */
static struct str got;
static const char *file;

static void
keep(void *ctx, const struct complete_candidate *c)
{
	assert_null(ctx);
	assert_true(c->space);
	str_addf(&got, "%s|%s\n", c->text, c->help);
}

#define WORDS_MAX 8

/* It is a line of shieldadm's own shell. */
static bool in_shell;

/* Complete line, whose words stand apart by one '_'; the last is the one begun. */
static void
complete_line(const struct complete_source *source, const char *line)
{
	static char text[200];
	const char *words[WORDS_MAX];
	size_t n = 0;

	snprintf(text, sizeof(text), "%s", line);
	for (char *c = text; c != NULL; n++) {
		char *next = strchr(c, '_');
		assert_true(n < WORDS_MAX);
		words[n] = c;
		if (next != NULL)
			*next++ = '\0';
		c = next;
	}
	str_clear(&got);
	file = complete(source,
		&(struct complete_line){ .table = &program_commands,
			.words = words,
			.n = n - 1,
			.begun = words[n - 1],
			.in_shell = in_shell },
		keep, NULL);
}

/* The texts alone, with a blank behind each. */
static const char *
texts(const char *line)
{
	static struct str s;

	complete_line(NULL, line);
	str_clear(&s);
	for (const char *c = str_get(&got); *c != '\0'; c = strchr(c, '\n') + 1)
		str_addf(&s, "%.*s ", (int)strcspn(c, "|"), c);
	return str_get(&s);
}

#define assert_texts(line, wanted) assert_string_equal(texts(line), wanted)

/* -- what the tables know -- */

/* The line ends with the first half of word, and word is what it can become. */
static void
assert_completed(const char *before, const char *word, const char *help)
{
	char line[200], wanted[300];

	snprintf(line, sizeof(line), "%s%.*s", before, (int)strlen(word) / 2, word);
	complete_line(NULL, line);
	snprintf(wanted, sizeof(wanted), "%s|%s\n", word, help);
	if (strstr(str_get(&got), wanted) == NULL)
		fail_msg("'%s' has no '%s': %s", line, wanted, str_get(&got));
}

static void
assert_options(const char *before, const struct cmd_opt *opts)
{
	for (; opts != NULL && opts->name != NULL; opts++) {
		char name[40];
		snprintf(name, sizeof(name), "--%s", opts->name);
		assert_completed(before, name, opts->help);
	}
}

static void
every_noun_verb_and_option_of_the_table_is_completed(void **state)
{
	char before[80];

	(void)state;
	assert_options("", program_commands.options);
	for (size_t i = 0; program_commands.groups[i] != NULL; i++) {
		const struct command_group *g = program_commands.groups[i];
		if (g->hidden)
			continue;
		in_shell = g->in_shell;
		assert_completed("", g->name, g->summary);
		in_shell = false;
		for (const struct command *c = g->commands; c->run != NULL; c++) {
			snprintf(before, sizeof(before), "%s_", g->name);
			if (c->name != NULL) {
				assert_completed(before, c->name, c->summary);
				snprintf(before, sizeof(before), "%s_%s_", g->name,
					c->name);
			}
			assert_options(before, c->opts);
			assert_options(before, program_commands.options);
		}
	}
}

/* The commands of the shell are offered in it alone. */
static void
nouns_come_in_the_order_of_help_and_hidden_ones_do_not(void **state)
{
	struct str wanted = { 0 };

	(void)state;
	for (size_t i = 0; program_commands.groups[i] != NULL; i++)
		if (!program_commands.groups[i]->hidden &&
			!program_commands.groups[i]->in_shell)
			str_addf(&wanted, "%s ", program_commands.groups[i]->name);
	assert_texts("", str_get(&wanted));
	in_shell = true;
	str_clear(&wanted);
	for (size_t i = 0; program_commands.groups[i] != NULL; i++)
		if (!program_commands.groups[i]->hidden)
			str_addf(&wanted, "%s ", program_commands.groups[i]->name);
	assert_texts("", str_get(&wanted));
	in_shell = false;
	str_clear(&wanted);
	assert_texts("complet", "");
}

static void
what_stands_next_depends_on_what_stands_before(void **state)
{
	static const struct {
		const char *line, *texts;
	} cases[] = {
		{ "ua_", "block allow remove list test " }, { "ua_b", "block " },
		{ "-q_ua_b", "block " }, { "--node_edge1_ua_b", "block " },
		{ "nosuch_", "" }, { "ua_nosuch_", "" }, { "help_u", "ua user undo " },
		{ "help_ua_l", "list " },
		{ "help_ua_list_--ver", "--verbose --version " },
		{ "reload_", "rules addresses " }, { "reload_r", "rules " },
		{ "probe_--method_", "OPTIONS REGISTER INVITE " },
		{ "probe_--method_r", "REGISTER " },
		{ "ua_list_-o_", "table json csv plain prometheus " },
		{ "ua_list_--output_j", "json " },
		{ "ua_list_--output=j", "--output=json " },
		{ "ua_list_--output=", "--output=table --output=json --output=csv "
				       "--output=plain --output=prometheus " },
		{ "ua_list_-oj", "-ojson " }, { "ua_list_-o", "-o " },
		{ "ua_list_--nosuch=", "" }, { "ua_list_-n_--col", "--color " },
		{ "ua_block_--_--sc", "" }, /* no option any more */
		{ "ua_block_--sc", "--scanners " }, { "ua_allow_--sc", "" },
		{ "status_--watch_", "--watch " }, /* see below */
	};

	(void)state;
	for (size_t i = 0; i + 1 < COUNT(cases); i++)
		assert_texts(cases[i].line, cases[i].texts);
	/* Where no word can stand, the options do; a number may be left out. */
	assert_non_null(strstr(texts("status_--watch_"), "--watch "));
	assert_non_null(strstr(texts("status_"), "--watch "));
	assert_null(strstr(texts("ua_block_"), "--scanners"));
}

static void
countries_come_with_their_names_and_by_them(void **state)
{
	(void)state;
	complete_line(NULL, "country_allow_d");
	assert_string_equal(str_get(&got), "DE|Germany\nDJ|Djibouti\nDK|Denmark\n"
					   "DM|Dominica\nDO|Dominican Republic\n"
					   "DZ|Algeria\n");
	complete_line(NULL, "country_block_germ");
	assert_string_equal(str_get(&got), "DE|Germany\n");
	/* What several begin with is no one's. */
	assert_texts("country_block_united", "");
	/* What stands there already is not wanted again. */
	assert_texts("country_allow_DE_dk_D", "DJ DM DO DZ ");
	assert_texts("ua_block_sip", "sipcli/ sipsak sipvicious siparmyknife ");
	assert_texts("domain_block_", "");
}

/* A shell puts the longest common beginning in the place of the word. */
static void
candidates_spell_alike_what_was_typed(void **state)
{
	(void)state;
	assert_texts("ua_block_SIP", "SIParator/ ");
	assert_texts("ua_block_sip", "sipcli/ sipsak sipvicious siparmyknife ");
	assert_texts("ua_block_sIp", "sipcli/ sipsak sipvicious siparmyknife ");
	assert_texts("ua_block_vax", "VaxSIPUserAgent/ VaxIPUserAgent ");
}

static void
file_names_are_left_to_the_shell(void **state)
{
	static const struct {
		const char *line, *file;
	} cases[] = {
		{ "report_/tmp/x", "/tmp/x" },
		{ "ban_import_", "" },
		{ "-c_/et", "/et" },
		{ "--config=/et", "/et" },
		{ "-c/et", "/et" },
		{ "ua_block_--file=", "" },
		{ "ua_block_--file_a b", "a b" },
		{ "ua_block_a", NULL },
		{ "report_--su", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		complete_line(NULL, cases[i].line);
		if (cases[i].file == NULL)
			assert_null(file);
		else
			assert_string_equal(file, cases[i].file);
	}
}

/* -- hints -- */

static void
hints_tell_what_is_to_come(void **state)
{
	static const struct {
		const char *words[4];
		const char *begun, *usage, *help;
	} cases[] = {
		{ { NULL }, "", "<command>", "help lists the commands" },
		{ { "ua", NULL }, "bl", "<verb>", "help ua lists its verbs" },
		{ { "addr", "add", NULL }, "1.1.1.1", "[<address>...] <group>",
			"address: IP, network or host name" },
		{ { "addr", "add", "1.1.1.1", NULL }, "", "[<address>...] <group>",
			"; group: its name" },
		{ { "addr", "list", NULL }, "", "[<group>]", "group: only those" },
		{ { "addr", "list", "1", NULL }, "", "", "" },
		{ { "ua", "list", "-o", NULL }, "", "<format>", "table, json" },
		{ { "status", NULL }, "--watch=", "[<seconds>]", "show it again" },
		{ { "ua", "block", NULL }, "--sc", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str usage = { 0 }, help = { 0 };
		size_t n = 0;
		while (cases[i].words[n] != NULL)
			n++;
		complete_hint(&(struct complete_line){ .table = &program_commands,
				      .words = cases[i].words,
				      .n = n,
				      .begun = cases[i].begun },
			&usage, &help);
		assert_string_equal(str_get(&usage), cases[i].usage);
		if (strstr(str_get(&help), cases[i].help) == NULL)
			fail_msg("%zu: %s", i, str_get(&help));
		if (cases[i].help[0] == '\0')
			assert_string_equal(str_get(&help), "");
		str_clear(&usage);
		str_clear(&help);
	}
}

/* -- what takes too long -- */

static char path[] = "/tmp/shieldadm-complete-XXXXXX";
static int listener;

/* Something at a port that accepts, and keeps silent; and a configuration that names it
 * as the database and as a node. */
static int
setup(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = mkstemp(path);

	(void)state;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(listener, 16), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &len), 0);
	dprintf(fd,
		"[database]\nurl = mysql://u:p@127.0.0.1:%u/k\n[groups]\ngold = 9\n"
		"[node quiet]\nrpc = http://127.0.0.1:%u/RPC\n",
		ntohs(at.sin_port), ntohs(at.sin_port));
	close(fd);
	setenv("SHIELDADM_CONFIG", path, 1);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	close(listener);
	unlink(path);
	return 0;
}

static void
silent_databases_and_nodes_cost_a_bounded_time_and_leave_no_child(void **state)
{
	static const char *const lines[] = { "ua_remove_", "ban_remove_", "rpc_",
		"addr_remove_1.1.1.1_", "addr_add_1.1.1.1_--tag_" };
	struct args none = { 0 };
	struct complete_source source;

	(void)state;
	completion_source(&source, &none);
	for (size_t i = 0; i < COUNT(lines); i++) {
		long long start = clock_ms(), took;
		complete_line(&source, lines[i]);
		took = clock_ms() - start;
		/* It did wait, and no longer; some more for a machine that is busy. */
		assert_in_range(took, COMPLETE_MS / 2, COMPLETE_MS + 350);
		assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	}
	/* What did not have to be waited for is there. */
	complete_line(&source, "addr_remove_1.1.1.1_g");
	assert_string_equal(str_get(&got), "gold|group 9\n");
	complete_line(&source, "ua_list_--node_");
	assert_string_equal(str_get(&got), "quiet|\n");
	/* The options of the line count. */
	complete_line(&source, "--config=/nonexistent_ua_list_--node_");
	assert_string_equal(str_get(&got), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_noun_verb_and_option_of_the_table_is_completed),
		cmocka_unit_test(nouns_come_in_the_order_of_help_and_hidden_ones_do_not),
		cmocka_unit_test(what_stands_next_depends_on_what_stands_before),
		cmocka_unit_test(countries_come_with_their_names_and_by_them),
		cmocka_unit_test(candidates_spell_alike_what_was_typed),
		cmocka_unit_test(file_names_are_left_to_the_shell),
		cmocka_unit_test(hints_tell_what_is_to_come),
		cmocka_unit_test_setup_teardown(
			silent_databases_and_nodes_cost_a_bounded_time_and_leave_no_child,
			setup, teardown),
	};
	int failed = cmocka_run_group_tests_name("complete", tests, NULL, NULL);

	str_clear(&got);
	return failed;
}
