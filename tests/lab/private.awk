# SPDX-License-Identifier: GPL-2.0-or-later
#
# Any kamailio.cfg made from the stock one, moved into a folder of its own: port,
# sockets, few processes, and nothing that asks a name server.
#
#   awk -f private.awk -v port=PORT -v run=FOLDER kamailio.cfg
#
# The address table can be reloaded as often as wanted.  LAB_EXTRA_CFG is put in front of the
# routes, where it has the last word.  LAB_CHILDREN is the number of workers of a socket: 2,
# or 1 where the log is read (what several write to stderr at once can run together).  Ends
# with status 1 when a place it changes isn't there exactly once.

function found(place)
{
	seen[place]++
}

BEGIN {
	n = split("header children aliases listen fifo datagram ctl routes", places, " ")
}

/^#!KAMAILIO$/ {
	found("header")
	print
	print "#!define WITH_JSONRPC"
	next
}

/^children=/ {
	found("children")
	workers = ENVIRON["LAB_CHILDREN"] ? ENVIRON["LAB_CHILDREN"] : 2
	print "children=" workers "\ntcp_children=2"
	next
}

/^# auto_aliases=no$/ {
	found("aliases")
	print "auto_aliases=no"
	next
}

/^# listen=udp:10\.0\.0\.10:5060$/ {
	found("listen")
	print "listen=udp:127.0.0.1:" port "\nlisten=tcp:127.0.0.1:" port
	next
}

/^# modparam\("jsonrpcs", "fifo_name"/ {
	found("fifo")
	print "modparam(\"jsonrpcs\", \"fifo_name\", \"" run "/kamailio_rpc.fifo\")"
	next
}

/^# modparam\("jsonrpcs", "dgram_socket"/ {
	found("datagram")
	print "modparam(\"jsonrpcs\", \"dgram_socket\", \"" run "/kamailio_rpc.sock\")"
	next
}

/^# modparam\("ctl", "binrpc", "unix:/ {
	found("ctl")
	print "modparam(\"ctl\", \"binrpc\", \"unix:" run "/kamailio_ctl\")"
	next
}

/^####### Routing Logic ########$/ {
	found("routes")
	print "#!ifdef WITH_IPAUTH\nmodparam(\"permissions\", \"reload_delta\", 0)\n#!endif"
	print ENVIRON["LAB_EXTRA_CFG"]
}

{
	print
}

END {
	for (i = 1; i <= n; i++) {
		if (seen[places[i]] == 1)
			continue
		print "private.awk: place '" places[i] "' found " \
		    seen[places[i]] + 0 " times, not once" > "/dev/stderr"
		exit 1
	}
}
