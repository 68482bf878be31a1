# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# One dialect for each list that a command reads: files, and stdin.  setup.bats has what
# is pasted, tests/unit/feed/ the dialect itself.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
	lab_kamcmd "$NODE" htable.flush ipban >/dev/null
	LIST=$BATS_TEST_TMPDIR/list
	BASE=192.0.2.1
	printf '[geoip]\ndatabase = %s\n' "$REPO/tests/mmdb/GeoLite2-Country-Test.mmdb" >"$BATS_TEST_TMPDIR/geo.conf"
}

teardown_file() {
	lab_cleanup
}

# odd VALUE...: a list of these in an odd dress: a byte order mark, CR LF, blanks,
# comments, and notes behind values.
odd() {
	printf '\xef\xbb\xbf# comment\r\n; comment\r\n\r\n'
	printf '  %s # note\r\n%s ; note\r\n%s' "$@"
}

# refuses COMMAND...: gzip and UTF-16 are told, with what to do.
refuses() {
	printf '%s\n' "$BASE" | gzip >"$LIST.gz"
	run_fails 2 "'stdin' is compressed with gzip: zcat FILE | shieldadm ... -" "$@" <"$LIST.gz"
	printf '%s\n' "$BASE" | iconv -t UTF-16 >"$LIST.16"
	run_fails 2 "'stdin' is text in UTF-16: iconv -f UTF-16 -t UTF-8 FILE" "$@" <"$LIST.16"
	printf '%s\n' "$BASE" | iconv -t UTF-16LE >"$LIST.16"
	run_fails 2 "'stdin' is text in UTF-16" "$@" <"$LIST.16"
}

json() {
	jq -r "$1" <<<"$output"
}

values() {
	json '[.changes[].value] | join(",")'
}

@test "ua: a comment is a whole line, for a user agent may hold # and ;" {
	printf '\xef\xbb\xbf# comment\r\n; comment\r\nVoIP; v1 #2\r\n  second one  \r\nlast' >"$LIST"
	run_ok ua block --file "$LIST" -o json
	assert_equal "$(values)" 'VoIP; v1 #2,second one,last'
	run_ok ua block - -o json <<<$'id,value\n1,"a, b"\n2,third'
	assert_equal "$(values)" 'a, b,third'
	run_ok ua block - -o json <<<'["fourth", "fifth"]'
	assert_equal "$(values)" fourth,fifth
	run_ok ua block - -o json <<<$'{"value":"sixth # one"}\n{"value":"seventh"}'
	assert_equal "$(values)" 'sixth # one,seventh'
	shieldadm ua list -o csv >"$LIST"
	run_ok ua remove --file "$LIST"
	refuses ua block -
}

@test "country: what is listed can be given back, as CSV and as JSON" {
	odd US DE FR >"$LIST"
	run_ok country allow --file "$LIST" -o json
	assert_equal "$(values)" US,DE,FR
	run_ok country block - -o json <<<$'country\nKP ; note\n"IR"'
	assert_equal "$(values)" KP,IR
	shieldadm country list -o json >"$LIST"
	run_ok country test --file <(printf 'US # note\n') -o json
	run_ok country allow - --force <<<'["CA", "GB"]'
	run_ok country remove --file "$LIST" --force
	assert_equal "$(table_rules | grep -vw ZZ)" $'1 1 CA\n1 1 GB'
	refuses country allow -
}

@test "addr: ranges, notes, and the columns of CSV and JSON" {
	odd 192.0.2.1 192.0.2.16-17 198.51.100.0/24 >"$LIST"
	printf '\r\n203.0.113.2 - 203.0.113.3 the last\r\n' >>"$LIST"
	run_ok addr add --file "$LIST" carrier
	assert_equal "$(table_addresses | cut -d' ' -f2,3 | paste -sd,)" \
		'192.0.2.1 32,192.0.2.16 31,198.51.100.0 24,203.0.113.2 31'
	shieldadm addr list -o json >"$LIST"
	run_ok addr remove --file "$LIST"
	assert_equal "$(table_addresses)" ''
	run_ok addr add - carrier <<<$'ip,mask,port,tag\n192.0.2.0,28,5060,"A, B"'
	assert_equal "$(table_addresses)" '1 192.0.2.0 28 5060 A, B'
	run_ok addr add - carrier <<<'["192.0.2.7", "192.0.2.8"]'
	run_ok addr test - <<<$'192.0.2.7 # note\n192.0.2.8 ; note'
	refuses addr add - carrier
}

@test "a dotted netmask beside an address is refused, and nothing is stored" {
	local mask="'255.255.0.0' is a netmask: write 10.9.0.0/16"
	printf '192.0.2.1\n10.9.0.0 255.255.0.0\n' >"$LIST"
	run_fails 2 "$LIST:2: $mask" addr add --file "$LIST" carrier
	run_fails 2 "stdin:1: $mask" addr add - carrier <<<$'10.9.0.0\t255.255.0.0'
	run_fails 2 "$mask" addr add 10.9.0.0 255.255.0.0 carrier
	run_split shieldadm import "$LIST" -g carrier
	assert_equal "$status" 2
	assert_line --regexp "^2 +10.9.0.0 255.255.0.0 +$mask"
	assert_equal "$(table_addresses)" ''
	run_split shieldadm ban import "$LIST" -o json
	assert_success
	[[ $stderr == *"line 2: $mask"* ]]
	assert_equal "$(json '[.changes[].address] | join(",")')" 192.0.2.1
}

@test "all lines that are wrong are told with their numbers, and nothing is stored" {
	printf '192.0.2.1\n192.0.2.300\n10.0.0.1/8\n10.9.0.0 255.255.0.0\n192.0.2.2\n' >"$LIST"
	run_fails 2 '3 of 5 values are invalid, so nothing was done' addr add --file "$LIST" carrier
	[[ $stderr == *"$LIST:2: "*"$LIST:3: "*"$LIST:4: '255.255.0.0' is a netmask"* ]]
	assert_equal "$(table_addresses)" ''
	printf 'sipcli/\n^a.*\nx|y\n' >"$LIST"
	run_fails 7 '2 of 3 values are invalid, so nothing was done' ua block --file "$LIST"
	[[ $stderr == *"$LIST:2: '^a.*'"*"$LIST:3: 'x|y'"* ]]
	assert_equal "$(table_rules)" ''
	run_fails 2 '2 of 3 values are invalid' ban add - <<<$'203.0.113.1\nx\n203.0.113.0/24'
	[[ $stderr == *"stdin:2: 'x'"*"stdin:3: '203.0.113.0/24' is a network"* ]]
	run_fails 2 "stdin:2: the list bans it: 'ban'" addr add - carrier <<<$'scope,type,value\nip,ban,203.0.113.9'
}

@test "import reads the same" {
	odd 192.0.2.1 192.0.2.16-17 198.51.100.0/24 >"$LIST"
	run_ok import - -g carrier --print <"$LIST"
	assert_output $'192.0.2.1\n192.0.2.16/31\n198.51.100.0/24'
	run_ok import - -g carrier --print <<<$'{"ip":"192.0.2.1"}\n{"ip":"192.0.2.0","mask":28}'
	assert_output $'192.0.2.0/28\n192.0.2.1'
	run_ok import - -g carrier --print <<<'192.0.2.1 192.0.2.2 two of a kind'
	assert_output $'192.0.2.1\n192.0.2.2'
	run_ok import - -g carrier --print <<<$'2026-01-01,scan,192.0.2.1'
	assert_output 192.0.2.1
	odd US DE FR >"$LIST"
	run_ok import - --kind country --action allow --print <"$LIST"
	assert_output $'US\nDE\nFR'
	refuses import - -g carrier
}

@test "bans: the same for ban add, remove, test and import" {
	odd 203.0.113.1 203.0.113.2 203.0.113.3 >"$LIST"
	run_ok ban add - -o json <"$LIST"
	assert_equal "$(json '[.changes[].address] | join(",")')" 203.0.113.1,203.0.113.2,203.0.113.3
	run_split shieldadm ban test --file "$LIST" -o json
	assert_equal "$(json '[.[].banned] | join(",")')" true,true,true
	run_ok ban remove - <<<$'when,ip\nnow,203.0.113.1\n'
	run_ok ban remove - <<<'[{"ip":"203.0.113.2"},{"ip":"203.0.113.3"}]'
	run_ok ban import - -o json <"$LIST"
	assert_equal "$(json '[.changes[].result] | join(",")')" added,added,added
	lab_kamcmd "$NODE" htable.seti auth_try s:203.0.113.1 1 >/dev/null
	run_ok auth reset - <<<$'; comment\n203.0.113.1'
	refuses ban add -
	refuses ban import -
}

@test "geo lookup reads the same" {
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/geo.conf
	chmod 600 "$SHIELDADM_CONFIG"
	odd 2.125.160.216 81.2.69.160 2001:218::1 >"$LIST"
	run_ok -o plain geo lookup - <"$LIST"
	assert_equal "$(cut -f 1 <<<"$output" | paste -sd,)" 2.125.160.216,81.2.69.160,2001:218::1
	run_ok -o plain geo lookup - <<<$'when,ip\nnow,2.125.160.216'
	assert_equal "$(cut -f 1 <<<"$output")" 2.125.160.216
	run_ok -o plain geo lookup - <<<'["2.125.160.216", "81.2.69.160"]'
	assert_equal "$(cut -f 1 <<<"$output" | paste -sd,)" 2.125.160.216,81.2.69.160
	run_ok -o plain geo lookup - <<<$'{"ip":"2.125.160.216"}\n{"ip":"81.2.69.160"}'
	assert_equal "$(cut -f 1 <<<"$output" | paste -sd,)" 2.125.160.216,81.2.69.160
	refuses geo lookup -
}

@test "check reads the same" {
	odd 127.1.6.1 127.1.6.2 127.1.6.3 >"$LIST"
	run_split shieldadm check - -o json <"$LIST"
	assert_equal "$(json '[.[].source] | join(",")')" 127.1.6.1,127.1.6.2,127.1.6.3
	run_split shieldadm check - -o json <<<'["127.1.6.1", {"ip":"127.1.6.2"}]'
	assert_equal "$(json '[.[].source] | join(",")')" 127.1.6.1,127.1.6.2
	run_split shieldadm check - -o json <<<$'# comment\nip,ua\n; comment\n127.1.6.1,"a; b # c"'
	assert_equal "$(json '[.[].source] | join(",")')" 127.1.6.1
	refuses check -
}

@test "what makes a network of an address is told, not left out" {
	local list=$BATS_TEST_TMPDIR/list
	for line in '198.51.100.0 to 198.51.100.255' '198.51.100.0 mask 255.255.255.0' \
		'198.51.100.0 /24' '198.51.100.0 thru 198.51.100.9'; do
		printf '%s\n' "$line" >"$list"
		run_split shieldadm import "$list" --group 3 --print
		assert_equal "$status" 2
		assert_output --partial 'may be a network or a range'
	done
	printf 'network,prefix_length\n198.51.100.0,24\n' >"$list"
	run_ok import "$list" --group 3 --print
	assert_output 198.51.100.0/24
}

@test "a row that is neither block nor allow, or the contrary of --action, is not guessed at" {
	local list=$BATS_TEST_TMPDIR/list
	printf 'country,action\nCN,deny\n' >"$list"
	run_split shieldadm import "$list" --kind country --action allow
	assert_equal "$status" 2
	assert_output --partial "its action 'deny' is neither block nor allow"
	printf 'country,action\nCN,block\n' >"$list"
	run_split shieldadm import "$list" --kind country --action allow
	assert_equal "$status" 2
	assert_output --partial 'says the contrary'
	run_ok import "$list" --kind country
	assert_equal "$(table_rules)" '0 1 CN'
	db_rows 'DELETE FROM secfilter'
}
