/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/geo.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dl.h"
#include "base/xalloc.h"
#include "geo/check.h"
#include "geo/lib.h"

#define SYMBOL(name) { "MMDB_" #name, (void **)&loaded.name },

struct geo {
	const struct mmdb_lib *lib;
	MMDB_s db;
	struct geo_info info;
};

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

/* What the library would call a failed open, or wait for without end. */
static bool
check_file(const char *path, struct err *err)
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
	return is_file || err_set(err, ERR_SYSTEM, "it is no regular file");
}

bool
geo_open(struct geo **geo, const char *path, struct err *err)
{
	const struct mmdb_lib *lib;
	struct geo *opened;
	int status;

	if (!mmdb_load(&lib, err))
		return false;
	opened = xcalloc(1, sizeof(*opened));
	opened->lib = lib;
	if (!check_file(path, err) || !geo_check(lib, path, &opened->info, err)) {
		free(opened);
		return err_wrap(err, "'%s'", path);
	}
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
	free(geo);
}

const struct geo_info *
geo_info(const struct geo *geo)
{
	return &geo->info;
}

static bool
read_code(const struct mmdb_lib *lib, MMDB_entry_s entry, const char *const *path,
	char code[3])
{
	MMDB_entry_data_s data = { 0 };

	if (lib->aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
		data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size != 2)
		return false;
	memcpy(code, data.utf8_string, 2);
	code[2] = '\0';
	return true;
}

bool
geo_country(const struct geo *geo, const unsigned char *bytes, size_t len, char code[3])
{
	static const char *const used[] = { "country", "iso_code", NULL };
	static const char *const registered[] = { "registered_country", "iso_code",
		NULL };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const void *address = len == 4 ? (const void *)&v4 : (const void *)&v6;
	MMDB_lookup_result_s found;
	int error = MMDB_SUCCESS;

	memcpy(len == 4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, bytes, len);
	found = geo->lib->lookup_sockaddr(&geo->db, address, &error);
	return error == MMDB_SUCCESS && found.found_entry &&
	       (read_code(geo->lib, found.entry, used, code) ||
		       read_code(geo->lib, found.entry, registered, code));
}
