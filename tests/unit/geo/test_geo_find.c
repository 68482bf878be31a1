/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What GeoIP files tell of an address: MaxMind's test databases, whose contents
 * mmdblookup prints, and files that are made here, for what is in none of these.
 */
#include "geo/geo.h"

#include "unit.h"

#include <arpa/inet.h>
#include <math.h>
#include <unistd.h>

#include "base/str.h"
#include "base/xalloc.h"

#define MMDB "tests/mmdb/"
#define NONE UINT32_MAX

/* -- the format, as far as these files need it (MaxMind DB 2.0) ------------ */

static void
put_text(struct str *s, const char *text)
{
	size_t len = strlen(text);
	unsigned char start[] = { 0x40 | 29, (unsigned char)(len - 29) };

	assert_true(len < 29 + 256);
	if (len < 29)
		start[0] = (unsigned char)(0x40 | len);
	str_add(s, start, len < 29 ? 1 : 2);
	str_add(s, text, len);
}

static void
put_map(struct str *s, unsigned pairs)
{
	str_add(s, &(unsigned char){ (unsigned char)(0xe0 | pairs) }, 1);
}

static void
put_number(struct str *s, uint32_t n)
{
	const unsigned char bytes[] = { 0xc4, (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n };

	str_add(s, bytes, sizeof(bytes));
}

static void
put_true(struct str *s)
{
	str_add(s, "\x01\x07", 2);
}

static void
put_double(struct str *s, double number)
{
	unsigned char bytes[9] = { 0x68 };
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	for (int i = 0; i < 8; i++)
		bytes[1 + i] = (unsigned char)(bits >> (56 - 8 * i));
	str_add(s, bytes, sizeof(bytes));
}

/* A number of the metadata; the library wants each in its own size of bytes: 2 to 8. */
static void
put_pair(struct str *s, const char *key, uint32_t n, unsigned bytes)
{
	const unsigned char number[] = { 0, 0, 0, 0, (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n };

	put_text(s, key);
	str_add(s,
		bytes == 2   ? "\xa2"
		: bytes == 4 ? "\xc4"
			     : "\x08\x02",
		bytes < 8 ? 1 : 2);
	str_add(s, number + 8 - bytes, bytes);
}

/* {outer: {inner: text}} */
static void
put_nested(struct str *s, const char *outer, const char *inner, const char *text)
{
	put_text(s, outer);
	put_map(s, 1);
	put_text(s, inner);
	put_text(s, text);
}

/* A file whose tree is one node: addresses below 128.0.0.0 (8000::) lead to the record
 * in data, the others to nothing.  Opened; it has no name any more. */
static struct geo *
open_made(const struct str *data, unsigned ip_version)
{
	const unsigned char tree[6 + 16] = { 0, 0, 17, 0, 0, 1 };
	char path[] = "/tmp/shieldadm-geo-XXXXXX";
	struct str metadata = { 0 };
	FILE *file = fdopen(mkstemp(path), "wb");
	struct geo *geo = NULL;
	struct err err = NO_ERR;

	put_map(&metadata, 9);
	put_pair(&metadata, "node_count", 1, 4);
	put_pair(&metadata, "record_size", 24, 2);
	put_pair(&metadata, "ip_version", ip_version, 2);
	put_pair(&metadata, "build_epoch", 1700000000, 8);
	put_pair(&metadata, "binary_format_major_version", 2, 2);
	put_pair(&metadata, "binary_format_minor_version", 0, 2);
	put_text(&metadata, "languages");
	str_add(&metadata, "\x00\x04", 2); /* an empty array */
	put_text(&metadata, "description");
	put_map(&metadata, 0);
	put_text(&metadata, "database_type");
	put_text(&metadata, "Made");
	assert_non_null(file);
	fwrite(tree, 1, sizeof(tree), file);
	fwrite(data->s, 1, data->len, file);
	fwrite("\xab\xcd\xefMaxMind.com", 1, 14, file);
	fwrite(metadata.s, 1, metadata.len, file);
	fclose(file);
	if (!geo_open(&geo, path, &err))
		fail_msg("%s", err.text);
	unlink(path);
	str_clear(&metadata);
	return geo;
}

/* -- asking ---------------------------------------------------------------- */

static struct geo *
open_file(const char *name)
{
	char *path = xasprintf(MMDB "%s", name);
	struct geo *geo = NULL;
	struct err err = NO_ERR;

	if (!geo_open(&geo, path, &err))
		fail_msg("%s", err.text);
	free(path);
	return geo;
}

static int
parse(const char *ip, unsigned char bytes[16])
{
	int family = strchr(ip, ':') == NULL ? AF_INET : AF_INET6;

	memset(bytes, 0, 16);
	assert_int_equal(inet_pton(family, ip, bytes), 1);
	return family;
}

/* The record of an address, or NONE. */
static uint32_t
find(const struct geo *geo, const char *ip)
{
	unsigned char bytes[16];
	int family = parse(ip, bytes);
	uint32_t record;

	return geo_find(geo, family, bytes, &record) ? record : NONE;
}

/* All that is told of an address: "country_code=GB country=United Kingdom", flags
 * that are set by their names. */
static void
tells(const struct geo *geo, const char *ip, const char *wanted)
{
	uint32_t record = find(geo, ip);
	struct geo_value value;
	struct str s = { 0 };

	assert_int_not_equal(record, NONE);
	for (int i = 0; i < GEO_FIELDS; i++) {
		const char *name = geo_field_name((enum geo_field)i);
		const char *blank = s.len > 0 ? " " : "";
		geo_read(geo, record, (enum geo_field)i, &value);
		if (value.kind == GEO_BOOL && value.is_true)
			str_addf(&s, "%s%s", blank, name);
		else if (value.kind == GEO_TEXT || value.kind == GEO_NUMBER)
			str_addf(&s, "%s%s=%s", blank, name, value.text);
	}
	assert_string_equal(str_get(&s), wanted);
	str_clear(&s);
}

/* "GB"; "" for an entry without a country; "none" without an entry. */
static const char *
country(const struct geo *geo, const char *ip)
{
	static char code[3];
	unsigned char bytes[16];
	int family = parse(ip, bytes);

	memcpy(code, "??", 3);
	return geo_country_of(geo, family, bytes, code) ? code : "none";
}

static void
maxminds_files_tell_all_their_fields(void **state)
{
	static const struct {
		const char *file, *ip, *wanted;
	} cases[] = {
		{ "GeoLite2-Country-Test.mmdb", "2.125.160.216",
			"country_code=GB country=United Kingdom" },
		{ "GeoLite2-City-Test.mmdb", "2.125.160.216",
			"country_code=GB country=United Kingdom region=England "
			"city=Boxford postal_code=OX1 latitude=51.75 longitude=-1.25 "
			"time_zone=Europe/London" },
		{ "GeoLite2-City-Test.mmdb", "2001:218::1",
			"country_code=JP country=Japan latitude=35.68536 "
			"longitude=139.75309 time_zone=Asia/Tokyo" },
		{ "GeoLite2-ASN-Test.mmdb", "1.128.0.1",
			"asn=1221 organization=Telstra Pty Ltd" },
		{ "GeoIP2-Anonymous-IP-Test.mmdb", "1.2.0.1",
			"is_anonymous is_anonymous_vpn" },
		{ "GeoIP2-Anonymous-IP-Test.mmdb", "81.2.69.200",
			"is_anonymous is_anonymous_vpn is_hosting_provider "
			"is_public_proxy is_residential_proxy is_tor_exit_node" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct geo *geo = open_file(cases[i].file);
		tells(geo, cases[i].ip, cases[i].wanted);
		assert_int_equal(find(geo, "127.0.0.1"), NONE);
		geo_close(geo);
	}
}

/* ip-location-db, DB-IP and IPinfo write it so. */
static void
flat_records_of_other_publishers_are_read(void **state)
{
	struct str data = { 0 };
	struct geo *geo;

	(void)state;
	put_map(&data, 9);
	put_nested(&data, "ignored", "country_code", "XX");
	put_text(&data, "country_code");
	put_text(&data, "DE");
	put_text(&data, "state1");
	put_text(&data, "Hesse");
	put_text(&data, "city");
	put_text(&data, "Frankfurt");
	put_text(&data, "postcode");
	put_text(&data, "60306");
	put_text(&data, "latitude");
	put_text(&data, "50.11");
	put_text(&data, "timezone");
	put_text(&data, "+02:00");
	put_text(&data, "asn");
	put_text(&data, "AS3320");
	put_text(&data, "as_name");
	put_text(&data, "Deutsche Telekom AG");
	geo = open_made(&data, 4);
	tells(geo, "1.2.3.4",
		"country_code=DE region=Hesse city=Frankfurt postal_code=60306 "
		"latitude=50.11 time_zone=+02:00 asn=3320 organization=Deutsche Telekom "
		"AG");
	assert_true(geo_info(geo)->has[GEO_COUNTRY_CODE]);
	assert_true(geo_info(geo)->has[GEO_ASN]);
	assert_false(geo_info(geo)->has[GEO_COUNTRY]);
	/* Kamailio finds the entry, and no country in it. */
	assert_false(geo_info(geo)->has_iso_code);
	assert_string_equal(country(geo, "1.2.3.4"), "");
	geo_close(geo);
	str_clear(&data);
}

static void
a_country_alone_is_a_code_or_a_name(void **state)
{
	static const struct {
		const char *text, *wanted;
	} cases[] = { { "DE", "country_code=DE" }, { "Germany", "country=Germany" } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str data = { 0 };
		struct geo *geo;
		put_map(&data, 1);
		put_text(&data, "country");
		put_text(&data, cases[i].text);
		geo = open_made(&data, 4);
		tells(geo, "1.2.3.4", cases[i].wanted);
		geo_close(geo);
		str_clear(&data);
	}
}

static void
the_country_is_the_one_that_geoip2_finds(void **state)
{
	struct str data = { 0 };
	struct geo *geo;

	(void)state;
	/* Where it is registered, for want of better. */
	put_map(&data, 1);
	put_nested(&data, "registered_country", "iso_code", "FR");
	geo = open_made(&data, 6);
	assert_string_equal(country(geo, "1.2.3.4"), "FR");
	assert_string_equal(country(geo, "2001:db8::1"), "FR");
	assert_string_equal(country(geo, "8000::1"), "none");
	geo_close(geo);
	/* Where it is used; an anonymous proxy is nowhere. */
	data.len = 0;
	put_map(&data, 3);
	put_nested(&data, "registered_country", "iso_code", "FR");
	put_nested(&data, "country", "iso_code", "GB");
	put_text(&data, "traits");
	put_map(&data, 1);
	put_text(&data, "is_anonymous_proxy");
	put_true(&data);
	geo = open_made(&data, 6);
	assert_string_equal(country(geo, "1.2.3.4"), "A1");
	tells(geo, "1.2.3.4", "country_code=GB is_anonymous_proxy");
	geo_close(geo);
	/* One without a country is not even asked for that. */
	data.len = 0;
	put_map(&data, 1);
	put_text(&data, "traits");
	put_map(&data, 1);
	put_text(&data, "is_anonymous_proxy");
	put_true(&data);
	geo = open_made(&data, 6);
	assert_string_equal(country(geo, "1.2.3.4"), "");
	geo_close(geo);
	geo = open_file("GeoLite2-City-Test.mmdb");
	assert_string_equal(country(geo, "2.125.160.216"), "GB");
	assert_string_equal(country(geo, "127.0.0.1"), "none");
	geo_close(geo);
	str_clear(&data);
}

static void
mapped_addresses_are_looked_up_as_ipv4(void **state)
{
	struct str data = { 0 };
	struct geo *geo = open_file("GeoLite2-Country-Test.mmdb");

	(void)state;
	assert_int_equal(find(geo, "::ffff:2.125.160.216"), find(geo, "2.125.160.216"));
	assert_int_not_equal(find(geo, "::ffff:2.125.160.216"), NONE);
	assert_int_equal(find(geo, "::ffff:127.0.0.1"), NONE);
	geo_close(geo);
	put_map(&data, 1);
	put_text(&data, "country_code");
	put_text(&data, "DE");
	/* With the index and without. */
	geo = open_made(&data, 4);
	for (int i = 0; i < 2; i++, geo_index(geo)) {
		assert_int_equal(find(geo, "::ffff:1.2.3.4"), 0);
		assert_int_equal(find(geo, "::ffff:129.2.3.4"), NONE);
		/* It knows nothing else of IPv6. */
		assert_int_equal(find(geo, "2001:db8::1"), NONE);
		assert_int_equal(find(geo, "::1.2.3.4"), NONE);
	}
	geo_close(geo);
	str_clear(&data);
}

/* Around the ends of what the test databases have, and anywhere. */
static void
draw(unsigned char bytes[16])
{
	static const char *const known[] = { "2.125.160.216", "67.43.156.0",
		"81.2.69.142", "202.196.224.0", "1.128.0.0", "50.114.0.0", "0.0.0.0",
		"255.255.255.255", "175.16.199.0" };
	uint32_t n, step = random_below(4) * random_below(1000);

	parse(known[random_below(COUNT(known))], bytes);
	memcpy(&n, bytes, 4);
	n = htonl(ntohl(n) + (random_below(2) ? step : -step));
	if (random_below(4) == 0)
		n = random_next();
	memcpy(bytes, &n, 4);
}

static void
the_index_finds_what_the_library_finds(void **state)
{
	static const char *const files[] = { "GeoLite2-Country-Test.mmdb",
		"GeoLite2-City-Test.mmdb", "GeoLite2-ASN-Test.mmdb",
		"GeoIP2-Anonymous-IP-Test.mmdb" };

	(void)state;
	for (size_t f = 0; f < COUNT(files); f++) {
		struct geo *plain = open_file(files[f]), *fast = open_file(files[f]);
		unsigned found = 0;
		geo_index(fast);
		for (unsigned i = 0; i < 50000; i++) {
			uint32_t one = 0, two = 0;
			unsigned char bytes[16];
			bool is_found;
			draw(bytes);
			is_found = geo_find(plain, AF_INET, bytes, &one);
			assert_int_equal(geo_find(fast, AF_INET, bytes, &two), is_found);
			if (is_found)
				assert_int_equal(one, two);
			found += is_found;
		}
		assert_in_range(found, 100, 49900);
		/* IPv6 takes the library's way as before. */
		assert_int_equal(find(fast, "2001:218::1"), find(plain, "2001:218::1"));
		geo_close(plain);
		geo_close(fast);
	}
}

/* A file with one record for all addresses has no place where IPv4 begins. */
static void
a_file_too_small_for_the_index_does_without(void **state)
{
	struct str data = { 0 };
	struct geo *geo;

	(void)state;
	put_map(&data, 1);
	put_nested(&data, "country", "iso_code", "GB");
	geo = open_made(&data, 6);
	geo_index(geo);
	assert_int_equal(find(geo, "1.2.3.4"), 0);
	assert_int_equal(find(geo, "255.2.3.4"), 0); /* ::255.2.3.4 */
	geo_close(geo);
	str_clear(&data);
}

/* 64 two-byte letters are 128 bytes; values take 255. */
static void
long_and_odd_values_are_cut_or_left_out(void **state)
{
	struct str data = { 0 }, letters = { 0 };
	struct geo_value value;
	struct geo *geo;

	(void)state;
	for (int i = 0; i < 140; i++)
		str_addf(&letters, "\xc3\xb6");
	put_map(&data, 6);
	put_text(&data, "city");
	put_text(&data, str_get(&letters));
	put_text(&data, "latitude");
	put_double(&data, (double)INFINITY);
	put_text(&data, "longitude");
	put_double(&data, -0.5);
	put_text(&data, "asn");
	put_text(&data, "AS 5");
	put_text(&data, "is_anonymous");
	put_text(&data, "yes");
	put_text(&data, "region");
	put_number(&data, 5);
	geo = open_made(&data, 4);
	geo_read(geo, 0, GEO_CITY, &value);
	assert_int_equal(strlen(value.text), 254); /* no half letter */
	assert_memory_equal(value.text, letters.s, 254);
	geo_read(geo, 0, GEO_LATITUDE, &value);
	assert_int_equal(value.kind, GEO_NONE); /* JSON has no infinity */
	geo_read(geo, 0, GEO_LONGITUDE, &value);
	assert_string_equal(value.text, "-0.5");
	geo_read(geo, 0, GEO_ASN, &value);
	assert_int_equal(value.kind, GEO_NUMBER);
	assert_string_equal(value.text, "5");
	geo_read(geo, 0, GEO_IS_ANONYMOUS, &value);
	assert_int_equal(value.kind, GEO_BOOL);
	assert_false(value.is_true);
	geo_read(geo, 0, GEO_REGION, &value);
	assert_int_equal(value.kind, GEO_NONE);
	geo_close(geo);
	str_clear(&data);
	str_clear(&letters);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maxminds_files_tell_all_their_fields),
		cmocka_unit_test(flat_records_of_other_publishers_are_read),
		cmocka_unit_test(a_country_alone_is_a_code_or_a_name),
		cmocka_unit_test(the_country_is_the_one_that_geoip2_finds),
		cmocka_unit_test(mapped_addresses_are_looked_up_as_ipv4),
		cmocka_unit_test(the_index_finds_what_the_library_finds),
		cmocka_unit_test(a_file_too_small_for_the_index_does_without),
		cmocka_unit_test(long_and_odd_values_are_cut_or_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
