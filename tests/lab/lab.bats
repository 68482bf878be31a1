# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # stderr: run_split sets it
#
# The lab itself: what all the other tests rest on.  Without shieldadm.

load ../cli/helper

setup_file() {
	lab_up sqlite
}

teardown_file() {
	lab_cleanup
}

add_rule() {
	db_rows "INSERT INTO secfilter (action, type, data) VALUES ($1, $2, '$3')"
}

# json_rpc METHOD: over HTTP, the reply's body.
json_rpc() {
	perl -MIO::Socket::INET -e '
		my ($port, $method) = @ARGV;
		my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port") or die;
		my $body = qq({"jsonrpc":"2.0","method":"$method","id":1});
		print $s "POST /RPC HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json",
			"\r\nContent-Length: ", length $body, "\r\n\r\n$body";
		print <$s>' "$(lab_kamailio_port "$NODE")" "$1"
}

@test "the article's checks decide what becomes of a request" {
	lab_empty
	raw_answered 127.9.1.1 friendly-scanner
	raw_dropped 127.1.1.1 phone
	raw_dropped 127.2.1.1 phone

	add_rule 0 0 friendly-scanner
	add_rule 1 1 US
	db_rows "INSERT INTO address (grp, ip_addr, mask, port) VALUES (1, '127.2.1.7', 32, 0)"
	lab_kamailio_restart "$NODE"
	raw_dropped 127.9.1.2 friendly-scanner
	raw_answered 127.9.1.3 phone
	raw_answered 127.9.1.4 ''
	raw_answered 127.1.1.2 phone
	raw_dropped 127.1.1.3 friendly-scanner
	raw_dropped 127.2.1.2 phone
	raw_answered 127.2.1.7 phone
	raw_dropped 127.3.1.1 phone
	raw_answered 127.9.1.5 phone REGISTER
	raw_answered 127.9.1.6 phone INVITE
}

@test "a source that floods is banned, and an emptied lab has forgotten it" {
	lab_empty
	flood_until_banned 127.9.2.1 phone
	raw_dropped 127.9.2.1 phone
	lab_empty
	raw_answered 127.9.2.1 phone
}

@test "the node answers over ctl and HTTP, and has a datagram socket" {
	run lab_kamcmd "$NODE" core.version
	assert_output --partial kamailio
	run json_rpc core.version
	assert_output --partial '"result"'
	assert [ -S "$NODE/run/kamailio_rpc.sock" ]
}

@test "two nodes run at once, one of them on MariaDB" {
	lab_mariadb_start "$LAB_DIR/db"
	lab_db_mysql
	lab_kamailio_config "$LAB_DIR/edge2" "$LAB_MYSQL_URL"
	lab_sql "$LAB_MYSQL_URL" "INSERT INTO secfilter (action, type, data) VALUES (1, 1, 'DE')"
	lab_kamailio_start "$LAB_DIR/edge2"
	lab_empty
	NODE=$LAB_DIR/edge2 raw_answered 127.3.3.1 phone
	raw_dropped 127.3.3.2 phone
	run lab_node_conf "$LAB_DIR/edge2" edge2 http unixgram ctl
	assert_line "[node edge2]"
	assert_line "sip = udp:127.0.0.1:$(cat "$LAB_DIR/edge2/port")"
	lab_kamailio_stop "$LAB_DIR/edge2"
	lab_mariadb_stop
}

@test "MariaDB keeps its port and its rows over a stop, also when it hung" {
	lab_mariadb_start "$LAB_DIR/db2"
	lab_db_mysql
	lab_sql "$LAB_MYSQL_URL" "INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'x')"
	local url=$LAB_MYSQL_URL
	kill -s STOP "$(lab_mariadb_pid)"
	lab_mariadb_stop
	run lab_mariadb_answers
	assert_failure
	lab_mariadb_start "$LAB_DIR/db2"
	assert_equal "$LAB_MYSQL_URL" "$url"
	run lab_sql "$LAB_MYSQL_URL" 'SELECT data FROM secfilter'
	assert_output x
	lab_mariadb_stop
}

@test "a node that cannot start says why, and is gone" {
	LAB_EXTRA_CFG='modparam("permissions", "nonsense", 1)' \
		lab_kamailio_config "$LAB_DIR/broken" "$LAB_DBURL"
	run_split lab_kamailio_start "$LAB_DIR/broken"
	assert_equal "$status" 1
	[[ $stderr == *nonsense* ]]
	run lab_is_running "$(lab_kamailio_pid "$LAB_DIR/broken")"
	assert_failure
}

@test "another stock file is not half changed" {
	local place
	for place in '^#!KAMAILIO$' 'db_mysql' 'debugger.so' 'debugger params' 'ipban=>' \
		'^route\[REQINIT\]' '^children=' 'auto_aliases' '# listen=udp' 'fifo_name' \
		'dgram_socket' '"binrpc"' '^####### Routing Logic'; do
		sed "/$place/d" "$LAB_STOCK_CFG" >"$BATS_TEST_TMPDIR/stock.cfg"
		LAB_STOCK_CFG=$BATS_TEST_TMPDIR/stock.cfg \
			run_split lab_kamailio_config "$BATS_TEST_TMPDIR/node" sqlite:////x
		assert_equal "$status" 1
		[[ $stderr == *"found 0 times"* ]]
		assert [ ! -e "$BATS_TEST_TMPDIR/node/kamailio.cfg" ]
	done
}

@test "nothing is left after the cleanup, not even of a node that hangs" {
	local pid
	(
		lab_begin ""
		lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
		lab_kamailio_config "$LAB_DIR/n" "sqlite:///$LAB_DIR/kamailio.sqlite"
		lab_kamailio_start "$LAB_DIR/n"
		lab_kamailio_pid "$LAB_DIR/n" >"$BATS_TEST_TMPDIR/pid"
		printf '%s\n' "$LAB_DIR" >"$BATS_TEST_TMPDIR/dir"
		kill -s STOP "$(lab_kamailio_pid "$LAB_DIR/n")"
		lab_cleanup
	)
	pid=$(cat "$BATS_TEST_TMPDIR/pid")
	lab_group_has_ended "$pid"
	assert [ ! -e "$(cat "$BATS_TEST_TMPDIR/dir")" ]
}
