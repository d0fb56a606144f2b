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
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/term"
)

// command is the parsed command line.
type command struct {
	params  checks.CreateParams
	named   bool   // the flags, not the made-up defaults, say who is checked
	resume  string // id of an existing check
	output  string
	lang    apitype.Language
	timeout time.Duration
	yes     bool
}

var checkID = regexp.MustCompile(`^CHK[0-9A-Za-z]{1,64}$`)

// parse parses the flags; help is written to out.
func parse(args []string, out io.Writer) (command, error) {
	var (
		cmd                  command
		who                  subject
		country, kind, birth string
	)
	fs := flag.NewFlagSet("check", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, once
	fs.Usage = func() {}
	fs.StringVar(&country, "country", "CO", "`code` of where to search: CO, MX, BR, CL, CR, PE, AR, EC, or ALL for international lists only")
	fs.StringVar(&kind, "type", "person", "`kind` of subject: person, company, vehicle, or a custom type of the account")
	fs.StringVar(&who.document, "document", "", "`number`: national id of the person or owner, tax id of the company")
	fs.StringVar(&who.firstName, "first-name", "", "first `name`, where a country needs it")
	fs.StringVar(&who.lastName, "last-name", "", "last `name`, where a country needs it")
	fs.StringVar(&birth, "birth", "", "`date` of birth as 1990-01-31, where a country needs it")
	fs.StringVar(&who.company, "company", "", "`name` of the company, for country ALL")
	fs.StringVar(&who.plate, "plate", "", "license `plate` of the vehicle")
	fs.StringVar(&who.region, "region", "", "Brazilian `state`, or ALL")
	fs.StringVar(&cmd.resume, "check", "", "`id` of a check to go on with; no new one is bought")
	fs.StringVar(&cmd.output, "o", "", "`file` for the PDF (default: the check's id and .pdf, here)")
	fs.StringVar((*string)(&cmd.lang), "lang", "en", "`language` of details and PDF: es, en or pt")
	fs.DurationVar(&cmd.timeout, "timeout", 30*time.Minute, "how long to wait in all")
	fs.BoolVar(&cmd.yes, "yes", false, "buy without asking; says that the subject has consented")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		usage(fs, out)
	}
	if err != nil {
		return cmd, err
	}
	if birth != "" {
		if who.birth, err = apitype.ParseDate(birth); err != nil {
			return cmd, errors.New("-birth is a date such as 1990-01-31")
		}
	}
	cmd.named = who != subject{}
	if err := cmd.check(fs); err != nil || cmd.resume != "" {
		return cmd, err
	}
	cmd.params = createParams(apitype.Country(strings.ToUpper(country)), checks.Type(kind), who)
	return cmd, cmd.params.Validate()
}

// check refuses flags that make no sense.
func (cmd command) check(fs *flag.FlagSet) error {
	var describing []string
	fs.Visit(func(f *flag.Flag) {
		switch f.Name {
		case "o", "lang", "timeout", "check", "yes":
		default:
			describing = append(describing, "-"+f.Name)
		}
	})
	switch {
	case fs.NArg() > 0:
		return errors.New("there are no arguments besides the flags; one was given")
	case cmd.timeout <= 0:
		return errors.New("-timeout must be above 0, such as 10m")
	case cmd.resume != "" && !checkID.MatchString(cmd.resume):
		return errors.New("-check is an id such as CHK0123456789abcdef0123456789abcdef")
	case cmd.resume != "" && len(describing) > 0:
		return fmt.Errorf("-check goes on with a check that exists: leave out %s", strings.Join(describing, ", "))
	}
	return nil
}

func usage(fs *flag.FlagSet, out io.Writer) {
	term.Screen{W: out}.Printf(`Check runs a background check and saves its PDF.

Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora, on
somebody made up. With it, it calls the real one; that is billed, and asked before.

`)
	fs.SetOutput(out)
	fs.PrintDefaults()
}
