package customers

import (
	"context"
	"encoding/json"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// QueryMetricsParams is a query over all customers. Its members are not
// documented; an empty query returns age ranges.
type QueryMetricsParams struct {
	// Other are the members to send.
	Other map[string]any `json:",embed"`
}

// Metrics are counts over all customers.
type Metrics struct {
	AgeRange []Bucket `json:"age-range" contract:"either"` // the one metric that Truora documents
	// Values is the JSON text of each other metric by name: see [Metrics.Buckets].
	Values map[string]json.RawMessage `json:",embed" contract:"either"` //grammar:raw which metrics there are is not documented
	apitype.Raw
}

// MetricAgeRange is the name of [Metrics.AgeRange].
const MetricAgeRange = "age-range"

// Bucket is the number of customers in a range.
type Bucket struct {
	Range string `json:"range"` // a text such as 19-29
	Count int    `json:"count"`
}

// Buckets returns a metric that consists of counts by range. It is false for one
// that is absent or of another shape.
func (m *Metrics) Buckets(name string) ([]Bucket, bool) {
	if name == MetricAgeRange {
		return m.AgeRange, m.AgeRange != nil
	}
	var buckets []Bucket
	err := json.Unmarshal(m.Values[name], &buckets)
	return buckets, err == nil
}

// QueryMetrics returns statistics over all customers, by metric.
func (s *Service) QueryMetrics(ctx context.Context, query QueryMetricsParams) (*Metrics, error) {
	return rest.Do[Metrics](ctx, s.c, rest.Call{
		Op: "POST /v1/customers/query", JSON: query,
		Effect: rest.Read, // it only asks
	})
}
