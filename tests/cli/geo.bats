# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr, lines: run sets them
#
# geo lookup and geo info: MaxMind's test databases, compared with mmdblookup, and
# streams of addresses.  geo_nodes.bats has what nodes do with such a file.

load helper

COUNTRY=$REPO/tests/mmdb/GeoLite2-Country-Test.mmdb
CITY=$REPO/tests/mmdb/GeoLite2-City-Test.mmdb
ASN=$REPO/tests/mmdb/GeoLite2-ASN-Test.mmdb
ANONYMOUS=$REPO/tests/mmdb/GeoIP2-Anonymous-IP-Test.mmdb
NOTE="the article's route does not ask for the country of such a caller"

setup() {
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/shieldadm.conf
	(umask 077 && : >"$SHIELDADM_CONFIG")
	printf '[geoip]\ndatabase = %s\n' "$COUNTRY" >"$SHIELDADM_CONFIG"
}

# addresses N: all over IPv4 and around what the test databases know; always the same.
addresses() {
	perl -e 'srand 7;
		my @known = ("2.125.160", "67.43.156", "81.2.69", "89.160.20", "202.196.224",
			"1.128.0", "50.114.0", "175.16.199", "214.78.0", "1.2.0");
		for (1 .. shift) {
			print int rand 2
				? $known[ rand @known ] . "." . int( rand 256 ) . "\n"
				: join( ".", map { int rand 256 } 1 .. 4 ) . "\n";
		}' "$1"
}

# -- what it answers --------------------------------------------------------

@test "the country of addresses is told in every format" {
	run_ok geo lookup 2.125.160.216 2001:218::1
	assert_line --index 0 --regexp '^ADDRESS +ENTRY +COUNTRY CODE +COUNTRY$'
	assert_line --index 1 --regexp '^2\.125\.160\.216 +found +GB +United Kingdom$'
	assert_line --index 2 --regexp '^2001:218::1 +found +JP +Japan$'
	run_ok -o json geo lookup 2.125.160.216
	assert_equal "$output" '[
{"address":"2.125.160.216","found":true,"country_code":"GB","country":"United Kingdom"}
]'
	run_ok -o csv geo lookup 2.125.160.216
	assert_equal "$output" $'address,found,country_code,country\r\n2.125.160.216,yes,GB,United Kingdom\r'
	run_ok -o plain geo lookup 2.125.160.216
	assert_equal "$output" $'2.125.160.216\tyes\tGB\tUnited Kingdom'
	assert_equal "$stderr" ''
}

@test "files of other kinds tell what they have" {
	run_ok -o json geo lookup --database "$CITY" 2.125.160.216
	assert_equal "$(jq -c '.[0]' <<<"$output")" '{"address":"2.125.160.216","found":true,"country_code":"GB","country":"United Kingdom","region":"England","city":"Boxford","postal_code":"OX1","latitude":51.75,"longitude":-1.25,"time_zone":"Europe/London"}'
	run_ok -o json geo lookup --database "$ASN" 1.128.0.1
	assert_equal "$(jq -c '.[0]' <<<"$output")" '{"address":"1.128.0.1","found":true,"asn":1221,"organization":"Telstra Pty Ltd"}'
	run_ok -o json geo lookup --database "$ANONYMOUS" 1.2.0.1
	assert_equal "$(jq -c '.[0]' <<<"$output")" '{"address":"1.2.0.1","found":true,"is_anonymous":true,"is_anonymous_vpn":true,"is_hosting_provider":false,"is_public_proxy":false,"is_residential_proxy":false,"is_tor_exit_node":false}'
	run_ok geo lookup --database "$ANONYMOUS" 1.2.0.1
	assert_line --index 1 --regexp '^1\.2\.0\.1 +found +anonymous, anonymous vpn$'
}

# mmdblookup_says FILE IP FIELD...: by the program that comes with the library.  Sets says.
mmdblookup_says() {
	says=$(mmdblookup --file "$1" --ip "$2" "${@:3}" 2>/dev/null) || true
	if [[ $says =~ \"(.*)\"' <utf8_string>' || $says =~ ([0-9]+)' <uint32>' ]]; then
		says=${BASH_REMATCH[1]}
	else
		says=
	fi
}

# agrees FILE COLUMN FIELD...
agrees() {
	local ip value says n=0
	while IFS=$'\t' read -r ip _ value; do
		mmdblookup_says "$1" "$ip" "${@:3}"
		assert_equal "$ip $value" "$ip $says"
		[ -z "$value" ] || n=$((n + 1))
	done < <(addresses 120 | shieldadm -q -o plain geo lookup --database "$1" - | cut -f "1,2,$2")
	[ "$n" -gt 10 ]
}

@test "mmdblookup says the same" {
	agrees "$COUNTRY" 3 country iso_code
	agrees "$CITY" 4 country names en
	agrees "$CITY" 6 city names en
	agrees "$ASN" 3 autonomous_system_number
}

@test "an IPv4-mapped address is looked up as the IPv4 one, and shown as it was typed" {
	run_ok -o plain geo lookup ::ffff:2.125.160.216 ::FFFF:27D:A0D8
	assert_equal "$output" $'::ffff:2.125.160.216\tyes\tGB\tUnited Kingdom
::FFFF:27D:A0D8\tyes\tGB\tUnited Kingdom'
}

@test "an address without an entry is told, and that it passes" {
	run_ok geo lookup 127.0.0.1 2.125.160.216 fe80::1
	assert_line --index 1 --regexp '^127\.0\.0\.1 +none *$'
	assert_equal "$stderr" "shieldadm: '$COUNTRY' has no entry for 2 of them; $NOTE"
	run_ok -o json geo lookup 127.0.0.1 2.125.160.216
	assert_equal "$(jq -c '.[0]' <<<"$output")" '{"address":"127.0.0.1","found":false,"country_code":null,"country":null}'
}

@test "the status tells when none has an entry" {
	run_split shieldadm -o plain geo lookup 127.0.0.1
	assert_equal "$status $output" $'3 127.0.0.1\tno\t\t'
	assert_equal "$stderr" "shieldadm: '$COUNTRY' has no entry for it; $NOTE"
	run_split shieldadm geo lookup 127.0.0.1 127.0.0.2
	assert_equal "$status" 3
	[[ $stderr == *"has no entry for any of them; $NOTE" ]]
}

# -- bad input --------------------------------------------------------------

@test "what is no address is told by its line, and the others are answered" {
	run_split shieldadm -o plain geo lookup - < <(
		printf '2.125.160.216\n1.2.3\n2.125.160.0/24\n81.2.69.160\n\e[31mred\n1.2.3.4\0x\n'
	)
	assert_equal "$status" 2
	assert_equal "$(cut -f 1 <<<"$output")" $'2.125.160.216\n81.2.69.160'
	assert_equal "$stderr" "shieldadm: stdin:2: '1.2.3' is not an IP address
shieldadm: stdin:3: '2.125.160.0/24' is not an IP address
shieldadm: stdin:5: '\\x1b[31mred' is not an IP address
shieldadm: stdin:6: '1.2.3.4' is not an IP address
shieldadm: 4 of 6 are not IP addresses"
	run_split shieldadm geo lookup 2.125.160.216 nonsense
	assert_equal "$status" 2
	[[ $stderr == *"'nonsense' is not an IP address"*'1 of 2 is not an IP address' ]]
}

@test "a flood of bad lines is counted, not printed" {
	seq 100000 >"$BATS_TEST_TMPDIR/bad"
	run_split shieldadm -o plain geo lookup --file "$BATS_TEST_TMPDIR/bad"
	assert_equal "$status $output" '2 '
	assert_equal "$(wc -l <<<"$stderr")" 21
	[[ $stderr == *'100000 of 100000 are not IP addresses' ]]
}

@test "a line is read up to the first blank, comma or semicolon" {
	printf '\xef\xbb\xbf2.125.160.216\r\n# a comment\n\n \t81.2.69.160 REGISTER\r\n89.160.20.112,SE\n2001:218::1;x\n2.125.160.217' \
		>"$BATS_TEST_TMPDIR/list"
	run_ok -o plain geo lookup --file "$BATS_TEST_TMPDIR/list"
	assert_equal "$(cut -f 1,3 <<<"$output")" $'2.125.160.216\tGB
81.2.69.160\tGB\n89.160.20.112\tSE\n2001:218::1\tJP\n2.125.160.217\tGB'
	assert_equal "$stderr" ''
}

@test "without a usable file it is said which, and why" {
	run_fails 2 'name some, or --file <file>, or - for stdin' geo lookup
	run_fails 2 "cannot read '$BATS_TEST_TMPDIR/none'" geo lookup --file "$BATS_TEST_TMPDIR/none"
	run_fails 3 "'/nonexistent.mmdb': there is no such file" geo lookup --database /nonexistent.mmdb 1.2.3.4
	run_fails 3 "'/nonexistent.mmdb': there is no such file" geo info --database /nonexistent.mmdb
	head -c 9000 "$COUNTRY" >"$BATS_TEST_TMPDIR/cut.mmdb"
	run_fails 8 'it is not a MaxMind database, or damaged' geo lookup --database "$BATS_TEST_TMPDIR/cut.mmdb" 1.2.3.4
	run_fails 8 'it is not a MaxMind database, or damaged' geo info --database "$BATS_TEST_TMPDIR/cut.mmdb"
	run_fails 8 "'/etc/passwd': it is not a MaxMind database" geo info --database /etc/passwd
	: >"$BATS_TEST_TMPDIR/empty.mmdb"
	run_fails 8 'it is not a MaxMind database' geo info --database "$BATS_TEST_TMPDIR/empty.mmdb"
}

@test "every damaged file that MaxMind publishes is survived" {
	local file
	for file in "$REPO"/tests/mmdb/bad/*.mmdb; do
		run_split shieldadm geo lookup --database "$file" 1.2.3.4 ::1
		[[ $status == [038] ]] || show_run "$file" || return 1
		run_split shieldadm geo info --database "$file"
		[[ $status == [08] ]] || show_run "$file" || return 1
	done
}

# -- streams ----------------------------------------------------------------

@test "a long stream is answered as a short one" {
	local format
	addresses 60000 >"$BATS_TEST_TMPDIR/list"
	for format in csv plain; do
		shieldadm -q -o $format geo lookup --file "$BATS_TEST_TMPDIR/list" >"$BATS_TEST_TMPDIR/long"
		split -l 5000 --filter="'$SHIELDADM' -q -o $format geo lookup -" \
			"$BATS_TEST_TMPDIR/list" >"$BATS_TEST_TMPDIR/short.all"
		if [ $format = csv ]; then
			awk 'NR == 1 || !/^address,/' "$BATS_TEST_TMPDIR/short.all"
		else
			cat "$BATS_TEST_TMPDIR/short.all"
		fi | cmp - "$BATS_TEST_TMPDIR/long"
	done
	shieldadm -q -o json geo lookup --file "$BATS_TEST_TMPDIR/list" |
		jq -r '.[] | [.address, (if .found then "yes" else "no" end), .country_code, .country] | @tsv' |
		cmp - "$BATS_TEST_TMPDIR/long"
	cut -f 1 "$BATS_TEST_TMPDIR/long" | cmp - "$BATS_TEST_TMPDIR/list"
	[ "$(grep -c GB "$BATS_TEST_TMPDIR/long")" -gt 500 ]
}

@test "a table of many is one after the other, with all rows" {
	addresses 2500 >"$BATS_TEST_TMPDIR/list"
	run_ok -q geo lookup --file "$BATS_TEST_TMPDIR/list"
	assert_equal "$(grep -c '^ADDRESS' <<<"$output")" 3
	grep -v '^ADDRESS\|^$' <<<"$output" | awk '{ print $1 }' | cmp - "$BATS_TEST_TMPDIR/list"
}

# answers_at_once FORMAT [END]: the answer to a line comes before the next one is sent.  In
# JSON the line of a row ends when the next one comes: END is the end of the row.
answers_at_once() {
	local answer in out pid
	coproc timeout 300 "$SHIELDADM" -q -o "$1" geo lookup -
	in=${COPROC[1]} out=${COPROC[0]} pid=$COPROC_PID
	for ip in 2.125.160.216 89.160.20.112 127.0.0.1; do
		echo $ip >&"$in"
		while read -r -t 60 -d "${2:-$'\n'}" answer <&"$out"; do
			[[ $answer != *$ip* ]] || break
		done
		[[ $answer == *$ip* ]] || return 1
	done
	exec {in}>&-
	wait "$pid"
}

@test "a slow stream is answered line by line" {
	answers_at_once table
	answers_at_once plain
	answers_at_once csv
	answers_at_once json '}'
}

# A sanitizer needs more room than there is.
limit_memory() {
	[[ $SHIELDADM == */san-* ]] || ulimit -v 60000
}

@test "its memory does not grow with the stream, nor with a line without end" {
	addresses 1000 >"$BATS_TEST_TMPDIR/list"
	for _ in {1..1000}; do
		cat "$BATS_TEST_TMPDIR/list"
	done >"$BATS_TEST_TMPDIR/million"
	[ "$(
		limit_memory
		shieldadm -q -o json geo lookup --file "$BATS_TEST_TMPDIR/million" | wc -l
	)" -eq 1000002 ]
	(
		limit_memory
		head -c 200000000 /dev/zero | tr '\0' x | shieldadm geo lookup - >"$BATS_TEST_TMPDIR/out" 2>&1
	) || [ $? -eq 2 ]
	grep -F "stdin:1: '" "$BATS_TEST_TMPDIR/out"
}

@test "when nobody reads any more it ends without a word" {
	addresses 200000 >"$BATS_TEST_TMPDIR/list"
	shieldadm -q -o plain geo lookup --file "$BATS_TEST_TMPDIR/list" 2>"$BATS_TEST_TMPDIR/err" | head -n 1
	assert_equal "$(cat "$BATS_TEST_TMPDIR/err")" ''
	run bash -c "yes 1.2.3.4 | timeout 120 '$SHIELDADM' -q -o plain geo lookup - | head -n 2 | wc -l"
	assert_equal "$status $output" '0 2'
}

# -- the file ---------------------------------------------------------------

@test "info tells of the file" {
	run_ok geo info
	assert_line --index 0 "file         $COUNTRY, 18012 bytes"
	assert_line --index 1 'type         GeoLite2-Country'
	assert_line --index 3 --regexp '^built +2026-02-04 22:49:29 UTC, [0-9]+ days ago$'
	assert_line 'search tree  IPv6, 1505 nodes, records of 28 bits'
	assert_line 'languages    en'
	assert_line 'fields       country_code; country'
	assert_line 'for Kamailio yes, its geoip2 finds country.iso_code'
	run_ok geo info --database "$ASN"
	assert_line 'for Kamailio no, its geoip2 finds no country.iso_code'
	run_ok -o json geo info --database "$CITY"
	assert_equal "$(jq -c '.database[0] | del(.age_days)' <<<"$output")" '{"path":"'"$CITY"'","type":"GeoLite2-City","description":"GeoLite2 City Test Database (fake GeoIP2 data, for example purposes only)","built":1770245369,"ip_version":6,"nodes":1465,"record_size":28,"languages":["en"],"fields":["country_code","country","region","city","postal_code","latitude","longitude","time_zone"],"kamailio_reads":true,"size":21088}'
	assert_equal "$(jq .database[0].age_days <<<"$output")" $((($(date +%s) - 1770245369) / 86400))
	run_ok -o csv geo info
	assert_equal "${#lines[@]}" 2
}
