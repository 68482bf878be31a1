# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# The tables: making them, and what db check finds in them.

load helper

setup_file() {
	lab_up sqlite
	lab_mariadb_start "$LAB_DIR/db"
}

setup() {
	lab_empty
}

teardown_file() {
	lab_cleanup
}

# with_database DBURL: what follows is about another database, and its node, if any.
with_database() {
	LAB_DBURL=$1
	NODE=$LAB_DIR/${2:-none}
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/conf
	(umask 077 && printf '[database]\nurl = %s\n[kamailio]\nrun = %s\n' "$1" "$BATS_TEST_TMPDIR" \
		>"$SHIELDADM_CONFIG")
}

empty_sqlite() {
	with_database "sqlite:///$BATS_TEST_TMPDIR/new.sqlite" edge2
}

empty_mysql() {
	lab_mariadb --execute 'DROP DATABASE kamailio; CREATE DATABASE kamailio'
	with_database "$LAB_MYSQL_URL" edge2
}

# What Kamailio needs besides ours, by its own files in the folder $1.
kamailios_other_tables() {
	local table
	for table in auth_db usrloc; do
		db_rows "$(cat "$LAB_STOCK_SQL/$1/$table-create.sql")"
	done
}

init_makes_what_kamailio_starts_on() {
	run_ok db init -o json
	assert_equal "$(jq -c 'map([.table, .version, .state])' <<<"$output")" \
		'[["secfilter",1,"created"],["address",6,"created"],["shieldadm_ban",1,"created"],["shieldadm_change",1,"created"],["shieldadm_change_row",1,"created"]]'
	run_ok db check
	kamailios_other_tables "$1"
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
	lab_node_conf "$NODE" edge1 >>"$SHIELDADM_CONFIG"
	run_ok ua block friendly-scanner
	run_ok addr add 127.2.1.7 carrier
	lab_kamailio_restart "$NODE"
	run_ok status
	raw_dropped 127.9.1.1 friendly-scanner
	lab_kamailio_stop "$NODE"
	run_ok db init
	assert_line --regexp '^secfilter +1 +present$'
	assert_equal "$(table_rules)" '0 0 friendly-scanner'
	assert_equal "$(table_addresses)" '1 127.2.1.7 32 0 carrier'
	assert_equal "$(db_rows "SELECT count(*) FROM version WHERE table_name IN ('address', 'secfilter')")" 2
}

@test "SQLite: init makes tables that Kamailio starts on, and a second time changes nothing" {
	empty_sqlite
	init_makes_what_kamailio_starts_on db_sqlite
}

@test "MariaDB: init makes tables that Kamailio starts on, and a second time changes nothing" {
	empty_mysql
	init_makes_what_kamailio_starts_on mysql
}

@test "MariaDB: the tables of init are those of Kamailio's own files" {
	local table
	empty_mysql
	lab_db_mysql
	for table in secfilter address version; do
		db_rows "SHOW CREATE TABLE $table" | sed 's/ AUTO_INCREMENT=[0-9]*//'
	done >"$BATS_TEST_TMPDIR/kamailio"
	empty_mysql
	run_ok db init
	for table in secfilter address version; do
		db_rows "SHOW CREATE TABLE $table" | sed 's/ AUTO_INCREMENT=[0-9]*//'
	done | diff "$BATS_TEST_TMPDIR/kamailio" -
}

@test "a dry run of init makes nothing, not even the file" {
	empty_sqlite
	run_fails 4 "there is no such file" -n db init
	refute [ -e "$BATS_TEST_TMPDIR/new.sqlite" ]
	empty_mysql
	run_ok -n db init
	assert_line --regexp '^secfilter +would be created$'
	assert_equal "$(db_rows 'SHOW TABLES')" ''
}

@test "init leaves tables that stand alone, and makes the one that is missing" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'stands')"
	db_rows 'ALTER TABLE address RENAME TO hidden'
	run_fails 4 "table 'address' does not exist in 'sqlite:///${LAB_DBURL#sqlite:///}': run: shieldadm db init" \
		addr add 192.0.2.1 carrier
	run_fails 4 "table 'address' does not exist" addr list
	run_split shieldadm db check
	assert_equal "$status" 1
	assert_line --regexp '^address +6 +missing$'
	[[ $stderr == *"what is missing is created by: shieldadm db init"* ]]
	run_ok db init -o json
	assert_equal "$(jq -c 'map(.state)' <<<"$output")" '["present","created","created","present","present"]'
	db_rows 'DROP TABLE address'
	db_rows 'DROP TABLE shieldadm_ban'
	db_rows "DELETE FROM version WHERE table_name = 'shieldadm_ban'"
	db_rows 'ALTER TABLE hidden RENAME TO address'
	assert_equal "$(table_rules)" '0 0 stands'
}

@test "the table of shieldadm's own may be missing: check says what for it is" {
	run_ok db check -o json
	assert_equal "$(jq -c '.tables[2]' <<<"$output")" \
		'{"table":"shieldadm_ban","version":null,"state":"missing: bans do not outlive a restart of their node"}'
	run_ok db init
	run_ok db check -o json
	assert_equal "$(jq -c '.tables[2] | [.version, .state]' <<<"$output")" '[1,"ok"]'
	db_rows "UPDATE version SET table_version = 9 WHERE table_name = 'shieldadm_ban'"
	run_split shieldadm db check
	assert_equal "$status" 1
	db_rows 'DROP TABLE shieldadm_ban'
	db_rows "DELETE FROM version WHERE table_name = 'shieldadm_ban'"
}

@test "check names a table of another version, and one without" {
	db_rows "UPDATE version SET table_version = 5 WHERE table_name = 'address'"
	run_split shieldadm db check -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '.tables[1]' <<<"$output")" \
		'{"table":"address","version":5,"state":"has another version than this Kamailio and shieldadm know"}'
	db_rows "DELETE FROM version WHERE table_name = 'address'"
	run_split shieldadm db check -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '.tables[1] | [.version, .state]' <<<"$output")" \
		"[null,\"has no row in the table 'version': Kamailio does not start\"]"
	run_ok db init
	run_ok db check
	db_rows 'DROP TABLE shieldadm_ban'
	db_rows "DELETE FROM version WHERE table_name = 'shieldadm_ban'"
}

@test "check tells a table of MariaDB that knows no transactions" {
	empty_mysql
	run_ok db init
	db_rows 'ALTER TABLE secfilter ENGINE = MyISAM'
	run_split shieldadm db check -o json
	assert_equal "$status" 1
	assert_equal "$(jq -r '.tables[0].state' <<<"$output")" \
		'its engine knows no transactions: convert it to InnoDB'
}

# stored ARGUMENT...: it is stored, and there is not a node to tell.
stored() {
	run_split shieldadm "$@"
	[ "$status" -eq 6 ] || show_run "not status 6: shieldadm $*"
}

# further_columns TYPE: what the rows of others' columns lose is told, and none is removed
# that could not be put back.
further_columns() {
	run_ok db init
	db_rows "ALTER TABLE address ADD COLUMN note $1"
	stored addr add 127.2.1.7 carrier
	stored addr remove 127.2.1.7
	[[ $stderr == *"further columns (note): what they hold for the rows that are removed is lost"* ]]
	stored undo
	assert_equal "$(table_addresses)" '1 127.2.1.7 32 0 carrier'
	# A row with another tag is another row.
	printf 'addr:\n  carrier:\n    - {address: 127.2.1.7, tag: other}\n' >"$BATS_TEST_TMPDIR/policy.yaml"
	stored apply "$BATS_TEST_TMPDIR/policy.yaml"
	assert_equal "$(table_addresses)" '1 127.2.1.7 32 0 other'
	[[ $stderr == *"further columns (note)"* ]]
	stored ua block scanner
	stored ua remove scanner
	[[ $stderr != *further* ]]
	db_rows "DROP TABLE address"
	db_rows "CREATE TABLE address (id INTEGER PRIMARY KEY $2, grp INTEGER NOT NULL DEFAULT 1,
		ip_addr VARCHAR(50) NOT NULL, mask INTEGER NOT NULL DEFAULT 32,
		port SMALLINT NOT NULL DEFAULT 0, tag VARCHAR(64), owner VARCHAR(9) NOT NULL)"
	db_rows "INSERT INTO address (ip_addr, owner) VALUES ('127.2.1.8', 'me')"
	run_fails 7 'has further columns (owner), and takes no row without a value' addr remove 127.2.1.8
	run_fails 7 'could not be put back' addr remove 127.2.1.8 --confirm 1m
	assert_equal "$(db_rows 'SELECT ip_addr, owner FROM address')" $'127.2.1.8\tme'
	stored --force addr remove 127.2.1.8
	[ -z "$(table_addresses)" ]
}

@test "SQLite: what a removed row has in columns of others is told to be lost, and is not lost for good" {
	empty_sqlite
	further_columns TEXT
}

@test "MariaDB: what a removed row has in columns of others is told to be lost, and is not lost for good" {
	empty_mysql
	further_columns TEXT AUTO_INCREMENT
}

@test "check and doctor tell a view from a table" {
	empty_mysql
	run_ok db init
	db_rows 'RENAME TABLE address TO address_of_others; CREATE VIEW address AS SELECT * FROM address_of_others'
	run shieldadm db check -o json
	[ "$status" -eq 1 ]
	assert_equal "$(jq -r '.tables[] | select(.table == "address").state' <<<"$output")" \
		'is a view: the rows stand in other tables, which shieldadm does not know'
	run_split shieldadm doctor
	[[ $output == *'it is a view'* ]]
}

@test "check names each row that would harm a node, why, and how to mend it" {
	db_rows "INSERT INTO secfilter (id, action, type, data) VALUES (1, 0, 0, 'good'),
		(2, 7, 0, 'a'), (3, 0, 9, 'b'), (4, 2, 4, 'c'), (5, 0, 0, ''), (6, -1, 0, 'd'),
		(7, 1, 1, '$(printf '%065d' 0)'),
		(8, 0, 0, '$(printf '%070d' 0)')"
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES
		(1, 1, '192.0.2.1', 32, 0, NULL), (2, 0, '192.0.2.2', 32, 0, 'x'),
		(3, 1, '192.0.2.0', 33, 0, 'x'), (4, 1, '2001:db8::', 129, 0, 'x'),
		(5, 1, '192.0.2.5', -1, 0, 'x'), (6, 1, '', 32, 0, 'x'),
		(7, 1, '192.0.2.7', 32, 0, '$(printf '%070d' 0)')"
	run_split shieldadm db check -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '[.tables[:2][].state]' <<<"$output")" '["ok","ok"]'
	assert_equal "$(jq -r '.rows[] | "\(.table) \(.id)"' <<<"$output" | sort)" \
		"$(printf '%s\n' 'address '{2..6} 'secfilter '{2..7})"
	assert_equal "$(jq -r '.rows[] | "\(.id) \(.verdict)"' <<<"$output" | sort | uniq -c | tr -s ' ')" \
		"$(cat <<-'VERDICTS'
			 2 2 harms
			 2 3 harms
			 1 4 harms
			 1 4 is not what it looks like
			 2 5 harms
			 1 6 harms
			 1 6 never matches
			 1 7 never matches
		VERDICTS
		)"
	assert_equal "$(jq -r '.rows[] | select(.table == "secfilter") | .problem' <<<"$output" | sort | cut -c1-40)" \
		"$(sort <<-'PROBLEMS'
			action 7 does not exist: a reload stops 
			type 9 does not exist: a reload stops at
			its action 2 says a destination, its typ
			the empty value matches everything
			action -1 does not exist: a reload stops
			it allows nobody: Kamailio compares it w
		PROBLEMS
		)"
	# as it says, so it is mended
	jq -r '.rows[].mend // empty' <<<"$output" >"$BATS_TEST_TMPDIR/mend.sql"
	db_rows "$(cat "$BATS_TEST_TMPDIR/mend.sql")"
	run_split shieldadm db check -o json
	# which address the empty text means cannot be told
	assert_equal "$(jq -c '[.rows[] | [.table, .id, .mend]]' <<<"$output")" '[["address",6,null]]'
	assert_equal "$(table_rules | cut -c1-8 | sort)" $'0 0 0000\n0 0 good\n0 4 c'
	assert_equal "$(db_rows 'SELECT id FROM address')" $'1\n6\n7'
}

refused_with_reload() {
	run_fails 7 "row 9 of the table 'secfilter' would harm every node that reloads: action 7 does not exist" \
		ua remove stands
	run_fails 7 "shieldadm db check shows all such rows" country remove US --yes
	run_fails 7 "row 9 of the table 'secfilter'" dst block 00882
	run_fails 7 "row 9 of the table 'address' would harm every node that reloads: group 0 is invalid (expected 1 to 2147483647): the whole reload" \
		addr add 192.0.2.9 carrier
	run_fails 7 "row 9 of the table 'address'" addr remove 192.0.2.1
}

@test "what needs a reload is refused while a row would harm it; additions of rules are not" {
	shieldadm ua block stands
	shieldadm country allow US
	shieldadm addr add 192.0.2.1 carrier
	db_rows "INSERT INTO secfilter (id, action, type, data) VALUES (9, 7, 0, 'poison')"
	db_rows "INSERT INTO address (id, grp, ip_addr, mask) VALUES (9, 0, '192.0.2.2', 32)"
	nothing_changes refused_with_reload
	run_ok ua block another
	assert_equal "$(node_rules ua)" $'block stands\nblock another'
	run_ok ua list
	[[ $stderr == *"1 row cannot be used, and would harm a node that reloads: shieldadm db check shows them"* ]]
	db_rows 'DELETE FROM secfilter WHERE id = 9'
	db_rows 'DELETE FROM address WHERE id = 9'
	run_ok ua remove stands
	run_ok addr remove 192.0.2.1
	assert_equal "$(node_rules ua)$(node_addresses)" 'block another'
}

@test "a node that lacks an entry gets it without a reload while a row would harm that" {
	shieldadm ua block stands
	db_rows "INSERT INTO secfilter (id, action, type, data) VALUES (9, 0, 9, 'poison'), (10, 0, 0, 'missing')"
	run_ok sync
	assert_equal "$(node_rules ua)" $'block stands\nblock missing'
	lab_kamcmd "$NODE" secfilter.add_bl ua too-many
	run_split shieldadm sync
	assert_equal "$status" 6
	assert_output --partial "it has to reload for that, but row 9 of the table 'secfilter' would harm"
	assert_equal "$(node_rules ua)" $'block stands\nblock missing\nblock too-many'
}

@test "check names a network whose address has bits beyond its mask, and how to mend it" {
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port, tag) VALUES
		(1, 1, '2001:db8::5', 32, 0, 'x'), (2, 2, '192.0.2.7', 24, 0, 'x'), (3, 2, '198.51.100.0', 24, 0, 'x')"
	run_split shieldadm db check -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '[.rows[] | [.table, .id]]' <<<"$output")" '[["address",1],["address",2]]'
	assert_equal "$(jq -r '.rows[].problem' <<<"$output" | sort -u)" \
		$'Kamailio matches the whole network 192.0.2.0/24, not the host 192.0.2.7\nKamailio matches the whole network 2001:db8::/32, not the host 2001:db8::5'
	# what is let in today stays let in
	db_rows "$(jq -r '.rows[].mend' <<<"$output")"
	run_ok db check
	assert_equal "$(table_addresses)" $'1 2001:db8:: 32 0 x\n2 192.0.2.0 24 0 x\n2 198.51.100.0 24 0 x'
}

# told_of_rows COMMAND...: it ends well, and tells of the one row.
told_of_rows() {
	run_ok "$@"
	[[ $stderr == *"1 row cannot be used"*"shieldadm db check shows them"* ]] || show_run "$*"
}

@test "a row that would harm a reload of one table does not hinder that of the other" {
	shieldadm ua block stands
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-in
	db_rows "INSERT INTO address (id, grp, ip_addr, mask, port) VALUES (9, 0, '192.0.2.9', 32, 0)"
	told_of_rows sync
	assert_equal "$(node_rules ua)" 'block stands'
	told_of_rows status
	db_rows "DELETE FROM address;
		INSERT INTO address (grp, ip_addr, mask, port) VALUES (1, '192.0.2.1', 32, 0);
		INSERT INTO secfilter (id, action, type, data) VALUES (9, 7, 0, 'poison')"
	told_of_rows sync
	assert_equal "$(node_addresses)" '1 192.0.2.1 0'
	assert_equal "$(node_rules ua)" 'block stands'
	told_of_rows status
	told_of_rows ua test phone
	run_split shieldadm db check
	assert_equal "$status" 1
}
