/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHIELDADM_TESTS_FAKE_NODE_H
#define SHIELDADM_TESTS_FAKE_NODE_H

/*
 * Starts and ends a fake_node (tests/fake/node.c), found by the environment
 * variable FAKE_NODE, in a folder of its own.  To be included after cmocka.h.
 */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"

struct fake_node {
	pid_t pid;
	char dir[64];
	int http_port, ctl_port;
};

/* The number in a file of the node's folder; 0 while it is not there. */
static inline int
fake_node_number(const struct fake_node *node, const char *name)
{
	char path[128];
	int number = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", node->dir, name);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fscanf(file, "%d", &number) != 1)
		number = 0;
	fclose(file);
	return number;
}

/* Start it as that version, with a database (NULL: none), which it reloads again after
 * so many seconds at the earliest, and wait until it listens. */
static inline void
fake_node_start_with(struct fake_node *node, const char *version, const char *db,
	const char *reload_delta)
{
	const char *program = getenv("FAKE_NODE");
	char recordings[64];
	const char *arguments[] = { "fake_node", "--dir", node->dir, "--version", version,
		"--recordings", recordings, "--ctl-port", "0", "--reload-delta",
		reload_delta, db != NULL ? "--db" : NULL, db, NULL };

	snprintf(node->dir, sizeof(node->dir), "/tmp/fake_node.XXXXXX");
	snprintf(recordings, sizeof(recordings), "tests/recordings/%s", version);
	assert_non_null(mkdtemp(node->dir));
	node->pid = fork();
	assert_true(node->pid >= 0);
	if (node->pid == 0) {
		/* A test that fails leaves nothing behind. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execv(program != NULL ? program : "build/fake_node",
			(char *const *)(void *)arguments);
		perror("fake_node");
		_exit(127);
	}
	for (int i = 0; i < 500 && fake_node_number(node, "ready") == 0; i++) {
		assert_int_equal(waitpid(node->pid, NULL, WNOHANG), 0);
		poll(NULL, 0, 10);
	}
	node->http_port = fake_node_number(node, "ready");
	node->ctl_port = fake_node_number(node, "ctl_port");
	assert_int_not_equal(node->http_port, 0);
}

/* The same, with the time that Kamailio itself leaves between two reloads. */
static inline void
fake_node_start(struct fake_node *node, const char *version, const char *db)
{
	fake_node_start_with(node, version, db, "5");
}

/* End it, and remove its folder and all in it. */
static inline void
fake_node_stop(struct fake_node *node)
{
	DIR *dir = opendir(node->dir);
	struct dirent *entry;
	char path[512];
	int status;

	kill(node->pid, SIGTERM);
	assert_int_equal(waitpid(node->pid, &status, 0), node->pid);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", node->dir, entry->d_name);
		unlink(path);
	}
	closedir(dir);
	assert_int_equal(rmdir(node->dir), 0);
	assert_int_equal(status, 0);
}

/* How it misbehaves from the next call on: lines of its file "behave". */
static inline void
fake_node_behave(const struct fake_node *node, const char *lines)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/behave", node->dir);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(lines, file);
	assert_int_equal(fclose(file), 0);
}

/* The calls it got since the last time it was asked; the caller clears it. */
static inline struct str
fake_node_calls(const struct fake_node *node)
{
	struct str calls = { 0 };
	char path[128], bytes[4096];
	size_t n;
	FILE *file;

	snprintf(path, sizeof(path), "%s/calls", node->dir);
	file = fopen(path, "re");
	while (file != NULL && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		str_add(&calls, bytes, n);
	if (file != NULL)
		fclose(file);
	unlink(path);
	return calls;
}

#endif
