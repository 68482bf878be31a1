/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_DB_PROXY_H
#define SHIELDADM_TESTS_DB_PROXY_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * A network that fails on demand: a proxy before a MySQL server, in a process of
 * its own, which interferes once, when it sees what it waits for.
 */
enum proxy_fault {
	PROXY_NONE,
	PROXY_CUT_BEFORE, /* cut the connection at COMMIT, which does not arrive */
	PROXY_CUT_AFTER,  /* cut it when the server has answered COMMIT */
	PROXY_HOLD,       /* COMMIT does not arrive, and no side hears of it */
	PROXY_ASK_FILE    /* answer the first query with a request for a local file */
};

struct proxy {
	_Atomic int fault;    /* what to do; PROXY_NONE once it was done */
	_Atomic bool is_down; /* take no more connections after the fault */
	_Atomic bool is_closed;
	unsigned port;
	pid_t pid;
	int server_port;
	int listener;
	const char *file;  /* the one asked for */
	char answer[4096]; /* what the client sent then */
	_Atomic size_t answer_len;
};

static inline int
proxy_connect(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		_exit(1);
	return fd;
}

/* Listen on a free port. */
static inline int
proxy_listen(unsigned *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, len) != 0 || listen(fd, 16) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		abort();
	*port = ntohs(at.sin_port);
	return fd;
}

static inline void
proxy_send(int fd, const char *bytes, size_t len)
{
	if (send(fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
		_exit(0);
}

/* The packet 0xfb FILE: what a hostile server answers to any query. */
static inline void
proxy_ask_file(struct proxy *proxy, int client)
{
	char packet[256];
	size_t len = strlen(proxy->file);
	ssize_t got;

	packet[0] = (char)(len + 1);
	packet[1] = packet[2] = 0;
	packet[3] = 1;
	packet[4] = (char)0xfb;
	memcpy(packet + 5, proxy->file, len);
	proxy_send(client, packet, len + 5);
	while ((got = recv(client, proxy->answer + proxy->answer_len,
			sizeof(proxy->answer) - proxy->answer_len, 0)) > 0)
		proxy->answer_len += (size_t)got;
	_exit(0);
}

/* The client sent bytes.  Returns when they are to be forwarded. */
static inline void
proxy_interfere(
	struct proxy *proxy, int client, int server, const char *bytes, size_t len)
{
	char reply[4096];
	int fault = proxy->fault;

	if (fault == PROXY_ASK_FILE && len > 5 && bytes[3] == 0 && bytes[4] == 3) {
		proxy->fault = PROXY_NONE;
		proxy_ask_file(proxy, client);
	}
	/* The packets before it may have come with it. */
	if (fault == PROXY_NONE || fault == PROXY_ASK_FILE || len < 11 ||
		memcmp(bytes + len - 7, "\003COMMIT", 7) != 0)
		return;
	if (fault == PROXY_HOLD) {
		proxy->fault = PROXY_NONE;
		for (;;)
			pause();
	}
	if (fault == PROXY_CUT_AFTER) {
		proxy_send(server, bytes, len);
		if (recv(server, reply, sizeof(reply), 0) <= 0)
			_exit(1);
	}
	proxy->fault = PROXY_NONE;
	while (proxy->is_down && !proxy->is_closed)
		usleep(1000);
	_exit(0);
}

static inline void
proxy_forward(struct proxy *proxy, int client)
{
	struct pollfd fds[2] = { { .fd = client, .events = POLLIN },
		{ .fd = proxy_connect(proxy->server_port), .events = POLLIN } };
	char bytes[65536];

	for (int i = 0; i < 2; i++)
		setsockopt(fds[i].fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	while (poll(fds, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			ssize_t got;

			if (fds[i].revents == 0)
				continue;
			got = recv(fds[i].fd, bytes, sizeof(bytes), 0);
			if (got <= 0)
				_exit(0);
			if (i == 0)
				proxy_interfere(
					proxy, client, fds[1].fd, bytes, (size_t)got);
			proxy_send(fds[1 - i].fd, bytes, (size_t)got);
		}
	}
	_exit(1);
}

static inline void
proxy_serve(struct proxy *proxy)
{
	struct pollfd fd = { .fd = proxy->listener, .events = POLLIN };

	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		if (proxy->is_down && proxy->fault == PROXY_NONE) {
			close(proxy->listener);
			proxy->is_closed = true;
			for (;;)
				pause();
		}
		if (poll(&fd, 1, 10) <= 0)
			continue;
		int client = accept(proxy->listener, NULL, NULL);

		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(proxy->listener);
			proxy_forward(proxy, client);
		}
		close(client);
	}
}

static inline struct proxy *
proxy_start(int server_port, const char *file)
{
	struct proxy *proxy = mmap(NULL, sizeof(*proxy), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	if (proxy == MAP_FAILED)
		abort();
	proxy->server_port = server_port;
	proxy->file = file;
	proxy->listener = proxy_listen(&proxy->port);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		proxy_serve(proxy);
	}
	proxy->pid = pid;
	close(proxy->listener);
	return proxy;
}

static inline void
proxy_stop(struct proxy *proxy)
{
	kill(proxy->pid, SIGKILL);
	waitpid(proxy->pid, NULL, 0);
	munmap(proxy, sizeof(*proxy));
}

#endif
