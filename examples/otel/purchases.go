package main

import (
	"context"
	"crypto/sha256"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/durable"
)

// purchaseSpans makes a span of each call for a purchase of package durable. Its steps
// run by themselves, on any machine and on any day: what joins them is the trace, whose
// id comes from the key.
func purchaseSpans(tracers trace.TracerProvider) truora.Interceptor {
	tracer := tracers.Tracer(scope)
	return func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		p, ok := durable.FromContext(ctx)
		if !ok {
			return ctx, nil, nil
		}
		ctx, span := tracer.Start(trace.ContextWithRemoteSpanContext(ctx, origin(p.Key)), call.Op, trace.WithAttributes(
			attribute.String("truora.purchase.key", p.Key), // yours: it names nobody
			attribute.String("truora.purchase.kind", string(p.Kind)),
			attribute.String("truora.purchase.state", string(p.State)),
			attribute.Int("truora.purchase.sends", p.Sends),
		))
		return ctx, func(result *truora.Result) {
			span.SetAttributes(attribute.String("truora.outcome", string(result.Outcome)))
			if result.Err != nil { // its text may quote what Truora said
				span.SetStatus(codes.Error, string(result.Outcome))
			}
			span.End()
		}, nil
	}
}

// origin is the parent of all spans of a purchase. It is sampled: purchases are few, and
// each costs money.
func origin(key string) trace.SpanContext {
	sum := sha256.Sum256([]byte(key))
	return trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID(sum[:16]), SpanID: trace.SpanID(sum[16:24]), TraceFlags: trace.FlagsSampled,
	})
}
