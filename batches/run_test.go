package batches_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

// run is a whole life; id gets the batch as a caller would keep it.
func run(id *string, report io.Writer) batches.RunParams {
	return batches.RunParams{
		BatchID: *id, Create: people(), File: bytes.NewReader(sheet()), Report: report,
		ReportParams: batches.DownloadReportParams{Format: batches.FormatCSV},
		OnCreate: func(c *batches.Created) error {
			*id = c.BatchID
			return nil
		},
	}
}

func TestRun(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		var id string
		var report bytes.Buffer
		var sent int64
		updates := 0
		params := run(&id, &report)
		params.OnUpload = func(done, _ int64) { sent = done }
		params.OnUpdate = func(*batches.Batch) { updates++ }
		batch, err := client.Batches.Run(t.Context(), params)
		require.NoError(t, err)
		assert.Equal(t, batches.StatusCompleted, batch.Status)
		assert.Equal(t, id, batch.BatchID)
		assert.EqualValues(t, len(sheet()), sent)
		assert.Greater(t, updates, 1)
		assert.Contains(t, report.String(), "0100000001")
		assert.Len(t, srv.Billed(), 2)
	})
}

// Whatever breaks, and whenever: the rows are bought once, and the report comes.
func TestRunGoesOnAfterACrashAnywhere(t *testing.T) {
	lose := func(op string) func(*truoratest.Server) { return func(srv *truoratest.Server) { srv.LoseAnswer(op) } }
	fail := func(op string) func(*truoratest.Server) {
		return func(srv *truoratest.Server) {
			srv.Fail(op, truoratest.Status(500), truoratest.Status(500), truoratest.Status(500), truoratest.Status(500))
		}
	}
	for name, breaks := range map[string]func(*truoratest.Server){
		"the answer to create is lost":          lose(createOp),
		"the answer to upload is lost":          lose(uploadOp),
		"the answer to start is lost":           lose(startOp),
		"upload fails":                          fail(uploadOp),
		"start fails inside":                    fail(startOp),
		"start is refused":                      func(srv *truoratest.Server) { srv.Fail(startOp, truoratest.Status(400)) },
		"the report's request fails":            fail("POST /v1/batches/{batch_id}/report"),
		"the report's link fails":               fail(reportOp),
		"the report breaks off":                 func(srv *truoratest.Server) { srv.CutAnswer("GET /{presigned_path}", 5) },
		"the file is not visible at first":      func(srv *truoratest.Server) { srv.Fail(startOp, truoratest.Status(404), truoratest.Status(404)) },
		"the file does not become visible":      fail404(startOp, 12),
		"upload is lost, start does not see it": func(srv *truoratest.Server) { srv.LoseAnswer(uploadOp); fail404(startOp, 12)(srv) },
	} {
		t.Run(name, func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
				breaks(srv)
				var id string
				var report bytes.Buffer
				for try := 0; ; try++ {
					require.Less(t, try, 6)
					report.Reset()
					if _, err := client.Batches.Run(t.Context(), run(&id, &report)); err == nil {
						break
					}
				}
				assert.Contains(t, report.String(), "1000000002")
				assert.Len(t, srv.Billed(), 2, "each row is bought once")
			})
		})
	}
}

func fail404(op string, times int) func(*truoratest.Server) {
	return func(srv *truoratest.Server) {
		for range times {
			srv.Fail(op, truoratest.Status(404))
		}
	}
}

// A process that ends at any moment, and another that goes on.
func TestRunGoesOnAfterBeingKilled(t *testing.T) {
	for after := time.Duration(0); after < 40*time.Second; after += 1500 * time.Millisecond {
		t.Run(after.String(), func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
				for _, op := range []string{createOp, uploadOp, startOp, getOp} {
					srv.Slow(op, 2*time.Second) // so that the end comes in the middle of each
				}
				var id string
				ctx, kill := context.WithTimeout(t.Context(), after)
				defer kill()
				_, err := client.Batches.Run(ctx, run(&id, &bytes.Buffer{}))
				var report bytes.Buffer
				if err != nil {
					_, err = client.Batches.Run(t.Context(), run(&id, &report))
				}
				require.NoError(t, err)
				assert.Len(t, srv.Billed(), 2)
			})
		})
	}
}

func TestRunWithABatchThatIsDone(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		var id string
		_, err := client.Batches.Run(t.Context(), run(&id, nil))
		require.NoError(t, err)
		var report bytes.Buffer
		batch, err := client.Batches.Run(t.Context(), batches.RunParams{BatchID: id, Report: &report})
		require.NoError(t, err, "it needs neither file nor params")
		assert.Equal(t, batches.StatusCompleted, batch.Status)
		assert.Positive(t, report.Len())
		assert.Len(t, srv.RequestsTo(startOp), 1)
		assert.Len(t, srv.RequestsTo(createOp), 1)
	})
}

func TestRunWithABatchWithoutAFile(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		orphan := created(t, client).BatchID
		_, err := client.Batches.Run(t.Context(), batches.RunParams{BatchID: orphan})
		require.ErrorIs(t, err, batches.ErrNoFile)

		id := orphan
		_, err = client.Batches.Run(t.Context(), run(&id, nil))
		require.NoError(t, err)
		assert.NotEqual(t, orphan, id, "another batch was made")
		assert.Len(t, srv.Billed(), 2)

		_, err = client.Batches.Run(t.Context(), batches.RunParams{BatchID: "BCH404", File: bytes.NewReader(sheet()), Create: people()})
		require.ErrorIs(t, err, batches.ErrNoBatch, "a wrong id must not cause a purchase")
		assert.Len(t, srv.RequestsTo(createOp), 2)
	})
}

func TestRunStopsIfTheIDCannotBeKept(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		full := errors.New("the disk is full")
		params := run(new(string), nil)
		params.OnCreate = func(*batches.Created) error { return full }
		batch, err := client.Batches.Run(t.Context(), params)
		require.ErrorIs(t, err, full)
		assert.NotEmpty(t, batch.BatchID)
		assert.Empty(t, srv.RequestsTo(uploadOp))
	})
}

// What another process has started is not started again, even if its start
// shows late.
func TestRunWaitsForAStartThatIsOnItsWay(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		id := uploaded(t, client)
		go func() {
			time.Sleep(20 * time.Second)
			err := client.Batches.Start(t.Context(), id)
			assert.NoError(t, err)
		}()
		_, err := client.Batches.Run(t.Context(), batches.RunParams{BatchID: id})
		require.NoError(t, err)
		assert.Len(t, srv.RequestsTo(startOp), 1)
		assert.Len(t, srv.Billed(), 2)
	})
}

// notFound answers requests to op with 404, after they were carried out.
type notFound struct {
	next  http.RoundTripper
	op    string
	times int
}

func (n *notFound) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := n.next.RoundTrip(req)
	if err != nil || truora.Operation(req.Context()) != n.op || n.times == 0 {
		return resp, err
	}
	n.times--
	_ = resp.Body.Close()
	return &http.Response{StatusCode: http.StatusNotFound, Body: io.NopCloser(strings.NewReader(`{"message":"Resource not found"}`)), Request: req}, nil
}

// A 404 to a start that was accepted does not make another start.
func TestRunLooksBeforeItBelievesThatAStartFoundNothing(t *testing.T) {
	for name, times := range map[string]int{"once": 1, "always": 100} {
		t.Run(name, func(t *testing.T) {
			areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, _ *truora.Client) {
				client := srv.Client(truora.WithHTTPClient(&http.Client{Transport: &notFound{srv, startOp, times}}))
				var id string
				batch, err := client.Batches.Run(t.Context(), run(&id, nil))
				require.NoError(t, err)
				assert.Equal(t, batches.StatusCompleted, batch.Status)
				assert.Len(t, srv.RequestsTo(startOp), 1)
				assert.Len(t, srv.Billed(), 2, "two rows")

				id = uploaded(t, client)
				err = client.Batches.Start(t.Context(), id)
				if times > 1 {
					require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "the batch says that it was started")
					require.NotErrorIs(t, err, batches.ErrNoFile)
				}
			})
		})
	}
}
