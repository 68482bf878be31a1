# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the files of bad luck share, besides helper.bash.

# shellcheck source=tests/cli/helper.bash
. "${BASH_SOURCE[0]%/*}/helper.bash"

# within SECONDS COMMAND...: it succeeds, and not later.  What it may take longer is as much
# as a hundred starts of shieldadm take now: a machine that is slow or busy is slow in both.
within() {
	local start=${EPOCHREALTIME/./} seconds=$1 took
	shift
	"$@" || return 1
	took=$(((${EPOCHREALTIME/./} - start) / 1000))
	[ "$took" -gt $((seconds * 1000)) ] || return 0
	[ "$took" -gt $((seconds * 1000 + 100 * $(milliseconds_of_a_start))) ] || return 0
	printf 'took %s ms: %s\n' "$took" "$*" >&2
	return 1
}

# The longest of five.
milliseconds_of_a_start() {
	local start took longest=1
	for _ in {1..5}; do
		start=${EPOCHREALTIME/./}
		"$SHIELDADM" --version >/dev/null
		took=$(((${EPOCHREALTIME/./} - start) / 1000))
		[ "$took" -le "$longest" ] || longest=$took
	done
	printf '%s\n' "$longest"
}

# patiently COMMAND...: PATIENCE is the time-out, in seconds, with which it asks a node that
# never answers.  It is short; where other nodes are too slow for it, it is longer.  For a
# command whose last status alone counts.
# shellcheck disable=SC2034 # the command reads PATIENCE
patiently() {
	local PATIENCE
	for PATIENCE in 0.4 3; do
		"$@" 2>/dev/null && return
	done
	PATIENCE=20
	"$@"
}

# sleep_us MICROSECONDS: to a moment that was drawn.
sleep_us() {
	sleep "$(printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)))"
}

# in_background ARGUMENT...: shieldadm, its pid in job; ended tells how it ended.
in_background() {
	"$SHIELDADM" "$@" >"$BATS_TEST_TMPDIR/out" 2>"$BATS_TEST_TMPDIR/err" 3>&- 4>&- &
	job=$!
}

# ended STATUS: it ends so, within 2 minutes.  Sets output and stderr.
ended() {
	status=0
	timeout 120 tail --pid="$job" -f /dev/null
	wait "$job" || status=$?
	output=$(cat "$BATS_TEST_TMPDIR/out")
	stderr=$(cat "$BATS_TEST_TMPDIR/err")
	[ "$status" -eq "$1" ] || show_run "not status $1, in the background"
}

# tells STATUS TEXT ARGUMENT...: shieldadm ends with STATUS, and says TEXT on
# stderr; what it did is on stdout.
tells() {
	local wanted=$1 text=$2
	shift 2
	run_split shieldadm "$@"
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: shieldadm $*" || return 1
	[[ $stderr == *"$text"* ]] || show_run "stderr lacks '$text': shieldadm $*"
}

# says TEXT: the last run did so on stdout; said TEXT: on stderr.
says() {
	[[ $output == *"$1"* ]] || show_run "stdout lacks '$1'"
}

said() {
	[[ $stderr == *"$1"* ]] || show_run "stderr lacks '$1'"
}

# stored: the values in secfilter; holds KIND [NODE]: those a real node has; both in
# order, each as often as it is there.
stored() {
	db_rows 'SELECT data FROM secfilter' | LC_ALL=C sort | paste -sd ' '
}

holds() {
	lab_kamcmd "${2:-$NODE}" secfilter.print "$1" | sed -n 's/^ *[0-9]* -> //p' |
		LC_ALL=C sort | paste -sd ' '
}

# dropped FROM USER-AGENT: as sip_dropped, but not waiting for as long.  That nothing comes
# can only be shown by waiting.
dropped() {
	local got=0
	shieldadm probe --node "${SIP_NODE:-edge1}" --from-address "$1" --ua "$2" \
		--timeout 0.6 >"$BATS_TEST_TMPDIR/probe" 2>&1 || got=$?
	[ "$got" -eq 1 ] && return 0
	printf 'the probe of %s ends with %s:\n' "$*" "$got" >&2
	cat "$BATS_TEST_TMPDIR/probe" >&2
	return 1
}

# -- the database's network, and others who work there ----------------------

# start_cut: the proxy cut.pl before MariaDB; cut_url: the database's URL by it.
start_cut() {
	mkdir -p "$LAB_DIR/cut"
	rm -f "$LAB_DIR/cut/port"
	setsid perl "$LAB_HOME/cut.pl" "$LAB_DIR/cut" "$LAB_MYSQL_PORT" \
		>>"$LAB_DIR/cut/log" 2>&1 </dev/null 3>&- 4>&- &
	lab_started $!
	printf '%s\n' $! >"$LAB_DIR/cut/lab.pid"
	lab_wait 60 test -s "$LAB_DIR/cut/port"
}

cut_url() {
	printf '%s\n' "${LAB_DBURL/:$LAB_MYSQL_PORT/:$(cat "$LAB_DIR/cut/port")}"
}

# cut_when WHAT PATTERN [down]: see cut.pl.
cut_when() {
	rm -f "$LAB_DIR/cut/done"
	printf '%s %s\n%s' "$1" "$2" "${3:+$3$'\n'}" >"$LAB_DIR/cut/new"
	mv "$LAB_DIR/cut/new" "$LAB_DIR/cut/cut"
}

was_cut() {
	[ -e "$LAB_DIR/cut/done" ]
}

# A session of the administrator, which takes statements by say until end_session.
start_session() {
	coproc SESSION { lab_mariadb --batch --skip-column-names --unbuffered kamailio 2>&1 3>&- 4>&-; }
	session=${SESSION[1]}
	answers=${SESSION[0]}
	# shellcheck disable=SC2153 # coproc sets it
	session_pid=$SESSION_PID
}

# say SQL: the session runs it, and is done with it.
say() {
	printf '%s;\nSELECT "finished";\n' "$1" >&"$session"
	hears
}

hears() {
	local line
	while read -r -t 120 line <&"$answers"; do
		[ "$line" != finished ] || return 0
	done
	return 1
}

end_session() {
	exec {session}>&-
	wait "$session_pid" || true
}
