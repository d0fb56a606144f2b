package bench

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/webhooks"
)

// sent is a request as the server sees it.
type sent struct {
	method, url string
	header      http.Header
	form        url.Values
	length      int64
}

// recorder keeps the requests that pass through it.
type recorder struct {
	sent []sent
}

func (r *recorder) before(next Transport) http.RoundTripper {
	return RoundTripper(func(req *http.Request) (*http.Response, error) {
		s := sent{method: req.Method, url: req.URL.String(), header: req.Header.Clone(), length: req.ContentLength}
		if req.Body != nil && req.Body != http.NoBody {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			if s.form, err = url.ParseQuery(string(body)); err != nil {
				return nil, err
			}
		}
		r.sent = append(r.sent, s)
		return next.RoundTrip(req)
	})
}

// A ratio means something only if both sides do the same work.
func TestBothSidesDoTheSame(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	pairs, err := PairsOver(rec.before)
	require.NoError(t, err)

	require.Len(t, pairs, 4)
	for _, pair := range pairs {
		rec.sent = nil
		sdk, err := pair.SDK(t.Context())
		require.NoError(t, err, pair.Name)
		byHand, err := pair.ByHand(t.Context())
		require.NoError(t, err, pair.Name)

		require.Len(t, rec.sent, 2, pair.Name)
		for _, s := range rec.sent {
			assert.NotEmpty(t, s.header.Get("User-Agent"), pair.Name)
			s.header.Del("User-Agent") // each has its own
		}
		assert.Equal(t, rec.sent[1], rec.sent[0], pair.Name)

		assertSame(t, sdk, byHand)
	}
}

// assertSame compares the results of two sides, apart from the text of the answer, which
// only the SDK keeps.
func assertSame(t *testing.T, sdk, byHand any) {
	t.Helper()
	switch sdk := sdk.(type) {
	case *checks.Check:
		bare(t, &sdk.Raw)
	case *apitype.Page[checks.Check]:
		bare(t, &sdk.Raw)
		for i := range sdk.Items {
			bare(t, &sdk.Items[i].Raw)
		}
	case *apitype.Page[checks.Detail]:
		bare(t, &sdk.Raw)
		for i := range sdk.Items {
			bare(t, &sdk.Items[i].Raw)
		}
	case []byte:
		assert.Equal(t, byHand, string(sdk))
		return
	case webhooks.Event:
		bare(t, &sdk.Raw)
		bare(t, &sdk.Payload.(*webhooks.Check).Raw)
		assert.Equal(t, byHand, sdk)
		return
	}
	assert.Equal(t, byHand, sdk)
}

func bare(t *testing.T, raw *apitype.Raw) {
	t.Helper()
	assert.NotEmpty(t, raw.RawJSON())
	*raw = apitype.Raw{}
}

func TestFormsAndWebhooksAreTheSame(t *testing.T) {
	t.Parallel()
	for _, of := range []func() ([]Pair, error){Forms, Webhooks} {
		pairs, err := of()
		require.NoError(t, err)
		for _, pair := range pairs {
			sdk, err := pair.SDK(t.Context())
			require.NoError(t, err, pair.Name)
			byHand, err := pair.ByHand(t.Context())
			require.NoError(t, err, pair.Name)
			assertSame(t, sdk, byHand)
		}
	}
}

// The params of the pair have no empty field, so that every kind of field is measured.
func TestEveryInputIsSent(t *testing.T) {
	t.Parallel()
	params := reflect.ValueOf(everyInput())
	for i := range params.NumField() {
		assert.False(t, params.Field(i).IsZero(), params.Type().Field(i).Name)
	}
}

func TestErrorsEndABenchmark(t *testing.T) {
	t.Parallel()
	nothing := Transport(func(*http.Request) (io.Reader, int64) { return strings.NewReader("{"), 1 })
	sdk, byHand, err := sides(nothing)
	require.NoError(t, err)

	_, err = sdk.Checks.Get(t.Context(), checkID)
	assert.Error(t, err)
	_, err = byHand.get(t.Context(), checkID)
	assert.Error(t, err)
}

// The check is representative: complete, and nothing in it is unknown.
func TestFinishedCheck(t *testing.T) {
	t.Parallel()
	body := finishedCheck()
	assert.InDelta(t, 14_000, len(body), 1000)

	var answer struct {
		Check         checks.Check `json:"check"`
		Details, Self string
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&answer))
	check := answer.Check
	assert.True(t, check.Final())
	assert.Len(t, check.Statuses, sources)
	assert.Len(t, check.Scores, len(dataSets))
	assert.NotNil(t, check.CompanySummary)
	assert.NotNil(t, check.VehicleSummary)
	assert.False(t, check.StartDate.IsZero())
	assert.False(t, check.DateOfBirth.IsZero())
	require.NotNil(t, check.Summary)
	assert.NotNil(t, check.Summary.DriversLicense)
	assert.NotEmpty(t, check.Summary.NamesFound)
}
