package truoratest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const continuousPath = "/v1/continuous-checks"

func TestContinuousChecksRefuse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := api.create(person("1000000001"))
		for _, bad := range [][]string{
			{"check_id", id, "frequency", "2h", "end_date", "2001-01-01"},
			{"check_id", id, "frequency", "1w"},
			{"check_id", id, "frequency", "1w", "end_date", "2001-01-01T00:00:00Z"},
			{"check_id", id, "frequency", "2y", "end_date", "2001-01-01"},
			{"check_id", "CHK0", "frequency", "1w", "end_date", "2001-01-01"},
			{"frequency", "1w", "end_date", "2001-01-01"},
		} {
			assert.Equal(t, 400, api.post(continuousPath, form(bad...)).status, bad)
		}
		out := api.post(continuousPath, form("check_id", id, "frequency", "weekly", "end_date", "2000-01-08"))
		require.Equal(t, 201, out.status, "the day of the first run is late enough: "+out.text)
		at := continuousPath + "/" + as[string](out.json["continuous_check_id"])
		for _, bad := range [][]string{{"frequency", "0d"}, {"status", "asleep"}, {"version", "2"}} {
			assert.Equal(t, 400, api.put(at, bad...).status, bad)
		}
		assert.Equal(t, "1", api.put(at, "version", "1").json["version"])
		assert.Equal(t, 404, api.get(continuousPath+"/CCK0").status)
		assert.Len(t, srv.Billed(), 2)
	})
}

// The calendar of each frequency, counted from the last day of a January.
func TestFrequencies(t *testing.T) {
	t.Parallel()
	from := time.Date(2024, 1, 31, 22, 0, 0, 0, time.UTC)
	for frequency, want := range map[string]string{
		"daily": "2024-02-01", "3d": "2024-02-03", "weekly": "2024-02-07", "2w": "2024-02-14",
		"monthly": "2024-03-02", "yearly": "2025-01-31", "2y": "2026-01-31",
	} {
		c := &continuous{frequency: shortFrequency(frequency)}
		assert.Equal(t, want, c.after(from).Format(time.DateOnly), frequency)
	}
	assert.Greater(t, (&continuous{frequency: "99999999999999999999d"}).after(from).Year(), 4000)
}

func TestRunsFollowTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Checks.OnCreate(func(CheckInput) CheckScript { return CheckScript{Findings: []Finding{}} })
		id := api.create(person("1000000001"))
		out := api.post(continuousPath, form("check_id", id, "frequency", "2d", "end_date", "2000-01-10"))
		require.Equal(t, 201, out.status, out.text)
		at := continuousPath + "/" + as[string](out.json["continuous_check_id"])
		assert.Equal(t, "2000-01-03T00:00:00Z", out.json["next_run_date"])
		assert.EqualValues(t, -1, out.json["score"], "the first check still runs")

		time.Sleep(2*24*time.Hour - time.Second)
		assert.EqualValues(t, 0, api.get(at).json["counter"])
		time.Sleep(time.Second)
		assert.EqualValues(t, 0, api.get(at).json["counter"], "begun and not done")
		assert.Len(t, srv.Billed(), 3)
		time.Sleep(time.Minute)
		state := api.get(at).json
		assert.EqualValues(t, 1, state["counter"])
		assert.Equal(t, "equal", state["score_status"])
		run := as[obj](state["check"])
		assert.Equal(t, id, run["previous_check"])
		assert.Equal(t, "2d", run["watch"])
		assert.Equal(t, "2000-01-05T00:00:00Z", state["next_run_date"])

		srv.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "high"}}})
		time.Sleep(4 * 24 * time.Hour)
		state = api.get(at).json
		assert.EqualValues(t, 3, state["counter"])
		assert.Equal(t, "up", state["score_status"], "down, and up again")
		history := list(api.get(at+"/history").json, "history")
		require.Len(t, history, 3)
		assert.Empty(t, list(history[0], "changes"))
		assert.Len(t, list(history[1], "changes"), 1)
		assert.Len(t, list(history[2], "changes"), 1)

		time.Sleep(30 * 24 * time.Hour)
		state = api.get(at).json
		assert.EqualValues(t, 4, state["counter"], "the last day is the tenth")
		assert.Equal(t, "disabled", state["status"])
		assert.Len(t, srv.Billed(), 6)
	})
}

func TestRunsFollowThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := NewServer(t, WithPace(24*3600))
		api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: srv.APIKey()}
		id := api.create(person("1000000001"))
		out := api.post(continuousPath, form("check_id", id, "frequency", "1d", "end_date", "2000-01-05"))
		require.Equal(t, 201, out.status, out.text)
		time.Sleep(2500 * time.Millisecond)
		state := api.get(continuousPath + "/" + as[string](out.json["continuous_check_id"])).json
		assert.EqualValues(t, 2, state["counter"], "a day is a second")
		assert.Equal(t, "2000-01-04T00:00:00Z", state["next_run_date"])
		assert.Len(t, srv.Billed(), 4)
	})
}
