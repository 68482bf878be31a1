/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways into a node: whether each answers, and who may use it.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/parallel.h"
#include "base/str.h"
#include "doctor/patient.h"
#include "node/abilities.h"
#include "node/way.h"

/* What each way answers. */
struct trial {
	const struct node_config *config;
	bool is_good[NODE_WAYS_MAX];
	struct err errs[NODE_WAYS_MAX];
};

static void
try_way(void *ctx, size_t i)
{
	struct trial *trial = ctx;
	struct node_config alone = *trial->config;
	struct node *node = NULL;
	char version[32];

	memset(alone.ways, 0, sizeof(alone.ways));
	alone.ways[0] = trial->config->ways[i];
	trial->is_good[i] = node_open(&node, &alone, &trial->errs[i]) &&
	                    node_version(node, version, &trial->errs[i]);
	node_close(node);
}

static bool
is_denied(const char *path)
{
	return faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) < 0 && errno == EACCES;
}

static void
mend_way(struct patient *p, const char *way, const struct err *err)
{
	const char *mode_param = NULL, *path = node_way_socket(way, &mode_param);

	if (path != NULL && is_denied(path))
		findings_mend(&p->list,
			"run it as root; or write %s into kamailio.cfg, systemctl "
			"restart "
			"kamailio, and: usermod -aG kamailio $USER",
			mode_param);
	/* These texts are those of rpc/. */
	else if (strstr(err->text, "bad certificate of") != NULL)
		findings_mend(&p->list,
			"correct the certificate there, or 'ca' of [node %s] in %s",
			p->config->name, doctor_conf_file(p->env));
	else if (strstr(err->text, "HTTP status 401") != NULL)
		findings_mend(&p->list,
			"correct 'user' and 'password' of [node %s] in %s",
			p->config->name, doctor_conf_file(p->env));
	/* The socket accepts calls, but nobody answers: Kamailio hangs. */
	else if (strstr(err->text, "no reply came") != NULL)
		findings_mend(&p->list, "it runs, but does not answer: %s",
			path != NULL ? "systemctl restart kamailio"
				     : "restart Kamailio there");
	else
		findings_mend(&p->list, "%s, or correct 'rpc' of [node %s] in %s",
			path != NULL ? "systemctl start kamailio"
				     : "start Kamailio there",
			p->config->name, doctor_conf_file(p->env));
}

static void
check_mode(struct patient *p, const char *way)
{
	const char *mode_param = NULL, *path = node_way_socket(way, &mode_param);
	struct stat st;

	if (path == NULL || stat(path, &st) < 0 || (st.st_mode & S_IWOTH) == 0)
		return;
	findings_add(&p->list, FINDING_WARNING, "socket",
		"'%s' is open to others: anybody on that machine commands Kamailio",
		path);
	findings_mend(&p->list,
		"write %s into kamailio.cfg; until it restarts: chmod o-rwx '%s'",
		mode_param, path);
}

/* Basic authentication does not hide the password. */
static void
check_password(struct patient *p, const char *way)
{
	if (p->config->password == NULL || strncmp(way, "http://", 7) != 0 ||
		strncmp(way, "http://127.", 11) == 0 ||
		strncmp(way, "http://[::1]", 12) == 0 ||
		strncmp(way, "http://localhost", 16) == 0)
		return;
	findings_add(&p->list, FINDING_WARNING, "password",
		"the password of this node crosses the network unencrypted over %s", way);
	findings_mend(&p->list, "use https:// in 'rpc' of [node %s] in %s",
		p->config->name, doctor_conf_file(p->env));
}

/* A dead node is one finding, whatever the number of its ways. */
static void
add_dead(struct patient *p, const struct err *errs, size_t n)
{
	struct str reasons = { 0 };

	for (size_t i = 0; i < n; i++)
		str_addf(&reasons, "%s%s", i > 0 ? "; " : "", errs[i].text);
	findings_add(&p->list, FINDING_WRONG, "reachable", "%s", str_get(&reasons));
	mend_way(p, p->config->ways[0], &errs[0]);
	str_clear(&reasons);
}

static void
add_way(struct patient *p, const char *way, bool is_good, const struct err *err)
{
	if (is_good) {
		findings_add(&p->list, FINDING_OK, "reachable", "over %s", way);
		return;
	}
	findings_add(&p->list, FINDING_WRONG, "reachable", "%s", err->text);
	mend_way(p, way, err);
}

bool
doctor_ways(struct patient *p)
{
	const char *const *ways = p->config->ways;
	struct trial trial = { .config = p->config };
	size_t n = 0, alive = 0;

	while (n < NODE_WAYS_MAX && ways[n] != NULL)
		n++;
	parallel_each(n, n, try_way, &trial);
	p->alive = *p->config;
	memset(p->alive.ways, 0, sizeof(p->alive.ways));
	for (size_t i = 0; i < n; i++)
		if (trial.is_good[i])
			p->alive.ways[alive++] = ways[i];
	if (alive == 0)
		add_dead(p, trial.errs, n);
	for (size_t i = 0; i < n; i++) {
		if (alive > 0)
			add_way(p, ways[i], trial.is_good[i], &trial.errs[i]);
		check_mode(p, ways[i]);
		check_password(p, ways[i]);
	}
	return alive > 0;
}
