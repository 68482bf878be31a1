# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# setup where something is missing or breaks: nothing there at all, a database that goes
# down in the middle, a node that is dead, a route to the node that does not end.
#
# "edge1" and "edge2" are real nodes on one MariaDB.

load dialog

setup_file() {
	lab_up mysql
	shieldadm db init >/dev/null
	lab_kamailio_config "$LAB_DIR/edge2" "$LAB_DBURL"
	lab_kamailio_start "$LAB_DIR/edge2"
}

setup() {
	local node
	lab_mariadb_answers || lab_mariadb_start "$LAB_MYSQL_DIR"
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	for node in "$NODE" "$LAB_DIR/edge2"; do
		lab_kamcmd "$node" secfilter.reload >/dev/null
	done
	export XDG_STATE_HOME=$BATS_TEST_TMPDIR/state HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$HOME"
	conf_of "$LAB_DBURL" edge1
}

teardown_file() {
	lab_cleanup
}

# conf_of DBURL [NAME...]: with these nodes.
conf_of() {
	local name
	for name in "${@:2}"; do
		lab_node_conf "$LAB_DIR/$name" "$name"
	done >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$1" <"$BATS_TEST_TMPDIR/nodes"
}

# All questions, up to the plan.
questions() {
	cat <<-'END'
		see scanners [
		type
		see agents [
		type
		see countries [
		type US
		see carriers [
		type 192.0.2.1
		see carriers [these 1]
		type
		see customers [
		type
	END
}

lines() {
	printf '%s\n' "$@"
}

@test "a database that goes down in the middle loses no answer, and it goes on at the plan" {
	dialog 4 setup < <(
		lines 'see scanners [' 'type' 'see agents [' 'type' 'see countries [' 'type US'
		lines "run kill -KILL $(lab_mariadb_pid)" 'see carriers [' 'type 192.0.2.1' \
			'see carriers [these 1]' 'type' 'see customers [' 'type'
	)
	shown "It failed, and your answers are kept" "shieldadm setup goes on at the plan"
	lab_mariadb_start "$LAB_MYSQL_DIR"
	assert_equal "$(table_rules)" ''
	dialog 0 setup < <(lines 'see is taken up: 12 scanners, 1 country, 1' 'see Do it? [yes]' 'type')
	assert_equal "$(table_rules | wc -l)" 13
	assert_equal "$(table_addresses)" '1 192.0.2.1 32 0 carrier'
	assert_equal "$(node_rules ua | wc -l)" 12
}

@test "a database that goes down at the plan stores nothing, and loses no answer" {
	dialog 4 setup < <(
		questions
		lines 'see Do it? [yes]' "run kill -KILL $(lab_mariadb_pid)" 'type yes'
	)
	shown "your answers are kept"
	run grep -c 'kamailiorw\|kamailio@' "$(kept)"
	assert_output 0
	lab_mariadb_start "$LAB_MYSQL_DIR"
	assert_equal "$(table_rules)$(table_addresses)" ''
	dialog 0 setup < <(lines 'see Do it? [yes]' 'type')
	assert_equal "$(table_rules | wc -l)" 13
}

@test "a database that was restarted meanwhile is no matter" {
	dialog 0 setup < <(
		lines 'see scanners [' 'type' 'see agents [' 'type' 'see countries [' 'type US'
		lines "run bash -c '. $LAB_HOME/lab.bash; lab_mariadb_stop KILL; lab_mariadb_start $LAB_MYSQL_DIR'" \
			'see carriers [' 'type' 'see customers ['
		lines 'type' 'see Do it? [yes]' 'type'
	)
	assert_equal "$(table_rules | wc -l)" 13
}

@test "a database that is down at the start is looked at again, or another one is named" {
	conf_of mysql://kamailio:kamailiorw@127.0.0.1:1/kamailio edge1
	dialog 1 setup <<-'END'
		see database: connection: cannot open 'mysql://127.0.0.1:1/kamailio'
		see Where is Kamailio's database?
		see [look again]
		type
		see database: connection: cannot open
		see [look again]
		type nonsense
		see !
		see [look again]
		type skip
		see Nothing can be stored without it
		see [look again]
		type quit
	END
	not_shown kamailiorw
	shown "Left; no rule was stored"
}

@test "where nothing is there at all it asks for database and node, and writes both down" {
	local file=$BATS_TEST_TMPDIR/new/shieldadm.conf port db=$LAB_MYSQL_PORT
	port=$(lab_kamailio_port "$NODE")
	export SHIELDADM_CONFIG=$file
	dialog 0 setup < <(
		lines "see Create it? [yes]" 'type'
		lines "see Where is Kamailio's database?" 'see [look again]' \
			"type mysql://kamailio@127.0.0.1:$db/kamailio" \
			'see password, not shown [none]' 'type kamailiorw' \
			'see Write it? [yes]' 'type' 'see + written, mode 0600' \
			'see nodes [none]' 'type ?' 'see nodes [none]' \
			'type edge1 gopher://x' 'see !' 'see nodes [none]' \
			"type edge1 ctl:$NODE/run/kamailio_ctl" 'see + edge1' \
			'see nodes [done]' 'type' 'see Write it? [yes]' 'type' 'see + written, mode 0600'
		questions
		lines 'see Do it? [yes]' 'type'
	)
	not_shown kamailiorw
	assert_equal "$(stat -c %a "$file")" 600
	assert_equal "$(table_rules | wc -l)" 13
	run grep -c kamailiorw "$file"
	assert_output 1
	# What every later command needs is there.
	run_ok status -o plain
	raw_dropped 127.1.40.1 friendly-scanner REGISTER
	[ "$port" -gt 0 ]
}

@test "a wrong password is told without it, and the right one is taken after it" {
	rm -f "$SHIELDADM_CONFIG"
	dialog 1 setup < <(
		lines "see Create it? [yes]" 'type' 'see [look again]' \
			"type mysql://kamailio@127.0.0.1:$LAB_MYSQL_PORT/kamailio" \
			'see password' 'type geheim-und-falsch' 'see Access denied' \
			'see [look again]' \
			"type mysql://kamailio:kamailiorw@127.0.0.1:$LAB_MYSQL_PORT/kamailio" \
			"see + database: '" 'see Write it? [yes]' 'type no' 'see nodes [none]' 'type quit'
	)
	not_shown geheim-und-falsch
	run grep -rls 'kamailiorw\|geheim' "$BATS_TEST_TMPDIR" "$SHIELDADM_CONFIG"
	assert_output ''
}

@test "a file of SQLite that is not there yet is created, with all tables" {
	local db=$BATS_TEST_TMPDIR/new.sqlite
	conf_of "sqlite:///$db"
	dialog 6 setup < <(
		lines 'see Create it now? [yes]' 'type' \
			'see created' 'see nodes [none]' 'type'
		questions
		lines 'see Do it? [yes]' 'type' 'see Once a node is in the configuration'
	)
	assert_equal "$(lab_sql "sqlite:///$db" 'SELECT count(*) FROM secfilter')" 13
	assert_equal "$(lab_sql "sqlite:///$db" 'SELECT ip_addr, tag FROM address')" $'192.0.2.1\tcarrier'
}

@test "who does not want the tables created is told how, and nothing is there" {
	local db=$BATS_TEST_TMPDIR/new.sqlite
	conf_of "sqlite:///$db" edge1
	dialog 1 setup < <(
		lines 'see the file and its tables.' 'see Create it now? [yes]' 'type no' 'see shieldadm db init creates them'
	)
	[ ! -e "$db" ]
	dialog 1 setup --dry-run < <(lines 'see A dry run does not create that.')
	[ ! -e "$db" ]
}

@test "a configuration that cannot be written is told, and what was typed holds for this run" {
	local folder=$BATS_TEST_TMPDIR/folder
	conf_of "$LAB_DBURL"
	mkdir "$folder"
	mv "$SHIELDADM_CONFIG" "$folder/shieldadm.conf"
	export SHIELDADM_CONFIG=$folder/shieldadm.conf
	dialog 0 setup < <(
		lines 'see nodes [none]' "type edge1 ctl:$NODE/run/kamailio_ctl" \
			'see nodes [done]' 'type' 'see Write it? [yes]' \
			"run mv '$folder' '$folder.gone' && touch '$folder'" 'type' \
			'see run alone'
		questions
		lines 'see Do it? [yes]' 'type'
	)
	assert_equal "$(node_rules ua | wc -l)" 12
}

@test "what stands in the configuration already stays when a node is added" {
	conf_of "$LAB_DBURL"
	printf '; our own words\n[groups]\nresellers = 9' >>"$SHIELDADM_CONFIG"
	dialog 1 setup < <(
		lines 'see nodes [none]' "type ctl:$NODE/run/kamailio_ctl" 'see + node1' \
			'see nodes [done]' 'type' 'see Write it? [yes]' 'type' 'see mode 0600' \
			'see scanners [' 'type quit'
	)
	run tail -6 "$SHIELDADM_CONFIG"
	assert_output "; our own words
[groups]
resellers = 9

[node node1]
rpc = ctl:$NODE/run/kamailio_ctl"
	run_ok sync -o plain
}

@test "a dead node: it is stored, which is told with how to go on, and sync brings it there" {
	conf_of "$LAB_DBURL" edge1 edge2
	lab_kamailio_stop "$LAB_DIR/edge2" KILL
	dialog 6 setup < <(
		lines 'see edge2: reachable: '
		questions
		lines 'see Do it? [yes]' 'type' 'see NOT LIVE'
	)
	lab_kamailio_start "$LAB_DIR/edge2"
	shown " proved edge1 'friendly-scanner' dropped" "when mended: shieldadm sync"
	not_shown "Done:"
	[ ! -e "$(kept)" ]
	assert_equal "$(table_rules | wc -l)" 13
	assert_equal "$(node_rules ua | wc -l)" 12
	run_ok sync -o plain
	run_ok status -o plain
}

@test "all of it is one change: each row is told to a node once, and addresses by one reload" {
	lab_kamailio_restart "$NODE"
	dialog 0 setup -v < <(
		questions
		lines 'see Do it? [yes]' 'type' 'see live, verified'
	)
	assert_equal "$(grep -c 'edge1: secfilter.add_' <<<"$output")" 13
	assert_equal "$(grep -c 'permissions.addressReload' <<<"$output")" 1
	assert_equal "$(grep -c 'secfilter.reload' <<<"$output")" 0
}

@test "what a node says cannot act on the terminal" {
	conf_of "$LAB_DBURL" edge1
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'evil\\\\033[2J')"
	db_rows "INSERT INTO address (grp, ip_addr, mask, port, tag)
		VALUES (1, '192.0.2.77', 32, 0, CONCAT('x', CHAR(27), '[2J'))"
	db_rows "UPDATE secfilter SET data = CONCAT('evil', CHAR(27), '[2J')"
	run_split "$LAB_HOME/dialog.exp" 80 "$SHIELDADM" setup < <(
		lines 'see scanners [' 'type' 'see evil\x1b[2J' 'see agents [' 'type quit'
	)
	[ "$status" -eq 1 ] || show_run "failed"
	[[ $output != *$'\x1b'* ]]
}
