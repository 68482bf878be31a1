/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fake node is honest: asked the same in the same state, it answers what the
 * real ones were recorded to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "fake_node.h"
#include "recordings.h"

/* What stood in the tables at the first recordings, and at the later ones. */
#define TABLES                                                                          \
	"CREATE TABLE secfilter (id INTEGER PRIMARY KEY, action, type, data);"          \
	"CREATE TABLE address (id INTEGER PRIMARY KEY, grp, ip_addr, mask, port, tag);" \
	"INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES"                    \
	" (1, '1.1.1.1', 32, 0, 'Carrier'), (2, '2.2.2.2', 32, 0, 'Customer'),"         \
	" (1, '10.0.0.0', 8, 0, 'Net'), (1, '2001:db8::1', 128, 0, 'v6'),"              \
	" (1, 'sip.example.com', 32, 0, 'dom'), (2, 'b.example.com', 32, 0, NULL);"
#define RULES_FIRST                                                            \
	TABLES "INSERT INTO secfilter (action, type, data) VALUES"             \
	       " (0, 0, 'friendly-scanner'), (0, 0, 'sipcli/'), (1, 1, 'CA')," \
	       " (1, 1, 'US'), (2, 0, '555');"
#define RULES_LATER                                                                \
	TABLES "INSERT INTO secfilter (action, type, data) VALUES"                 \
	       " (0, 0, 'friendly-scanner'), (0, 0, 'pplsip'), (0, 0, 'sipcli/')," \
	       " (1, 1, 'CA'), (1, 1, 'US'), (2, 0, '555'), (0, 4, 'bob'),"        \
	       " (1, 3, '192.0.2.1'), (0, 2, 'bad.example');"

static void
make_database(char path[64], const char *sql)
{
	sqlite3 *db;
	int fd;

	snprintf(path, 64, "/tmp/fake_db.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Send a request to a socket in the node's folder, and take the reply. */
static struct str
exchange(const struct fake_node *node, const char *name, int type,
	const struct str *request)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX }, own = address;
	struct timeval timeout = { .tv_sec = 5 };
	struct str reply = { 0 };
	char bytes[65536];
	ssize_t n;
	int fd = socket(AF_UNIX, type, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	snprintf(own.sun_path, sizeof(own.sun_path), "%s/own", node->dir);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", node->dir, name);
	if (type == SOCK_DGRAM)
		assert_int_equal(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(send(fd, request->s, request->len, 0), request->len);
	n = recv(fd, bytes, sizeof(bytes), 0);
	assert_true(n > 0);
	str_add(&reply, bytes, (size_t)n);
	close(fd);
	unlink(own.sun_path);
	return reply;
}

/* A time of day is another one now: it must have the form, no more. */
static void
mask_time(struct str *text)
{
	char *at = memmem(text->s, text->len, "20", 2);

	for (; at != NULL && (size_t)(at - text->s) + 19 <= text->len;
		at = memmem(at + 1, text->len - (size_t)(at + 1 - text->s), "20", 2)) {
		if (at[4] == '-' && at[7] == '-' && at[10] == ' ' && at[13] == ':')
			memcpy(at, "2000-00-00 00:00:00", 19);
	}
}

static struct str
canonical(const char *text)
{
	cJSON *tree = cJSON_Parse(text);
	struct str out = { 0 };
	char *printed;

	assert_non_null(tree);
	printed = cJSON_PrintUnformatted(tree);
	str_add(&out, printed, strlen(printed));
	mask_time(&out);
	cJSON_free(printed);
	cJSON_Delete(tree);
	return out;
}

static void
compare_json(const struct fake_node *node, const char *path)
{
	struct str recording = recording_find(path), request = { 0 }, reply, got, wanted;
	cJSON *line = cJSON_Parse(recording.s);
	cJSON *call = cJSON_GetObjectItem(line, "request");
	char *printed;

	cJSON_AddStringToObject(call, "jsonrpc", "2.0");
	cJSON_AddNumberToObject(call, "id", 1);
	printed = cJSON_PrintUnformatted(call);
	str_add(&request, printed, strlen(printed));
	reply = exchange(node, "rpc.sock", SOCK_DGRAM, &request);
	got = canonical(reply.s);
	wanted = canonical(strchr(recording.s, '\n'));
	if (strcmp(got.s, wanted.s) != 0)
		fail_msg("%s:\n%s\nnot\n%s", path, got.s, wanted.s);
	cJSON_free(printed);
	cJSON_Delete(line);
	str_clear(&recording);
	str_clear(&request);
	str_clear(&reply);
	str_clear(&got);
	str_clear(&wanted);
}

static void
compare_binrpc(const struct fake_node *node, const char *path)
{
	struct str recording = recording_find(path);
	struct str request = recording_bytes(&recording, "request: ");
	struct str wanted = recording_bytes(&recording, "reply: ");
	struct str got = exchange(node, "ctl", SOCK_STREAM, &request);

	mask_time(&got);
	mask_time(&wanted);
	if (got.len != wanted.len || memcmp(got.s, wanted.s, got.len) != 0)
		fail_msg("%s: another reply", path);
	str_clear(&recording);
	str_clear(&request);
	str_clear(&wanted);
	str_clear(&got);
}

/* Ask all that the files, in this order, were the answers to. */
static void
replay(const char *version, const char *sql, const char *const *files)
{
	struct fake_node node;
	char db[64], path[128];

	make_database(db, sql);
	fake_node_start(&node, version, db);
	for (; *files != NULL; files++) {
		snprintf(path, sizeof(path), "tests/recordings/%s/%s", version, *files);
		if (strncmp(*files, "binrpc/", 7) == 0)
			compare_binrpc(&node, path);
		else
			compare_json(&node, path);
	}
	fake_node_stop(&node);
	unlink(db);
}

static const char *const first_json[] = { "00-", "01-", "02-", "03-", "04-", "05-", "06-",
	"07-", "08-", "09-", "10-", "11-", "12-", "13-", "14-", "15-", "16-", "17-",
	"18-", "19-", "20-", "21-", "22-", "23-", "24-", "25-", "26-", "27-", "28-",
	"29-", "30-", "31-", "32-", "34-", "35-", "36-", "37-", "39-", "40-", "41-",
	NULL };

static const char *const first_binrpc[] = { "binrpc/00-", "binrpc/01-", "binrpc/02-",
	"binrpc/03-", "binrpc/04-", "binrpc/05-", "binrpc/06-", "binrpc/07-",
	"binrpc/08-", "binrpc/09-", "binrpc/10-", "binrpc/11-", "binrpc/12-",
	"binrpc/13-", "binrpc/14-", "binrpc/15-", "binrpc/16-", NULL };

static const char *const later[] = { "50-", "binrpc/50-", "51-", "binrpc/51-", "52-",
	"binrpc/52-", "53-", "54-", "55-", "56-", "57-", "binrpc/53-", "binrpc/54-",
	"binrpc/55-", "binrpc/56-", "binrpc/57-", "60-", "binrpc/60-", "61-", "62-",
	"binrpc/61-", "binrpc/62-", "65-", "binrpc/65-", "66-", "67-", "68-", "69-",
	"binrpc/66-", "binrpc/67-", "binrpc/68-", "binrpc/69-", NULL };

static void
the_fake_614_answers_what_614_did(void **state)
{
	(void)state;
	replay("6.1.4", RULES_FIRST, first_json);
	replay("6.1.4", RULES_FIRST, first_binrpc);
	replay("6.1.4", RULES_LATER, later);
}

static void
the_fake_563_answers_what_563_did(void **state)
{
	(void)state;
	replay("5.6.3", RULES_FIRST, first_json);
	replay("5.6.3", RULES_FIRST, first_binrpc);
	replay("5.6.3", RULES_LATER, later);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fake_614_answers_what_614_did),
		cmocka_unit_test(the_fake_563_answers_what_563_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
