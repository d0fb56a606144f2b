package truoratest

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inStatus counts the entries with a status.
func inStatus(items []obj, status string) (n int) {
	for _, item := range items {
		if item["status"] == status {
			n++
		}
	}
	return n
}

func TestLifeOfACheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "high"}}})
		id := api.create(person("1"))
		time.Sleep(usualQueue - time.Millisecond)
		queued := api.check(id)
		assert.Equal(t, "not_started", queued["status"])
		assert.NotContains(t, queued, "scores")

		time.Sleep(time.Millisecond)
		begun := api.check(id)
		assert.Equal(t, "in_progress", begun["status"])
		assert.InDelta(t, 1, begun["score"], 0, "a source without an answer counts as 1")
		assert.Equal(t, stamp(time.Now()), begun["update_date"])
		sources := list(begun, "statuses")
		assert.GreaterOrEqual(t, len(sources), 12)
		assert.Equal(t, len(sources), inStatus(sources, "not_started"))
		assert.NotContains(t, sources[0], "database_id")
		assert.Equal(t, "registro_civil", sources[0]["database_name"])
		for _, set := range list(begun, "scores") {
			assert.Equal(t, "pending", set["result"])
		}
		assert.Equal(t, "in_progress", as[obj](begun["summary"])["result"])

		last := stamp(time.Now())
		answered := 0
		for range 17 {
			time.Sleep(time.Second)
			c := api.check(id)
			require.Equal(t, "in_progress", c["status"])
			n := inStatus(list(c, "statuses"), "completed")
			require.GreaterOrEqual(t, n, answered)
			if n > answered {
				assert.NotEqual(t, last, c["update_date"], "something happened")
			}
			answered, last = n, as[string](c["update_date"])
		}
		assert.Greater(t, answered, 3, "answers are spread over time")

		time.Sleep(2 * time.Second)
		done := api.check(id)
		assert.Equal(t, "completed", done["status"])
		assert.Less(t, done["score"], 1.0)
		sources = list(done, "statuses")
		assert.Equal(t, len(sources), inStatus(sources, "completed"))
		assert.Equal(t, "Registro civil de prueba", sources[0]["database_name"])
		assert.Equal(t, databaseID("CO", "registro-civil"), sources[0]["database_id"])
		ids := map[any]int{}
		for _, s := range sources {
			ids[s["database_id"]]++
		}
		assert.Equal(t, 2, ids[databaseID("CO", "sanciones")], "a database appears once a data set")
		time.Sleep(72 * time.Hour)
		assert.Equal(t, done, api.check(id), "a final check does not change")
	})
}

func TestScores(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{Findings: []Finding{
		{DataSet: "criminal_record", Severity: "high"},
		{DataSet: "alert_in_media", Score: 0.8, ByName: true},
		{DataSet: "legal_background", Severity: "none"},
	}})
	id := api.create(person("1"))
	srv.Checks.Finish(id)
	c := api.check(id)
	sets := list(c, "scores")
	entry := func(set string) obj { return where(sets, "data_set", set) }
	grade := func(result, severity string, score float64) obj {
		return obj{"result": result, "severity": severity, "score": score}
	}
	assert.Equal(t, grade("found", "high", 0.2), roundedGrade(as[obj](entry("criminal_record")["by_id"])))
	assert.Equal(t, grade("ignored", "unknown", 1), entry("criminal_record")["by_name"])
	assert.Equal(t, "found", entry("criminal_record")["result"])
	assert.Equal(t, grade("found", "very_low", 0.8), entry("alert_in_media")["by_name"])
	assert.Equal(t, "not_found", entry("traffic_fines")["result"])
	assert.Equal(t, "none", entry("traffic_fines")["severity"])
	assert.Equal(t, grade("found", "none", 1), entry("legal_background")["by_id"], "a finding may be harmless")
	n := float64(len(sets))
	assert.InDelta(t, (n-0.8)/n, c["id_score"], 1e-4)
	assert.InDelta(t, (n-0.2)/n, c["name_score"], 1e-4)
	assert.InDelta(t, (n-1)/n, c["score"], 1e-4)
}

func TestFindingsLandByTheirRoute(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{Findings: []Finding{
		{DataSet: "legal_background", Severity: "high", ByName: true},
		{DataSet: "legal_background", Severity: "low"},
		{DataSet: "traffic_fines", Severity: "medium", ByName: true},
	}})
	id := api.create(person("1"))
	srv.Checks.Finish(id)
	sets := list(api.check(id), "scores")
	legal, fines := where(sets, "data_set", "legal_background"), where(sets, "data_set", "traffic_fines")
	assert.Equal(t, "low", as[obj](legal["by_id"])["severity"])
	assert.Equal(t, "high", as[obj](legal["by_name"])["severity"])
	assert.Equal(t, "high", legal["severity"], "the worse one counts")
	assert.Equal(t, "not_found", as[obj](fines["by_id"])["result"])
	assert.Equal(t, "medium", as[obj](fines["by_name"])["severity"], "a new source, because no source searches by name")
}

func roundedGrade(g obj) obj {
	g["score"] = rounded(as[float64](g["score"]))
	return g
}

func TestDelayedIsNotFinal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "juzgados", Delay: 48 * time.Hour}}})
		id := api.create(person("1"))
		time.Sleep(usualDuration)
		c := api.check(id)
		assert.Equal(t, "delayed", c["status"])
		assert.Equal(t, 1, inStatus(list(c, "statuses"), "delayed"))
		assert.Equal(t, "delayed", as[obj](where(list(c, "scores"), "data_set", "legal_background")["by_id"])["result"])
		time.Sleep(48 * time.Hour)
		c = api.check(id)
		assert.Equal(t, "completed", c["status"])
		assert.Equal(t, 0, inStatus(list(c, "statuses"), "delayed"))
	})
}

func TestFailedSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sources []SourceScript
		status  string
	}{
		"a few":         {[]SourceScript{{Source: "criminal_record", Outcome: "error"}}, "completed"},
		"most":          {[]SourceScript{{Source: "*", Outcome: "error"}, {Source: "criminal_record", Outcome: "completed"}}, "error"},
		"most expired":  {[]SourceScript{{Source: "*", Outcome: "expired"}, {Source: "criminal_record", Outcome: "completed"}}, "error"},
		"none answered": {[]SourceScript{{Source: "*", Outcome: "error"}}, "error"},
		"all skipped":   {[]SourceScript{{Source: "*", Outcome: "skipped", InvalidInputs: []string{"pep"}}}, "completed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, api := newCaller(t)
				srv.Checks.Next(CheckScript{
					Sources:  c.sources,
					Findings: []Finding{{DataSet: "criminal_record", Severity: "very_high"}},
				})
				id := api.create(person("1"))
				time.Sleep(usualDuration)
				got := api.check(id)
				assert.Equal(t, c.status, got["status"])
				entry := where(list(got, "scores"), "data_set", "criminal_record")
				if name != "most" && name != "most expired" {
					assert.InDelta(t, 1, entry["score"], 0)
					return
				}
				assert.InDelta(t, 0, entry["score"], 0, "an error still carries results")
				assert.Less(t, got["score"], 1.0)
			})
		})
	}
}

func TestExpiredAndSkippedEntries(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "multas", Outcome: "expired"}}})
	id := api.create(form("country", "CO", "type", "person", "user_authorized", "true", "national_id", "1"))
	srv.Checks.Finish(id)
	sources := list(api.check(id), "statuses")
	expired := where(sources, "status", "expired")
	assert.Equal(t, obj{"status": "expired", "database_name": "multas", "data_set": "traffic_fines"}, expired)
	skipped := where(sources, "database_name", "Policía de prueba")
	assert.Equal(t, obj{
		"status": "skipped", "database_name": "Policía de prueba", "database_id": databaseID("CO", "policia"),
		"invalid_inputs": []any{"document_expedition_date"},
	}, skipped)
	assert.Equal(t, []any{"birthday"}, where(sources, "database_name", "Padrón electoral de prueba")["invalid_inputs"])
	assert.Equal(t, "ignored", where(list(api.check(id), "scores"), "data_set", "behavior")["result"])
}

func TestCompleteFinishesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := api.create(person("1"))
		time.Sleep(1500 * time.Millisecond)
		srv.Checks.Finish(id)
		c := api.check(id)
		assert.Equal(t, "completed", c["status"])
		assert.Equal(t, stamp(time.Now().Truncate(time.Second)), c["update_date"], "whole seconds after processing")
		time.Sleep(time.Hour)
		assert.Equal(t, c, api.check(id))
	})
}

func TestScriptedTimesAndPace(t *testing.T) {
	t.Parallel()
	for pace, script := range map[float64]CheckScript{
		1: {Queued: time.Minute, Duration: time.Hour}, 60: {Queued: time.Hour, Duration: 60 * time.Hour},
	} {
		t.Run(fmt.Sprint(pace), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := NewServer(t, WithPace(pace))
				api := &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
				srv.Checks.Next(script)
				id := api.create(person("1"))
				for _, step := range []struct {
					sleep time.Duration
					want  string
				}{
					{time.Minute - 1, "not_started"}, {1, "in_progress"}, {59*time.Minute - 1, "in_progress"}, {1, "completed"},
				} {
					time.Sleep(step.sleep)
					assert.Equal(t, step.want, api.check(id)["status"])
				}
			})
		})
	}
}

func TestTwoPeopleGetTwoAnswers(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	const people = 60
	answers, names, adverse := map[string]bool{}, map[string]bool{}, 0
	for i := range people {
		id := api.create(person(fmt.Sprint(1000000000 + i)))
		srv.Checks.Finish(id)
		c := api.check(id)
		if as[float64](c["score"]) < 1 {
			adverse++
		}
		answers[fmt.Sprint(c["score"], c["summary"])] = true
		names[fmt.Sprint(as[obj](c["summary"])["names_found"])] = true

		again := api.create(person(fmt.Sprint(1000000000+i), "force_creation", "true"))
		srv.Checks.Finish(again)
		assert.Equal(t, c["score"], api.check(again)["score"], "the same person gets the same answers")
	}
	assert.Greater(t, len(answers), people/2)
	assert.Greater(t, len(names), 5)
	assert.InDelta(t, people/3, adverse, 12, "about one in three finds something")
}

// A finished check is answered the same for ever, until it is deleted.
func TestAFinishedCheckStaysAsItIs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Checks.Next(CheckScript{Sources: []SourceScript{{Source: "*", Delay: time.Hour}}, WrongInputs: []string{"first_name"}})
		id := api.create(person("1000000001"))
		seen := map[string]int{}
		for range 20 {
			seen[api.get("/v1/checks/"+id).text]++
			time.Sleep(10 * time.Minute)
		}
		check := srv.Checks.byID[id]
		assert.JSONEq(t, string(jsonReply(200, check.wire(time.Now())).body), string(jsonReply(200, api.check(id)).body))
		most := 0
		for _, n := range seen {
			most = max(most, n)
		}
		assert.Greater(t, most, 10, "the last state is not said differently each time")
		api.delete("/v1/checks/" + id)
		assert.Equal(t, 404, api.get("/v1/checks/"+id).status)
	})
}

// What is remembered does not grow without end.
func TestFinishedChecksAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := api.create(person("1000000001"))
		time.Sleep(time.Minute)
		api.check(id)
		require.Len(t, srv.Checks.rendered, 1)
		srv.Checks.renderedSize = renderedMax
		other := api.create(person("1000000002"))
		time.Sleep(time.Minute)
		api.check(other)
		assert.Len(t, srv.Checks.rendered, 1)
		assert.Contains(t, srv.Checks.rendered, other)
		assert.Less(t, srv.Checks.renderedSize, renderedMax)
	})
}
