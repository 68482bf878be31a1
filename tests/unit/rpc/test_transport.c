/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All ways into a node behave alike: the same calls have the same results, and
 * whatever the node does, a call ends in time and says how.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <glob.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>

#include "base/xalloc.h"
#include "fake_node.h"
#include "rpc/rpc.h"

/* For an answer that never comes. */
#define TIMEOUT_MS 400

/* What endless replies may take.  The address sanitizer keeps 256 MiB of what was freed,
 * and a buffer that grows is freed at each step. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_MAX_MIB 1024
#else
#define MEMORY_MAX_MIB 256
#endif
/* For one that does, however slow the machine is, and what it may take on top. */
#define PATIENCE_MS 30000

static struct fake_node node;

enum way { HTTP, UNIXGRAM, CTL, CTL_TCP, WAYS };

static struct rpc *
open_way(enum way way)
{
	struct rpc *rpc = NULL;
	struct err err;
	char url[128];

	switch (way) {
	case HTTP:
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/RPC", node.http_port);
		break;
	case UNIXGRAM:
		snprintf(url, sizeof(url), "unixgram:%s/rpc.sock", node.dir);
		break;
	case CTL:
		snprintf(url, sizeof(url), "ctl:%s/ctl", node.dir);
		break;
	default:
		snprintf(url, sizeof(url), "ctl://127.0.0.1:%d", node.ctl_port);
		break;
	}
	if (!rpc_open(&rpc, url, NULL, &err))
		fail_msg("%s", err.text);
	assert_string_equal(rpc_url(rpc), url);
	return rpc;
}

static double
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* One call; what it answers goes to *text, which the caller frees: the result in
 * JSON, or err's text. */
static enum rpc_end
call(struct rpc *rpc, const char *method, const char *params, unsigned timeout_ms,
	char **text)
{
	cJSON *array = params != NULL ? cJSON_Parse(params) : NULL, *result = NULL;
	struct err err = { .text = "" };
	double begun = now_ms();
	enum rpc_end end = rpc_call(rpc, method, array, timeout_ms, &result, &err);

	if (now_ms() - begun > timeout_ms + PATIENCE_MS)
		fail_msg("%s took %.0f ms", rpc_url(rpc), now_ms() - begun);
	cJSON_Delete(array);
	if (end != RPC_ANSWERED) {
		assert_null(result);
		assert_int_equal(err.code, ERR_NODE);
		*text = xstrdup(err.text);
		return end;
	}
	*text = cJSON_PrintUnformatted(result);
	cJSON_Delete(result);
	return end;
}

/* Whether it is the time-out that ends the call, and lets this be said of it. */
static bool
is_timed_out(const char *part)
{
	static const char *const parts[] = { "within", "over 128 KiB", "timed out",
		"cannot reach", "no valid answer from", "is not to this call",
		"the reply is not JSON" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(part, parts[i]) != NULL)
			return true;
	return false;
}

static void
expect(struct rpc *rpc, const char *method, const char *params, enum rpc_end end,
	const char *part)
{
	char *text;
	enum rpc_end got = call(rpc, method, params,
		is_timed_out(part) ? TIMEOUT_MS : PATIENCE_MS, &text);

	if (got != end || strstr(text, part) == NULL)
		fail_msg("%s %s: end %d, '%s', not end %d with '%s'", rpc_url(rpc),
			method, got, text, end, part);
	free(text);
}

static void
expect_calls(const char *wanted)
{
	struct str calls = fake_node_calls(&node);

	assert_string_equal(str_get(&calls), wanted);
	str_clear(&calls);
}

static int
start(void **state)
{
	(void)state;
	/* No proxy may ever be asked. */
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	fake_node_start(&node, "6.1.4", NULL);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fake_node_stop(&node);
	return 0;
}

static int
behave_well(void **state)
{
	struct str calls;

	(void)state;
	fake_node_behave(&node, "");
	calls = fake_node_calls(&node);
	str_clear(&calls);
	return 0;
}

static void *
call_in_thread(void *ctx)
{
	struct rpc *rpc = open_way((enum way)(*(int *)ctx % WAYS));
	intptr_t failures = 0;

	for (int i = 0; i < 20; i++) {
		cJSON *result = NULL;
		struct err err;

		failures += rpc_call(rpc, "core.version", NULL, PATIENCE_MS, &result,
				    &err) != RPC_ANSWERED;
		cJSON_Delete(result);
	}
	rpc_close(rpc);
	return (void *)failures;
}

/* The first of all tests: they load libcurl at the same time. */
static void
threads_call_at_the_same_time(void **state)
{
	pthread_t threads[16];
	int numbers[16];
	void *failures;

	(void)state;
	for (int i = 0; i < 16; i++) {
		numbers[i] = i;
		assert_int_equal(
			pthread_create(&threads[i], NULL, call_in_thread, &numbers[i]),
			0);
	}
	for (int i = 0; i < 16; i++) {
		pthread_join(threads[i], &failures);
		assert_null(failures);
	}
}

/* The results over JSON-RPC, and over BINRPC where they differ. */
static const struct {
	const char *method, *params, *json, *binrpc;
	enum rpc_end end;
} calls_table[] = {
	{ "core.version", NULL, "\"kamailio 6.1.4 (x86_64/linux) \"", NULL,
		RPC_ANSWERED },
	{ "secfilter.add_bl", "[\"ua\",\"q\\\"\\\\%s%n \xc3\xa9\"]",
		"\"Values (ua, q\\\"\\\\%s%n \xc3\xa9) inserted into blacklist\"", NULL,
		RPC_ANSWERED },
	{ "secfilter.add_bl", "[\"ua\",\"second\"]",
		"\"Values (ua, second) inserted into blacklist\"", NULL, RPC_ANSWERED },
	{ "secfilter.print", "[\"ua\"]",
		"{\"User-Agent\":{\"Blacklisted\":{\"Value\":\"q\\\"\\\\%s%n "
		"\xc3\xa9\",\"Value\":\"second\"},\"Whitelisted\":{}}}",
		NULL, RPC_ANSWERED },
	{ "secfilter.del_bl", "[\"ua\",\"q\"]",
		"\"Value (ua, q) removed from blacklist\"", NULL, RPC_ANSWERED },
	{ "secfilter.del_bl", "[\"ua\",\"second\"]",
		"\"Value (ua, second) removed from blacklist\"", NULL, RPC_ANSWERED },
	{ "secfilter.add_bl", "[\"bogus\",\"x\"]",
		"Error inserting values in the blacklist", NULL, RPC_FAULT },
	{ "permissions.addressDump", "[]", "[]", "null", RPC_ANSWERED },
	{ "permissions.domainDump", "[]", "{}", NULL, RPC_ANSWERED },
	{ "htable.seti", "[\"ipban\",\"203.0.113.9\",1]", "\"Ok. Key set to new value.\"",
		NULL, RPC_ANSWERED },
	{ "htable.dump", "[\"ipban\"]",
		"[{\"entry\":223,\"size\":1,\"slot\":[{\"name\":\"203.0.113.9\","
		"\"value\":1,\"type\":\"int\"}]}]",
		"{\"entry\":223,\"size\":1,\"slot\":[{\"name\":\"203.0.113.9\","
		"\"value\":1,\"type\":\"int\"}]}",
		RPC_ANSWERED },
	{ "htable.setxs", "[\"ipban\",\"203.0.113.10\",\"ticket 4711\",3600]",
		"\"Ok. Key set to new value.\"", NULL, RPC_ANSWERED },
	{ "htable.dump", "[\"ipban\"]",
		"[{\"entry\":223,\"size\":1,\"slot\":[{\"name\":\"203.0.113.9\","
		"\"value\":1,\"type\":\"int\"}]},{\"entry\":236,\"size\":1,\"slot\":[{"
		"\"name\":\"203.0.113.10\",\"value\":\"ticket "
		"4711\",\"type\":\"str\"}]}]",
		NULL, RPC_ANSWERED },
	{ "htable.flush", "[\"ipban\"]", "\"Ok. Htable flushed.\"", NULL, RPC_ANSWERED },
	{ "htable.get", "[\"ipban\",\"203.0.113.9\"]",
		"Key name doesn't exist in htable.", NULL, RPC_FAULT },
	{ "nosuch.method", "[]", "Method Not Found", "command nosuch.method not found",
		RPC_FAULT },
	/* Its second line is put behind its first. */
	{ "secfilter.add_dst", "[]",
		"Invalid Parameters. Usage: secfilter.add_dst number Example: "
		"secfilter.add_dst 555123123",
		NULL, RPC_FAULT },
};

static void
the_same_calls_have_the_same_results(void **state)
{
	(void)state;
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);

		for (size_t i = 0; i < sizeof(calls_table) / sizeof(*calls_table); i++) {
			const char *wanted = calls_table[i].json;
			char *text;

			if (way >= CTL && calls_table[i].binrpc != NULL)
				wanted = calls_table[i].binrpc;
			assert_int_equal(
				call(rpc, calls_table[i].method, calls_table[i].params,
					PATIENCE_MS, &text),
				calls_table[i].end);
			assert_string_equal(text, wanted);
			free(text);
		}
		rpc_close(rpc);
	}
}

#define HTTP_ONLY (1 << HTTP)
#define GRAM_ONLY (1 << UNIXGRAM)
#define CTLS (1 << CTL | 1 << CTL_TCP)
#define ALL (HTTP_ONLY | GRAM_ONLY | CTLS)

static const struct {
	const char *behave;
	int ways;
	enum rpc_end end;
	const char *text;
} misbehaviours[] = {
	{ "hang *", HTTP_ONLY, RPC_LOST, "no whole reply came within 400 ms" },
	{ "hang *", GRAM_ONLY, RPC_LOST,
		"no reply came within 400 ms (over 128 KiB none ever comes" },
	{ "hang *", CTLS, RPC_LOST, "no reply came within 400 ms" },
	{ "execute-then-hang *", ALL, RPC_LOST, "within 400 ms" },
	{ "slow * 800", ALL, RPC_LOST, "within 400 ms" },
	{ "close *", HTTP_ONLY, RPC_LOST, "Empty reply" },
	{ "close *", CTLS, RPC_LOST, "the connection was closed before a reply" },
	{ "half *", HTTP_ONLY, RPC_LOST, "no valid answer from" },
	{ "half *", GRAM_ONLY, RPC_LOST,
		"nothing else within 400 ms, but the reply is no" },
	{ "half *", CTLS, RPC_LOST, "the connection was closed within the reply" },
	{ "drip *", HTTP_ONLY, RPC_LOST, "no whole reply came within 400 ms" },
	{ "drip *", CTLS, RPC_LOST, "only a part of the reply came within 400 ms" },
	{ "garbage *", HTTP_ONLY, RPC_LOST, "the reply is not JSON" },
	{ "garbage *", GRAM_ONLY, RPC_LOST, "the reply is not JSON" },
	{ "garbage *", CTLS, RPC_LOST, "the reply is not BINRPC" },
	{ "html *", HTTP_ONLY, RPC_LOST, "is the path right? Kamailio's own is /RPC" },
	{ "html *", GRAM_ONLY, RPC_LOST, "the reply is not JSON" },
	{ "html *", CTLS, RPC_LOST, "the reply is not BINRPC" },
	{ "wrong-id *", ALL, RPC_LOST, "the reply is not to this call" },
	{ "huge *", HTTP_ONLY, RPC_LOST, "the reply is over 16 MiB" },
	{ "huge *", CTLS, RPC_LOST, "the reply claims to be over 16 MiB" },
	{ "endless *", HTTP_ONLY | CTLS, RPC_LOST, "no valid answer from" },
	{ "endless *", GRAM_ONLY, RPC_LOST, "the reply is not to this call" },
	{ "too-big *", CTLS, RPC_TOO_BIG, "reply too big" },
	{ "too-big *", GRAM_ONLY, RPC_LOST, "over 128 KiB" },
	{ "fault * 500 Internal error creating inner struct", ALL, RPC_TOO_BIG,
		"Internal error creating inner struct" },
	{ "fault * 500 ongoing reload", ALL, RPC_FAULT, "ongoing reload" },
	{ "fault * 500 x\033[2J%s%n", ALL, RPC_FAULT, "x [2J%s%n" },
	{ "status * 403", HTTP_ONLY, RPC_UNREACHED,
		"HTTP status 403 (is WITH_JSONRPC on" },
	{ "status * 404", HTTP_ONLY, RPC_UNREACHED, "HTTP status 404" },
	{ "status * 302", HTTP_ONLY, RPC_UNREACHED, "a redirect" },
	{ "status * 503", HTTP_ONLY, RPC_LOST, "HTTP status 503" },
};

static void
every_misbehaviour_ends_in_time_and_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(misbehaviours) / sizeof(*misbehaviours); i++) {
		for (enum way way = 0; way < WAYS; way++) {
			struct rpc *rpc;

			if ((misbehaviours[i].ways & 1 << way) == 0)
				continue;
			rpc = open_way(way);
			expect(rpc, "core.version", NULL, RPC_ANSWERED, "kamailio");
			fake_node_behave(&node, misbehaviours[i].behave);
			expect(rpc, "core.uptime", NULL, misbehaviours[i].end,
				misbehaviours[i].text);
			/* It is fit for the next call; the bad one was sent once. */
			fake_node_behave(&node, "");
			expect(rpc, "core.modules", NULL, RPC_ANSWERED, "secfilter");
			expect_calls("core.version\ncore.uptime\ncore.modules\n");
			rpc_close(rpc);
		}
	}
}

static long
peak_mib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss >> 10;
}

/* Each time more comes than is ever kept: what is kept is all that would grow. */
static void
an_endless_reply_takes_bounded_memory(void **state)
{
	long before = peak_mib();

	(void)state;
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);

		fake_node_behave(&node, "endless *");
		for (int i = 0; i < 3; i++)
			expect(rpc, "core.uptime", NULL, RPC_LOST,
				"no valid answer from");
		fake_node_behave(&node, "");
		expect(rpc, "core.version", NULL, RPC_ANSWERED, "kamailio");
		rpc_close(rpc);
	}
	if (peak_mib() - before > MEMORY_MAX_MIB)
		fail_msg("%ld MiB more than before", peak_mib() - before);
}

static void
a_late_reply_is_not_taken_for_the_next_one(void **state)
{
	(void)state;
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);

		fake_node_behave(&node, "slow core.version 600");
		expect(rpc, "core.version", NULL, RPC_LOST, "within 400 ms");
		fake_node_behave(&node, "slow core.modules 300");
		expect(rpc, "core.modules", NULL, RPC_ANSWERED, "secfilter");
		rpc_close(rpc);
	}
}

static void
each_call_has_its_own_time(void **state)
{
	(void)state;
	fake_node_behave(&node, "slow * 300");
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);
		cJSON *result = NULL;
		struct err err;

		assert_int_equal(rpc_call(rpc, "core.version", NULL, 100, &result, &err),
			RPC_LOST);
		assert_non_null(strstr(err.text, "within 100 ms"));
		assert_int_equal(
			rpc_call(rpc, "core.version", NULL, PATIENCE_MS, &result, &err),
			RPC_ANSWERED);
		cJSON_Delete(result);
		rpc_close(rpc);
	}
}

static void
a_connection_the_node_closed_is_replaced(void **state)
{
	(void)state;
	for (enum way way = CTL; way <= CTL_TCP; way++) {
		struct rpc *rpc = open_way(way);

		fake_node_behave(&node, "bye core.version");
		for (int i = 0; i < 5; i++) {
			expect(rpc, "core.version", NULL, RPC_ANSWERED, "kamailio");
			poll(NULL, 0, 50);
		}
		rpc_close(rpc);
		expect_calls("core.version\ncore.version\ncore.version\n"
			     "core.version\ncore.version\n");
	}
}

static void
a_call_too_large_for_the_node_is_not_sent(void **state)
{
	static const size_t most[WAYS] = { 15 << 10, 59 << 10, 31 << 10, 31 << 10 };
	char *params = xcalloc(1, 80 << 10);

	(void)state;
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);
		struct str calls;

		memset(params, 'x', most[way] + 2000);
		memcpy(params, "[\"", 2);
		memcpy(params + most[way], "\"]", 3);
		expect(rpc, "core.echo", params, RPC_ANSWERED, "xxxx");
		calls = fake_node_calls(&node);
		assert_true(calls.len > most[way]);
		str_clear(&calls);
		memset(params + most[way], 'x', 2000);
		memcpy(params + most[way] + 2000, "\"]", 3);
		expect(rpc, "core.echo", params, RPC_UNREACHED, "the call is over");
		expect_calls("");
		rpc_close(rpc);
	}
	free(params);
}

static size_t
count_files(const char *pattern)
{
	glob_t found;
	size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;

	globfree(&found);
	return n;
}

static void
nothing_is_left_in_the_file_system(void **state)
{
	struct rpc *rpc = open_way(UNIXGRAM);
	struct stat stat_buf;
	char pattern[128];
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/shieldadm.*", node.dir);
	expect(rpc, "core.version", NULL, RPC_ANSWERED, "kamailio");
	/* While it is there, others cannot list the folder. */
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(stat(found.gl_pathv[0], &stat_buf), 0);
	assert_int_equal(stat_buf.st_mode & 0777, 0711);
	globfree(&found);
	fake_node_behave(&node, "hang *");
	expect(rpc, "core.version", NULL, RPC_LOST, "within");
	rpc_close(rpc);
	assert_int_equal(count_files(pattern), 0);
}

/* Listen on 127.0.0.1 or a path, with a queue that is full already. */
static int
listen_deaf(struct sockaddr *address, socklen_t len, int *clients, size_t n)
{
	int fd = socket(address->sa_family, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, address, len), 0);
	assert_int_equal(listen(fd, 0), 0);
	assert_int_equal(getsockname(fd, address, &len), 0);
	for (size_t i = 0; i < n; i++) {
		clients[i] = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(clients[i], address, len);
	}
	return fd;
}

static void
expect_unreached(const char *url, const char *part)
{
	struct rpc *rpc = NULL;
	struct err err;

	assert_true(rpc_open(&rpc, url, NULL, &err));
	expect(rpc, "core.version", NULL, RPC_UNREACHED, part);
	expect(rpc, "core.version", NULL, RPC_UNREACHED, "cannot reach");
	rpc_close(rpc);
}

static void
a_node_that_accepts_nothing_is_unreached_in_time(void **state)
{
	struct sockaddr_un path = { .sun_family = AF_UNIX };
	struct sockaddr_in port = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int clients[4], fd;
	char url[128];

	(void)state;
	snprintf(path.sun_path, sizeof(path.sun_path), "%s/deaf", node.dir);
	fd = listen_deaf((struct sockaddr *)&path, sizeof(path), clients, 4);
	snprintf(url, sizeof(url), "ctl:%s", path.sun_path);
	expect_unreached(url, "timed out");
	for (size_t i = 0; i < 4; i++)
		close(clients[i]);
	close(fd);
	unlink(path.sun_path);

	fd = listen_deaf((struct sockaddr *)&port, sizeof(port), clients, 4);
	snprintf(url, sizeof(url), "ctl://127.0.0.1:%d", ntohs(port.sin_port));
	expect_unreached(url, "timed out");
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/RPC", ntohs(port.sin_port));
	expect_unreached(url, "timed out");
	for (size_t i = 0; i < 4; i++)
		close(clients[i]);
	close(fd);
}

static void
a_node_that_is_not_there_is_unreached(void **state)
{
	char url[128];

	(void)state;
	expect_unreached("http://127.0.0.1:1/RPC", "connect");
	expect_unreached("ctl://127.0.0.1:1", "Connection refused");
	expect_unreached("ctl://nosuch.invalid:1", "nosuch.invalid");
	expect_unreached("ctl:/nonexistent/ctl", "no such socket");
	expect_unreached("unixgram:/nonexistent/sock", "no such socket");
	snprintf(url, sizeof(url), "ctl:%s/rpc.sock", node.dir);
	expect_unreached(url, "a socket of another type");
	snprintf(url, sizeof(url), "unixgram:%s/ctl", node.dir);
	expect_unreached(url, "a socket of another type");
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/RPC", node.http_port);
	expect_unreached(url, "cannot reach");
	expect_calls("");
}

#define DIGITS "0123456789012345678901234567890123456789"
#define LONG_PATH "ctl:/" DIGITS DIGITS DIGITS

/* Many gets: of every third key there is no entry. */
struct gets {
	size_t n, answered, faults;
	bool is_in_order;
};

static cJSON *
get_params(void *ctx, size_t i)
{
	cJSON *params = cJSON_CreateArray();
	char key[32];

	(void)ctx;
	snprintf(key, sizeof(key), "198.51.%zu.%zu", i / 250, i % 250);
	cJSON_AddItemToArray(params, cJSON_CreateString("ipban"));
	cJSON_AddItemToArray(params, cJSON_CreateString(key));
	return params;
}

static cJSON *
set_params(void *ctx, size_t i)
{
	cJSON *params = get_params(ctx, i * 3);

	cJSON_AddItemToArray(params, cJSON_CreateString("x"));
	cJSON_AddItemToArray(params, cJSON_CreateNumber(60));
	return params;
}

static void
on_answer(
	void *ctx, size_t i, enum rpc_end end, cJSON *result_take, const struct err *why)
{
	struct gets *gets = ctx;
	const cJSON *item = cJSON_GetObjectItem(result_take, "item");
	cJSON *params = get_params(NULL, i);

	gets->is_in_order = gets->is_in_order && i == gets->n++;
	if (end == RPC_ANSWERED && item != NULL)
		assert_string_equal(
			cJSON_GetStringValue(cJSON_GetObjectItem(item, "name")),
			cJSON_GetStringValue(cJSON_GetArrayItem(params, 1)));
	if (end == RPC_FAULT)
		assert_string_equal(why->text, "Key name doesn't exist in htable.");
	gets->answered += end == RPC_ANSWERED;
	gets->faults += end == RPC_FAULT;
	cJSON_Delete(params);
	cJSON_Delete(result_take);
}

static enum rpc_end
call_each(struct rpc *rpc, const char *method, size_t n, struct gets *gets, size_t *done,
	unsigned timeout_ms)
{
	struct rpc_calls calls = { method, n, gets,
		strcmp(method, "htable.setxs") == 0 ? set_params : get_params,
		on_answer };
	struct err err;
	enum rpc_end end;

	*gets = (struct gets){ .is_in_order = true };
	*done = 0;
	end = rpc_call_each(rpc, &calls, done, timeout_ms, &err);
	assert_true(gets->is_in_order);
	assert_int_equal(gets->n, *done);
	return end;
}

static void
many_calls_are_answered_each_in_its_place(void **state)
{
	struct gets gets;
	size_t done;

	(void)state;
	for (enum way way = 0; way < WAYS; way++) {
		struct rpc *rpc = open_way(way);
		assert_int_equal(
			call_each(rpc, "htable.setxs", 67, &gets, &done, PATIENCE_MS),
			RPC_ANSWERED);
		assert_int_equal(gets.answered, 67);
		assert_int_equal(
			call_each(rpc, "htable.get", 201, &gets, &done, PATIENCE_MS),
			RPC_ANSWERED);
		assert_int_equal(done, 201);
		assert_int_equal(gets.answered, 67);
		assert_int_equal(gets.faults, 134);
		assert_int_equal(
			call_each(rpc, "htable.get", 0, &gets, &done, PATIENCE_MS),
			RPC_ANSWERED);
		/* The way is fit for a single call after it. */
		expect(rpc, "htable.get", "[\"ipban\", \"198.51.0.0\"]", RPC_ANSWERED,
			"198.51.0.0");
		rpc_close(rpc);
	}
}

static void
many_calls_end_in_time_when_the_node_does_not_go_on(void **state)
{
	static const char *const ways[] = { "hang *\n", "close *\n", "half *\n",
		"wrong-id *\n", "garbage *\n" };
	struct gets gets;
	size_t done;

	(void)state;
	for (enum way way = 0; way < WAYS; way++)
		for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
			struct rpc *rpc = open_way(way);
			double begun = now_ms();
			fake_node_behave(&node, ways[i]);
			assert_int_equal(call_each(rpc, "htable.get", 100, &gets, &done,
						 TIMEOUT_MS),
				RPC_LOST);
			assert_true(now_ms() - begun < TIMEOUT_MS + PATIENCE_MS);
			assert_int_equal(done, 0);
			fake_node_behave(&node, "");
			assert_int_equal(call_each(rpc, "htable.get", 100, &gets, &done,
						 PATIENCE_MS),
				RPC_ANSWERED);
			rpc_close(rpc);
		}
}

static void
urls_of_another_form_are_refused(void **state)
{
	static const char *const urls[] = { "", "/run/kamailio/ctl", "ftp://h/",
		"ctl:", "ctl:run/ctl", "ctl://", "ctl://host", "ctl://host:", "ctl://:5",
		"ctl://host:port", "ctl://::1:5", "ctl://[::1]5", "ctl://host:123456",
		"unixgram:", "unixgram:sock", "http:", "http:host", "http://",
		"http:///RPC", "http://h/a b", "http://h/\r\nX: y",
		"https://u:secret@h/RPC", "http://secret@h/RPC", "ctl://u:secret@h:5",
		LONG_PATH };

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct rpc *rpc = NULL;
		struct err err = { .text = "" };

		if (rpc_open(&rpc, urls[i], NULL, &err))
			fail_msg("'%s' was taken", urls[i]);
		assert_null(rpc);
		assert_int_equal(err.code, ERR_USAGE);
		assert_null(strstr(err.text, "secret"));
	}
	rpc_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(threads_call_at_the_same_time, behave_well),
		cmocka_unit_test_setup(the_same_calls_have_the_same_results, behave_well),
		cmocka_unit_test_setup(
			every_misbehaviour_ends_in_time_and_is_named, behave_well),
		cmocka_unit_test_setup(
			an_endless_reply_takes_bounded_memory, behave_well),
		cmocka_unit_test_setup(
			a_late_reply_is_not_taken_for_the_next_one, behave_well),
		cmocka_unit_test_setup(each_call_has_its_own_time, behave_well),
		cmocka_unit_test_setup(
			a_connection_the_node_closed_is_replaced, behave_well),
		cmocka_unit_test_setup(
			a_call_too_large_for_the_node_is_not_sent, behave_well),
		cmocka_unit_test_setup(nothing_is_left_in_the_file_system, behave_well),
		cmocka_unit_test_setup(
			a_node_that_accepts_nothing_is_unreached_in_time, behave_well),
		cmocka_unit_test_setup(
			a_node_that_is_not_there_is_unreached, behave_well),
		cmocka_unit_test_setup(
			many_calls_are_answered_each_in_its_place, behave_well),
		cmocka_unit_test_setup(
			many_calls_end_in_time_when_the_node_does_not_go_on, behave_well),
		cmocka_unit_test(urls_of_another_form_are_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
