# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The tests of rows.bats that draw rows, on MariaDB: its columns cut and turn what they
# cannot hold, and its comparisons leave out case and blanks at the end.

load helper
load rows

setup_file() {
	rows_up mysql
}

teardown_file() {
	lab_cleanup
}

@test "each of 40 rows that MariaDB stores is to db check and the lists what a node makes of it" {
	all_agree 40 10
}

@test "tables of MariaDB are what their exports say, and their sources are let in as addr test says" {
	all_come_back 2 30
}

@test "a NULL in a number of secfilter stops a reload with MariaDB, and db check says that it harms" {
	local row
	tables_of 0
	for row in "NULL, 0, 'sipcli/'" "0, NULL, 'sipcli/'"; do
		db_rows "DELETE FROM secfilter; INSERT INTO secfilter (action, type, data) VALUES
			(0, 0, 'friendly-scanner'), ($row), (0, 0, 'sipvicious')"
		run lab_kamcmd "$NODE" secfilter.reload
		assert_output --partial 'Error loading data from database'
		run --separate-stderr shieldadm db check -o json
		assert_equal "$(jq -c '[.rows[] | .verdict]' <<<"$output")" '["harms"]'
		assert_output --partial 'is NULL: with MySQL a reload reads a random number there'
		run_fails 7 'would harm every node that reloads' reload
	done
}
