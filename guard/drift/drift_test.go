package drift_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/drift"
)

const (
	getCheck = "GET /v1/checks/{check_id}"
	known    = `"country":"CO","creation_date":"2026-11-26T12:00:00Z","type":"person",` // always present
)

// client returns a client whose every call is answered with body.
func client(t testing.TB, body string, c *drift.Collector) *truora.Client {
	t.Helper()
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, body))
	truora, err := truora.New("key", truora.WithHTTPClient(&http.Client{Transport: transport}), truora.WithInterceptor(c.Intercept))
	require.NoError(t, err)
	return truora
}

func collector(t testing.TB, o drift.Options) *drift.Collector {
	t.Helper()
	c, err := drift.New(o)
	require.NoError(t, err)
	return c
}

func lines(findings []drift.Finding) (all []string) {
	for _, f := range findings {
		all = append(all, f.String())
	}
	return all
}

func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body string
		want []string
	}{
		{`{"check":{` + known + `"check_id":"CHK1","status":"completed"},"self":"/v1/checks/CHK1"}`, nil},
		{`{"check":{` + known + `"check_id":"CHK1","status":"COMPLETED"},"self":"/v1/checks/CHK1"}`, nil},
		{`{"check":{` + known + `"check_id":"CHK1","status":""},"self":"/v1/checks/CHK1"}`, nil},
		{`{"check":{` + known + `"check_id":"CHK1","status":"paused"},"self":"/v1/checks/CHK1"}`, []string{"/check/status: unknown value"}},
		{`{"check":{` + known + `"check_id":"CHK1","score":"high"},"self":"/v1/checks/CHK1"}`, []string{"/check/score: type: string, not number"}},
		{`{"check":{` + known + `"check_id":"CHK1","mood":{"a":1}},"self":"/v1/checks/CHK1"}`, []string{"/check/mood: unknown member"}},
		{`{"check":{` + known + `"check_id":"CHK1","ANA 1000000001":1},"self":"/v1/checks/CHK1"}`, []string{"/check/?: unknown member"}},
		{`{"check":{` + known + `"status":"completed"},"self":"/v1/checks/CHK1"}`, []string{"/check/check_id: absent"}},
		{`{"check":{` + known + `"check_id":null},"self":"/v1/checks/CHK1"}`, []string{"/check/check_id: absent"}},
		{`[]`, []string{"the answer: type: array, not object"}},
		{`{"check":{` + known + `"check_id":"CHK1","AAA11B":1,"Ana_Perez":2,"ANA":3,"a123":4},"self":"/v1/checks/CHK1"}`, []string{"/check/?: unknown member"}},
		{`{"check":{` + known + `"check_id":"CHK1","newName":1},"self":"/v1/checks/CHK1"}`, []string{"/check/newName: unknown member"}},
		{`<html>`, []string{"the answer: unreadable"}},
		{`{"check":{"check_id":"CHK1"`, []string{"the answer: unreadable"}},
		{"\ufeff" + `{"check":{` + known + `"check_id":"CHK1"},"self":"/v1/checks/CHK1"}`, nil},
	} {
		var want []string
		for _, line := range c.want {
			want = append(want, getCheck+": "+line+" (1 times)")
		}
		assert.Equal(t, want, lines(drift.Look(getCheck, []byte(c.body))), "%s", c.body)
	}
	assert.Empty(t, drift.Look("GET /v1/nothing", []byte(`{}`)))
}

func TestItemsAreOnePlace(t *testing.T) {
	t.Parallel()
	found := drift.Look("GET /v1/checks", []byte(`{"self":"/v1/checks","checks":[{`+known+`"check_id":"a","x":1},{`+known+`"check_id":"b","x":2}]}`))
	assert.Equal(t, []string{"GET /v1/checks: /checks/*/x: unknown member (1 times)"}, lines(found))
}

// Where any of several members must be present, one without a fixed name can be it.
func TestAnyMemberIsPresent(t *testing.T) {
	t.Parallel()
	const op = "POST /v1/customers/query"
	for _, body := range []string{`{"age-range":{}}`, `{"country":{}}`, `{"age-range":null,"country":{}}`} {
		for _, line := range lines(drift.Look(op, []byte(body))) {
			assert.NotContains(t, line, "absent", "%s", body)
		}
	}
	for _, body := range []string{`{}`, `{"country":null}`} {
		assert.Contains(t, lines(drift.Look(op, []byte(body))), op+": /age-range|*: absent (1 times)", "%s", body)
	}
}

func TestNamesAndValuesMayBeEscaped(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{getCheck + `: /check/newName: unknown member (1 times)`},
		lines(drift.Look(getCheck, []byte(`{"che\u0063k":{`+known+`"check\u005fid":"CHK1","status":"comple\u0074ed","new\u004eame":1},"self":"/v1/checks/CHK1"}`))))
}

func TestSamplesAreOfEachOperation(t *testing.T) {
	t.Parallel()
	var told []drift.Finding
	c := collector(t, drift.Options{Every: 3, OnFinding: func(f drift.Finding) { told = append(told, f) }})
	call := client(t, `{"check":{`+known+`"check_id":"CHK1","new":1},"self":"/v1/checks/CHK1"}`, c)
	for range 7 {
		_, err := call.Checks.Get(t.Context(), "CHK1")
		require.NoError(t, err)
	}
	require.Len(t, c.Findings(), 1)
	assert.EqualValues(t, 3, c.Findings()[0].Count, "the first, the fourth and the seventh")
	assert.Len(t, told, 1)
}

func TestErrorsAndValuesAreLeftOut(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	file := filepath.Join(t.TempDir(), "drift.json")
	c := collector(t, drift.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil)), File: file})
	call := client(t, `{"check":{`+known+`"check_id":"CHK1","status":"ANA","name":"ANA","map":{"ANA":"ANA"},"1000000001":"ANA"},"self":"/v1/checks/CHK1"}`, c)
	_, err := call.Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err)
	require.NoError(t, c.Flush())
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, printed := range []string{log.String(), string(text), fmt.Sprint(c.Findings())} {
		assert.Contains(t, printed, "/check/status")
		assert.NotContains(t, printed, "ANA")
		assert.NotContains(t, printed, "1000000001")
	}
}

func TestTheFileIsCountedOn(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "drift.json")
	for range 2 {
		c := collector(t, drift.Options{File: file})
		call := client(t, `{"check":{`+known+`"check_id":"CHK1","new":1},"self":"/v1/checks/CHK1"}`, c)
		for range 5 {
			_, err := call.Checks.Get(t.Context(), "CHK1")
			require.NoError(t, err)
		}
		require.NoError(t, c.Flush())
	}
	text, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = text.Close() }()
	found, err := drift.Read(text)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.EqualValues(t, 10, found[0].Count)
	assert.False(t, found[0].First.IsZero())
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	_, err := drift.Read(strings.NewReader("no JSON"))
	require.Error(t, err)
	_, err = drift.Read(strings.NewReader(`{"version":99}`))
	require.ErrorContains(t, err, "version 99")
	_, err = drift.New(drift.Options{Every: -1})
	require.Error(t, err)

	gone := filepath.Join(t.TempDir(), "no", "such", "place.json")
	c := collector(t, drift.Options{File: gone})
	_, err = client(t, `{"check":{`+known+`"check_id":"CHK1","new":1},"self":"/v1/checks/CHK1"}`, c).Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err, "the answer is not lost if the file fails")
	require.Error(t, c.Flush())
}

// A server can make up any number of members.
func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString(`{"check":{` + known + `"check_id":"CHK1"`)
	for i := range 20_000 {
		fmt.Fprintf(&body, `,"m_%s":1`, strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(i)))
	}
	body.WriteString(`},"self":"/v1/checks/CHK1"}`)
	c := collector(t, drift.Options{})
	_, err := client(t, body.String(), c).Checks.Get(t.Context(), "CHK1")
	require.NoError(t, err)
	assert.Len(t, c.Findings(), 10_000)
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := collector(t, drift.Options{})
	call := client(t, `{"check":{`+known+`"check_id":"CHK1","new":1},"self":"/v1/checks/CHK1"}`, c)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for range 50 {
				_, err := call.Checks.Get(t.Context(), "CHK1")
				assert.NoError(t, err)
				c.Findings()
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 800, c.Findings()[0].Count)
}

func ExampleLook() {
	body := `{"check":{"check_id":"CHK1","country":"CO","creation_date":"2026-11-26T12:00:00Z","type":"person",
		"score":"high","mood":"good"},"self":"/v1/checks/CHK1"}`
	for _, f := range drift.Look("GET /v1/checks/{check_id}", []byte(body)) {
		fmt.Println(f)
	}
	// Output:
	// GET /v1/checks/{check_id}: /check/score: type: string, not number (1 times)
	// GET /v1/checks/{check_id}: /check/mood: unknown member (1 times)
}

func BenchmarkIntercepted(b *testing.B) {
	body := `{"check":{` + known + `"check_id":"CHK1","status":"completed","score":0.9},"self":"/v1/checks/CHK1"}`
	for _, every := range []int{1, 100} {
		b.Run(fmt.Sprintf("every %d", every), func(b *testing.B) {
			call := client(b, body, collector(b, drift.Options{Every: every}))
			for b.Loop() {
				if _, err := call.Checks.Get(b.Context(), "CHK1"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
