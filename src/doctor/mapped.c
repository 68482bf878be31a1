/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The GeoIP file that the processes of a node have open.  Each maps it for itself at
 * the start; geoip2.reload reaches the one process that answers the call, and where
 * the new file is larger the others of a 5.6.3 crash at the next request, all of
 * Kamailio with them.  So what counts is what the receivers of SIP have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "doctor/patient.h"

struct mapped {
	char *path; /* NULL: nothing was seen */
	size_t n, old;
};

static bool
has_end(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && strcmp(text + len - n, end) == 0;
}

/* Whether the number is that of a Kamailio: this machine may not be the node's. */
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
read_line(struct mapped *mapped, char *line, const char *configured)
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
	mapped->n++;
	mapped->old += is_old;
	if (mapped->path == NULL)
		mapped->path = xstrdup(path);
	return true;
}

static void
read_process(struct mapped *mapped, long long pid, const char *configured)
{
	char path[64], *line = NULL;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/maps", pid);
	file = is_kamailio(pid) ? fopen(path, "re") : NULL;
	if (file == NULL)
		return;
	while (getline(&line, &size, file) >= 0)
		if (read_line(mapped, line, configured))
			break;
	free(line);
	fclose(file);
}

static void
report(struct patient *p, const struct mapped *mapped)
{
	const char *configured = p->env->conf->geoip_database;

	if (mapped->old > 0) {
		findings_add(&p->list, FINDING_WARNING, "geoip file",
			"it still uses the '%s' that was replaced since it started",
			mapped->path);
		findings_mend(&p->list, "systemctl restart kamailio (not geoip2.reload: "
					"a 5.6.3 can die of it)");
	} else if (!doctor_same_file(mapped->path, configured)) {
		findings_add(&p->list, FINDING_WARNING, "geoip file",
			"it uses '%s', not the '%s' of the configuration", mapped->path,
			configured);
		findings_mend(&p->list, "write [geoip] and database = %s into %s",
			mapped->path, doctor_conf_file(p->env));
	} else {
		findings_add(&p->list, FINDING_OK, "geoip file",
			"it uses '%s' as it is now", mapped->path);
	}
}

void
doctor_mapped(struct patient *p)
{
	struct mapped mapped = { 0 };

	if (!doctor_has_socket(p->config))
		return;
	for (size_t i = 0; i < p->facts.processes.len; i++)
		if (strstr(p->facts.processes.v[i].what, "receiver") != NULL)
			read_process(&mapped, p->facts.processes.v[i].pid,
				p->env->conf->geoip_database);
	if (mapped.n > 0)
		report(p, &mapped);
	free(mapped.path);
}
