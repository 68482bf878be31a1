/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rpc/stream.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "rpc/local.h"
#include "rpc/wait.h"

/* Split "host:port" or "[host]:port". */
static bool
parse_host(struct stream *stream, const char *s, const char *url, struct err *err)
{
	const char *colon = strrchr(s, ':');
	size_t len = colon != NULL ? (size_t)(colon - s) : 0;
	bool is_bracketed = len > 2 && s[0] == '[' && s[len - 1] == ']';

	if (len == 0 || colon[1] == '\0' || strlen(colon + 1) > 5 ||
		colon[1 + strspn(colon + 1, "0123456789")] != '\0' ||
		(memchr(s, ':', len) != NULL && !is_bracketed))
		return err_set(err, ERR_USAGE,
			"invalid URL '%s': use ctl:/path or ctl://host:port", url);
	stream->host = is_bracketed ? xstrndup(s + 1, len - 2) : xstrndup(s, len);
	stream->port = xstrdup(colon + 1);
	return true;
}

bool
stream_init(struct stream *stream, const char *place, const char *url, struct err *err)
{
	struct sockaddr_un address;

	*stream = (struct stream){ .fd = -1 };
	if (strncmp(place, "//", 2) == 0)
		return parse_host(stream, place + 2, url, err);
	if (!local_address(&address, place, url, err))
		return false;
	stream->path = xstrdup(place);
	return true;
}

void
stream_clear(struct stream *stream)
{
	stream_disconnect(stream);
	free(stream->path);
	free(stream->host);
	free(stream->port);
	*stream = (struct stream){ .fd = -1 };
}

void
stream_disconnect(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
}

/* A local socket whose queue is full says EAGAIN, and cannot be polled. */
static int
connect_fd(int fd, const void *address, socklen_t len, long long deadline)
{
	int failure = 0;
	socklen_t size = sizeof(failure);

	while (connect(fd, address, len) < 0) {
		if (errno == EAGAIN && wait_moment(deadline))
			continue;
		if (errno == EAGAIN)
			return ETIMEDOUT;
		if (errno != EINPROGRESS && errno != EINTR)
			return errno;
		if (!wait_for(fd, POLLOUT, deadline))
			return ETIMEDOUT;
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size);
		return failure;
	}
	return 0;
}

/* Connect a new socket: 0, or an errno. */
static int
connect_to(struct stream *stream, int family, const void *address, socklen_t len,
	long long deadline)
{
	int failure;

	stream->fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (stream->fd < 0)
		return errno;
	failure = connect_fd(stream->fd, address, len, deadline);
	if (failure != 0)
		stream_disconnect(stream);
	return failure;
}

/* A lookup of a name. It may outlive its call. */
struct lookup {
	struct gaicb request;
	char *host, *port;
};

static int
wait_for_lookup(struct lookup *lookup, long long deadline)
{
	struct timespec left = wait_left(deadline);
	const struct gaicb *list[1] = { &lookup->request };

	gai_suspend(list, 1, &left);
	if (gai_error(&lookup->request) == EAI_INPROGRESS)
		gai_cancel(&lookup->request);
	return gai_error(&lookup->request);
}

/*
 * Look a name up. getaddrinfo() has no deadline, so it runs in a thread. At the deadline
 * the lookup is left to that thread, which still writes to it.
 */
static int
look_up(const struct stream *stream, struct addrinfo **found, long long deadline)
{
	static const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct lookup *lookup = xcalloc(1, sizeof(*lookup));
	struct gaicb *request = &lookup->request;
	int status;

	lookup->host = xstrdup(stream->host);
	lookup->port = xstrdup(stream->port);
	*request = (struct gaicb){
		.ar_name = lookup->host,
		.ar_service = lookup->port,
		.ar_request = &hints,
	};
	status = getaddrinfo_a(GAI_NOWAIT, &request, 1, NULL);
	if (status == 0)
		status = wait_for_lookup(lookup, deadline);
	if (status == EAI_INPROGRESS)
		return EAI_AGAIN;
	*found = request->ar_result;
	free(lookup->host);
	free(lookup->port);
	free(lookup);
	return status == EAI_CANCELED ? EAI_AGAIN : status;
}

static int
resolve(const struct stream *stream, struct addrinfo **found, long long deadline)
{
	struct addrinfo numeric = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST };
	int status = getaddrinfo(stream->host, stream->port, &numeric, found);

	return status == EAI_NONAME ? look_up(stream, found, deadline) : status;
}

static bool
connect_host(struct stream *stream, long long deadline, const char **cause)
{
	struct addrinfo *found = NULL;
	int status = resolve(stream, &found, deadline);

	if (status != 0) {
		*cause = gai_strerror(status);
		return false;
	}
	for (struct addrinfo *a = found; a != NULL && stream->fd < 0; a = a->ai_next)
		*cause = strerror(connect_to(
			stream, a->ai_family, a->ai_addr, a->ai_addrlen, deadline));
	freeaddrinfo(found);
	return stream->fd >= 0;
}

bool
stream_connect(struct stream *stream, long long deadline, const char **cause)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int failure;

	stream_disconnect(stream);
	if (stream->path == NULL)
		return connect_host(stream, deadline, cause);
	memcpy(address.sun_path, stream->path, strlen(stream->path) + 1);
	failure = connect_to(stream, AF_UNIX, &address, sizeof(address), deadline);
	*cause = local_cause(failure);
	return failure == 0;
}

bool
stream_is_idle(const struct stream *stream)
{
	struct pollfd pollfd = { .fd = stream->fd, .events = POLLIN };

	return stream->fd >= 0 && poll(&pollfd, 1, 0) == 0;
}

bool
stream_send(struct stream *stream, const void *bytes, size_t len, size_t *sent,
	long long deadline)
{
	*sent = 0;
	while (*sent < len) {
		ssize_t n = send(stream->fd, (const char *)bytes + *sent, len - *sent,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0) {
			*sent += (size_t)n;
		} else if (errno == EAGAIN) {
			if (!wait_for(stream->fd, POLLOUT, deadline)) {
				errno = ETIMEDOUT;
				return false;
			}
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

ssize_t
stream_receive(struct stream *stream, void *bytes, size_t size, long long deadline)
{
	ssize_t n;

	do {
		if (!wait_for(stream->fd, POLLIN, deadline)) {
			errno = ETIMEDOUT;
			return -1;
		}
		n = recv(stream->fd, bytes, size, MSG_DONTWAIT);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	return n;
}
