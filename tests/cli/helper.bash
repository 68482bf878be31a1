# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the bats files share.  A file that needs real parts reads
#
#	setup_file() { lab_up sqlite; }      a database and one Kamailio, "edge1"
#	setup() { lab_empty; }               no rule, no address, nobody banned
#	teardown_file() { lab_cleanup; }
#
# and spreads its sources over 127.1.x.y (US), 127.2.x.y (CN), 127.3.x.y (DE) and
# 127.9.x.y (unknown): pike bans one that sends more than 16 requests in 2 s.

bats_require_minimum_version 1.5.0

# load_library NAME: as bats_load_library, which takes twenty processes to find the files.
load_library() {
	local dir dirs file
	IFS=: read -r -a dirs <<<"${BATS_LIB_PATH:-/usr/lib/bats}"
	for dir in "${dirs[@]}"; do
		[ -d "$dir/$1/src" ] || continue
		for file in "$dir/$1"/src/*.bash; do
			# shellcheck disable=SC1090 # wherever it is
			. "$file"
		done
		return
	done
	bats_load_library "$1"
}

load_library bats-support
load_library bats-assert

REPO=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
: "${SHIELDADM:=$REPO/build/shieldadm}"
: "${FAKE_NODE:=$REPO/build/fake_node}"
: "${RECORDINGS:=$REPO/tests/recordings}"

# What the lab makes but once, it makes for all files of a run.
export LAB_TEMPLATES=$BATS_SUITE_TMPDIR

# shellcheck source=tests/lab/lab.bash
. "$REPO/tests/lab/lab.bash"

# With sanitizers, to look for leaks takes longer than most commands: it is looked for where
# the program runs long, and where the article's commands run.
[[ ${BATS_TEST_FILENAME##*/} =~ ^(shell|article) ]] ||
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0

# The program as it ships, with the configuration of make_conf.
shieldadm() {
	"$SHIELDADM" "$@"
}

# -- the lab ----------------------------------------------------------------

# lab_up sqlite|mysql [WAY...]: a database, the node "edge1" on it and the
# configuration that names both.  WAY: see lab_node_conf.  Sets LAB_DBURL and NODE.
lab_up() {
	lab_begin "$BATS_FILE_TMPDIR"
	case $1 in
	sqlite)
		LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite
		lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
		;;
	mysql)
		lab_mariadb_start "$LAB_DIR/db"
		lab_db_mysql
		LAB_DBURL=$LAB_MYSQL_URL
		;;
	esac
	NODE=$LAB_DIR/edge1
	export LAB_DBURL NODE
	lab_kamailio_config "$NODE" "$LAB_DBURL"
	lab_kamailio_start "$NODE"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 "${@:2}")
}

# make_conf DBURL: the configuration that every later shieldadm reads; its node
# sections are read from stdin, which is to be no pipe: it sets SHIELDADM_CONFIG.
make_conf() {
	export SHIELDADM_CONFIG=$BATS_FILE_TMPDIR/shieldadm.conf
	(umask 077 && : >"$SHIELDADM_CONFIG")
	{
		printf '[database]\nurl = %s\n[geoip]\ndatabase = %s\n' \
			"$1" "$LAB_DIR/geo.mmdb"
		cat
	} >"$SHIELDADM_CONFIG"
}

# With somebody in the table of registrations no node is asked for those it keeps in
# its memory.
somebody_is_registered() {
	db_rows "INSERT INTO location (ruid, username, contact, user_agent)
		VALUES ('lab', 'nobody', 'sip:nobody@192.0.2.1', 'no phone')"
}

# Both tables empty, and the node as after its start.
lab_empty() {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	lab_renew "$NODE"
}

lab_renew() {
	lab_kamailio_reset "$1" || lab_kamailio_restart "$1"
}

# The same with a node that was started just now: for what it has not lost otherwise, as
# memory in pieces.
lab_fresh() {
	db_rows 'DELETE FROM secfilter; DELETE FROM address'
	lab_kamailio_restart "$NODE"
}

# db_rows SQL: the rows, one a line, with a TAB between the columns.
db_rows() {
	lab_sql "$LAB_DBURL" "$1"
}

# -- what a command answers -------------------------------------------------

# run_split COMMAND...: as run --separate-stderr, which starts three processes beside it:
# that is as long as all of shieldadm's own work.  Sets status, output, lines and stderr.
# shellcheck disable=SC2034 # lines: for the tests
run_split() {
	local flags=$-
	set +eET
	output=$("$@" 2>"$BATS_TEST_TMPDIR/run.stderr") && status=0 || status=$?
	read -d '' -r stderr <"$BATS_TEST_TMPDIR/run.stderr"
	IFS=$'\n' read -d '' -r -a lines <<<"$output"
	set "-$flags"
}

# What the last run printed, to say why a test fails.
show_run() {
	printf '%s\nstatus %s\n--- stdout\n%s\n--- stderr\n%s\n' \
		"$1" "$status" "$output" "$stderr" >&2
	return 1
}

# run_ok ARGUMENT...: shieldadm ends with 0.  Sets output and stderr.
run_ok() {
	run_split shieldadm "$@"
	[ "$status" -eq 0 ] || show_run "failed: shieldadm $*"
}

# run_fails STATUS TEXT ARGUMENT...: it ends with STATUS, says TEXT on stderr, and
# nothing on stdout.
run_fails() {
	local wanted=$1 text=$2
	shift 2
	run_split shieldadm "$@"
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: shieldadm $*" || return 1
	[[ $stderr == *"$text"* ]] || show_run "stderr lacks '$text': shieldadm $*" || return 1
	[ -z "$output" ] || show_run "stdout is not empty: shieldadm $*"
}

# The watchers of this lab, by their configuration in the environment; end_watchers: a test
# that lets changes wait ends them.
watchers() {
	local pid
	for pid in $(pgrep -f '^shieldadm .*watch [0-9]+ [0-9]+$'); do
		! tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null |
			grep -qxF "SHIELDADM_CONFIG=$SHIELDADM_CONFIG" || printf '%s\n' "$pid"
	done
}

end_watchers() {
	local pid
	for pid in $(watchers); do
		kill "$pid"
	done
}

# -- what a caller meets ----------------------------------------------------

# An answer comes within milliseconds, and where one has to come it is waited for as long as
# the machine takes; that none comes can only be shown by waiting.
ANSWER_S=60 SILENCE_S=1

# probe SECONDS FROM USER-AGENT [METHOD]: one request by shieldadm itself; its status.
probe() {
	local got=0
	shieldadm probe --node "${SIP_NODE:-edge1}" --from-address "$2" --ua "$3" \
		--method "${4:-OPTIONS}" --timeout "$1" >"$BATS_TEST_TMPDIR/probe" 2>&1 || got=$?
	return "$got"
}

# expect_probe STATUS FROM USER-AGENT [METHOD]
expect_probe() {
	local got=0 seconds=$ANSWER_S
	[ "$1" -ne 1 ] || seconds=$SILENCE_S
	probe "$seconds" "${@:2}" || got=$?
	[ "$got" -eq "$1" ] && return 0
	printf 'the probe of %s ends with %s, not %s:\n' "${*:2}" "$got" "$1" >&2
	cat "$BATS_TEST_TMPDIR/probe" >&2
	return 1
}

# sip_answered | sip_dropped FROM USER-AGENT [METHOD]
sip_answered() {
	expect_probe 0 "$@"
}

sip_dropped() {
	expect_probe 1 "$@"
}

# raw_answered | raw_dropped FROM USER-AGENT [METHOD]: the same with a sender that
# shares nothing with shieldadm.
raw_answered() {
	perl "$LAB_HOME/sip.pl" "$1" "$(lab_kamailio_port "$NODE")" "$2" "${3:-OPTIONS}" "$ANSWER_S"
}

raw_dropped() {
	local got=0
	perl "$LAB_HOME/sip.pl" "$1" "$(lab_kamailio_port "$NODE")" "$2" "${3:-OPTIONS}" "$SILENCE_S" || got=$?
	[ "$got" -eq 1 ]
}

# probe_is_right answered|dropped FROM USER-AGENT [METHOD]: both say so.
probe_is_right() {
	"raw_$1" "${@:2}" && "sip_$1" "${@:2}"
}

# flood FROM USER-AGENT [METHOD]: more than twice as many requests as pike allows in its two
# seconds, sent before it has answered the first.
flood() {
	SIP_TIMES=40 perl "$LAB_HOME/sip.pl" "$1" "$(lab_kamailio_port "$NODE")" "$2" "${3:-OPTIONS}"
}

is_banned() {
	lab_kamcmd "$NODE" htable.get ipban "$1" | grep -q value
}

# flood_until_banned FROM USER-AGENT [METHOD]: as often as that takes on a slow machine.
# Sets flooded to the number of requests.
flood_until_banned() {
	for ((flooded = 40; flooded <= 4000; flooded += 40)); do
		flood "$@"
		! lab_wait 2 is_banned "$1" || return 0
	done
	return 1
}

# fates: what becomes of several requests, sent at the same time.  One a line on
# stdin: "answered|dropped FROM USER-AGENT".
fates() {
	local wanted from ua pid pids=() wrong=0
	while read -r wanted from ua; do
		one_fate "$wanted" "$from" "$ua" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || wrong=1
	done
	[ "${#pids[@]}" -gt 0 ] && [ "$wrong" -eq 0 ]
}

one_fate() {
	local got=0 report status=0 seconds=$ANSWER_S
	[ "$1" = answered ] || { status=1 && seconds=$SILENCE_S; }
	report=$(shieldadm probe --node "${SIP_NODE:-edge1}" --from-address "$2" --ua "$3" \
		--timeout "$seconds" -o json 2>&1) || got=$?
	[ "$got" -eq "$status" ] && return 0
	printf 'not %s: %s from %s (status %s)\n%s\n' "$1" "$3" "$2" "$got" "$report" >&2
	return 1
}

# -- what is stored, and what a node holds ----------------------------------

# "action type data" of each row, in the order in which they were stored.
table_rules() {
	db_rows 'SELECT action, type, data FROM secfilter ORDER BY id' | tr '\t' ' '
}

# "group address mask port tag"
table_addresses() {
	db_rows 'SELECT grp, ip_addr, mask, port, tag FROM address ORDER BY id' | tr '\t' ' '
}

# node_rules KIND: "block|allow VALUE" of each entry, by the node's own client: as 5.6
# prints them, or as 6.0 does.
node_rules() {
	lab_kamcmd "$NODE" secfilter.print "$1" | awk "$ENTRIES_AWK"
}

# shellcheck disable=SC2016 # $0 is awk's
ENTRIES_AWK='
	/^(\[\+\] |\t\t(Black|White)listed: \{)/ { action = /Whitelisted/ ? "allow" : "block" }
	sub(/^(    [0-9][0-9][0-9][0-9]+ -> |\t\t\tValue: )/, "") { print action " " $0 }'

# "group address[/mask] port", sorted.
node_addresses() {
	local dump
	for dump in addressDump subnetDump domainDump; do
		lab_kamcmd "$NODE" "permissions.$dump"
	done | awk "$ADDRESSES_AWK"
}

# shellcheck disable=SC2016
ADDRESSES_AWK='
	$1 == "group:" { group = $2; mask = "" }
	$1 == "ip:" || $1 == "domain_name:" { ip = $2 }
	$1 == "mask:" { mask = "/" $2 }
	$1 == "port:" { print group " " ip mask " " $2 | "sort" }'

# All of it, to compare with later; of the node in one call, for it is often wanted.
all_that_is_held() {
	db_rows 'SELECT action, type, data FROM secfilter ORDER BY id;
		SELECT grp, ip_addr, mask, port, tag FROM address ORDER BY id'
	{
		printf 'secfilter.print %s\n' ua country domain user ip dst
		printf 'permissions.%sDump\n' address subnet domain
	} | kamcmd -s "unix:$NODE/run/kamailio_ctl" | awk "
		/^kamcmd> / { print }
		/^error/ { print }
		$ENTRIES_AWK
		$ADDRESSES_AWK"
}

# nothing_changes FUNCTION...: whatever it does, tables and node stay as they are.
nothing_changes() {
	local before
	before=$(all_that_is_held)
	"$@"
	assert_equal "$(all_that_is_held)" "$before"
}

# -- a node that misbehaves -------------------------------------------------

# start_fake NAME [OPTION...]: a scripted node in $LAB_DIR/NAME.  Without a
# --version among the options it is a 6.1.4.  Needs lab_begin.
start_fake() {
	local dir=$LAB_DIR/$1 version=6.1.4 option before=
	for option in "${@:2}"; do
		[ "$before" != --version ] || version=$option
		before=$option
	done
	mkdir -p "$dir"
	rm -f "$dir/ready"
	setsid "$FAKE_NODE" --dir "$dir" --http 0 --version "$version" \
		--recordings "$RECORDINGS/$version" "${@:2}" \
		>>"$dir/log" 2>&1 </dev/null 3>&- 4>&- &
	lab_started $!
	printf '%s\n' $! >"$dir/lab.pid"
	if ! lab_wait 60 test -s "$dir/ready"; then
		lab_say "the fake node '$1' is not ready:"
		cat "$dir/log" >&2
		return 1
	fi
}

stop_fake() {
	lab_end "$(cat "$LAB_DIR/$1/lab.pid")"
}

# fake_conf NAME [WAY...]: its section for make_conf; http unless WAY says else.
fake_conf() {
	local dir=$LAB_DIR/$1 name=$1 way rpc=
	shift
	for way in "${@:-http}"; do
		case $way in
		ctl) rpc+=" ctl:$dir/ctl" ;;
		unixgram) rpc+=" unixgram:$dir/rpc.sock" ;;
		http) rpc+=" http://127.0.0.1:$(cat "$dir/ready")/RPC" ;;
		esac
	done
	printf '[node %s]\nrpc =%s\n' "$name" "$rpc"
}

# fake_behaves NAME [LINE...]: how it misbehaves from its next call on.
fake_behaves() {
	local file=$LAB_DIR/$1/behave
	shift
	printf '%s\n' "$@" >"$file.new"
	mv "$file.new" "$file"
}

# fake_calls NAME: the calls it got, one a line.
fake_calls() {
	cat "$LAB_DIR/$1/calls"
}
