package whatsapp

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// CreateOutbound registers a template and submits it to WhatsApp for approval.
// Its status is then [OutboundStatusPending]: wait with [Service.WaitOutbound].
// After truora.ErrOutcomeUnknown, look for it with [Service.AllOutbounds] before
// you create it again.
func (s *Service) CreateOutbound(ctx context.Context, params CreateOutboundParams) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "POST /v1/whatsapp/outbounds", Form: params})
}

// UpdateOutbound replaces a template. Truora refuses a part of one, so set all
// fields. A disabled template cannot be edited, and an edit may restart the
// approval.
func (s *Service) UpdateOutbound(ctx context.Context, outboundID string, params UpdateOutboundParams) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "PUT /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}, Form: params})
}

// GetOutbound returns a template.
func (s *Service) GetOutbound(ctx context.Context, outboundID string) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "GET /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}})
}

// DeleteOutbound deletes a template; WhatsApp may take a while. If the answer is
// lost and the second attempt finds no template, it counts as deleted.
func (s *Service) DeleteOutbound(ctx context.Context, outboundID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}})
}

// ListOutboundsParams selects templates, of a line or of a flow.
type ListOutboundsParams struct {
	Line   string         `url:"line,omitempty"`    // with country code; required without FlowID
	FlowID string         `url:"flow_id,omitempty"` // templates whose default flow this is
	Status OutboundStatus `url:"status,omitempty"`
	// InteractionCategory selects one category.
	InteractionCategory Category `url:"interaction_category,omitempty"`
	// Query is searched for; an id beginning with OTB finds that template.
	Query string `url:"query,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
	paged
}

// paged requests pages: without it, Truora returns the whole list, and 404 if
// the list is empty.
type paged struct {
	AddPagination always `url:"add_pagination"`
}

type always struct{}

func (always) EncodeValues(key string, values *url.Values) error {
	values.Set(key, "true")
	return nil
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ListOutboundsParams) Validate() error {
	if p.Line == "" && p.FlowID == "" {
		return errors.New("line or flow_id is required")
	}
	return nil
}

// ListOutbounds returns a page of templates, as Truora orders them.
func (s *Service) ListOutbounds(ctx context.Context, params ListOutboundsParams) (*apitype.Page[Outbound], error) {
	return rest.List[Outbound](ctx, s.c, rest.Call{
		Op: "GET /v1/whatsapp/outbounds", Query: params, Key: "outbounds", Empty: "Resource not found",
	})
}

// AllOutbounds walks over all pages of [Service.ListOutbounds].
func (s *Service) AllOutbounds(ctx context.Context, params ListOutboundsParams) iter.Seq2[Outbound, error] {
	return rest.All(ctx, params, s.ListOutbounds, func(p *ListOutboundsParams) *string { return &p.StartKey })
}

// WaitOutboundParams configures [Service.WaitOutbound].
type WaitOutboundParams struct {
	// OnUpdate is called with the template every time it has been read,
	// including the last time.
	OnUpdate func(*Outbound)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// template arrives, and lets Wait poll slowly from the start. Optional.
	Notifier apitype.Notifier
}

// slowReview is the age from which a review is expected to take hours.
const slowReview = time.Hour

// WaitOutbound reads a template until WhatsApp has decided on it, and returns it
// even if it was rejected: see OutboundStatus. A review takes from minutes to a
// day, so give ctx a deadline. truora.WithPolling sets the pauses; they are
// longer once the template is an hour old.
//
// The wait also ends with an error if ctx ends, if an error is not transient
// (such as truora.ErrNotFound), or if ten polls in a row fail. Along with the
// error, it returns the template as last read, or nil.
func (s *Service) WaitOutbound(ctx context.Context, outboundID string, params WaitOutboundParams) (*Outbound, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Outbound]{
		Op:    "GET /v1/whatsapp/outbounds/{outbound_id}",
		ID:    outboundID,
		Get:   func(ctx context.Context) (*Outbound, error) { return s.GetOutbound(ctx, outboundID) },
		Final: func(o *Outbound) bool { return o.OutboundStatus.Decided() },
		Slow: func(o *Outbound) bool {
			return !o.CreationDate.IsZero() && time.Since(o.CreationDate) > slowReview
		},
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}
