#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# package.bats: what "make deb" and "make install" come to, where Debian looks for it.
# The package is built once; nothing is installed outside of the test's own folder.

load helper

setup_file() {
	make -s -C "$REPO" deb BUILD="$BATS_FILE_TMPDIR/build" SAN= \
		>"$BATS_FILE_TMPDIR/log" 2>&1 3>&- 4>&- || { tail -20 "$BATS_FILE_TMPDIR/log" && return 1; }
	export CHANGES DEB ROOT=$BATS_FILE_TMPDIR/root HOME=$BATS_FILE_TMPDIR/home
	DEB=$(echo "$BATS_FILE_TMPDIR"/build/deb/shieldadm_*.deb)
	CHANGES=$(echo "$BATS_FILE_TMPDIR"/build/deb/shieldadm_*.changes)
	install_package
}

# As dpkg does it, with a database of its own.  The libraries are those of the machine.
install_package() {
	mkdir -p "$ROOT/var/lib/dpkg/info" "$ROOT/var/lib/dpkg/updates" "$HOME/bin"
	: >"$ROOT/var/lib/dpkg/status"
	in_root --install "$DEB"
	ln -s "$ROOT/usr/bin/shieldadm" "$HOME/bin/shieldadm"
}

in_root() {
	dpkg --root="$ROOT" --log=/dev/null --force-depends --force-not-root "$@" \
		>"$BATS_FILE_TMPDIR/dpkg" 2>&1 || { cat "$BATS_FILE_TMPDIR/dpkg" && return 1; }
}

# field NAME: of the package.
field() {
	dpkg-deb --field "$DEB" "$1"
}

# The nouns, by the program that is in the package.
nouns() {
	"$ROOT/usr/bin/shieldadm" complete zsh -- '' | sed 1d | cut -f 1
}

@test "lintian finds nothing wrong" {
	run lintian --fail-on error,warning --allow-root "$CHANGES"
	assert_output ''
	assert_equal "$status" 0
}

@test "the package has the program, what tells about it, and nothing else" {
	local doc=usr/share/doc/shieldadm
	assert_equal "$(dpkg-deb --fsys-tarfile "$DEB" | tar -t | grep -v '/$' | sed 's|^\./||' | sort)" "$(
		sort <<-FILES
			usr/bin/shieldadm
			usr/share/bash-completion/completions/shieldadm
			usr/share/zsh/vendor-completions/_shieldadm
			usr/share/fish/vendor_completions.d/shieldadm.fish
			$doc/README.md.gz
			$doc/changelog.gz
			$doc/copyright
			$doc/examples/shieldadm.conf
			usr/lib/systemd/system/shieldadm-prometheus.service
			usr/lib/systemd/system/shieldadm-prometheus.timer
			usr/share/man/man1/shieldadm.1.gz
			usr/share/man/man5/shieldadm-policy.5.gz
			usr/share/man/man5/shieldadm.conf.5.gz
			$(nouns | sed 's|.*|usr/share/man/man1/shieldadm-&.1.gz|')
		FILES
	)"
	# no script runs as root when it is installed
	assert_equal "$(dpkg-deb --ctrl-tarfile "$DEB" | tar -t | grep -v '/$' | sort)" \
		$'./control\n./md5sums'
}

@test "it has one version, in the package and in what it says" {
	assert_equal "shieldadm $(field Version)" "$("$ROOT/usr/bin/shieldadm" --version)"
}

@test "the example can be read by anybody, and holds no password that is in use" {
	local example=$ROOT/usr/share/doc/shieldadm/examples/shieldadm.conf
	assert_equal "$(stat -c %a "$example")" 644
	run -1 grep -vE '^(#|;|\[(database|groups|geoip|kamailio)\]$|$)' "$example"
}

# libraries: those that the program names, for it loads them when it needs them, and those
# that it is linked with.
libraries() {
	grep -aoE 'lib[a-z0-9_-]+\.so\.[0-9]+' "$ROOT/usr/bin/shieldadm" | sort -u
}

@test "a default installation has every library that a command loads" {
	local library package
	[ "$(libraries | wc -l)" -ge 7 ]
	for library in $(libraries); do
		package=$(dpkg-query -S "/*/$library" | head -n 1 | cut -d : -f 1)
		[ -n "$package" ]
		[[ ", $(field Depends), $(field Recommends)" == *", $package"[\ ,]* ||
			", $(field Depends), $(field Recommends)," == *", $package,"* ]] || {
			printf '%s is in %s, which nothing asks for\n' "$library" "$package" >&2
			return 1
		}
	done
	# nothing is needed by every node that only some use
	[[ $(field Depends) != *mariadb* && $(field Depends) != *sqlite* ]]
}

@test "what builds the package is what builds the program" {
	local package
	for package in $(sed -n '/^	build)/,/;;/s/^.*echo \|\\$//gp' "$REPO/tests/deps.sh") \
		$(sed -n '/^	build)/,/;;/p' "$REPO/tests/deps.sh" | grep -o 'lib[a-z0-9-]*-dev\|iso-codes'); do
		[[ $package == lib*-dev || $package == iso-codes ]] || continue
		[ "$package" != libc6-dev ] || continue
		grep -qE "^ $package,?$" "$REPO/.debian/control" || {
			printf '%s is not in Build-Depends\n' "$package" >&2
			return 1
		}
	done
}

@test "nothing in the program tells where it was built" {
	run -1 grep -a "$BATS_FILE_TMPDIR" "$ROOT/usr/bin/shieldadm"
}

@test "the installed program runs, with the libraries that it loads" {
	printf 'Nov 24 08:00:01 sip kamailio[7]: INFO: <script>: [REQINIT]: INVITE from 192.0.2.1 blocked for call-id: c1, pike blocking\n' \
		>"$BATS_TEST_TMPDIR/log"
	run -0 --separate-stderr "$ROOT/usr/bin/shieldadm" report "$BATS_TEST_TMPDIR/log"
	assert_line --regexp '^flood +1 +100.0%$'
}

# man_finds PREFIX: each page, by its name alone.
man_finds() {
	local page
	for page in shieldadm shieldadm.conf $(nouns | sed 's/^/shieldadm-/'); do
		run -0 --separate-stderr man -M "$1/share/man" "$page"
		[[ $output == "${page^^}("* ]]
		[ -z "$stderr" ]
	done
}

@test "man finds the pages of the package" {
	man_finds "$ROOT/usr"
}

# tab_of DATA-FOLDER LINE WORD...: what Tab makes of LINE in a bash that has read
# bash-completion and nothing else: that finds ours by itself.
tab_of() {
	local data=$1 line=$2
	shift 2
	printf "PS1='READY> '\nHISTFILE=\n. /usr/share/bash-completion/bash_completion\n" >"$HOME/bashrc"
	printf '#!/bin/sh\nprintf "%%s\\n" "$@" >"$HOME/words.new" && mv "$HOME/words.new" "$HOME/words"\necho words are kept\n' \
		>"$HOME/bin/words"
	chmod +x "$HOME/bin/words"
	# tab.exp's own XDG_DATA_HOME has no completions in it
	XDG_DATA_DIRS=$data "$LAB_HOME/tab.exp" bash "$HOME" "$line" 3>&- 4>&-
	assert_equal "$(cat "$HOME/words")" "$(printf '%s\n' "$@")"
}

@test "bash completes the commands of the package" {
	tab_of "$ROOT/usr/share" 'shieldadm ua bl' shieldadm ua block
	tab_of "$ROOT/usr/share" 'shieldadm status --wat' shieldadm status --watch
	# a Tab that is not ours would have left the word as it is
	tab_of "$BATS_TEST_TMPDIR" 'shieldadm ua bl' shieldadm ua bl
}

@test "a package that is removed leaves nothing" {
	local copy=$BATS_TEST_TMPDIR/root
	cp -a "$ROOT" "$copy"
	ROOT=$copy in_root --purge shieldadm
	assert_equal "$(find "$copy" -not -type d -not -path "$copy/var/*")" ''
}

# installs TARGET ARGUMENT...: make, with what is built already.
makes() {
	make -s -C "$REPO" -o all "$1" BUILD="${SHIELDADM%/*}" DESTDIR="$BATS_TEST_TMPDIR/dest" "${@:2}"
}

@test "make install goes to /usr/local, where man and bash look too, and uninstall takes all of it" {
	local dest=$BATS_TEST_TMPDIR/dest
	makes install
	assert_equal "$(find "$dest" -not -type d -printf '%P\n' | grep -v '^usr/local/\|^usr/share/fish/' || true)" ''
	"$dest/usr/local/bin/shieldadm" --version
	ROOT=$dest/usr/local
	mkdir -p "$ROOT/usr"
	ln -sf "$dest/usr/local/bin" "$ROOT/usr/bin"
	man_finds "$dest/usr/local"
	tab_of "$dest/usr/local/share" 'shieldadm ua bl' shieldadm ua block
	rm -r "$ROOT/usr"
	# a page of a version that had another command
	: >"$dest/usr/local/share/man/man1/shieldadm-gone.1"
	# what others have put beside
	: >"$dest/usr/local/share/man/man1/other.1"
	makes uninstall
	assert_equal "$(find "$dest" -not -type d -printf '%P\n')" usr/local/share/man/man1/other.1
}

@test "PREFIX, BINDIR and MANDIR are respected" {
	local dest=$BATS_TEST_TMPDIR/dest
	makes install PREFIX=/opt/x BINDIR=/opt/sbin MANDIR=/opt/man
	[ -x "$dest/opt/sbin/shieldadm" ]
	[ -s "$dest/opt/man/man5/shieldadm.conf.5" ]
	[ -s "$dest/opt/x/share/bash-completion/completions/shieldadm" ]
	makes uninstall PREFIX=/opt/x BINDIR=/opt/sbin MANDIR=/opt/man
	assert_equal "$(find "$dest" -not -type d)" ''
}
