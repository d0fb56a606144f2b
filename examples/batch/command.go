package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
)

// command is the parsed command line.
type command struct {
	file    string // CSV; empty means the sample
	country apitype.Country
	kind    string
	resume  string // id of an existing batch
	output  string
	timeout time.Duration
	yes     bool
}

var batchID = regexp.MustCompile(`^BCH[0-9A-Za-z]{1,64}$`)

// parse parses the flags; help is written to out.
func parse(args []string, out io.Writer) (command, error) {
	var cmd command
	var country string
	fs := flag.NewFlagSet("batch", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, once
	fs.Usage = func() {}
	fs.StringVar(&cmd.file, "csv", "", "`file` with a row for each check; its first row names the inputs, such as national_id (default: a sample)")
	fs.StringVar(&country, "country", "CO", "`code` of where to search, for all rows")
	fs.StringVar(&cmd.kind, "type", "person", "`kind` of subject, for all rows: person, company, vehicle, or a custom type")
	fs.StringVar(&cmd.resume, "batch", "", "`id` of a batch to continue; rows already bought are not bought again")
	fs.StringVar(&cmd.output, "o", "", "`file` for the report (default: the batch's id and .xlsx, here; none on the embedded Truora)")
	fs.DurationVar(&cmd.timeout, "timeout", 3*time.Hour, "how long to wait in all")
	fs.BoolVar(&cmd.yes, "yes", false, "buy without asking; says that the subjects have consented")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = fmt.Fprint(out, "Batch runs a background check for each row of a CSV file.\n\n"+
			"Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora. With\n"+
			"it, it calls the real one; that is billed for each row, and asked before.\n\n")
		fs.SetOutput(out)
		fs.PrintDefaults()
	}
	if err != nil {
		return cmd, err
	}
	cmd.country = apitype.Country(strings.ToUpper(country))
	switch {
	case fs.NArg() > 0:
		return cmd, errors.New("there are no arguments besides the flags; one was given")
	case cmd.timeout <= 0:
		return cmd, errors.New("-timeout must be above 0, such as 90m")
	case cmd.resume != "" && !batchID.MatchString(cmd.resume):
		return cmd, errors.New("-batch is an id such as BCH0123456789abcdef0123456789abcdef")
	}
	return cmd, nil
}
