#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# deps.sh build|demo|check|versions|deb|bench|lint...: install what that needs from Debian's packages.
#
# Says and does nothing when all is there.  Else it needs root, by itself or
# through sudo.  No service is started by it: the tests run servers of their own.
set -euo pipefail

say() {
	printf 'deps.sh: %s\n' "$*" >&2
}

# packages SET: what it needs.  A set that needs another one names it.
packages() {
	case $1 in
	build)
		echo gcc make pkg-config binutils libc6-dev libcurl4-openssl-dev \
			libcjson-dev libmariadb-dev libsqlite3-dev libsmartcols-dev \
			libinih-dev libmaxminddb-dev libreadline-dev libyaml-dev iso-codes
		;;
	demo)
		packages build
		echo kamailio kamailio-sqlite-modules kamailio-geoip2-modules sqlite3 \
			perl libmaxmind-db-writer-perl
		;;
	check)
		packages deb
		# The server's core alone: the package mariadb-server would start one.
		packages demo
		echo libcmocka-dev bats bats-support bats-assert kamailio-mysql-modules kamailio-tls-modules \
			mariadb-server-core mariadb-client-core parallel openssl jq mmdb-bin \
			tmux less procps zsh fish expect sipvicious sip-tester mandoc \
			man-db lintian bash-completion python3-yaml
		;;
	versions)
		packages check
		echo mmdebstrap debian-archive-keyring ca-certificates
		;;
	deb)
		packages build
		echo debhelper dpkg-dev
		;;
	bench)
		packages demo
		echo hyperfine jq time iprange mariadb-server-core mariadb-client-core
		;;
	lint)
		packages build
		echo libcmocka-dev clang clang-format shellcheck mandoc
		;;
	*)
		say "no set '$1': build, demo, check, versions, deb, bench or lint" && return 2
		;;
	esac
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# A package's scripts ask policy-rc.d whether they may start a service.  Where
# there is none, one that says no stands there until we are done.
hold_services() {
	local policy=/usr/sbin/policy-rc.d
	[ ! -e "$policy" ] || return 0
	# shellcheck disable=SC2064 # the name as it is now
	trap "rm -f '$policy'" EXIT
	trap 'exit 1' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
}

install_packages() {
	export DEBIAN_FRONTEND=noninteractive
	hold_services
	say "installing $*"
	apt-get -qq update
	apt-get -qq install --yes --no-install-recommends "$@" >/dev/null
}

main() {
	local missing=() wanted="" package set sudo
	[ $# -gt 0 ] || { say "usage: deps.sh build|demo|check|versions|deb|bench|lint..." && exit 2; }
	for set in "$@"; do
		wanted+=" $(packages "$set")"
	done
	if ! command -v dpkg-query >/dev/null; then
		say "no Debian here; make sure of: ${wanted//$'\n'/ }"
		exit 0
	fi
	for package in $wanted; do
		is_installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || exit 0
	if [ "$(id -u)" -eq 0 ]; then
		install_packages "${missing[@]}"
		exit 0
	fi
	sudo="sudo -n"
	[ ! -t 0 ] || sudo=sudo
	$sudo "$0" "$@" || { say "as root: apt-get install ${missing[*]}" && exit 1; }
}

main "$@"
