/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GeoIP files: MaxMind's test databases, and all of the damaged ones.
 */
#include "geo/geo.h"

#include "unit.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include "base/xalloc.h"

/* tests/run.sh runs us in the folder of the checkout. */
#define MMDB "tests/mmdb"

static void
open_tells(const char *name, const char *type, bool has_iso_code)
{
	char *path = xasprintf("%s/%s", MMDB, name);
	struct geo *geo = NULL;
	struct err err = NO_ERR;

	if (!geo_open(&geo, path, &err))
		fail_msg("%s", err.text);
	assert_no_error(&err);
	assert_string_equal(geo_info(geo)->type, type);
	assert_int_equal(geo_info(geo)->has_iso_code, has_iso_code);
	assert_int_equal(geo_info(geo)->built, 1770245369);
	assert_int_equal(geo_info(geo)->ip_version, 6);
	assert_true(geo_info(geo)->nodes > 500);
	geo_close(geo);
	free(path);
}

static void
good_files_tell_of_themselves(void **state)
{
	(void)state;
	open_tells("GeoLite2-Country-Test.mmdb", "GeoLite2-Country", true);
	open_tells("GeoLite2-City-Test.mmdb", "GeoLite2-City", true);
	open_tells("GeoLite2-ASN-Test.mmdb", "GeoLite2-ASN", false);
	open_tells("GeoIP2-Anonymous-IP-Test.mmdb", "GeoIP2-Anonymous-IP", false);
	geo_close(NULL);
}

/* Each is refused as damaged, or opens and has no country. */
static void
damaged_files_are_survived(void **state)
{
	DIR *dir = opendir(MMDB "/bad");
	unsigned files = 0, refused = 0;
	struct dirent *entry;

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		char *path = xasprintf("%s/bad/%s", MMDB, entry->d_name);
		struct geo *geo = NULL;
		struct err err = NO_ERR;
		if (strstr(path, ".mmdb") != NULL) {
			files++;
			if (geo_open(&geo, path, &err))
				assert_false(geo_info(geo)->has_iso_code);
			else
				refused++, assert_error(&err, ERR_SYSTEM, "damaged");
			geo_close(geo);
		}
		free(path);
	}
	closedir(dir);
	assert_int_equal(files, 20);
	assert_true(refused >= 13);
}

/* A good file with a piece cut off, or bytes turned over, at random places: never a
 * crash, whatever it answers. */
static void
cut_and_turned_files_are_survived(void **state)
{
	static char bytes[1 << 16];
	char path[] = "/tmp/shieldadm-geo-XXXXXX";
	FILE *file = fopen(MMDB "/GeoLite2-Country-Test.mmdb", "rb");
	size_t len;
	int fd = mkstemp(path);

	(void)state;
	assert_non_null(file);
	len = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	for (unsigned round = 0; round < 200; round++) {
		size_t at = random_below((unsigned)len), n = round % 2 ? len : at;
		char old = bytes[at];
		struct geo *geo = NULL;
		struct err err = NO_ERR;
		bytes[at] = (char)random_below(256);
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, bytes, n, 0), n);
		if (!geo_open(&geo, path, &err))
			assert_int_equal(err.code, ERR_SYSTEM);
		geo_close(geo);
		bytes[at] = old;
	}
	close(fd);
	unlink(path);
}

/* One record, nested so deep that the library's recursion runs out of stack. */
static void
a_crash_of_the_library_is_survived(void **state)
{
	static char bytes[4096];
	const char tree[6 + 16] = { 0, 0, 17, 0, 0, 17 }; /* both branches: the record */
	char path[] = "/tmp/shieldadm-geo-XXXXXX", *metadata;
	FILE *like = fopen(MMDB "/bad/libmaxminddb-oversized-map.mmdb", "rb");
	FILE *file = fdopen(mkstemp(path), "wb");
	struct geo *geo;
	struct err err = NO_ERR;
	size_t len;

	(void)state;
	len = fread(bytes, 1, sizeof(bytes), like);
	fclose(like);
	metadata = memmem(bytes, len, "\xab\xcd\xefMaxMind.com", 14);
	fwrite(tree, 1, sizeof(tree), file);
	for (unsigned depth = 0; depth < 2000000; depth++)
		fwrite("\xe1\x41"
		       "a",
			1, 3, file); /* a map of one, by the key "a" */
	fwrite("\xa0", 1, 1, file);
	fwrite(metadata, 1, (size_t)(bytes + len - metadata), file);
	fclose(file);
	assert_false(geo_open(&geo, path, &err));
	assert_error(&err, ERR_SYSTEM, "damaged");
	unlink(path);
}

static void
what_is_no_file_is_an_error(void **state)
{
	struct geo *geo;
	struct err err = NO_ERR;

	(void)state;
	assert_false(geo_open(&geo, MMDB "/none.mmdb", &err));
	assert_error(&err, ERR_ABSENT, "'" MMDB "/none.mmdb': there is no such file");
	assert_false(geo_open(&geo, MMDB, &err));
	assert_error(&err, ERR_SYSTEM, "not a regular file");
	assert_false(geo_open(&geo, MMDB "/README.md", &err));
	assert_error(&err, ERR_SYSTEM, "damaged");
	assert_false(geo_open(&geo, "/dev/zero", &err));
	assert_error(&err, ERR_SYSTEM, "not a regular file");
}

/* What mmdblookup says of these. */
static void
the_country_of_an_address_is_found(void **state)
{
	static const struct {
		const char *ip, *code;
	} addresses[] = { { "2.125.160.216", "GB" }, { "67.43.156.1", "BT" },
		{ "2001:218::1", "JP" }, { "::ffff:2.125.160.216", "GB" },
		{ "127.0.0.1", NULL }, { "fe80::1", NULL } };
	static const char *const files[] = { "GeoLite2-Country-Test.mmdb",
		"GeoLite2-City-Test.mmdb" };
	struct geo *geo = NULL;
	struct err err = NO_ERR;

	(void)state;
	for (size_t f = 0; f < COUNT(files); f++) {
		char *path = xasprintf("%s/%s", MMDB, files[f]);
		assert_true(geo_open(&geo, path, &err));
		for (size_t i = 0; i < COUNT(addresses); i++) {
			unsigned char bytes[16] = { 0 };
			char code[3] = "";
			int family =
				strchr(addresses[i].ip, ':') == NULL ? AF_INET : AF_INET6;
			assert_int_equal(inet_pton(family, addresses[i].ip, bytes), 1);
			assert_int_equal(geo_country_of(geo, family, bytes, code),
				addresses[i].code != NULL);
			assert_string_equal(
				code, addresses[i].code != NULL ? addresses[i].code : "");
		}
		geo_close(geo);
		free(path);
	}
	/* A file of something else has entries without a country. */
	assert_true(geo_open(&geo, MMDB "/GeoLite2-ASN-Test.mmdb", &err));
	assert_true(geo_country_of(
		geo, AF_INET, (unsigned char[16]){ 1, 128, 0, 0 }, (char[3]){ "" }));
	geo_close(geo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_files_tell_of_themselves),
		cmocka_unit_test(the_country_of_an_address_is_found),
		cmocka_unit_test(damaged_files_are_survived),
		cmocka_unit_test(cut_and_turned_files_are_survived),
		cmocka_unit_test(a_crash_of_the_library_is_survived),
		cmocka_unit_test(what_is_no_file_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
