/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON-RPC over HTTP and HTTPS, with libcurl, which is loaded at the first call.
 *
 * Each call has its own connection. libcurl repeats a POST when a kept connection turns
 * out to be dead, and the node might do the call twice.
 */
#include "rpc/transport.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#include "base/dl.h"
#include "base/interrupt.h"
#include "base/str.h"
#include "base/xalloc.h"
#include "rpc/end.h"
#include "rpc/jsonrpc.h"

/* Kamailio closes the connection without a reply above 16 KiB, headers included. */
#define REQUEST_MAX ((16u << 10) - 512)
#define REPLY_MAX (16u << 20)

/* The functions of libcurl that are used. */
#define CURL_FUNCTIONS(F) \
	F(global_init)    \
	F(easy_init)      \
	F(easy_setopt)    \
	F(easy_perform)   \
	F(easy_getinfo)   \
	F(easy_strerror)  \
	F(easy_cleanup)   \
	F(slist_append)   \
	F(slist_free_all)

#define MEMBER(name) __typeof__(curl_##name) *name;
#define SYMBOL(name) { "curl_" #name, (void **)&curl.name },

static struct {
	CURL_FUNCTIONS(MEMBER)
} curl;

/* How loading libcurl ended, once for all threads. */
static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static bool is_loaded;
static struct err load_err;

struct http {
	char *url;
	CURL *easy; /* NULL until the first call */
	struct curl_slist *headers;
	char *ca, *user, *password; /* NULL when not set */
	struct str reply;
	bool is_too_long;
	char error[CURL_ERROR_SIZE];
};

static void
load(void)
{
	static const struct dl_symbol symbols[] = { CURL_FUNCTIONS(SYMBOL){
		NULL, NULL } };

	is_loaded = dl_load(CURL_SONAME, symbols, &load_err);
	if (is_loaded && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		is_loaded = err_set(&load_err, ERR_SYSTEM, "cannot start libcurl");
}

static void
http_close(void *conn)
{
	struct http *http = conn;

	if (http->easy != NULL) {
		curl.easy_cleanup(http->easy);
		curl.slist_free_all(http->headers);
	}
	if (http->password != NULL)
		explicit_bzero(http->password, strlen(http->password));
	str_clear(&http->reply);
	free(http->ca);
	free(http->user);
	free(http->password);
	free(http->url);
	free(http);
}

static bool
http_open(void **conn, const char *url, struct err *err)
{
	const char *host = strstr(url, "://");
	struct http *http;

	if (host == NULL || strcspn(host + 3, "/?#") == 0 || strpbrk(url, " \t\r\n"))
		return err_set(err, ERR_USAGE,
			"invalid URL '%s': use http://host:port/RPC", url);
	http = xcalloc(1, sizeof(*http));
	*http = (struct http){ .url = xstrdup(url) };
	*conn = http;
	return true;
}

static char *
copy(const char *text)
{
	return text != NULL ? xstrdup(text) : NULL;
}

static void
http_log_in(void *conn, const struct rpc_login *login)
{
	struct http *http = conn;

	http->ca = copy(login->ca);
	http->user = copy(login->user);
	http->password = copy(login->password);
}

static size_t
receive(char *bytes, size_t size, size_t n, void *ctx)
{
	struct http *http = ctx;

	if (size * n > REPLY_MAX - http->reply.len) {
		http->is_too_long = true;
		return 0;
	}
	str_add(&http->reply, bytes, size * n);
	return size * n;
}

/* Called at least every second. A result other than 0 ends the call. */
static int
give_up(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)ctx;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return interrupt_came();
}

static void
set_login(struct http *http)
{
	if (http->ca != NULL) {
		curl.easy_setopt(http->easy, CURLOPT_CAINFO, http->ca);
		curl.easy_setopt(http->easy, CURLOPT_CAPATH, NULL);
	}
	if (http->user == NULL)
		return;
	curl.easy_setopt(http->easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	curl.easy_setopt(http->easy, CURLOPT_USERNAME, http->user);
	curl.easy_setopt(http->easy, CURLOPT_PASSWORD,
		http->password != NULL ? http->password : "");
}

/* With an empty "Expect:" libcurl sends the body at once. */
static void
set_options(struct http *http)
{
	CURL *easy = http->easy;

	http->headers = curl.slist_append(NULL, "Content-Type: application/json");
	http->headers = curl.slist_append(http->headers, "Expect:");
	curl.easy_setopt(easy, CURLOPT_URL, http->url);
	curl.easy_setopt(easy, CURLOPT_HTTPHEADER, http->headers);
	curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl.easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl.easy_setopt(easy, CURLOPT_PROXY, "");
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl.easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl.easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, http->error);
	curl.easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
	curl.easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, give_up);
	curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
	curl.easy_setopt(easy, CURLOPT_WRITEDATA, http);
}

static bool
start_if_needed(struct http *http, struct err *err)
{
	pthread_once(&load_once, load);
	if (!is_loaded) {
		rpc_unreached(http->url, err, "%s", load_err.text);
		return false;
	}
	if (http->easy == NULL) {
		http->easy = curl.easy_init();
		if (http->easy == NULL) {
			rpc_unreached(http->url, err, "cannot start libcurl");
			return false;
		}
		set_options(http);
		set_login(http);
	}
	return true;
}

static bool
is_about_certificate(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR ||
	       code == CURLE_SSL_CACERT_BADFILE;
}

/* What to do about a certificate, by what the TLS library says of it. */
static const char *
certificate_remedy(const struct http *http, CURLcode code, const char *cause)
{
	static const struct {
		const char *text, *remedy;
	} known[] = {
		{ "expired", "renew it on the node" },
		{ "not yet valid", "set the clocks of both machines" },
		{ "target host name", "write a host name into 'rpc' that the certificate "
				      "names" },
	};

	if (code == CURLE_SSL_CACERT_BADFILE)
		return "correct 'ca' of its [node]";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(cause, known[i].text) != NULL)
			return known[i].remedy;
	return http->ca == NULL ? "write ca = FILE into its [node], FILE being the "
	                          "certificate of the authority that signed it"
	                        : "'ca' of its [node] must name the certificate of the "
	                          "authority that signed it";
}

/* The node is there, but cannot be trusted. Nothing was sent. */
static enum rpc_end
untrusted(struct http *http, CURLcode code, const char *cause, struct err *err)
{
	return rpc_untrusted(
		http->url, err, "%s: %s", cause, certificate_remedy(http, code, cause));
}

/* Send the request and receive the reply. */
static enum rpc_end
perform(struct http *http, const char *request, unsigned timeout_ms, struct err *err)
{
	long sent = 0;
	CURLcode code;
	const char *cause;

	str_clear(&http->reply);
	http->is_too_long = false;
	http->error[0] = '\0';
	curl.easy_setopt(http->easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	curl.easy_setopt(http->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)timeout_ms);
	curl.easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(request));
	curl.easy_setopt(http->easy, CURLOPT_POSTFIELDS, request);
	code = curl.easy_perform(http->easy);
	if (code == CURLE_OK)
		return RPC_ANSWERED;
	cause = http->error[0] != '\0' ? http->error : curl.easy_strerror(code);
	curl.easy_getinfo(http->easy, CURLINFO_REQUEST_SIZE, &sent);
	if (sent == 0 && is_about_certificate(code))
		return untrusted(http, code, cause, err);
	if (sent == 0)
		return rpc_unreached(http->url, err, "%s", cause);
	if (http->is_too_long)
		return rpc_lost(http->url, err, "the reply is over 16 MiB");
	if (code == CURLE_OPERATION_TIMEDOUT)
		return rpc_lost(
			http->url, err, "no whole reply came within %u ms", timeout_ms);
	return rpc_lost(http->url, err, "%s", cause);
}

static const char *
why_not_let_in(struct http *http)
{
	long offered = 0;

	curl.easy_getinfo(http->easy, CURLINFO_HTTPAUTH_AVAIL, &offered);
	if (offered != 0 && (offered & (long)CURLAUTH_BASIC) == 0)
		return "the node does not offer basic authentication, the only one that "
		       "shieldadm has";
	return http->user != NULL ? "the node refuses 'user' and 'password' of its [node]"
	                          : "the node wants 'user' and 'password' in its [node]";
}

/* The reply is not JSON-RPC. The HTTP status says most about the cause. */
static enum rpc_end
refused(struct http *http, long status, struct err *err)
{
	switch (status) {
	case 401:
		return rpc_unreached(
			http->url, err, "HTTP status 401 (%s)", why_not_let_in(http));
	case 403:
	case 404:
	case 405:
		return rpc_unreached(http->url, err,
			"HTTP status %ld (is WITH_JSONRPC on, and does its xhttp route "
			"allow this address?)",
			status);
	case 200:
		return rpc_lost(http->url, err,
			"%s (is the path right? Kamailio's own is /RPC)", err->text);
	default:
		if (status >= 300 && status < 400)
			return rpc_unreached(http->url, err,
				"HTTP status %ld, a redirect, which is not followed",
				status);
		return rpc_lost(http->url, err, "HTTP status %ld", status);
	}
}

/* A fault has status 500 too, so look at the body first. */
static enum rpc_end
decode(struct http *http, const struct jsonrpc_id *id, cJSON **result, struct err *err)
{
	long status = 0;

	curl.easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status);
	switch (jsonrpc_decode(str_get(&http->reply), http->reply.len, id, result, err)) {
	case JSONRPC_RESULT:
		return RPC_ANSWERED;
	case JSONRPC_FAULT:
		return rpc_fault(err->text, err);
	case JSONRPC_OTHER:
		return rpc_lost(http->url, err, "%s", err->text);
	case JSONRPC_INVALID:
		break;
	}
	return refused(http, status, err);
}

static enum rpc_end
http_call(void *conn, const char *method, const cJSON *params, unsigned timeout_ms,
	cJSON **result, struct err *err)
{
	struct http *http = conn;
	struct jsonrpc_id id = jsonrpc_id_new();
	enum rpc_end end;
	char *request;

	if (!start_if_needed(http, err))
		return RPC_UNREACHED;
	request = jsonrpc_encode(&id, method, params);
	if (strlen(request) > REQUEST_MAX)
		end = rpc_unreached(http->url, err, "the call is over 15.5 KiB");
	else
		end = perform(http, request, timeout_ms, err);
	free(request);
	if (end == RPC_ANSWERED)
		end = decode(http, &id, result, err);
	str_clear(&http->reply);
	return end;
}

#define HTTP_TRANSPORT(name)                                                 \
	{                                                                    \
		.traits = { .prefix = name,                                  \
			.reply_max = 8u << 20,                               \
			.is_silent_above = true },                           \
		.open = http_open, .log_in = http_log_in, .call = http_call, \
		.close = http_close,                                         \
	}

const struct rpc_transport rpc_http = HTTP_TRANSPORT("http:");
const struct rpc_transport rpc_https = HTTP_TRANSPORT("https:");
