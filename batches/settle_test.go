package batches_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

// slowToShow loses the answer to a start and shows the batch as not started for a
// while after it.
type slowToShow struct {
	next  http.RoundTripper
	begun time.Time
}

func (s *slowToShow) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.next.RoundTrip(req)
	switch op := truora.Operation(req.Context()); {
	case err != nil:
	case op == startOp:
		s.begun = time.Now()
		_ = resp.Body.Close()
		return nil, io.ErrUnexpectedEOF
	case op == "GET /v1/batches/{batch_id}" && time.Since(s.begun) < 15*time.Second:
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		body = bytes.ReplaceAll(body, []byte(`"in_progress"`), []byte(`"not_started"`))
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return resp, err
}

// A start whose answer was lost may show late: the failure is believed only once
// the batch had time to show it.
func TestRunWaitsForALostStartToShow(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, _ *truora.Client) {
		client := srv.Client(truora.WithHTTPClient(&http.Client{Transport: &slowToShow{next: srv}}))
		var id string
		batch, err := client.Batches.Run(t.Context(), run(&id, nil))
		require.NoError(t, err)
		assert.Equal(t, batches.StatusCompleted, batch.Status)
		assert.Len(t, srv.RequestsTo(startOp), 1)
		assert.Len(t, srv.Billed(), 2, "two rows")
	})
}
