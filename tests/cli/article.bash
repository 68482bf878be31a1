# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The article's steps 5 to 7 and its restart, whatever the database and the way in.
# 127.1.x.y is US, 127.2.x.y is CN, 127.9.x.y no country at all.

# As the twelve introduce themselves, $1 telling the sources apart.
scanner_fates() {
	fates <<-FATES
		$2 127.9.$1.1 friendly-scanner
		$2 127.9.$1.2 sipcli/v1.8
		$2 127.9.$1.3 VaxSIPUserAgent/3.1
		$2 127.9.$1.4 pplsip
		$2 127.9.$1.5 system
		$2 127.9.$1.6 exec.
		$2 127.9.$1.7 sipsak 0.9.6
		$2 127.9.$1.8 SIPVICIOUS
		$2 127.9.$1.9 siparmyknife
		$2 127.9.$1.10 VaxIPUserAgent/3.5
		$2 127.9.$1.11 SIParator/1
		$2 127.9.$1.12 eyeBeam release 1100
		answered 127.9.$1.13 Yealink-T54W
		answered 127.9.$1.14 xfriendly-scanner
	FATES
}

scanners_are_dropped() {
	scanner_fates 1 answered
	run_ok ua block --scanners
	scanner_fates 2 dropped
	lab_kamailio_restart "$NODE"
	scanner_fates 3 dropped
}

# Nobody is in the table of addresses, so a country that is not allowed is dropped.
country_fates() {
	fates <<-FATES
		$2 127.1.$1.1 phone
		dropped 127.2.$1.1 phone
		dropped 127.3.$1.1 phone
		answered 127.9.$1.1 phone
	FATES
}

allowed_country_is_answered() {
	country_fates 1 dropped
	run_ok country allow US
	country_fates 2 answered
	lab_kamailio_restart "$NODE"
	country_fates 3 answered
}

address_fates() {
	fates <<-FATES
		$1 127.2.1.7 phone
		dropped 127.2.1.8 phone
		dropped 127.2.1.70 phone
	FATES
}

allowed_address_is_answered() {
	address_fates dropped
	run_ok addr add 127.2.1.7/32 carrier
	address_fates answered
	lab_kamailio_restart "$NODE"
	address_fates answered
}

all_fates() {
	fates <<-FATES
		dropped 127.9.$1.1 friendly-scanner
		dropped 127.1.$1.1 sipvicious
		answered 127.1.$1.2 phone
		dropped 127.2.$1.1 phone
		answered 127.2.9.9 phone
		dropped 127.2.9.8 phone
		dropped 127.2.9.9 sipsak
	FATES
}

steps_5_to_7_hold() {
	run_ok ua block --scanners
	assert_line --regexp '^edge1 +live, verified$'
	run_ok country allow US
	assert_line --regexp '^edge1 +live, verified$'
	run_ok addr add 127.2.9.9 carrier
	assert_line --regexp '^edge1 +live, verified$'
	all_fates 4
	lab_kamailio_restart "$NODE"
	all_fates 5
	run_ok status
	run_ok ua remove --file <(printf '%s\n' friendly-scanner sipvicious)
	run_ok addr remove 127.2.9.9 --yes
	fates <<-FATES
		answered 127.9.6.1 friendly-scanner
		answered 127.1.6.1 sipvicious
		dropped 127.9.6.2 sipcli/v1.8
		answered 127.1.6.2 phone
		dropped 127.2.9.9 phone
	FATES
}

# What a database or a client of it could take for something else.
strange_values() {
	cat <<-'VALUES'
		it's "quoted" `so`
		back\slash\n\x41\
		100%s %d %n __
		Müller – 電話 ☎
		x'); DROP TABLE secfilter; --
		$(id) ${HOME} {s:1}
		{"json":[1,2]}
		xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
		€uro€uro€uro€uro€uro€uro€uro€uro€uro€uroo
	VALUES
}

# Each line as hex digits, in upper case.
as_hex() {
	local line
	while IFS= read -r line; do
		printf '%s' "$line" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F
		echo
	done
}

values_arrive_byte_for_byte() {
	strange_values >"$BATS_TEST_TMPDIR/values"
	run_ok --force ua block --file "$BATS_TEST_TMPDIR/values"
	run_ok user allow --file "$BATS_TEST_TMPDIR/values"
	as_hex <"$BATS_TEST_TMPDIR/values" >"$BATS_TEST_TMPDIR/hex"
	db_rows 'SELECT hex(data) FROM secfilter WHERE type = 0 ORDER BY id' |
		diff "$BATS_TEST_TMPDIR/hex" -
	db_rows 'SELECT hex(data) FROM secfilter WHERE type = 4 ORDER BY id' |
		diff "$BATS_TEST_TMPDIR/hex" -
	sort "$BATS_TEST_TMPDIR/values" >"$BATS_TEST_TMPDIR/sorted"
	node_rules ua | sed 's/^block //' | sort | diff "$BATS_TEST_TMPDIR/sorted" -
	node_rules user | sed 's/^allow //' | sort | diff "$BATS_TEST_TMPDIR/sorted" -
	lab_kamailio_restart "$NODE"
	node_rules ua | sed 's/^block //' | sort | diff "$BATS_TEST_TMPDIR/sorted" -
	run_ok status
	run_ok ua remove --file "$BATS_TEST_TMPDIR/values"
	assert_equal "$(node_rules ua)" ""
	assert_equal "$(db_rows 'SELECT count(*) FROM secfilter')" 9
}
