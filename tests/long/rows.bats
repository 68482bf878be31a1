# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The test of tests/cli/rows.bats, with many more rows.

load ../cli/helper
load ../cli/rows

setup_file() {
	rows_up sqlite
}

teardown_file() {
	lab_cleanup
}

@test "each of 5,000 rows drawn at random is to db check and the lists what a node makes of it" {
	all_agree 5000 250
}
