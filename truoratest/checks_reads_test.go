package truoratest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest/internal/pdf"
)

// finished creates a check with one finding and completes it.
func finished(srv *Server, api *caller) string {
	srv.Checks.Next(CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "high"}}})
	id := api.create(person("1"))
	srv.Checks.Finish(id)
	return id
}

func TestUnknownChecks(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	deleted := finished(srv, api)
	require.Equal(t, 200, api.delete("/v1/checks/"+deleted).status)
	for _, id := range []string{"CHKnone", "%2e%2e", deleted} {
		for _, tail := range []string{"", "/details", "/attachments", "/summarize", "/variables", "/pdf"} {
			out := api.get("/v1/checks/" + id + tail)
			assert.Equal(t, 404, out.status, id+tail)
			assert.Equal(t, obj{"code": 10404.0, "http_code": 404.0, "message": "Resource not found"}, out.json)
		}
		assert.Equal(t, 404, api.delete("/v1/checks/"+id).status)
		assert.Equal(t, 404, api.post("/v1/checks/"+id+"/pdf", nil).status)
	}
	assert.Empty(t, list(api.get("/v1/checks").json, "checks"))
}

func TestDeleteLeavesAStub(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, api := newCaller(t)
		id := api.create(person("1"))
		created := stamp(time.Now())
		time.Sleep(usualQueue)
		started := stamp(time.Now())
		time.Sleep(time.Minute)
		out := api.delete("/v1/checks/" + id)
		assert.Equal(t, obj{
			"self": "/v1/checks/" + id,
			"check": obj{
				"billing_hub": "DEFAULT", "check_id": id, "country": "CO", "type": "person", "deleted": true,
				"score": -1.0, "id_score": -1.0, "creation_date": created, "start_date": started,
				"delete_date": stamp(time.Now()), "update_date": stamp(time.Now()),
			},
		}, out.json)
	})
}

func TestAWatchedCheckStays(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	id := api.create(person("1", "watch", "monthly"))
	out := api.delete("/v1/checks/" + id)
	assert.Equal(t, 400, out.status)
	assert.Equal(t, "Invalid request: check belongs to a continuous check", out.message())
	assert.Equal(t, "CO", api.check(id)["country"])
}

func TestDetails(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	id := finished(srv, api)
	srv.SetPageSize(100)
	path := "/v1/checks/" + id + "/details"
	out := api.get(path)
	assert.Empty(t, out.json["next"])
	assert.Contains(t, out.json, "next", "an empty next, not an absent one")
	details := list(out.json, "details")
	c := api.check(id)
	assert.Len(t, details, len(list(c, "statuses")))
	nulls := 0
	for _, d := range details {
		assert.Regexp(t, "^DTL[0-9a-f]{32}$", d["id"])
		assert.Equal(t, id, d["check_id"])
		assert.Contains(t, d, "tables")
		if d["tables"] == nil {
			nulls++
		}
	}
	assert.Greater(t, nulls, 3)
	found := where(details, "data_set", "criminal_record")
	assert.Equal(t, "high", found["severity"])
	assert.Empty(t, found["found_date_of_birth"])
	assert.Equal(t, "1990-01-31T00:00:00Z", where(details, "data_set", "personal_identity")["found_date_of_birth"])
	assert.Equal(t, where(details, "data_set", "personal_identity")["found_last_name"],
		list(as[obj](c["summary"]), "names_found")[0]["last_name"], "details and summary speak of one person")

	titles := map[string]string{"": "Reporte de prueba", "es": "Reporte de prueba", "en": "Test report", "pt": "Relatório de teste", "pt-br": "Relatório de teste"}
	for lang, title := range titles {
		row := where(list(api.get(path+"?lang="+lang).json, "details"), "data_set", "criminal_record")
		assert.Equal(t, title, list(row, "tables")[0]["title"], lang)
	}

	srv.SetPageSize(5)
	ids, pages := follow(api, path, "details", "id")
	assert.Len(t, ids, len(details))
	assert.Equal(t, (len(details)+4)/5, pages)
}

func TestDetailsGrowAsSourcesAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.SetPageSize(100)
		id := api.create(person("1"))
		counts := []int{}
		for range 3 {
			counts = append(counts, len(list(api.get("/v1/checks/"+id+"/details").json, "details")))
			time.Sleep(10 * time.Second)
		}
		assert.Zero(t, counts[0])
		assert.Positive(t, counts[1])
		assert.Greater(t, counts[2], counts[1])
	})
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{Findings: []Finding{}}, CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "low"}}})
	clean, adverse := api.create(person("1")), api.create(person("2"))
	path := "/v1/checks/" + adverse + "/attachments"
	assert.Empty(t, list(api.get(path).json, "files"), "an unfinished check has none")
	srv.Checks.Finish(clean)
	srv.Checks.Finish(adverse)
	assert.Empty(t, list(api.get("/v1/checks/"+clean+"/attachments").json, "files"))
	out := api.get(path)
	files := list(out.json, "files")
	require.Len(t, files, 1)
	assert.EqualValues(t, 0, out.json["total"], "as in Truora's sample")
	assert.Contains(t, out.text, `\u0026`, "links are escaped as Truora escapes them")
	assert.Equal(t, "application/pdf", files[0]["mime_type"])
	checkPDF(t, api.withoutKey().get(as[string](files[0]["link"])).text)
}

func TestSummarize(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	srv.Checks.Next(CheckScript{Findings: []Finding{}}, CheckScript{Findings: []Finding{{DataSet: "criminal_record", Severity: "very_high"}}})
	text := func(id string) string {
		s := as[string](api.get("/v1/checks/" + id + "/summarize").json["summary"])
		assert.True(t, strings.HasPrefix(s, "\n"), "it begins with a line feed")
		return s
	}
	clean, adverse := api.create(person("1")), api.create(person("2"))
	assert.Contains(t, text(clean), "not finished")
	srv.Checks.Finish(clean)
	srv.Checks.Finish(adverse)
	assert.Contains(t, text(clean), "no adverse records")
	assert.Contains(t, text(adverse), "very high severity in criminal record")
}

func TestVariablesRunBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := finished(srv, api)
		path := "/v1/checks/" + id + "/variables"
		early := api.get(path).json
		assert.Equal(t, "completed", early["check_status"])
		assert.Equal(t, "in_progress", early["variables_status"])
		assert.NotContains(t, early, "person")
		time.Sleep(variablesLag)
		late := api.get(path).json
		assert.Equal(t, "completed", late["variables_status"])
		assert.Equal(t, "/v1/checks/"+id, late["check"])
		assert.EqualValues(t, 1, as[obj](as[obj](late["person"])["criminal_records"])["adverse"])
	})
}

func TestHealth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // midnight UTC of 2000-01-01
		_, api := newCaller(t)
		time.Sleep(15*time.Hour + 30*time.Minute)
		ask := func(at time.Time, offset int) []obj {
			out := api.get(fmt.Sprintf("/v1/health?country=CO&unixTimestampSeconds=%d&unixtimezoneOffsetSeconds=%d", at.Unix(), offset))
			require.Equal(t, 200, out.status)
			var databases []obj
			require.NoError(t, json.Unmarshal([]byte(out.text), &databases), "a bare array")
			return databases
		}
		words := func(databases []obj) int { return len(as[[]any](databases[0]["hourly_status"])) }
		assert.Equal(t, 24, words(ask(time.Now().AddDate(0, 0, -1), 0)))
		assert.Equal(t, 16, words(ask(time.Now(), 0)), "the running day ends with the present hour")
		assert.Equal(t, 11, words(ask(time.Now(), -5*3600)), "hours are local")
		assert.Equal(t, 0, words(ask(time.Now().AddDate(0, 0, 1), 0)))
		databases := ask(time.Now(), 0)
		ids := map[any]bool{}
		for _, d := range databases {
			ids[d["database_id"]] = true
			assert.NotEmpty(t, d["data_sets"])
		}
		assert.Len(t, ids, len(databases))
		assert.True(t, ids[databaseID("CO", "juzgados")], "the same ids as in a check")
		for _, bad := range []string{
			"", "country=CO", "country=XX&unixTimestampSeconds=1&unixtimezoneOffsetSeconds=0",
			"country=CO&unixTimestampSeconds=now&unixtimezoneOffsetSeconds=0",
			"country=CO&unixTimestampSeconds=1&unixtimezoneOffsetSeconds=99999999",
			"country=CO&unixTimestampSeconds=9223372036854775807&unixtimezoneOffsetSeconds=0",
		} {
			assert.Equal(t, 400, api.get("/v1/health?"+bad).status, bad)
		}
	})
}

func TestPDF(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		id := finished(srv, api)
		path := "/v1/checks/" + id + "/pdf"
		time.Sleep(time.Hour)
		assert.Equal(t, 404, api.get(path).status, "nobody asked for it")
		asked := api.post(path, nil)
		assert.Equal(t, 200, asked.status)
		assert.Equal(t, path+"/", asked.json["pdf_path"])
		time.Sleep(renderTime - time.Nanosecond)
		early := api.get(path)
		assert.Equal(t, 404, early.status)
		assert.EqualValues(t, 10404, early.json["code"])
		time.Sleep(time.Nanosecond)
		out := api.get(path + "/")
		assert.Equal(t, 200, out.status)
		assert.Equal(t, "application/pdf", out.header.Get("Content-Type"))
		checkPDF(t, out.text)
		assert.Contains(t, out.text, "Reporte de prueba")
		assert.Contains(t, out.text, id)
		assert.Contains(t, api.get(path+"?lang=en").text, "Test report")
		assert.Contains(t, api.get(path+"?lang=pt").text, "Relat\xf3rio", "in Latin-1")
		require.Equal(t, 200, api.post(path, nil).status)
		assert.Equal(t, 200, api.get(path).status, "another request keeps the document")
	})
}

// checkPDF follows the cross-reference table as a reader does.
func checkPDF(t *testing.T, doc string) {
	t.Helper()
	require.True(t, strings.HasPrefix(doc, "%PDF-1.4\n"))
	require.True(t, strings.HasSuffix(doc, "%%EOF\n"))
	start := regexp.MustCompile(`startxref\n(\d+)\n`).FindStringSubmatch(doc)
	require.NotNil(t, start)
	at, err := strconv.Atoi(start[1])
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(doc[at:], "xref\n0 "))
	entries := regexp.MustCompile(`(\d{10}) 00000 n \n`).FindAllStringSubmatch(doc[at:], -1)
	require.NotEmpty(t, entries)
	for i, e := range entries {
		offset, err := strconv.Atoi(e[1])
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(doc[offset:], fmt.Sprintf("%d 0 obj\n", i+1)))
	}
	for _, s := range regexp.MustCompile(`(?s)/Length (\d+) >>\nstream\n(.*?)\nendstream`).FindAllStringSubmatch(doc, -1) {
		assert.Equal(t, s[1], strconv.Itoa(len(s[2])))
	}
}

func TestLongPDF(t *testing.T) {
	t.Parallel()
	lines := make([]string, 101)
	for i := range lines {
		lines[i] = fmt.Sprintf(`line %d (\)`, i)
	}
	doc := string(pdf.Write(lines))
	checkPDF(t, doc)
	assert.Contains(t, doc, "/Count 3")
	assert.Contains(t, doc, `(line 100 \(\\\)) Tj`)
}
