package whatsapp

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// InboundFlow is a text that starts a flow when a person sends it to a line.
// unverified: no sample of it is public.
type InboundFlow struct {
	InboundFlowID   string    `json:"inbound_flow_id" contract:"required"`
	WABAPhoneNumber string    `json:"waba_phone_number"`
	FlowID          string    `json:"flow_id"`
	InboundMessage  string    `json:"inbound_message"`
	ClientID        string    `json:"client_id"`
	CreationDate    time.Time `json:"creation_date"`
	UpdateDate      time.Time `json:"update_date"`
	apitype.Raw
}

// ClickLink returns [ClickLink] of the flow's line and text.
func (f *InboundFlow) ClickLink() string { return ClickLink(f.WABAPhoneNumber, f.InboundMessage) }

// ClickLink returns the link that opens WhatsApp with the text ready to be sent
// to the line. A changed text needs a new link.
func ClickLink(line, text string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, line)
	// QueryEscape writes a space as a plus, which WhatsApp would show.
	return "https://wa.me/" + digits + "?text=" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// CreateInboundFlowParams has a text and the flow that it starts; the first
// three fields are required.
type CreateInboundFlowParams struct {
	WABAPhoneNumber string `url:"waba_phone_number"` // with country code
	FlowID          string `url:"flow_id"`
	// InboundMessage is the text that starts the flow; it must be unique for
	// the line.
	InboundMessage string `url:"inbound_message"`
	// WABAProvider appears in Truora's oldest guide only.
	WABAProvider apitype.Provider `url:"waba_provider,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateInboundFlowParams) Validate() error {
	var found problems
	found.when(p.WABAPhoneNumber == "", "waba_phone_number is missing")
	found.when(p.FlowID == "", "flow_id is missing")
	found.when(p.InboundMessage == "", "inbound_message is missing")
	return found.err()
}

// CreateInboundFlow registers a text that starts a flow. Publish its
// [InboundFlow.ClickLink]. The operation is documented, its answer is not. After
// truora.ErrOutcomeUnknown, look for it with [Service.AllInboundFlows] before
// you create it again.
func (s *Service) CreateInboundFlow(ctx context.Context, params CreateInboundFlowParams) (*InboundFlow, error) {
	return rest.Do[InboundFlow](ctx, s.c, rest.Call{Op: "POST /v1/whatsapp/inbounds", Form: params})
}

// ListInboundFlowsParams select inbound flows.
type ListInboundFlowsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListInboundFlows returns a page of the texts that start flows. unverified: path
// and answer are inferred from the outbounds.
func (s *Service) ListInboundFlows(ctx context.Context, params ListInboundFlowsParams) (*apitype.Page[InboundFlow], error) {
	return rest.List[InboundFlow](ctx, s.c, rest.Call{
		Op: opListInboundFlows, Query: params, Key: "inbounds", Also: []string{"inbound_flows"}, Empty: "Resource not found",
	})
}

// AllInboundFlows walks over all pages of [Service.ListInboundFlows].
func (s *Service) AllInboundFlows(ctx context.Context, params ListInboundFlowsParams) iter.Seq2[InboundFlow, error] {
	return rest.All(ctx, params, s.ListInboundFlows, func(p *ListInboundFlowsParams) *string { return &p.StartKey })
}

// GetInboundFlow returns a text that starts a flow. unverified: the path is
// inferred.
func (s *Service) GetInboundFlow(ctx context.Context, inboundFlowID string) (*InboundFlow, error) {
	return rest.Do[InboundFlow](ctx, s.c, rest.Call{Op: opGetInboundFlow, Args: []string{inboundFlowID}})
}

// UpdateInboundFlowParams are what to change; empty fields are not sent.
type UpdateInboundFlowParams struct {
	WABAPhoneNumber string `url:"waba_phone_number,omitempty"`
	FlowID          string `url:"flow_id,omitempty"`
	InboundMessage  string `url:"inbound_message,omitempty"`
}

// UpdateInboundFlow changes a text that starts a flow. Links with the old text
// stop working. unverified: method and path are inferred.
func (s *Service) UpdateInboundFlow(ctx context.Context, inboundFlowID string, params UpdateInboundFlowParams) (*InboundFlow, error) {
	return rest.Do[InboundFlow](ctx, s.c, rest.Call{
		Op: opUpdateInboundFlow, Args: []string{inboundFlowID}, Form: params,
		Effect: rest.Idempotent, // it sets values
	})
}

// DeleteInboundFlow deletes a text that starts a flow. unverified: the path is
// inferred. If the answer is lost and the second attempt finds nothing, it
// counts as deleted.
func (s *Service) DeleteInboundFlow(ctx context.Context, inboundFlowID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: opDeleteInboundFlow, Args: []string{inboundFlowID}})
}
