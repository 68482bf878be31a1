/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an address to its record.
 */
#include <arpa/inet.h>
#include <string.h>

#include "geo/file.h"

/* ::ffff:0:0/96 */
static bool
is_mapped(const unsigned char bytes[16])
{
	static const unsigned char start[12] = { [10] = 0xff, [11] = 0xff };

	return memcmp(bytes, start, sizeof(start)) == 0;
}

/* It fails for IPv6 in a file that has only IPv4. */
static bool
look_up(const struct geo *geo, int family, const unsigned char bytes[16],
	MMDB_entry_s *entry)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} to;
	MMDB_lookup_result_s result;
	int status;

	to.any.sa_family = (sa_family_t)family;
	if (family == AF_INET)
		memcpy(&to.v4.sin_addr, bytes, 4);
	else
		memcpy(&to.v6.sin6_addr, bytes, 16);
	result = geo->lib->lookup_sockaddr(&geo->db, &to.any, &status);
	*entry = result.entry;
	return status == MMDB_SUCCESS && result.found_entry;
}

bool
geo_find(const struct geo *geo, int family, const unsigned char bytes[16],
	uint32_t *record)
{
	MMDB_entry_s entry;
	bool is_found;

	if (family == AF_INET6 && is_mapped(bytes)) {
		family = AF_INET;
		bytes += 12;
	}
	if (family == AF_INET && geo->index != NULL)
		return geo_index_find(geo, bytes, record);
	is_found = look_up(geo, family, bytes, &entry);
	*record = entry.offset;
	return is_found;
}

/* Two letters at this path, or false. */
static bool
read_code(
	const struct geo *geo, MMDB_entry_s entry, const char *const *path, char code[3])
{
	MMDB_entry_data_s data;

	if (geo->lib->aget_value(&entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
		data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size != 2)
		return false;
	memcpy(code, data.utf8_string, 2);
	code[2] = '\0';
	return true;
}

static bool
is_proxy(const struct geo *geo, MMDB_entry_s entry)
{
	static const char *const path[] = { "traits", "is_anonymous_proxy", NULL };
	MMDB_entry_data_s data;

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
	/* Not geo_find(): geoip2 does not treat a mapped address as the IPv4 address. */
	if (!look_up(geo, family, bytes, &entry))
		return false;
	/* geoip2 looks for the proxy only when there is a country (pv_get_geoip2()). */
	if ((read_code(geo, entry, used, code) ||
		    read_code(geo, entry, registered, code)) &&
		is_proxy(geo, entry))
		memcpy(code, "A1", 3);
	return true;
}
