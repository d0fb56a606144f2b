package batches_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/internal/areatest"
)

const (
	path = areatest.Account + "/v1/batches"
	// The query goes out byte for byte: ~ and - stay, and so does the order.
	link = "https://files.truora.com/batch-upload-service/democlient/checks/BCH1?max-size=209715200&method=PUT&retries=1&token=a~b-c&Expires=99999999999&Signature=Zm9v~_-"

	batch = `{"batch_id":"BCH1","creation_date":"2023-01-01T12:00:00.00-05:00","service":"checks","size":10,"status":"melting","failure_reason":null,"new_in_2027":1}`
)

func assertBatch(t *testing.T, got any) {
	b, ok := got.(*batches.Batch)
	require.True(t, ok)
	assert.Equal(t, "BCH1", b.BatchID)
	assert.Equal(t, batches.ProductChecks, b.Service)
	assert.Equal(t, 10, b.Size)
	assert.Equal(t, batches.Status("melting"), b.Status)
	assert.True(t, b.Final(), "an unknown status is an end")
	assert.Empty(t, b.FailureReason)
	assert.True(t, time.Date(2023, 1, 1, 17, 0, 0, 0, time.UTC).Equal(b.CreationDate))
	assert.JSONEq(t, batch, string(b.RawJSON()))
}

func TestWire(t *testing.T) {
	t.Parallel()
	areatest.Run(t, map[string]areatest.Row{
		"Create": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return c.Batches.Create(ctx, batches.CreateParams{
					Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "my type", ColumnsMapping: batches.ColumnsMapping{"national_id": 0, "issue_date": 1},
					Frequency: "1w", EndDate: apitype.Date{Year: 2026, Month: time.December, Day: 19},
				})
			},
			Method: "POST", URL: path, Want: assertCreated,
			Body:   "columns_mapping.issue_date=1&columns_mapping.national_id=0&country=CO&end_date=2026-12-19&frequency=1w&service=checks&type=my+type",
			Answer: `{"batch_id":"BCH1","columns":["national_id","issue_date"],"file_upload_link":"` + strings.ReplaceAll(link, "&", `\u0026`) + `"}`,
		},
		"Upload": {
			Call: func(ctx context.Context, c *truora.Client) (any, error) {
				return nil, c.Batches.Upload(ctx, link, strings.NewReader("sheet"), batches.UploadParams{})
			},
			Method: "PUT", URL: link, NoKey: true, Body: "sheet", Answer: "whatever",
			Header: map[string]string{"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
			Want:   func(*testing.T, any) {},
		},
		"Get": {
			Call:   func(ctx context.Context, c *truora.Client) (any, error) { return c.Batches.Get(ctx, "BCH1") },
			Method: "GET", URL: path + "/BCH1", Answer: batch, Want: assertBatch,
		},
	})
}

func assertCreated(t *testing.T, got any) {
	c := got.(*batches.Created)
	assert.Equal(t, []string{"national_id", "issue_date"}, c.Columns)
	assert.Equal(t, link, c.FileUploadLink)
}

// The request carries its length, and nothing is sent in pieces.
func TestAnUploadHasALength(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		assert.EqualValues(t, 5, req.ContentLength)
		assert.Empty(t, req.TransferEncoding)
		_, err := io.Copy(io.Discard, req.Body)
		return httpmock.NewStringResponse(204, ""), err
	})
	var reports []int64
	params := batches.UploadParams{Size: 5, Progress: func(done, total int64) {
		assert.EqualValues(t, 5, total)
		reports = append(reports, done)
	}}
	file := struct{ io.Reader }{strings.NewReader("sheet")} // neither Len nor Seek
	require.NoError(t, client.Batches.Upload(t.Context(), link, file, params))
	require.NotEmpty(t, reports)
	assert.EqualValues(t, 5, reports[len(reports)-1])

	require.ErrorIs(t, client.Batches.Upload(t.Context(), link, file, batches.UploadParams{}), truora.ErrInvalid, "an unknown size")
}

// The file that may not be touched.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("the file was read")
	return 0, io.EOF
}

func TestAnUploadIsCheckedBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	for name, tt := range map[string]struct {
		link string
		size int64
		kind error
	}{
		"above 200 MiB":    {link, 200<<20 + 1, truora.ErrInvalid},
		"another host":     {strings.Replace(link, "files.truora.com", "files.example.com", 1), 5, truora.ErrInvalid},
		"in clear":         {strings.Replace(link, "https", "http", 1), 5, truora.ErrInvalid},
		"no link":          {"", 5, truora.ErrInvalid},
		"a broken address": {"https://files.truora.com/%zz", 5, truora.ErrInvalid},
	} {
		err := client.Batches.Upload(t.Context(), tt.link, untouched{t}, batches.UploadParams{Size: tt.size})
		require.ErrorIs(t, err, tt.kind, name)
		assert.NotContains(t, err.Error(), "Signature", name)
	}
	require.ErrorIs(t, client.Batches.Upload(t.Context(), link, bytes.NewReader(nil), batches.UploadParams{}), truora.ErrInvalid, "an empty file")
	require.ErrorIs(t, client.Batches.Upload(t.Context(), link, nil, batches.UploadParams{}), truora.ErrInvalid, "no file")
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestRefusedBeforeSending(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	for name, change := range map[string]func(*batches.CreateParams){
		"no service":      func(p *batches.CreateParams) { p.Service = "" },
		"no country":      func(p *batches.CreateParams) { p.Country = "" },
		"no type":         func(p *batches.CreateParams) { p.Type = "" },
		"frequency":       func(p *batches.CreateParams) { p.Frequency = "2h" },
		"end date":        func(p *batches.CreateParams) { p.EndDate = apitype.Date{Year: 2023, Month: 2, Day: 30} },
		"negative column": func(p *batches.CreateParams) { p.ColumnsMapping = batches.ColumnsMapping{"national_id": -1} },
		"no input":        func(p *batches.CreateParams) { p.ColumnsMapping = batches.ColumnsMapping{"": 0} },
		"brackets":        func(p *batches.CreateParams) { p.ColumnsMapping = batches.ColumnsMapping{"[national_id]": 0} },
		"same column": func(p *batches.CreateParams) {
			p.ColumnsMapping = batches.ColumnsMapping{"national_id": 1, "issue_date": 1}
		},
	} {
		params := people()
		change(&params)
		_, err := client.Batches.Create(t.Context(), params)
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	require.ErrorIs(t, client.Batches.RequestReport(t.Context(), "BCH1", batches.RequestReportParams{}), truora.ErrInvalid)
	_, err := client.Batches.Run(t.Context(), batches.RunParams{Create: people()})
	require.ErrorIs(t, err, truora.ErrInvalid, "no file")
	assert.Zero(t, mock.GetTotalCallCount())
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	for status, final := range map[batches.Status]bool{
		batches.StatusNotStarted: false, batches.StatusInProgress: false, "": false,
		batches.StatusCompleted: true, batches.StatusFailed: true, batches.StatusStopped: true, "done": true,
	} {
		assert.Equal(t, final, status.Final(), status)
	}
}

// A lookup that fails leaves the meaning of a 404 open.
func TestA404OfUnknownMeaning(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterResponder("POST", path+"/BCH1/start", httpmock.NewStringResponder(404, `{"code":10404,"message":"Batch File not found"}`))
	mock.RegisterResponder("GET", path+"/BCH1", httpmock.NewStringResponder(500, `{}`))
	err := client.Batches.Start(t.Context(), "BCH1")
	require.ErrorIs(t, err, truora.ErrNotFound)
	assert.NotErrorIs(t, err, batches.ErrNoFile)
	assert.NotErrorIs(t, err, batches.ErrNoBatch)
}
