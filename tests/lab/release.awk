# SPDX-License-Identifier: GPL-2.0-or-later
#
# The stock kamailio.cfg of 5.6.3, written as later releases write it where the hardening
# looks: from 5.7 on htable has a define of its own, WITH_HTABLE, that WITH_ANTIFLOOD
# brings with it, and the ban is logged by xalert(); of 6.x it has the limits of sizes.
#
#   awk -f release.awk -v release=5.7|6 kamailio.cfg
#
# Ends with status 1 when a place it changes isn't there exactly once.

/^#!ifdef WITH_MULTIDOMAIN$/ && !seen["define"]++ {
	print "#!ifdef WITH_ANTIFLOOD\n#!trydef WITH_HTABLE\n#!endif\n"
	if (release >= 6)
		print "#!trydef MSG_MAX_SIZE  16384\n#!trydef RURI_MAX_SIZE 512\n"
}

/^loadmodule "htable\.so"$/ {
	seen["load"]++
	print "#!endif\n#!ifdef WITH_HTABLE\n" $0 "\n#!endif\n#!ifdef WITH_ANTIFLOOD"
	next
}

/^# ----- htable params -----$/ {
	seen["params"]++
	print "#!endif\n\n#!ifdef WITH_HTABLE\n" $0 "\n#!ifdef WITH_ANTIFLOOD"
	next
}

/^modparam\("htable", "htable", "ipban=>/ {
	seen["ipban"]++
	print $0 "\n#!endif"
	next
}

/xlog\("L_ALERT",/ {
	seen["log"]++
	sub(/xlog\("L_ALERT",/, "xalert(")
}

/^\tif \(!mf_process_maxfwd_header/ {
	seen["sizes"]++
	if (release >= 6) {
		print "\tif($msg(len) > MSG_MAX_SIZE) {"
		print "\t\tsl_send_reply(\"403\", \"Message too large\");\n\t\texit;\n\t}"
		print "\tif($(ru{s.len}) > RURI_MAX_SIZE) {"
		print "\t\tsl_send_reply(\"403\", \"R-URI too large\");\n\t\texit;\n\t}\n"
	}
}

{
	gsub(/(sl_send_reply|t_reply)\("[0-9]*","/, "&\001")
	sub(/,"\001/, ", \"")
	print
}

END {
	n = split("define load params ipban log sizes", places, " ")
	for (i = 1; i <= n; i++)
		if (seen[places[i]] < 1 || (places[i] != "define" && seen[places[i]] > 1))
			exit 1
}
