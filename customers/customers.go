// Package customers reads the people whom an account's processes, checks,
// validations and chats were about, and groups them with tags and segments.
//
// unverified: Truora's documents place customers next to identity processes; that
// they share its host is inferred. truora.Hosts changes it.
package customers

import (
	"context"
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
