/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "settings/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"

#define PROC_MAX (1u << 20)

/* A file of /proc, which holds texts that end with NUL. */
static bool
read_texts(struct texts *texts, int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	struct str all = { 0 };
	char part[4096];
	ssize_t n = 0;

	if (fd < 0)
		return false;
	while (all.len < PROC_MAX && (n = read(fd, part, sizeof(part))) > 0)
		str_add(&all, part, (size_t)n);
	close(fd);
	for (size_t i = 0; i < all.len; i += strlen(all.s + i) + 1)
		*LIST_ADD(texts) = xstrdup(all.s + i);
	str_clear(&all);
	return n == 0;
}

/* Anybody can start a program with this name: another user's is not believed. */
static bool
is_trusted(int folder)
{
	const struct passwd *kamailio = getpwnam("kamailio");
	struct stat st;

	return fstat(folder, &st) == 0 &&
	       (st.st_uid == 0 || st.st_uid == geteuid() ||
		       (kamailio != NULL && st.st_uid == kamailio->pw_uid));
}

/* Paths of a container are not those of this machine.  Where that cannot be read, it
 * counts as one. */
static bool
is_of_this_machine(int folder)
{
	char ours[64] = "", its[64] = "";

	return readlink("/proc/self/ns/mnt", ours, sizeof(ours) - 1) > 0 &&
	       readlinkat(folder, "ns/mnt", its, sizeof(its) - 1) > 0 &&
	       strcmp(ours, its) == 0;
}

static bool
is_kamailio(int folder)
{
	char name[32] = "";
	int fd = openat(folder, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, name, sizeof(name) - 1) : -1;

	if (fd >= 0)
		close(fd);
	return n > 0 && strcmp(name, "kamailio\n") == 0;
}

static bool
read_process(struct service *service, int folder)
{
	struct texts command = { 0 };

	*service = (struct service){ 0 };
	if (!is_kamailio(folder) || !is_trusted(folder) || !is_of_this_machine(folder))
		return false;
	if (read_texts(&command, folder, "cmdline")) {
		*LIST_ADD(&command) = NULL;
		service_take_command(service, command.v);
	}
	if (!read_texts(&service->environment, folder, "environ"))
		texts_clear(&service->environment);
	texts_clear(&command);
	return service->config != NULL && service->config[0] == '/';
}

/* False: this one contradicts another one. */
static bool
take(struct service *found, struct service *its, const char *config)
{
	bool is_other = config != NULL && strcmp(its->config, config) != 0, agrees;

	if (!is_other && found->config == NULL) {
		*found = *its;
		return true;
	}
	agrees = is_other || strcmp(found->config, its->config) == 0;
	service_clear(its);
	return agrees;
}

bool
process_read(struct service *service, const char *config)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	bool agree = true;

	*service = (struct service){ 0 };
	while (proc != NULL && agree && (entry = readdir(proc)) != NULL) {
		struct service its;
		int folder = -1;
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			folder = openat(dirfd(proc), entry->d_name,
				O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (folder < 0)
			continue;
		if (read_process(&its, folder))
			agree = take(service, &its, config);
		else
			service_clear(&its);
		close(folder);
	}
	if (proc != NULL)
		closedir(proc);
	if (!agree)
		service_clear(service);
	return service->config != NULL;
}
