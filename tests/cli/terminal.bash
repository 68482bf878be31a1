# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# A terminal to type on and to look at: tmux, with a server of the test's own.
#
#	term_open [NAME=VALUE...] -- COMMAND...   in 100 columns and 24 rows
#	term_type TEXT    as it is; term_key NAME... as tmux calls keys: Enter, C-c, Tab
#	term_sees TEXT    waits until it is on the screen
#	term_close        at the end, whatever happened
#
# The screen is what a person would see: colours are shown by term_colours alone.

term() {
	tmux -S "$BATS_TEST_TMPDIR/term" -f "$BATS_TEST_TMPDIR/term.conf" "$@"
}

term_open() {
	local settings=() command
	while [ "$1" != -- ]; do
		settings+=("$1")
		shift
	done
	shift
	# How it ends is written down by a shell: tmux 3.3 does not always learn it.
	rm -f "$BATS_TEST_TMPDIR/ended"
	# shellcheck disable=SC2016 # that shell's
	printf -v command '%q ' bash -c 'trap : INT; "${@:2}"; echo $? >"$1"' _ \
		"$BATS_TEST_TMPDIR/ended" env "${settings[@]}" "$@"
	# What it has shown stays when it ends.
	echo 'set-option -g remain-on-exit on' >"$BATS_TEST_TMPDIR/term.conf"
	term new-session -d -x 100 -y 24 "exec $command" 3>&- 4>&-
	TERM_SERVER=$(term display-message -p '#{pid}')
}

term_type() {
	term send-keys -l -- "$1"
}

term_key() {
	term send-keys "$@"
}

# term_enter LINE: type it, and Enter.
term_enter() {
	term_type "$1"
	term_key Enter
}

term_screen() {
	term capture-pane -p -J
}

# With what sets colours.
term_colours() {
	term capture-pane -p -J -e
}

_term_has() {
	[[ $(term_screen) == *"$1"* ]]
}

_term_lacks() {
	! _term_has "$1"
}

# term_sees TEXT [SECONDS]
term_sees() {
	lab_wait "${2:-60}" _term_has "$1" && return 0
	printf "the terminal does not show '%s':\n" "$1" >&2
	term_screen >&2
	return 1
}

# term_sees_no TEXT: it goes away.
term_sees_no() {
	lab_wait 60 _term_lacks "$1" && return 0
	printf "the terminal still shows '%s':\n" "$1" >&2
	term_screen >&2
	return 1
}

# term_count TEXT: how often it stands there.
term_count() {
	term_screen | grep -oF -- "$1" | wc -l
}

# The screen empty but for a new prompt.
term_clear() {
	term_key C-l
	term clear-history
}

# term_ended [STATUS]: the command does, with it.
term_ended() {
	if ! lab_wait 60 test -s "$BATS_TEST_TMPDIR/ended"; then
		printf 'the command still runs:\n' >&2
		term_screen >&2
		return 1
	fi
	assert_equal "$(cat "$BATS_TEST_TMPDIR/ended")" "${1:-0}"
}

term_resize() {
	term resize-window -x "$1" -y "$2"
}

# The process of the command.
term_pid() {
	pgrep -P "$(term display-message -p '#{pane_pid}')"
}

term_close() {
	[ -n "${TERM_SERVER:-}" ] || return 0
	term kill-server || true
	lab_wait 60 _term_is_gone
}

_term_is_gone() {
	[ ! -e "/proc/$TERM_SERVER" ]
}
