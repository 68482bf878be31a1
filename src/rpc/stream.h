/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_RPC_STREAM_H
#define SHIELDADM_RPC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * A stream socket, local or TCP. Nothing waits past its deadline (rpc/wait.h). Failures
 * are an errno.
 */
struct stream {
	char *path;        /* of the socket; NULL: TCP */
	char *host, *port; /* NULL for a local socket */
	int fd;            /* -1: not connected */
};

/* Parse place, which is "/path" or "//host:port". Errors name url. Nothing is connected.
 * ERR_USAGE. */
bool stream_init(
	struct stream *stream, const char *place, const char *url, struct err *err) MUST;
void stream_clear(struct stream *stream);

/* Connect.  False with the cause in *cause, a constant. */
bool stream_connect(struct stream *stream, long long deadline, const char **cause) MUST;
void stream_disconnect(struct stream *stream);

/* Whether it is still connected and nothing has arrived. */
bool stream_is_idle(const struct stream *stream);

/* Send all; false with errno set, and in *sent how much went out. */
bool stream_send(struct stream *stream, const void *bytes, size_t len, size_t *sent,
	long long deadline) MUST;

/* Receive what has arrived. Returns its length, 0 at the end, or -1 with errno set. */
ssize_t stream_receive(
	struct stream *stream, void *bytes, size_t size, long long deadline) MUST;

#endif
