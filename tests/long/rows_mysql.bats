# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The tests of tests/cli/rows_mysql.bats, with many more rows.

load ../cli/helper
load ../cli/rows

setup_file() {
	rows_up mysql
}

teardown_file() {
	lab_cleanup
}

@test "each of 2,000 rows that MariaDB stores is to db check and the lists what a node makes of it" {
	all_agree 2000 50
}

@test "30 tables of MariaDB are what their exports say, and their sources are let in" {
	all_come_back 30 40
}
