package validators

import (
	"context"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Create starts a validation, which then waits for the person: Instructions
// holds the links that pictures go to, and a code is on its way to a number or
// an address. Each call is another validation, with its own message and
// possibly its own price, so one whose answer is lost is not repeated and gives
// truora.ErrOutcomeUnknown: look for it with [Service.AllAccountValidations].
//
// Numbers, addresses and faces must be enrolled before; an account that is
// unknown gives truora.ErrInvalid.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{Op: "POST /v1/validations", Form: params})
}

// GetParams say how much of a validation is wanted.
type GetParams struct {
	// ShowDetails adds the inputs, and links that live 15 minutes to the files.
	ShowDetails bool `url:"show_details,omitempty"`
}

// Get returns a validation. What a deleted one answers is not published.
func (s *Service) Get(ctx context.Context, validationID string, params GetParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/validations/{validation_id}", Args: []string{validationID}, Query: params,
	})
}

// Perform gives the code that a person received. A wrong one is no error: the
// validation comes back pending with one retry less, or declined once there is
// none left (unverified: Truora documents neither). A validation that is over
// gives truora.ErrInvalid. An answer that is lost is not asked for again, for that
// would spend a retry, and gives truora.ErrOutcomeUnknown: read it with
// [Service.Get].
func (s *Service) Perform(ctx context.Context, validationID string, params PerformParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/validations/{validation_id}", Args: []string{validationID}, Form: params,
	})
}

// Delete begins to delete a validation and its data. A second deletion gives
// truora.ErrConflict, also when it is the SDK that repeats one whose answer was
// lost; the error is then truora.ErrOutcomeUnknown too.
func (s *Service) Delete(ctx context.Context, validationID string) (*Lifecycle, error) {
	return rest.Do[Lifecycle](ctx, s.c, rest.Call{Op: "DELETE /v1/validations/{validation_id}", Args: []string{validationID}})
}

// Restore begins to bring a deleted validation back. For how long that is
// possible is not published.
func (s *Service) Restore(ctx context.Context, validationID string) (*Lifecycle, error) {
	return rest.Do[Lifecycle](ctx, s.c, rest.Call{Op: "POST /v1/validations/{validation_id}/restore", Args: []string{validationID}})
}

// ListParams select validations.
type ListParams struct {
	// AccountID keeps the validations of one account. unverified: Truora documents
	// no parameters.
	AccountID string `url:"account_id,omitempty"`
	// StartKey is Page.Next of the page before; empty for the first page.
	// unverified, as above.
	StartKey string `url:"start_key,omitempty"`
}

// Validate reports what Truora would certainly refuse.
func (p ListParams) Validate() error { return checkOwnAccount(p.AccountID) }

// List returns a page of the validations. Truora documents the answer as a
// single validation, which is taken as a page of one;
// [Service.ListAccountValidations] is documented better.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Validation], error) {
	return rest.List[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/validations", Query: params, Key: "history", Also: []string{"validations"}, Lone: "validation_id",
	})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Validation, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// ListAccountValidationsParams select validations of an account.
type ListAccountValidationsParams struct {
	// StartKey is Page.Next of the page before; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// ListAccountValidations returns a page of the validations of an account, of all
// types, newest first.
func (s *Service) ListAccountValidations(ctx context.Context, accountID string, params ListAccountValidationsParams) (*apitype.Page[Validation], error) {
	return rest.List[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/validations", Args: []string{accountID}, Query: params, Key: "history",
		Also: []string{"validations"}, Lone: "validation_id", Invalid: checkAccount(accountID),
	})
}

// AllAccountValidations walks over all pages of [Service.ListAccountValidations].
func (s *Service) AllAccountValidations(ctx context.Context, accountID string, params ListAccountValidationsParams) iter.Seq2[Validation, error] {
	return rest.AllOf(ctx, accountID, params, s.ListAccountValidations, func(p *ListAccountValidationsParams) *string { return &p.StartKey })
}

// CreateAccountValidationParams configures [Service.CreateAccountValidation].
type CreateAccountValidationParams = CreateParams

// CreateAccountValidation is an older form of [Service.Create], which is to be
// preferred; params.AccountID is replaced by accountID. unverified: the path is
// inferred from that of [Service.GetAccountValidation], and newer documents do not
// have the operation.
func (s *Service) CreateAccountValidation(ctx context.Context, accountID string, params CreateAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/accounts/{account_id}/validations", Args: []string{accountID}, Form: params.of(accountID),
		Invalid: checkAccount(accountID),
	})
}

// GetAccountValidationParams configures [Service.GetAccountValidation].
type GetAccountValidationParams = GetParams

// GetAccountValidation is an older form of [Service.Get], which is to be
// preferred: Truora means to give this one up.
func (s *Service) GetAccountValidation(ctx context.Context, accountID, validationID string, params GetAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/validations/{validation_id}", Args: []string{accountID, validationID}, Query: params,
		Invalid: checkAccount(accountID),
	})
}

// PerformAccountValidationParams configures [Service.PerformAccountValidation].
type PerformAccountValidationParams = PerformParams

// PerformAccountValidation is an older form of [Service.Perform], which is to be
// preferred. unverified: as with [Service.CreateAccountValidation], the path is
// inferred.
func (s *Service) PerformAccountValidation(ctx context.Context, accountID, validationID string, params PerformAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/accounts/{account_id}/validations/{validation_id}", Args: []string{accountID, validationID}, Form: params,
		Invalid: checkAccount(accountID),
	})
}
