# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# The same Kamailio with the other choice in each of the hardening's policies, the phones
# looked for in the table location, and on MariaDB.

load helper
load attack

setup_file() {
	attack_up mysql SHIELDADM_DROP_UNKNOWN_COUNTRY SHIELDADM_DROP_NO_UA \
		WITH_USRLOCDB
	customers_begin
}

teardown_file() {
	lab_cleanup
}

@test "who comes from no country that GeoIP knows is dropped, but for the table and the server" {
	blocked "source IP country '' is not allowlisted" 127.9.30.1 phone
	run_ok addr add 127.9.30.2 customer
	let_in 401 127.9.30.2 phone
	let_in 401 127.0.0.1 phone
	let_in 401 127.1.30.1 phone
}

@test "who begins something without a user agent is dropped, but for the table" {
	blocked "useragent '<null>' is blocklisted" 127.1.31.1 ''
	blocked "useragent '<null>' is blocklisted" 127.1.31.2 '' INVITE
	let_in 401 127.2.1.1 ''
}

@test "what belongs to a call needs no user agent" {
	local tag=';tag=1'
	SIP_TO="<sip:1000@127.0.0.1>$tag" let_in 404 127.1.32.1 '' BYE
}

@test "an address in Contact passes" {
	SIP_CONTACT=192.0.2.1 let_in 401 127.1.33.1 phone
}

@test "a phone in the table location is answered to, though nobody has logged in from there" {
	blocked 'is not from a registered endpoint' 127.1.34.1 phone OPTIONS
	db_rows "INSERT INTO location (ruid, username, contact, expires) VALUES
		('attack-1', '1003', 'sip:1003@127.1.34.2:5060', '2040-01-01 00:00:00')"
	let_in 200 127.1.34.2 phone OPTIONS
}

@test "a user agent of the article's and a foreign country are dropped here too" {
	blocked "useragent 'sipcli/1' is blocklisted" 127.1.35.1 sipcli/1
	blocked "source IP country 'CN' is not allowlisted" 127.2.35.1 phone
}

@test "through all of it the phones have logged in, and every call of theirs came about" {
	customers_end 2
}
