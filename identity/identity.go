// Package identity runs identity processes: a person goes through the steps of
// a flow (document, face, e-mail, phone, signature), and Truora decides.
//
// Most integrators call [Service.Start], send the person to its link, and call
// [Service.Wait], or take the webhook, to get the [Verdict].
//
// Two kinds of API key are used. A backend key starts processes, and reads them,
// their results and their files. The web token that Start makes opens its process
// and goes through the steps, which Truora's hosted page does for you; with a page of
// your own:
//
//	client.With(truora.WithKey(started.Token.Reveal())).Identity.Create(ctx, identity.CreateParams{})
package identity

import (
	"context"
	"errors"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on identity processes. It is the field Identity
// of truora.Client.
type Service struct {
	c       *rest.Client
	account *rest.Client // the host that makes tokens
	page    string       // what a person opens
}

// New is called by package truora.
func New(c, account *rest.Client, page string) *Service { return &Service{c, account, page} }

// CreateParams configures [Service.Create]. Leave it empty: the token
// determines everything. The fields are those of dynamic processes, which
// Truora's mobile SDK once used.
type CreateParams struct {
	ProcessType  ProcessType        `json:"process_type,omitzero"`
	Verification *VerificationInput `json:"verification,omitzero"`
	// TTL is probably in seconds. unverified: inferred from test values.
	TTL           int              `json:"ttl,omitzero"`
	Label         string           `json:"label,omitzero"`
	GeolocationIP string           `json:"geolocation_ip,omitzero"`
	ProcessIP     string           `json:"process_ip,omitzero"`
	City          string           `json:"city,omitzero"`
	Lang          apitype.Language `json:"lang,omitzero"`
	DeviceInfo    string           `json:"device_info,omitzero"`
}

// VerificationInput describes a block of a dynamic process.
type VerificationInput struct {
	Type   VerificationType   `json:"type,omitzero"`
	Config VerificationConfig `json:"config,omitzero"`
}

// Create opens the process of a web token; the client must use that token as its
// key. With a backend key, call [Service.Start], which makes the token. A second
// call returns the same process. A token expires after 2 hours; then, and after the
// process itself has expired, the error is truora.ErrExpired.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{
		Op: "POST /v1/processes", JSON: params,
		Effect: rest.Idempotent, // one token, one process
	})
}

// Get returns a process with its steps. The key is a backend key or the token
// of the process. [Service.GetResult] returns the outcome of the steps.
func (s *Service) Get(ctx context.Context, processID string) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "GET /v1/processes/{process_id}", Args: []string{processID}})
}

// UpdateParams are the fields that [Service.Update] can change. Only fields
// that are set are sent.
type UpdateParams struct {
	PhoneNumber string `url:"phone_number,omitempty"` // with the country code
	DeviceInfo  string `url:"device_info,omitempty"`  // JSON text
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateParams) Validate() error {
	if p == (UpdateParams{}) {
		return errors.New("there is nothing to change")
	}
	return nil
}

// Update changes the phone or the device data of a process that has not ended.
func (s *Service) Update(ctx context.Context, processID string, params UpdateParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "PUT /v1/processes/{process_id}", Args: []string{processID}, Form: params})
}

// Delete deletes a process permanently; the key needs a special permission. If
// the answer is lost and the second attempt finds no process, it counts as
// deleted.
func (s *Service) Delete(ctx context.Context, processID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/processes/{process_id}", Args: []string{processID}})
}

// CancelParams configures [Service.Cancel]. The zero value cancels a process as
// Truora's own apps do: declined, with the reason canceled.
type CancelParams struct {
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason,omitzero"`
	CanceledReason string                 `json:"canceled_reason,omitzero"` // in your words
}

func (p CancelParams) orUsual() CancelParams {
	if p.FailureStatus == "" {
		p.FailureStatus = apitype.FailureStatusDeclined
		if p.DeclinedReason == "" {
			p.DeclinedReason = apitype.DeclinedReasonCanceled
		}
	}
	return p
}

// Cancel ends a running process and returns it. A process that has ended gives
// truora.ErrConflict.
func (s *Service) Cancel(ctx context.Context, processID string, params CancelParams) (*Process, error) {
	return rest.Do[Process](ctx, s.c, rest.Call{Op: "POST /v1/processes/{process_id}/status", Args: []string{processID}, JSON: params.orUsual()})
}
