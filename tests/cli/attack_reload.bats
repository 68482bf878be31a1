# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# The hardening of "shieldadm config" while secfilter's lists are read again, by whomever: a
# reload empties them first, and one that fails leaves them empty.

load helper
load attack

setup_file() {
	attack_up mysql
	export NODE_MYSQL=$NODE URL_MYSQL=$LAB_DBURL
	NODE=$LAB_DIR/edge2
	LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	lab_kamailio_harden "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge2)
	attack_rules
	export NODE_SQLITE=$NODE URL_SQLITE=$LAB_DBURL
}

teardown_file() {
	lab_cleanup
}

# on mysql|sqlite: what follows is about that node, and its database.
on() {
	case $1 in
	mysql) NODE=$NODE_MYSQL LAB_DBURL=$URL_MYSQL name=edge1 ;;
	sqlite) NODE=$NODE_SQLITE LAB_DBURL=$URL_SQLITE name=edge2 ;;
	esac
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" "$name")
}

rows() {
	local i
	printf "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'agent 0')"
	for ((i = 1; i < $1; i++)); do
		printf ",(0, 0, 'agent %d')" "$i"
	done
}

# Requests of two user agents, a good one from the US and a blocked one from no country that
# GeoIP knows, which alone would pass: some 500 a second each, till streams_end, which sets good
# and bad to "SENT ANSWERED".
streams_begin() {
	local port
	port=$(lab_kamailio_port "$NODE")
	rm -f "$BATS_TEST_TMPDIR"/stop*
	STREAM_METHOD=REGISTER STREAM_NET=127.1.50 perl "$LAB_HOME/stream.pl" "$port" \
		"$BATS_TEST_TMPDIR/stop" >"$BATS_TEST_TMPDIR/good" 3>&- &
	good_pid=$!
	STREAM_WINDOW=1000 STREAM_METHOD=REGISTER STREAM_NET=127.9.51 STREAM_UA=Friendly-Scanner/9 \
		perl "$LAB_HOME/stream.pl" "$port" "$BATS_TEST_TMPDIR/stop_bad" \
		>"$BATS_TEST_TMPDIR/bad" 3>&- &
	bad_pid=$!
}

# has_streamed good|bad N: so many were sent, and the good ones answered.
has_streamed() {
	local sent answered stop=$BATS_TEST_TMPDIR/stop
	[ "$1" = good ] || stop+=_bad
	read -r sent answered <"$stop.so_far" && [ "$sent" -ge "$2" ] || return 1
	[ "$1" = bad ] || [ "$answered" -ge "$2" ]
}

streams_end() {
	touch "$BATS_TEST_TMPDIR/stop" "$BATS_TEST_TMPDIR/stop_bad"
	wait "$good_pid" "$bad_pid"
	read -r -a good <"$BATS_TEST_TMPDIR/good"
	read -r -a bad <"$BATS_TEST_TMPDIR/bad"
	printf '# good: %s of %s answered, blocked: %s of %s\n' "${good[1]}" "${good[0]}" \
		"${bad[1]}" "${bad[0]}" >&3
}

reload_each_second() {
	local i
	on "$1"
	db_rows "$(rows 3000)"
	# The sentinel has been seen: before the first request after a start it has not.
	let_in 401 127.1.49.1 phone
	streams_begin
	for i in {1..60}; do
		lab_kamcmd "$NODE" secfilter.reload >/dev/null
		sleep 1 # this is the pace
		[ "$i" -lt 8 ] || ! has_streamed good 2001 || ! has_streamed bad 2001 || break
	done
	streams_end
	db_rows "DELETE FROM secfilter WHERE data LIKE 'agent %'"
	lab_kamcmd "$NODE" secfilter.reload >/dev/null
	[ "${good[0]}" -gt 2000 ] && [ "${bad[0]}" -gt 2000 ]
	assert_equal "${good[1]}" "${good[0]}"
	assert_equal "${bad[1]}" 0
}

@test "with 3,000 rows on MariaDB and a reload a second no good request is dropped, no blocked one passes" {
	reload_each_second mysql
}

@test "with 3,000 rows on SQLite and a reload a second no good request is dropped, no blocked one passes" {
	reload_each_second sqlite
}

# The lists are lost: strangers have to wait, whoever is vouched for has not, and
# shieldadm mends it.
lists_are_lost() {
	local passed
	run lab_kamcmd "$NODE" secfilter.reload
	assert_output --partial 'Error loading data from database'
	assert_equal "$(node_rules ua)" ''
	blocked 'the lists of secfilter are lost' 127.1.52.1 phone
	let_in 401 127.2.1.1 phone
	run -1 --separate-stderr shieldadm check 127.1.52.9 --ua phone -o json
	assert_equal "$(jq -r '.verdicts[0] | "\(.check): \(.to_change_it)"' <<<"$output")" \
		'country: fill the lists again: shieldadm sync'
	passed=$(grep -c 'are lost: shieldadm sync' "$NODE/kamailio.log")
	[ "$passed" -ge 1 ]
}

# repaired MEND...: once the database is there again, by MEND.
repaired() {
	"$@"
	run_ok sync
	run_ok status
	lab_wait 60 let_in 401 127.1.52.2 phone REGISTER 2
	blocked "useragent 'sipcli/9' is blocklisted" 127.1.52.3 sipcli/9
}

@test "no blocked agent passes while the table is renamed away and a reload has failed" {
	local kind
	for kind in sqlite mysql; do
		on "$kind"
		streams_begin
		lab_wait 60 has_streamed good 301
		db_rows 'ALTER TABLE secfilter RENAME TO elsewhere'
		lists_are_lost
		repaired db_rows 'ALTER TABLE elsewhere RENAME TO secfilter'
		streams_end
		assert_equal "${bad[1]}" 0
		[ "${good[1]}" -gt 300 ] && [ "${good[1]}" -lt "${good[0]}" ]
	done
}

@test "no blocked agent passes while the database is gone, and a phone with a login keeps working" {
	on mysql
	phone register 127.1.200.1 1001 secret
	streams_begin
	lab_wait 60 has_streamed good 301
	lab_mariadb_stop KILL
	lists_are_lost
	let_in 200 127.1.200.1 phone OPTIONS
	blocked 'the lists of secfilter are lost' 127.1.200.1 'another phone' OPTIONS
	repaired lab_mariadb_start "$LAB_MYSQL_DIR"
	streams_end
	assert_equal "${bad[1]}" 0
	[ "${good[1]}" -gt 300 ]
}

@test "no blocked agent passes when a reload has failed before the first request after a start" {
	local kind
	for kind in sqlite mysql; do
		on "$kind"
		db_rows "DELETE FROM secfilter WHERE data = 'ZZ'; INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'ZZ')"
		lab_kamailio_restart "$NODE"
		db_rows 'ALTER TABLE secfilter RENAME TO elsewhere'
		run lab_kamcmd "$NODE" secfilter.reload
		# it waits for half a second before it takes them for lost
		assert_equal "$(request 127.1.54.1 sipcli/9 REGISTER 1)" dropped
		lab_wait 60 blocked_in_log 'the lists of secfilter are lost' 127.1.54.1
		blocked 'the lists of secfilter are lost' 127.1.54.2 phone
		db_rows 'ALTER TABLE elsewhere RENAME TO secfilter'
		run_ok sync
		lab_wait 60 let_in 401 127.1.54.3 phone REGISTER 2
		blocked "useragent 'sipcli/9' is blocklisted" 127.1.54.4 sipcli/9
	done
}

@test "a server whose lists never had the sentinel goes by them as they are" {
	on sqlite
	db_rows "DELETE FROM secfilter WHERE data = 'ZZ'"
	lab_kamailio_restart "$NODE"
	let_in 401 127.1.53.1 phone
	blocked "useragent 'sipcli/9' is blocklisted" 127.1.53.2 sipcli/9
	blocked "source IP country 'CN' is not allowlisted" 127.2.53.1 phone
}
