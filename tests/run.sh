#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh unit|cli|long...: run these tests of the build in $BUILD, say which failed, and
# count them.
#
#	unit	the programs of tests/unit, also against a private MariaDB
#	cli	the bats files: the shipped program on real parts
#	long	those that take long: bad luck at many random moments
set -uo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
export BUILD=$PWD/${BUILD:-build}
export SHIELDADM=$BUILD/shieldadm FAKE_NODE=$BUILD/fake_node RECORDINGS=$PWD/tests/recordings
# A leak of the program's own ends it; what loaded libraries keep does not.
export ASAN_OPTIONS=detect_leaks=1 LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
log=$(mktemp)

# shellcheck source=tests/lab/lab.bash
. tests/lab/lab.bash
trap 'lab_cleanup; rm -f "$log"' EXIT
trap 'exit 1' INT TERM HUP

# A program that ends without a word of its tests has failed too.
unit() {
	local program
	lab_begin ""
	lab_mariadb_start "$LAB_DIR/db"
	# The tests of the driver kill sessions and change the server's settings.
	lab_mariadb --execute "GRANT ALL ON *.* TO kamailio@'%', kamailio@localhost WITH GRANT OPTION"
	export SHIELDADM_TEST_MYSQL=$LAB_MYSQL_URL
	for program in "$BUILD"/unit/*/test_*; do
		[ -x "$program" ] || continue
		printf '# %s\n' "${program##*/}"
		CMOCKA_MESSAGE_OUTPUT=TAP "$program" 2>&1 ||
			printf 'not ok - %s ended with %s\n' "${program##*/}" $?
	done
	lab_cleanup
}

cli() {
	bats --formatter tap --jobs "$(nproc)" --no-parallelize-within-files \
		tests/lab/*.bats tests/cli/*.bats 2>&1 ||
		printf 'not ok - bats ended with %s\n' $?
}

long() {
	bats --formatter tap --jobs "$(nproc)" --no-parallelize-within-files \
		tests/long/*.bats 2>&1 || printf 'not ok - bats ended with %s\n' $?
}

for part in "$@"; do
	"$part"
done | tee "$log"

passed=$(grep -c '^ok ' "$log")
# cmocka says "not ok 4 # SKIP", bats "ok 4 ... # skip".
failed=$(grep '^not ok ' "$log" | grep -vc '# SKIP')
skipped=$(grep -ciE '^(not )?ok .*# skip' "$log")
[ "$failed" -eq 0 ] || grep '^not ok ' "$log" | grep -v '# SKIP'
printf '%s passed, %s failed, %s skipped\n' $((passed - $(grep -c '^ok .*# skip' "$log"))) "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
