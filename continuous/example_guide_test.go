package continuous_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/truoratest"
)

// repeat repeats a check, and does so once: a continuous check of the same check that is
// there already is taken, also if the answer to the call that made it was lost.
func repeat(ctx context.Context, service *continuous.Service, params continuous.CreateParams) (*continuous.Check, error) {
	for made, err := range service.All(ctx, continuous.ListParams{}) {
		if err != nil {
			return nil, err
		}
		if made.Check != nil && made.Check.CheckID == params.CheckID && made.Status == continuous.StatusEnabled {
			return &made, nil
		}
	}
	made, err := service.Create(ctx, params)
	if errors.Is(err, truora.ErrOutcomeUnknown) {
		return nil, fmt.Errorf("look again later, before this is repeated: %w", err)
	}
	return made, err
}

// review reports whether a person has to look at a continuous check, and what is worse
// than before. Call it when an event says that the check changed, and once a day in case
// an event was lost.
func review(ctx context.Context, service *continuous.Service, id string, since time.Time) (worse map[string]continuous.ScoreChange, err error) {
	worse = map[string]continuous.ScoreChange{}
	for entry, err := range service.AllHistory(ctx, id, continuous.ListHistoryParams{}) {
		if err != nil {
			return worse, err
		}
		for set, change := range entry.DataSets() {
			if entry.CreationDate.After(since) && change.New < change.Old {
				worse[set] = change
			}
		}
	}
	return worse, nil
}

func ExampleService_AllHistory() {
	clock := truoratest.NewClock(time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC))
	srv := truoratest.New(truoratest.WithClock(clock)) // with a key: truora.FromEnv()
	defer srv.Close()
	client := srv.Client()
	ctx := context.Background()

	srv.Checks.Next(truoratest.CheckScript{Findings: []truoratest.Finding{}}, truoratest.CheckScript{
		Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "high"}}, // a week later
	})
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	clock.Advance(time.Minute)
	params := continuous.CreateParams{
		CheckID: check.CheckID, Frequency: apitype.FrequencyWeekly, EndDate: apitype.DateOf(clock.Now().AddDate(1, 0, 0)),
	}
	made, err := repeat(ctx, client.Continuous, params)
	if err != nil {
		log.Fatal(err)
	}
	again, err := repeat(ctx, client.Continuous, params) // what a queue does that delivers twice
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("one and the same:", again.ContinuousCheckID == made.ContinuousCheckID)

	began := clock.Now()
	clock.Advance(8 * 24 * time.Hour)
	worse, err := review(ctx, client.Continuous, made.ContinuousCheckID, began)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("criminal_record: %.1f → %.1f\n", worse["criminal_record"].Old, worse["criminal_record"].New)

	// Nothing else ends the runs, and their price, before the end date.
	if _, err := client.Continuous.Disable(ctx, made.ContinuousCheckID); err != nil {
		log.Fatal(err)
	}
	clock.Advance(30 * 24 * time.Hour)
	ended, err := client.Continuous.Get(ctx, made.ContinuousCheckID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ended.Status, "runs after the first:", ended.Counter)
	// Output:
	// one and the same: true
	// criminal_record: 1.0 → 0.2
	// disabled runs after the first: 1
}
