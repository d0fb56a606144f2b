package customers_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/internal/areatest"
)

const (
	host = "https://api.identity.truora.com/v1/customers"
	rule = `{"and":[{"tag":"premium"},{">":[{"var":"a.b"},5]}]}`
)

type ctx = context.Context

func TestWire(t *testing.T) {
	t.Parallel()
	rows := customerRows()
	for _, more := range []map[string]areatest.Row{tagRows(), segmentRows(), variableRows()} {
		maps.Copy(rows, more)
	}
	areatest.Run(t, rows)
}

func customerRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"Get": {
			Call:   func(ctx ctx, c *truora.Client) (any, error) { return c.Customers.Get(ctx, "USP1") },
			Method: "GET", URL: host + "/USP1", Status: 200,
			Answer: `{"id":"USP1","gender":"Female","birthady":"1990-01-02T00:00:00Z","contact_properties":{"address":"x"},"document_front_url":"no url",
				"latest_transactions":"[{\"date\":\"2024-01-02 03:04:05.000000000\",\"source\":\"process\",\"transaction_id\":\"IDP1\"}]","tags":[{"name":"vip","source":"brand_new"}]}`,
			Want: func(t *testing.T, got any) {
				c := got.(*customers.Customer)
				assert.Equal(t, apitype.Date{Year: 1990, Month: 1, Day: 2}, c.BirthDate())
				require.Len(t, c.LatestTransactions, 1)
				assert.Equal(t, time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), c.LatestTransactions[0].Date)
				assert.Equal(t, customers.Source("brand_new"), c.Tags[0].Source)
			},
		},
		"ListTransactions": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.ListTransactions(ctx, "USP1", customers.ListTransactionsParams{Source: customers.SourceCheck})
			},
			Method: "GET", URL: host + "/USP1/transactions?source=check", Status: 200,
			Answer: `{"transactions":[{"transaction_id":"CHK1","status":"completed","update_date":"2024-01-02T03:05:00Z "}],"next":""}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[customers.Transaction])
				assert.Equal(t, 5, page.Items[0].UpdateDate.Minute(), "trailing white space is ignored")
			},
		},
		"QueryMetrics": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.QueryMetrics(ctx, customers.QueryMetricsParams{})
			},
			Method: "POST", URL: host + "/query", JSON: `{}`, Status: 200, Answer: `{"age-range":[{"count":10,"range":"0-18"}],"brand-new":{"total":3}}`,
			Want: func(t *testing.T, got any) {
				m := got.(*customers.Metrics)
				buckets, ok := m.Buckets(customers.MetricAgeRange)
				assert.True(t, ok)
				assert.Equal(t, []customers.Bucket{{Range: "0-18", Count: 10}}, buckets)
				_, ok = m.Buckets("brand-new")
				assert.False(t, ok)
				_, ok = m.Buckets("absent")
				assert.False(t, ok)
				assert.JSONEq(t, `{"total":3}`, string(m.Values["brand-new"]))
			},
		},
	}
}

func tagRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"UpdateTags": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.UpdateTags(ctx, "USP1", customers.UpdateTagsParams{
					Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceExternal, SourceType: "crm",
				})
			},
			Method: "PUT", URL: host + "/USP1/tags", Status: 200, Answer: `[{"name":"vip","color":"#12d57d","source":"external-system"}]`,
			JSON: `{"name":"vip","color":"#12d57d","action":"add","source":"external-system","source_type":"crm"}`,
			Want: func(t *testing.T, got any) {
				assert.Equal(t, "vip", got.(*apitype.Page[customers.Tag]).Items[0].Name)
			},
		},
	}
}

func segmentRows() map[string]areatest.Row {
	ready := `{"segment_id":"PSG1","status":"ready","deleted":false,"last_computed_at":null,"rule":"{\"\u003e\":[1,2]}"}`
	isReady := func(t *testing.T, got any) {
		s := got.(*customers.Segment)
		assert.True(t, s.Final())
		assert.True(t, s.LastComputedAt.IsZero())
		assert.JSONEq(t, `{">":[1,2]}`, s.Rule)
	}
	return map[string]areatest.Row{
		"CreateSegment": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.CreateSegment(ctx, customers.CreateSegmentParams{Name: "n", Rule: rule})
			},
			Method: "POST", URL: host + "/segments", JSON: `{"name":"n","rule":"{\"and\":[{\"tag\":\"premium\"},{\">\":[{\"var\":\"a.b\"},5]}]}"}`,
			Status: 201, Answer: ready, Want: isReady,
		},
		"UpdateSegment": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.UpdateSegment(ctx, "PSG1", customers.UpdateSegmentParams{Name: "n", Description: new("d"), Rule: `{"tag":"x"}`})
			},
			Method: "PUT", URL: host + "/segments/PSG1", Form: "description=d&name=n&rule=%7B%22tag%22%3A%22x%22%7D",
			Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Status: 200, Answer: ready, Want: isReady,
		},
	}
}

func variableRows() map[string]areatest.Row {
	return map[string]areatest.Row{
		"ListDecisionVariables": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.ListDecisionVariables(ctx, customers.ListDecisionVariablesParams{
					Categories: []customers.Category{"a", "b"}, Names: []string{"x", "y"}, StartDate: apitype.Date{Year: 2026, Month: 1, Day: 31},
				})
			},
			Method: "GET", URL: host + "/decision-variables?categories=a&categories=b&names=x&names=y&start_date=2026-01-31", Status: 200,
			Answer: `{"decision_variables":[{"id":"USP1","variables":[{"name":"criminal_record","type":"boolean","value":"false"}]}],"next":"/v1/customers/decision-variables","self":"/v1/customers/decision-variables"}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[customers.DecisionVariables])
				assert.Equal(t, "false", page.Items[0].Variables[0].Value)
				assert.Empty(t, page.Next)
			},
		},
		"ListAvailableDecisionVariables": {
			Call: func(ctx ctx, c *truora.Client) (any, error) {
				return c.Customers.ListAvailableDecisionVariables(ctx, customers.ListAvailableDecisionVariablesParams{
					Active: new(false), Level: []int{1, 2}, Type: []customers.DataType{customers.DataTypeDate},
				})
			},
			Method: "GET", URL: host + "/decision-variables/available?active=false&level=1&level=2&type=date", Status: 200,
			Answer: `{"decision_variables":[{"id":"ADV1","allowed_values":null,"level":2}]}`,
			Want: func(t *testing.T, got any) {
				page := got.(*apitype.Page[customers.AvailableVariable])
				assert.Nil(t, page.Items[0].AllowedValues)
				assert.Equal(t, 2, page.Items[0].Level)
			},
		},
	}
}
