package contract_test

import (
	"context"
	"errors"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/truoratest"
)

var _ = drives(
	row{Go: "continuous.Create", Run: func(ctx context.Context, d drive) error {
		if _, err := watched(ctx, d); err != nil {
			return err
		}
		_, err := d.client.Continuous.Create(ctx, continuous.CreateParams{CheckID: "CHK0", Frequency: "2w", EndDate: nextYear()})
		return expect(truora.ErrInvalid, err)
	}},
	row{Go: "continuous.Get", Run: func(ctx context.Context, d drive) error {
		made, err := watched(ctx, d)
		if err != nil {
			return err
		}
		time.Sleep(15 * 24 * time.Hour)
		seen, err := d.client.Continuous.Get(ctx, made.ContinuousCheckID)
		if err != nil {
			return err
		}
		if seen.Counter != 2 || seen.ScoreStatus != apitype.ScoreStatusEqual {
			return errors.New("the runs did not come")
		}
		if run := seen.Check; run.Summary == nil || !run.Final() || run.Coverage().All.Total() == 0 {
			return errors.New("a run is less than a check")
		}
		_, err = d.client.Continuous.Get(ctx, "CCK0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "continuous.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for range 2 {
			if _, err := watched(ctx, d); err != nil {
				return err
			}
		}
		count := 0
		for _, err := range d.client.Continuous.All(ctx, continuous.ListParams{}) {
			if err != nil {
				return err
			}
			count++
		}
		if count != 2 {
			return errors.New("not all are listed")
		}
		return nil
	}},
	row{Go: "continuous.Update", Run: func(ctx context.Context, d drive) error {
		made, err := watched(ctx, d)
		if err != nil {
			return err
		}
		params := continuous.UpdateParams{Frequency: apitype.FrequencyMonthly, Status: continuous.StatusDisabled, Version: apitype.KeyVersion1}
		if _, err := d.client.Continuous.Update(ctx, made.ContinuousCheckID, params); err != nil {
			return err
		}
		_, err = d.client.Continuous.Enable(ctx, made.ContinuousCheckID)
		return err
	}},
	row{Go: "continuous.ListHistory", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		made, err := watched(ctx, d)
		if err != nil {
			return err
		}
		d.server.Checks.Next(found())
		time.Sleep(22 * 24 * time.Hour)
		changed := 0
		for entry, err := range d.client.Continuous.AllHistory(ctx, made.ContinuousCheckID, continuous.ListHistoryParams{}) {
			if err != nil {
				return err
			}
			if _, ok := entry.Score(); ok {
				changed++
			}
		}
		if changed != 2 {
			return errors.New("the changes are not in the history")
		}
		_, err = d.client.Continuous.ListHistory(ctx, "CCK0", continuous.ListHistoryParams{})
		return expect(truora.ErrNotFound, err)
	}},
)

// watched repeats a finished check without findings every week.
func watched(ctx context.Context, d drive) (*continuous.Check, error) {
	d.server.Checks.OnCreate(func(truoratest.CheckInput) truoratest.CheckScript {
		return truoratest.CheckScript{Findings: []truoratest.Finding{}}
	})
	params := person()
	params.Watch = ""
	check, err := finished(ctx, d, truoratest.CheckScript{Findings: []truoratest.Finding{}}, params)
	if err != nil {
		return nil, err
	}
	return d.client.Continuous.Create(ctx, continuous.CreateParams{
		CheckID: check.CheckID, Frequency: apitype.FrequencyWeekly, EndDate: nextYear(),
	})
}

func nextYear() apitype.Date { return apitype.DateOf(time.Now().AddDate(1, 0, 0)) }
