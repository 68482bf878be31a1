# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # output, stderr: run sets them
#
# Nodes over HTTPS: a real 5.6.3 with certificates of an authority of our own, and a route
# that asks for a user and a password.

load helper

CERTS="good expired wronghost selfsigned"

# authority DIR: a certificate authority, ready to sign.
authority() {
	mkdir -p "$1" && : >"$1/index.txt" && echo 01 >"$1/serial"
	cat >"$1/ca.cnf" <<-EOF2
		[ca]
		default_ca = us
		[us]
		dir = $1
		database = $1/index.txt
		serial = $1/serial
		new_certs_dir = $1
		certificate = $1/ca.pem
		private_key = $1/ca.key
		default_md = sha256
		policy = any
		copy_extensions = copy
		unique_subject = no
		[any]
		commonName = supplied
	EOF2
	openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=lab authority" \
		-keyout "$1/ca.key" -out "$1/ca.pem"
}

# signed DIR NAME SUBJECTALTNAME [OPTION...]: DIR/NAME.pem and its key.
signed() {
	openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -addext "subjectAltName=$3" \
		-keyout "$1/$2.key" -out "$1/$2.csr" &&
		openssl ca -batch -notext -config "$1/ca.cnf" -in "$1/$2.csr" -out "$1/$2.pem" "${@:4}"
}

make_certs() {
	authority "$1" &&
		authority "$1/other" &&
		signed "$1" good IP:127.0.0.1 -days 10 &&
		signed "$1" wronghost DNS:sbc.example.org -days 10 &&
		signed "$1" expired IP:127.0.0.1 -startdate 20200101000000Z -enddate 20210101000000Z &&
		openssl req -x509 -newkey rsa:2048 -nodes -days 10 -subj /CN=127.0.0.1 \
			-addext subjectAltName=IP:127.0.0.1 \
			-keyout "$1/selfsigned.key" -out "$1/selfsigned.pem"
}

setup_file() {
	local name tls=$BATS_FILE_TMPDIR/tls listens=
	lab_begin "$BATS_FILE_TMPDIR"
	export LAB_DBURL=sqlite:///$LAB_DIR/kamailio.sqlite NODE=$LAB_DIR/edge1 TLS=$tls
	lab_db_sqlite "$LAB_DIR/kamailio.sqlite"
	make_certs "$tls" >"$BATS_FILE_TMPDIR/openssl.log" 2>&1 || cat "$BATS_FILE_TMPDIR/openssl.log" >&2
	printf '[server:default]\nprivate_key = %s/good.key\ncertificate = %s/good.pem\n' "$tls" "$tls" >"$tls/tls.cfg"
	for name in $CERTS; do
		lab_free_port >"$tls/$name.port"
		listens+=$'\n'"listen=tls:127.0.0.1:$(cat "$tls/$name.port")"
		printf '[server:127.0.0.1:%s]\nmethod = TLSv1.2+\nprivate_key = %s/%s.key\ncertificate = %s/%s.pem\n' \
			"$(cat "$tls/$name.port")" "$tls" "$name" "$tls" "$name" >>"$tls/tls.cfg"
	done
	LAB_EXTRA_CFG="enable_tls=yes
loadmodule \"tls.so\"
modparam(\"tls\", \"config\", \"$tls/tls.cfg\")$listens" lab_kamailio_config "$NODE" "$LAB_DBURL"
	# A path that asks for a login, as a proxy in front of Kamailio does.
	awk -v login="Basic $(printf 'ops:s3cret pass' | base64)" '{ print }
		/^event_route\[xhttp:request\]/ {
			print "\tif ($hu =~ \"^/login\") {"
			print "\t\tif ($hdr(Authorization) == \"" login "\") { jsonrpc_dispatch(); exit; }"
			print "\t\txhttp_reply(\"401\", \"Unauthorized\", \"text/plain\", \"no\"); exit;\n\t}"
			print "\tif ($hu =~ \"^/digest\") {"
			print "\t\tappend_to_reply(\"WWW-Authenticate: Digest realm=\\\"a\\\", nonce=\\\"b\\\"\\r\\n\");"
			print "\t\txhttp_reply(\"401\", \"Unauthorized\", \"text/plain\", \"no\"); exit;\n\t}"
		}' "$NODE/kamailio.cfg" >"$NODE/new.cfg"
	mv "$NODE/new.cfg" "$NODE/kamailio.cfg"
	lab_kamailio_start "$NODE"
}

teardown_file() {
	lab_cleanup
}

# node_at CERT PATH LINE...: the configuration with one node over HTTPS.
node_at() {
	export SHIELDADM_CONFIG=$BATS_TEST_TMPDIR/shieldadm.conf
	(umask 077 && : >"$SHIELDADM_CONFIG")
	printf '%s\n' '[database]' "url = $LAB_DBURL" '[node edge1]' \
		"rpc = https://127.0.0.1:$(cat "$TLS/$1.port")$2" "${@:3}" >"$SHIELDADM_CONFIG"
}

run_shieldadm() {
	run_split shieldadm "$@"
}

assert_in_stderr() {
	[[ $stderr == *"$1"* ]] || show_run "stderr lacks '$1'"
}

@test "a node whose certificate our authority signed is reached with its 'ca'" {
	node_at good /RPC "ca = $TLS/ca.pem"
	run_ok rpc core.uptime
	assert_output --partial '"uptime"'
	run_ok status
	refute_output --partial unreachable
}

@test "a certificate of an unknown authority is told as one, with the remedy" {
	node_at good /RPC
	run_fails 5 "bad certificate of 'https://127.0.0.1:" rpc core.uptime
	assert_in_stderr 'write ca = FILE into its [node]'
	[[ $stderr != *'cannot reach'* ]] || show_run 'called unreachable'
	node_at good /RPC "ca = $TLS/other/ca.pem"
	run_fails 5 'bad certificate of' rpc core.uptime
	assert_in_stderr "'ca' of its [node] must name"
	node_at selfsigned /RPC
	run_fails 5 'bad certificate of' rpc core.uptime
	assert_in_stderr 'self-signed certificate'
	node_at selfsigned /RPC "ca = $TLS/selfsigned.pem"
	run_ok rpc core.uptime
}

@test "an expired certificate and one of another host are told with their own remedies" {
	node_at expired /RPC "ca = $TLS/ca.pem"
	run_fails 5 'bad certificate of' rpc core.uptime
	assert_in_stderr 'certificate has expired'
	assert_in_stderr 'renew it on the node'
	node_at wronghost /RPC "ca = $TLS/ca.pem"
	run_fails 5 'bad certificate of' rpc core.uptime
	assert_in_stderr 'write a host name into'
	node_at good /RPC "ca = $TLS/nosuch.pem"
	run_fails 5 'bad certificate of' rpc core.uptime
	assert_in_stderr "correct 'ca' of its [node]"
}

@test "status says of a node with a bad certificate that it is that" {
	node_at expired /RPC "ca = $TLS/ca.pem"
	run_shieldadm status
	assert_equal "$status" 1
	assert_line --regexp '^edge1 +bad certificate'
	assert_in_stderr 'certificate has expired: renew it on the node'
	run_shieldadm status -o json
	assert_equal "$(jq -r '.nodes[0].state' <<<"$output")" unreachable
	[[ "$(jq -r '.nodes[0].error' <<<"$output")" == *'certificate has expired'* ]] || show_run 'no reason'
}

@test "doctor names a bad certificate, and does not advise to start Kamailio" {
	node_at expired /RPC "ca = $TLS/ca.pem"
	run_shieldadm doctor
	assert_output --partial 'certificate has expired'
	assert_output --partial "correct the certificate there, or 'ca' of [node edge1]"
	refute_output --partial 'start Kamailio there'
}

@test "a user and a password are sent, and a wrong or missing one is told as that" {
	node_at good /login "ca = $TLS/ca.pem" 'user = ops' 'password = s3cret pass'
	run_ok rpc core.uptime
	node_at good /login "ca = $TLS/ca.pem"
	run_fails 5 "HTTP status 401 (the node wants 'user' and 'password' in its [node])" rpc core.uptime
	node_at good /login "ca = $TLS/ca.pem" 'user = ops' 'password = wrong-one'
	run_fails 5 "HTTP status 401 (the node refuses 'user' and 'password' of its [node])" rpc core.uptime
	run_shieldadm doctor
	assert_output --partial "correct 'user' and 'password' of [node edge1]"
}

@test "a node that wants another authentication than Basic is told as that" {
	node_at good /digest "ca = $TLS/ca.pem" 'user = ops' 'password = s3cret pass'
	run_fails 5 'HTTP status 401 (the node does not offer basic authentication' rpc core.uptime
}

@test "the password appears in no output" {
	local command
	node_at good /login "ca = $TLS/ca.pem" 'user = ops' 'password = wrong-one'
	for command in 'status' 'doctor' 'config show' '-v rpc core.uptime' '-v -o json status' 'sync -n' 'ua list'; do
		# shellcheck disable=SC2086 # words
		run_shieldadm $command
		[[ "$output$stderr" != *wrong-one* ]] || show_run 'the password is shown'
		[[ "$output$stderr" != *"$(printf 'ops:wrong-one' | base64)"* ]] || show_run 'the login is shown'
	done
}

@test "a file with a node's password must not be open to others" {
	node_at good /login "ca = $TLS/ca.pem" 'user = ops' 'password = s3cret pass'
	chmod 644 "$SHIELDADM_CONFIG"
	run_fails 2 'holds a password and is open to others: chmod 600' rpc core.uptime
	chmod 600 "$SHIELDADM_CONFIG"
	run_ok rpc core.uptime
}

@test "a password over plain HTTP to another machine is a warning of doctor" {
	node_at good /RPC 'user = ops' 'password = s3cret pass'
	sed -i 's|^rpc = .*|rpc = http://192.0.2.1:5060/RPC|' "$SHIELDADM_CONFIG"
	run_shieldadm --timeout 1 doctor
	assert_output --partial 'crosses the network unencrypted'
	assert_output --partial "use https:// in 'rpc' of [node edge1]"
	sed -i "s|^rpc = .*|rpc = http://127.0.0.1:$(cat "$NODE/port")/RPC|" "$SHIELDADM_CONFIG"
	run_shieldadm doctor
	refute_output --partial 'crosses the network'
}
