#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh unit|cli|shipped|long|versions|sample...: run these tests of the build in $BUILD,
# say which failed, and count them.
#
#	unit	the programs of tests/unit, also against a private MariaDB
#	cli	the bats files: the shipped program on real parts
#	shipped	those of them that tell what ships, and not what a sanitizer sees as well
#	long	those that take long: bad luck at many random moments
#	versions	those about what Kamailio does, on each version that Debian has
#	sample	a few of those
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export BUILD=$PWD/${BUILD:-build}
export SHIELDADM=$BUILD/shieldadm FAKE_NODE=$BUILD/fake_node RECORDINGS=$PWD/tests/recordings
# A leak of the program's own ends it; what loaded libraries keep does not.  The linker has
# looked already for names that are defined twice.
export ASAN_OPTIONS=detect_leaks=1:detect_odr_violation=0
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
log=$(mktemp)

# shellcheck source=tests/lab/lab.bash
. tests/lab/lab.bash
trap 'lab_cleanup; rm -f "$log"*' EXIT
trap 'exit 1' INT TERM HUP

# unit_programs PROGRAM...: one after the other; what each says comes in one piece.  A
# program that ends without a word of its tests has failed too.
unit_programs() {
	local program said
	for program in "$@"; do
		[[ -f $program && -x $program ]] || continue
		said=$(CMOCKA_MESSAGE_OUTPUT=TAP "$program" 2>&1) ||
			said+=$'\n'"not ok - ${program##*/} ended with $?"
		flock "$BUILD" printf '# %s\n%s\n' "${program##*/}" "$said"
	done
}

# A line of programs for each job, those that take long first.  Two use the one MariaDB.
unit_jobs() {
	local first='db/test_driver db/test_mysql|rpc/test_transport|setup/test_take|shell/test_words|kamcfg/test_cfg'
	{
		tr '|' '\n' <<<"$first"
		(cd "$BUILD/unit" && printf '%s\n' */test_*) |
			grep -vxFf <(tr "|" " " <<<"$first" | tr " " "\n")
	} | sed "s|[^ ]*/|$BUILD/unit/&|g"
}

unit() {
	lab_begin ""
	lab_mariadb_start "$LAB_DIR/db"
	# The tests of the driver kill sessions and change the server's settings.
	lab_mariadb --execute "GRANT ALL ON *.* TO kamailio@'%', kamailio@localhost WITH GRANT OPTION"
	export SHIELDADM_TEST_MYSQL=$LAB_MYSQL_URL
	export -f unit_programs
	# shellcheck disable=SC2016 # the shell that it starts replaces it
	unit_jobs | xargs -d '\n' -n 1 -P "$(nproc)" bash -c 'unit_programs $1' unit_programs
	lab_cleanup
}

# run_bats FILE...: the longest of them are to come first, for jobs that end together.
run_bats() {
	bats --formatter tap --jobs "$(nproc)" --no-parallelize-within-files "$@" 2>&1 ||
		printf 'not ok - bats ended with %s\n' $?
}

# by_length FILE...: those first whose tests are long, then those with the most tests.
by_length() {
	local long='agree|capacity|rows|rows_mysql|luck_.*|setup_luck|attack.*|many_nodes|package|fake61'
	printf '%s\n' "$@" | grep -E "/($long)\.bats$"
	grep -c '^@test' "$@" | grep -vE "/($long)\.bats:" | sort -t : -k 2nr | cut -d : -f 1
}

# The package is never built with sanitizers.
cli() {
	local files
	mapfile -t files < <(by_length tests/lab/*.bats tests/cli/*.bats)
	[ "$BUILD" = "$PWD/build" ] || mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -v /package.bats)
	run_bats "${files[@]}"
}

shipped() {
	run_bats tests/cli/{package,shell_change,shell,shell_script,article_mysql,article_ways,article_sqlite}.bats
}

long() {
	run_bats tests/long/*.bats
}

# on_version SUITE FILE...: with the Kamailio of this suite of Debian, or the one that is
# installed here.
on_version() (
	tree=
	if [ "$1" != installed ]; then
		tree=$(tests/versions/tree.sh "$1") || { printf 'not ok - no Kamailio of %s\n' "$1" && return; }
		export PATH=$tree/bin:$PATH LAB_STOCK_CFG=$tree/etc/kamailio/kamailio.cfg
		export LAB_STOCK_SQL=$tree/share/kamailio
	fi
	printf '# %s\n' "$(kamailio -v | head -n 1)"
	unit_programs "$BUILD/unit/kamcfg/test_differ"
	run_bats "${@:2}"
)

versions() {
	local suite
	for suite in installed trixie forky; do
		on_version "$suite" tests/cli/{rows,rows_mysql,agree,capacity,ban,config_apply,article_mysql,article_ways,harden,article_sqlite}.bats
	done
}

# The installed one has all of its tests in the others' company.
sample() {
	local suite
	for suite in trixie forky; do
		on_version "$suite" tests/cli/{agree,article_sqlite}.bats
	done
}

# at_once PART...: all of them, for each waits now and then; what the last says is shown as
# it comes.
at_once() {
	local part
	for part in "${@:1:$#-1}"; do
		"$part" >"$log.$part" 2>&1 &
	done
	"${@: -1}"
	wait
	for part in "${@:1:$#-1}"; do
		cat "$log.$part"
	done
}

at_once "$@" | tee "$log"

passed=$(grep -c '^ok ' "$log")
# cmocka says "not ok 4 # SKIP", bats "ok 4 ... # skip".
failed=$(grep '^not ok ' "$log" | grep -vc '# SKIP')
skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
[ "$failed" -eq 0 ] || grep '^not ok ' "$log" | grep -v '# SKIP'
printf '%s passed, %s failed, %s skipped\n' $((passed - $(grep -c '^ok .*# skip' "$log"))) "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
