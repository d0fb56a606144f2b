package validators

import (
	"context"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/rest"
)

// Create starts a validation, which then waits for the person: Instructions has
// the upload links for pictures, and numbers and addresses are sent a code.
// Each call creates another validation, with its own message and possibly its
// own price, so a call whose answer is lost is not sent again and gives
// truora.ErrOutcomeUnknown: look for the validation with
// [Service.AllAccountValidations].
//
// Numbers, addresses and faces must have been enrolled. An unknown account
// gives truora.ErrInvalid.
func (s *Service) Create(ctx context.Context, params CreateParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{Op: "POST /v1/validations", Form: params})
}

// GetParams configures [Service.Get].
type GetParams struct {
	// ShowDetails adds the inputs, and links to the files that are valid for 15
	// minutes.
	ShowDetails bool `url:"show_details,omitempty"`
}

// Get returns a validation. What Truora answers for a deleted one is not
// published.
func (s *Service) Get(ctx context.Context, validationID string, params GetParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/validations/{validation_id}", Args: []string{validationID}, Query: params,
	})
}

// Perform submits the code that a person received. A wrong code is not an error:
// the returned validation is pending with one retry less, or declined if none is
// left (unverified: Truora documents neither). A validation that has ended gives
// truora.ErrInvalid. A call whose answer is lost is not sent again, because that
// would use up a retry, and gives truora.ErrOutcomeUnknown: read the validation
// with [Service.Get].
func (s *Service) Perform(ctx context.Context, validationID string, params PerformParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/validations/{validation_id}", Args: []string{validationID}, Form: params,
	})
}

// Delete starts deleting a validation and its data. A second deletion gives
// truora.ErrConflict. If it was the SDK that sent the second one, because the
// answer to the first was lost, the error also matches
// truora.ErrOutcomeUnknown.
func (s *Service) Delete(ctx context.Context, validationID string) (*Lifecycle, error) {
	return rest.Do[Lifecycle](ctx, s.c, rest.Call{Op: "DELETE /v1/validations/{validation_id}", Args: []string{validationID}})
}

// Restore starts restoring a deleted validation. For how long that is possible
// is not published.
func (s *Service) Restore(ctx context.Context, validationID string) (*Lifecycle, error) {
	return rest.Do[Lifecycle](ctx, s.c, rest.Call{Op: "POST /v1/validations/{validation_id}/restore", Args: []string{validationID}})
}

// ListParams selects validations.
type ListParams struct {
	// AccountID selects the validations of one account. unverified: Truora
	// documents no parameters.
	AccountID string `url:"account_id,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	// unverified, as above.
	StartKey string `url:"start_key,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ListParams) Validate() error { return inputs.AccountID(p.AccountID) }

// List returns a page of the validations. Truora documents the answer as a
// single validation, which is returned as a page of one;
// [Service.ListAccountValidations] is better documented.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Validation], error) {
	return rest.List[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/validations", Query: params, Key: "history", Also: []string{"validations"}, Lone: "validation_id",
	})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Validation, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// ListAccountValidationsParams selects validations of an account.
type ListAccountValidationsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	// unverified: Truora's answer has a next, its parameters have no start_key.
	StartKey string `url:"start_key,omitempty"`
}

// ListAccountValidations returns a page of the validations of an account, of all
// types, newest first.
func (s *Service) ListAccountValidations(ctx context.Context, accountID string, params ListAccountValidationsParams) (*apitype.Page[Validation], error) {
	return rest.List[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/validations", Args: []string{accountID}, Query: params, Key: "history",
		Also: []string{"validations"}, Lone: "validation_id", Invalid: inputs.AccountID(accountID),
	})
}

// AllAccountValidations walks over all pages of [Service.ListAccountValidations].
func (s *Service) AllAccountValidations(ctx context.Context, accountID string, params ListAccountValidationsParams) iter.Seq2[Validation, error] {
	return rest.AllOf(ctx, accountID, params, s.ListAccountValidations, func(p *ListAccountValidationsParams) *string { return &p.StartKey })
}

// CreateAccountValidationParams configures [Service.CreateAccountValidation].
type CreateAccountValidationParams = CreateParams

// CreateAccountValidation is an older form of [Service.Create]; prefer that.
// params.AccountID is replaced by accountID. unverified: the path is inferred from
// that of [Service.GetAccountValidation], and newer documents do not have the
// operation.
func (s *Service) CreateAccountValidation(ctx context.Context, accountID string, params CreateAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/accounts/{account_id}/validations", Args: []string{accountID}, Form: params.of(accountID),
		Invalid: inputs.AccountID(accountID),
	})
}

// GetAccountValidationParams configures [Service.GetAccountValidation].
type GetAccountValidationParams = GetParams

// GetAccountValidation is an older form of [Service.Get]; prefer that, because
// Truora intends to discontinue this one.
func (s *Service) GetAccountValidation(ctx context.Context, accountID, validationID string, params GetAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}/validations/{validation_id}", Args: []string{accountID, validationID}, Query: params,
		Invalid: inputs.AccountID(accountID),
	})
}

// PerformAccountValidationParams configures [Service.PerformAccountValidation].
type PerformAccountValidationParams = PerformParams

// PerformAccountValidation is an older form of [Service.Perform]; prefer that.
// unverified: as with [Service.CreateAccountValidation], the path is inferred.
func (s *Service) PerformAccountValidation(ctx context.Context, accountID, validationID string, params PerformAccountValidationParams) (*Validation, error) {
	return rest.Do[Validation](ctx, s.c, rest.Call{
		Op: "POST /v1/accounts/{account_id}/validations/{validation_id}", Args: []string{accountID, validationID}, Form: params,
		Invalid: inputs.AccountID(accountID),
	})
}
