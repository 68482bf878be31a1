/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * geo_loop DATABASE ADDRESSES: the peer of geo.sh, the least that anybody who asks
 * libmaxminddb has to do.  The addresses are parsed into memory first; then each is
 * looked up and its country code fetched, and nothing is written.  Prints the
 * addresses, how many of them have a country, and the seconds of that loop alone.
 */
#include <arpa/inet.h>
#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union address *
read_addresses(const char *path, size_t *n)
{
	union address *list = NULL;
	size_t cap = 0;
	char line[128];
	FILE *file = fopen(path, "r");

	for (*n = 0; file != NULL && fgets(line, sizeof(line), file) != NULL; (*n)++) {
		if (*n == cap)
			list = realloc(list, sizeof(*list) * (cap = cap * 2 + 1024));
		line[strcspn(line, "\n")] = '\0';
		memset(&list[*n], 0, sizeof(*list));
		list[*n].any.sa_family = strchr(line, ':') != NULL ? AF_INET6 : AF_INET;
		if (inet_pton(list[*n].any.sa_family, line,
			    list[*n].any.sa_family == AF_INET6
				    ? (void *)&list[*n].v6.sin6_addr
				    : (void *)&list[*n].v4.sin_addr) != 1)
			exit(2);
	}
	if (file != NULL)
		fclose(file);
	return list;
}

/* Country files have it at one of these two. */
static bool
has_country(MMDB_entry_s *entry)
{
	static const char *const nested[] = { "country", "iso_code", NULL };
	static const char *const flat[] = { "country_code", NULL };
	static const char *const *path;
	MMDB_entry_data_s data;

	if (path == NULL)
		path = MMDB_aget_value(entry, &data, flat) == MMDB_SUCCESS ? flat
		                                                           : nested;
	return MMDB_aget_value(entry, &data, path) == MMDB_SUCCESS && data.has_data;
}

int
main(int argc, char **argv)
{
	struct timespec begun, ended;
	union address *list;
	size_t n, found = 0;
	MMDB_s db;

	if (argc != 3 || MMDB_open(argv[1], MMDB_MODE_MMAP, &db) != MMDB_SUCCESS)
		return 2;
	list = read_addresses(argv[2], &n);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begun);
	for (size_t i = 0; i < n; i++) {
		int status;
		MMDB_lookup_result_s result =
			MMDB_lookup_sockaddr(&db, &list[i].any, &status);
		if (status == MMDB_SUCCESS && result.found_entry)
			found += has_country(&result.entry);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
	printf("%zu %zu %.6f\n", n, found,
		(double)(ended.tv_sec - begun.tv_sec) +
			(double)(ended.tv_nsec - begun.tv_nsec) / 1e9);
	MMDB_close(&db);
	free(list);
	return 0;
}
