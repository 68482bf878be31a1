# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# The shell at a terminal: sets of changes, Ctrl-C, servers that go away, the pager.  With
# a real MariaDB behind a proxy, and a real Kamailio.

load terminal
load luck

setup_file() {
	lab_up mysql
	start_cut
}

setup() {
	lab_empty
	conf_by "$LAB_DBURL"
	rm -f "$LAB_DIR/cut/cut" "$LAB_DIR/cut/done"
}

teardown() {
	# A test that failed may have left them so.
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")" 2>/dev/null || true
	kill -s CONT "$(lab_mariadb_pid)" || true
	[ -z "${session:-}" ] || end_session
	term_close
}

teardown_file() {
	lab_cleanup
}

# conf_by DBURL
conf_by() {
	make_conf "$1" < <(lab_node_conf "$NODE" edge1)
}

# open_shell [NAME=VALUE...]: and it is ready.
open_shell() {
	term_open "$@" SHIELDADM_HISTFILE= TERM=tmux-256color LC_ALL=C.UTF-8 \
		-- "$SHIELDADM" shell
	term_sees 'kamailio edge1>'
}

# enter_all LINE...: each when the one before is done.
enter_all() {
	local line
	for line in "$@"; do
		term_enter "$line"
		term_sees "$line"
		lab_wait 60 at_prompt
	done
}

at_prompt() {
	[[ $(term_screen | grep '[^ ]' | tail -n 1) =~ '>'\ *$ ]]
}

# -- begin, commit, abort --

@test "what is begun is one change: a plan, a question, one transaction, one report" {
	run_ok ua block to-be-removed
	open_shell
	enter_all 'begin' 'ua block one-of-them' 'country allow DE' \
		'addr add 192.0.2.1 carrier' 'ua remove to-be-removed'
	term_sees 'kamailio edge1 (set: 4)>'
	assert_equal "$(stored)" to-be-removed
	term_clear
	term_enter 'commit'
	term_sees 'do this, on 1 node? [y/N]'
	term_sees 'would be added   ua      block one-of-them'
	term_sees 'would be removed ua      block to-be-removed'
	assert_equal "$(stored)" to-be-removed
	term_enter 'y'
	term_sees 'edge1 live, verified'
	term_sees 'kamailio edge1>'
	assert_equal "$(term_count 'live, verified')" 1
	assert_equal "$(stored)" 'DE one-of-them'
	assert_equal "$(table_addresses)" '1 192.0.2.1 32 0 carrier'
	assert_equal "$(holds ua)" 'one-of-them'
	assert_equal "$(node_addresses)" '1 192.0.2.1 0'
}

@test "a plan that is answered with no changes nothing and stays open" {
	open_shell
	enter_all 'begin' 'ua block one-of-them'
	nothing_changes decline
	term_enter 'commit --yes'
	term_sees 'live, verified'
	assert_equal "$(stored)" one-of-them
}

decline() {
	term_enter 'commit'
	term_sees '[y/N]'
	term_enter ''
	term_sees 'not confirmed: nothing was stored, and the set is still open'
	term_sees '(set: 1)>'
}

@test "show and list tell the plan, and what is stored without it" {
	run_ok ua block stored-before
	open_shell
	enter_all 'begin' 'ua block pending-now'
	term_clear
	term_enter 'show'
	term_sees 'would be added ua block pending-now'
	term_enter 'ua list'
	term_sees 'stored-before'
	term_sees '1 row of the open set is not part of this (show)'
	assert_equal "$(stored)" stored-before
}

@test "abort gives all of it up" {
	open_shell
	enter_all 'begin' 'ua block one-of-them' 'addr add 192.0.2.1 carrier'
	term_enter 'abort'
	term_sees 'given up: 2 rows; nothing was stored'
	term_sees 'kamailio edge1>'
	term_enter 'commit'
	term_sees 'no set of changes is open'
	assert_equal "$(stored)$(table_addresses)" ''
}

@test "a value that is refused is left out, and the set stays as it was" {
	open_shell
	enter_all 'begin' 'ua block one-of-them'
	term_enter 'addr add 192.0.2.1/99 carrier'
	term_sees '192.0.2.1/99'
	term_enter 'ua remove one-of-them'
	term_sees "'one-of-them' is to be added by an earlier line of this set"
	term_enter 'ban add 203.0.113.9'
	term_sees 'bans are not part of the set'
	term_sees '(set: 1)>'
	term_enter 'ua block two --node edge1'
	term_sees 'give --node to commit'
}

@test "a commit that is refused leaves nothing done, and the set open" {
	run_ok country allow US
	open_shell
	enter_all 'begin' 'ua block one-of-them' 'country remove US'
	nothing_changes decline_guard
	term_sees '(set: 2)>'
}

decline_guard() {
	term_enter 'commit'
	term_sees 'do this, on 1 node? [y/N]'
	term_enter 'y'
	term_sees 'no country would be allowed any more; go ahead? [y/N]'
	term_enter 'n'
	term_sees 'nothing was changed (the set is still open)'
}

@test "who leaves with a set that is open is told once, and can come back" {
	open_shell
	enter_all 'begin' 'ua block one-of-them'
	term_key C-d
	term_sees 'is not stored: commit or abort; exit again'
	enter_all 'ua block two-of-them'
	term_key C-d
	term_sees '2 rows of the open set are not stored'
	term_key C-d
	term_ended 0
	assert_equal "$(stored)" ''
}

# -- Ctrl-C --

@test "Ctrl-C gives up the line that is typed, and nothing else" {
	open_shell
	enter_all 'begin' 'ua block one-of-them'
	term_type 'ua block half'
	# The terminal drops what was not read when Ctrl-C comes.
	term_sees '> ua block half'
	term_key C-c
	term_sees 'half^C'
	term_enter 'commit --yes'
	term_sees 'live, verified'
	assert_equal "$(stored)" one-of-them
}

@test "Ctrl-C in the middle of a change ends it whole, and says so" {
	open_shell
	enter_all 'begin' 'ua block one-of-them' 'country allow DE'
	# The node is silent: the rows are stored, and it is waited for.
	kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
	term_enter 'commit --yes --timeout 60'
	lab_wait 60 eval '[ "$(stored)" = "DE one-of-them" ]'
	term_key C-c
	term_sees '^C'
	kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
	term_sees 'edge1 live, verified'
	term_sees 'interrupted: the change was finished first'
	assert_equal "$(holds ua)" one-of-them
	assert_equal "$(holds country)" DE
	term_sees 'kamailio edge1>'
}

@test "Ctrl-C while a change waits for another one leaves nothing done" {
	open_shell
	start_session
	hold_lock
	nothing_changes wait_in_vain
	term_enter 'country list'
	term_sees 'no country is stored'
}

# As another shieldadm does, with the lock's real name.
hold_lock() {
	local name
	name=$(sed -n 's/^#define LOCK_NAME *"\(.*\)"$/\1/p' "$REPO"/src/db/mysql*.[ch] | head -n 1)
	[ -n "$name" ]
	say "SELECT GET_LOCK($name, 1)"
}

wait_in_vain() {
	term_enter 'ua block one-of-them'
	term_sees 'waiting for another shieldadm'
	term_key C-c
	term_sees 'interrupted'
	term_sees 'kamailio edge1>'
}

@test "Ctrl-C ends a wait for a silent node, on any way, and the shell goes on" {
	local way version
	version=$(kamailio -v | sed -n '1s/^version: \([^ ]* [^ ]*\).*/\1/p')
	for way in ctl unixgram http; do
		make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1 "$way")
		open_shell
		kill -s STOP -- "-$(lab_kamailio_pid "$NODE")"
		term_enter 'rpc core.version --timeout 100'
		lab_wait 60 runs_a_command
		within 3 give_up_waiting
		kill -s CONT -- "-$(lab_kamailio_pid "$NODE")"
		term_clear
		term_enter 'rpc core.version'
		term_sees "$version"
		term_close
	done
}

# Nothing is read from the terminal by itself, key by key.
runs_a_command() {
	stty -F "$(term display-message -p '#{pane_tty}')" -a | grep -q ' icanon'
}

give_up_waiting() {
	term_key C-c
	term_sees 'shieldadm: interrupted'
}

@test "Ctrl-C ends status --watch, and the question it is given for an answer is a no" {
	run_ok country allow US
	open_shell
	term_enter 'status --watch 1'
	term_sees 'every 1 s'
	term_key C-c
	term_sees 'kamailio edge1>'
	term_clear
	nothing_changes no_by_interrupt
}

no_by_interrupt() {
	term_enter 'country remove US'
	term_sees 'go ahead? [y/N]'
	term_key C-c
	term_sees 'interrupted'
	term_sees 'kamailio edge1>'
}

# -- servers that go away --

connections() {
	db_rows "SHOW GLOBAL STATUS LIKE 'Connections'" | cut -f 2
}

@test "many commands make one connection to the database" {
	local before
	before=$(connections)
	yes 'ua list -q' | head -n 50 | run_ok shell
	# Ours, and that which counts.
	assert_equal "$(connections)" $((before + 2))
}

@test "a database that was restarted is connected to again, without a word" {
	conf_by "$(cut_url)"
	open_shell
	enter_all 'ua block before-it'
	lab_end "$(cat "$LAB_DIR/cut/lab.pid")"
	start_cut
	conf_by "$(cut_url)"
	term_clear
	term_enter 'ua list'
	term_sees 'before-it'
	# The same address, another connection.
	cut_when query 'SELECT id, action'
	enter_all 'ua block behind-it'
	was_cut
	assert_equal "$(stored)" 'before-it behind-it'
}

@test "a server that is down is told of, in the prompt too, and found when it is back" {
	open_shell
	enter_all 'ua list'
	lab_mariadb_stop
	term_clear
	term_enter 'ua list'
	term_sees "shieldadm: " 20
	term_sees 'kamailio edge1 DATABASE UNREACHABLE !>' 20
	lab_mariadb_start "$LAB_MYSQL_DIR"
	conf_by "$LAB_DBURL"
	term_clear
	term_enter 'ua block back-again'
	term_sees 'live, verified'
	assert_equal "$(stored)" back-again
}

@test "a node that was restarted is reached again, without a word" {
	open_shell
	enter_all 'ua block before-it'
	lab_kamailio_restart "$NODE"
	term_clear
	enter_all 'ua block behind-it'
	term_sees 'live, verified'
	assert_equal "$(holds ua)" 'before-it behind-it'
}

@test "a configuration that was changed holds from the next line on" {
	open_shell
	{ lab_node_conf "$NODE" edge1 && lab_node_conf "$NODE" twin; } >"$BATS_TEST_TMPDIR/two"
	make_conf "$LAB_DBURL" <"$BATS_TEST_TMPDIR/two"
	term_enter 'ua list -q'
	term_sees 'kamailio edge1,twin>'
}

# -- the pager --

@test "what is longer than the screen goes through the pager, the rest does not" {
	seq -f 'user-agent-%05.0f' 60 >"$BATS_TEST_TMPDIR/list"
	run_ok ua block --file "$BATS_TEST_TMPDIR/list"
	open_shell PAGER="sed s/^/PAGED:/"
	term_enter 'country list'
	term_sees 'no country is stored'
	assert_equal "$(term_count PAGED)" 0
	term_enter 'ua list'
	term_sees 'PAGED:60 '
}

@test "less is the pager, waits for a key, and may be left early" {
	seq -f 'user-agent-%05.0f' 3000 >"$BATS_TEST_TMPDIR/list"
	run_ok ua block --file "$BATS_TEST_TMPDIR/list"
	open_shell -u PAGER -u LESS
	term_enter 'ua list'
	term_sees 'user-agent-00001'
	assert_equal "$(term_count 'kamailio edge1>')" 0
	term_key q
	term_sees 'kamailio edge1>'
	term_enter 'country list'
	term_sees 'no country is stored'
	assert_equal "$(term_count 'rror')" 0
}

@test "PAGER empty or cat is none, and one that is not there is no loss" {
	local pager
	seq -f 'user-agent-%05.0f' 60 >"$BATS_TEST_TMPDIR/list"
	run_ok ua block --file "$BATS_TEST_TMPDIR/list"
	for pager in '' cat /nonexistent/pager; do
		open_shell PAGER="$pager"
		term_enter 'ua list'
		term_sees 'user-agent-00060'
		term_sees $'user-agent-00060\nkamailio edge1>'
		term_close
	done
}

@test "a line that is being typed is shown once when the terminal changes its size" {
	local columns
	open_shell
	term_clear
	term_type 'ua block some-name-of-a-scanner'
	for columns in 60 90 50 100; do
		term_resize "$columns" 20
		sleep 0.5 # for what would be drawn twice
		term_sees 'kamailio edge1> ua block some-name-of-a-scanner'
		assert_equal "$(term_count 'kamailio edge1>')" 1
	done
	term_key Enter
	term_sees 'live, verified'
	assert_equal "$(stored)" some-name-of-a-scanner
}

@test "the screen is as large as it is when the command is given" {
	seq -f 'user-agent-%05.0f' 30 >"$BATS_TEST_TMPDIR/list"
	run_ok ua block --file "$BATS_TEST_TMPDIR/list"
	open_shell PAGER="sed s/^/PAGED:/"
	term_resize 100 45
	term_enter 'ua list'
	term_sees ' user-agent-00030'
	assert_equal "$(term_count PAGED)" 0
	term_resize 60 20
	sleep 0.5 # for what would be drawn twice
	term_clear
	term_type 'ua block a-name-that-is-longer-than-the-narrow-terminal-is-now-wide'
	term_sees 'narrow-terminal'
	term_key Enter
	term_sees 'live, verified'
	term_enter 'ua list'
	term_sees 'PAGED:'
}
