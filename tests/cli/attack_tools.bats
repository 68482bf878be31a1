# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # run sets status, output, stderr
#
# Real attack tools against the hardening of "shieldadm config": sipvicious and sipp, while
# two phones log in and call each other.  Each tool is first shown to work where it may.

load helper
load attack

setup_file() {
	# svcrack cannot log in where no qop is asked for (and needs the port in its URIs).
	ATTACK_SED='s/auth_challenge("$fd", "0")/auth_challenge("$fd", "1")/' \
		attack_up sqlite
	# Kamailio's SQLite driver does not wait for a lock, so a login that met a write of
	# shieldadm's was refused. With a write-ahead log readers and writers do not meet.
	sqlite3 "$LAB_DIR/kamailio.sqlite" 'PRAGMA journal_mode=WAL' >/dev/null
	export HOME=$LAB_DIR # sipvicious keeps its sessions there
	customers_begin
}

teardown_file() {
	lab_cleanup
}

# tool NAME FROM ARGUMENT...: one of sipvicious', for 20 s at the most, or TOOL_S: one that is
# to find something has its time.
tool() {
	BIND_TO=$2 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$LAB_HOME/bind timeout "${TOOL_S:-20}" "$1" -b "$2" -p "$(lab_kamailio_port "$NODE")" "${@:3}" 127.0.0.1 2>&1 </dev/null
}

@test "svmap finds the server from the carrier's address under a name nobody blocks alone" {
	run_ok ua remove --yes friendly-scanner
	TOOL_S=120 run tool svmap 127.2.1.1
	assert_output --partial "127.0.0.1:$(lab_kamailio_port "$NODE")"
	run tool svmap 127.1.40.1
	refute_output --partial "127.0.0.1:$(lab_kamailio_port "$NODE")"
	blocked_in_log 'is not from a registered endpoint' 127.1.40.1
	run_ok ua block friendly-scanner
	run tool svmap 127.2.1.1
	refute_output --partial "127.0.0.1:$(lab_kamailio_port "$NODE")"
	blocked_in_log "useragent 'friendly-scanner' is blocklisted" 127.2.1.1
}

@test "svwar finds no extension, by its name nor by another" {
	run tool svwar 127.1.41.1 -e 1000-1005 -m REGISTER
	refute_output --partial '| 1001'
	blocked_in_log "useragent 'friendly-scanner' is blocklisted" 127.1.41.1
	run_ok ua remove --yes friendly-scanner
	run tool svwar 127.1.41.2 -e 1000-1005 -m REGISTER --force
	refute_output --partial '| 1001'
	run tool svwar 127.1.41.3 -e 1000-1005 -m OPTIONS
	refute_output --partial '| 1001'
	blocked_in_log 'is not from a registered endpoint' 127.1.41.3
	run_ok ua block friendly-scanner
}

# crack FROM ARGUMENT...: svcrack, for the password of 1001.
crack() {
	tool svcrack "$1" -u 1001 --domain "127.0.0.1:$(lab_kamailio_port "$NODE")" "${@:2}"
}

# words N: a list with the password at place N.
words() {
	local i
	for ((i = 1; i < $1; i++)); do
		printf 'guess%d\n' "$i"
	done
	printf 'secret\n'
}

@test "svcrack finds a password that is guessed early, and none behind the limits" {
	words 3 >"$LAB_DIR/early"
	words 60 >"$LAB_DIR/late"
	run_ok ua remove --yes friendly-scanner
	TOOL_S=120 run crack 127.1.42.1 -d "$LAB_DIR/early"
	assert_output --partial secret
	# A slow machine may take more than one, to be as fast as pike's limit.
	for _ in {1..10}; do
		run crack 127.1.42.2 -d "$LAB_DIR/late" --maximumtime 3
		refute_output --partial secret
		! blocked_in_log 'pike blocking' 127.1.42.2 || break
	done
	blocked_in_log 'pike blocking' 127.1.42.2
	run_ok ua block friendly-scanner
	run crack 127.1.42.3 -d "$LAB_DIR/early"
	refute_output --partial '| secret'
	blocked_in_log "useragent 'friendly-scanner' is blocklisted" 127.1.42.3
}

# sipp_flood FROM RATE CALLS: sipp's OPTIONS scenario, which expects a reply.
sipp_flood() {
	cat >"$LAB_DIR/flood.xml" <<-'XML'
		<?xml version="1.0"?>
		<!DOCTYPE scenario SYSTEM "sipp.dtd">
		<scenario name="flood">
		<send><![CDATA[
		REGISTER sip:127.0.0.1 SIP/2.0
		Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch];rport
		Max-Forwards: 70
		From: <sip:1001@127.0.0.1>;tag=[call_number]
		To: <sip:1001@127.0.0.1>
		Call-ID: [call_id]
		CSeq: 1 REGISTER
		Contact: <sip:x@caller.invalid>
		User-Agent: phone
		Content-Length: 0

		]]></send>
		<recv response="401" timeout="500"/>
		</scenario>
	XML
	(cd "$LAB_DIR" && timeout 120 sipp -sf flood.xml -i "$1" -r "$2" -m "$3" -l 2000 -nostdin \
		-timeout 100 "127.0.0.1:$(lab_kamailio_port "$NODE")" >sipp.out 2>&1 </dev/null) || true
}

@test "sipp floods from one source: a few are answered, the rest is dropped, and it is banned" {
	sipp_flood 127.1.43.1 500 3000
	blocked_in_log 'pike blocking' 127.1.43.1
	local passed blocked
	passed=$(grep -F ' from 127.1.43.1 allowed ' "$NODE/kamailio.log" | grep -c 'method is allowed')
	blocked=$(grep -F ' from 127.1.43.1 blocked ' "$NODE/kamailio.log" | grep -c 'blocked IP')
	# Each ban ends after 3 s: the longer the flood takes, the more of it pass.
	[ "$passed" -gt 0 ] && [ "$blocked" -gt 1000 ] && [ "$blocked" -gt $((10 * passed)) ]
	lab_wait 120 flood_is_banned 127.1.43.1
}

@test "through all of it the phones have logged in, and every call of theirs came about" {
	customers_end 4
}
