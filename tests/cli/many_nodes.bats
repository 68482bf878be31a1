# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# Many nodes at once, slow ones, ones that answer nonsense, and what a person at a
# terminal sees of it.  The nodes are scripted; one of them serves under many names.

load luck

setup_file() {
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	somebody_is_registered
	for name in good bad; do
		start_fake "$name" --db "$LAB_DIR/kamailio.sqlite" --reload-delta 0
	done
}

setup() {
	rm -f "$LAB_DIR/bad/behave" "$LAB_DIR/good/behave"
	db_rows "DELETE FROM secfilter; DELETE FROM address;
		INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'scanner'), (1, 1, 'US')"
	conf_of good bad
	run_ok reload
}

teardown_file() {
	lab_cleanup
}

# conf_of NODE...: good, good7 (the same under another name), bad, dead1; bad:WAY.
conf_of() {
	local node name way
	for node in "$@"; do
		name=${node%%:*}
		way=ctl
		[ "$node" = "$name" ] || way=${node#*:}
		case $name in
		dead*) printf '[node %s]\nrpc = ctl:%s/nobody/ctl\n' "$name" "$LAB_DIR" ;;
		*) fake_conf "${name%%[0-9]*}" "$way" | sed "s/^\[node .*/[node $name]/" ;;
		esac
	done >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

# bad_tells REGEXP: the last status has this in the row of "bad".
bad_tells() {
	assert_line --regexp "^bad +$1"
}

# on_terminal COMMAND: what a terminal gets to see of it, 80 columns wide.
on_terminal() {
	TERM=xterm script -qec "stty cols 80; $1" /dev/null </dev/null 3>&- 4>&-
}

# -- many -------------------------------------------------------------------

@test "of 200 nodes those with something wrong are shown, and the rest is counted" {
	conf_of $(seq -f 'good%g' 197) dead1 dead2 bad
	lab_fake_typed bad secfilter.add_bl '"ua","evil"'
	run_split shieldadm status
	assert_equal "$status" 1
	assert_line --index 1 --regexp '^bad +differs +6\.1\.4'
	assert_line --index 2 --regexp '^dead1 +unreachable'
	assert_line --index 3 --regexp '^dead2 +unreachable'
	assert_line --index 4 --regexp '^197 more +ok *$'
	assert_line --index 6 --regexp '^bad +extra +ua +block +evil'
	assert_equal "${#lines[@]}" 7
	said '1 of 200 nodes differ from the database, and 2 cannot be asked'

	# Programs get every node, in the order of the configuration.
	run_split shieldadm status -o json
	assert_equal "$(jq -r '.nodes | length, .[0].name, .[199].name' <<<"$output" | paste -sd ' ')" '200 good1 bad'
	run_split shieldadm status -o plain
	assert_equal "$(grep -c $'^good[0-9]*\tyes\tok\t' <<<"$output")" 197
}

@test "a change of which 200 nodes know nothing fits on a screen" {
	conf_of $(seq -f 'dead%g' 200)
	tells 6 'is not enforced by 200 of 200 nodes' ua block other
	assert_line --regexp '^dead1 +NOT LIVE: cannot reach'
	assert_line --regexp '^180 more +NOT LIVE: out of reach'
	[ "${#lines[@]}" -lt 24 ]
}

@test "what is said of many nodes is said once, and of their reasons not more than is read" {
	conf_of $(seq -f 'dead%g' 30) $(seq -f 'good%g' 5)
	# The five that differ come before all that cannot be asked.
	lab_fake_typed good secfilter.add_bl '"ua","evil"'
	run_split shieldadm status
	assert_line --index 1 --regexp '^good1 +differs'
	assert_equal "$(grep -c '^good[1-5] *extra' <<<"$output")" 5
	said 'or sync --adopt, which stores it'
	assert_equal "$(grep -c 'cannot reach' <<<"$stderr")" 8
	said '22 more have reasons of their own (-o plain shows them)'
	conf_of $(seq -f 'good%g' 5)
	run_ok ua block scanner
	said "good1 and 4 more: it also holds 1 entry more than is stored, such as ua block 'evil'"
	assert_equal "$(grep -c 'it also holds' <<<"$stderr")" 1
}

@test "nodes that hang cost their time-out once, however many they are" {
	conf_of good $(seq -f 'bad%g' 100)
	fake_behaves bad 'hang *'
	within 20 run_split shieldadm status --timeout 2
	assert_equal "$status" 1
	said '100 of 101 nodes cannot be asked'
	within 20 tells 6 'by 100 of 101 nodes' ua block other --timeout 2
	# Each may take a second to tell who is registered there, and that is one line.
	db_rows 'DELETE FROM location'
	within 20 tells 6 'registered at bad1 and 99 other nodes cannot be told' ua block third --timeout 2
	assert_equal "$(grep -c 'cannot be told' <<<"$stderr")" 1
	somebody_is_registered
}

# lab_fake_typed NODE METHOD PARAMETERS: a call that shieldadm knows nothing of.
lab_fake_typed() {
	curl -sf -d "{\"jsonrpc\":\"2.0\",\"method\":\"$2\",\"params\":[$3],\"id\":1}" \
		"http://127.0.0.1:$(cat "$LAB_DIR/$1/ready")/RPC" >/dev/null
}

# -- nonsense ---------------------------------------------------------------

# What a command of some calls may take, each of which has PATIENCE.
some_patience() {
	awk -v s="$PATIENCE" 'BEGIN { print int(6 * s) + 1 }'
}

nonsense_is_told() {
	within "$(some_patience)" run_split shieldadm status --timeout "$PATIENCE" &&
		[ "$status" -eq 1 ] && assert_line --regexp '^bad +(unreachable|differs)' &&
		assert_line --regexp '^good +ok' && [[ $stderr == *"bad: "* && $stderr != *$'\e'* ]]
}

nonsense_is_not_synced() {
	within "$(some_patience)" tells 6 'by 1 of 2 nodes' sync --timeout "$PATIENCE"
}

# nonsense WAY: each kind of it, in each question, is told as such, in time, and the
# other node is none the worse.
nonsense() {
	local how method
	conf_of "bad:$1" good
	for how in hang garbage half html wrong-id drip close huge endless; do
		# A datagram has no end that could be missing.
		[ "$1 $how" != 'unixgram endless' ] || continue
		for method in core.version secfilter.print permissions.subnetDump pkg.stats; do
			fake_behaves bad "$how $method"
			patiently nonsense_is_told || show_run "$1 $how $method" || return 1
		done
		fake_behaves bad "$how secfilter.print"
		patiently nonsense_is_not_synced
	done
	rm -f "$LAB_DIR/bad/behave"
	run_ok status
}

@test "garbage, half and endless replies, other ids and silence over ctl are told, and end" {
	nonsense ctl
}

@test "garbage, half and endless replies, other ids and silence over HTTP are told, and end" {
	nonsense http
}

@test "garbage, half and endless replies, other ids and silence over datagrams are told, and end" {
	nonsense unixgram
}

# -- at a terminal ----------------------------------------------------------

@test "status --watch draws the same place again, and shows what changes" {
	on_terminal "exec timeout 200 '$SHIELDADM' status --watch 1" >"$BATS_TEST_TMPDIR/seen" &
	local watcher=$!
	lab_wait 60 grep -q 'bad .*ok' "$BATS_TEST_TMPDIR/seen"
	lab_fake_typed bad secfilter.add_bl '"ua","evil"'
	lab_wait 60 grep -q 'bad .*extra .*evil' "$BATS_TEST_TMPDIR/seen"
	run_ok sync
	lab_wait 60 sh -c "tail -n 3 '$BATS_TEST_TMPDIR/seen' | grep -q 'bad .*ok'"
	pkill -P "$watcher" || true
	wait "$watcher" || true
	[ "$(grep -c $'\e\[H\e\[J' "$BATS_TEST_TMPDIR/seen")" -ge 3 ]
	grep -q 'every 1 s' "$BATS_TEST_TMPDIR/seen"
}

# has_answers FILE N: of two nodes each.
has_answers() {
	[ "$(jq -c '.nodes | length' "$1" 2>/dev/null | grep -c 2)" -ge "$2" ]
}

@test "status --watch into a pipe writes one answer after the other, without a code" {
	local seen=$BATS_TEST_TMPDIR/seen
	"$SHIELDADM" status --watch=1 -o json >"$seen" 3>&- 4>&- &
	lab_wait 60 has_answers "$seen" 2
	kill $!
	wait $! || true
	[[ $(cat "$seen") != *$'\e'* ]]
	run_fails 2 'is not an interval' status --watch=0
	run_fails 2 'is not an interval' status --watch=often
}

@test "status --watch ends when nobody reads it any more" {
	local ended=(0)
	lab_fake_typed bad secfilter.add_bl '"ua","evil"'
	timeout 120 "$SHIELDADM" status --watch=1 2>"$BATS_TEST_TMPDIR/err" | head -n 1 || true
	ended=("${PIPESTATUS[@]}")
	assert_equal "${ended[0]}" 8
}

@test "sync shows how far it is where stderr is a terminal, and only there" {
	seq 40 | sed "s/.*/INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'bad-&');/" |
		sqlite3 "$LAB_DIR/kamailio.sqlite"
	fake_behaves bad 'slow secfilter.add_bl 20'
	run on_terminal "'$SHIELDADM' sync --node bad"
	assert_success
	assert_output --regexp $'\r\\[#+ +\\] +[0-9]+%  [0-9]+ of 41'
	# The bar is gone in the end.
	assert_output --regexp $'\r\e\\[Kbad +live, verified; 40 added'

	lab_fake_typed bad secfilter.reload
	db_rows "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'one'), (0, 0, 'two')"
	run_ok sync
	[[ $stderr != *%* && $stderr != *$'\r'* ]]
}
