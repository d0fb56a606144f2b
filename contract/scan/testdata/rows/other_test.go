package rows

var other = row{Go: "checks.Create"}
