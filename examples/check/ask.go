package main

import (
	"context"
	"errors"
	"strings"

	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

var (
	errNobody   = errors.New("this check would be billed and nobody can be asked: give -yes to buy it")
	errSubject  = errors.New("with an API key nobody is made up: say who is to be checked, and has consented")
	errDeclined = errors.New("nothing was bought")
)

// confirm says what will be bought and asks the user.
func (p program) confirm(ctx context.Context, cmd command) error {
	return p.Confirm(ctx, demo.Purchase{
		Yes: cmd.yes, Nobody: errNobody, Declined: errDeclined,
		Question: "\nThe check is billed to the account of the key, and states that who is\nchecked has consented. Buy it?",
	})
}

// describe says what will be searched, without personal data.
func (p program) describe(params checks.CreateParams) {
	p.Out.Printf("Check of type %s in %s by %s.\n", term.Plain(string(params.Type)), params.Country, strings.Join(inputs(params), ", "))
	if missing := params.MissingInputs(); len(missing) > 0 {
		p.Out.Printf("%s Truora's documents also ask for %s here;\nwithout, it may refuse the check or skip sources.\n",
			p.Out.Yellow("Warning:"), strings.Join(missing, ", "))
	}
	for _, suspect := range params.SuspectInputs() {
		p.Out.Printf("%s %s. Was it mistyped?\n", p.Out.Yellow("Warning:"), suspect)
	}
}
