/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_node: a small scripted Kamailio, for what the real one does not do on
 * demand.
 *
 *	fake_node --dir DIR --recordings DIR [--http PORT] [--ctl-port PORT]
 *	          [--version 6.1.4|5.6.3] [--db FILE] [--reload-delta SECONDS]
 *	          [--script FILE]
 *
 * It listens on DIR/ctl (BINRPC), DIR/rpc.sock (JSON-RPC datagrams) and, on
 * 127.0.0.1, a port for HTTP (POST /RPC) and with --ctl-port one for BINRPC; PORT 0
 * takes a free one.  When it listens it writes the HTTP port to DIR/ready (and the
 * other one to DIR/ctl_port).  It logs each call to DIR/calls, as "METHOD PARAM
 * PARAM" with the parameters in JSON, and ends on SIGTERM.
 *
 * Static calls are answered from the recordings of the version, and calls with a
 * state (secfilter, permissions, htable) as Kamailio does.  A reload reads the
 * tables of the SQLite database --db.  A line "METHOD JSON" of --script sets the
 * result of a call.
 *
 * It misbehaves as the lines of DIR/behave say, which is read again for each call;
 * METHOD may be *:
 *
 *	hang METHOD              no reply; the connection stays open
 *	execute-then-hang METHOD the same, but it does what it was asked
 *	close METHOD             not done: the connection is closed without a reply
 *	half METHOD              half of the reply, then the connection is closed
 *	bye METHOD               the whole reply, then the connection is closed
 *	slow METHOD MS           the reply comes that much later
 *	drip METHOD              a byte of the reply every 100 ms (no datagram)
 *	garbage METHOD           done, but the reply is none
 *	html METHOD              done, but the reply is HTML (with HTTP status 200)
 *	huge METHOD              20 MiB over HTTP; ctl announces 2 GiB
 *	status METHOD CODE       over HTTP that status and an empty body
 *	endless METHOD           a reply that has no end; wrong datagrams for ever
 *	wrong-id METHOD          the reply to another call
 *	too-big METHOD           ctl: that fault; the others: never a reply
 *	fault METHOD CODE TEXT   not done: a fault
 *	reload-empties           secfilter.reload fails, and leaves the lists empty
 *	drop-subnets N           a reload keeps N networks, and says it is fine
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "fake.h"
#include "serve.h"

#define DRIP_SECONDS 0.1
#define IDLE_SECONDS 0.5

struct fake fake = {
	.dir = ".", .recordings = "tests/recordings/6.1.4", .reload_delta = 5
};

enum form { CTL, HTTP, DATAGRAM };

/* A connection, or a datagram that is to be sent later. */
struct conn {
	int fd;
	enum form form;
	struct sockaddr_un to;
	socklen_t to_len;
	struct str in;
	struct reply reply;
	size_t sent;
	double at; /* when the next bytes may go out */
};

static struct {
	struct conn *v;
	size_t len, cap;
} conns;

static struct listener {
	int fd;
	enum form form;
} listeners[4];
static size_t listener_count;

/* At once: a flag could be set just before the node waits for the next call. */
static void
on_signal(int signal)
{
	(void)signal;
	_exit(0);
}

static void
fail(const char *what)
{
	fprintf(stderr, "fake_node: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
add_listener(int type, const void *address, socklen_t len, enum form form)
{
	int fd = socket(((const struct sockaddr *)address)->sa_family,
		type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, address, len) < 0 ||
		(type == SOCK_STREAM && listen(fd, 256) < 0))
		fail("cannot listen");
	listeners[listener_count++] = (struct listener){ fd, form };
}

static void
listen_at_path(const char *name, int type, enum form form)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", fake.dir,
		    name) >= (int)sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		fail("cannot listen");
	}
	unlink(address.sun_path);
	add_listener(type, &address, sizeof(address), form);
}

/* Listen on the port of 127.0.0.1, and tell which it is in a file. */
static void
listen_at_port(unsigned short port, enum form form, const char *file_name)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(port) };
	socklen_t len = sizeof(address);
	char path[1024], final_path[1024];
	FILE *file;

	add_listener(SOCK_STREAM, &address, sizeof(address), form);
	getsockname(listeners[listener_count - 1].fd, (struct sockaddr *)&address, &len);
	snprintf(path, sizeof(path), "%s/%s.new", fake.dir, file_name);
	snprintf(final_path, sizeof(final_path), "%s/%s", fake.dir, file_name);
	file = fopen(path, "we");
	if (file == NULL || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 ||
		fclose(file) != 0 || rename(path, final_path) < 0)
		fail(final_path);
}

static void
close_conn(size_t i)
{
	struct conn *conn = &conns.v[i];

	if (conn->form != DATAGRAM)
		close(conn->fd);
	str_clear(&conn->in);
	str_clear(&conn->reply.bytes);
	conns.len--;
	memmove(conn, conn + 1, (conns.len - i) * sizeof(*conn));
}

/* Answer the next request, when the last one is out of the way. */
static void
serve(struct conn *conn)
{
	if (conn->reply.bytes.len > 0 || conn->reply.closes)
		return;
	conn->reply = (struct reply){ .closes = false };
	switch (conn->form) {
	case CTL:
		serve_ctl(&conn->reply, &conn->in);
		break;
	case HTTP:
		serve_http(&conn->reply, &conn->in);
		break;
	case DATAGRAM:
		serve_datagram(&conn->reply, &conn->in);
		conn->reply.closes = true;
		break;
	}
	conn->sent = 0;
	conn->at = now() + conn->reply.delay_ms / 1e3;
}

static void
take_datagram(int fd)
{
	struct conn *conn = LIST_ADD(&conns);
	char bytes[65536];
	ssize_t n;

	conn->fd = fd;
	conn->form = DATAGRAM;
	conn->to_len = sizeof(conn->to);
	n = recvfrom(
		fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&conn->to, &conn->to_len);
	if (n > 0) {
		str_add(&conn->in, bytes, (size_t)n);
		serve(conn);
	}
	conn->reply.closes = true;
}

static void
take(const struct listener *listener)
{
	struct conn *conn;
	int fd;

	if (listener->form == DATAGRAM) {
		take_datagram(listener->fd);
		return;
	}
	fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	conn = LIST_ADD(&conns);
	conn->fd = fd;
	conn->form = listener->form;
}

/* Send what is due.  False when the connection is over. */
static bool
send_due(struct conn *conn)
{
	struct str *out = &conn->reply.bytes;
	size_t len = conn->reply.is_drip ? 1 : out->len - conn->sent;
	ssize_t n;

	if (now() < conn->at)
		return true;
	if (conn->sent < out->len) {
		n = sendto(conn->fd, out->s + conn->sent, len,
			MSG_NOSIGNAL | MSG_DONTWAIT,
			conn->form == DATAGRAM ? (struct sockaddr *)&conn->to : NULL,
			conn->form == DATAGRAM ? conn->to_len : 0);
		if (n < 0)
			return errno == EAGAIN &&
			       (conn->form != DATAGRAM || conn->reply.is_endless);
		conn->sent += (size_t)n;
		conn->at = now() + (conn->reply.is_drip ? DRIP_SECONDS : 0);
	}
	if (conn->sent < out->len)
		return true;
	if (conn->reply.is_endless) {
		conn->sent = conn->reply.repeat;
		return true;
	}
	str_clear(out);
	conn->sent = 0;
	return !conn->reply.closes;
}

/* Read what came.  False when the other side closed. */
static bool
read_more(struct conn *conn)
{
	char bytes[65536];
	ssize_t n = recv(conn->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n <= 0)
		return n < 0 && errno == EAGAIN;
	str_add(&conn->in, bytes, (size_t)n);
	return true;
}

/* False when the connection is over. */
static bool
step_conn(struct conn *conn, bool is_readable)
{
	if (is_readable && !read_more(conn))
		return false;
	/* One request may have come behind another. */
	for (size_t before = 0; conn->form != DATAGRAM && conn->in.len != before;) {
		before = conn->in.len;
		serve(conn);
		if (conn->reply.bytes.len > 0 && !send_due(conn))
			return false;
	}
	if (conn->reply.bytes.len == 0 && !conn->reply.closes)
		return true;
	return send_due(conn);
}

/* How long nothing has to be sent, in milliseconds. */
static int
idle_ms(void)
{
	double least = IDLE_SECONDS, left;

	for (size_t i = 0; i < conns.len; i++) {
		if (conns.v[i].reply.bytes.len == 0 && !conns.v[i].reply.closes)
			continue;
		left = conns.v[i].at - now();
		left = left > 0 ? left : 0;
		least = left < least ? left : least;
	}
	return (int)(least * 1e3) + 1;
}

static void
step(void)
{
	struct pollfd *fds = xcalloc(listener_count + conns.len, sizeof(*fds));
	size_t n = 0, conn_count = conns.len;

	for (size_t i = 0; i < listener_count; i++)
		fds[n++] = (struct pollfd){ .fd = listeners[i].fd, .events = POLLIN };
	for (size_t i = 0; i < conn_count; i++)
		fds[n++] = (struct pollfd){
			.fd = conns.v[i].form == DATAGRAM ? -1 : conns.v[i].fd,
			.events = POLLIN,
		};
	poll(fds, n, idle_ms());
	for (size_t i = 0; i < listener_count; i++) {
		if (fds[i].revents != 0)
			take(&listeners[i]);
	}
	for (size_t i = conns.len; i-- > 0;) {
		if (!step_conn(&conns.v[i],
			    i < conn_count && fds[listener_count + i].revents != 0))
			close_conn(i);
	}
	free(fds);
}

static void
read_options(int argc, char **argv, int *http_port, int *ctl_port)
{
	static const struct option options[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "recordings", required_argument, NULL, 'r' },
		{ "http", required_argument, NULL, 'h' },
		{ "ctl-port", required_argument, NULL, 'c' },
		{ "version", required_argument, NULL, 'v' },
		{ "db", required_argument, NULL, 'b' },
		{ "reload-delta", required_argument, NULL, 't' },
		{ "script", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (option) {
		case 'd':
			fake.dir = optarg;
			break;
		case 'r':
			fake.recordings = optarg;
			break;
		case 'h':
			*http_port = (int)strtol(optarg, NULL, 10);
			break;
		case 'c':
			*ctl_port = (int)strtol(optarg, NULL, 10);
			break;
		case 'v':
			fake.is_56 = strncmp(optarg, "5.6", 3) == 0;
			break;
		case 'b':
			fake.db = optarg;
			break;
		case 't':
			fake.reload_delta = strtod(optarg, NULL);
			break;
		case 's':
			fake.script = optarg;
			break;
		default:
			exit(2);
		}
	}
}

int
main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	int http_port = 0, ctl_port = -1;

	read_options(argc, argv, &http_port, &ctl_port);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	secfilter_start();
	permissions_start();
	listen_at_path("ctl", SOCK_STREAM, CTL);
	listen_at_path("rpc.sock", SOCK_DGRAM, DATAGRAM);
	if (ctl_port >= 0)
		listen_at_port((unsigned short)ctl_port, CTL, "ctl_port");
	listen_at_port((unsigned short)http_port, HTTP, "ready");
	for (;;)
		step();
}
