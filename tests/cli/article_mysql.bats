# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The article's steps on MariaDB.

load helper
load article

setup_file() {
	lab_up mysql
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

@test "MariaDB: the scanners' user agents are dropped at once, and after a restart" {
	scanners_are_dropped
}

@test "MariaDB: callers of an allowed country are answered, of others dropped, and after a restart" {
	allowed_country_is_answered
}

@test "MariaDB: an allowed address is answered from a dropped country, and after a restart" {
	allowed_address_is_answered
}

@test "MariaDB: all steps together hold over a restart, and what is taken back is gone" {
	steps_5_to_7_hold
}

@test "MariaDB: strange values arrive byte for byte in the table and on the node" {
	db_rows 'ALTER TABLE secfilter CONVERT TO CHARACTER SET utf8mb4'
	values_arrive_byte_for_byte
}

@test "MariaDB: a value that the table's character set lacks is refused, not cut or changed" {
	db_rows 'ALTER TABLE secfilter CONVERT TO CHARACTER SET latin1'
	shieldadm ua block Müller
	run_fails 4 "Incorrect string value" ua block before-it 電話機 after-it
	assert_equal "$(db_rows 'SELECT hex(data) FROM secfilter')" 4DFC6C6C6572
	assert_equal "$(node_rules ua)" "block Müller"
}
