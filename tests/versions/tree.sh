#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tree.sh SUITE: prints the folder with the Kamailio of this suite of Debian.
#
# The folder is kept for the next run, and made when it is missing: as root, with
# mmdebstrap, from the mirror that apt uses here.  To have it made afresh, remove it.
# It stands in $SHIELDADM_TEST_CACHE, else in $XDG_CACHE_HOME/shieldadm-tests, else in
# /var/cache/shieldadm-tests.  In it:
#
#	bin/kamailio, bin/kamcmd	run with the libraries and modules of the suite
#	etc/kamailio/kamailio.cfg	the stock configuration
#	share/kamailio			the scripts that create the tables
set -euo pipefail

PACKAGES=kamailio,kamailio-mysql-modules,kamailio-sqlite-modules,kamailio-geoip2-modules,ca-certificates

say() {
	printf 'tree.sh: %s\n' "$*" >&2
}

# Where apt takes the main packages of this release from.
mirror() {
	local release
	release=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
	# shellcheck disable=SC2016 # apt replaces it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		"Release: $release" 'Component: main' | head -n 1
}

# unpack SUITE ROOT: the packages and what they depend on.  No script of theirs runs.
unpack() {
	local uri
	uri=$(mirror)
	[ -n "$uri" ] || { say 'apt names no mirror of Debian' && return 1; }
	# An image of a machine can be older than a release file is valid.
	mmdebstrap --quiet --variant=extract --include="$PACKAGES" \
		--aptopt='Acquire::Check-Valid-Until "false"' "$1" "$2" "$uri" >&2
}

# wrapper NAME [ARGUMENT]: a program of $tree that runs with the libraries of $tree.
wrapper() {
	cat <<-SCRIPT
		#!/bin/sh
		exec "$loader" --argv0 $1 --library-path "$libs:$libs/kamailio" "$tree/sbin/$1" ${2:-} "\$@"
	SCRIPT
}

# pick ROOT NEW TREE: into NEW what Kamailio needs of ROOT, as it will stand in TREE.
pick() {
	local root=$1 new=$2 tree=$3 libs loader
	mkdir -p "$new"/{bin,share,etc}
	mv "$root/usr/lib" "$root/usr/sbin" "$new"
	mv "$root/usr/share/kamailio" "$new/share"
	mv "$root/etc/kamailio" "$new/etc"
	libs=$tree/$(cd "$new" && echo lib/*-linux-gnu*)
	loader=$libs/$(cd "$new"/lib/*-linux-gnu* && echo ld-linux*.so.*)
	wrapper kamailio "-L '$libs/kamailio/modules/'" >"$new/bin/kamailio"
	wrapper kamcmd >"$new/bin/kamcmd"
	chmod 755 "$new"/bin/*
}

# make_tree SUITE TREE: whole, or not at all.
make_tree() {
	local new
	new=$(mktemp -d "$2.new.XXXXXX")
	# shellcheck disable=SC2064 # the name as it is now
	trap "rm -rf '$new'" EXIT
	trap 'exit 1' INT TERM HUP
	say "fetching the Kamailio of Debian's $1"
	unpack "$1" "$new/root"
	pick "$new/root" "$new/tree" "$2"
	chmod 755 "$new/tree"
	mv -T "$new/tree" "$2"
}

main() {
	local cache tree lock
	[ $# -eq 1 ] || { say 'usage: tree.sh SUITE' && exit 2; }
	cache=${SHIELDADM_TEST_CACHE:-${XDG_CACHE_HOME:-/var/cache}/shieldadm-tests}
	tree=$cache/$1
	if [ ! -d "$tree" ]; then
		[ "$(id -u)" -eq 0 ] || { say "'$tree' is missing: run this as root" && exit 1; }
		command -v mmdebstrap >/dev/null || { say 'mmdebstrap is missing' && exit 1; }
		mkdir -p "$cache"
		# Two runs at once make it once.
		exec {lock}>"$cache/$1.lock"
		flock "$lock"
		[ -d "$tree" ] || make_tree "$1" "$tree"
	fi
	printf '%s\n' "$tree"
}

main "$@"
