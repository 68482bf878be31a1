#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Lists of a million addresses, on a real MariaDB: import, export, plan and aggregate, each
# against its peer.
set -euo pipefail
# shellcheck source=tests/bench/bench.bash
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"

lab_mariadb_start "$LAB_DIR/db"
lab_db_mysql
printf '[database]\nurl = %s\n[kamailio]\nrun = %s\nconfig = %s\n' \
	"$LAB_MYSQL_URL" "$LAB_DIR/none" "$LAB_DIR/none.cfg" >"$SHIELDADM_CONFIG"

# Without a node the exit status is 6: nothing enforces what is stored.
cat >"$LAB_DIR/import" <<-SH
	#!/bin/sh
	"$SHIELDADM" -q import "\$1" -g carrier
	[ \$? -eq 6 ]
SH
cat >"$LAB_DIR/client" <<-SH
	#!/bin/sh
	exec mariadb --no-defaults --socket="$LAB_MYSQL_SOCKET" --user=root --local-infile=1 kamailio "\$@"
SH
printf '#!/bin/sh\n"%s/client" --execute "TRUNCATE address; TRUNCATE shieldadm_change; TRUNCATE shieldadm_change_row"\n' \
	"$LAB_DIR" >"$LAB_DIR/empty"
chmod +x "$LAB_DIR"/{import,client,empty}

addresses() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "%d.%d.%d.%d\n", 11 + i / 65536 % 200, i / 256 % 256, i % 256, i * 7 % 256 }'
}

for n in 100000 1000000; do
	addresses $n >"$LAB_DIR/list.$n"
	awk '{ print "1\t" $1 "\t32\t0\tcarrier" }' "$LAB_DIR/list.$n" >"$LAB_DIR/rows.$n"
	PREPARE=$LAB_DIR/empty WARMUP=0 compare "import of $n addresses, with checks and history" 5 1 \
		shieldadm "$LAB_DIR/import $LAB_DIR/list.$n" 'LOAD DATA LOCAL INFILE' \
		"$LAB_DIR/client --execute \"LOAD DATA LOCAL INFILE '$LAB_DIR/rows.$n' INTO TABLE address (grp, ip_addr, mask, port, tag)\""
	"$LAB_DIR/empty"
	peak 'shieldadm' "$SHIELDADM" import "$LAB_DIR/list.$n" -g carrier
done

sql='SELECT grp, ip_addr, mask, port, tag FROM address'
compare 'export of 1000000 addresses' 5 1 \
	shieldadm "$SHIELDADM export" 'mariadb --quick -N -B, in no order' \
	"$LAB_DIR/client --quick -N -B --execute \"$sql\""
compare 'the same in the same order' 5 1 \
	shieldadm "$SHIELDADM export" 'mariadb --quick -N -B ... ORDER BY' \
	"$LAB_DIR/client --quick -N -B --execute \"$sql ORDER BY grp, HEX(ip_addr), mask, port, HEX(tag), id\""
peak 'shieldadm' "$SHIELDADM" export

"$SHIELDADM" export >"$LAB_DIR/policy.yaml"
awk 'NR > 20 && n < 5 && /^    - / { n++; next } { print }
	/^  carrier:/ { for (i = 1; i <= 5; i++) print "    - 9.9.9." i }' \
	"$LAB_DIR/policy.yaml" >"$LAB_DIR/changed.yaml"
printf '#!/bin/sh\n"%s" -q plan "%s" --prune >/dev/null; [ $? -eq 6 ]\n' \
	"$SHIELDADM" "$LAB_DIR/changed.yaml" >"$LAB_DIR/plan"
chmod +x "$LAB_DIR/plan"
compare 'plan of a file of 1000000 addresses with 10 differences' 5 1 \
	plan "$LAB_DIR/plan" export "$SHIELDADM export"
peak 'plan' "$SHIELDADM" plan "$LAB_DIR/changed.yaml" --prune

perl -e 'srand 7; for (1 .. 1000000) { my $p = 20 + int rand 13; my $a = int(rand 2**26) + 16 * 2**24;
	$a &= ~((1 << 32 - $p) - 1) & 0xffffffff;
	printf "%d.%d.%d.%d/%d\n", $a >> 24, $a >> 16 & 255, $a >> 8 & 255, $a & 255, $p }' >"$LAB_DIR/networks"
cmp <("$SHIELDADM" -q import "$LAB_DIR/networks" -g 1 --aggregate --print | sort) \
	<(iprange "$LAB_DIR/networks" | sort)
compare 'aggregation of 1000000 networks, the same set' 5 1 \
	shieldadm "$SHIELDADM -q import $LAB_DIR/networks -g 1 --aggregate --print" \
	iprange "iprange $LAB_DIR/networks"
peak 'shieldadm' "$SHIELDADM" -q import "$LAB_DIR/networks" -g 1 --aggregate --print
