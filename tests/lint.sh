#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# lint.sh: what a compiler does not say.  Prints what is wrong; ends with 1 then.
set -uo pipefail
shopt -s lastpipe globstar # complain runs in this shell
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
wrong=0

# complain TITLE: what comes in on stdin is wrong.
complain() {
	local lines
	lines=$(cat)
	[ -n "$lines" ] || return 0
	printf '== %s\n%s\n' "$1" "$lines"
	wrong=1
}

# only HEADER PLACE...: this header is included in these places and nowhere else.
only() {
	local header=$1 place
	shift
	grep -rln "#include <$header" src | while read -r file; do
		for place in "$@"; do
			[[ $file != src/$place ]] || continue 2
		done
		printf '%s includes <%s>\n' "$file" "$header"
	done | complain "a library outside of its room"
}

# room ROOM ALLOWED...: what its files may include of the project.
room() {
	local room=$1 line allowed
	shift
	grep -rn '#include "[a-z]*/' "src/$room" | while read -r line; do
		for allowed in "$room" "$@"; do
			[[ $line != *"#include \"$allowed/"* ]] || continue 2
		done
		printf '%s\n' "$line"
	done | complain "$room sees what it should not"
}

only curl/ rpc/http.c
only cjson/ 'rpc/*' 'node/*' 'feed/json*' kamlog/json.c
only mysql 'db/mysql*'
only mariadb 'db/mysql*'
only sqlite3.h db/sqlite.c
only libsmartcols.h print/table.c
only readline/ shell/readline.c
only ini.h settings/settings.c
only yaml.h policyfile/yaml_lib.h
only maxminddb.h 'geo/*'

room base
room policy base
room rpc base
room db base policy
room node base policy rpc
room sip base
room feed base
room policyfile base policy
room geo base
room kamlog base policy
room print base
room setup base policy print feed
room settings base kamcfg
room kamcfg base policy geo
room fleet base policy db node geo
room enforce base policy db node fleet
room change base policy db node geo fleet enforce
room verdict base policy db node geo change fleet feed
room doctor base policy settings db geo node change kamcfg enforce fleet
room cli base print
room complete base cli policy settings db node
room shell base cli complete db print program
room program base change cli cmd complete db fleet node policy print settings
room cmd base change cli complete db doctor feed fleet geo kamcfg kamlog node policy \
	policyfile print program settings setup shell sip verdict

# A room that no line above names is one that nobody thought of.
for folder in src/*/; do
	grep -qE "^room $(basename "$folder")( |\$)" tests/lint.sh || printf '%s\n' "$folder"
done | complain 'a room without a line in lint.sh'

# One truth for each: SQL in db/, names of RPC methods in node/.
grep -rnE '"(SELECT|INSERT|UPDATE) ' src --include='*.[ch]' | grep -v '^src/db/' |
	complain 'SQL outside of db/'
grep -rnE '"(secfilter|permissions|htable|core|mod)\.[a-zA-Z_]+"' src --include='*.[ch]' |
	grep -v '^src/node/' | complain 'an RPC method outside of node/'
grep -rnE '\(struct (fleet|change_env)\)' src --include='*.[ch]' | grep -v '^src/program/' |
	complain 'an environment that program/app.c did not make'
grep -rnwE 'exit|abort' src --include='*.c' | grep -vE 'src/(program/main|base/(xalloc|random))\.c|\*|"' |
	complain 'an end of the program outside of program/main.c'
grep -rnE '\b(sprintf|strcpy|strcat|atoi|gets)\(' src tests --include='*.[ch]' |
	complain 'a function that knows no bounds'
grep -rL 'SPDX-License-Identifier: GPL-2.0-or-later' src man tests --include='*.[ch]' --include='*.sh' |
	complain 'no licence line'
find src -name '*.[ch]' -size +24k | complain 'a file that should be two'

# each COUNT COMMAND...: for the names on stdin, so many at once, on all cores.
each() {
	tr '\n' '\0' | xargs -0 -r -n "$1" -P "$(nproc)" "${@:2}" 2>&1
}

printf '%s\n' src/**/*.[ch] man/*.[ch] tests/**/*.[ch] | each 24 clang-format --dry-run -Werror |
	sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error:.*/\1/p' | sort -u |
	complain 'not formatted: clang-format -i'

printf '%s\n' completions/*.bash tests/**/*.sh tests/**/*.bash .ci/run | each 4 shellcheck -x |
	complain 'shellcheck'

# gcc has compiled all of it, with warnings as errors.
make -s syntax 2>&1 | complain 'clang'
tests/circles.pl build/obj | complain 'a circle of files'
mandoc -T lint -W warning build/man/man?/* | complain 'mandoc'

[ $wrong -eq 0 ] && printf 'lint: nothing to complain about\n'
exit $wrong
