# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# The lab: real Kamailio servers and real databases on loopback, each in a folder
# of its own, for the tests and the demonstration.  To be sourced.
#
#	lab_begin DIR                    first of all; "" makes a folder
#	lab_mariadb_start DIR            a MariaDB; sets LAB_MYSQL_URL
#	lab_db_mysql | lab_db_sqlite FILE     Kamailio's tables
#	lab_kamailio_config DIR DBURL    DIR/kamailio.cfg as the article makes it
#	lab_kamailio_harden DIR DBURL    the same as shieldadm makes it
#	lab_kamailio_start DIR           runs it, and waits until it answers
#	lab_kamailio_reset DIR           as after its start, in a tenth of the time
#	lab_cleanup                      ends all that was started (process.bash)
#
# Several nodes can run at once, one DIR each.  Nothing outside of the folders is
# touched.  What is the same for all is made once and copied, in the folder LAB_TEMPLATES.

LAB_HOME=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
: "${LAB_STOCK_CFG:=/etc/kamailio/kamailio.cfg}"
: "${LAB_STOCK_SQL:=/usr/share/kamailio}"
LAB_TABLES="standard auth_db usrloc permissions secfilter"

# Debian keeps servers out of a user's path.
PATH=$PATH:/usr/sbin:/sbin

# shellcheck source=tests/lab/process.bash
. "$LAB_HOME/process.bash"

# lab_begin DIR: where everything is kept.  With "" a folder is made, which goes
# with lab_cleanup; one that is given stays.
lab_begin() {
	LAB_DIR=$1
	LAB_MADE_DIR=
	if [ -z "$1" ]; then
		LAB_DIR=$(mktemp -d "${TMPDIR:-/tmp}/shieldadm-lab.XXXXXX")
		LAB_MADE_DIR=$LAB_DIR
	fi
	export LAB_DIR LAB_MADE_DIR
	mkdir -p "$LAB_DIR/started"
	[ -e "$LAB_DIR/geo.mmdb" ] || lab_mmdb "$LAB_DIR/geo.mmdb"
}

# lab_template NAME COMMAND...: prints the path of NAME in LAB_TEMPLATES.  The first caller
# makes it by COMMAND... PATH; the others wait for it.
lab_template() {
	local dir=${LAB_TEMPLATES:-$LAB_DIR} lock
	if [ ! -e "$dir/$1" ]; then
		exec {lock}>"$dir/$1.lock"
		flock "$lock"
		[ -e "$dir/$1" ] || { "${@:2}" "$dir/$1.new" >&2 && mv "$dir/$1.new" "$dir/$1"; } ||
			return 1
		exec {lock}>&-
	fi
	printf '%s\n' "$dir/$1"
}

# lab_mmdb FILE [NETWORK=CODE=NAME...]: 127.1.0.0/16 is US, 127.2.0.0/16 CN,
# 127.3.0.0/16 DE, but where NETWORK says else; 127.4.0.0/16 is known, but of no country.
# A server that has the old FILE mapped keeps a whole one.
lab_mmdb() {
	if [ $# -gt 1 ]; then
		perl "$LAB_HOME/mmdb.pl" "$@"
	else
		cp "$(lab_template geo.mmdb perl "$LAB_HOME/mmdb.pl")" "$1.copy" && mv "$1.copy" "$1"
	fi
}

# Prints a port that is free for TCP and UDP on loopback, and is none of those
# that the kernel hands out by itself in the meantime.
lab_free_port() {
	perl -MIO::Socket::INET -e '
		for (1 .. 1000) {
			my $port = 10000 + int rand 20000;
			my %at = (LocalAddr => "127.0.0.1", LocalPort => $port);
			my $tcp = IO::Socket::INET->new(Proto => "tcp", Listen => 1, %at);
			my $udp = IO::Socket::INET->new(Proto => "udp", %at);
			if ($tcp && $udp) { print "$port\n"; exit }
		}
		die "no free port\n"'
}

# -- databases --------------------------------------------------------------

# lab_db_sqlite FILE: a database with the tables Kamailio needs, and shieldadm's history.
# With LAB_NO_HISTORY it is as Kamailio's own scripts leave it.
lab_db_sqlite() {
	cp "$(lab_template "tables${LAB_NO_HISTORY:+.stock}.sqlite" lab_sqlite_tables)" "$1"
}

lab_sqlite_tables() {
	local table tables=()
	for table in $LAB_TABLES; do
		tables+=("$LAB_STOCK_SQL/db_sqlite/$table-create.sql")
	done
	[ -n "${LAB_NO_HISTORY:-}" ] ||
		tables+=("$LAB_HOME"/../../schema/sqlite/shieldadm_change*.sql)
	cat "${tables[@]}" | sqlite3 -bail -cmd 'PRAGMA synchronous = OFF' "$1"
}

# The same in the MariaDB that runs.
lab_db_mysql() {
	local table tables=()
	for table in $LAB_TABLES; do
		tables+=("$LAB_STOCK_SQL/mysql/$table-create.sql")
	done
	[ -n "${LAB_NO_HISTORY:-}" ] ||
		tables+=("$LAB_HOME"/../../schema/mysql/shieldadm_change*.sql)
	cat "${tables[@]}" | lab_mariadb kamailio
}

# lab_mariadb ARGUMENT...: the client, as the server's administrator.
lab_mariadb() {
	mariadb --no-defaults --socket="$LAB_MYSQL_SOCKET" --user=root "$@"
}

# lab_sql DBURL SQL: run it; rows are printed with a TAB between the columns.
lab_sql() {
	case $1 in
	sqlite:///*) sqlite3 -bail -cmd '.timeout 5000' -separator $'\t' "${1#sqlite:///}" "$2" ;;
	mysql://*) lab_mariadb --batch --skip-column-names kamailio --execute "$2" ;;
	*) lab_say "no database: '$1'" && return 1 ;;
	esac
}

# lab_mariadb_data DIR: an empty data folder.
lab_mariadb_data() {
	mariadb-install-db --no-defaults --user="$(id -un)" --skip-test-db \
		--auth-root-authentication-method=normal --skip-log-bin \
		--innodb-log-file-size=4M --datadir="$1" >"$1.log" 2>&1 || { cat "$1.log" && return 1; }
}

# lab_mariadb_start DIR: a server with an empty database "kamailio", its data in
# DIR.  Started a second time in the same DIR it has its port and data again.
# Sets LAB_MYSQL_URL, LAB_MYSQL_PORT, LAB_MYSQL_SOCKET and LAB_MYSQL_DIR.
lab_mariadb_start() {
	LAB_MYSQL_DIR=$1
	LAB_MYSQL_SOCKET=$1/mysql.sock
	if [ ! -e "$1/data" ]; then
		mkdir -p "$1"
		cp -a "$(lab_template mariadb lab_mariadb_data)" "$1/data"
		lab_free_port >"$1/port"
		cat >"$1/init.sql" <<-'SQL'
			CREATE DATABASE IF NOT EXISTS kamailio;
			CREATE USER IF NOT EXISTS kamailio@'%' IDENTIFIED BY 'kamailiorw';
			CREATE USER IF NOT EXISTS kamailio@localhost IDENTIFIED BY 'kamailiorw';
			GRANT ALL ON kamailio.* TO kamailio@'%', kamailio@localhost;
		SQL
	fi
	LAB_MYSQL_PORT=$(cat "$1/port")
	LAB_MYSQL_URL=mysql://kamailio:kamailiorw@127.0.0.1:$LAB_MYSQL_PORT/kamailio
	export LAB_MYSQL_DIR LAB_MYSQL_SOCKET LAB_MYSQL_PORT LAB_MYSQL_URL
	setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$1/data" \
		--socket="$LAB_MYSQL_SOCKET" --pid-file="$1/mariadb.pid" \
		--bind-address=127.0.0.1 --port="$LAB_MYSQL_PORT" --skip-name-resolve \
		--innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=16M \
		--innodb-log-file-size=4M --key-buffer-size=1M --skip-log-bin \
		--performance-schema=off --init-file="$1/init.sql" \
		>>"$1/mariadb.log" 2>&1 </dev/null 3>&- 4>&- &
	lab_started $!
	printf '%s\n' $! >"$1/lab.pid"
	if ! lab_wait 120 lab_mariadb_answers; then
		lab_say "MariaDB does not answer:"
		tail -n 20 "$1/mariadb.log" >&2
		return 1
	fi
}

# By TCP, as Kamailio comes in.  Not before the users of init.sql are there.
lab_mariadb_answers() {
	mariadb --no-defaults --host=127.0.0.1 --port="$LAB_MYSQL_PORT" --user=kamailio \
		--password=kamailiorw --execute 'SELECT 1' kamailio
}

# Its process: to stop (SIGSTOP) and continue it.
lab_mariadb_pid() {
	cat "$LAB_MYSQL_DIR/lab.pid"
}

lab_mariadb_stop() {
	lab_end "$(lab_mariadb_pid)" "$@"
}

# -- Kamailio ---------------------------------------------------------------

# lab_kamailio_config DIR DBURL: DIR/kamailio.cfg, on a free port.  The text in
# LAB_EXTRA_CFG, as more modparams, is put before the routes.
lab_kamailio_config() {
	mkdir -p "$1/run"
	[ -e "$1/port" ] || lab_free_port >"$1/port"
	awk -f "$LAB_HOME/article.awk" -v dburl="$2" -v mmdb="$LAB_DIR/geo.mmdb" \
		-v reqinit="${LAB_REQINIT:-$LAB_HOME/reqinit.cfg}" "$LAB_STOCK_CFG" >"$1/article.cfg" || return 1
	lab_kamailio_private "$1" "$1/article.cfg"
}

# lab_kamailio_harden DIR DBURL [DEFINE...]: DIR/kamailio.cfg, the stock one as "shieldadm
# config apply" makes it.  Each DEFINE is defined as well, those that are commented out
# among them; one with a "-" in front is not.
lab_kamailio_harden() {
	local define cfg=$1/hardened.cfg
	mkdir -p "$1/run"
	[ -e "$1/port" ] || lab_free_port >"$1/port"
	cp "$LAB_STOCK_CFG" "$cfg"
	for define in "${@:3}"; do
		[[ $define == -* || $define == SHIELDADM_* ]] ||
			sed -i "s/^#!KAMAILIO\$/&\n#!define $define/" "$cfg"
	done
	"$SHIELDADM" --force config apply "$cfg" --no-sentinel --db-url "$2" --mmdb "$LAB_DIR/geo.mmdb" \
		>"$1/apply.log" 2>&1 || { cat "$1/apply.log" >&2; return 1; }
	for define in "${@:3}"; do
		[[ $define != SHIELDADM_* ]] || sed -i "s/^##!define $define\$/#!define $define/" "$cfg"
		[[ $define != -* ]] || sed -i "s/^#!define ${define#-}\$/#&/" "$cfg"
	done
	lab_kamailio_private "$1" "$cfg"
}

# lab_kamailio_private DIR FILE: DIR/kamailio.cfg of FILE, which keeps to the folder.
lab_kamailio_private() {
	LAB_EXTRA_CFG=${LAB_EXTRA_CFG:-} awk -f "$LAB_HOME/private.awk" \
		-v port="$(cat "$1/port")" -v run="$1/run" "$2" \
		>"$1/kamailio.cfg.new" || return 1
	mv "$1/kamailio.cfg.new" "$1/kamailio.cfg"
}

lab_kamailio_port() {
	cat "$1/port"
}

lab_kamailio_pid() {
	cat "$1/lab.pid"
}

# lab_kamcmd DIR METHOD [PARAM...]: a call over its ctl socket, with its own client.
lab_kamcmd() {
	kamcmd -s "unix:$1/run/kamailio_ctl" "${@:2}"
}

lab_kamailio_answers() {
	[ -S "$1/run/kamailio_rpc.sock" ] && lab_kamcmd "$1" core.uptime
}

lab_kamailio_is_up_or_gone() {
	lab_kamailio_answers "$1" || ! lab_is_running "$(lab_kamailio_pid "$1")"
}

# lab_kamailio_start DIR: with the options in LAB_KAMAILIO_ARGS, as "-m 16 -M 4".
# Its log is DIR/kamailio.log.  1, with the log's errors, when it does not come up.
lab_kamailio_start() {
	local args
	read -r -a args <<<"${LAB_KAMAILIO_ARGS:-}"
	rm -f "$1"/run/*
	setsid kamailio -f "$1/kamailio.cfg" -DD -E -w "$1" -Y "$1/run" "${args[@]}" \
		>>"$1/kamailio.log" 2>&1 </dev/null 3>&- 4>&- &
	lab_started $!
	printf '%s\n' $! >"$1/lab.pid"
	printf '%s\n' "${LAB_KAMAILIO_ARGS:-}" >"$1/lab.args"
	if ! lab_wait 120 lab_kamailio_is_up_or_gone "$1" || ! lab_kamailio_answers "$1" >/dev/null; then
		lab_say "Kamailio does not answer:"
		grep -E 'ERROR|CRITICAL' "$1/kamailio.log" | tail -n 20 >&2
		lab_kamailio_stop "$1" KILL
		return 1
	fi
}

# lab_kamailio_stop DIR [SIGNAL]
lab_kamailio_stop() {
	lab_end "$(lab_kamailio_pid "$1")" "${2:-TERM}"
}

lab_kamailio_restart() {
	lab_kamailio_stop "$1"
	lab_kamailio_start "$1"
}

# lab_kamailio_reset DIR: it holds what its tables hold, and nothing else: no ban, no
# counted login, nothing that somebody typed into it.  1 where that takes a restart: it is
# gone or hangs, was started otherwise than it would be now, or has something left.
lab_kamailio_reset() {
	local is
	lab_is_running "$(lab_kamailio_pid "$1")" || return 1
	[ "$(cat "$1/lab.args")" = "${LAB_KAMAILIO_ARGS:-}" ] || return 1
	[ ! "$1/kamailio.cfg" -nt "$1/lab.args" ] || return 1
	is=$(lab_kamailio_forget "$1" 2>&1) || return 1
	[[ $is == *'Data reloaded'*'Reload OK'* && ! $is =~ error:|all:\ [1-9]|Records:\ [1-9]|HOT|WARM ]]
}

# In one call; what it holds then is printed.
lab_kamailio_forget() {
	{
		printf '%s\n' secfilter.reload permissions.addressReload secfilter.stats_reset
		sed -n 's/^modparam("htable", "htable", "\([a-z_]*\)=>.*/htable.flush \1/p' "$1/kamailio.cfg"
		printf '%s\n' htable.stats 'ul.dump brief' pike.list
	} | timeout 20 kamcmd -s "unix:$1/run/kamailio_ctl"
}

# lab_node_conf DIR NAME [WAY...]: the section of shieldadm.conf that names it.
# WAY is ctl (as without any), unixgram or http, the preferred first.
lab_node_conf() {
	local dir=$1 name=$2 port way rpc=
	port=$(cat "$dir/port")
	shift 2
	for way in "${@:-ctl}"; do
		case $way in
		ctl) rpc+=" ctl:$dir/run/kamailio_ctl" ;;
		unixgram) rpc+=" unixgram:$dir/run/kamailio_rpc.sock" ;;
		http) rpc+=" http://127.0.0.1:$port/RPC" ;;
		*) lab_say "no way in: '$way'" && return 1 ;;
		esac
	done
	printf '[node %s]\nrpc =%s\nsip = udp:127.0.0.1:%s\n' "$name" "$rpc" "$port"
}
