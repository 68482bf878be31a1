#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# demo.sh: steps 5 to 8 of "Hardening Your Kamailio Configuration" with shieldadm,
# on a real Kamailio.
#
# Kamailio and its database (SQLite) live in a temporary folder and on loopback,
# and are gone at the end.  Before and after each step real SIP requests show what
# it does.  Ends with 1 when one of them does not fare as it should.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
shieldadm=${SHIELDADM:-$here/../build/shieldadm}
wrong=0

# shellcheck source=tests/lab/lab.bash
. "$here/lab/lab.bash"

title() {
	printf '\n== %s\n' "$*"
}

# run STATUS ARGUMENT...: show a command, run it; it must end with STATUS.
run() {
	local wanted=$1 status=0
	shift
	printf '\n$ shieldadm %s\n' "$*"
	"$shieldadm" "$@" </dev/null 2>&1 | sed 's/^/  /' || status=$?
	if [ "$status" -ne "$wanted" ]; then
		printf '  ^ WRONG: ended with %s, not %s\n' "$status" "$wanted"
		wrong=1
	fi
}

# call answered|dropped FROM WHERE USER-AGENT: send one OPTIONS request, say how it
# fared; it must be as the first word says.
call() {
	local fate status reason
	fate=$("$shieldadm" probe --from-address "$2" --ua "$4" --timeout 1 -o json) || true
	status=$(sed -n 's/.*"status":\([0-9]*\),.*/\1/p' <<<"$fate")
	reason=$(sed -n 's/.*"reason":"\([^"]*\)".*/\1/p' <<<"$fate")
	fate=dropped
	[ -z "$status" ] || fate="answered $status $reason"
	printf '  %-17s from %-10s %-14s %s' "$4" "$2" "($3)" "$fate"
	if [ "${fate%% *}" != "$1" ]; then
		printf '   <- WRONG: should be %s' "$1"
		wrong=1
	fi
	printf '\n'
}

[ -x "$shieldadm" ] || { printf 'demo.sh: no %s: run make first\n' "$shieldadm" >&2 && exit 1; }
trap lab_cleanup EXIT
trap 'exit 1' INT TERM HUP

lab_begin ""
node=$LAB_DIR/edge1
lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
lab_kamailio_config "$node" "sqlite:///$LAB_DIR/kamailio.sqlite"
lab_kamailio_start "$node"
port=$(lab_kamailio_port "$node")
export SHIELDADM_CONFIG=$LAB_DIR/shieldadm.conf
(
	umask 077
	printf '[database]\nurl = sqlite:///%s\n' "$LAB_DIR/kamailio.sqlite"
	printf '[geoip]\ndatabase = %s\n' "$LAB_DIR/geo.mmdb"
	lab_node_conf "$node" edge1
) >"$SHIELDADM_CONFIG"

version=$(kamailio -v | sed -n 's/^version: \(kamailio [0-9.]*\).*/\1/p')
cat <<EOT
A private $version listens on 127.0.0.1:$port. Its kamailio.cfg is the stock
one changed as steps 1 to 4 of "Hardening Your Kamailio Configuration" say, and its
database is empty. The callers are loopback addresses: a GeoIP database made for this
places 127.1.x.x in the US and 127.2.x.x in China. An address that it does not know
passes the check of the country.
EOT

title 'Step 5: block the user agents of scanners'
call answered 127.9.0.1 unknown friendly-scanner
call answered 127.9.0.2 unknown sipcli/v1.8
call answered 127.9.0.3 unknown Yealink-T54W
run 0 ua block --scanners
run 1 ua test friendly-scanner
run 0 ua list
printf '\n'
call dropped 127.9.0.4 unknown friendly-scanner
call dropped 127.9.0.5 unknown sipcli/v1.8
call answered 127.9.0.6 unknown Yealink-T54W

title 'Step 6: allow the countries that calls come from (none is, so far)'
call dropped 127.1.0.1 US Yealink-T54W
call dropped 127.2.0.1 CN Yealink-T54W
run 0 country allow US
printf '\n'
call answered 127.1.0.2 US Yealink-T54W
call dropped 127.2.0.2 CN Yealink-T54W

title 'Step 7: let a carrier in, wherever it is'
call dropped 127.2.0.7 'CN, carrier' Yealink-T54W
run 0 addr add 127.2.0.7 carrier
run 0 addr list
printf '\n'
call answered 127.2.0.7 'CN, carrier' Yealink-T54W
call dropped 127.2.0.8 CN Yealink-T54W

title 'Step 8: restart Kamailio, and ask again'
lab_kamailio_restart "$node"
call dropped 127.9.1.1 unknown friendly-scanner
call dropped 127.9.1.2 unknown sipcli/v1.8
call answered 127.9.1.3 unknown Yealink-T54W
call answered 127.1.1.1 US Yealink-T54W
call dropped 127.2.1.1 CN Yealink-T54W
call answered 127.2.0.7 'CN, carrier' Yealink-T54W

[ "$wrong" -eq 0 ] || { title 'Something is WRONG: see above.' && exit 1; }
title 'All as it should be: every rule outlived the restart.'
