package main

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	truora "github.com/truora/truora-go"
)

// transport makes a span and a measurement of each attempt of a call. It names the
// operation and not the URL, whose path and query identify people. It adds no trace
// headers to the request: they would tell Truora about your system.
type transport struct {
	next     http.RoundTripper
	tracer   trace.Tracer
	duration metric.Float64Histogram
}

const scope = "github.com/truora/truora-go/examples/otel"

func newTransport(next http.RoundTripper, tracers trace.TracerProvider, meters metric.MeterProvider) (*transport, error) {
	duration, err := meters.Meter(scope).Float64Histogram("truora.client.attempt.duration", metric.WithUnit("s"),
		metric.WithDescription("Time from the request to the end of its answer."))
	if err != nil {
		return nil, err
	}
	return &transport{next: next, tracer: tracers.Tracer(scope), duration: duration}, nil
}

// RoundTrip is one attempt: a call that is sent again makes several spans.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	operation := cmp.Or(truora.Operation(req.Context()), "unknown")
	labels := []attribute.KeyValue{
		attribute.String("truora.operation", operation),
		attribute.String("http.request.method", req.Method),
	}
	start := time.Now()
	ctx, span := t.tracer.Start(req.Context(), operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(labels...))
	end := func(result attribute.KeyValue) {
		t.duration.Record(ctx, time.Since(start).Seconds(), metric.WithAttributes(append(labels, result)...))
		span.SetAttributes(result)
		span.End()
	}

	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		// Not RecordError: the texts of transport errors contain URLs.
		span.SetStatus(codes.Error, "no answer")
		end(attribute.String("error.type", fmt.Sprintf("%T", err)))
		return resp, err
	}
	if resp.StatusCode >= 400 {
		span.SetStatus(codes.Error, http.StatusText(resp.StatusCode))
	}
	resp.Body = &body{ReadCloser: resp.Body, end: sync.OnceFunc(func() {
		end(attribute.Int("http.response.status_code", resp.StatusCode))
	})}
	return resp, nil
}

// body ends the span when the answer has been read, has broken off or was closed.
type body struct {
	io.ReadCloser
	end func()
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

func (b *body) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
