package batches_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const (
	createOp = "POST /v1/batches"
	uploadOp = "PUT /batch-upload-service/{client_id}/{service}/{batch_id}"
	startOp  = "POST /v1/batches/{batch_id}/start"
	getOp    = "GET /v1/batches/{batch_id}"
	reportOp = "GET /v1/batches/{batch_id}/report"
)

func people() batches.CreateParams {
	return batches.CreateParams{
		Service: batches.ProductChecks, Country: apitype.CountryColombia, Type: "person",
		ColumnsMapping: batches.ColumnsMapping{"national_id": 0, "first_name": 2},
	}
}

// sheet has two people, one of them with a zero in front.
func sheet() []byte {
	return truoratest.Sheet([][]string{{"0100000001", "", "ANA"}, {"1000000002", "", "LUIS"}})
}

func created(t *testing.T, client *truora.Client) *batches.Created {
	t.Helper()
	made, err := client.Batches.Create(t.Context(), people())
	require.NoError(t, err)
	return made
}

func uploaded(t *testing.T, client *truora.Client) string {
	t.Helper()
	made := created(t, client)
	require.NoError(t, client.Batches.Upload(t.Context(), made.FileUploadLink, bytes.NewReader(sheet()), batches.UploadParams{}))
	return made.BatchID
}

func TestStepByStep(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Batches
		made := created(t, client)
		assert.Equal(t, []string{"national_id", "first_name"}, made.Columns)
		require.NoError(t, s.Upload(t.Context(), made.FileUploadLink, bytes.NewReader(sheet()), batches.UploadParams{}))
		assert.Empty(t, srv.RequestsTo(uploadOp)[0].Header.Get("Truora-API-Key"))
		batch, err := s.Get(t.Context(), made.BatchID)
		require.NoError(t, err)
		assert.Equal(t, batches.StatusNotStarted, batch.Status)
		assert.Equal(t, 2, batch.Size)
		assert.Empty(t, srv.Billed())

		err = s.Start(t.Context(), made.BatchID)
		require.NoError(t, err)
		assert.Len(t, srv.Billed(), 2, "a check for each row")
		var seen []batches.Status
		batch, err = s.Wait(t.Context(), made.BatchID, batches.WaitParams{OnUpdate: func(b *batches.Batch) {
			if len(seen) == 0 || seen[len(seen)-1] != b.Status {
				seen = append(seen, b.Status)
			}
		}})
		require.NoError(t, err)
		assert.Equal(t, []batches.Status{batches.StatusInProgress, batches.StatusCompleted}, seen)
		assert.True(t, batch.Final())

		var report bytes.Buffer
		require.NoError(t, s.DownloadReport(t.Context(), made.BatchID, &report, batches.DownloadReportParams{Format: batches.FormatCSV}))
		assert.Contains(t, report.String(), "0100000001", "the leading zero is kept")
		assert.Contains(t, report.String(), "completed")
		assert.Greater(t, len(srv.RequestsTo(reportOp)), 1, "it was not there at first")
		_, err = s.Stop(t.Context(), made.BatchID)
		require.ErrorIs(t, err, truora.ErrInvalid, "after the end")
	})
}

func TestTheThreeMeaningsOfA404(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s, ctx := client.Batches, t.Context()
		made := created(t, client)
		start := func(id string) error { return s.Start(ctx, id) }
		report := func(id string) error { _, err := s.GetReport(ctx, id); return err }
		all := []error{batches.ErrNoBatch, batches.ErrNoFile, batches.ErrNoReport}
		for name, tt := range map[string]struct {
			err  error
			want error
		}{
			"no file":                    {start(made.BatchID), batches.ErrNoFile},
			"no batch to start":          {start("BCH404"), batches.ErrNoBatch},
			"no report":                  {report(made.BatchID), batches.ErrNoReport},
			"no batch to report about":   {report("BCH404"), batches.ErrNoBatch},
			"no batch to make a report":  {s.RequestReport(ctx, "BCH404", batches.RequestReportParams{Format: "csv"}), batches.ErrNoBatch},
			"no batch to stop":           {func() error { _, err := s.Stop(ctx, "BCH404"); return err }(), batches.ErrNoBatch},
			"no batch to wait for":       {func() error { _, err := s.Wait(ctx, "BCH404", batches.WaitParams{}); return err }(), batches.ErrNoBatch},
			"no batch to download about": {s.DownloadReport(ctx, "BCH404", &bytes.Buffer{}, batches.DownloadReportParams{}), batches.ErrNoBatch},
		} {
			for _, kind := range all {
				assert.Equal(t, errors.Is(tt.want, kind), errors.Is(tt.err, kind), "%s: %v is %v", name, tt.err, kind)
			}
			require.ErrorIs(t, tt.err, truora.ErrNotFound, name)
			assert.Equal(t, errors.Is(tt.want, batches.ErrNoReport), errors.Is(tt.err, truora.ErrNotReady), name)
			var e *truora.Error
			require.ErrorAs(t, tt.err, &e, name)
			assert.Equal(t, 404, e.StatusCode, name)
		}
		assert.Empty(t, srv.Billed())
	})
}

func TestAReportThatDoesNotCome(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		id := uploaded(t, client)
		never := make([]truoratest.Answer, 200)
		for i := range never {
			never[i] = truoratest.Status(404)
		}
		srv.Fail(reportOp, never...)
		began := time.Now()
		var w bytes.Buffer
		err := client.Batches.DownloadReport(t.Context(), id, &w, batches.DownloadReportParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, batches.ErrNoReport)
		require.ErrorIs(t, err, truora.ErrNotReady)
		assert.Equal(t, time.Minute, time.Since(began))

		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err = client.Batches.DownloadReport(ctx, id, &w, batches.DownloadReportParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, w.Len())
	})
}

func TestALinkTakesOneFileAndLivesHalfAnHour(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		upload := func(link string) error {
			return client.Batches.Upload(t.Context(), link, bytes.NewReader(sheet()), batches.UploadParams{})
		}
		used := created(t, client).FileUploadLink
		require.NoError(t, upload(used))
		err := upload(used)
		require.ErrorIs(t, err, truora.ErrForbidden)
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.Len(t, srv.RequestsTo(uploadOp), 2)

		late := created(t, client).FileUploadLink
		time.Sleep(30 * time.Minute)
		require.ErrorIs(t, upload(late), truora.ErrExpired)
		assert.Len(t, srv.RequestsTo(uploadOp), 2, "nothing was sent")
	})
}

func TestLostAnswers(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Batches
		srv.LoseAnswer(createOp)
		_, err := s.Create(t.Context(), people())
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(createOp), 1)

		made := created(t, client)
		srv.LoseAnswer(uploadOp)
		one := truoratest.Sheet([][]string{{"1000000001"}})
		err = s.Upload(t.Context(), made.FileUploadLink, bytes.NewReader(one), batches.UploadParams{})
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(uploadOp), 1)
		assert.NotContains(t, err.Error(), "Signature")

		srv.LoseAnswer(startOp)
		err = s.Start(t.Context(), made.BatchID)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(startOp), 1)
		assert.Len(t, srv.Billed(), 1)

		srv.LoseAnswer("PUT /v1/batches/{batch_id}")
		_, err = s.Stop(t.Context(), made.BatchID)
		require.ErrorIs(t, err, truora.ErrInvalid, "the first attempt stopped it, the second finds it stopped")
		batch, err := s.Get(t.Context(), made.BatchID)
		require.NoError(t, err)
		assert.Equal(t, batches.StatusStopped, batch.Status)
	})
}

func TestAFileThatIsNoSheet(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		batch, err := client.Batches.Run(t.Context(), batches.RunParams{
			Create: people(), File: strings.NewReader("national_id;1"), Report: &bytes.Buffer{},
		})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, batches.StatusFailed, batch.Status)
		assert.NotEmpty(t, batch.FailureReason)
		assert.Empty(t, srv.RequestsTo("POST /v1/batches/{batch_id}/report"), "it has no report")
		assert.Empty(t, srv.Billed())
	})
}

func TestRowsThatAreRepeated(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		params := people()
		params.Frequency, params.EndDate = apitype.FrequencyDaily, apitype.DateOf(time.Now().AddDate(0, 1, 0))
		_, err := client.Batches.Run(t.Context(), batches.RunParams{Create: params, File: bytes.NewReader(sheet())})
		require.NoError(t, err)
		assert.Len(t, srv.Billed(), 2)
		time.Sleep(2 * 24 * time.Hour)
		assert.Len(t, srv.Billed(), 6)
	})
}

// Truora documents batches on another host too.
func TestTheOtherHost(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		other := client.With(truora.WithHosts(truora.Hosts{Account: areatest.Checks}))
		_, err := other.Batches.Run(t.Context(), batches.RunParams{Create: people(), File: bytes.NewReader(sheet())})
		require.NoError(t, err)
		assert.Equal(t, "api.checks.truora.com", srv.RequestsTo(startOp)[0].Host)
	})
}
