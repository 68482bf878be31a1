# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The lab's processes: what is started is written down in $LAB_DIR/started, so
# that another process than the one that started it (bats has one for each test)
# can end it.  Sourced by lab.bash.

lab_say() {
	printf 'lab: %s\n' "$*" >&2
}

# lab_wait SECONDS COMMAND...: until the command succeeds; 1 when it never did.
lab_wait() {
	local end=$((${EPOCHREALTIME/./} + $1 * 1000000))
	shift
	until "$@" >/dev/null 2>&1; do
		((${EPOCHREALTIME/./} < end)) || return 1
		sleep 0.02
	done
}

# lab_stat PID: sets stat to what /proc tells of it from its state on; 1 when it
# has ended, be it still a zombie.
lab_stat() {
	local line
	read -r line 2>/dev/null <"/proc/$1/stat" || return 1
	read -r -a stat <<<"${line##*) }"
	[ "${stat[0]}" != Z ]
}

# lab_started PID: write down that we started it, the leader of its session.  The
# shell forgets it, or it would say how it ended.
lab_started() {
	local stat
	disown "$1"
	lab_stat "$1" || return 0
	printf '%s\n' "${stat[19]}" >"$LAB_DIR/started/$1"
}

# lab_is_running PID: whether it runs, and is still what we started: the number
# could belong to another process by now, but not with the same time of start.
lab_is_running() {
	local stat
	lab_stat "$1" && [ -e "$LAB_DIR/started/$1" ] &&
		[ "${stat[19]}" = "$(cat "$LAB_DIR/started/$1")" ]
}

# lab_group_has_ended PID: neither it nor a child of it is left in its session.  The kernel
# counts zombies as left; where nobody collects those of a dead leader, pgrep tells them.
lab_group_has_ended() {
	! kill -0 -- "-$1" 2>/dev/null || { ! lab_stat "$1" && ! pgrep -s "$1" -r D,R,S,T,t >/dev/null; }
}

# lab_end PID [SIGNAL]: end it and its children, and wait until all are gone.  A number
# that belongs to another process by now is left alone.
lab_end() {
	local stat
	[ -n "$1" ] && [ -e "$LAB_DIR/started/$1" ] || return 0
	if lab_is_running "$1" || ! lab_stat "$1"; then
		lab_end_group "$@"
	fi
	rm -f "$LAB_DIR/started/$1"
}

lab_end_group() {
	kill -s "${2:-TERM}" -- "-$1" 2>/dev/null || true
	kill -s CONT -- "-$1" 2>/dev/null || true
	lab_wait 60 lab_group_has_ended "$1" && return
	lab_say "$1 does not end: killing it"
	kill -s KILL -- "-$1" 2>/dev/null || true
	lab_wait 60 lab_group_has_ended "$1"
}

# End all that was started, whoever did it, and remove a folder of our own.
lab_cleanup() {
	local started
	[ -n "${LAB_DIR:-}" ] || return 0
	for started in "$LAB_DIR"/started/*; do
		[ ! -e "$started" ] || lab_end "${started##*/}" KILL
	done
	if [ -n "${LAB_MADE_DIR:-}" ]; then
		rm -rf "$LAB_MADE_DIR"
	fi
}
