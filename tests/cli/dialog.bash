# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# Somebody at a terminal, besides helper.bash.

load helper

# dialog STATUS ARGUMENT...: shieldadm at a terminal, with what is done there on stdin
# (tests/lab/dialog.exp); it ends with STATUS.  output is what the terminal has shown, in
# COLUMNS columns, without its colours.
dialog() {
	local wanted=$1
	shift
	run_split "$LAB_HOME/dialog.exp" "${COLUMNS:-80}" "$SHIELDADM" "$@"
	output=$(sed 's/\r//g; s/\x1b\[[0-9;]*[a-zA-Z]//g' <<<"$output")
	[ "$status" -eq "$wanted" ] || show_run "not status $wanted: shieldadm $*"
}

# shown TEXT...: the terminal has shown all of them, however its lines are broken.
shown() {
	local text flat
	flat=$(tr '\n' ' ' <<<"$output" | tr -s ' ')
	for text in "$@"; do
		[[ $flat == *"$text"* ]] || show_run "not shown: '$text'" || return 1
	done
}

not_shown() {
	local flat
	flat=$(tr '\n' ' ' <<<"$output" | tr -s ' ')
	[[ $flat != *"$1"* ]] || show_run "shown: '$1'"
}

# Where setup keeps answers.
kept() {
	printf '%s\n' "$XDG_STATE_HOME/shieldadm/setup"
}
