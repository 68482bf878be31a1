/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "node/mapped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/xalloc.h"

/* What was seen in all of them. */
struct seen {
	char *path; /* NULL: nothing */
	size_t old;
};

static bool
has_end(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

/* Whether this process is a Kamailio. The node may be on another machine. */
static bool
is_kamailio(long long pid)
{
	char path[64], comm[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/comm", pid);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	if (fgets(comm, sizeof(comm), file) == NULL)
		comm[0] = '\0';
	fclose(file);
	return strcmp(comm, "kamailio\n") == 0;
}

/* A line of /proc/PID/maps: "7f05-7f06 r--s 0 fe:00 INODE   PATH[ (deleted)]". */
static bool
read_line(struct seen *seen, char *line, const char *configured)
{
	static const char deleted[] = " (deleted)";
	unsigned long long inode = 0;
	int at = 0;
	char *path;
	bool is_old;
	struct stat st;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%*s %*s %*s %*s %llu %n", &inode, &at) != 1 || at == 0)
		return false;
	path = line + at;
	is_old = has_end(path, deleted);
	if (is_old)
		path[strlen(path) - strlen(deleted)] = '\0';
	if (strcmp(path, configured) != 0 && !has_end(path, ".mmdb"))
		return false;
	is_old = is_old || (stat(path, &st) == 0 && st.st_ino != inode);
	seen->old += is_old;
	if (seen->path == NULL)
		seen->path = xstrdup(path);
	return true;
}

static void
read_process(struct seen *seen, long long pid, const char *configured)
{
	char path[64], *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/maps", pid);
	file = is_kamailio(pid) ? fopen(path, "re") : NULL;
	if (file == NULL)
		return;
	while (getline(&line, &size, file) >= 0)
		if (read_line(seen, line, configured))
			break;
	free(line);
	fclose(file);
}

void
node_mapped(const struct node_facts *facts, const char *path, struct node_mapped *mapped)
{
	struct seen seen = { 0 };

	for (size_t i = 0; i < facts->processes.len; i++)
		if (strstr(facts->processes.v[i].what, "receiver") != NULL)
			read_process(&seen, facts->processes.v[i].pid, path);
	mapped->path = seen.path;
	mapped->state = seen.path == NULL               ? MAPPED_UNSEEN
	                : seen.old > 0                  ? MAPPED_OLD
	                : path_is_same(seen.path, path) ? MAPPED_CURRENT
	                                                : MAPPED_OTHER;
}
