/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kamcfg/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"

#define OUT_MAX (1u << 20)

extern char **environ;

/* A user's PATH on Debian lacks the directories of servers. */
static char *
find(const char *name)
{
	const char *path = getenv("PATH");
	char *all = xasprintf("%s:/usr/local/sbin:/usr/sbin:/sbin",
		path != NULL ? path : "/usr/local/bin:/usr/bin:/bin");
	char *save = NULL, *found = NULL;

	for (char *dir = strtok_r(all, ":", &save); dir != NULL && found == NULL;
		dir = strtok_r(NULL, ":", &save)) {
		char *file = xasprintf("%s/%s", dir, name);
		if (dir[0] == '/' && access(file, X_OK) == 0)
			found = file;
		else
			free(file);
	}
	free(all);
	return found;
}

static bool
spawn(pid_t *pid, const char *file, const char *const argv[], int out, struct err *err)
{
	/* posix_spawn() does not change its arguments. */
	union {
		const char *const *in;
		char *const *out;
	} args = { .in = argv };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	int failed;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawn_file_actions_adddup2(&actions, out, 2);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attr, &none);
	failed = posix_spawn(pid, file, &actions, &attr, args.out, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return failed == 0 ||
	       err_set(err, ERR_SYSTEM, "cannot run '%s': %s", file, strerror(failed));
}

static long long
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (long long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Read until the program closes its output; false: timed out. */
static bool
drain(int in, long long deadline, struct str *out)
{
	struct pollfd fd = { .fd = in, .events = POLLIN };
	char buffer[4096];
	ssize_t n;

	for (;;) {
		long long left = deadline - now_ms();
		if (left <= 0)
			return false;
		if (poll(&fd, 1, (int)left) <= 0)
			continue;
		n = read(in, buffer, sizeof(buffer));
		if (n == 0 || (n < 0 && errno != EINTR))
			return true;
		if (n > 0 && out->len < OUT_MAX)
			str_add(out, buffer, (size_t)n);
	}
}

/* The program may close its output and keep running. */
static bool
reap(pid_t pid, long long deadline, int *status)
{
	static const struct timespec pause = { .tv_nsec = 2000000 };
	pid_t got;

	while ((got = waitpid(pid, status, WNOHANG)) == 0 && now_ms() < deadline)
		nanosleep(&pause, NULL);
	return got == pid;
}

static bool
wait_for(pid_t pid, int in, unsigned timeout_ms, const char *name, struct str *out,
	int *status, struct err *err)
{
	long long deadline = now_ms() + timeout_ms;
	bool in_time = drain(in, deadline, out) && reap(pid, deadline, status);

	if (!in_time) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
		return err_set(err, ERR_SYSTEM,
			"'%s' did not end within %u s and was stopped", name,
			(timeout_ms + 999) / 1000);
	}
	*status = WIFSIGNALED(*status) ? 128 + WTERMSIG(*status) : WEXITSTATUS(*status);
	return true;
}

bool
subprocess_run(const char *const argv[], unsigned timeout_ms, struct str *out,
	int *status, struct err *err)
{
	char *file = find(argv[0]);
	int pipes[2];
	bool ok;
	pid_t pid;

	if (file == NULL)
		return err_set(err, ERR_ABSENT, "'%s' is not installed", argv[0]);
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		free(file);
		return err_set(
			err, ERR_SYSTEM, "cannot run '%s': %s", argv[0], strerror(errno));
	}
	ok = spawn(&pid, file, argv, pipes[1], err);
	close(pipes[1]);
	ok = ok && wait_for(pid, pipes[0], timeout_ms, argv[0], out, status, err);
	close(pipes[0]);
	free(file);
	return ok;
}
