/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/geo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/xalloc.h"
#include "geo/check.h"
#include "geo/file.h"

#define SYMBOL(name) { "MMDB_" #name, (void **)&loaded.name },

bool
mmdb_load(const struct mmdb_lib **lib, struct err *err)
{
	static struct mmdb_lib loaded;
	static const struct dl_symbol symbols[] = { MMDB_FUNCTIONS(SYMBOL){
		NULL, NULL } };
	static bool is_loaded;

	is_loaded = is_loaded || dl_load(MMDB_SONAME, symbols, err);
	*lib = &loaded;
	return is_loaded;
}

/* Files that the library would report as a failed open, or wait for without end. */
static bool
check_file(const char *path, long long *size, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool is_file;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(err, ERR_ABSENT, "there is no such file");
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "it cannot be read: %s", strerror(errno));
	is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	close(fd);
	*size = is_file ? (long long)st.st_size : 0;
	return is_file || err_set(err, ERR_SYSTEM, "it is not a regular file");
}

bool
geo_open(struct geo **geo, const char *path, struct err *err)
{
	const struct mmdb_lib *lib;
	struct geo *opened;
	long long size = 0;
	int status;

	if (!mmdb_load(&lib, err))
		return false;
	opened = xcalloc(1, sizeof(*opened));
	opened->lib = lib;
	if (!check_file(path, &size, err) || !geo_check(lib, path, &opened->info, err)) {
		free(opened);
		return err_wrap(err, "'%s'", path);
	}
	opened->info.size = size;
	status = lib->open(path, MMDB_MODE_MMAP, &opened->db);
	if (status != MMDB_SUCCESS) {
		free(opened);
		return err_set(err, ERR_SYSTEM, "'%s': %s", path, lib->strerror(status));
	}
	*geo = opened;
	return true;
}

void
geo_close(struct geo *geo)
{
	if (geo == NULL)
		return;
	geo->lib->close(&geo->db);
	free(geo->index);
	free(geo);
}

const struct geo_info *
geo_info(const struct geo *geo)
{
	return &geo->info;
}
