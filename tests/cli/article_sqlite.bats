# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The article's steps on SQLite.

load helper
load article

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

@test "SQLite: the scanners' user agents are dropped at once, and after a restart" {
	scanners_are_dropped
}

@test "SQLite: callers of an allowed country are answered, of others dropped, and after a restart" {
	allowed_country_is_answered
}

@test "SQLite: an allowed address is answered from a dropped country, and after a restart" {
	allowed_address_is_answered
}

@test "SQLite: all steps together hold over a restart, and what is taken back is gone" {
	steps_5_to_7_hold
}

@test "SQLite: strange values arrive byte for byte in the table and on the node" {
	values_arrive_byte_for_byte
}

@test "the probe and a sender that knows nothing of shieldadm say the same" {
	shieldadm country allow US
	shieldadm ua block friendly-scanner
	probe_is_right dropped 127.9.7.1 friendly-scanner
	probe_is_right answered 127.9.7.2 phone
	probe_is_right answered 127.9.7.3 ''
	probe_is_right answered 127.1.7.1 phone REGISTER
	probe_is_right dropped 127.2.7.1 phone INVITE
}
