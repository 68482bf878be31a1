# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the attack files share: a stock Kamailio with the hardening of "shieldadm config",
# the rules of the article's steps 5 to 7, and two phones of good customers.  Sources:
# 127.1.x.y strangers from the US, 127.1.200.1 and .2 the phones, 127.2.1.0/29 the carrier.

# shellcheck disable=SC2034 # the bats files read it
SCANNERS="friendly-scanner sipcli/ VaxSIPUserAgent/ pplsip system exec. sipsak sipvicious
	siparmyknife VaxIPUserAgent SIParator/ eyebeam"

# attack_up sqlite|mysql [DEFINE...]: a database and the node "edge1"; DEFINE as
# lab_kamailio_harden has it.  Bans last 3 s in the place of 300; ATTACK_SED changes kamailio.cfg further.
attack_up() {
	lab_begin "$BATS_FILE_TMPDIR"
	case $1 in
	sqlite)
		LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite
		lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
		;;
	mysql)
		lab_mariadb_start "$LAB_DIR/db"
		lab_db_mysql
		LAB_DBURL=$LAB_MYSQL_URL
		;;
	esac
	NODE=$LAB_DIR/edge1
	export LAB_DBURL NODE
	lab_kamailio_harden "$NODE" "$LAB_DBURL" "${@:2}"
	sed -i -e 's/ipban=>size=8;autoexpire=300/ipban=>size=8;autoexpire=3/' \
		-e "${ATTACK_SED:-}" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
	make_conf "$LAB_DBURL" < <(lab_node_conf "$NODE" edge1)
	attack_rules
	attack_phones
}

attack_rules() {
	shieldadm -q config sentinel
	shieldadm -q ua block --scanners
	shieldadm -q country allow US
	shieldadm -q addr add 127.2.1.0/29 carrier
} >/dev/null

attack_phones() {
	local user
	for user in 1001 1002; do
		db_rows "INSERT INTO subscriber (username, domain, password)
			VALUES ('$user', '127.0.0.1', 'secret')"
		lab_kamcmd "$NODE" dns.add_a "$user.phone.example" 86400 "127.1.200.${user#100}" 0
	done >/dev/null
}

# phone VERB...: see phone.pl.
phone() {
	perl "$LAB_HOME/phone.pl" "$(lab_kamailio_port "$NODE")" "$@"
}

# The two phones log in and call each other all the time, until customers_end.
customers_begin() {
	setsid perl "$LAB_HOME/phone.pl" "$(lab_kamailio_port "$NODE")" call \
		127.1.200.1 1001 127.1.200.2 1002 secret "$LAB_DIR/stop" \
		>"$LAB_DIR/customers" 2>&1 </dev/null 3>&- 4>&- &
	lab_started $!
	printf '%s\n' $! >"$LAB_DIR/customers.pid"
}

customers_have_ended() {
	! lab_is_running "$(cat "$LAB_DIR/customers.pid")"
}

customers_have_made() {
	[ -e "$LAB_DIR/customers" ] && [ "$(grep -c . "$LAB_DIR/customers")" -ge "$1" ]
}

# They have made N calls at least, and no call or login failed.
customers_end() {
	lab_wait 200 customers_have_made "$1"
	: >"$LAB_DIR/stop"
	lab_wait 60 customers_have_ended
	local calls whole
	read -r calls whole < <(tail -n 1 "$LAB_DIR/customers")
	[ "$calls" = "$whole" ] && [ "$calls" -ge "$1" ] && return 0
	cat "$LAB_DIR/customers" >&2
	return 1
}

# request FROM USER-AGENT [METHOD [SECONDS]]: see sip.pl; prints the status, or "dropped".  It
# waits for an answer as long as a slow machine takes, where not told otherwise.
request() {
	perl "$LAB_HOME/sip.pl" "$1" "$(lab_kamailio_port "$NODE")" "$2" "${3:-REGISTER}" \
		"${4:-$ANSWER_S}" || true
}

# blocked REASON FROM USER-AGENT [METHOD]: no reply comes, and this is why.
blocked() {
	local got
	got=$(request "$2" "$3" "${4:-REGISTER}" 0.3)
	[ "$got" = dropped ] || { printf 'not dropped but %s: %s\n' "$got" "$*" >&2 && return 1; }
	lab_wait 10 blocked_in_log "$1" "$2" && return 0
	printf 'not for this reason: %s\n' "$*" >&2
	grep -F " from $2 " "$NODE/kamailio.log" | tail -n 3 >&2
	return 1
}

blocked_in_log() {
	grep -F "[REQINIT]: " "$NODE/kamailio.log" | grep -F " from $2 blocked for call-id: " |
		grep -qF ", $1"
}

# let_in STATUS FROM USER-AGENT [METHOD [SECONDS]]
let_in() {
	local got
	got=$(request "${@:2}")
	[[ $got == "$1 "* ]] || { printf '%s is answered to: %s\n' "$got" "$*" >&2 && return 1; }
}

# Seen while the ban lasts, which is 3 s: a slow machine takes more than one flood for it.
flood_is_banned() {
	flood_until_banned "$1" phone REGISTER &&
		blocked 'request from blocked IP' "$1" phone && test_says_banned "$1"
}

test_says_banned() {
	local got=0
	shieldadm ban test "$1" || got=$?
	[ "$got" -eq 1 ]
}

# all_of PID...: wait for them; 1 when one has failed.
all_of() {
	local pid wrong=0
	for pid in "$@"; do
		wait "$pid" || wrong=1
	done
	[ $# -gt 0 ] && [ "$wrong" -eq 0 ]
}
