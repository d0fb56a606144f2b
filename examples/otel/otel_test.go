package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

// observed is a client with its recorded spans and metrics.
type observed struct {
	srv     *truoratest.Server
	client  *truora.Client
	spans   *tracetest.InMemoryExporter
	figures *sdkmetric.ManualReader
}

func observe(t *testing.T, next func(http.RoundTripper) http.RoundTripper) observed {
	t.Helper()

	o := observed{srv: truoratest.NewServer(t), spans: tracetest.NewInMemoryExporter(), figures: sdkmetric.NewManualReader()}
	hc := o.srv.HTTPClient()
	if next != nil {
		hc.Transport = next(hc.Transport)
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(o.spans))
	transport, err := newTransport(hc.Transport, tracers,
		sdkmetric.NewMeterProvider(sdkmetric.WithReader(o.figures)))
	require.NoError(t, err)
	hc.Transport = transport
	o.client = o.srv.Client(truora.WithHTTPClient(hc), truora.WithInterceptor(purchaseSpans(tracers)))

	return o
}

func (o observed) measured(t *testing.T) metricdata.ResourceMetrics {
	t.Helper()

	var m metricdata.ResourceMetrics
	require.NoError(t, o.figures.Collect(t.Context(), &m))

	return m
}

func TestSpanForEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := observe(t, nil)
		for _, trouble := range []func(){
			func() { o.srv.Fail("GET /v1/checks", truoratest.Status(503)) },
			func() { o.srv.LoseAnswer("GET /v1/checks") },
		} {
			trouble()
			_, err := o.client.Checks.List(t.Context(), checks.ListParams{})
			require.NoError(t, err)
		}

		var results []codes.Code
		for _, span := range o.spans.GetSpans() {
			assert.Equal(t, "GET /v1/checks", span.Name)
			results = append(results, span.Status.Code)
		}
		assert.Equal(t, []codes.Code{codes.Error, codes.Unset, codes.Error, codes.Unset}, results)

		points := uint64(0)
		for _, scope := range o.measured(t).ScopeMetrics {
			for _, m := range scope.Metrics {
				for _, point := range m.Data.(metricdata.Histogram[float64]).DataPoints {
					points += point.Count
				}
			}
		}
		assert.Equal(t, uint64(4), points)
	})
}

// talkative is a transport that puts the URL into its errors, as some do.
type talkative struct{ next http.RoundTripper }

func (t talkative) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, errors.New("cannot reach " + req.URL.String() + " with " + req.Header.Get("Truora-Api-Key"))
	}

	return resp, nil
}

// No span and no label contains the key, a URL, an id or what a call says about a
// person, whatever happens to the call.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const person, order = "1000987654", "order-canary-77"
		o := observe(t, func(next http.RoundTripper) http.RoundTripper { return talkative{next} })
		ctx := t.Context()

		check, err := o.client.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: person, FirstName: "Canaria", UserAuthorized: true, CustomInput: order,
		})
		require.NoError(t, err)
		_, err = o.client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{})
		require.NoError(t, err)
		for file, err := range o.client.Checks.AllAttachments(ctx, check.CheckID, checks.ListAttachmentsParams{}) {
			require.NoError(t, err)
			require.NoError(t, o.client.Checks.DownloadAttachment(ctx, file.Link, &bytes.Buffer{}, checks.DownloadAttachmentParams{}))
		}
		for _, status := range []int{400, 404, 429, 502} {
			o.srv.Fail("GET /v1/checks/{check_id}", truoratest.Answer{Status: status, Body: `{"message":"` + person + `"}`})
			_, _ = o.client.Checks.Get(ctx, check.CheckID)
		}
		o.srv.LoseAnswer("GET /v1/checks/{check_id}")
		o.srv.CutAnswer("GET /v1/checks/{check_id}", 20)
		_, err = o.client.Checks.Get(ctx, check.CheckID)
		require.NoError(t, err)

		spans := o.spans.GetSpans()
		require.Greater(t, len(spans), 10)
		seen := fmt.Sprintf("%+v %+v", spans, o.measured(t))
		require.Contains(t, seen, "GET /v1/checks/{check_id}")
		for _, secret := range []string{truoratest.APIKey, person, order, "Canaria", check.CheckID, "https:", "api.checks", "/v1/checks/CHK", "signature="} {
			assert.NotContains(t, strings.ToLower(seen), strings.ToLower(secret))
		}
	})
}

func TestRun(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Contains(t, out.String(), "POST /v1/checks ")
	assert.Regexp(t, `GET /v1/checks/\{check_id\} +503`, out.String())
	assert.Regexp(t, `GET /v1/checks/\{check_id\}/pdf +200`, out.String())
}
