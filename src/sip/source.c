/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip/source.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "udp:[2001:db8::1]:5060": host without the brackets, and port. */
static bool
split(const char *target, char host[SIP_SOURCE_MAX], char port[8], struct err *err)
{
	const char *start = target + 4, *colon = strrchr(target, ':');
	size_t len;

	if (strncmp(target, "udp:", 4) != 0 || colon < start)
		return err_set(
			err, ERR_USAGE, "'%s' is not a SIP address of a node", target);
	len = (size_t)(colon - start);
	if (start[0] == '[' && len > 1 && start[len - 1] == ']') {
		start++;
		len -= 2;
	}
	if (len == 0 || len >= SIP_SOURCE_MAX || strlen(colon + 1) >= 8)
		return err_set(
			err, ERR_USAGE, "'%s' is not a SIP address of a node", target);
	snprintf(host, SIP_SOURCE_MAX, "%.*s", (int)len, start);
	snprintf(port, 8, "%s", colon + 1);
	return true;
}

/* A connected UDP socket has an address before a packet is sent. */
static bool
local_address(const struct addrinfo *info, char source[SIP_SOURCE_MAX])
{
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);
	int fd = socket(info->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, info->ai_addr, info->ai_addrlen) == 0 &&
	          getsockname(fd, (struct sockaddr *)&address, &len) == 0 &&
	          getnameinfo((struct sockaddr *)&address, len, source, SIP_SOURCE_MAX,
			  NULL, 0, NI_NUMERICHOST) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool
sip_source(const char *target, char source[SIP_SOURCE_MAX], struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *info;
	char host[SIP_SOURCE_MAX], port[8];
	bool ok;

	if (!split(target, host, port, err))
		return false;
	if (getaddrinfo(host, port, &hints, &info) != 0)
		return err_set(err, ERR_NODE, "'%s' is not known by that name", host);
	ok = local_address(info, source) ||
	     err_set(err, ERR_NODE, "cannot reach '%s': %s", target, strerror(errno));
	freeaddrinfo(info);
	return ok;
}

bool
sip_is_ours(const char *ip)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST };
	struct addrinfo *info;
	int fd;
	bool ok;

	if (getaddrinfo(ip, "0", &hints, &info) != 0)
		return false;
	fd = socket(info->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ok = fd >= 0 && bind(fd, info->ai_addr, info->ai_addrlen) == 0;
	if (fd >= 0)
		close(fd);
	freeaddrinfo(info);
	return ok;
}
