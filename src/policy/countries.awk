# Debian's iso-codes (iso_3166-1.json) as initialisers: { "DE", "Germany", "DEU" },
# sorted by code.  Where people have a shorter name for a country, it is taken.  Behind
# them come the codes that GeoIP files have besides: Kosovo in every file of today, the
# others in MaxMind's older ones and in those made from them.
BEGIN {
	print "{ \"XK\", \"Kosovo\", \"XKX\" }," | "sort"
	print "{ \"A1\", \"Anonymous Proxy\", \"A1\" }," | "sort"
	print "{ \"A2\", \"Satellite Provider\", \"A2\" }," | "sort"
	print "{ \"AP\", \"Asia/Pacific Region\", \"AP\" }," | "sort"
	print "{ \"EU\", \"Europe\", \"EU\" }," | "sort"
	print "{ \"O1\", \"Other Country\", \"O1\" }," | "sort"
}
function value(line) {
	sub(/^[^:]*: "/, "", line)
	sub(/",?$/, "", line)
	return line
}
/^    \{/ { code = name = common = "" }
/"alpha_2":/ { code = value($0) }
/"alpha_3":/ { alpha3 = value($0) }
/"name":/ { name = value($0) }
/"common_name":/ { common = value($0) }
/^    \}/ { print "{ \"" code "\", \"" (common != "" ? common : name) \
	"\", \"" alpha3 "\" }," | "sort" }
