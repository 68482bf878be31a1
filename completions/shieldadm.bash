# bash completion for shieldadm                            -*- shell-script -*-
# SPDX-License-Identifier: GPL-2.0-or-later

# All is known to shieldadm itself: see src/cmd/shell/complete.c for what it answers.
_shieldadm() {
	local kind
	COMPREPLY=()
	{ read -r kind && mapfile -t COMPREPLY; } < <("${1/#~\//$HOME/}" complete bash \
		-- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
	[[ $kind != files* ]] || compopt -o default
}

complete -o nosort -F _shieldadm shieldadm
