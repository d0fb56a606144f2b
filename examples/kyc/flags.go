package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

// command is the parsed command line.
type command struct {
	country                apitype.Country
	document               apitype.DocumentType
	front, reverse, selfie string // files
	impostor               bool
	yes                    bool
	timeout                time.Duration
}

var (
	errFiles   = errors.New("with an API key there are no sample people: give -front and -selfie (and -reverse) of a person who has consented")
	errNoFiles = errors.New("the embedded Truora knows made-up people only: set TRUORA_API_KEY to use -front, -reverse and -selfie")
	errNobody  = errors.New("this would be billed, and there is no terminal to confirm it: give -yes to buy it")
	errNotYes  = errors.New("nothing was bought")
)

// parse parses the flags; help is written to out.
func parse(args []string, out io.Writer) (command, error) {
	var cmd command
	var country, document string
	fs := flag.NewFlagSet("kyc", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // the caller prints errors, once
	fs.StringVar(&country, "country", "CO", "`code` of the country of the document; ALL for a passport")
	fs.StringVar(&document, "document", string(apitype.DocumentTypeNationalID), "`kind` of document, such as national-id or passport")
	fs.StringVar(&cmd.front, "front", "", "`file` with the front of the document (with an API key)")
	fs.StringVar(&cmd.reverse, "reverse", "", "`file` with its back, where it has one (with an API key)")
	fs.StringVar(&cmd.selfie, "selfie", "", "`file` with a picture or video of the person (with an API key)")
	fs.BoolVar(&cmd.impostor, "impostor", false, "use the selfie of another person (without an API key)")
	fs.BoolVar(&cmd.yes, "yes", false, "buy without asking; says that the person has consented")
	fs.DurationVar(&cmd.timeout, "timeout", 15*time.Minute, "how long to wait in all")
	err := fs.Parse(args)
	cmd.country, cmd.document = apitype.Country(strings.ToUpper(country)), apitype.DocumentType(document)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, "Kyc validates the document and the face of a person.\n\n"+
			"Without TRUORA_API_KEY (or TRUORA_API_KEY_FILE) it runs on an embedded Truora, on\n"+
			"fictional people. With it, it calls the real Truora; that is billed, and you are asked first.\n\n")
		fs.SetOutput(out)
		fs.PrintDefaults()
		return cmd, err
	case err != nil:
		return cmd, err
	case fs.NArg() > 0:
		return cmd, errors.New("there are no arguments besides the flags")
	case cmd.timeout <= 0:
		return cmd, errors.New("-timeout must be above 0, such as 10m")
	}
	return cmd, cmd.documentParams("check").Validate()
}

func (cmd command) documentParams(accountID string) validators.CreateParams {
	return validators.CreateParams{
		Type: validators.TypeDocumentValidation, UserAuthorized: true, AccountID: accountID,
		Country: cmd.country, DocumentType: cmd.document,
	}
}

func (cmd command) faceParams(accountID string) validators.CreateParams {
	return validators.CreateParams{
		Type: validators.TypeFaceRecognition, UserAuthorized: true, AccountID: accountID,
		Subvalidations: []validators.Subvalidation{validators.SubvalidationPassiveLiveness, validators.SubvalidationSimilarity},
	}
}
