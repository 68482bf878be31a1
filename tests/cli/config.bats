# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154,SC2030,SC2031 # run sets status, output, stderr
#
# Where the configuration comes from, what may stand in it, and what is found
# without one.

load helper

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
	CONF=$BATS_TEST_TMPDIR/shieldadm.conf
	export HOME=$BATS_TEST_TMPDIR/home
	mkdir -p "$HOME/.config/shieldadm"
}

teardown_file() {
	lab_cleanup
}

# conf_with [LINE...]: $CONF, of these lines.
conf_with() {
	rm -f "$CONF"
	(umask 077 && printf '%s\n' "$@" >"$CONF")
}

# marked_conf FILE ENTRY: a working configuration, whose database holds this entry.
marked_conf() {
	local db=$BATS_TEST_TMPDIR/$2.sqlite
	lab_db_sqlite "$db"
	lab_sql "sqlite:///$db" "INSERT INTO secfilter (action, type, data) VALUES (0, 0, '$2')"
	printf '[database]\nurl = sqlite:///%s\n' "$db" >"$1"
}

@test "--config comes before the environment, which comes before the home folder" {
	marked_conf "$BATS_TEST_TMPDIR/a" of-the-option
	marked_conf "$BATS_TEST_TMPDIR/b" of-the-environment
	marked_conf "$HOME/.config/shieldadm/shieldadm.conf" of-the-home
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/b
	run_ok --config "$BATS_TEST_TMPDIR/a" ua list -o plain
	assert_output $'1\tua\tblock\tof-the-option'
	run_ok ua list -o plain
	assert_output $'1\tua\tblock\tof-the-environment'
	export SHIELDADM_CONFIG=
	run_ok ua list -o plain
	assert_output $'1\tua\tblock\tof-the-home'
	unset SHIELDADM_CONFIG
	run_ok ua list -o plain -c "$BATS_TEST_TMPDIR/a"
	assert_output $'1\tua\tblock\tof-the-option'
}

missing_files() {
	run_fails 2 "cannot read the configuration '$CONF.not': No such file" \
		--config "$CONF.not" ua block new
	run_fails 2 "the configuration '$BATS_TEST_TMPDIR' is not a regular file" \
		--config "$BATS_TEST_TMPDIR" ua block new
	SHIELDADM_CONFIG=$CONF.not run_fails 2 "cannot read the configuration '$CONF.not'" ua block new
}

@test "a configuration that was named must be there, whatever others there are" {
	shieldadm ua block stands
	cp "$SHIELDADM_CONFIG" "$HOME/.config/shieldadm/shieldadm.conf"
	nothing_changes missing_files
}

open_files() {
	local mode
	for mode in 644 604 660 602; do
		conf_with '[database]' 'url = mysql://kamailio:geheim@127.0.0.1:1/kamailio'
		chmod "$mode" "$CONF"
		run_fails 2 "'$CONF' holds a password and is open to others: chmod 600 '$CONF'" \
			--config "$CONF" ua block new
		assert_equal "$(stat -c %a "$CONF")" "$mode"
	done
}

@test "a password that others can read is refused with the command that mends it" {
	nothing_changes open_files
	conf_with '[database]' 'url = mysql://kamailio:geheim@127.0.0.1:1/kamailio'
	for mode in 600 400 640; do
		chmod "$mode" "$CONF"
		run_fails 4 "cannot open 'mysql://127.0.0.1:1/kamailio'" --config "$CONF" ua list
	done
	conf_with '[database]' "url = $LAB_DBURL"
	chmod 644 "$CONF"
	run_ok --config "$CONF" ua list
}

# bad_conf LINE TEXT [CONTENT...]: refused with the number of the line.
bad_conf() {
	local where=$CONF:$1 text=$2
	shift 2
	conf_with "$@"
	run_fails 2 "$where: $text" --config "$CONF" ua block new
}

bad_confs() {
	bad_conf 3 "[database] has no key 'urll'" '[database]' '; a note' 'urll = x'
	bad_conf 2 "unknown section [data]" '[data]' 'url = x'
	bad_conf 3 "unknown key 'rpcs' of a node: use rpc, ca, user, password, sip or max_subnets" '[node a]' 'rpc = ctl:/x' 'rpcs = y'
	bad_conf 2 "neither a [section] nor 'key = value'" '[database]' 'nonsense'
	bad_conf 2 "invalid tls: use auto, verify or off" '[database]' 'tls = maybe'
	bad_conf 2 "invalid number of the group 'sales'" '[groups]' 'sales = 0'
	bad_conf 2 "invalid number of the group 'sales'" '[groups]' 'sales = many'
	bad_conf 2 "invalid number of the group 'sales'" '[groups]' 'sales = 2147483648'
	bad_conf 2 "the line is longer than 199 bytes" '[node a]' "rpc = ctl:/$(printf '%0200d' 0)"
	conf_with '[database]' "url = $LAB_DBURL" '[node a]' 'sip = udp:127.0.0.1:5060'
	run_fails 2 "the node 'a' has no 'rpc'" --config "$CONF" ua block new
}

@test "what the configuration cannot have is refused with the line's number" {
	shieldadm ua block stands
	nothing_changes bad_confs
}

unknown_node() {
	run_fails 2 "there is no node 'nobody' in the configuration" ua block new --node nobody
	run_fails 2 "there is no node 'nobody' in the configuration" \
		ua block new --node edge1 --node nobody
	run_fails 2 "there is no node 'nobody' in the configuration" status --node nobody
	run_fails 2 "there is no node 'nobody' in the configuration" probe --node nobody
}

@test "a node that is not configured is refused before anything is stored" {
	nothing_changes unknown_node
}

no_database() {
	conf_with '[kamailio]' "config = $BATS_TEST_TMPDIR/kamailio.cfg" "run = $NODE/run"
	run_fails 4 "no database is configured: there is no 'url' in [database] of $CONF, and no readable DBURL in '$BATS_TEST_TMPDIR/kamailio.cfg'" \
		--config "$CONF" ua block new
	conf_with '[database]' 'url = postgres://h/d'
	run_fails 2 "begins with 'postgres://': only mysql:// and sqlite://" --config "$CONF" ua block new
	conf_with '[database]' 'url = sqlite:///relative/path'
	run_fails 2 "names one for all" --config "$CONF" ua block new
	conf_with '[database]' "url = sqlite:///$BATS_TEST_TMPDIR/not-there.sqlite"
	run_fails 4 "there is no such file; to create it run: shieldadm db init" \
		--config "$CONF" ua block new
	refute [ -e "$BATS_TEST_TMPDIR/not-there.sqlite" ]
}

@test "without a database that is known nothing is done" {
	nothing_changes no_database
}

@test "without a node a rule is stored, and it is told that nothing enforces it" {
	conf_with '[database]' "url = $LAB_DBURL" '[kamailio]' "run = $BATS_TEST_TMPDIR"
	run_split shieldadm --config "$CONF" ua block nobody-enforces -o json
	assert_equal "$status" 6
	assert_equal "$(jq -c . <<<"$output")" \
		'{"changes":[{"kind":"ua","action":"block","value":"nobody-enforces","result":"added"}],"nodes":[]}'
	assert_equal "$(jq .error.status <<<"$stderr")" 6
	[[ $stderr == *"no node is configured, and no socket of a Kamailio was found"* ]]
	assert_equal "$(table_rules)" '0 0 nobody-enforces'
	assert_equal "$(node_rules ua)" ''
	run_fails 5 "no node is configured" --config "$CONF" status
	run_fails 5 "no node is configured" --config "$CONF" probe
	run_ok --config "$CONF" ua list
	run_ok sync
	assert_equal "$(node_rules ua)" 'block nobody-enforces'
}

@test "database and node are found where kamailio.cfg and its sockets are" {
	conf_with '[kamailio]' "config = $NODE/kamailio.cfg" "run = $NODE/run"
	run_ok --config "$CONF" ua block found -o json
	assert_equal "$(jq -c .nodes <<<"$output")" \
		'[{"name":"local","live":true,"verified":true,"error":null}]'
	assert_equal "$(table_rules)" '0 0 found'
	assert_equal "$(node_rules ua)" 'block found'
	run_ok --config "$CONF" --node local probe --from-address 127.9.1.1
	rm "$NODE/run/kamailio_ctl"
	run_ok --config "$CONF" ua block by-the-other-socket -o json
	assert_equal "$(jq -c .nodes <<<"$output")" \
		'[{"name":"local","live":true,"verified":true,"error":null}]'
}

# finds WHOSE TEXT: of a kamailio.cfg with this text, the database of that name.
finds() {
	printf '%b\n' "$2" >"$BATS_TEST_TMPDIR/kamailio.cfg"
	run_ok --config "$CONF" ua list -o plain
	assert_output $'1\tua\tblock\t'"$1"
}

@test "DBURL is read in each way that kamailio.cfg can define it, kamailio-local.cfg first" {
	local a b
	marked_conf /dev/null a
	marked_conf /dev/null b
	a=sqlite:///$BATS_TEST_TMPDIR/a.sqlite
	b=sqlite:///$BATS_TEST_TMPDIR/b.sqlite
	conf_with '[kamailio]' "config = $BATS_TEST_TMPDIR/kamailio.cfg" "run = $BATS_TEST_TMPDIR"
	finds a "#!define DBURL \"$a\""
	finds a "#!trydef DBURL \"$a\""
	finds a "#!ifdef WITH_MYSQL\n#!ifndef DBURL\n#!define DBURL \"$a\"\n#!endif\n#!endif"
	finds a "#!define   DBURL\t\"$a\""
	finds a "#!substdef \"!DBURL!$a!g\""
	finds b "# #!define DBURL \"$a\"\n#!define DBURL_OTHER \"$a\"\n#!define DBURL \"$b\""
	finds a "#!define DBURL \"$a\"\n#!trydef DBURL \"$b\""
	printf '#!define DBURL "%s"\n' "$b" >"$BATS_TEST_TMPDIR/kamailio-local.cfg"
	finds b "import_file \"kamailio-local.cfg\"\n#!trydef DBURL \"$a\""
	finds a "#!define DBURL \"$a\""
}

@test "a node's ways are tried in their order, and a dead one is passed over" {
	local port
	port=$(lab_kamailio_port "$NODE")
	conf_with '[database]' "url = $LAB_DBURL" '[node edge1]' \
		"rpc = ctl:$BATS_TEST_TMPDIR/nothing" "rpc = http://127.0.0.1:$port/RPC"
	run_ok --config "$CONF" ua block abcd
	assert_equal "$(node_rules ua)" 'block abcd'
	run_ok --config "$CONF" probe --from-address 127.9.2.1
}

@test "only the nodes that are named are told, and the others get it by sync" {
	lab_kamailio_config "$LAB_DIR/edge2" "$LAB_DBURL"
	lab_kamailio_start "$LAB_DIR/edge2"
	conf_with '[database]' "url = $LAB_DBURL" "$(lab_node_conf "$NODE" edge1)" \
		"$(lab_node_conf "$LAB_DIR/edge2" edge2)"
	run_ok --config "$CONF" ua block abcd --node edge2 -o json
	assert_equal "$(jq -c '[.nodes[].name]' <<<"$output")" '["edge2"]'
	assert_equal "$(node_rules ua)" ''
	assert_equal "$(NODE=$LAB_DIR/edge2 node_rules ua)" 'block abcd'
	run_split shieldadm --config "$CONF" status -o json
	assert_equal "$status" 1
	assert_equal "$(jq -c '[.nodes[] | [.name, .live]]' <<<"$output")" '[["edge1",false],["edge2",true]]'
	run_ok --config "$CONF" sync
	assert_equal "$(node_rules ua)" 'block abcd'
	assert_equal "$(NODE=$LAB_DIR/edge2 node_rules ua)" 'block abcd'
	run_ok --config "$CONF" ua remove abcd
	assert_equal "$(node_rules ua)$(NODE=$LAB_DIR/edge2 node_rules ua)" ''
	lab_kamailio_stop "$LAB_DIR/edge2"
}

writable_files() {
	local mode
	conf_with '[database]' "url = $LAB_DBURL"
	for mode in 666 646 602; do
		chmod "$mode" "$CONF"
		run_fails 2 "'$CONF' is open to others: chmod 600 '$CONF'" --config "$CONF" ua block new
		assert_equal "$(stat -c %a "$CONF")" "$mode"
	done
}

@test "a configuration that anybody can write to is refused, also without a password" {
	local mode
	shieldadm ua block stands
	nothing_changes writable_files
	for mode in 664 660 444; do
		chmod "$mode" "$CONF"
		run_ok --config "$CONF" ua list -o plain
		assert_output --partial stands
	done
}

# bad_secret TEXT CONTENT...: refused, and the password is in no output.
bad_secret() {
	local text=$1
	shift
	conf_with "$@"
	run_fails 2 "$text" --config "$CONF" ua block new
	[[ $stderr != *geheim* ]] || show_run 'it tells the password'
}

misplaced_secrets() {
	local url=mysql://kamailio:geheim@127.0.0.1/kamailio
	bad_secret "$CONF:2: invalid number of the group 'sales'" '[groups]' "sales = $url"
	bad_secret "$CONF:2: invalid number of the group 'url'" '[groups]' "url = $url"
	bad_secret "$CONF:2: invalid tls: use auto, verify or off" '[database]' "tls = $url"
	bad_secret "$CONF:2: " '[database]' "$url"
	bad_secret "$CONF:2: " '[database]' "urll = $url"
	bad_secret "$CONF:2: " '[groups]' "$url = 1"
	bad_secret '' '[node a]' "rpc = $url"
}

@test "a password in a wrong place of the configuration is not told" {
	shieldadm ua block stands
	nothing_changes misplaced_secrets
}
