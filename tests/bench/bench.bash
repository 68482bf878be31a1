# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the benchmarks share.  Each is a file *.sh of this folder that starts real
# parts in a folder of its own and calls
#
#	compare TITLE ROUNDS RUNS OURS COMMAND PEER COMMAND
#
# A benchmark is no test: it prints a ratio and judges nothing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export SHIELDADM=$PWD/${BUILD:-build}/shieldadm
FAKE_NODE=$PWD/${BUILD:-build}/fake_node
RECORDINGS=$PWD/tests/recordings

# shellcheck source=tests/lab/lab.bash
. tests/lab/lab.bash
trap lab_cleanup EXIT
trap 'exit 1' INT TERM HUP
lab_begin ""
export SHIELDADM_CONFIG=$LAB_DIR/shieldadm.conf
(umask 077 && : >"$SHIELDADM_CONFIG")

# compare TITLE ROUNDS RUNS OURS COMMAND PEER COMMAND: both commands in turn, RUNS times
# each in every round, so that whatever else the machine does hits both.  The ratio is
# the median of the rounds' ratios of medians, then the least and the largest.  What is in
# PREPARE is run before each run, and not measured.
compare() {
	local title=$1 rounds=$2 runs=$3 ours=$4 peer=$6 round
	rm -f "$LAB_DIR"/round.*
	for ((round = 0; round < rounds; round++)); do
		hyperfine -N --style none --warmup "${WARMUP:-1}" --runs "$runs" \
			${PREPARE:+--prepare "$PREPARE"} \
			--export-json "$LAB_DIR/round.$round" "$5" "$7" \
			>"$LAB_DIR/hyperfine" 2>&1 || { cat "$LAB_DIR/hyperfine" >&2; return 1; }
	done
	jq -rs --arg title "$title" --arg ours "$ours" --arg peer "$peer" '
		def median: sort | .[length / 2 | floor];
		def ms: . * 100000 | round / 100 | tostring + " ms";
		def two: . * 100 | round / 100 | tostring;
		map([.results[].median]) | map(.[0] / .[1]) as $ratios |
		"\($title)\n" +
		"  \($ours): \(map(.[0]) | median | ms)\n" +
		"  \($peer): \(map(.[1]) | median | ms)\n" +
		"  ratio: \($ratios | median | two) " +
		"(\($ratios | min | two) to \($ratios | max | two) in \(length) rounds)"
		' "$LAB_DIR"/round.*
}

# peak WHAT COMMAND...: print the most memory it has at any moment.
peak() {
	local what=$1
	shift
	/usr/bin/time -f '%M' -o "$LAB_DIR/peak" "$@" >/dev/null 2>&1 || true
	printf '  %s: %s MB at the most\n' "$what" "$(($(tail -n 1 "$LAB_DIR/peak") / 1024))"
}

# fakes N [OPTION...]: N scripted nodes in $LAB_DIR/1, 2, ..., each a process of its own
# that answers every call 50 ms late.
fakes() {
	local n=$1 i
	shift
	for ((i = 1; i <= n; i++)); do
		mkdir "$LAB_DIR/$i"
		printf 'slow * 50\n' >"$LAB_DIR/$i/behave"
		setsid "$FAKE_NODE" --dir "$LAB_DIR/$i" --version 6.1.4 \
			--recordings "$RECORDINGS/6.1.4" "$@" >"$LAB_DIR/$i/log" 2>&1 </dev/null &
		lab_started $!
	done
	for ((i = 1; i <= n; i++)); do
		lab_wait 10 test -s "$LAB_DIR/$i/ready"
	done
}
