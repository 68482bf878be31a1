/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/xalloc.h"
#include "db/odd_row.h"
#include "policy/address_parse.h"

/* Whether people read the text as the same address: "2001:DB8::1", "[2001:db8::1]". */
static bool
reads_as(const struct address *a, const char *text)
{
	size_t len = strlen(text);
	bool has_brackets = text[0] == '[' && text[len - 1] == ']';
	char *bare = xstrndup(text + has_brackets, len - 2 * has_brackets);
	unsigned char bytes[16];
	int family;
	bool is_same = address_parse_ip(bare, &family, bytes) && family == a->family &&
	               memcmp(bytes, a->bytes, 16) == 0;

	free(bare);
	return is_same;
}

bool
odd_is_misread(const struct address *a)
{
	return a->form != ADDRESS_NAME && a->stored != NULL && !reads_as(a, a->stored);
}

static void
say_misread(struct odd_row *odd, const struct address *a)
{
	char text[ADDRESS_FORMAT_MAX];

	address_format(a, text);
	odd->is = ODD_OTHER;
	str_addf(&odd->what, "Kamailio reads '%s' as %s, and lets that in", a->stored,
		text);
	str_addf(&odd->mend, "UPDATE address SET ip_addr = '%s' WHERE id = %lld;", a->ip,
		a->id);
	str_addf(&odd->effect,
		"nothing changes for callers; if %s is not meant, remove the row, which "
		"cuts it off",
		a->ip);
}

/* kamctl and kamcli store an IPv6 host this way when no mask is given. */
static void
say_hole(struct odd_row *odd, const struct address *a)
{
	unsigned char bytes[16];
	char network[ADDRESS_IP_MAX];

	memcpy(bytes, a->bytes, sizeof(bytes));
	address_clear_host_bits(bytes, a->prefix);
	address_format_ip(a->family, bytes, network);
	odd->is = ODD_OTHER;
	str_addf(&odd->what, "Kamailio matches the whole network %s/%u, not the host %s",
		network, a->prefix, a->ip);
	str_addf(&odd->mend, "UPDATE address SET ip_addr = '%s' WHERE id = %lld;",
		network, a->id);
	str_addf(&odd->effect,
		"nothing changes for callers; if the host alone is meant, set its mask "
		"to "
		"%u, which cuts off the rest",
		address_bits(a->family));
}

/* Why no request comes from there; NULL when one can. */
static const char *
never_from(const struct address *a)
{
	if (a->port > 65535)
		return "no request comes from such a port";
	if (a->form == ADDRESS_NAME)
		return NULL;
	if (a->family == AF_INET6 && address_is_mapped(a->bytes))
		return "it is an IPv4 address in the form of IPv6, and requests come "
		       "from the IPv4 address";
	if (a->form == ADDRESS_HOST)
		return address_no_source(a->family, a->bytes);
	return NULL;
}

static bool
judge_ip(struct odd_row *odd, const struct address *a)
{
	const char *never = never_from(a);

	if (never != NULL) {
		odd->is = ODD_NEVER;
		str_addf(&odd->what, "it lets nobody in: %s", never);
		str_addf(&odd->mend, "DELETE FROM address WHERE id = %lld;", a->id);
		str_addf(&odd->effect, "nothing changes for callers");
	} else if (odd_is_misread(a)) {
		say_misread(odd, a);
	} else if (address_has_host_bits(a)) {
		say_hole(odd, a);
	}
	return odd->is != ODD_NOT;
}

/* The address that was probably meant by what is a name to Kamailio. */
static bool
meant_by(struct address *meant, const char *name)
{
	size_t blanks = strspn(name, " \t\r\n\"'["), len;
	char *bare = xstrdup(name + blanks);
	struct err ignored;
	bool ok;

	len = strlen(bare);
	while (len > 0 && strchr(" \t\r\n\"',;]", bare[len - 1]) != NULL)
		bare[--len] = '\0';
	ok = address_parse_stored(meant, bare, &ignored) && meant->form == ADDRESS_HOST;
	ok = ok || (meant->form == ADDRESS_NETWORK && !address_is_mapped(meant->bytes));
	if (ok && meant->family == AF_INET6 && address_is_mapped(meant->bytes)) {
		address_unmap(&meant->family, meant->bytes);
		meant->prefix = address_bits(meant->family);
		address_format_ip(meant->family, meant->bytes, meant->ip);
	}
	free(bare);
	return ok;
}

static bool
looks_like_ip(const char *name)
{
	return name[strspn(name, "0123456789./:[] \t\"'")] == '\0' ||
	       strchr(name, ':') != NULL || strchr(name, '/') != NULL;
}

static bool
judge_name(struct odd_row *odd, const struct address *a)
{
	struct address meant;

	odd->is = ODD_NEVER;
	str_addf(&odd->what, "it is a name to Kamailio, and no source matches a name");
	if (meant_by(&meant, a->stored)) {
		str_addf(&odd->mend,
			"UPDATE address SET ip_addr = '%s', mask = %u WHERE id = %lld;",
			meant.ip, meant.prefix, a->id);
		str_addf(&odd->effect, "lets %s/%u in, which this row does not today",
			meant.ip, meant.prefix);
	} else if (looks_like_ip(a->stored)) {
		str_addf(&odd->effect,
			"which address is meant cannot be told: add that one with "
			"shieldadm addr add, and remove this row");
	} else {
		str_addf(&odd->effect,
			"add the addresses behind it as well; only a route that calls "
			"allow_address() with a name uses this row");
	}
	return true;
}

bool
odd_address(struct odd_row *odd, const struct address *a)
{
	*odd = (struct odd_row){ .is = ODD_NOT };
	return a->form == ADDRESS_NAME ? judge_name(odd, a) : judge_ip(odd, a);
}
