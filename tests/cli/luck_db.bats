# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2034 # run sets stderr; luck.bash uses the rest
#
# A database that is down, hangs, refuses, or is lost in the middle of a change:
# nothing is lost, nothing is doubled, and no node is told what is not stored.
#
# "edge1" is a real Kamailio on MariaDB, "told" a scripted one that logs its calls.

load luck

setup_file() {
	lab_up mysql
	somebody_is_registered
	start_fake told
	start_cut
}

setup() {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	lab_kamcmd "$NODE" secfilter.reload >/dev/null
	: >"$LAB_DIR/told/calls"
	rm -f "$LAB_DIR/cut/cut" "$LAB_DIR/cut/done"
	conf_of "$LAB_DBURL" told
}

# A test that failed may have left them so.
teardown() {
	kill -s CONT "$(lab_mariadb_pid)" || true
}

teardown_file() {
	lab_cleanup
}

# conf_of DBURL edge1|told...: with these nodes.
conf_of() {
	local name
	for name in "${@:2}"; do
		case $name in
		edge1) lab_node_conf "$NODE" edge1 ;;
		told) fake_conf told ctl ;;
		esac
	done >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$1" <"$BATS_TEST_TMPDIR/nodes"
}

# After "down" it takes nobody any more.
renew_cut() {
	lab_end "$(cat "$LAB_DIR/cut/lab.pid")"
	start_cut
}

# Who is registered may have been asked.
nobody_was_told() {
	assert_equal "$(fake_calls told | grep -v '^ul.dump$')" ''
}

# A database "luck" of its own, to be spoilt: with both tables, and no node on it.
other_database() {
	db_rows "CREATE OR REPLACE DATABASE luck;
		CREATE TABLE luck.version LIKE version; INSERT INTO luck.version SELECT * FROM version;
		CREATE TABLE luck.secfilter LIKE secfilter; CREATE TABLE luck.address LIKE address;
		GRANT ALL ON luck.* TO kamailio@'%'"
	conf_of "${LAB_DBURL%/*}/luck" told
}

# -- down, hanging ----------------------------------------------------------

@test "with the database down a change is refused, no node is told, and the node goes on blocking" {
	conf_of "$LAB_DBURL" edge1
	run_ok ua block scanner-a
	lab_mariadb_stop
	conf_of "$LAB_DBURL" edge1 told
	within 6 run_fails 4 "cannot open 'mysql://127.0.0.1:$LAB_MYSQL_PORT/kamailio'" ua block scanner-b
	within 6 run_fails 4 'cannot open' ua remove scanner-a
	within 6 run_fails 4 'cannot open' addr add 192.0.2.1 carrier
	within 6 run_fails 4 'cannot open' ua list
	within 6 run_fails 4 'cannot open' status
	within 6 run_fails 4 'cannot open' sync
	[[ $stderr != *kamailiorw* ]]
	nobody_was_told
	assert_equal "$(holds ua)" scanner-a
	dropped 127.9.1.1 scanner-a

	lab_mariadb_start "$LAB_MYSQL_DIR"
	assert_equal "$(stored)" scanner-a
	run_ok ua block scanner-b
	assert_equal "$(stored)" 'scanner-a scanner-b'
	dropped 127.9.1.2 scanner-b
}

@test "a database that hangs is waited for as long as --timeout says, and no node is told" {
	kill -s STOP "$(lab_mariadb_pid)"
	within 4 run_fails 4 'cannot open' --timeout 1 ua block scanner-a
	within 4 run_fails 4 'cannot open' --timeout 1 status
	kill -s CONT "$(lab_mariadb_pid)"
	nobody_was_told
	assert_equal "$(stored)" ''
	run_ok ua block scanner-a
	assert_equal "$(stored)" scanner-a
}

@test "a database that stops answering before it saved is asked again, and has the rows once" {
	conf_of "$(cut_url)" edge1
	cut_when hold '\x03COMMIT$'
	within 10 run_ok --timeout 2 ua block scanner-a scanner-b
	was_cut
	assert_equal "$(stored)" 'scanner-a scanner-b'
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
}

# -- lost in the middle -----------------------------------------------------

@test "a connection lost in the middle of a change is made again: each row stands once, and is enforced" {
	local at n=0
	conf_of "$(cut_url)" edge1
	for at in 'before INSERT' 'after INSERT' 'before \x03COMMIT$' 'after \x03COMMIT$' \
		'before GET_LOCK' 'after GET_LOCK'; do
		n=$((n + 1))
		# shellcheck disable=SC2086 # two words
		cut_when $at
		run_ok ua block "agent-$n" "other-$n"
		was_cut
		assert_line --index 0 --regexp "^added +ua +block +agent-$n"
		assert_equal "$(db_rows "SELECT data FROM secfilter WHERE data LIKE '%-$n' ORDER BY data" | paste -sd ' ')" \
			"agent-$n other-$n"
		assert_equal "$(holds ua | tr ' ' '\n' | grep -c -- "-$n")" 2
	done
	dropped 127.9.2.1 "agent-1"
	dropped 127.9.2.2 "other-$n"
}

@test "a removal whose COMMIT was not answered is told as done, and is done" {
	conf_of "$(cut_url)" edge1
	run_ok ua block scanner-a scanner-b
	cut_when after '\x03COMMIT$'
	run_ok ua remove scanner-a
	was_cut
	assert_line --index 0 --regexp '^removed +ua +block +scanner-a'
	assert_equal "$(stored)" scanner-b
	assert_equal "$(holds ua)" scanner-b
	sip_answered 127.9.3.1 scanner-a
	dropped 127.9.3.2 scanner-b
}

@test "when it cannot ask again whether it was stored it says so, tells no node, and sync settles it" {
	conf_of "$(cut_url)" told
	cut_when after '\x03COMMIT$' down
	within 10 run_fails 4 'stored whole or not at all; give the command again' \
		--timeout 2 ua block scanner-a scanner-b
	was_cut
	nobody_was_told
	assert_equal "$(stored)" 'scanner-a scanner-b'

	renew_cut
	conf_of "$(cut_url)" edge1
	tells 1 'shieldadm sync' status
	sip_answered 127.9.4.1 scanner-a
	run_ok sync
	dropped 127.9.4.2 scanner-a
	assert_equal "$(holds ua)" 'scanner-a scanner-b'
}

@test "a connection lost for good before the rows were saved leaves nothing behind" {
	local at
	for at in INSERT '\x03COMMIT$'; do
		conf_of "$(cut_url)" told
		cut_when before "$at" down
		within 10 run_fails 4 "the connection to 'mysql://" --timeout 2 ua block scanner-a scanner-b
		was_cut
		renew_cut
		nobody_was_told
		assert_equal "$(stored)" ''
	done
}

@test "a server killed in the middle of a change has none of it, and the next command works" {
	conf_of "$(cut_url)" told
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'before')"
	cut_when hold '\x03COMMIT$'
	in_background --timeout 100 ua block scanner-a scanner-b
	lab_wait 60 was_cut
	lab_mariadb_stop KILL
	ended 4
	assert_output ''
	said 'it is stored whole or not at all'
	nobody_was_told
	lab_mariadb_start "$LAB_MYSQL_DIR"
	assert_equal "$(stored)" before
	conf_of "$(cut_url)" edge1
	run_ok ua block scanner-a
	assert_equal "$(stored)" 'before scanner-a'
	assert_equal "$(holds ua)" 'before scanner-a'
}

# -- refused ----------------------------------------------------------------

@test "a read-only server is named as such, and can still be read" {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'before')"
	db_rows 'SET GLOBAL read_only = 1'
	run_fails 4 'the server is read-only' ua block scanner-a
	run_fails 4 'the server is read-only' ua remove before
	run_fails 4 'the server is read-only' addr add 192.0.2.1 carrier
	nobody_was_told
	run_ok -o plain ua list
	db_rows 'SET GLOBAL read_only = 0'
	assert_output --partial before
	assert_equal "$(stored)" before
	assert_equal "$(db_rows 'SELECT count(*) FROM address')" 0
}

@test "a user without rights is refused with the server's words, never with the password" {
	local url=mysql://reader:sesame99@127.0.0.1:$LAB_MYSQL_PORT/kamailio
	db_rows "CREATE OR REPLACE USER reader@'%' IDENTIFIED BY 'sesame99'"
	db_rows "GRANT SELECT ON kamailio.* TO reader@'%'"
	conf_of "$url" told
	run_fails 4 'INSERT command denied' ua block scanner-a
	[[ $stderr != *sesame99* ]]
	run_ok ua list
	db_rows "REVOKE SELECT ON kamailio.* FROM reader@'%'"
	run_fails 4 'denied' ua list
	[[ $stderr != *sesame99* ]]
	conf_of "${url/sesame99/sesame00}" told
	run_fails 4 'denied' ua block scanner-a
	[[ $stderr != *sesame* ]]
	nobody_was_told
	assert_equal "$(stored)" ''
}

@test "a missing table is told with the command that creates it, and nothing is stored or sent" {
	other_database
	db_rows 'DROP TABLE luck.secfilter'
	run_fails 4 "table 'secfilter' does not exist" ua block scanner-a
	[[ $stderr == *'shieldadm db init'* ]]
	run_fails 4 "table 'secfilter' does not exist" ua remove scanner-a
	run_fails 4 "table 'secfilter' does not exist" ua list
	run_fails 4 "table 'secfilter' does not exist" ua test scanner-a
	run_fails 4 "table 'secfilter' does not exist" sync
	run_fails 4 "table 'secfilter' does not exist" status
	db_rows 'DROP TABLE luck.address'
	run_fails 4 "table 'address' does not exist" addr add 192.0.2.1 carrier
	nobody_was_told
	run_ok db init
	run_ok ua block scanner-a
	assert_equal "$(db_rows 'SELECT data FROM luck.secfilter')" scanner-a
}

@test "a server that would cut or change a value stores nothing instead" {
	local mode
	mode=$(db_rows 'SELECT @@GLOBAL.sql_mode')
	db_rows "SET GLOBAL sql_mode = ''"
	other_database
	db_rows 'ALTER TABLE luck.secfilter MODIFY data VARCHAR(10) CHARACTER SET latin1 NOT NULL'
	run_fails 4 'too long' ua block fine friendly-scanner
	run_fails 4 'ncorrect string value' ua block fine '電話機器'
	db_rows "SET GLOBAL sql_mode = '$mode'"
	nobody_was_told
	assert_equal "$(db_rows 'SELECT count(*) FROM luck.secfilter')" 0
}

# -- others at work in the database -----------------------------------------

# Transactions that shieldadm began since the log was emptied.
begun() {
	db_rows "SELECT count(*) FROM mysql.general_log WHERE argument = 'START TRANSACTION'"
}

begun_are() {
	[ "$(begun)" -ge "$1" ]
}

watch() {
	db_rows "SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1; TRUNCATE mysql.general_log"
}

unwatch() {
	db_rows 'SET GLOBAL general_log = 0'
}

# Not by INNODB_TRX: who asks it too often is told old things.
waits_for_a_lock() {
	[[ $(db_rows "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'") == *$'\t'1 ]]
}

@test "a lock time-out is tried again once, and then the change is stored once" {
	conf_of "$LAB_DBURL" edge1
	start_session
	say 'LOCK TABLES secfilter WRITE'
	watch
	# Nobody is cut off by it, so nothing is read before the transaction.
	in_background --timeout 4 ua allow phone-a
	lab_wait 60 begun_are 2
	say 'UNLOCK TABLES'
	ended 0
	unwatch
	end_session
	assert_equal "$(stored)" phone-a
	assert_equal "$(holds ua)" phone-a
}

@test "a lock that somebody keeps ends the change after two tries, with nothing stored or sent" {
	start_session
	say 'LOCK TABLES secfilter WRITE'
	watch
	within 8 run_fails 4 'Lock wait timeout' --timeout 2 ua allow phone-a
	assert_equal "$(begun)" 2
	unwatch
	say 'UNLOCK TABLES'
	end_session
	nobody_was_told
	assert_equal "$(stored)" ''
	run_ok ua allow phone-a
	assert_equal "$(stored)" phone-a
}

reads_are() {
	[ "$(db_rows "SELECT count(*) FROM mysql.general_log
		WHERE command_type = 'Query' AND argument LIKE '%FROM secfilter%' AND argument NOT LIKE '%general_log%'")" -ge "$1" ]
}

@test "who cannot read for somebody's lock reads once more before he gives up" {
	conf_of "$LAB_DBURL" edge1
	run_ok ua block scanner-a
	start_session
	say 'LOCK TABLES secfilter WRITE'
	watch
	in_background --timeout 4 ua list
	lab_wait 60 reads_are 2
	say 'UNLOCK TABLES'
	ended 0
	unwatch
	end_session
}

@test "a change that loses a deadlock is run again, and is then done whole" {
	local first last
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'one'), (0, 0, 'two'), (0, 0, 'keep')"
	first=$(db_rows "SELECT id FROM secfilter WHERE data = 'one'")
	last=$(db_rows "SELECT id FROM secfilter WHERE data = 'two'")
	conf_of "$LAB_DBURL" edge1
	lab_kamcmd "$NODE" secfilter.reload
	start_session
	say 'START TRANSACTION'
	# heavier than the other one, which is the one that has to give way then
	say "INSERT INTO location (ruid, username) SELECT seq, 'x' FROM seq_1_to_200"
	say "SELECT id FROM secfilter WHERE id = $last FOR UPDATE"
	watch
	in_background ua remove one two
	lab_wait 60 waits_for_a_lock
	say "SELECT id FROM secfilter WHERE id = $first FOR UPDATE"
	say 'ROLLBACK'
	ended 0
	assert_equal "$(begun)" 2
	unwatch
	end_session
	run -0 db_rows 'SHOW ENGINE INNODB STATUS'
	assert_output --partial 'LATEST DETECTED DEADLOCK'
	assert_equal "$(stored)" keep
	assert_equal "$(holds ua)" keep
}

# -- SQLite -----------------------------------------------------------------

setup_sqlite() {
	file=$BATS_TEST_TMPDIR/db/kamailio.sqlite
	mkdir -p "$BATS_TEST_TMPDIR/db"
	lab_db_sqlite "$file"
	lab_sql "sqlite:///$file" "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'before')"
	conf_of "sqlite:///$file" told
}

sqlite_holds() {
	assert_equal "$(lab_sql "sqlite:///$file" 'SELECT data FROM secfilter ORDER BY data' | paste -sd ' ')" "$1"
}

# Another program that writes to the file, until end_writer.
start_writer() {
	coproc WRITER { sqlite3 -bail "$file" 2>&1 3>&- 4>&-; }
	session=${WRITER[1]}
	answers=${WRITER[0]}
	session_pid=$WRITER_PID
	printf 'BEGIN EXCLUSIVE;\nSELECT "finished";\n' >&"$session"
	hears
}

has_opened() {
	# shellcheck disable=SC2010 # what its descriptors are is what ls tells
	ls -l "/proc/$job/fd" 2>/dev/null | grep -q "$file"
}

@test "SQLite: a file that another program keeps locked is waited for as --timeout says" {
	setup_sqlite
	start_writer
	within 5 run_fails 4 'another program had it locked' --timeout 1 ua block scanner-a
	nobody_was_told
	in_background --timeout 200 ua block scanner-a
	lab_wait 60 has_opened
	printf 'COMMIT;\n' >&"$session"
	ended 0
	end_session
	sqlite_holds 'before scanner-a'
}

# Root may write anywhere: not without this.
without_override() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	else
		"$@"
	fi
}

@test "SQLite: a file or a folder that is read-only is refused, and can still be read" {
	local mode
	setup_sqlite
	shieldadm() {
		without_override "$SHIELDADM" "$@"
	}
	chmod 444 "$file"
	run_fails 4 'writable' ua block scanner-a
	run_ok -o plain ua list
	assert_output --partial before
	chmod 644 "$file"
	chmod 555 "${file%/*}"
	run_fails 4 'must be writable' ua block scanner-a
	run_fails 4 'must be writable' ua remove before
	run_ok -o plain ua list
	assert_output --partial before
	chmod 755 "${file%/*}"
	mode=$(stat -c %a "$file")
	chmod 000 "$file"
	run_fails 4 "cannot open 'sqlite:///$file'" ua list
	chmod "$mode" "$file"
	nobody_was_told
	sqlite_holds before
	run_ok ua block scanner-a
	sqlite_holds 'before scanner-a'
}

@test "SQLite: a file that is missing or no database is left as it is" {
	setup_sqlite
	mv "$file" "$file.away"
	run_fails 4 'db init' ua block scanner-a
	assert [ ! -e "$file" ]
	printf 'this is no database, and long enough to tell\n%.0s' {1..50} >"$file"
	cp "$file" "$file.text"
	run_fails 4 'not a database' ua block scanner-a
	run_fails 4 'not a database' db init
	cmp "$file" "$file.text"
	mv "$file.away" "$file"
	lab_sql "sqlite:///$file" 'DROP TABLE secfilter'
	run_fails 4 "table 'secfilter' does not exist" ua block scanner-a
	[[ $stderr == *'shieldadm db init'* ]]
	nobody_was_told
}
