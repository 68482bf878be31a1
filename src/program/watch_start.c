/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "program/watch_start.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/xalloc.h"

/* The watcher's command line; NULL-terminated. */
struct words {
	char **v;
	size_t len, cap;
};

static void
add(struct words *words, const char *word)
{
	*LIST_ADD(words) = word != NULL ? xstrdup(word) : NULL;
}

static void
add_option(struct words *words, const char *name, const char *value)
{
	if (value == NULL)
		return;
	add(words, name);
	add(words, value);
}

static void
make_words(
	struct words *words, const struct args *args, long long id, long long confirm_by)
{
	const char *node;
	char number[32];

	add(words, "shieldadm");
	add_option(words, "--config", args_opt(args, "config"));
	add_option(words, "--timeout", args_opt(args, "timeout"));
	for (size_t i = 0; (node = args_opt_at(args, "node", i)) != NULL; i++)
		add_option(words, "--node", node);
	add(words, WATCH_NOUN);
	snprintf(number, sizeof(number), "%lld", id);
	add(words, number);
	snprintf(number, sizeof(number), "%lld", confirm_by);
	add(words, number);
	add(words, NULL);
}

/* In the grandchild: keep no terminal, no blocked signals and no open files. */
static void
become_watcher(char *const *words)
{
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGHUP, SIG_IGN);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
		dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	execv("/proc/self/exe", words);
	_exit(1);
}

bool
watch_start(const struct args *args, long long id, long long confirm_by, struct err *err)
{
	struct words words = { 0 };
	pid_t child;
	int status = 1;

	make_words(&words, args, id, confirm_by);
	child = fork();
	if (child == 0) {
		/* A session of its own without a leader: no terminal can end it. */
		setsid();
		if ((child = fork()) == 0)
			become_watcher(words.v);
		_exit(child < 0);
	}
	if (child > 0)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	for (size_t i = 0; i < words.len; i++)
		free(words.v[i]);
	free(words.v);
	return (child > 0 && status == 0) ||
	       err_set(err, ERR_SYSTEM, "the watcher cannot be started");
}
