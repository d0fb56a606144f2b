package rows

var rows = []row{
	{Go: "checks.Get", Run: nil},
	{Go: "checks.List"},
}
