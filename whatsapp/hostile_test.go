package whatsapp_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/whatsapp"
)

// An id that would address something else is refused before anything is sent.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	s := client.WhatsApp
	calls := map[string]func(context.Context, string) error{
		"GetOutbound":    func(ctx context.Context, id string) error { _, err := s.GetOutbound(ctx, id); return err },
		"UpdateOutbound": func(ctx context.Context, id string) error { _, err := s.UpdateOutbound(ctx, id, welcome()); return err },
		"DeleteOutbound": func(ctx context.Context, id string) error { return s.DeleteOutbound(ctx, id) },
		"WaitOutbound": func(ctx context.Context, id string) error {
			_, err := s.WaitOutbound(ctx, id, whatsapp.WaitOutboundParams{})
			return err
		},
		"GetInboundFlow": func(ctx context.Context, id string) error { _, err := s.GetInboundFlow(ctx, id); return err },
		"UpdateInboundFlow": func(ctx context.Context, id string) error {
			_, err := s.UpdateInboundFlow(ctx, id, whatsapp.UpdateInboundFlowParams{FlowID: "IPF1"})
			return err
		},
		"DeleteInboundFlow": func(ctx context.Context, id string) error { return s.DeleteInboundFlow(ctx, id) },
		"GetCampaign":       func(ctx context.Context, id string) error { _, err := s.GetCampaign(ctx, id); return err },
		"CancelCampaign":    func(ctx context.Context, id string) error { return s.CancelCampaign(ctx, id) },
		"GetLine":           func(ctx context.Context, id string) error { _, err := s.GetLine(ctx, id); return err },
		"UpdateLineConfig": func(ctx context.Context, id string) error {
			_, err := s.UpdateLineConfig(ctx, id, whatsapp.UpdateLineConfigParams{DefaultFlowID: "IPF1"})
			return err
		},
		"SendProviderStatus": func(ctx context.Context, id string) error {
			return s.SendProviderStatus(ctx, apitype.Provider(id), whatsapp.SendProviderStatusParams{})
		},
	}
	for name, call := range calls {
		for _, id := range []string{"", ".", "..", "../../v1/checks", "a/../b", `a\..\b`, "a\nb", "a\x00b"} {
			require.ErrorIs(t, call(t.Context(), id), truora.ErrInvalid, "%s(%q)", name, id)
		}
	}
	assert.Zero(t, mock.GetTotalCallCount())
}
