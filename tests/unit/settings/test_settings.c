/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/settings.h"

#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "folder.h"

#define SYSTEM_FILE "/etc/shieldadm/shieldadm.conf"

/* Each test works in a folder of its own, which is the user's home as well. */
struct test {
	char *folder, *file;
	struct settings settings;
	struct err err;
};

static char *
in_folder(const struct test *t, const char *name)
{
	return xasprintf("%s/%s", t->folder, name);
}

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->folder = folder_make("conf");
	if (t->folder == NULL)
		return -1;
	t->file = in_folder(t, "shieldadm.conf");
	t->err = NO_ERR;
	setenv("HOME", t->folder, 1);
	unsetenv("SHIELDADM_CONFIG");
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;
	int result = folder_remove(t->folder);

	settings_clear(&t->settings);
	free(t->file);
	free(t);
	return result;
}

static void
write_bytes(const char *path, const char *text, size_t len, mode_t mode)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
write_file(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text), 0600);
}

static void
write_in_folder(const struct test *t, const char *name, const char *text)
{
	char *path = in_folder(t, name);

	write_file(path, text);
	free(path);
}

static void
read_text(struct test *t, const char *text)
{
	settings_clear(&t->settings);
	t->err = NO_ERR;
	write_file(t->file, text);
	if (!settings_read(&t->settings, t->file, &t->err))
		fail_msg("%s", t->err.text);
	assert_no_error(&t->err);
}

/* Reading fails with "FILE" and then this, and leaves nothing behind. */
static void
assert_refused(struct test *t, const char *after_file)
{
	const struct settings empty = { 0 };
	char *says = xasprintf("%s%s", t->file, after_file);

	t->err = NO_ERR;
	assert_false(settings_read(&t->settings, t->file, &t->err));
	assert_error(&t->err, ERR_USAGE, says);
	assert_memory_equal(&t->settings, &empty, sizeof(empty));
	free(says);
}

/* -- what is read -- */

static void
the_whole_file_is_read(void **state)
{
	struct test *t = *state;
	unsigned long number;

	read_text(t, "\xef\xbb\xbf; of the documentation\n"
		     "[database]\n"
		     "url = mysql://kamailio:s3c;ret@127.0.0.1:3306/kamailio   ; a word\n"
		     "tls=verify\n"
		     "ca = /etc/ssl/my ca.pem\r\n"
		     "\n"
		     "# another comment\n"
		     "[geoip]\n"
		     "database = /etc/kamailio/GeoLite2-Country.mmdb\n"
		     "[kamailio]\n"
		     "config: /opt/kamailio/kamailio.cfg\n"
		     "run = /opt/run\n"
		     "[groups]\n"
		     "carrier = 7\n"
		     "pstn = 2147483647\n"
		     "[node edge1]\n"
		     "rpc = http://10.0.0.5:5060/RPC  ctl:/run/kamailio/kamailio_ctl\n"
		     "sip = udp:10.0.0.5:5060\n"
		     "[node edge 2]\n"
		     "rpc = unixgram:/run/a\n"
		     "rpc =\tctl://10.0.0.6:2049\n");
	assert_string_equal(t->settings.file, t->file);
	assert_string_equal(
		t->settings.db_url, "mysql://kamailio:s3c;ret@127.0.0.1:3306/kamailio");
	assert_string_equal(t->settings.db_source, t->file);
	assert_string_equal(t->settings.db_tls, "verify");
	assert_string_equal(t->settings.db_ca, "/etc/ssl/my ca.pem");
	assert_string_equal(
		t->settings.geoip_database, "/etc/kamailio/GeoLite2-Country.mmdb");
	assert_string_equal(t->settings.kamailio_config, "/opt/kamailio/kamailio.cfg");
	assert_string_equal(t->settings.kamailio_run, "/opt/run");
	assert_int_equal(t->settings.nodes.len, 2);
	assert_string_equal(t->settings.nodes.v[0].name, "edge1");
	assert_string_equal(t->settings.nodes.v[0].rpc[0], "http://10.0.0.5:5060/RPC");
	assert_string_equal(
		t->settings.nodes.v[0].rpc[1], "ctl:/run/kamailio/kamailio_ctl");
	assert_null(t->settings.nodes.v[0].rpc[2]);
	assert_string_equal(t->settings.nodes.v[0].sip, "udp:10.0.0.5:5060");
	assert_string_equal(t->settings.nodes.v[1].name, "edge 2");
	assert_string_equal(t->settings.nodes.v[1].rpc[0], "unixgram:/run/a");
	assert_string_equal(t->settings.nodes.v[1].rpc[1], "ctl://10.0.0.6:2049");
	assert_null(t->settings.nodes.v[1].sip);
	assert_true(settings_group(&t->settings, "carrier", &number, &t->err));
	assert_int_equal(number, 7);
	assert_true(settings_group(&t->settings, "customer", &number, &t->err));
	assert_int_equal(number, 2);
	assert_true(settings_group(&t->settings, "pstn", &number, &t->err));
	assert_int_equal(number, 2147483647);
}

static void
an_empty_file_leaves_what_is_usual(void **state)
{
	struct test *t = *state;

	read_text(t, "");
	assert_null(t->settings.db_url);
	assert_null(t->settings.db_source);
	assert_null(t->settings.db_ca);
	assert_string_equal(t->settings.db_tls, "auto");
	assert_string_equal(t->settings.kamailio_config, "/etc/kamailio/kamailio.cfg");
	assert_string_equal(t->settings.kamailio_run, "/run/kamailio");
	assert_string_equal(settings_group_name(&t->settings, 1), "carrier");
	assert_string_equal(settings_group_name(&t->settings, 2), "customer");
	assert_null(settings_group_name(&t->settings, 3));
	assert_int_equal(t->settings.nodes.len, 0);
}

static void
lines_may_be_indented(void **state)
{
	struct test *t = *state;

	read_text(t, "[node edge1]\n"
		     "    rpc = ctl:/run/a\n"
		     "    sip = udp:10.0.0.5:5060\n"
		     "  [node edge2]\n"
		     "\trpc = ctl:/run/b\n"
		     "  ; a comment\n"
		     "\t\n"
		     "\tsip = udp:10.0.0.6:5060\n"
		     "max_subnets = 1024\n");
	assert_int_equal(t->settings.nodes.len, 2);
	assert_string_equal(t->settings.nodes.v[0].rpc[0], "ctl:/run/a");
	assert_null(t->settings.nodes.v[0].rpc[1]);
	assert_string_equal(t->settings.nodes.v[0].sip, "udp:10.0.0.5:5060");
	assert_string_equal(t->settings.nodes.v[1].name, "edge2");
	assert_string_equal(t->settings.nodes.v[1].rpc[0], "ctl:/run/b");
	assert_string_equal(t->settings.nodes.v[1].sip, "udp:10.0.0.6:5060");
	assert_int_equal(t->settings.nodes.v[0].max_subnets, 0);
	assert_int_equal(t->settings.nodes.v[1].max_subnets, 1024);
}

static void
the_last_line_needs_no_end(void **state)
{
	struct test *t = *state;

	read_text(t, "[database]\nurl = sqlite:////tmp/a");
	assert_string_equal(t->settings.db_url, "sqlite:////tmp/a");
}

static void
of_a_key_given_twice_the_last_counts(void **state)
{
	struct test *t = *state;

	read_text(t, "[database]\nurl = sqlite:////a\nurl = sqlite:////b\n"
		     "[groups]\ncarrier = 3\n[database]\nurl = sqlite:////c\n"
		     "[groups]\ncarrier = 4\n");
	assert_string_equal(t->settings.db_url, "sqlite:////c");
	assert_string_equal(settings_group_name(&t->settings, 4), "carrier");
	assert_null(settings_group_name(&t->settings, 3));
}

static void
a_group_is_called_as_the_file_calls_it(void **state)
{
	struct test *t = *state;

	read_text(t, "[groups]\npstn = 1\n");
	assert_string_equal(settings_group_name(&t->settings, 1), "pstn");
	assert_string_equal(settings_group_name(&t->settings, 2), "customer");
}

static void
an_unknown_group_is_refused_with_those_that_there_are(void **state)
{
	struct test *t = *state;
	unsigned long number = 77;

	read_text(t, "[groups]\npstn = 5\n");
	assert_false(settings_group(&t->settings, "carier", &number, &t->err));
	assert_error(&t->err, ERR_USAGE, "unknown group 'carier'");
	assert_error(&t->err, ERR_USAGE, "carrier, customer, pstn");
	assert_int_equal(number, 77);
}

/* -- what is refused, and where it stands -- */

#define X50 "12345678901234567890123456789012345678901234567890"

static const struct {
	const char *text, *after_file;
} bad[] = {
	{ "[database]\n\nurll = x\n", ":3: [database] has no key 'urll'" },
	{ "[geoip]\nurl = x\n", ":2: [geoip] has no key 'url'" },
	{ "[databse]\nurl = x\n", ":2: unknown section [databse]: use database, geoip" },
	{ "url = sqlite:////a\n", ":1: unknown section []" },
	{ "[database]\ntls = yes\n", ":2: invalid tls: use auto, verify or off" },
	{ "[groups]\ncarrier = 0\n",
		":2: invalid number of the group 'carrier': use 1 to" },
	{ "[groups]\ncarrier = -1\n", ":2: invalid number of the group 'carrier'" },
	{ "[groups]\ncarrier = 1x\n", ":2: invalid number of the group 'carrier'" },
	{ "[groups]\ncarrier =\n", ":2: invalid number of the group 'carrier'" },
	{ "[groups]\ncarrier = 2147483648\n",
		":2: invalid number of the group 'carrier'" },
	{ "[groups]\ncarrier = 18446744073709551617\n",
		":2: invalid number of the group 'carrier'" },
	{ "[node a]\nrcp = ctl:/a\n",
		":2: unknown key 'rcp' of a node: use rpc, ca, user, password, sip or "
		"max_subnets" },
	{ "[node a]\nrpc = https://h/RPC\nca = ca.pem\n",
		":3: invalid ca: use the whole" },
	{ "[node a]\nrpc = https://h/RPC\nuser = a:b\n", ":3: invalid user: it cannot" },
	{ "[node a]\nrpc = https://h/RPC\nuser =\n", ":3: invalid user: it cannot" },
	{ "[node a]\nrpc = ctl:/a\nca = /ca.pem\n",
		": the node 'a' has a 'ca', but no https:// URL" },
	{ "[node a]\nrpc = ctl:/a\nuser = ops\n",
		": the node 'a' has a 'user', but no https:// URL" },
	{ "[node a]\nmax_subnets = 0\n", ":2: invalid max_subnets: use 1 to" },
	{ "[node a]\nmax_subnets = 1k\n", ":2: invalid max_subnets: use 1 to" },
	{ "[node a]\nmax_subnets = 2147483648\n", ":2: invalid max_subnets" },
	{ "[node a]\nsip = udp:10.0.0.5:5060\n", ": the node 'a' has no 'rpc'" },
	{ "[node a]\nrpc =\n", ": the node 'a' has no 'rpc'" },
	{ "[node a]\nrpc = 1 2 3 4 5\n",
		":2: too many ways in 'rpc': a node has at most 4" },
	{ "[node a]\nrpc = 1 2 3\nrpc = 4\nrpc = 5\n",
		":4: too many ways in 'rpc': a node has at most 4" },
	{ "[database]\nurl\n", ":2: neither a [section] nor 'key = value'" },
	{ "; x\n[database\nurl = x\n", ":2: neither a [section] nor 'key = value'" },
	/* The first of two is told, with its own line. */
	{ "[database]\nnonsense\nurll = x\n", ":2: neither a [section]" },
	{ "[database]\nurll = x\nnonsense\n", ":2: [database] has no key 'urll'" },
	{ "[database]\nurll = x\n[groups]\ncarrier = 0\n", ":2: [database] has no key" },
	{ "[database]\nca = /" X50 X50 X50 X50 "\n",
		":2: the line is longer than 199 bytes" },
	{ "\n\n; " X50 X50 X50 X50, ":3: the line is longer than 199 bytes" },
};

static void
what_is_wrong_is_refused_with_its_line(void **state)
{
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		write_file(t->file, bad[i].text);
		assert_refused(t, bad[i].after_file);
	}
}

static void
a_line_of_199_bytes_is_read_whole(void **state)
{
	struct test *t = *state;
	const char *value = "/" X50 X50 X50 "1234567890123456789012345678901234567890123";
	char *text =
		xasprintf("[database]\nca = %s\ntls = off\nurl = sqlite:////a\n", value);

	assert_int_equal(strlen("ca = ") + strlen(value), 199);
	read_text(t, text);
	assert_string_equal(t->settings.db_ca, value);
	assert_string_equal(t->settings.db_tls, "off");
	free(text);
}

static void
a_file_with_a_nul_byte_is_refused(void **state)
{
	struct test *t = *state;
	static const char text[] = "[database]\nurl = sqlite:////a\n\0tls = off\n";

	write_bytes(t->file, text, sizeof(text) - 1, 0600);
	assert_false(settings_read(&t->settings, t->file, &t->err));
	assert_error(&t->err, ERR_USAGE, "NUL byte");
}

/* -- where it is looked for -- */

static void
a_file_that_was_named_must_be_there(void **state)
{
	struct test *t = *state;

	assert_false(settings_read(&t->settings, t->file, &t->err));
	assert_error(&t->err, ERR_USAGE, "cannot read the configuration '");
	assert_error(&t->err, ERR_USAGE, "No such file or directory");
	setenv("SHIELDADM_CONFIG", t->file, 1);
	t->err = NO_ERR;
	assert_false(settings_read(&t->settings, NULL, &t->err));
	assert_error(&t->err, ERR_USAGE, t->file);
}

static void
a_folder_or_a_pipe_is_no_configuration_and_nothing_waits_for_it(void **state)
{
	struct test *t = *state;

	assert_false(settings_read(&t->settings, t->folder, &t->err));
	assert_error(&t->err, ERR_USAGE, "is not a regular file");
	assert_int_equal(mkfifo(t->file, 0600), 0);
	t->err = NO_ERR;
	assert_false(settings_read(&t->settings, t->file, &t->err));
	assert_error(&t->err, ERR_USAGE, "is not a regular file");
}

static void
the_named_one_comes_before_the_variables_and_that_before_the_users(void **state)
{
	struct test *t = *state;
	char *config = in_folder(t, ".config"), *named = in_folder(t, "named.conf"),
	     *variable = in_folder(t, "variable.conf"),
	     *user = in_folder(t, ".config/shieldadm/shieldadm.conf"),
	     *user_folder = in_folder(t, ".config/shieldadm");

	assert_int_equal(mkdir(config, 0700) | mkdir(user_folder, 0700), 0);
	write_file(named, "");
	write_file(variable, "");
	write_file(user, "");
	setenv("SHIELDADM_CONFIG", variable, 1);
	assert_true(settings_read(&t->settings, named, &t->err));
	assert_string_equal(t->settings.file, named);
	settings_clear(&t->settings);
	assert_true(settings_read(&t->settings, NULL, &t->err));
	assert_string_equal(t->settings.file, variable);
	settings_clear(&t->settings);
	setenv("SHIELDADM_CONFIG", "", 1);
	assert_true(settings_read(&t->settings, NULL, &t->err));
	assert_string_equal(t->settings.file, user);
	assert_no_error(&t->err);
	free(config);
	free(named);
	free(variable);
	free(user);
	free(user_folder);
}

static void
no_file_at_all_is_no_error(void **state)
{
	struct test *t = *state;

	if (access(SYSTEM_FILE, F_OK) == 0)
		skip();
	assert_true(settings_read(&t->settings, NULL, &t->err));
	assert_null(t->settings.file);
	assert_string_equal(settings_group_name(&t->settings, 1), "carrier");
	settings_clear(&t->settings);
	unsetenv("HOME");
	assert_true(settings_read(&t->settings, NULL, &t->err));
	assert_null(t->settings.file);
	assert_no_error(&t->err);
}

/* -- secrets -- */

#define SECRET "s3cr3t"
#define WITH_PASSWORD "[database]\nurl = mysql://kamailio:" SECRET "@127.0.0.1/kamailio\n"

static void
a_password_that_others_can_read_or_write_is_refused_with_the_remedy(void **state)
{
	static const mode_t open_modes[] = { 0644, 0604, 0602, 0601, 0660, 0620, 0666 };
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(open_modes); i++) {
		char *remedy = xasprintf("chmod 600 '%s'", t->file);
		write_bytes(t->file, WITH_PASSWORD, strlen(WITH_PASSWORD), open_modes[i]);
		t->err = NO_ERR;
		if (settings_read(&t->settings, t->file, &t->err))
			fail_msg("mode %o is taken", (unsigned)open_modes[i]);
		assert_error(
			&t->err, ERR_USAGE, "holds a password and is open to others");
		assert_error(&t->err, ERR_USAGE, remedy);
		assert_null(strstr(t->err.text, SECRET));
		assert_null(t->settings.db_url);
		free(remedy);
	}
}

static void
a_password_for_the_owner_or_the_files_group_is_fine(void **state)
{
	static const mode_t closed_modes[] = { 0600, 0400, 0640, 0440, 0700 };
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(closed_modes); i++) {
		write_bytes(
			t->file, WITH_PASSWORD, strlen(WITH_PASSWORD), closed_modes[i]);
		if (!settings_read(&t->settings, t->file, &t->err))
			fail_msg("mode %o: %s", (unsigned)closed_modes[i], t->err.text);
		assert_non_null(strstr(t->settings.db_url, SECRET));
		settings_clear(&t->settings);
		assert_int_equal(unlink(t->file), 0);
	}
}

static void
a_password_in_a_file_of_another_user_is_refused(void **state)
{
	struct test *t = *state;

	if (geteuid() != 0)
		skip(); /* only root can give a file away */
	write_file(t->file, WITH_PASSWORD);
	assert_int_equal(chown(t->file, 12345, (gid_t)-1), 0);
	assert_refused(t, "' holds a password and belongs to another user");
	assert_null(strstr(t->err.text, SECRET));
}

static void
a_file_without_a_password_may_be_open(void **state)
{
	static const char *const urls[] = { "sqlite:////etc/kamailio/kamailio.sqlite",
		"mysql://kamailio@127.0.0.1:3306/kamailio",
		"mysql://[::1]:3306/kamailio" };
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(urls); i++) {
		char *text = xasprintf("[database]\nurl = %s\n", urls[i]);
		write_bytes(t->file, text, strlen(text), 0644);
		if (!settings_read(&t->settings, t->file, &t->err))
			fail_msg("%s", t->err.text);
		assert_string_equal(t->settings.db_url, urls[i]);
		settings_clear(&t->settings);
		free(text);
	}
}

static void
no_error_about_the_line_of_the_url_shows_the_password(void **state)
{
	struct test *t = *state;

	write_file(t->file, "[database]\nurl mysql://u:" SECRET "@h/d\n");
	assert_refused(t, ":2: [database] has no key 'url mysql'");
	assert_null(strstr(t->err.text, SECRET));
	write_file(t->file, "[database]\nur1 = mysql://u:" SECRET "@h/d\n");
	assert_refused(t, ":2: [database] has no key 'ur1'");
	assert_null(strstr(t->err.text, SECRET));
}

static void
a_node_has_an_authority_a_user_and_a_password(void **state)
{
	struct test *t = *state;
	const struct settings_node *node;

	read_text(t, "[node a]\nrpc = ctl:/a https://h:5061/RPC\nca = /etc/ca.pem\n"
		     "user = ops\npassword = p:w d\n[node b]\nrpc = ctl:/b\n");
	node = &t->settings.nodes.v[0];
	assert_string_equal(node->ca, "/etc/ca.pem");
	assert_string_equal(node->user, "ops");
	assert_string_equal(node->password, "p:w d");
	assert_null(t->settings.nodes.v[1].ca);
	assert_null(t->settings.nodes.v[1].password);
}

static void
the_password_of_a_node_is_a_secret(void **state)
{
	struct test *t = *state;

	write_file(t->file, "[node a]\nrpc = https://h/RPC\nuser = ops\n"
			    "password = " SECRET "\n");
	assert_int_equal(chmod(t->file, 0604), 0);
	assert_refused(t, "' holds a password and is open to others: chmod 600");
	assert_null(strstr(t->err.text, SECRET));
	assert_int_equal(chmod(t->file, 0600), 0);
	write_file(t->file, "[node a]\nrpc = https://h/RPC\npassword = " SECRET "\n");
	assert_refused(t, ": the node 'a' has a 'password', but no 'user'");
	assert_null(strstr(t->err.text, SECRET));
}

/* -- discovery -- */

#define URL "mysql://kamailio:kamailiorw@localhost/kamailio"

static const struct {
	const char *cfg, *local; /* NULL: the file is not there */
	const char *url;         /* NULL: none is found */
	bool is_from_local;
} found[] = {
	{ "#!define DBURL \"" URL "\"\n", NULL, URL, false },
	{ "#!trydef DBURL \"" URL "\"\n", NULL, URL, false },
	{ "#!redefine DBURL \"" URL "\"\n", NULL, URL, false },
	{ "#!KAMAILIO\n#!ifdef WITH_MYSQL\n# DBURL - the database\n"
	  "#!ifndef DBURL\n#!define\tDBURL\t\"" URL "\"\n#!endif\n#!endif\n",
		NULL, URL, false },
	{ "!!define DBURL \"" URL "\"\n", NULL, URL, false },
	{ "  #!define DBURL \"" URL "\"\r\n", NULL, URL, false },
	{ "#!substdef \"!DBURL!" URL "!g\"\n", NULL, URL, false },
	{ "#!substdefs \"|DBURL|" URL "|g\"\n", NULL, URL, false },
	{ "#!define DBURL \"sqlite:////etc/kamailio/kamailio.sqlite\"", NULL,
		"sqlite:////etc/kamailio/kamailio.sqlite", false },
	/* The one that Kamailio reads, where there is more than one. */
	{ "#!ifdef WITH_X\n#!define DBURL \"a://1\"\n#!else\n#!define DBURL \"a://2\"\n"
	  "#!endif\n",
		NULL, "a://2", false },
	{ "/* #!define DBURL \"a://1\" */\ninclude_file \"kamailio-local.cfg\"\n",
		"#!define DBURL \"a://2\"\n", "a://2", true },
	/* What is defined first wins, and kamailio-local.cfg is included first. */
	{ "#!define DBURL \"a://1\"\n#!trydef DBURL \"a://2\"\n", NULL, "a://1", false },
	{ "import_file \"kamailio-local.cfg\"\n#!trydef DBURL \"a://1\"\n",
		"#!define DBURL \"a://2\"\n", "a://2", true },
	/* A file that kamailio.cfg does not import is not read by Kamailio. */
	{ "#!trydef DBURL \"a://1\"\n", "#!define DBURL \"a://2\"\n", "a://1", false },
	{ "#!trydef DBURL \"a://1\"\n", "#!define WITH_MYSQL\n", "a://1", false },
	{ NULL, "#!define DBURL \"a://2\"\n", "a://2", true },
	/* None of these defines it. */
	{ NULL, NULL, NULL, false },
	{ "", "", NULL, false },
	{ "# #!define DBURL \"" URL "\"\n", NULL, NULL, false },
	{ "##!define DBURL \"" URL "\"\n", NULL, NULL, false },
	{ "// DBURL \"" URL "\"\n", NULL, NULL, false },
	{ "#!define DBURL2 \"" URL "\"\n", NULL, NULL, false },
	{ "#!define XDBURL \"" URL "\"\n", NULL, NULL, false },
	{ "#!define DBURL\n", NULL, NULL, false },
	{ "#!define DBURL", NULL, NULL, false },
	{ "#!definex DBURL \"" URL "\"\n", NULL, NULL, false },
	{ "#!substdef \"!DBURLX!" URL "!g\"\n", NULL, NULL, false },
	{ "#!substdef \"", NULL, NULL, false },
	{ "#!substdef \"!", NULL, NULL, false },
	{ "#!substdef \"!DBURL", NULL, NULL, false },
	{ "modparam(\"sqlops\",\"sqlcon\",\"cb=>DBURL\")\n", NULL, NULL, false },
};

static void
discover(struct test *t)
{
	char *config = in_folder(t, "kamailio.cfg"), *run = in_folder(t, "run");
	char *text = xasprintf("[kamailio]\nconfig = %s\nrun = %s\n", config, run);

	read_text(t, text);
	settings_discover_db(&t->settings);
	settings_discover_nodes(&t->settings);
	free(config);
	free(run);
	free(text);
}

static void
the_database_is_found_in_kamailios_own_configuration(void **state)
{
	struct test *t = *state;
	char *config = in_folder(t, "kamailio.cfg"),
	     *local = in_folder(t, "kamailio-local.cfg");

	for (size_t i = 0; i < COUNT(found); i++) {
		unlink(config);
		unlink(local);
		if (found[i].cfg != NULL)
			write_file(config, found[i].cfg);
		if (found[i].local != NULL)
			write_file(local, found[i].local);
		discover(t);
		if (found[i].url == NULL) {
			if (t->settings.db_url != NULL)
				fail_msg("case %zu: %s", i, t->settings.db_url);
			assert_null(t->settings.db_source);
			continue;
		}
		if (t->settings.db_url == NULL)
			fail_msg("case %zu: nothing is found", i);
		assert_string_equal(t->settings.db_url, found[i].url);
		assert_string_equal(
			t->settings.db_source, found[i].is_from_local ? local : config);
	}
	free(config);
	free(local);
}

static void
a_url_of_the_file_comes_before_kamailios(void **state)
{
	struct test *t = *state;
	char *config = in_folder(t, "kamailio.cfg");
	char *text = xasprintf(
		"[kamailio]\nconfig = %s\n[database]\nurl = sqlite:////mine\n", config);

	write_file(config, "#!define DBURL \"" URL "\"\n");
	read_text(t, text);
	settings_discover_db(&t->settings);
	settings_discover_nodes(&t->settings);
	assert_string_equal(t->settings.db_url, "sqlite:////mine");
	assert_string_equal(t->settings.db_source, t->file);
	free(config);
	free(text);
}

static void
a_node_is_found_by_its_sockets(void **state)
{
	struct test *t = *state;
	char *run = in_folder(t, "run"), *ctl, *rpc;

	discover(t);
	assert_int_equal(t->settings.nodes.len, 0);
	assert_int_equal(mkdir(run, 0700), 0);
	write_in_folder(t, "run/kamailio_rpc.sock", "");
	discover(t);
	rpc = xasprintf("unixgram:%s/kamailio_rpc.sock", run);
	assert_int_equal(t->settings.nodes.len, 1);
	assert_string_equal(t->settings.nodes.v[0].name, "local");
	assert_string_equal(t->settings.nodes.v[0].rpc[0], rpc);
	assert_null(t->settings.nodes.v[0].rpc[1]);
	/* ctl can read lists on 5.6: it is preferred. */
	write_in_folder(t, "run/kamailio_ctl", "");
	discover(t);
	ctl = xasprintf("ctl:%s/kamailio_ctl", run);
	assert_int_equal(t->settings.nodes.len, 1);
	assert_string_equal(t->settings.nodes.v[0].rpc[0], ctl);
	assert_string_equal(t->settings.nodes.v[0].rpc[1], rpc);
	assert_null(t->settings.nodes.v[0].rpc[2]);
	assert_null(t->settings.nodes.v[0].sip);
	free(run);
	free(ctl);
	free(rpc);
}

static const struct {
	const char *cfg;
	unsigned max;
} subnets[] = {
	{ "", 0 },
	{ "modparam(\"permissions\", \"max_subnets\", 1024)\n", 1024 },
	{ "  modparam (\"permissions\",\t\"max_subnets\",600 )", 600 },
	{ "modparam(\"permissions\",\"max_subnets\",1)\n"
	  "modparam(\"permissions\",\"max_subnets\",2)\n",
		2 },
	{ "# modparam(\"permissions\", \"max_subnets\", 1024)\n", 0 },
	{ "modparam(\"permissions\", \"max_subnets2\", 1024)\n", 0 },
	{ "modparam(\"permission\", \"max_subnets\", 1024)\n", 0 },
	{ "modparam(\"permissions\", \"max_subnets\", MANY)\n", 0 },
};

static void
its_max_subnets_is_read_from_kamailios_configuration(void **state)
{
	struct test *t = *state;
	char *config = in_folder(t, "kamailio.cfg"), *run = in_folder(t, "run");

	assert_int_equal(mkdir(run, 0700), 0);
	write_in_folder(t, "run/kamailio_ctl", "");
	discover(t);
	assert_int_equal(t->settings.nodes.v[0].max_subnets, 0);
	for (size_t i = 0; i < COUNT(subnets); i++) {
		unlink(config);
		write_file(config, subnets[i].cfg);
		discover(t);
		if (t->settings.nodes.v[0].max_subnets != subnets[i].max)
			fail_msg("case %zu: %u", i, t->settings.nodes.v[0].max_subnets);
	}
	free(config);
	free(run);
}

static void
where_nodes_are_configured_none_is_looked_for(void **state)
{
	struct test *t = *state;
	char *run = in_folder(t, "run");
	char *text = xasprintf("[kamailio]\nrun = %s\n[node a]\nrpc = ctl:/a\n", run);

	assert_int_equal(mkdir(run, 0700), 0);
	write_in_folder(t, "run/kamailio_ctl", "");
	read_text(t, text);
	settings_discover_db(&t->settings);
	settings_discover_nodes(&t->settings);
	assert_int_equal(t->settings.nodes.len, 1);
	assert_string_equal(t->settings.nodes.v[0].name, "a");
	free(run);
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_whole_file_is_read),
		TEST(an_empty_file_leaves_what_is_usual),
		TEST(lines_may_be_indented),
		TEST(the_last_line_needs_no_end),
		TEST(of_a_key_given_twice_the_last_counts),
		TEST(a_group_is_called_as_the_file_calls_it),
		TEST(an_unknown_group_is_refused_with_those_that_there_are),
		TEST(what_is_wrong_is_refused_with_its_line),
		TEST(a_line_of_199_bytes_is_read_whole),
		TEST(a_file_with_a_nul_byte_is_refused),
		TEST(a_file_that_was_named_must_be_there),
		TEST(a_folder_or_a_pipe_is_no_configuration_and_nothing_waits_for_it),
		TEST(the_named_one_comes_before_the_variables_and_that_before_the_users),
		TEST(no_file_at_all_is_no_error),
		TEST(a_password_that_others_can_read_or_write_is_refused_with_the_remedy),
		TEST(a_password_for_the_owner_or_the_files_group_is_fine),
		TEST(a_password_in_a_file_of_another_user_is_refused),
		TEST(a_file_without_a_password_may_be_open),
		TEST(no_error_about_the_line_of_the_url_shows_the_password),
		TEST(a_node_has_an_authority_a_user_and_a_password),
		TEST(the_password_of_a_node_is_a_secret),
		TEST(the_database_is_found_in_kamailios_own_configuration),
		TEST(a_url_of_the_file_comes_before_kamailios),
		TEST(a_node_is_found_by_its_sockets),
		TEST(its_max_subnets_is_read_from_kamailios_configuration),
		TEST(where_nodes_are_configured_none_is_looked_for),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
