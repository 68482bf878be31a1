# harden.cfg as initialisers of struct section:
#
#   { AT_REQINIT, { PART(SQLI), PART(UA) | PART(LOGINS) }, 2, "text" },
function finish() {
	if (text != "")
		printf "{ AT_%s, { %s }, %d,\n%s },\n", place, masks, n, text
	text = ""
}
/^@ / {
	finish()
	if (toupper($2) != place)
		blanks = ""
	place = toupper($2)
	masks = ""
	n = NF - 2
	for (i = 3; i <= NF; i++) {
		mask = "PART(" toupper($i) ")"
		gsub(/\+/, ") | PART(", mask)
		masks = masks (i > 3 ? ", " : "") ($i == "-" ? "0" : mask)
	}
	next
}
# Blank lines stand between what is put out, not behind it.
place != "" && $0 == "" {
	blanks = blanks "\"\\n\"\n"
	next
}
place != "" {
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	gsub(/\t/, "\\t")
	text = text blanks "\"" $0 "\\n\"\n"
	blanks = ""
}
END {
	finish()
}
