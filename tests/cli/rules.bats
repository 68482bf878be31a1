# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# Rules of all six kinds, in ordinary use and with values that are no good.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

json() {
	jq -c "$1" <<<"$output"
}

# repeated TEXT TIMES
repeated() {
	local i text=
	for ((i = 0; i < $2; i++)); do
		text+=$1
	done
	printf '%s' "$text"
}

@test "each kind is stored as Kamailio numbers it, and the node holds it in its list" {
	run_ok ua block sipcli/ sipsak
	run_ok domain block bad.example
	run_ok user block sipvicious
	run_ok ip block 203.0.113.
	run_ok country block KP
	run_ok ua allow Yealink
	run_ok domain allow sip.example.com
	run_ok user allow alice
	run_ok ip allow 192.0.2.10
	run_ok country allow US CA
	run_ok dst block 00882

	run table_rules
	assert_output - <<-'ROWS'
		0 0 sipcli/
		0 0 sipsak
		0 2 bad.example
		0 4 sipvicious
		0 3 203.0.113.
		0 1 KP
		1 0 Yealink
		1 2 sip.example.com
		1 4 alice
		1 3 192.0.2.10
		1 1 US
		1 1 CA
		2 0 00882
	ROWS
	assert_equal "$(node_rules ua)" $'block sipcli/\nblock sipsak\nallow Yealink'
	assert_equal "$(node_rules domain)" $'block bad.example\nallow sip.example.com'
	assert_equal "$(node_rules user)" $'block sipvicious\nallow alice'
	assert_equal "$(node_rules ip)" $'block 203.0.113.\nallow 192.0.2.10'
	assert_equal "$(node_rules country | sort)" $'allow CA\nallow US\nblock KP'
	assert_equal "$(node_rules dst)" 'block 00882'
	run_ok status
}

@test "each kind lists its own entries, and removes them from either list" {
	local kind
	for kind in ua domain user ip; do
		shieldadm "$kind" block 10.1.
		shieldadm "$kind" allow 10.2.
	done
	shieldadm dst block 10.1.
	for kind in ua domain user ip; do
		run_ok "$kind" list -o json
		assert_equal "$(json '[.[] | [.kind, .action, .value]]')" \
			"[[\"$kind\",\"block\",\"10.1.\"],[\"$kind\",\"allow\",\"10.2.\"]]"
		run_ok "$kind" remove 10.1. 10.2. -o json
		assert_equal "$(json '[.changes[].result]')" '["removed","removed"]'
		assert_equal "$(node_rules "$kind")" ''
	done
	assert_equal "$(table_rules)" '2 0 10.1.'
	assert_equal "$(node_rules dst)" 'block 10.1.'
	run_ok dst remove 10.1.
	assert_equal "$(table_rules)$(node_rules dst)" ''
}

@test "blocking the scanners a second time doubles nothing" {
	run_ok ua block --scanners
	run_ok ua block --scanners -o json
	assert_equal "$(json '[.changes[].result] | unique')" '["present"]'
	assert_equal "$(json '.changes | length')" 12
	assert_equal "$(db_rows 'SELECT count(*), count(DISTINCT data) FROM secfilter')" $'12\t12'
	assert_equal "$(node_rules ua | wc -l)" 12
	run_ok ua block --scanners my-scanner
	assert_equal "$(node_rules ua | wc -l)" 13
}

@test "the same value in another case is the same entry" {
	run_ok ua block Friendly-Scanner
	run_ok ua block friendly-scanner FRIENDLY-SCANNER -o json
	assert_equal "$(json '[.changes[] | .result, .value] | unique')" '["Friendly-Scanner","present"]'
	assert_equal "$(table_rules)" '0 0 Friendly-Scanner'
	assert_equal "$(node_rules ua)" 'block Friendly-Scanner'
	run_ok ua remove fRIENDLY-sCANNER
	assert_equal "$(table_rules)$(node_rules ua)" ''
}

@test "a value given twice at once is one entry, and goes once" {
	run_ok ua block abcd ABCD abcd -o json
	assert_equal "$(json '[.changes[].result]')" '["added","present","present"]'
	assert_equal "$(table_rules)" '0 0 abcd'
	assert_equal "$(node_rules ua)" 'block abcd'
	run_ok ua remove abcd ABCD -o json
	assert_equal "$(json '[.changes[].result]')" '["removed"]'
	assert_equal "$(table_rules)$(node_rules ua)" ''
}

@test "a row that stands twice goes as a whole" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0,0,'twice'), (0,0,'TWICE')"
	run_ok sync
	run_ok ua remove twice
	assert_equal "$(table_rules)$(node_rules ua)" ''
}

@test "a node that is named twice gets an entry once" {
	run_ok --node edge1 --node edge1 ua block abcd
	assert_equal "$(node_rules ua)" 'block abcd'
}

@test "removing an entry leaves those that it is the beginning of" {
	run_ok ua block sip sipcli/ sipcli/v1
	fates <<-'FATES'
		dropped 127.9.1.1 sipp
		dropped 127.9.1.2 sipcli/v1.8
	FATES
	run_ok ua remove sip
	assert_equal "$(table_rules)" $'0 0 sipcli/\n0 0 sipcli/v1'
	assert_equal "$(node_rules ua)" $'block sipcli/\nblock sipcli/v1'
	fates <<-'FATES'
		answered 127.9.1.3 sipp
		dropped 127.9.1.4 sipcli/v1.8
		dropped 127.9.1.5 sipcli/v0
	FATES
	run_ok ua remove SIPCLI/
	fates <<-'FATES'
		dropped 127.9.1.6 sipcli/v1.8
		answered 127.9.1.7 sipcli/v0
	FATES
}

@test "removing what does not exist is told, and the rest of the command is done" {
	shieldadm ua block abcd sipcli/
	run_split shieldadm ua remove abcd sipcli nothing -o json
	assert_equal "$status" 3
	assert_equal "$(json '[.changes[] | [.value, .action, .result]]')" \
		'[["abcd","block","removed"],["sipcli",null,"absent"],["nothing",null,"absent"]]'
	assert_equal "$stderr" '{"error":{"status":3,"text":"2 of what was to be removed are not there: did you mean '\''sipcli/'\''?"}}'
	assert_equal "$(table_rules)" '0 0 sipcli/'
	assert_equal "$(node_rules ua)" 'block sipcli/'
}

@test "values come one a line from stdin or a file, with comments, CR LF and a byte order mark" {
	printf '\xef\xbb\xbffirst\r\n# comment\r\n\r\n  second one \t\r\nlast#1' >"$BATS_TEST_TMPDIR/list"
	run_ok ua block -- - <"$BATS_TEST_TMPDIR/list"
	run_ok user allow --file "$BATS_TEST_TMPDIR/list" fourth
	run_ok domain block --file - <<<'stdin.example'
	run table_rules
	assert_output - <<-'ROWS'
		0 0 first
		0 0 second one
		0 0 last#1
		1 4 fourth
		1 4 first
		1 4 second one
		1 4 last#1
		0 2 stdin.example
	ROWS
	run_ok ua remove - <"$BATS_TEST_TMPDIR/list"
	run_ok user test --file "$BATS_TEST_TMPDIR/list" -o json
	assert_equal "$(json '[.[].verdict]')" '["allowed","allowed","allowed"]'
	assert_equal "$(node_rules ua)" ''
}

bad_lines() {
	local file=$BATS_TEST_TMPDIR/bad
	printf 'good-one\n\n# comment\nbad\x01one\ngood-two\n' >"$file"
	run_fails 2 "$file:4: the user agent 'bad\\x01one' holds a control character" \
		ua block --file "$file"
	run_fails 2 "stdin:4: " ua block - <"$file"
	printf 'US\nGermany\n' >"$file"
	run_fails 2 "$file:2: a country is given by its code: DE" country allow --file "$file"
	printf 'good-one\nx\n' >"$file"
	run_fails 7 "$file:2: 'x' is short" ua block --file "$file"
	printf 'good-one\nnu\0l\n' >"$file"
	run_fails 2 "$file:2: the line holds a NUL byte" ua block --file "$file"
	printf '\n# nothing\n' >"$file"
	run_fails 2 "there is no value in '$file'" ua block --file "$file"
	run_fails 2 "there is no value in 'stdin'" ua remove - </dev/null
	run_fails 2 "cannot read '$file.not': No such file" ua block --file "$file.not" abcd
	run_fails 8 "cannot read '$BATS_TEST_TMPDIR': Is a directory" \
		ua block --file "$BATS_TEST_TMPDIR" abcd
}

@test "a bad line is told by its number, and nothing of the file is stored" {
	shieldadm ua block stands
	nothing_changes bad_lines
}

bad_values() {
	local kind
	for kind in ua domain user dst ip; do
		run_fails 2 "is empty: it would match everything" "$kind" block 10.1. ''
		run_fails 2 "has 65 bytes: the table holds 64" "$kind" block "$(repeated x 65)"
		run_fails 2 "holds a control character" "$kind" block $'tab\tin'
		run_fails 2 "holds a control character" "$kind" block $'line\nin'
		run_fails 2 "'esc\\x1b[31m' holds a control character" "$kind" block $'esc\e[31m'
		run_fails 2 "holds a control character" "$kind" block $'c1\xc2\x9b31m'
		run_fails 2 "'bad\\xff\\xfe' is not valid UTF-8" "$kind" block $'bad\xff\xfe'
		run_fails 2 "is not valid UTF-8" "$kind" block $'overlong\xc0\xaf'
		run_fails 2 "is not valid UTF-8" "$kind" block $'surrogate\xed\xa0\x80'
		run_fails 2 "no value is given" "$kind" block
		run_fails 2 "no value is given" "$kind" remove
		run_fails 2 "no value is given" "$kind" test
	done
	# 22 characters, 66 bytes
	run_fails 2 "has 66 bytes" ua block "$(repeated € 22)"
	run_fails 7 "' abc' has a space at an end" ua block ' abc'
	run_fails 7 "has a space at an end" ua allow 'abc '
}

@test "values that cannot be stored, or would match everything, are refused" {
	shieldadm ua block stands
	nothing_changes bad_values
}

@test "64 bytes are stored whole, however many characters they are" {
	local x euro
	x=$(repeated x 64)
	euro=$(repeated € 21)o
	run_ok ua block "$x" "$euro"
	assert_equal "$(node_rules ua)" "block $x"$'\n'"block $euro"
	assert_equal "$(db_rows 'SELECT length(CAST(data AS blob)) FROM secfilter')" $'64\n64'
}

bad_countries() {
	run_fails 2 "a country is given by its code: DE for 'germany'" country allow germany
	run_fails 2 "a country is given by its code: US for 'USA'" country allow USA
	run_fails 2 "'Atlantis' is not a country code" country allow Atlantis
	run_fails 2 "'U' is not a country code" country allow U
	run_fails 2 "'U1' is not a country code" country block U1
	run_fails 2 "is not a country code" country allow 'ÜS'
	run_fails 2 "is empty" country allow ''
	run_fails 7 "'UK' is not a country of ISO 3166: --force stores it" country allow CA UK
}

@test "a country is a code of ISO 3166, in either case; names and unknown codes are refused" {
	run_ok country allow us gb
	assert_line --regexp '^added +country allow +US +United States$'
	assert_line --regexp '^added +country allow +GB +United Kingdom$'
	nothing_changes bad_countries
	run_ok country allow XK --force
	assert_equal "$(table_rules)" $'1 1 US\n1 1 GB\n1 1 XK'
	run_ok country list
	assert_line --regexp '^[0-9]+ +country +allow +US +United States$'
}

bad_ips() {
	run_fails 2 "a network never matches" ip block 10.0.0.0/8
	run_fails 2 "'zzz' is not the beginning of an IP address" ip block zzz
	run_fails 2 "'1.2.3.4.5.6' is not the beginning of an IP address" ip block 1.2.3.4.5.6
	run_fails 2 "'256.1.' is not the beginning of an IP address" ip block 10.1. 256.1.
	run_fails 2 "'1..2' is not the beginning of an IP address" ip allow 1..2
	run_fails 2 "a network never matches" ip block 10.0.0.0/8 --force
}

@test "an ip entry is compared as text: a network is refused, longer addresses are told" {
	nothing_changes bad_ips
	run_ok ip block 1.1.1.1
	[[ $stderr == *"it also catches longer addresses that begin with it, such as 1.1.1.10"* ]]
	run_ok ip block 1.1.1. 2001:db8: 203.0.113.99 192.0.2.26 192.0.2.0
	[[ $stderr != *longer* ]]
	run_split shieldadm ip test 1.1.1.10 -o json
	assert_equal "$status" 1
	assert_equal "$(json '.[0] | [.verdict, .entry]')" '["blocked","1.1.1."]'
}

short_values() {
	run_fails 7 "'Ye' is short: it would match every user agent that begins with it" \
		ua block friendly Ye
	run_fails 7 "'é1' is short" ua allow é1
	run_fails 7 "'0' is short" dst block 0
}

@test "a short prefix needs --force, and catches all that begins with it" {
	nothing_changes short_values
	run_ok ua block Ye --force
	[[ $stderr == *"'Ye' is short: it blocks every user agent that begins with it, in either case"* ]]
	run_ok ua block sip
	[[ $stderr == *"'sip' is short: it blocks every"* ]]
	run_ok ua block exec.
	assert_equal "$stderr" ''
	run_ok ua remove sip exec.
	assert_equal "$(table_rules)" '0 0 Ye'
	fates <<-'FATES'
		dropped 127.9.2.1 Yealink-T54W
		dropped 127.9.2.2 yes
		answered 127.9.2.3 Grandstream
	FATES
}

last_country() {
	run_fails 7 "no country would be allowed any more" country remove US ca
	run_fails 7 "--yes does it all the same" country remove US CA --dry-run
}

@test "the last allowed country is not removed without --yes" {
	shieldadm country allow US CA
	nothing_changes last_country
	run_ok country remove CA ca
	run_fails 7 "no country would be allowed any more" country remove us
	sip_answered 127.1.3.1 phone
	run_ok country remove US --yes
	assert_equal "$(table_rules)$(node_rules country)" ''
	sip_dropped 127.1.3.2 phone
}

@test "destinations reach the node by a reload, which keeps what else it holds" {
	shieldadm ua block abcd
	lab_kamcmd "$NODE" secfilter.add_wl country DE
	run_ok dst block 00882 +49900 1900
	assert_equal "$(table_rules)" $'0 0 abcd\n2 0 00882\n2 0 +49900\n2 0 1900'
	assert_equal "$(node_rules dst | sort)" $'block +49900\nblock 00882\nblock 1900'
	assert_equal "$(node_rules ua)" 'block abcd'
	assert_equal "$(node_rules country)" 'allow DE'
	run_ok dst block 00882 -o json
	assert_equal "$(json '.changes[0].result')" '"present"'
	run_fails 2 "'dst' has no 'allow'" dst allow 123
	run_ok dst remove +49900
	assert_equal "$(node_rules dst | sort)" $'block 00882\nblock 1900'
	run_split shieldadm dst test 00882 0088213 -o json
	assert_equal "$status" 1
	assert_equal "$(json '[.[] | [.verdict, .entry]]')" '[["blocked","00882"],["not listed",null]]'
}

@test "entries typed into kamcmd survive the reload of a removal, and are told" {
	shieldadm ua block abcd
	lab_kamcmd "$NODE" secfilter.add_bl ua by-hand
	lab_kamcmd "$NODE" secfilter.add_wl country DE
	lab_kamcmd "$NODE" secfilter.add_bl user by-hand
	run_ok ua remove abcd
	assert_equal "$(node_rules ua)" 'block by-hand'
	assert_equal "$(node_rules country)" 'allow DE'
	assert_equal "$(node_rules user)" 'block by-hand'
	[[ $stderr == *"edge1: it also holds 3 entries more than is stored"*"shieldadm sync"* ]]
	fates <<-'FATES'
		dropped 127.9.4.1 by-hand
		answered 127.3.4.1 phone
		answered 127.9.4.2 abcd
	FATES
	run_split shieldadm status
	assert_equal "$status" 1
	run_ok sync
	assert_equal "$(node_rules ua)$(node_rules country)$(node_rules user)" ''
}

@test "test answers as the node does: beginning, either case, allowed before blocked" {
	shieldadm ua block sip friendly
	shieldadm ua allow sipura
	run_split shieldadm ua test SIPcli/1 Sipura-2000 xsipcli fri FRIENDLY-scanner -o json
	assert_equal "$status" 1
	assert_equal "$(json '[.[] | [.value, .verdict, .entry]]')" "$(jq -c . <<-'JSON'
		[["SIPcli/1","blocked","sip"],["Sipura-2000","allowed","sipura"],
		["xsipcli","not listed",null],["fri","not listed",null],
		["FRIENDLY-scanner","blocked","friendly"]]
	JSON
	)"
	fates <<-'FATES'
		dropped 127.9.5.1 SIPcli/1
		answered 127.9.5.2 Sipura-2000
		answered 127.9.5.3 xsipcli
		answered 127.9.5.4 fri
		dropped 127.9.5.5 FRIENDLY-scanner
	FATES
	run_ok ua test Sipura-2000 xsipcli
}

@test "a country is allowed, blocked or, as any other, not allowed" {
	shieldadm country allow US
	shieldadm country block CN
	run_split shieldadm country test us CN de -o json
	assert_equal "$status" 1
	assert_equal "$(json '[.[].verdict]')" '["allowed","blocked","not allowed"]'
	fates <<-'FATES'
		answered 127.1.6.1 phone
		dropped 127.2.6.1 phone
		dropped 127.3.6.1 phone
	FATES
	run_ok country test US
}

@test "a block without effect, and an allowance that undoes a block, are told" {
	shieldadm ua allow sip
	run_ok ua block sipcli/
	[[ $stderr == *"blocking 'sipcli/' has no effect: 'sip' is allowed"* ]]
	[[ $stderr == *"shieldadm ua remove 'sip'"* ]]
	sip_answered 127.9.7.1 sipcli/v1
	run_ok ua allow sipcli
	[[ $stderr == *"allowing 'sipcli' also lets through what 'sipcli/' blocks"* ]]
	run_ok ua allow other
	[ -z "$stderr" ]
}

@test "whatever stands in the table can be removed" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES
		(0, 0, 'esc' || char(27) || '[31m'), (0, 0, CAST(x'62616420ff' AS text)),
		(0, 1, 'Germany'), (1, 1, 'X')"
	run_ok ua remove $'esc\e[31m' $'bad \xff'
	run_ok country remove germany x --yes
	assert_equal "$(table_rules)" ''
}

@test "an IPv6 address is stored in the form in which Kamailio writes it" {
	run_ok ip block 0:0:0:0:0:0:0:1 2001:DB8:0:0::5
	assert_equal "$(table_rules)" $'0 3 ::1\n0 3 2001:db8::5'
	assert_equal "$(node_rules ip | LC_ALL=C sort)" $'block 2001:db8::5\nblock ::1'
	run_ok ip block ::1 -o json
	assert_equal "$(json '[.changes[].result]')" '["present"]'
	run_ok ip remove ::1
	assert_equal "$(table_rules)" '0 3 2001:db8::5'
	assert_equal "$(node_rules ip)" 'block 2001:db8::5'
}

@test "a destination typed into kamcmd, which a removal's reload loses, is told" {
	shieldadm ua block abcd
	shieldadm dst block 00882
	lab_kamcmd "$NODE" secfilter.add_dst 555
	run_ok ua remove abcd
	[[ $stderr == *"edge1: the destination '555' was in its memory only"*"shieldadm dst block '555' stores it"* ]]
	[[ $stderr != *00882* ]]
	assert_equal "$(table_rules)" '2 0 00882'
	assert_equal "$(node_rules dst)" 'block 00882'
	run_ok dst block 555
	assert_equal "$(node_rules dst | sort)" $'block 00882\nblock 555'
	run_ok status
}

@test "of a list that the article's route does not ask about the function is named that does" {
	run_ok ip block 203.0.113.
	[[ $stderr == *"does not ask about this list: in kamailio.cfg secf_check_ip() does"* ]]
	run_ok dst block 00882
	[[ $stderr == *"secf_check_dst()"* ]]
	run_ok domain block bad.example
	[[ $stderr == *"secf_check_from_hdr(), secf_check_to_hdr() and secf_check_contact_hdr() do,"* ]]
	run_ok user allow alice
	[[ $stderr == *"secf_check_from_hdr()"* ]]
	run_ok ua block friendly-scanner
	[ -z "$stderr" ]
	run_ok country allow US
	[ -z "$stderr" ]
	run_ok ip remove 203.0.113.
	[ -z "$stderr" ]
}
