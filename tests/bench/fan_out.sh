#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# status over 100 nodes, each of which answers every call after 50 ms, against status
# over one of them.

# shellcheck source=tests/bench/bench.bash
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"

nodes=100
db=$LAB_DIR/kamailio.sqlite
lab_db_sqlite "$db"
lab_sql "sqlite:///$db" "
	INSERT INTO secfilter (action, type, data) VALUES (0, 0, 'friendly-scanner'),
		(0, 0, 'sipcli/'), (1, 1, 'US'), (1, 1, 'CA'), (0, 4, 'sipvicious');
	INSERT INTO address (grp, ip_addr, mask, port, tag) VALUES
		(1, '192.0.2.1', 32, 0, 'carrier'), (2, '198.51.100.0', 24, 0, 'customer')"
fakes "$nodes" --db "$db"
{
	printf '[database]\nurl = sqlite:///%s\n' "$db"
	for ((i = 1; i <= nodes; i++)); do
		printf '[node edge%s]\nrpc = ctl:%s/ctl\n' "$i" "$LAB_DIR/$i"
	done
} >"$SHIELDADM_CONFIG"

compare 'status, each node 50 ms late' 7 2 \
	"$nodes nodes" "$SHIELDADM status" \
	'one node' "$SHIELDADM status --node edge1"
