package continuous_test

import (
	"context"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/internal/areatest"
)

const path = areatest.Checks + "/v1/continuous-checks"

const snapshot = `{"check_id":"CHK1","country":"CO","type":"person","status":"completed","creation_date":"2024-12-19T22:23:47.482329395Z",` +
	`"update_date":"2024-12-19T22:24:28Z","score":0,"name_score":1,"date_of_birth":"1990-01-31T00:00:00Z","previous_check":"CHK0","watch":"1w",` +
	`"scores":[{"data_set":"personal_identity","result":"found","score":0,"severity":"none","by_id":{"result":"found","score":1,"severity":"none"},"by_name":{"result":"ignored"}}],` +
	`"statuses":[{"data_set":"personal_identity","database_id":"DBI1","status":"skipped","invalid_inputs":["pep"]}],` +
	`"summary":{"result":"found"},"homonym_scores":[{"data_set":"x"}],"new_in_2027":true}`

const repeated = `{"continuous_check_id":"CCK1","check":` + snapshot + `,"counter":0,"creation_date":"2024-12-19T22:25:34.889821024Z",` +
	`"end_date":"2025-12-19T00:00:00Z","frequency":"1w","next_run_date":"2024-12-26T00:00:00Z","score":0,"score_status":"equal","status":"resting","version":"1"}`

func assertRepeated(t *testing.T, got any) {
	c, ok := got.(*continuous.Check)
	require.True(t, ok)
	assert.Equal(t, "CCK1", c.ContinuousCheckID)
	assert.Equal(t, apitype.Date{Year: 2025, Month: time.December, Day: 19}, c.EndDate)
	assert.Equal(t, time.Date(2024, 12, 26, 0, 0, 0, 0, time.UTC), c.NextRunDate)
	assert.Equal(t, 889821024, c.CreationDate.Nanosecond())
	assert.True(t, c.UpdateDate.IsZero())
	assert.Zero(t, c.Counter)
	assert.Equal(t, apitype.ScoreStatusEqual, c.ScoreStatus)
	assert.True(t, c.ScoreStatus.Unchanged())
	assert.Equal(t, continuous.Status("resting"), c.Status, "an unknown value is kept")
	assert.Equal(t, apitype.KeyVersion1, c.Version)
	require.NotNil(t, c.Score)
	assert.Zero(t, *c.Score, "a score of 0 is there")
	run := c.Check
	require.NotNil(t, run)
	assert.Equal(t, "CHK1", run.CheckID)
	assert.Nil(t, run.IDScore, "and an absent one is not")
	assert.Equal(t, apitype.Date{Year: 1990, Month: time.January, Day: 31}, run.DateOfBirth)
	assert.Nil(t, run.Scores[0].ByName.Score)
	assert.InDelta(t, 1, *run.Scores[0].ByID.Score, 0)
	assert.Equal(t, []string{"pep"}, run.Statuses[0].InvalidInputs)
	assert.Equal(t, apitype.ResultFound, run.Summary.Result)
	assert.Contains(t, string(c.RawJSON()), `"new_in_2027":true`)
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Continuous.Create(ctx, continuous.CreateParams{
					CheckID: "CHK1", Frequency: "2w",
					// The day is that of the caller's calendar, near midnight too.
					EndDate: apitype.DateOf(time.Date(2025, 12, 19, 23, 59, 59, 0, time.FixedZone("", -5*3600))),
				})
			},
			Method: "POST", URL: path, Body: "check_id=CHK1&end_date=2025-12-19&frequency=2w", Status: 201, Answer: repeated, Want: assertRepeated,
		},
		"Enable": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Continuous.Enable(ctx, "CCK1") },
			Method: "PUT", URL: path + "/CCK1", Body: "status=enabled", Answer: repeated, Want: assertRepeated,
		},
		"Disable": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Continuous.Disable(ctx, "CCK1") },
			Method: "PUT", URL: path + "/CCK1", Body: "status=disabled", Answer: repeated, Want: assertRepeated,
		},
		"List, one without a list": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Continuous.List(ctx, continuous.ListParams{})
			},
			Method: "GET", URL: path, Answer: repeated,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[continuous.Check])
				require.Len(t, page.Items, 1)
				assertRepeated(t, &page.Items[0])
				assert.Empty(t, page.Next)
			},
		},
		"List of checks": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Continuous.List(ctx, continuous.ListParams{})
			},
			Method: "GET", URL: path, Answer: `{"continuous_checks":[` + snapshot + `,null]}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[continuous.Check])
				require.Len(t, page.Items, 1)
				c := page.Items[0]
				assert.Empty(t, c.ContinuousCheckID)
				assert.Empty(t, c.Status, "the status of the check is not that of its repetition")
				require.NotNil(t, c.Check)
				assert.Equal(t, "CHK1", c.Check.CheckID)
				assert.JSONEq(t, snapshot, string(c.RawJSON()))
			},
		},
		"ListHistory": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Continuous.ListHistory(ctx, "CCK1", continuous.ListHistoryParams{StartKey: "x"})
			},
			Method: "GET", URL: path + "/CCK1/history?start_key=x", Want: assertHistory,
			Answer: `{"history":[
				{"continuous_check_id":"CCK1","check_id":"CHK2","previous_check_id":"CHK1","creation_date":"2024-12-26T00:46:23Z",
				 "changes":[{"score_changes":[{"old":0.9,"new":0}],"dataset_score_changes":{"criminal_record":{"old":1,"new":0.5},"behavior":7}}]},
				{"dataset_score_changes":0,"score_changes":["#/components/schemas/Change"]},
				{"score_changes":[{"old":0.5,"new":0.7}],"dataset_score_changes":{"traffic_fines":{"old":0.2,"new":0.3}}}
			],"next":"","self":"/x"}`,
		},
	})
}

func assertHistory(t *testing.T, got any) {
	entries := got.(*apitype.Page[continuous.Entry]).Items
	require.Len(t, entries, 3)
	change, ok := entries[0].Score()
	assert.True(t, ok)
	assert.Equal(t, continuous.ScoreChange{Old: 0.9, New: 0}, change)
	assert.Equal(t, map[string]continuous.ScoreChange{"criminal_record": {Old: 1, New: 0.5}}, entries[0].DataSets(), "only the unexpected member is lost")
	assert.Equal(t, "CHK1", entries[0].PreviousCheckID)

	_, ok = entries[1].Score()
	assert.False(t, ok, "Truora's own sample says nothing")
	assert.Empty(t, entries[1].DataSets())
	assert.JSONEq(t, `0`, string(entries[1].DatasetScoreChanges))

	change, ok = entries[2].Score()
	assert.True(t, ok)
	assert.Equal(t, continuous.ScoreChange{Old: 0.5, New: 0.7}, change)
	assert.Len(t, entries[2].DataSets(), 1)
}

func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	end := apitype.Date{Year: 2030, Month: 1, Day: 31}
	for name, bad := range map[string]continuous.CreateParams{
		"no check":        {Frequency: "1d", EndDate: end},
		"no frequency":    {CheckID: "CHK1", EndDate: end},
		"0d":              {CheckID: "CHK1", Frequency: "0d", EndDate: end},
		"hours":           {CheckID: "CHK1", Frequency: "2h", EndDate: end},
		"no end":          {CheckID: "CHK1", Frequency: "1d"},
		"no day":          {CheckID: "CHK1", Frequency: "1d", EndDate: apitype.Date{Year: 2023, Month: 2, Day: 29}},
		"not so often":    {CheckID: "CHK1", Frequency: "1.5w", EndDate: end},
		"letter in front": {CheckID: "CHK1", Frequency: "d3", EndDate: end},
	} {
		_, err := client.Continuous.Create(t.Context(), bad)
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	_, err := client.Continuous.Update(t.Context(), "CCK1", continuous.UpdateParams{Frequency: "sometimes"})
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestAnUnreadableRunIsAProblem(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"continuous_check_id":"CCK1","check":"none"}`))
	check, err := client.Continuous.Get(t.Context(), "CCK1")
	require.NoError(t, err)
	assert.Equal(t, "CCK1", check.ContinuousCheckID)
	assert.Nil(t, check.Check)
	assert.Equal(t, []apitype.Problem{{Pointer: "/check", Want: "object", Got: "string"}}, check.Problems())
}
