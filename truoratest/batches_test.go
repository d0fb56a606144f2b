package truoratest

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest/internal/sheet"
)

const batchesURL = "https://" + hostAccount + "/v1/batches"

func newBatch(pairs ...string) []string {
	return append([]string{"service", "checks", "country", "CO", "type", "person"}, pairs...)
}

// sent creates a batch from a file and returns its path.
func (c *caller) sent(file string, pairs ...string) string {
	c.t.Helper()
	out := c.post(batchesURL, form(newBatch(pairs...)...))
	require.Equal(c.t, 200, out.status, out.text)
	up := c.withoutKey()
	put := up.do(up.request("PUT", as[string](out.json["file_upload_link"]), sheet.ContentType, file))
	require.Equal(c.t, 200, put.status, put.text)
	return batchesURL + "/" + as[string](out.json["batch_id"])
}

func TestBatchesRefuse(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	for _, bad := range [][]string{
		{"country", "CO", "type", "person"},
		newBatch("country", "XX"),
		newBatch("type", "no such type"),
		newBatch("frequency", "2h"),
		newBatch("end_date", "tomorrow"),
		newBatch("columns_mapping.national_id", "-1"),
		newBatch("columns_mapping.national_id", "A"),
		newBatch("columns_mapping.nationalid", "0"),
		newBatch("columns_mapping.national_id", "1", "columns_mapping.issue_date", "1"),
	} {
		assert.Equal(t, 400, api.post(batchesURL, form(bad...)).status, bad)
	}
	out := api.post(batchesURL, form(newBatch("columns_mapping.national_id", "3", "columns_mapping.issue_date", "0")...))
	require.Equal(t, 200, out.status, out.text)
	assert.Equal(t, []any{"issue_date", "national_id"}, out.json["columns"])
	at := batchesURL + "/" + as[string](out.json["batch_id"])
	assert.Equal(t, "Batch File not found", api.post(at+"/start", nil).message())
	assert.Equal(t, "Batch not found", api.get(at+"/report").message())
	assert.Equal(t, 400, api.post(at+"/report", form("format", "ods")).status)
	assert.Equal(t, 404, api.get(batchesURL+"/BCH0").status)
}

func TestTheLifeOfABatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		// A header, a row without inputs, one that is refused, and an empty one.
		at := api.sent(string(Sheet([][]string{
			{"National ID", "Phone number"}, {"0100000001", "+57 3000000000"}, {"1000000002"}, {"1000000003", "no"}, {"", " "},
		})), "columns_mapping.national_id", "0", "columns_mapping.phone_number", "1")
		state := api.get(at).json
		assert.EqualValues(t, 3, state["size"])
		assert.Equal(t, "not_started", state["status"])
		assert.Equal(t, "1999-12-31T19:00:00.00-05:00", state["creation_date"])

		assert.Equal(t, "batch started successfully", api.post(at+"/start", nil).message())
		assert.Len(t, srv.Billed(), 2)
		assert.Equal(t, "in_progress", api.get(at).json["status"])
		require.Equal(t, 201, api.post(at+"/report", form("format", "csv")).status)
		time.Sleep(time.Minute)
		assert.Equal(t, "completed", api.get(at).json["status"])
		assert.Equal(t, 400, api.post(at+"/start", nil).status)
		assert.Equal(t, 400, api.put(at).status, "it cannot be stopped any more")

		link := as[string](api.get(at + "/report").json["batch_report_url"])
		report := api.withoutKey().get(link)
		lines := strings.Split(strings.TrimSpace(report.text), "\n")
		require.Len(t, lines, 4)
		assert.Equal(t, "row,national_id,phone_number,check_id,status,score,error", lines[0])
		assert.Contains(t, lines[1], "1,0100000001,+57 3000000000,CHK")
		assert.Contains(t, lines[3], "Invalid phone number format")
		time.Sleep(time.Hour)
		assert.Equal(t, 403, api.withoutKey().get(link).status, "the link has expired")
	})
}

func TestASecondStartIsDear(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	at := api.sent(string(Sheet([][]string{{"1000000001"}})))
	require.Equal(t, 200, api.post(at+"/start", nil).status)
	require.Equal(t, 200, api.post(at+"/start", nil).status)
	assert.Len(t, srv.Billed(), 2)
	assert.Equal(t, "stopped", api.put(at).json["status"])
	assert.Equal(t, 400, api.put(at).status)
}

func TestABrokenSheetFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		at := api.sent("national_id;1000000001")
		require.Equal(t, 200, api.post(at+"/start", nil).status)
		assert.Equal(t, "in_progress", api.get(at).json["status"])
		time.Sleep(time.Minute)
		state := api.get(at).json
		assert.Equal(t, "failed", state["status"])
		assert.NotEmpty(t, state["failure_reason"])
		assert.Empty(t, srv.Billed())
	})
}
