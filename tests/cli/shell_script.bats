# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# The shell without a terminal: scripts from a file, and from a pipe.

load terminal
load luck

setup_file() {
	lab_up sqlite
}

setup() {
	lab_empty
	SCRIPT=$BATS_TEST_TMPDIR/script
	unset session
}

teardown() {
	term_close
}

teardown_file() {
	lab_cleanup
}

# script LINE...: in the file $SCRIPT.
script() {
	printf '%s\n' "$@" >"$SCRIPT"
}

# script_ok | script_fails STATUS TEXT: it is run from the file.
script_ok() {
	run_ok shell -f "$SCRIPT"
}

script_fails() {
	run_split shieldadm shell --file "$SCRIPT"
	[ "$status" -eq "$1" ] || show_run "not status $1: $SCRIPT" || return 1
	[[ $stderr == *"$2"* ]] || show_run "stderr lacks '$2'"
}

@test "a file's lines are commands; comments and empty lines are none" {
	script '# the scanners' '' "ua block 'friendly scanner' # and why" \
		'   ' 'country allow US' 'ua list -o csv'
	script_ok
	assert_equal "$(stored)" 'US friendly scanner'
	says 'ua,block,friendly scanner'
}

@test "a pipe and a file on stdin are scripts too" {
	run bash -c 'printf "country allow US\ncountry list -o csv" | "$1" shell' _ "$SHIELDADM"
	assert_success
	assert_line --partial 'country,allow,US'
	script 'country allow DE'
	run -0 "$SHIELDADM" shell <"$SCRIPT"
	run -0 "$SHIELDADM" shell -f - <"$SCRIPT"
	assert_equal "$(stored)" 'DE US'
}

@test "the first error ends it, with file, line and that command's status" {
	script 'country allow US' '' 'ua block x' 'country allow DE'
	script_fails 7 "$SCRIPT:3: 'x' is short"
	assert_equal "$(stored)" US
	script 'ua lst'
	script_fails 2 "$SCRIPT:1: 'ua' has no 'lst': did you mean 'list'?"
	script 'ua remove never-there'
	script_fails 3 "$SCRIPT:1: 1 of what was to be removed is not there"
	script 'ua list' "ua block 'open"
	script_fails 2 "$SCRIPT:2: the quote ' at column 10 is not closed"
}

@test "an error tells that the lines after it did not run" {
	script 'country allow US' 'ua lst' 'country allow DE'
	script_fails 2 '; the lines after line 2 did not run'
	[ "$(wc -l <<<"$stderr")" -eq 1 ] || show_run 'more than one line'
	run bash -c 'printf "country test DE\ncountry allow FR\n" | "$1" shell 2>&1' _ "$SHIELDADM"
	assert_equal "$status" 1
	assert_line --partial 'the answer is no; the lines after line 1 did not run'
	assert_equal "$(stored)" US
}

@test "a byte order mark at the beginning of a script is skipped" {
	printf '\xef\xbb\xbfcountry allow US\r\n' >"$SCRIPT"
	sed -i 's/\r$//' "$SCRIPT"
	script_ok
	run -0 bash -c 'printf "\xef\xbb\xbf# ours\ncountry allow DE\n" | "$1" shell' _ "$SHIELDADM"
	assert_equal "$(stored)" 'DE US'
	printf 'country allow FR\n\xef\xbb\xbfcountry allow IT\n' >"$SCRIPT"
	script_fails 2 "$SCRIPT:2: "
}

@test "an answer of no ends it as well" {
	script 'country test DE' 'country allow US'
	script_fails 1 "$SCRIPT:1: the answer is no"
	assert_equal "$(stored)" ''
}

@test "with -o json the error is JSON, with its place" {
	script 'country allow US' 'nonsense'
	run_split shieldadm shell -o json -f "$SCRIPT"
	assert_equal "$status" 2
	assert_equal "$(jq -r .error.text <<<"$stderr" | cut -d: -f1-2)" "$SCRIPT:2"
	jq -e '.changes[0].result == "added"' <<<"$output"
}

@test "abbreviations are for people who type" {
	script 'cou al US'
	script_fails 2 "unknown command 'cou'"
}

@test "begin and commit make one change of many lines" {
	script begin 'ua block one-of-them' 'addr add 192.0.2.1 carrier' 'country allow US' commit
	script_ok
	assert_equal "$(stored)" 'US one-of-them'
	assert_equal "$(table_addresses)" '1 192.0.2.1 32 0 carrier'
	assert_equal "$(grep -c 'live, verified' <<<"$output")" 1
	assert_equal "$(node_rules ua)" 'block one-of-them'
}

@test "an error within a set leaves nothing of it" {
	script 'country allow US' begin 'ua block one-of-them' 'ua block x' commit
	script_fails 7 "$SCRIPT:4: 'x' is short"
	said 'nothing was stored of the set that begins in line 2'
	assert_equal "$(stored)" US
}

@test "a set without its commit changes nothing and is an error" {
	script '' begin 'ua block one-of-them'
	script_fails 2 "$SCRIPT:2: the set that begins here has no commit: none of it was stored"
	script begin 'ua block one-of-them' exit
	script_fails 2 "$SCRIPT:1: the set that begins here has no commit"
	assert_equal "$(stored)" ''
}

@test "what a guard refuses is refused, for nobody is asked, be there a terminal or not" {
	run_ok country allow US
	script begin 'ua block one-of-them' 'country remove US' commit
	nothing_changes script_fails 7 'no country would be allowed any more'
	nothing_changes at_terminal
	script begin 'ua block one-of-them' 'country remove US' 'commit --yes'
	script_ok
	assert_equal "$(stored)" one-of-them
}

at_terminal() {
	term_open TERM=tmux -- "$SHIELDADM" shell -f "$SCRIPT"
	term_ended 7
	term_sees 'no country would be allowed any more'
}

@test "a script may show its set, and give it up" {
	script begin 'ua block one-of-them' 'show -o csv' abort 'ua list'
	script_ok
	says 'ua,block,one-of-them,added'
	said 'no user agent is stored'
	assert_equal "$(stored)" ''
}

@test "a command of a script on stdin does not read the rest of it" {
	run_split bash -c 'printf "ua block -\ncountry allow US\n" | "$1" shell' _ "$SHIELDADM"
	assert_equal "$status" 2
	said 'stdin:1: there is no value'
	assert_equal "$(stored)" ''
}

@test "a command of a script in a file reads stdin" {
	script 'ua block -'
	run -0 "$SHIELDADM" shell -f "$SCRIPT" <<<'from-stdin'
	assert_equal "$(stored)" from-stdin
}

@test "what no editor writes is an error, and what comes before it is done" {
	printf 'country allow US\nua bl\0ock foo\n' >"$SCRIPT"
	script_fails 2 "$SCRIPT:2: the line holds a NUL byte"
	assert_equal "$(stored)" US
	{ printf 'ua block ' && head -c 70000 /dev/zero | tr '\0' x; } >"$SCRIPT"
	script_fails 2 "$SCRIPT:1: the line is longer"
	printf 'country allow DE' >"$SCRIPT"
	script_ok
	script_fails 0 ''
	run_fails 2 "cannot read '/nonexistent'" shell -f /nonexistent
	run_fails 8 "cannot read '$BATS_TEST_TMPDIR'" shell -f "$BATS_TEST_TMPDIR"
}

@test "who reads no more ends the script, without a word" {
	script 'help' 'help' 'country allow US'
	run_split bash -c '"$1" shell -f "$2" 2>&1 >&- | cat; exit "${PIPESTATUS[0]}"' _ "$SHIELDADM" "$SCRIPT"
	assert_equal "$status" 8
	assert_equal "$(stored)" ''
}

@test "outside of the shell its own commands say where they belong" {
	local command
	for command in begin show commit abort exit quit; do
		run_fails 2 "'$command' is a command of the shell" "$command"
	done
}

@test "each command sees what the one before it did" {
	script 'ua block first-one' 'ua list -o csv' 'ua remove first-one' 'ua list -o csv'
	script_ok
	assert_equal "$(grep -c 'ua,block,first-one' <<<"$output")" 1
}

@test "a file of the database that was replaced is the one that is used" {
	mkfifo "$BATS_TEST_TMPDIR/fifo"
	"$SHIELDADM" shell <"$BATS_TEST_TMPDIR/fifo" >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- 4>&- &
	job=$!
	exec {to}>"$BATS_TEST_TMPDIR/fifo"
	echo 'country allow US' >&"$to"
	lab_wait 60 grep -q verified "$BATS_TEST_TMPDIR/out"
	cp "$LAB_DIR/kamailio.sqlite" "$LAB_DIR/copy"
	mv "$LAB_DIR/copy" "$LAB_DIR/kamailio.sqlite"
	echo 'country allow DE' >&"$to"
	exec {to}>&-
	wait "$job"
	assert_equal "$(stored)" 'DE US'
}
