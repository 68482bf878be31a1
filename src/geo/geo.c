/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "geo/geo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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

/* Look an address up; *entry is set when the file has one for it. */
static bool
look_up(const struct geo *geo, int family, const unsigned char bytes[16],
	MMDB_entry_s *entry)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at = { .any.sa_family = (sa_family_t)family };
	MMDB_lookup_result_s result;
	int status;

	if (family == AF_INET6)
		memcpy(&at.v6.sin6_addr, bytes, 16);
	else
		memcpy(&at.v4.sin_addr, bytes, 4);
	result = geo->lib->lookup_sockaddr(&geo->db, &at.any, &status);
	*entry = result.entry;
	return status == MMDB_SUCCESS && result.found_entry;
}

/* Two letters at the path, or false. */
static bool
read_code(
	const struct geo *geo, MMDB_entry_s entry, const char *const *path, char code[3])
{
	MMDB_entry_data_s data = { 0 };

	if (geo->lib->aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
		data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size != 2)
		return false;
	memcpy(code, data.utf8_string, 2);
	code[2] = '\0';
	return true;
}

static bool
is_anonymous_proxy(const struct geo *geo, MMDB_entry_s entry)
{
	static const char *const path[] = { "traits", "is_anonymous_proxy", NULL };
	MMDB_entry_data_s data = { 0 };

	return geo->lib->aget_value(&entry, &data, path) == MMDB_SUCCESS &&
	       data.has_data && data.type == MMDB_DATA_TYPE_BOOLEAN && data.boolean;
}

bool
geo_country_of(
	const struct geo *geo, int family, const unsigned char bytes[16], char code[3])
{
	static const char *const used[] = { "country", "iso_code", NULL };
	static const char *const registered[] = { "registered_country", "iso_code",
		NULL };
	MMDB_entry_s entry;

	code[0] = '\0';
	if (!look_up(geo, family, bytes, &entry))
		return false;
	if ((read_code(geo, entry, used, code) ||
		    read_code(geo, entry, registered, code)) &&
		is_anonymous_proxy(geo, entry))
		memcpy(code, "A1", 3);
	return true;
}
