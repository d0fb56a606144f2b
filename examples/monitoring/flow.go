package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/term"
)

var (
	errNobody   = errors.New("each run would be billed, and there is no terminal to confirm it: give -yes to buy them")
	errDeclined = errors.New("nothing was bought")
	errWhich    = errors.New("with an API key there are no sample people: give -check with the check to repeat, or -continuous to look at one")
)

func (p program) flow(ctx context.Context, cmd command) error {
	acct, err := p.Connect()
	switch {
	case err != nil:
		return err
	case acct.Embedded() && (cmd.check != "" || cmd.continuous != ""):
		return errors.New("the embedded Truora is new each time and has no checks: set TRUORA_API_KEY")
	}
	p.Greet(acct, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\nA week passes in a second.\n")
	switch {
	case acct.Embedded():
		return p.demo(ctx, acct.Client, cmd)
	case cmd.continuous != "":
		return p.show(ctx, acct.Client, cmd.continuous)
	case cmd.check == "":
		return errWhich
	}
	return p.buy(ctx, acct.Client, cmd)
}

// demo follows a made-up person until the score drops.
func (p program) demo(ctx context.Context, client *truora.Client, cmd command) error {
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000010", UserAuthorized: true,
	})
	if err != nil {
		return err
	}
	if _, err := client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{}); err != nil {
		return err
	}
	made, err := client.Continuous.Create(ctx, continuous.CreateParams{CheckID: check.CheckID, Frequency: cmd.frequency, EndDate: cmd.end})
	if err != nil {
		return err
	}
	p.Out.Printf("Continuous check %s, every %s up to %s\n\n", made.ContinuousCheckID, every(made.Frequency), made.EndDate)
	p.line(made)
	dropped, err := p.follow(ctx, client.Continuous, made)
	if err != nil {
		return err
	}
	// Nothing else ends the runs, and their cost, before the end date.
	if _, err := client.Continuous.Disable(ctx, made.ContinuousCheckID); err != nil {
		return err
	}
	if err := p.history(ctx, client.Continuous, made.ContinuousCheckID); err != nil {
		return err
	}
	if !dropped {
		p.Out.Printf("\nThe score did not drop. Disabled: no more runs.\n")
		return nil
	}
	p.Out.Printf("\nThe score dropped: time for a person to review it. Disabled: no more runs.\n")
	return nil
}

// follow prints each run, until the score drops or the last day has come. With the real
// Truora a program does not wait for weeks: it receives the webhook "continuous check
// changed", or looks once a day.
func (p program) follow(ctx context.Context, service *continuous.Service, from *continuous.Check) (dropped bool, err error) {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for counter := from.Counter; ; {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-ticker.C:
		}
		now, err := service.Get(ctx, from.ContinuousCheckID)
		if err != nil {
			return false, err
		}
		if now.Counter != counter {
			counter = now.Counter
			p.line(now)
		}
		if now.ScoreStatus == apitype.ScoreStatusDown || now.Status != continuous.StatusEnabled {
			return now.ScoreStatus == apitype.ScoreStatusDown, nil
		}
	}
}

// line prints a run with its score and the change of it.
func (p program) line(c *continuous.Check) {
	p.Out.Printf("  run %-2d  %s  %-12s  next run %s\n", c.Counter+1, p.score(c.Score), p.trend(c.ScoreStatus), c.NextRunDate.Format(time.DateOnly))
}

func (p program) score(value *float64) string {
	if value == nil || *value < 0 {
		return fmt.Sprintf("%-15s", "no score")
	}
	text := fmt.Sprintf("%s %.2f", term.Bar(*value, 10), *value)
	switch {
	case *value >= 0.9:
		return p.Out.Green(text)
	case *value >= 0.5:
		return p.Out.Yellow(text)
	default:
		return p.Out.Red(text)
	}
}

func (p program) trend(status apitype.ScoreStatus) string {
	switch {
	case status == apitype.ScoreStatusNew:
		return "first run"
	case status.Unchanged():
		return "unchanged"
	case status == apitype.ScoreStatusDown:
		return "▼ down"
	case status == apitype.ScoreStatusUp:
		return "▲ up"
	default:
		return term.Words(string(status))
	}
}

// every puts a frequency into words: Truora answers with the short form.
func every(f apitype.Frequency) string {
	words := map[apitype.Frequency]apitype.Frequency{apitype.FrequencyDaily: "1d", apitype.FrequencyWeekly: "1w", apitype.FrequencyMonthly: "1m", apitype.FrequencyYearly: "1y"}
	f = cmp.Or(words[f], f)
	names := map[byte]string{'d': "day", 'w': "week", 'm': "month", 'y': "year"}
	if !f.Valid() {
		return term.Words(string(f))
	}
	number, name := string(f[:len(f)-1]), names[f[len(f)-1]]
	if number == "1" {
		return name
	}
	return number + " " + name + "s"
}

// history prints what changed, and in which data sets.
func (p program) history(ctx context.Context, service *continuous.Service, id string) error {
	p.Out.Heading("History")
	changes := 0
	for entry, err := range service.AllHistory(ctx, id, continuous.ListHistoryParams{}) {
		if err != nil {
			return err
		}
		change, ok := entry.Score()
		if !ok {
			continue
		}
		changes++
		p.Out.Printf("  %s  score %.2f → %.2f  (%s)\n", entry.CreationDate.Format(time.DateOnly), change.Old, change.New, term.Plain(entry.CheckID))
		sets := entry.DataSets()
		for _, set := range slices.Sorted(maps.Keys(sets)) {
			p.Out.Printf("              %-22s %.2f → %.2f\n", term.Words(set), sets[set].Old, sets[set].New)
		}
	}
	if changes == 0 {
		p.Out.Printf("  nothing changed\n")
	}
	return nil
}

// buy repeats a check of the account, and does not wait for the weeks to pass.
func (p program) buy(ctx context.Context, client *truora.Client, cmd command) error {
	p.Out.Printf("The check will be repeated every %s up to %s.\n", every(cmd.frequency), cmd.end)
	err := p.Confirm(ctx, demo.Purchase{
		Yes: cmd.yes, Question: "Every run is billed to the account of the key. Buy them?", Nobody: errNobody, Declined: errDeclined,
	})
	if err != nil {
		return err
	}
	made, err := client.Continuous.Create(ctx, continuous.CreateParams{CheckID: cmd.check, Frequency: cmd.frequency, EndDate: cmd.end})
	if errors.Is(err, truora.ErrOutcomeUnknown) {
		return fmt.Errorf("%w: look for it among the continuous checks before you repeat this", err)
	}
	if err != nil {
		return err
	}
	p.Out.Printf("\nContinuous check %s\n\n", term.Plain(made.ContinuousCheckID))
	p.line(made)
	p.Out.Printf("\nLook at it later with -continuous %s\n", term.Plain(made.ContinuousCheckID))
	return nil
}

// show prints a continuous check of the account.
func (p program) show(ctx context.Context, client *truora.Client, id string) error {
	c, err := client.Continuous.Get(ctx, id)
	if err != nil {
		return err
	}
	p.Out.Printf("Continuous check %s, every %s, %s\n\n", term.Plain(c.ContinuousCheckID), every(c.Frequency), term.Words(string(c.Status)))
	p.line(c)
	return p.history(ctx, client.Continuous, id)
}
