# fish completion for shieldadm
# SPDX-License-Identifier: GPL-2.0-or-later

# All is known to shieldadm itself: see src/cmd/shell/complete.c for what it answers.
function __shieldadm_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # A quote that is still open is closed for this.
    set -l begun (string unescape -- "$typed"; or string unescape -- "$typed'"; or string unescape -- "$typed\"")
    set -l lines ($words[1] complete fish -- $words[2..] "$begun" 2>/dev/null)
    set -l kind (string split ' ' -- $lines[1])
    set -e lines[1]
    if test "$kind[1]" = files
        set -l before (string sub -l $kind[2] -- "$begun")
        for file in (__fish_complete_path (string sub -s (math $kind[2] + 1) -- "$begun"))
            printf '%s%s\n' $before $file
        end
        return
    end
    string join \n -- $lines
end

complete -c shieldadm -f -a '(__shieldadm_complete)'
