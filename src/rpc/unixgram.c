/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON-RPC over the datagram socket of Kamailio's jsonrpcs module.
 *
 * Kamailio sends its reply to the path of our own socket, so it must see that path and be
 * allowed to write to it. Its user is not certain: the socket of a Kamailio that was
 * started with -u still belongs to root. So everybody may write to our socket, but it is
 * in a folder that nobody can list, under a name that nobody can guess. A datagram
 * without this call's id is dropped.
 */
#include "rpc/transport.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "rpc/end.h"
#include "rpc/jsonrpc.h"
#include "rpc/local.h"
#include "rpc/wait.h"

/* Kamailio does not read a larger datagram, and does not send one over 128 KiB. */
#define REQUEST_MAX (60u << 10)
#define REPLY_SIZE (256u << 10)

struct unixgram {
	char *url;
	struct sockaddr_un peer;
	char *folder; /* ours; NULL until the first call */
	char *path;   /* of our socket in it */
	int fd;
	char *reply; /* REPLY_SIZE bytes */
};

static void
remove_socket(struct unixgram *unixgram)
{
	if (unixgram->fd >= 0)
		close(unixgram->fd);
	if (unixgram->path != NULL)
		unlink(unixgram->path);
	if (unixgram->folder != NULL)
		rmdir(unixgram->folder);
	free(unixgram->path);
	free(unixgram->folder);
	unixgram->path = unixgram->folder = NULL;
	unixgram->fd = -1;
}

static void
unixgram_close(void *conn)
{
	struct unixgram *unixgram = conn;

	remove_socket(unixgram);
	free(unixgram->reply);
	free(unixgram->url);
	free(unixgram);
}

static bool
unixgram_open(void **conn, const char *url, struct err *err)
{
	struct sockaddr_un peer;
	struct unixgram *unixgram;

	if (!local_address(&peer, url + strlen("unixgram:"), url, err))
		return false;
	unixgram = xcalloc(1, sizeof(*unixgram));
	*unixgram = (struct unixgram){
		.url = xstrdup(url),
		.peer = peer,
		.fd = -1,
		.reply = xcalloc(1, REPLY_SIZE),
	};
	*conn = unixgram;
	return true;
}

/* Bind our socket. Nobody else reaches it until the folder's mode is opened. */
static bool
bind_in(struct unixgram *unixgram, const char *parent)
{
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	int len;

	unixgram->folder = xasprintf("%s/shieldadm.XXXXXX", parent);
	if (mkdtemp(unixgram->folder) == NULL) {
		free(unixgram->folder);
		unixgram->folder = NULL;
		return false;
	}
	len = snprintf(own.sun_path, sizeof(own.sun_path), "%s/%s", unixgram->folder,
		jsonrpc_id_new().text);
	if (len >= (int)sizeof(own.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	unixgram->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (unixgram->fd < 0 ||
		bind(unixgram->fd, (struct sockaddr *)&own, sizeof(own)) < 0)
		return false;
	unixgram->path = xstrdup(own.sun_path);
	return chmod(unixgram->path, 0666) == 0 && chmod(unixgram->folder, 0711) == 0;
}

/* Beside Kamailio's socket if possible: it may have a /tmp of its own. */
static bool
bind_if_needed(struct unixgram *unixgram, struct err *err)
{
	const char *peer = unixgram->peer.sun_path;
	char *beside;
	bool is_bound;

	if (unixgram->fd >= 0)
		return true;
	beside = xstrndup(peer, (size_t)(strrchr(peer, '/') - peer));
	is_bound = bind_in(unixgram, beside);
	free(beside);
	if (!is_bound) {
		remove_socket(unixgram);
		is_bound = bind_in(unixgram, "/tmp");
	}
	if (!is_bound) {
		rpc_unreached(unixgram->url, err,
			"cannot make a socket for the reply: %s", strerror(errno));
		remove_socket(unixgram);
	}
	return is_bound;
}

/* Kamailio's queue may be full. It cannot be polled, so try again. */
static enum rpc_end
send_request(struct unixgram *unixgram, const char *request, long long deadline,
	struct err *err)
{
	size_t len = strlen(request);

	if (len > REQUEST_MAX)
		return rpc_unreached(unixgram->url, err, "the call is over 60 KiB");
	while (sendto(unixgram->fd, request, len, MSG_NOSIGNAL | MSG_DONTWAIT,
		       (struct sockaddr *)&unixgram->peer, sizeof(unixgram->peer)) < 0) {
		if (errno == EINTR || (errno == EAGAIN && wait_moment(deadline)))
			continue;
		return rpc_unreached(unixgram->url, err, "%s",
			local_cause(errno == EAGAIN ? ETIMEDOUT : errno));
	}
	return RPC_ANSWERED;
}

/* Wait for the reply to this call; other datagrams are dropped. */
static enum rpc_end
receive(struct unixgram *unixgram, const struct jsonrpc_id *id, unsigned timeout_ms,
	long long deadline, cJSON **result, struct err *err)
{
	struct err seen = { .text = "" };

	while (wait_for(unixgram->fd, POLLIN, deadline)) {
		ssize_t n = recv(unixgram->fd, unixgram->reply, REPLY_SIZE,
			MSG_DONTWAIT | MSG_TRUNC);

		if (n <= 0 || n > (ssize_t)REPLY_SIZE)
			continue;
		switch (jsonrpc_decode(unixgram->reply, (size_t)n, id, result, &seen)) {
		case JSONRPC_RESULT:
			return RPC_ANSWERED;
		case JSONRPC_FAULT:
			return rpc_fault(seen.text, err);
		case JSONRPC_OTHER:
		case JSONRPC_INVALID:
			break;
		}
	}
	if (seen.text[0] != '\0')
		return rpc_lost(unixgram->url, err, "nothing else within %u ms, but %s",
			timeout_ms, seen.text);
	return rpc_lost(unixgram->url, err,
		"no reply came within %u ms (over 128 KiB none ever comes over this "
		"socket)",
		timeout_ms);
}

static enum rpc_end
unixgram_call(void *conn, const char *method, const cJSON *params, unsigned timeout_ms,
	cJSON **result, struct err *err)
{
	struct unixgram *unixgram = conn;
	long long deadline = wait_deadline(timeout_ms);
	struct jsonrpc_id id = jsonrpc_id_new();
	enum rpc_end end;
	char *request;

	if (!bind_if_needed(unixgram, err))
		return RPC_UNREACHED;
	request = jsonrpc_encode(&id, method, params);
	end = send_request(unixgram, request, deadline, err);
	free(request);
	if (end != RPC_ANSWERED)
		return end;
	return receive(unixgram, &id, timeout_ms, deadline, result, err);
}

const struct rpc_transport rpc_unixgram = {
	.traits = { .prefix = "unixgram:",
		.reply_max = 128u << 10,
		.is_silent_above = true,
		.binds_socket = true,
		.mode_param = "modparam(\"jsonrpcs\", \"dgram_mode\", 0660)" },
	.open = unixgram_open,
	.call = unixgram_call,
	.close = unixgram_close,
};
