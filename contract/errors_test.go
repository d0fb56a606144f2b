package contract_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
)

// errorRow is a line of errors.csv.
type errorRow struct {
	statuses  []int
	code      int
	message   string
	retryable bool
	body      string
}

func errorRows(t *testing.T) []errorRow {
	t.Helper()
	text, err := os.ReadFile("errors.csv")
	require.NoError(t, err)
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	var rows []errorRow
	for _, record := range records[1:] {
		row := errorRow{message: record[column["message"]], retryable: record[column["retryable"]] == "True"}
		for status := range strings.SplitSeq(record[column["http"]], ", ") {
			n, err := strconv.Atoi(status)
			require.NoError(t, err)
			row.statuses = append(row.statuses, n)
		}
		row.code, _ = strconv.Atoi(record[column["code"]]) // empty is none
		row.body = errorBody(&row)
		rows = append(rows, row)
	}
	return rows
}

// errorBody returns the answer that the row describes. Messages in parentheses are
// descriptions of the message, not its text.
func errorBody(row *errorRow) string {
	words := strings.TrimPrefix(row.message, "(contains) ")
	switch words {
	case "(array body)":
		row.code, row.message = 10400, "first; second"
		return `[{"code":10400,"message":"first"},{"code":10400,"message":"second"}]`
	case "(S3 XML body)":
		row.message = "Request has expired"
		return `<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`
	}
	row.message = words
	if row.code == 0 {
		return fmt.Sprintf(`{"message":%q}`, words)
	}
	return fmt.Sprintf(`{"code":%d,"http_code":%d,"message":%q}`, row.code, row.statuses[0], words)
}

// Every documented error is parsed completely, has the kind its status means, and is
// retried exactly if that can help.
func TestEveryDocumentedError(t *testing.T) {
	t.Parallel()
	rows := errorRows(t)
	require.Greater(t, len(rows), 150)
	for i, row := range rows {
		for _, status := range row.statuses {
			t.Run(fmt.Sprintf("%d/%d", i+2, status), func(t *testing.T) {
				t.Parallel()
				tries := 0
				client, err := truora.New("not-a-real-key", truora.WithRetries(1), truora.WithRetryWait(1, 1),
					truora.WithHTTPClient(&http.Client{Transport: roundTrip(func(req *http.Request) *http.Response {
						tries++
						return &http.Response{StatusCode: status, Header: http.Header{}, Request: req, Body: io.NopCloser(strings.NewReader(row.body)), ContentLength: int64(len(row.body))}
					})}))
				require.NoError(t, err)
				_, err = client.Checks.Get(t.Context(), "CHK1")
				var e *truora.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, status, e.StatusCode)
				assert.Equal(t, row.code, e.Code)
				assert.Equal(t, row.message, e.Message)
				assert.Equal(t, row.body, string(e.Body))
				assert.Equal(t, row.retryable, tries == 2, "tried %d times: %s", tries, row.body)
				assert.ErrorIs(t, err, kindOf(status, row.message))
			})
		}
	}
}

func kindOf(status int, message string) error {
	switch {
	case strings.Contains(message, "max rate limit reached") || status == 429:
		return truora.ErrRateLimited
	case strings.Contains(message, "process expired"):
		return truora.ErrExpired
	case strings.Contains(message, "invalid current step"), strings.Contains(message, "already queued"):
		return truora.ErrConflict
	case strings.Contains(message, "config already exists"), strings.Contains(message, "already has the default value"):
		return truora.ErrUnchanged
	}
	if status >= 500 || status == http.StatusRequestTimeout {
		return truora.ErrServer
	}
	return map[int]error{
		400: truora.ErrInvalid, 401: truora.ErrUnauthorized, 403: truora.ErrForbidden, 404: truora.ErrNotFound,
		409: truora.ErrConflict, 410: truora.ErrExpired, 422: truora.ErrInvalid,
	}[status]
}

type roundTrip func(*http.Request) *http.Response

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req), nil }
