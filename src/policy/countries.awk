# Debian's iso-codes (iso_3166-1.json) as initialisers: { "DE", "Germany", "DEU" },
# sorted by code.  Where people have a shorter name for a country, it is taken.
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
