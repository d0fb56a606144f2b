package main

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/truora/truora-go/checks"
)

var (
	errNobody   = errors.New("this check would be billed and nobody can be asked: give -yes to buy it")
	errSubject  = errors.New("with an API key nobody is made up: say who is to be checked, and has consented")
	errDeclined = errors.New("nothing was bought")
)

// confirm says what will be bought and lets the person decide.
func (p program) confirm(ctx context.Context, cmd command) error {
	switch {
	case cmd.yes:
		return nil
	case !p.someone:
		return errNobody
	}
	p.out.printf("\nThe check is billed to the account of the key, and states that who is\nchecked has consented. Buy it? [y/N] ")
	answer, err := p.line(ctx)
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "s", "si", "sí", "sim":
		return nil
	default:
		return errDeclined
	}
}

// line reads one line, unless Ctrl-C comes first.
func (p program) line(ctx context.Context) (string, error) {
	got := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(p.in).ReadString('\n') // an end of input is no answer: not a yes
		got <- text
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case text := <-got:
		return text, nil
	}
}

// describe says what will be searched, without anybody's data.
func (p program) describe(params checks.CreateParams) {
	p.out.printf("Check of type %s in %s by %s.\n", plain(string(params.Type)), params.Country, strings.Join(inputs(params), ", "))
	if missing := params.MissingInputs(); len(missing) > 0 {
		p.out.printf("%s Truora's documents also ask for %s here;\nwithout, it may refuse the check or skip sources.\n",
			p.out.yellow("Warning:"), strings.Join(missing, ", "))
	}
}
