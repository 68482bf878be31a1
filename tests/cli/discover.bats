# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# A real Kamailio that somebody else set up, without a [database] and a [node]: its files lie
# elsewhere, its sockets have other names, and its database is in its environment.

load helper

setup_file() {
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	# The URL stands in the environment alone.
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	sed -i -e "s|\"$LAB_DBURL\"|DBURL|" -e 's|^#!define DBURL DBURL$||' \
		-e "s|^#!KAMAILIO\$|&\n#!defenvs DBURL=SBC_DATABASE|" \
		-e "s|^#!trydef DBURL .*||; s|^#!define DBURL .*||" \
		-e "s|\"sqlcon\", *\"cb=>[^\"]*\"|\"sqlcon\", \"cb=>$LAB_DBURL\"|" \
		-e 's|"unix:\(.*\)/run/kamailio_ctl"|"unixs:\1/run/kamailio_ctl"|' "$NODE/kamailio.cfg"
	SBC_DATABASE=$LAB_DBURL lab_kamailio_start "$NODE"
}

setup() {
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/shieldadm.conf
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
}

teardown_file() {
	lab_cleanup
}

conf() {
	printf '%s\n' "$@" >"$SHIELDADM_CONFIG"
	chmod 600 "$SHIELDADM_CONFIG"
}

unit() {
	printf '%s\n' '[Service]' "EnvironmentFile=-$BATS_TEST_TMPDIR/default" \
		"ExecStart=/usr/sbin/kamailio -P /run/k.pid -f \$CFGFILE -m 64" \
		>"$BATS_TEST_TMPDIR/sbc.service"
	printf '%s\n' "$@" >"$BATS_TEST_TMPDIR/default"
}

live_on_local() {
	run_ok ua block "$1" -o json
	assert_equal "$(jq -c .nodes <<<"$output")" \
		'[{"name":"local","live":true,"verified":true,"error":null}]'
	assert_equal "$(table_rules)" "0 0 $1"
	assert_equal "$(node_rules ua)" "block $1"
	run_ok ua remove "$1"
}

@test "a Kamailio whose database stands in its service's environment is found whole" {
	unit "CFGFILE=$NODE/kamailio.cfg" "SBC_DATABASE=$LAB_DBURL"
	conf '[kamailio]' "service = $BATS_TEST_TMPDIR/sbc.service"
	live_on_local by-the-service
}

@test "the environment of the running Kamailio comes before that of its service" {
	unit "CFGFILE=$NODE/kamailio.cfg" "SBC_DATABASE=sqlite:////nonexistent"
	conf '[kamailio]' "service = $BATS_TEST_TMPDIR/sbc.service"
	live_on_local by-the-process
	conf '[kamailio]' "config = $NODE/kamailio.cfg"
	live_on_local by-the-process-alone
}

@test "a database in an environment that cannot be read is said to be unknown, with what to do" {
	cp "$NODE/kamailio.cfg" "$BATS_TEST_TMPDIR/copy.cfg"
	conf '[kamailio]' "config = $BATS_TEST_TMPDIR/copy.cfg"
	run_fails 4 "Kamailio's database is not known: line" ua list
	[[ $stderr == *"takes it from the variable SBC_DATABASE of the environment of Kamailio's service"* ]] ||
		show_run 'no reason'
	[[ $stderr == *"write 'url' into [database] of $SHIELDADM_CONFIG"* ]] || show_run 'no remedy'
	conf '[database]' "url = $LAB_DBURL" '[kamailio]' "config = $BATS_TEST_TMPDIR/copy.cfg"
	run_ok ua list
}

@test "sockets with names of their own are used, and a stock one beside them is not" {
	mkdir "$BATS_TEST_TMPDIR/run"
	: >"$BATS_TEST_TMPDIR/run/kamailio_ctl"
	conf '[kamailio]' "config = $NODE/kamailio.cfg" "run = $BATS_TEST_TMPDIR/run"
	live_on_local by-its-own-socket
	run_split shieldadm -v rpc core.uptime
	[[ $stderr == *"over ctl:$NODE/run/kamailio_ctl"* ]] || show_run 'another socket'
}

@test "without its sockets a Kamailio on this machine is found over HTTP" {
	mv "$NODE/run/kamailio_ctl" "$NODE/run/kamailio_rpc.sock" "$BATS_TEST_TMPDIR"
	conf '[kamailio]' "config = $NODE/kamailio.cfg"
	run_split shieldadm -v rpc core.uptime
	mv "$BATS_TEST_TMPDIR/kamailio_ctl" "$BATS_TEST_TMPDIR/kamailio_rpc.sock" "$NODE/run"
	assert_equal "$status" 0
	[[ $stderr == *"over http://127.0.0.1:$(cat "$NODE/port")/RPC"* ]] || show_run 'another way'
}

@test "ctl over TCP on all addresses is reached over the loopback" {
	local other=$LAB_DIR/edge2 port
	port=$(lab_free_port)
	LAB_EXTRA_CFG="modparam(\"ctl\", \"binrpc\", \"tcp:$port\")" lab_kamailio_config "$other" "$LAB_DBURL"
	lab_kamailio_start "$other"
	conf '[kamailio]' "config = $other/kamailio.cfg"
	run_ok -v rpc core.uptime
	[[ $stderr == *"over ctl://127.0.0.1:$port"* ]] || show_run 'another way'
	lab_kamailio_stop "$other"
}

@test "doctor tells that Kamailio reads another table or a file" {
	local line
	conf '[database]' "url = $LAB_DBURL" '[kamailio]' "config = $BATS_TEST_TMPDIR/k.cfg"
	for line in 'secfilter|table_name|blocklist' 'permissions|address_table|peers' \
		'permissions|address_file|/etc/kamailio/address.list' 'secfilter|data_col|value'; do
		IFS='|' read -r module param value <<<"$line"
		printf 'modparam("%s", "%s", "%s")\n' "$module" "$param" "$value" >"$BATS_TEST_TMPDIR/k.cfg"
		run_split shieldadm doctor -o plain
		assert_output --partial "line 1: module $module reads $param '$value', not what shieldadm stores"
	done
	printf 'modparam("secfilter", "table_name", "secfilter")\n' >"$BATS_TEST_TMPDIR/k.cfg"
	run_split shieldadm doctor -o plain
	refute_output --partial 'not what shieldadm stores'
}

@test "modparams that name two databases are not chosen between" {
	sed "s|^modparam(\"permissions\", *\"db_url\".*|modparam(\"permissions\", \"db_url\", \"sqlite:////other\")|" \
		"$NODE/kamailio.cfg" >"$BATS_TEST_TMPDIR/two.cfg"
	unit "CFGFILE=$BATS_TEST_TMPDIR/two.cfg" "SBC_DATABASE=$LAB_DBURL"
	conf '[kamailio]' "service = $BATS_TEST_TMPDIR/sbc.service"
	run_fails 4 'another database for permissions than for secfilter' ua list
}
