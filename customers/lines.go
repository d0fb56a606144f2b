package customers

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// WABALine is a WhatsApp line that has exchanged messages with a customer.
type WABALine struct {
	ChannelAlias string `json:"channel_alias"` // with the provider in brackets
	ChannelName  string `json:"channel_name"`
	// TransactionID is the chat, EN_CHT_….
	TransactionID       string           `json:"transaction_id"`
	Tags                []PlainTag       `json:"tags"`
	UpdateDate          time.Time        `json:"update_date"`
	WABAID              string           `json:"waba_id" contract:"either"` // digits, or a UUID
	WABALinePhoneNumber string           `json:"waba_line_phone_number" contract:"either"`
	WABAProvider        apitype.Provider `json:"waba_provider"`
	apitype.Raw
}

// ListWABALines returns the WhatsApp lines that have exchanged messages with a
// customer; there is always one page only. truora.ErrNotFound may mean that
// there is no such customer or that there are no lines: Truora does not
// distinguish them.
func (s *Service) ListWABALines(ctx context.Context, customerID string) (*apitype.Page[WABALine], error) {
	return rest.List[WABALine](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/waba-lines", Args: []string{customerID}})
}

// AllWABALines walks over the lines of [Service.ListWABALines].
func (s *Service) AllWABALines(ctx context.Context, customerID string) iter.Seq2[WABALine, error] {
	return rest.OnePage(func() (*apitype.Page[WABALine], error) { return s.ListWABALines(ctx, customerID) })
}
