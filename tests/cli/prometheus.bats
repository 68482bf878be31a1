# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# status -o prometheus, on a real node.

load helper

setup_file() {
	lab_up sqlite
	run_ok db init
}

setup() {
	lab_empty
	db_rows 'DELETE FROM shieldadm_change; DELETE FROM shieldadm_change_row; DELETE FROM shieldadm_ban'
	lab_node_conf "$NODE" edge1 >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
}

teardown() {
	end_watchers
}

teardown_file() {
	lab_cleanup
}

# is_valid: stdin is what Prometheus can read, each metric described once and before its
# samples, no sample twice, names by its conventions.
is_valid() {
	awk '
		function wrong(what) { print what ": " $0 > "/dev/stderr"; failed = 1 }
		/^# HELP / { if ($3 in help) wrong("a second HELP"); help[$3] = 1; next }
		/^# TYPE / {
			if (!($3 in help)) wrong("no HELP")
			if ($4 !~ /^(gauge|counter)$/) wrong("an odd type")
			if (($4 == "counter") != ($3 ~ /_total$/)) wrong("_total is for counters")
			type[$3] = $4; now = $3; next
		}
		!/^shieldadm_[a-z_]+(\{([a-z]+="([^"\\]|\\["\\n])*",?)+\})? -?[0-9.]+(e[+-]?[0-9]+)?$/ { wrong("no sample"); next }
		{
			name = $0; sub(/[{ ].*/, "", name); key = $0; sub(/ [^ ]*$/, "", key)
			if (name != now || !(name in type)) wrong("not below its TYPE")
			if (key in seen) wrong("twice")
			seen[key] = 1
		}
		END { exit failed || NR == 0 }'
}

# metric NAME-AND-LABELS: its value in the last output.
metric() {
	awk -v key="$1" 'index($0, key " ") == 1 { print $NF }' <<<"$output"
}

@test "what is stored, what a node holds, and what it has counted" {
	run_ok country allow US
	run_ok ua block friendly-scanner sipcli
	run_ok addr add 192.0.2.1 carrier
	run_ok ban add 203.0.113.9 --for 1h
	raw_dropped 127.1.60.1 friendly-scanner
	raw_dropped 127.1.60.1 friendly-scanner
	raw_answered 127.1.60.1 phone
	run_ok status -o prometheus
	is_valid <<<"$output"
	assert_equal "$(metric shieldadm_database_up)" 1
	assert_equal "$(metric 'shieldadm_entries_stored{kind="ua"}')" 2
	assert_equal "$(metric 'shieldadm_node_entries{node="edge1",kind="ua"}')" 2
	assert_equal "$(metric 'shieldadm_node_entries{node="edge1",kind="addr"}')" 1
	assert_equal "$(metric 'shieldadm_node_up{node="edge1"}')" 1
	assert_equal "$(metric 'shieldadm_node_in_sync{node="edge1"}')" 1
	assert_equal "$(metric 'shieldadm_node_drift_entries{node="edge1",difference="missing"}')" 0
	assert_equal "$(metric 'shieldadm_node_bans{node="edge1"}')" 1
	assert_equal "$(metric shieldadm_bans_stored)" 1
	assert_equal "$(metric 'shieldadm_node_secfilter_messages_total{node="edge1",action="block",by="user_agent"}')" 2
	assert_equal "$(metric 'shieldadm_node_secfilter_messages_total{node="edge1",action="allow",by="country"}')" 3
	assert_equal "$(metric shieldadm_changes_total)" 4
	assert_equal "$(metric shieldadm_geoip_up)" 1
	[ "$(metric shieldadm_last_change_timestamp_seconds)" -ge $(($(date +%s) - 60)) ]
	[ "$(metric 'shieldadm_node_private_memory_free_bytes{node="edge1"}')" -gt 1000000 ]
}

@test "a node that differs, one that is gone, and a change that waits" {
	run_ok ua block friendly-scanner --confirm 1h
	lab_kamcmd "$NODE" secfilter.add_bl ua by-hand
	{ lab_node_conf "$NODE" edge1 && printf '[node "odd\\\\name]\nrpc = ctl:%s/none\n' "$BATS_TEST_TMPDIR"; } >"$BATS_TEST_TMPDIR/nodes"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/nodes"
	run_split shieldadm status -o prometheus
	assert_equal "$status" 1
	is_valid <<<"$output"
	assert_equal "$(metric 'shieldadm_node_in_sync{node="edge1"}')" 0
	assert_equal "$(metric 'shieldadm_node_drift_entries{node="edge1",difference="extra"}')" 1
	assert_equal "$(grep -c '^shieldadm_node_up{node="[^e].* 0$' <<<"$output")" 1
	assert_equal "$(metric shieldadm_changes_unconfirmed)" 1
	run_ok -q confirm
}

@test "without a database it says so, and the exit status as well" {
	make_conf "sqlite:///$BATS_TEST_TMPDIR/none" <"$BATS_TEST_TMPDIR/nodes"
	run_split shieldadm status -o prometheus
	assert_equal "$status" 4
	is_valid <<<"$output"
	assert_equal "$(metric shieldadm_database_up)" 0
	# what the nodes tell of themselves is there
	assert_equal "$(metric 'shieldadm_node_up{node="edge1"}')" 1
	[ "$(metric 'shieldadm_node_private_memory_free_bytes{node="edge1"}')" -gt 1000000 ]
	assert_equal "$(grep -c '^shieldadm_node_in_sync' <<<"$output")" 0
	assert_equal "$(grep -c '^shieldadm_node_secfilter_messages_total' <<<"$output")" 26
}

@test "the file is there as a whole or not at all, for everybody to read" {
	local file=$BATS_TEST_TMPDIR/shieldadm.prom
	run_ok status -o prometheus --textfile "$file"
	assert_equal "$output" ''
	is_valid <"$file"
	assert_equal "$(stat -c %a "$file")" 644
	assert_equal "$(find "$BATS_TEST_TMPDIR" -name 'shieldadm.prom*' | wc -l)" 1
	run_split shieldadm status -o prometheus --textfile "$BATS_TEST_TMPDIR/no/such"
	assert_equal "$status" 8
	[[ $stderr == *"cannot write '$BATS_TEST_TMPDIR/no/such'"* ]] || show_run 'not said'
}

@test "no other command has this format, and it goes with no picture" {
	run_fails 2 "only status has the output format 'prometheus'" ua list -o prometheus
	run_fails 2 '--watch does not go with' status -o prometheus --watch
	run_fails 2 'goes with -o prometheus' status --textfile x
}

@test "the units of the package are what systemd can read" {
	command -v systemd-analyze >/dev/null || skip 'systemd-analyze is not here'
	sed "s|/usr/bin/shieldadm|$SHIELDADM|" "$REPO/.debian/shieldadm-prometheus.service" \
		>"$BATS_TEST_TMPDIR/shieldadm-prometheus.service"
	cp "$REPO/.debian/shieldadm-prometheus.timer" "$BATS_TEST_TMPDIR"
	run systemd-analyze verify --man=no "$BATS_TEST_TMPDIR"/shieldadm-prometheus.*
	assert_success
	refute_output --partial shieldadm-prometheus
}
