#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# One call over the ctl socket of a real Kamailio, from start to end, against
# Kamailio's own client.

# shellcheck source=tests/bench/bench.bash
. "$(dirname "${BASH_SOURCE[0]}")/bench.bash"

node=$LAB_DIR/edge1
lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
lab_kamailio_config "$node" "sqlite:///$LAB_DIR/kamailio.sqlite"
lab_kamailio_start "$node"
lab_node_conf "$node" edge1 ctl >"$SHIELDADM_CONFIG"

compare 'one call over ctl, core.uptime' 11 150 \
	shieldadm "$SHIELDADM rpc core.uptime" \
	kamcmd "kamcmd -s unix:$node/run/kamailio_ctl core.uptime"
