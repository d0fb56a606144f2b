package whatsapp

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Line is a phone number of the account. unverified: its fields are gathered
// from other answers.
type Line struct {
	WABAPhoneNumber string           `json:"waba_phone_number" contract:"required"`
	WABAID          string           `json:"waba_id"` // WhatsApp Business Account
	WABAProvider    apitype.Provider `json:"waba_provider"`
	WABAAppID       string           `json:"waba_app_id"`
	WABAAppName     string           `json:"waba_app_name"`
	PhoneNumberID   string           `json:"phone_number_id"`
	Name            string           `json:"name"`
	ClientID        string           `json:"client_id"`
	DefaultFlowID   string           `json:"default_flow_id"` // runs when no inbound text matches
	CreationDate    time.Time        `json:"creation_date"`
	UpdateDate      time.Time        `json:"update_date"`
	apitype.Raw
}

// ListLines returns the lines of the account. unverified: path and answer are
// inferred, and how to request a further page is not known; the documented way to
// find the lines is ListChannels of package engagement.
func (s *Service) ListLines(ctx context.Context) (*apitype.Page[Line], error) {
	return rest.List[Line](ctx, s.c, rest.Call{Op: opListLines, Key: "lines", Empty: "Resource not found"})
}

// AllLines walks over the lines of [Service.ListLines]. unverified, as there.
func (s *Service) AllLines(ctx context.Context) iter.Seq2[Line, error] {
	return rest.OnePage(func() (*apitype.Page[Line], error) { return s.ListLines(ctx) })
}

// GetLine returns a line by its number, with country code. unverified: path and
// answer are inferred.
func (s *Service) GetLine(ctx context.Context, wabaPhoneNumber string) (*Line, error) {
	return rest.Do[Line](ctx, s.c, rest.Call{Op: opGetLine, Args: []string{wabaPhoneNumber}})
}

// UpdateLineConfigParams are the settings of a line.
type UpdateLineConfigParams struct {
	DefaultFlowID string `url:"default_flow_id"` // required
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateLineConfigParams) Validate() error {
	if p.DefaultFlowID == "" {
		return errors.New("default_flow_id is required")
	}
	return nil
}

// UpdateLineConfig sets the flow that a line runs when no inbound text matches.
// unverified: path and answer are inferred, and one document of Truora's lists
// default_flow_id among the path's parameters; it is sent in the form.
func (s *Service) UpdateLineConfig(ctx context.Context, wabaPhoneNumber string, params UpdateLineConfigParams) (*Line, error) {
	return rest.Do[Line](ctx, s.c, rest.Call{Op: opUpdateLineConfig, Args: []string{wabaPhoneNumber}, Form: params})
}
