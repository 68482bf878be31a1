# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# The shell at a terminal, with a real MariaDB and a real Kamailio.

load terminal
load luck

setup_file() {
	lab_up mysql
}

setup() {
	lab_empty
	HISTORY=$BATS_TEST_TMPDIR/state/history
}

teardown() {
	# A test that failed may have left it so.
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")" 2>/dev/null || true
	term_close
}

teardown_file() {
	lab_cleanup
}

# open_shell [NAME=VALUE...] [-- ARGUMENT...]: and it is ready.
open_shell() {
	local settings=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		settings+=("$1")
		shift
	done
	[ $# -eq 0 ] || shift
	term_open "${settings[@]}" SHIELDADM_HISTFILE="$HISTORY" TERM=tmux-256color \
		LC_ALL=C.UTF-8 -- "$SHIELDADM" "$@"
	term_sees 'kamailio edge1>'
}

# -- what is typed --

@test "plain shieldadm on a terminal is the shell, and takes commands without its name" {
	open_shell
	term_enter 'ua block friendly-scanner'
	term_sees 'edge1 live, verified'
	assert_equal "$(table_rules)" '0 0 friendly-scanner'
	assert_equal "$(node_rules ua)" 'block friendly-scanner'
	term_key C-d
	term_ended 0
}

@test "plain shieldadm with a pipe prints its help as ever" {
	run_ok
	says 'Commands:'
	run bash -c '"$1" </dev/null | cat' _ "$SHIELDADM"
	assert_output --partial 'Commands:'
}

@test "words are quoted as in a shell" {
	open_shell
	term_enter "ua block 'Cisco SIP' \"it's 5\" back\\ slash # not this"
	term_sees 'live, verified'
	assert_equal "$(stored)" "Cisco SIP back slash it's 5"
}

@test "a quote that is left open is told with its column, and nothing is done" {
	open_shell
	nothing_changes enter_open_quote
}

enter_open_quote() {
	term_enter "ua block 'long enough"
	term_sees "the quote ' at column 10 is not closed"
}

@test "the beginning of a noun and a verb is enough, and several are answered with them" {
	open_shell
	term_enter 'cou al DE'
	term_sees 'added country allow DE Germany'
	term_enter 'u b something'
	term_sees "'u' is ambiguous: ua, user"
	run_fails 2 "unknown command 'cou'" cou al FR
	assert_equal "$(stored)" DE
}

@test "what an error message says to type can be typed as it is" {
	open_shell
	term_enter 'shieldadm ua block "long enough"'
	term_sees 'live, verified'
	assert_equal "$(stored)" 'long enough'
}

@test "options for all commands hold for the line, those of the shell for every line" {
	open_shell -- shell -o json
	term_enter 'country list'
	term_sees '[]'
	term_enter 'country list -o csv'
	term_sees 'id,kind,action,value'
	term_enter 'country list'
	lab_wait 60 eval '[ "$(term_count "[]")" = 2 ]'
}

@test "an error leaves the shell running, and -o json has it as JSON" {
	open_shell
	term_enter 'nonsense'
	term_sees "unknown command 'nonsense'"
	term_enter 'nonsense -o json'
	term_sees '{"error":{"status":2'
	term_enter 'shell'
	term_sees 'this is already the shell'
	term_enter 'country list'
	term_sees 'no country is stored'
}

@test "letters of any alphabet are typed, erased and shown as one" {
	open_shell
	term_type 'ua block Müller-日本'
	term_key BSpace BSpace Left Left
	term_type 'ö'
	term_key Enter
	term_sees 'live, verified'
	assert_equal "$(stored)" 'Mülleör-'
}

@test "several lines pasted at once are done one by one, up to the first that fails" {
	open_shell
	term set-buffer $'ua block paste-one\nua nonsense\nua block paste-two'
	term paste-buffer -p
	term_key Enter
	term_sees "'ua' has no 'nonsense'"
	assert_equal "$(stored)" 'paste-one'
}

# -- help --

@test "Tab completes nouns, verbs, stored values and files, in quotes where needed" {
	run_ok ua block 'Yealink T46' sipcli/
	open_shell
	term_type 'coun'
	term_key Tab
	term_sees 'edge1> country '
	term_key C-u
	term_type 'ua rem'
	term_key Tab
	term_sees 'edge1> ua remove '
	term_type 'Yea'
	term_key Tab
	term_sees "edge1> ua remove 'Yealink T46'"
	term_key Enter
	term_sees 'removed'
	assert_equal "$(stored)" sipcli/
	: >"$BATS_TEST_TMPDIR/a list"
	term_type "ua block --file $BATS_TEST_TMPDIR/a"
	term_key Tab
	term_sees "a list'"
}

@test "Tab shows what there is when it is more than one, with what each does" {
	open_shell
	term_type 'ua '
	term_key Tab
	term_sees 'remove                 take entries out of both lists'
	term_sees 'block                  block user agents'
	term_type 'li'
	term_key Tab Enter
	term_sees 'no user agent is stored'
}

is_stored() {
	[[ " $(stored) " == *" $1 "* ]]
}

@test "what is typed behind a Ctrl-C is a new line, however busy the shell is" {
	open_shell
	for ((i = 0; i < 5; i++)); do
		term_type 'addr add 192.0.2.1 ?'
		term_key C-c
		term_type "ua block typed-$i"
		term_key Enter
		# What is at work would be interrupted by the next one.
		lab_wait 60 is_stored "typed-$i"
	done
	term_key C-d
	term_ended 0
	assert_equal "$(stored)" 'typed-0 typed-1 typed-2 typed-3 typed-4'
}

@test "a question mark tells what can stand next, at any point but in quotes" {
	open_shell
	term_type '?'
	term_sees 'commit'
	term_clear
	term_type 'addr add 192.0.2.1 ?'
	term_sees "group: its name"
	term_sees 'carrier'
	term_key C-c
	term_type "ua block 'really?'"
	term_key Enter
	term_sees 'live, verified'
	assert_equal "$(stored)" 'really?'
}

@test "the shell's own commands are completed in it" {
	open_shell
	term_type 'beg'
	term_key Tab Enter
	term_sees '(set: 0)'
}

@test "what is still to be typed stands behind the cursor, and is no part of the line" {
	open_shell
	term_type 'rpc '
	term_sees 'rpc  <method> [<param>...]'
	term_type 'core.version'
	term_sees_no '<method>'
	term_key Enter
	term_sees 'kamailio'
	term_type 'rpc '
	term_sees '> rpc  <method>'
	term_key C-c
	term_sees '> rpc ^C'
	lab_wait 60 eval '[ "$(term_count "<method>")" = 0 ]'
}

@test "without colours nothing stands behind the cursor that was not typed" {
	open_shell NO_COLOR=1
	term_type 'rpc '
	term_key '?'
	term_sees 'method: '
	term_sees $'\nkamailio edge1> rpc'
	assert_equal "$(term_count 'rpc  <method>')" 0
}

@test "help tells of everything, of a noun and of a verb, which may be abbreviated" {
	open_shell PAGER=
	term_enter 'help coun b'
	term_sees 'shieldadm country block'
	term_enter 'help'
	term_sees 'give the set up'
}

# -- history --

@test "lines are remembered for the next shell, in a file for the user alone" {
	open_shell
	term_enter 'country list -q'
	term_enter 'addr list -q'
	term_sees $'addr list -q\nkamailio edge1>'
	term_key C-d
	term_ended 0
	assert_equal "$(stat -c %a "$HISTORY")" 600
	assert_equal "$(cat "$HISTORY")" $'country list -q\naddr list -q'
	term_close
	open_shell
	term_key Up Up
	term_sees 'edge1> country list -q'
	term_key C-c
	term_sees '^C'
	term_key C-r
	term_type 'addr'
	term_sees 'addr list -q'
}

@test "no line with a secret, nor one behind a blank, is remembered anywhere" {
	open_shell
	term_enter 'db check mysql://who:hidden-word@127.0.0.1/x'
	term_enter 'rpc x.y password=hidden-word'
	term_enter ' country list -q'
	term_enter 'addr list -q'
	term_sees 'addr list -q'
	term_key Up
	term_clear
	term_key Up Up Up
	term_sees 'edge1> addr list -q'
	assert_equal "$(cat "$HISTORY")" 'addr list -q'
	term_key C-u C-d
	term_ended 0
}

@test "an empty SHIELDADM_HISTFILE keeps no file; without it the state folder has one" {
	HISTORY=
	open_shell HOME="$BATS_TEST_TMPDIR/home"
	term_enter 'country list -q'
	term_sees $'-q\nkamailio edge1>'
	term_key C-d
	term_ended 0
	[ ! -e "$BATS_TEST_TMPDIR/home" ]
	term_close
	term_open -u SHIELDADM_HISTFILE -u XDG_STATE_HOME HOME="$BATS_TEST_TMPDIR/home" \
		TERM=tmux -- "$SHIELDADM"
	term_sees 'edge1>'
	term_enter 'country list -q'
	term_sees $'-q\nkamailio edge1>'
	term_key C-d
	term_ended 0
	assert_equal "$(cat "$BATS_TEST_TMPDIR/home/.local/state/shieldadm/history")" \
		'country list -q'
}

# -- the prompt --

@test "the prompt tells in words and in red that a node differs, and that it is mended" {
	open_shell
	assert_equal "$(term_colours | grep -c $'\033\[1m\033\[31m')" 0
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-by-hand
	term_enter 'ua list -q'
	term_sees 'kamailio edge1 DIFFERS !>'
	assert_equal "$(term_colours | grep -c $'\033\[1m\033\[31mkamailio edge1 DIFFERS')" 1
	term_enter 'sync'
	term_sees 'live, verified'
	term_clear
	term_sees 'kamailio edge1>'
	assert_equal "$(term_colours | grep -c $'\033\[31m')" 0
}

@test "with NO_COLOR the prompt says it in words alone" {
	open_shell NO_COLOR=1
	lab_kamcmd "$NODE" secfilter.add_bl ua typed-by-hand
	term_enter 'ua list -q'
	term_sees 'kamailio edge1 DIFFERS !>'
	assert_equal "$(term_colours | grep -c $'\033\[')" 0
}

@test "a node that hangs is told of without anybody waiting for it" {
	open_shell
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
	term_enter 'ua list -q'
	within 2 enter_and_see 'help ip test' 'shieldadm ip test'
	term_sees 'kamailio edge1 UNREACHABLE !>' 20
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	term_enter 'ua list -q'
	term_sees_no 'UNREACHABLE !> ?'
}

enter_and_see() {
	term_enter "$1"
	term_sees "$2"
}

@test "a prompt that changes while something is typed leaves that alone" {
	open_shell
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
	term_enter 'ua list -q'
	term_type 'ua block half-typed'
	term_sees 'kamailio edge1 UNREACHABLE !> ua block half-typed' 20
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	term_type '-line'
	term_key Enter
	term_sees 'live, verified'
	assert_equal "$(stored)" 'half-typed-line'
}

# -- who started it --

@test "stopped by Ctrl-Z it goes on where it was, and ended by a signal it leaves the terminal whole" {
	term_open SHIELDADM_HISTFILE= TERM=tmux-256color LC_ALL=C.UTF-8 PS1='bash> ' \
		-- bash --norc
	term_sees 'bash>'
	term_enter "$SHIELDADM"
	term_sees 'kamailio edge1>'
	term_type 'ua block some-'
	term_key C-z
	term_sees 'Stopped'
	term_enter 'fg'
	term_sees 'edge1> ua block some-'
	term_enter 'name'
	term_sees 'live, verified'
	assert_equal "$(stored)" some-name
	kill "$(pgrep -P "$(term_pid)")"
	term_sees 'Terminated'
	term_enter 'stty -a | grep -o " icanon\| echo "'
	term_sees $' icanon\n echo'
}

@test "without a configuration there is a shell too, and the prompt says so" {
	term_open SHIELDADM_CONFIG=/nonexistent SHIELDADM_HISTFILE= TERM=tmux -- "$SHIELDADM"
	term_sees '(no configuration)'
	term_enter 'help ua block'
	term_sees 'user agents that begin with'
	term_key C-d
	term_ended 0
}
