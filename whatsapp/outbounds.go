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

// CreateOutbound registers a template and hands it to WhatsApp for approval. It
// comes back as [OutboundStatusPending]: wait with [Service.WaitOutbound]. After
// truora.ErrOutcomeUnknown look with [Service.AllOutbounds] whether it is there
// before you create it again.
func (s *Service) CreateOutbound(ctx context.Context, params CreateOutboundParams) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "POST /v1/whatsapp/outbounds", Form: params})
}

// UpdateOutbound replaces a template. Truora refuses a part of one, so give all
// of it. A disabled template cannot be edited, and an edit may start the approval
// again.
func (s *Service) UpdateOutbound(ctx context.Context, outboundID string, params UpdateOutboundParams) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "PUT /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}, Form: params})
}

// GetOutbound returns a template.
func (s *Service) GetOutbound(ctx context.Context, outboundID string) (*Outbound, error) {
	return rest.Do[Outbound](ctx, s.c, rest.Call{Op: "GET /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}})
}

// DeleteOutbound deletes a template; WhatsApp may take a while. If the answer is
// lost and the second try finds no template, that counts as deleted.
func (s *Service) DeleteOutbound(ctx context.Context, outboundID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/whatsapp/outbounds/{outbound_id}", Args: []string{outboundID}})
}

// ListOutboundsParams select templates, of a line or of a flow.
type ListOutboundsParams struct {
	Line   string         `url:"line,omitempty"`    // with country code; required without FlowID
	FlowID string         `url:"flow_id,omitempty"` // templates whose default flow this is
	Status OutboundStatus `url:"status,omitempty"`
	// InteractionCategory keeps one category.
	InteractionCategory Category `url:"interaction_category,omitempty"`
	// Query is searched for; an id beginning with OTB finds that template.
	Query string `url:"query,omitempty"`
	// StartKey is Page.Next of the page before; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
	paged
}

// paged asks for pages: without, Truora answers with all of the list, and with
// 404 if there is nothing.
type paged struct {
	AddPagination always `url:"add_pagination"`
}

type always struct{}

func (always) EncodeValues(key string, values *url.Values) error {
	values.Set(key, "true")
	return nil
}

// Validate reports what Truora would certainly refuse.
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

// WaitOutboundParams are how a decision on a template is waited for.
type WaitOutboundParams struct {
	// OnUpdate sees the template each time it has been read, the last time included.
	OnUpdate func(*Outbound)
	// Notifier, such as a webhooks.Hub, ends a pause as soon as an event about the
	// template arrives, and makes polling slow from the start. Optional.
	Notifier apitype.Notifier
}

// slowReview is the age from which a review is taken to last hours more.
const slowReview = time.Hour

// WaitOutbound reads a template until WhatsApp has decided on it, and returns it
// also if it was rejected: look at OutboundStatus. A review takes minutes to a
// day, so give ctx a deadline; the pauses are set by truora.WithPolling, and are
// longer once the template is an hour old.
//
// What else ends the wait: ctx, an error that will not pass (such as
// truora.ErrNotFound), or ten polls in a row that fail. Beside the error comes
// the template as last read, or nil.
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
