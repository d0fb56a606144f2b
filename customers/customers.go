// Package customers reads the people whom an account's processes, checks,
// validations and chats were about, and groups them with tags and segments.
//
// unverified: Truora's documents place customers next to identity processes; that
// they share its host is inferred. truora.Hosts changes it.
package customers

import (
	"context"
	"encoding/json"
	"errors"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on customers. It is the field Customers of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// ListParams selects customers.
type ListParams struct {
	Search string `url:"search,omitempty"` // a document, e-mail, name or phone
	// BasicInfo returns the basic fields only, which is faster.
	BasicInfo bool `url:"basic_info,omitempty"`
	// SearchField makes Search exact; it needs BasicInfo.
	SearchField SearchField `url:"search_field,omitempty"`
	// Single expects exactly one match.
	Single bool `url:"single,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// SearchField is a field to search exactly.
type SearchField string

// Fields to search.
const (
	SearchFieldDocument SearchField = "document_id"
	SearchFieldEmail    SearchField = "email"
	SearchFieldPhone    SearchField = "phone_number"
)

// Validate returns an error for input that Truora would certainly refuse.
func (p ListParams) Validate() error {
	if p.SearchField != "" && !p.BasicInfo {
		return errors.New("search_field needs basic_info")
	}
	return nil
}

// List returns a page of customers. If there are none, the error may be
// truora.ErrNotFound.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Customer], error) {
	return rest.List[Customer](ctx, s.c, rest.Call{Op: "GET /v1/customers", Query: params, Key: "customers"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Customer, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// Get returns a customer.
func (s *Service) Get(ctx context.Context, customerID string) (*Customer, error) {
	return rest.Do[Customer](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}", Args: []string{customerID}})
}

// ListTransactionsParams selects transactions.
type ListTransactionsParams struct {
	Source Source `url:"source,omitempty"` // a product; empty means all
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListTransactions returns a page of the transactions of a customer.
func (s *Service) ListTransactions(ctx context.Context, customerID string, params ListTransactionsParams) (*apitype.Page[Transaction], error) {
	return rest.List[Transaction](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/transactions", Args: []string{customerID}, Query: params, Key: "transactions"})
}

// AllTransactions walks over all pages of [Service.ListTransactions].
func (s *Service) AllTransactions(ctx context.Context, customerID string, params ListTransactionsParams) iter.Seq2[Transaction, error] {
	return rest.AllOf(ctx, customerID, params, s.ListTransactions, func(p *ListTransactionsParams) *string { return &p.StartKey })
}

// GetTransaction returns a transaction of a customer.
func (s *Service) GetTransaction(ctx context.Context, customerID, transactionID string) (*Transaction, error) {
	return rest.Do[Transaction](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/transactions/{transaction_id}", Args: []string{customerID, transactionID}})
}

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
