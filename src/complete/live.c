/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "complete/live.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "complete/gather.h"

/*
 * Only the end of its process stops a library that waits for a dead host, a name
 * server or a locked file.  So a child asks each origin, writes the values into a
 * pipe, and is killed when the time is over.
 */
struct origin {
	unsigned kinds;
	void (*gather)(const struct gather *gather);
};

static const struct origin origins[] = {
	{ GATHER_CONF, gather_from_conf },
	{ GATHER_DB, gather_from_db },
	{ GATHER_NODES, gather_from_nodes },
};
#define ORIGINS (sizeof(origins) / sizeof(origins[0]))

/* A child whose parent was killed ends so much later. */
#define GRACE_MS 50

/* At most so much is read. */
#define BYTES_MAX (256 * 1024)

/* -- the child -- */

/* Where put() writes: the pipe, and the origin of the values. */
struct writer {
	int fd;
	char origin;
};

/* Children share the pipe: write once, and no more than the pipe takes in one piece. */
static void
put(void *ctx, const char *text, const char *help)
{
	const struct writer *writer = ctx;
	char record[PIPE_BUF];
	size_t text_size = strlen(text) + 1, help_size = strlen(help) + 1;

	if (1 + text_size + help_size > sizeof(record))
		return;
	record[0] = writer->origin;
	memcpy(record + 1, text, text_size);
	memcpy(record + 1 + text_size, help, help_size);
	(void)!write(writer->fd, record, 1 + text_size + help_size);
}

/* Print nothing, and end even if nobody kills us. */
static void
be_quiet(long long left_ms)
{
	long long ms = left_ms + GRACE_MS;
	struct itimerval timer = { .it_value = { ms / 1000, ms % 1000 * 1000 } };
	int null = open("/dev/null", O_RDWR);

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	signal(SIGALRM, SIG_DFL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* The options of the session, then those of the line: the last counts. */
static void
merge(struct args *args, const struct args *session, const struct args *line)
{
	*args = (struct args){
		.table = line->table, .group = line->group, .command = line->command
	};
	for (size_t i = 0; session != NULL && i < session->opts.len; i++)
		*LIST_ADD(&args->opts) = session->opts.v[i];
	for (size_t i = 0; i < line->opts.len; i++)
		*LIST_ADD(&args->opts) = line->opts.v[i];
}

static void
run_child(const struct origin *origin, struct gather *gather, const struct live *live,
	const struct args *line)
{
	const struct complete_source *source = gather->source;
	struct args args;
	long long left = live->until - clock_ms();
	/* End before the kill where possible, and leave nothing behind. */
	unsigned timeout_ms = (unsigned)(left * 2 / 3) + 1;

	be_quiet(left);
	if (left <= 0)
		return;
	merge(&args, source->options, line);
	gather->group = args.group;
	gather->opened = source->open(&args, timeout_ms, &gather->settings);
	if (gather->opened != NULL)
		origin->gather(gather);
}

/* -- the parent -- */

static pid_t
start(size_t origin, struct gather *gather, const struct live *live,
	const struct args *line, int fd)
{
	struct writer writer = { .fd = fd, .origin = (char)origin };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	gather->ctx = &writer;
	run_child(&origins[origin], gather, live, line);
	_exit(0);
}

/* Read until all children have ended or the time is over. */
static void
read_all(struct str *bytes, int fd, long long until)
{
	char buffer[4096];
	long long left;

	while ((left = until - clock_ms()) > 0 && bytes->len < BYTES_MAX) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t n;
		if (poll(&ready, 1, (int)left) <= 0)
			continue;
		n = read(fd, buffer, sizeof(buffer));
		if (n <= 0 && errno != EINTR)
			return;
		if (n > 0)
			str_add(bytes, buffer, (size_t)n);
	}
}

/* Take the values of one origin.  For a value of two origins the first one's help
 * counts. */
static void
take_records(struct pool *pool, const struct str *bytes, size_t origin, size_t max)
{
	size_t i = 0;

	while (i < bytes->len && pool->found.len < max) {
		size_t from = (size_t)bytes->s[i++];
		const char *text = bytes->s + i, *help;
		/* The last record may be incomplete. */
		if ((i += strlen(text) + 1) > bytes->len)
			break;
		help = bytes->s + i;
		if ((i += strlen(help) + 1) > bytes->len)
			break;
		if (from == origin)
			pool_offer(pool, text, help);
	}
}

/* A child that hangs in a dead file system cannot be killed: it ends when it can, and
 * init reaps it. */
static void
end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	for (int i = 0; i < GRACE_MS && waitpid(pid, NULL, WNOHANG) == 0; i++)
		usleep(1000);
}

void
live_offer(struct pool *pool, const struct live *live,
	const struct complete_source *source, const struct args *args)
{
	struct gather gather = {
		.source = source, .kinds = live->kinds, .begun = pool->begun, .put = put
	};
	pid_t pids[ORIGINS] = { 0 };
	size_t n = pool->found.len;
	struct str bytes = { 0 };
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	for (size_t i = 0; i < ORIGINS; i++)
		if ((origins[i].kinds & live->kinds) != 0)
			pids[i] = start(i, &gather, live, args, fds[1]);
	close(fds[1]);
	read_all(&bytes, fds[0], live->until);
	close(fds[0]);
	for (size_t i = 0; i < ORIGINS; i++)
		end(pids[i]);
	for (size_t i = 0; i < ORIGINS; i++)
		take_records(pool, &bytes, i, n + COMPLETE_LIVE_MAX);
	pool_sort(pool, n);
	str_clear(&bytes);
}
