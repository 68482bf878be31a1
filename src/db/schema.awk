# The tables of schema/DRIVER/TABLE.sql as initialisers of struct schema:
#
#   { .driver = "mysql", .table = "secfilter", .version = 1,
#     .create = { "CREATE TABLE ..." }, .insert = "INSERT INTO version ..." },
#
# A statement ends with a ';' at the end of a line.  The one INSERT is the row of
# the table "version", which ends with the version: ('secfilter', 1).
function finish() {
	if (driver == "")
		return
	if (insert == "" || create == "") {
		print file ": no CREATE, or no INSERT" > "/dev/stderr"
		failed = 1
		exit 1
	}
	version = insert
	sub(/.*, */, "", version)
	sub(/\).*/, "", version)
	printf "{ .driver = \"%s\", .table = \"%s\", .version = %s,\n", driver, table, version
	printf "  .create = { %s },\n  .insert = \"%s\" },\n", create, insert
}
FNR == 1 {
	finish()
	file = FILENAME
	n = split(FILENAME, path, "/")
	driver = path[n - 1]
	table = path[n]
	sub(/\.sql$/, "", table)
	statement = create = insert = ""
}
{
	sub(/[ \t]*--.*$/, "")
	sub(/^[ \t]+/, "")
	if ($0 == "")
		next
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	statement = statement == "" ? $0 : statement " " $0
}
/;$/ {
	sub(/;$/, "", statement)
	if (statement ~ /^INSERT /)
		insert = statement
	else
		create = create (create == "" ? "" : ", ") "\"" statement "\""
	statement = ""
}
END {
	if (!failed)
		finish()
}
