# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets output, stderr, status
#
# kill -9 of shieldadm and of mariadbd at many moments of an apply of 10,000 rows, and a
# network that fails, on a real MariaDB and a real Kamailio.

load policy

setup_file() {
	lab_up mysql
	somebody_is_registered
	make_policies
	start_cut
}

setup() {
	conf_of "$LAB_DBURL"
	rm -f "$LAB_DIR/cut/cut" "$LAB_DIR/cut/done"
}

teardown_file() {
	lab_cleanup
}

conf_of() {
	lab_node_conf "$NODE" edge1 >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$1" <"$BATS_TEST_TMPDIR/nodes"
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

@test "a database that is killed at any of 10 moments has all of it or nothing when it is back" {
	local n
	measure
	for n in {1..10}; do
		other
		in_background -y apply "$wanted" --prune
		moment "$n" 10
		lab_mariadb_stop KILL
		timeout 120 tail --pid="$job" -f /dev/null
		wait "$job" || true
		lab_mariadb_start "$LAB_MYSQL_DIR"
		is_whole "$before" "$after" "$what"
	done
}

@test "a connection that is lost when it was committed: the outcome is found out, and told as it is" {
	other
	conf_of "$(cut_url)"
	cut_when after '\x03COMMIT$'
	run_ok -y -q apply "$wanted" --prune -o json
	was_cut
	assert_equal "$(jq -c '[.counts[] | select(.rows > 0)] | length' <<<"$output")" 1
	assert_equal "$(in_database)" "$after"
	is_whole "$before" "$after" "$what"
}

@test "a connection that is lost before it was committed: it is done once, the second time" {
	other
	conf_of "$(cut_url)"
	cut_when before '\x03COMMIT$'
	run_ok -y -q apply "$wanted" --prune
	was_cut
	assert_equal "$(in_database)" "$after"
	is_whole "$before" "$after" "$what"
}

@test "a connection that is lost at the commit, with a database that stays away: that is told" {
	other
	conf_of "$(cut_url)"
	cut_when after '\x03COMMIT$' down
	run_split shieldadm -y apply "$wanted" --prune
	assert_equal "$status" 4
	[[ $stderr == *'broke while the change was saved'* ]] || show_run 'not said'
	conf_of "$LAB_DBURL"
	is_whole "$before" "$after" "$what"
	kill -s KILL "$(cat "$LAB_DIR/cut/lab.pid")"
	start_cut
}

@test "two applies at once: both are done, one after the other, and nothing is doubled" {
	local n a b
	for n in {1..5}; do
		other
		[ "$wanted" = "$NONE" ] && run_ok -y -q apply "$NONE" --prune
		"$SHIELDADM" -q apply "$FULL" >"$BATS_TEST_TMPDIR/a" 2>&1 3>&- &
		a=$!
		"$SHIELDADM" -q import - -g carrier --skip-invalid \
			< <(seq 9001 11000 | awk '{ printf "10.%d.%d.%d\n", $1 / 65536, $1 / 256 % 256, $1 % 256 }') \
			>"$BATS_TEST_TMPDIR/b" 2>&1 3>&- &
		b=$!
		# who comes second may be told that the plan is not what it was
		wait $a || grep -q 'has changed since the plan was made' "$BATS_TEST_TMPDIR/a"
		wait $b
		run_ok -q apply "$FULL"
		assert_equal "$(db_rows 'SELECT count(*), count(DISTINCT ip_addr) FROM address' | tr '\t' ' ')" '11000 11000'
		run_ok -q sync
		run_ok -q status
		run_ok -y -q apply "$NONE" --prune
	done
}
