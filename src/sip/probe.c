/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/random.h"
#include "base/xalloc.h"
#include "sip/message.h"

#define RESEND_MS 500
#define DATAGRAM_MAX 65536

/* An exchange under way. */
struct exchange {
	const struct sip_probe *probe;
	int fd;
	char host[64], port[8]; /* of the node */
	char local[80], id[24];
	struct sip_reply reply; /* the last one; status 0: none yet */
	unsigned started_ms, replied_ms;
};

static bool
parse_target(struct exchange *x, const char *target, struct err *err)
{
	const char *host = target + 4, *colon = strrchr(target, ':');
	size_t len;

	if (strncmp(target, "udp:", 4) != 0 || colon < host)
		return err_set(err, ERR_USAGE,
			"'%s' is not a SIP address of a node: use udp:HOST:PORT", target);
	len = (size_t)(colon - host);
	if (host[0] == '[' && len > 1 && host[len - 1] == ']') {
		host++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(x->host) || strlen(colon + 1) >= sizeof(x->port))
		return err_set(err, ERR_USAGE,
			"'%s' is not a SIP address of a node: use udp:HOST:PORT", target);
	snprintf(x->host, sizeof(x->host), "%.*s", (int)len, host);
	snprintf(x->port, sizeof(x->port), "%s", colon + 1);
	return true;
}

/* What the user can do about it. */
static const char *
bind_hint(int error)
{
	if (error == EADDRINUSE)
		return "another program sends from that port";
	if (error == EACCES)
		return "a port below 1024 is root's";
	return "is it one of this machine?";
}

static bool
bind_to(int fd, const char *address, unsigned port, int family, struct err *err)
{
	char service[8];
	struct addrinfo hints = {
		.ai_family = family, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST
	};
	struct addrinfo *info;
	bool ok;

	snprintf(service, sizeof(service), "%u", port % 65536);
	if (getaddrinfo(address, service, &hints, &info) != 0)
		return err_set(err, ERR_USAGE, "'%s' is not an IP address to send from",
			address);
	ok = bind(fd, info->ai_addr, info->ai_addrlen) == 0;
	if (!ok && port != 0)
		err_set(err, ERR_USAGE, "cannot send from '%s', port %u: %s (%s)",
			address, port, strerror(errno), bind_hint(errno));
	else if (!ok)
		err_set(err, ERR_USAGE, "cannot send from '%s': %s (%s)", address,
			strerror(errno), bind_hint(errno));
	freeaddrinfo(info);
	return ok;
}

/* The node's address, of the family that is sent from. */
static bool
find_node(const struct exchange *x, struct addrinfo **info, struct err *err)
{
	const char *from = x->probe->from_address;
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM };
	int failed;

	if (from != NULL)
		hints.ai_family = strchr(from, ':') != NULL ? AF_INET6 : AF_INET;
	failed = getaddrinfo(x->host, x->port, &hints, info);
	if (failed == 0)
		return true;
	if (from != NULL) {
		hints.ai_family = AF_UNSPEC;
		if (getaddrinfo(x->host, x->port, &hints, info) == 0) {
			freeaddrinfo(*info);
			return err_set(err, ERR_ABSENT,
				"cannot send to '%s' from %s: another address family",
				x->probe->target, from);
		}
	}
	return err_set(
		err, ERR_NODE, "cannot find '%s': %s", x->host, gai_strerror(failed));
}

static void
name_local(struct exchange *x, int family)
{
	struct sockaddr_storage addr;
	socklen_t len = sizeof(addr);
	char host[64] = "", port[8] = "";

	if (getsockname(x->fd, (struct sockaddr *)&addr, &len) == 0)
		getnameinfo((struct sockaddr *)&addr, len, host, sizeof(host), port,
			sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
	snprintf(x->local, sizeof(x->local), family == AF_INET6 ? "[%s]:%s" : "%s:%s",
		host, port);
}

static bool
open_socket(struct exchange *x, struct err *err)
{
	struct addrinfo *info;
	bool ok = false;

	if (!find_node(x, &info, err))
		return false;
	x->fd = socket(info->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (x->fd < 0)
		err_set(err, ERR_SYSTEM, "cannot make a socket: %s", strerror(errno));
	else if (x->probe->from_address != NULL &&
		 !bind_to(x->fd, x->probe->from_address, x->probe->from_port,
			 info->ai_family, err))
		;
	else if (connect(x->fd, info->ai_addr, info->ai_addrlen) < 0)
		err_set(err, ERR_NODE, "cannot send to '%s': %s", x->probe->target,
			strerror(errno));
	else
		ok = true;
	if (ok)
		name_local(x, info->ai_family);
	freeaddrinfo(info);
	return ok;
}

static bool
send_request(struct exchange *x, const char *method, struct err *err)
{
	char host[80];
	struct sip_request request = { .method = method,
		.host = host,
		.local = x->local,
		.user_agent = x->probe->user_agent,
		.id = x->id,
		.to_tag = x->reply.status >= 200 ? x->reply.to_tag : "",
		.from = x->probe->from,
		.to = x->probe->to,
		.contact = x->probe->contact };
	struct str text = { 0 };
	ssize_t sent;

	snprintf(host, sizeof(host), strchr(x->host, ':') != NULL ? "[%s]:%s" : "%s:%s",
		x->host, x->port);
	sip_request_format(&text, &request);
	sent = send(x->fd, text.s, text.len, MSG_NOSIGNAL);
	str_clear(&text);
	if (sent < 0)
		return err_set(err, ERR_NODE, "cannot send to '%s': %s", x->probe->target,
			strerror(errno));
	return true;
}

/* Read the datagrams that have arrived. Drop those that answer another request. */
static bool
receive(struct exchange *x, char *buffer, struct err *err)
{
	ssize_t n = recv(x->fd, buffer, DATAGRAM_MAX - 1, 0);
	struct sip_reply reply;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n < 0)
		return err_set(err, ERR_NODE, "nobody accepts SIP requests at '%s': %s",
			x->probe->target, strerror(errno));
	buffer[n] = '\0';
	if (sip_reply_parse(&reply, buffer, x->id)) {
		x->reply = reply;
		x->replied_ms = (unsigned)clock_ms();
	}
	return true;
}

/* Wait for the final reply. Send the request again, because it may have been lost. */
static bool
wait_for_reply(struct exchange *x, char *buffer, struct err *err)
{
	struct pollfd poll_fd = { .fd = x->fd, .events = POLLIN };
	bool was_resent = false;
	unsigned passed;

	while (x->reply.status < 200 && !interrupt_came() &&
		(passed = (unsigned)clock_ms() - x->started_ms) < x->probe->timeout_ms) {
		unsigned until = x->probe->timeout_ms;
		if (!was_resent && x->reply.status == 0 && RESEND_MS < until)
			until = RESEND_MS;
		if (passed >= until) {
			was_resent = true;
			if (!send_request(x, x->probe->method, err))
				return false;
			continue;
		}
		if (poll(&poll_fd, 1, (int)(until - passed)) > 0 &&
			!receive(x, buffer, err))
			return false;
	}
	return true;
}

/* End the transaction of an INVITE, whatever state it is in. */
static bool
finish(struct exchange *x, struct err *err)
{
	if (strcmp(x->probe->method, "INVITE") != 0 || x->reply.status == 0)
		return true;
	if (x->reply.status < 200)
		return send_request(x, "CANCEL", err);
	/* The call was answered: hang up. */
	return send_request(x, "ACK", err) &&
	       (x->reply.status >= 300 || send_request(x, "BYE", err));
}

static void
make_id(struct exchange *x)
{
	unsigned char random[8];

	random_bytes(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(x->id + 2 * i, sizeof(x->id) - 2 * i, "%02x", random[i]);
}

bool
sip_probe(const struct sip_probe *probe, struct sip_result *result, struct err *err)
{
	struct exchange x = { .probe = probe, .fd = -1 };
	char *buffer = NULL;
	bool ok = parse_target(&x, probe->target, err) && open_socket(&x, err);

	if (ok) {
		make_id(&x);
		buffer = xcalloc(1, DATAGRAM_MAX);
		x.started_ms = (unsigned)clock_ms();
		ok = send_request(&x, probe->method, err) &&
		     wait_for_reply(&x, buffer, err) && finish(&x, err);
	}
	if (ok) {
		result->answered = x.reply.status != 0;
		result->status = x.reply.status;
		memcpy(result->reason, x.reply.reason, sizeof(result->reason));
		result->ms = result->answered ? x.replied_ms - x.started_ms : 0;
	}
	if (x.fd >= 0)
		close(x.fd);
	free(buffer);
	return ok;
}
