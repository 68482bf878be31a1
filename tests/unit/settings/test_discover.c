/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is found of a Kamailio that somebody else set up: its database, its sockets and
 * its kamailio.cfg; and what is said where that cannot be known.
 */
#include "settings/settings.h"

#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "folder.h"

struct test {
	char *folder;
	struct settings settings;
};

static int
setup(void **state)
{
	struct test *t = xcalloc(1, sizeof(*t));

	t->folder = folder_make("discover");
	if (t->folder == NULL)
		return -1;
	setenv("HOME", t->folder, 1);
	unsetenv("SHIELDADM_CONFIG");
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct test *t = *state;
	int result;

	settings_clear(&t->settings);
	result = folder_remove(t->folder);
	free(t);
	return result;
}

/* A file of the folder; the "@" of "@/" in its text is the folder. */
static void
put(const struct test *t, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", t->folder, name);
	FILE *file = fopen(path, "we");

	if (file == NULL)
		fail_msg("cannot write '%s'", path);
	for (; *text != '\0'; text++)
		if (strncmp(text, "@/", 2) == 0)
			fputs(t->folder, file);
		else
			fputc(*text, file);
	assert_int_equal(fclose(file), 0);
	free(path);
}

/* Discover all, with this shieldadm.conf. */
static void
discover(struct test *t, const char *conf)
{
	char *path = xasprintf("%s/shieldadm.conf", t->folder);
	struct err err;

	put(t, "shieldadm.conf", conf);
	settings_clear(&t->settings);
	if (!settings_read(&t->settings, path, &err))
		fail_msg("%s", err.text);
	settings_discover_db(&t->settings);
	settings_discover_nodes(&t->settings);
	free(path);
}

#define CONF "[kamailio]\nconfig = @/kamailio.cfg\nrun = @/run\n"

static char *
with_folder(const struct test *t, const char *text)
{
	char *result = xstrdup(""), *longer;

	for (; *text != '\0'; text++) {
		longer = strncmp(text, "@/", 2) == 0
		                 ? xasprintf("%s%s", result, t->folder)
		                 : xasprintf("%s%c", result, *text);
		free(result);
		result = longer;
	}
	return result;
}

/* -- the database -- */

#define SECFILTER "modparam(\"secfilter\", \"db_url\", "
#define PERMISSIONS "modparam(\"permissions\", \"db_url\", "

static const struct {
	const char *cfg;
	const char *url;     /* NULL: not found */
	const char *unknown; /* what is said then; NULL: nothing */
} urls[] = {
	{ "#!define DBURL 'mysql://a'\n", "mysql://a", NULL },
	{ "#!define DBURL 'mysql://a'\n" SECFILTER "DBURL)\n", "mysql://a", NULL },
	{ "#!define MASTER \"mysql://a\"\n#!define DBURL MASTER\n", "mysql://a", NULL },
	{ "#!define DBURL \"mysql://a\" /* ours */\n", "mysql://a", NULL },
	{ "#!define DBURL \"mysql://\" \\\n \"a\"\n", "mysql://a", NULL },
	{ "#!define DBURL \"mysql://kam:p\\x40ss\\\\@a\"\n", "mysql://kam:p@ss\\@a",
		NULL },
	{ "#!substdef '!DBURL!mysql://a!g'\n" SECFILTER "\"DBURL\")\n", "mysql://a",
		NULL },
	{ "#!substdef \"!DBHOST!10.0.0.9!g\"\n#!define DBURL \"mysql://k@DBHOST/k\"\n",
		"mysql://k@10.0.0.9/k", NULL },
	{ "#!subst \"/(DB)HOST/\\1.example/\"\n" SECFILTER "\"mysql://k@DBHOST/k\")\n",
		"mysql://k@DB.example/k", NULL },
	/* A rule holds for what stands below it. */
	{ SECFILTER "\"mysql://DBHOST\")\n#!subst \"/DBHOST/x/\"\n", "mysql://DBHOST",
		NULL },
	/* What the module reads, not what DBURL says. */
	{ "#!define DBURL \"mysql://a\"\n" SECFILTER "\"mysql://b\")\n", "mysql://b",
		NULL },
	{ "#!define DBURL \"mysql://a\"\n" PERMISSIONS "'mysql://b')\n", "mysql://b",
		NULL },
	{ "modparam(\"permissions|secfilter\", \"db_url\", \"mysql://b\")\n", "mysql://b",
		NULL },
	{ "modparam(\"secf.*|auth_db\", \"db_url\", \"mysql://b\")\n", "mysql://b",
		NULL },
	{ "modparam(\"auth_db|usrloc\", \"db_url\", \"mysql://b\")\n", "mysql://b",
		NULL },
	{ SECFILTER "\"mysql://a\")\n" SECFILTER "\"mysql://b\")\n", "mysql://b", NULL },
	{ "/* " SECFILTER "\"mysql://a\") */\n#" SECFILTER "\"mysql://a\")\n", NULL,
		NULL },
	{ "include_file \"more.cfg\"\n", "mysql://more", NULL },
	{ "#!substdef \"!NAME!more!\"\nimport_file \"NAME.cfg\"\n", "mysql://more",
		NULL },
	/* The second #!else turns the condition round again. */
	{ "#!ifdef X\n#!else\n#!else\n#!define DBURL \"mysql://a\"\n#!endif\n"
	  "#!trydef DBURL \"mysql://b\"\n",
		"mysql://b", NULL },
	/* Not known, and not guessed. */
	{ "#!defenv DBURL\n" SECFILTER "DBURL)\n", NULL,
		"line 2 of '@/kamailio.cfg' takes it from the variable DBURL of the "
		"environment of Kamailio's service" },
	{ "#!defenvs DBURL=KAM_DB\n", NULL, "the variable KAM_DB of the environment" },
	{ "#!trydefenvs DBURL\n#!trydef DBURL \"mysql://a\"\n", NULL,
		"the variable DBURL of the environment" },
	{ "#!substdef \"!DBURL!$env(KAM_DB)!g\"\n" SECFILTER "\"DBURL\")\n", NULL,
		"the variable KAM_DB of the environment" },
	{ "modparamx(\"secfilter\", \"db_url\", \"$env(KAM_DB)\")\n", NULL,
		"the variable KAM_DB of the environment" },
	{ "modparamx(\"secfilter\", \"db_url\", $env(KAM_DB))\n", NULL,
		"the variable KAM_DB of the environment" },
	/* Without the x it is that text. */
	{ SECFILTER "\"$env(KAM_DB)\")\n", "$env(KAM_DB)", NULL },
	{ "#!defexp DBURL \"mysql://\" + HOST\n", NULL,
		"the expression of #!defexp DBURL" },
	{ "#!ifdef KAMAILIO_6\n#!define DBURL \"mysql://a\"\n#!else\n"
	  "#!define DBURL \"mysql://b\"\n#!endif\n",
		NULL,
		"line 1 of '@/kamailio.cfg' takes it from a condition that cannot" },
	{ "#!ifexp KAMAILIO_VERSION >= 5008000\n#!define DBURL \"mysql://a\"\n#!endif\n",
		NULL, "a condition that cannot be evaluated here" },
	{ "#!ifdef KAMAILIO_6\nloadmodule \"x.so\"\n#!endif\n#!define DBURL "
	  "\"mysql://a\"\n",
		"mysql://a", NULL },
	{ SECFILTER "\"mysql://a\")\n" PERMISSIONS "\"mysql://b\")\n", NULL,
		"line 2 of '@/kamailio.cfg' takes it from another database for "
		"permissions" },
	{ "modparam(\"auth_db\", \"db_url\", \"mysql://a\")\n"
	  "modparam(\"acc\", \"db_url\", \"mysql://b\")\n",
		NULL, "another database than the lines before" },
};

static void
the_database_is_the_one_that_kamailios_modules_read(void **state)
{
	struct test *t = *state;

	put(t, "more.cfg", "#!define DBURL 'mysql://more'\n");
	for (size_t i = 0; i < COUNT(urls); i++) {
		const char *url, *unknown;
		put(t, "kamailio.cfg", urls[i].cfg);
		discover(t, CONF);
		url = t->settings.db_url;
		unknown = t->settings.db_unknown;
		if ((url == NULL) != (urls[i].url == NULL) ||
			(url != NULL && strcmp(url, urls[i].url) != 0))
			fail_msg("case %zu: %s", i, url != NULL ? url : "nothing");
		if ((unknown == NULL) != (urls[i].unknown == NULL))
			fail_msg("case %zu: %s", i, unknown != NULL ? unknown : "known");
		if (unknown != NULL) {
			char *says = with_folder(t, urls[i].unknown);
			if (strstr(unknown, says) == NULL)
				fail_msg("case %zu: %s", i, unknown);
			free(says);
		}
	}
}

/* -- the sockets -- */

#define BINRPC "modparam(\"ctl\", \"binrpc\", "
#define DATAGRAM "modparam(\"jsonrpcs\", \"dgram_socket\", "

static const struct {
	const char *cfg;
	const char *ways; /* separated by blanks; "": none */
} sockets[] = {
	{ "", "ctl:@/run/kamailio_ctl unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"unix:@/run/mine\")\n",
		"ctl:@/run/mine unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "'unixs:@/run/mine')\n",
		"ctl:@/run/mine unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"UNIX:@/run/mine\")\n",
		"ctl:@/run/mine unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"@/run/mine\")\n", "ctl:@/run/mine unixgram:@/run/kamailio_rpc.sock" },
	{ "#!define SOCK \"unix:@/run/mine\"\n" BINRPC "SOCK)\n",
		"ctl:@/run/mine unixgram:@/run/kamailio_rpc.sock" },
	/* Only what is there. */
	{ BINRPC "\"unix:@/run/gone\")\n", "unixgram:@/run/kamailio_rpc.sock" },
	/* BINRPC over a datagram or UDP socket is not used. */
	{ BINRPC "\"unixd:@/run/mine\")\n", "unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"udp:127.0.0.1:2049\")\n", "unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"127.0.0.1:2049\")\n", "unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"tcp:10.0.0.5:2046\")\n",
		"ctl://10.0.0.5:2046 unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"tcp:10.0.0.5\")\n",
		"ctl://10.0.0.5:2049 unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"tcp:3012\")\n",
		"ctl://127.0.0.1:3012 unixgram:@/run/kamailio_rpc.sock" },
	{ BINRPC "\"tcp:*:3012\")\n",
		"ctl://127.0.0.1:3012 unixgram:@/run/kamailio_rpc.sock" },
	/* Kamailio serves all of them. */
	{ BINRPC "\"unix:@/run/kamailio_ctl\")\n" BINRPC "\"tcp:127.0.0.1:2046\")\n",
		"ctl://127.0.0.1:2046 ctl:@/run/kamailio_ctl "
		"unixgram:@/run/kamailio_rpc.sock" },
	{ DATAGRAM "\"@/run/mine\")\n", "ctl:@/run/kamailio_ctl unixgram:@/run/mine" },
	{ DATAGRAM "\"mine\")\n", "ctl:@/run/kamailio_ctl unixgram:@/run/mine" },
	{ DATAGRAM "\"udp:127.0.0.1:8090\")\n", "ctl:@/run/kamailio_ctl" },
	{ "modparam(\"jsonrpcs\", \"transport\", 1)\n", "ctl:@/run/kamailio_ctl" },
	{ "modparam(\"jsonrpcs\", \"transport\", 7)\n",
		"ctl:@/run/kamailio_ctl unixgram:@/run/kamailio_rpc.sock" },
	{ "#!defenvs SOCK\n" BINRPC "SOCK)\n", "unixgram:@/run/kamailio_rpc.sock" },
};

#define XHTTP                                                                          \
	"loadmodule \"xhttp.so\"\nloadmodule \"jsonrpcs.so\"\nloadmodule \"ctl.so\"\n" \
	"modparam(\"jsonrpcs\", \"transport\", 1)\nmodparam(\"ctl\", \"binrpc\", "     \
	"\"udp:1\")\n"
#define ROUTE(condition)                                 \
	"event_route[xhttp:request] {\n\tif (" condition \
	") {\n\t\tjsonrpc_dispatch();\n\t}\n}\n"

static const struct {
	const char *cfg, *way; /* NULL: it cannot be told */
} https[] = {
	{ "listen=udp:10.0.0.1:5060\nlisten=tcp:127.0.0.1:5080\n" XHTTP ROUTE(
		  "$hu =~ \"^/RPC\""),
		"http://127.0.0.1:5080/RPC" },
	{ "listen=tcp:127.0.0.2\n" XHTTP ROUTE("$hu=~\"^/admin/rpc\""),
		"http://127.0.0.2:5060/admin/rpc" },
	{ XHTTP ROUTE("$hu =~ \"^/RPC\""), "http://127.0.0.1:5060/RPC" },
	{ "port=5090\n" XHTTP ROUTE("$hu =~ \"^/RPC\""), "http://127.0.0.1:5090/RPC" },
	{ "disable_tcp=yes\n" XHTTP ROUTE("$hu =~ \"^/RPC\""), NULL },
	/* A stock route admits the loopback alone. */
	{ "listen=tcp:10.0.0.1:5060\n" XHTTP ROUTE("$hu =~ \"^/RPC\""), NULL },
	{ XHTTP ROUTE("$hu =~ \"^/(RPC|rpc)\""), NULL },
	{ XHTTP ROUTE("$hu == \"/RPC\""), NULL },
	{ XHTTP, NULL },
	{ XHTTP "modparam(\"jsonrpcs\", \"transport\", 2)\n" ROUTE("$hu =~ \"^/RPC\""),
		NULL },
};

static void
json_rpc_over_http_is_found_where_the_file_tells_all_of_its_url(void **state)
{
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(https); i++) {
		const char *way = NULL;
		put(t, "kamailio.cfg", https[i].cfg);
		discover(t, CONF);
		if (t->settings.nodes.len > 0)
			way = t->settings.nodes.v[0].rpc[0];
		if ((way == NULL) != (https[i].way == NULL) ||
			(way != NULL && strcmp(way, https[i].way) != 0))
			fail_msg("case %zu: %s", i, way != NULL ? way : "nothing");
	}
}

static void
the_sockets_are_those_that_kamailio_cfg_names(void **state)
{
	struct test *t = *state;

	put(t, "kamailio.cfg", "");
	discover(t, CONF);
	assert_int_equal(t->settings.nodes.len, 0);
	assert_int_equal(mkdir(t->settings.kamailio_run, 0700), 0);
	put(t, "run/kamailio_ctl", "");
	put(t, "run/kamailio_rpc.sock", "");
	put(t, "run/mine", "");
	for (size_t i = 0; i < COUNT(sockets); i++) {
		char *wanted = with_folder(t, sockets[i].ways), *ways = xstrdup("");
		put(t, "kamailio.cfg", sockets[i].cfg);
		discover(t, CONF);
		for (size_t j = 0; t->settings.nodes.len > 0 && j < SETTINGS_WAYS_MAX &&
				   t->settings.nodes.v[0].rpc[j] != NULL;
			j++) {
			char *longer = xasprintf("%s%s%s", ways, j > 0 ? " " : "",
				t->settings.nodes.v[0].rpc[j]);
			free(ways);
			ways = longer;
		}
		if (strcmp(ways, wanted) != 0)
			fail_msg("case %zu: %s", i, ways);
		free(ways);
		free(wanted);
	}
}

/* -- the service -- */

static const struct {
	const char *unit, *drop_in, *variables; /* NULL: not there */
	const char *config, *url;
} services[] = {
	{ "[Unit]\nDescription=ExecStart=/x -f "
	  "/no\n[Service]\nExecStart=/usr/sbin/kamailio "
	  "-P /run/k.pid -f @/other.cfg -m 64\n",
		NULL, NULL, "@/other.cfg", NULL },
	{ "[Service]\nEnvironment='CFGFILE=@/stock.cfg' \"DBURL=mysql://a\"\n"
	  "EnvironmentFile=-@/no-such\nEnvironmentFile=-@/variables*\n"
	  "ExecStart=/usr/sbin/kamailio -DD -f $CFGFILE\n",
		NULL, "# ours\nexport X=y\nCFGFILE=@/other.cfg\n", "@/other.cfg",
		"mysql://a" },
	{ "[Service]\nEnvironment=DBURL=mysql://a\nExecStart=/usr/sbin/kamailio "
	  "\\\n  -DD -f${CFGFILE}\n",
		"[Service]\nExecStart=\nExecStart=-/opt/kamailio -DDE \\\n -f "
		"'@/other.cfg'\n"
		"Environment=\nEnvironment=DBURL=mysql://b\n",
		NULL, "@/other.cfg", "mysql://b" },
	{ "[Service]\nEnvironmentFile=@/variables\nExecStart=/usr/bin/nice -n 5 "
	  "/usr/sbin/kamailio -f @/other.cfg\n",
		NULL, "DBURL='mysql://k:p w@h/k'\r\n", "@/other.cfg",
		"mysql://k:p w@h/k" },
	{ "[Service]\nEnvironmentFile=@/variables\nExecStart=/usr/sbin/kamailio -f "
	  "@/%N.cfg -f @/other.cfg\n",
		NULL, "DBURL=\"mysql://k:p\\'w@h/k\"\n; DBURL=x\n", "@/other.cfg",
		"mysql://k:p'w@h/k" },
	{ "[Service]\nEnvironment=CFG=@/other.cfg\nExecStart=/bin/sh -c 'exec "
	  "/usr/sbin/kamailio -DD -f ${CFG} -m 64'\n",
		NULL, NULL, "@/other.cfg", NULL },
	{ "[Service]\nExecStart=/usr/sbin/kamailio -f @/other.cfg -A "
	  "'DBURL=\"mysql://o\"'\n",
		NULL, NULL, "@/other.cfg", "mysql://o" },
};

static void
kamailio_cfg_and_the_environment_are_those_of_its_service(void **state)
{
	struct test *t = *state;

	for (size_t i = 0; i < COUNT(services); i++) {
		char *config = with_folder(t, services[i].config), *drop_ins;
		bool is_option = services[i].url != NULL &&
		                 strcmp(services[i].url, "mysql://o") == 0;

		drop_ins = with_folder(t, "@/sbc.service.d");
		put(t, "sbc.service", services[i].unit);
		if (services[i].drop_in != NULL) {
			assert_int_equal(mkdir(drop_ins, 0700), 0);
			put(t, "sbc.service.d/ours.conf", services[i].drop_in);
		}
		if (services[i].variables != NULL)
			put(t, "variables", services[i].variables);
		put(t, "other.cfg",
			services[i].url == NULL ? ""
			: is_option             ? SECFILTER "DBURL)\n"
				    : "#!defenvs DBURL\n" SECFILTER "DBURL)\n");
		discover(t, "[kamailio]\nservice = @/sbc.service\n");
		assert_string_equal(t->settings.kamailio_config, config);
		if (services[i].url != NULL && t->settings.db_url == NULL)
			fail_msg("case %zu: %s", i, t->settings.db_unknown);
		if (services[i].url != NULL)
			assert_string_equal(t->settings.db_url, services[i].url);
		put(t, "variables", "");
		if (services[i].drop_in != NULL) {
			char *conf = xasprintf("%s/ours.conf", drop_ins);
			unlink(conf);
			rmdir(drop_ins);
			free(conf);
		}
		free(drop_ins);
		free(config);
	}
}

/* A file that cannot be read may replace the value that can. */
static void
a_value_that_an_unreadable_file_may_replace_is_not_known(void **state)
{
	struct test *t = *state;

	put(t, "sbc.service",
		"[Service]\nEnvironment=DBURL=mysql://a\nEnvironmentFile=-@/secret\n"
		"ExecStart=/usr/sbin/kamailio -f @/other.cfg\n");
	put(t, "other.cfg", "#!defenvs DBURL\n" SECFILTER "DBURL)\n");
	discover(t, "[kamailio]\nservice = @/sbc.service\n");
	assert_string_equal(t->settings.db_url, "mysql://a");
	/* Root reads every file, but nobody reads one behind a file. */
	put(t, "secret", "DBURL=mysql://b\n");
	put(t, "sbc.service",
		"[Service]\nEnvironment=DBURL=mysql://a\nEnvironmentFile=-@/secret/x\n"
		"ExecStart=/usr/sbin/kamailio -f @/other.cfg\n");
	discover(t, "[kamailio]\nservice = @/sbc.service\n");
	assert_null(t->settings.db_url);
	assert_non_null(strstr(t->settings.db_unknown, "the variable DBURL"));
}

static void
a_service_that_is_named_must_be_there(void **state)
{
	struct test *t = *state;
	char *path = with_folder(t, "@/shieldadm.conf");
	struct err err;

	put(t, "shieldadm.conf", "[kamailio]\nservice = @/nosuch.service\n");
	assert_false(settings_read(&t->settings, path, &err));
	assert_error(&err, ERR_USAGE, "there is no service '");
	free(path);
}

/* The environment of the service says nothing of another kamailio.cfg. */
static void
another_config_than_the_services_has_another_environment(void **state)
{
	struct test *t = *state;

	put(t, "kamailio.cfg", "#!defenv DBURL\n" SECFILTER "DBURL)\n");
	discover(t, "[kamailio]\nconfig = @/kamailio.cfg\nrun = @/run\n");
	assert_null(t->settings.db_url);
	assert_non_null(strstr(t->settings.db_unknown, "the variable DBURL"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_database_is_the_one_that_kamailios_modules_read),
		TEST(the_sockets_are_those_that_kamailio_cfg_names),
		TEST(json_rpc_over_http_is_found_where_the_file_tells_all_of_its_url),
		TEST(kamailio_cfg_and_the_environment_are_those_of_its_service),
		TEST(a_value_that_an_unreadable_file_may_replace_is_not_known),
		TEST(a_service_that_is_named_must_be_there),
		TEST(another_config_than_the_services_has_another_environment),
	};

	return cmocka_run_group_tests_name("discover", tests, NULL, NULL);
}
