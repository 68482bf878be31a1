# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# Rows as others write them: what shieldadm says of each is what a real node makes of it.

load helper
load rows

setup_file() {
	rows_up sqlite
}

teardown_file() {
	lab_cleanup
}

@test "each of 300 rows drawn at random is to db check and the lists what a node makes of it" {
	all_agree 300 30
}

@test "a table of such rows is what its export says, and its sources are let in as addr test says" {
	all_come_back 3 30
}

@test "a row is removed by the text that is stored, or by its id, and its caller is cut off" {
	db_rows 'DELETE FROM address; DELETE FROM secfilter'
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES
		(1, 1, '127.2.1.300', 32, 0, 'x'), (2, 2, ' 127.2.4.1', 32, 0, 'x'),
		(3, 2, '127.2.5.0/24', 32, 0, 'x'), (4, 2, '127.2.5.0', 24, 0, 'x'),
		(5, 3, '127.002.010.001', 32, 0, '$(printf '%070d' 0)')"
	lab_kamcmd "$NODE" permissions.addressReload >/dev/null
	sip_answered 127.2.1.44 phone
	sip_answered 127.2.10.1 phone
	sip_dropped 127.2.4.1 phone
	run_ok check 127.2.1.44 --ua phone
	run_ok addr remove --yes 127.2.1.300
	sip_dropped 127.2.1.44 phone
	run_ok addr remove --yes ' 127.2.4.1' 2
	run_fails 2 'name the group, --port or --id' addr remove --yes 127.2.5.0/24
	run_ok addr remove --yes 127.2.5.0/24 --id 3
	sip_answered 127.2.5.9 phone
	run_ok addr remove --yes 127.2.5.0/24
	sip_dropped 127.2.5.9 phone
	run_ok addr remove --yes 127.2.10.1
	sip_dropped 127.2.10.1 phone
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 0
	run_ok -y undo
	sip_answered 127.2.10.1 phone
	# as it stood, with the whole tag
	assert_equal "$(db_rows 'SELECT ip_addr, length(tag) FROM address')" $'127.002.010.001\t70'
}

@test "where ids do not tell rows apart nothing is removed, and no statement by id is advised" {
	local table='CREATE TABLE address (id INTEGER, grp INTEGER, ip_addr VARCHAR(50),
		mask INTEGER, port INTEGER, tag VARCHAR(64))'
	db_rows "DROP TABLE address; $table;
		INSERT INTO address VALUES (5, 1, '127.2.1.1', 32, 0, 'a'), (5, 1, '127.2.1.2', 32, 0, 'b'),
			(NULL, 1, '127.2.1.3', 32, 0, 'c'), (0, 1, '127.2.1.257', 32, 0, 'd')"
	lab_kamcmd "$NODE" permissions.addressReload >/dev/null
	for address in 127.2.1.1 127.2.1.2 127.2.1.3; do
		run_split shieldadm addr remove --yes "$address"
		assert_equal "$status" 4
		[[ $stderr == *'do not tell its rows apart, so nothing is removed'* ]] || show_run 'addr remove'
	done
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 4
	run_split shieldadm db check -o json
	assert_equal "$(jq -c '[.rows[].mend] | unique' <<<"$output")" '[null]'
	run_split shieldadm doctor -o json
	refute_output --partial 'WHERE id'
	db_rows "DROP TABLE address; ${table/id INTEGER/id INTEGER PRIMARY KEY}"
}
