# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets output, stderr, status
#
# The same with SQLite, and a disk that is full.

load policy

setup_file() {
	lab_up sqlite
	somebody_is_registered
	make_policies
}

teardown_file() {
	lab_cleanup
}

@test "killed at any of 24 moments, an apply of 10,000 rows is whole or not there, and so is its history" {
	local n
	measure
	for n in {1..24}; do
		other
		in_background -y apply "$wanted" --prune
		moment "$n" 24
		kill_it
		is_whole "$before" "$after" "$what"
	done
}

@test "a disk that is full: nothing is stored, that is told, and nodes stay as they are" {
	local blocks n
	other
	[ "$wanted" = "$FULL" ] || run_ok -y -q apply "$wanted" --prune
	other
	# room for the file as it is, and for some of the change
	blocks=$(($(stat -c %s "${LAB_DBURL#sqlite:///}") / 1024))
	for n in 1 40 200; do
		run_split bash -c "ulimit -f $((blocks + n)); trap '' XFSZ; exec \"\$0\" -y apply \"\$1\" --prune" \
			"$SHIELDADM" "$FULL"
		assert_equal "$status" 4
		[[ $stderr == *full* || $stderr == *'disk I/O error'* ]] || show_run 'not said'
		assert_equal "$(in_database)" "$before"
		run_ok -q status
	done
	run_ok -y -q apply "$FULL" --prune
	is_whole "$before" "$after" "$what"
}
