// Otel shows spans and metrics of calls to Truora. It needs no account and no
// collector, because it uses an embedded Truora. Copy transport.go into your program.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/truoratest"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	fmt.Fprint(out, "Embedded Truora: no account needed, nothing is billed, all people are fictional.\n\n")
	srv := truoratest.New(truoratest.WithPace(20))
	defer srv.Close()

	// With a collector, these two are what your program already has.
	spans := tracetest.NewInMemoryExporter()
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	figures := sdkmetric.NewManualReader()
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(figures))

	httpClient := srv.HTTPClient() // with an account: &http.Client{Transport: http.DefaultTransport}
	transport, err := newTransport(httpClient.Transport, tracers, meters)
	if err != nil {
		return err
	}
	httpClient.Transport = transport
	client := srv.Client(truora.WithHTTPClient(httpClient), truora.WithPolling(200*time.Millisecond, time.Second))

	srv.Fail("GET /v1/checks/{check_id}", truoratest.Status(503)) // so that one call is sent twice
	if err := buy(ctx, client); err != nil {
		return err
	}
	var measured metricdata.ResourceMetrics
	if err := figures.Collect(ctx, &measured); err != nil {
		return err
	}
	return show(out, spans.GetSpans(), measured)
}

// buy is the program's own work, which does not know about spans.
func buy(ctx context.Context, client *truora.Client) error {
	check, err := client.Checks.Create(ctx, checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	if err != nil {
		return err
	}
	if _, err := client.Checks.Wait(ctx, check.CheckID, checks.WaitParams{}); err != nil {
		return err
	}
	return client.Checks.DownloadPDF(ctx, check.CheckID, io.Discard, checks.DownloadPDFParams{})
}

func show(out io.Writer, spans tracetest.SpanStubs, measured metricdata.ResourceMetrics) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SPAN\tRESULT\tTOOK")
	for _, span := range spans {
		fmt.Fprintf(w, "%s\t%s\t%s\n", span.Name, resultOf(attribute.NewSet(span.Attributes...)), span.EndTime.Sub(span.StartTime).Round(time.Microsecond))
	}
	fmt.Fprintln(w, "\nMETRIC truora.client.attempt.duration\tRESULT\tCOUNT")
	for _, scope := range measured.ScopeMetrics {
		for _, m := range scope.Metrics {
			histogram, ok := m.Data.(metricdata.Histogram[float64])
			if !ok {
				continue
			}
			for _, point := range histogram.DataPoints {
				operation, _ := point.Attributes.Value("truora.operation")
				fmt.Fprintf(w, "%s\t%s\t%d\n", operation.AsString(), resultOf(point.Attributes), point.Count)
			}
		}
	}
	return w.Flush()
}

// resultOf returns the status of an answer, or why there was none.
func resultOf(labels attribute.Set) string {
	if status, ok := labels.Value("http.response.status_code"); ok {
		return strconv.FormatInt(status.AsInt64(), 10)
	}
	kind, _ := labels.Value("error.type")
	return kind.AsString()
}
