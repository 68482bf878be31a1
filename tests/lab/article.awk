# SPDX-License-Identifier: GPL-2.0-or-later
#
# The stock kamailio.cfg, changed as the article says in its steps 1 to 4.
#
#   awk -f article.awk -v dburl=URL -v mmdb=FILE -v reqinit=FILE kamailio.cfg
#
# Every place that is to be changed must be there, once: else it ends with status
# 1 and says which it missed, so that another version of the stock file is never
# half changed.  One fault of the article is mended: a define is not replaced
# inside a string, so "cb=>DBURL" holds the URL itself.

function found(place)
{
	seen[place]++
}

function is_sqlite()
{
	return dburl ~ /^sqlite:/
}

function put_file(file,    line, got)
{
	while ((got = (getline line < file)) > 0)
		print line
	close(file)
	if (got < 0)
		failed = "cannot read '" file "'"
}

BEGIN {
	n = split("header database htable modules parameters reqinit", places, " ")
}

# Step 1: the directives.  DBURL stands with them: the stock file only tries to
# define it.
/^#!KAMAILIO$/ {
	found("header")
	print
	print "#!define " (is_sqlite() ? "WITH_SQLITE" : "WITH_MYSQL")
	print "#!define WITH_GEOIP2"
	print "#!define WITH_SECFILTER"
	print "#!define WITH_ANTIFLOOD"
	print "#!define WITH_AUTH"
	print "#!define WITH_IPAUTH"
	print "#!define DBURL \"" dburl "\""
	next
}

# Step 2: the modules.
/^loadmodule "db_mysql\.so"$/ {
	found("database")
	print
	print "loadmodule \"sqlops.so\""
	print "#!endif"
	print "#!ifdef WITH_SQLITE"
	print "loadmodule \"db_sqlite.so\""
	print "loadmodule \"sqlops.so\""
	next
}

# Two sections begin with this line: which it is tells the next one.
/^#!ifdef WITH_DEBUG$/ {
	held = $0
	next
}

held != "" {
	if ($0 ~ /^loadmodule "debugger\.so"$/) {
		found("modules")
		print "#!ifdef WITH_GEOIP2"
		print "loadmodule \"geoip2.so\""
		print "#!endif"
		print "#!ifdef WITH_SECFILTER"
		print "loadmodule \"secfilter.so\""
		print "#!endif\n"
	} else if ($0 ~ /^# -+ debugger params -+$/) {
		# Step 3: their parameters.
		found("parameters")
		print "#!ifdef WITH_GEOIP2"
		print "modparam(\"geoip2\", \"path\", \"" mmdb "\")"
		print "#!endif"
		print "#!ifdef WITH_SECFILTER"
		print "modparam(\"secfilter\", \"db_url\", DBURL)"
		print "#!endif"
		print "modparam(\"sqlops\", \"sqlcon\", \"cb=>" dburl "\")\n"
	}
	print held
	held = ""
}

/^modparam\("htable", "htable", "ipban=>/ {
	found("htable")
	print
	print "modparam(\"htable\", \"htable\", \"auth_try=>size=12;initval=0;autoexpire=86400\")"
	next
}

# Step 4: the route, to the brace that closes it.
/^route\[REQINIT\] \{$/ {
	found("reqinit")
	put_file(reqinit)
	skipping = 1
}

skipping {
	if ($0 == "}")
		skipping = 0
	next
}

{
	print
}

END {
	for (i = 1; i <= n; i++) {
		if (seen[places[i]] != 1)
			failed = "place '" places[i] "' found " \
			    seen[places[i]] + 0 " times, not once"
	}
	if (skipping)
		failed = "route[REQINIT] has no end"
	if (failed != "") {
		print "article.awk: " failed > "/dev/stderr"
		exit 1
	}
}
