package validators

import (
	"context"
	"iter"
	"net/url"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/docid"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/rest"
)

// Account represents a person. Data that was never supplied is empty.
type Account struct {
	// AccountID is your own id, or one that Truora generated (ACC…).
	AccountID string          `json:"account_id" contract:"required"`
	Country   apitype.Country `json:"country"`
	// FirstName and LastName are returned in capitals.
	FirstName    string               `json:"first_name"`
	LastName     string               `json:"last_name"`
	DocumentType apitype.DocumentType `json:"document_type"`
	// NationalID is the document_number of the request.
	NationalID        string       `json:"national_id"`
	DocumentIssueDate apitype.Date `json:"document_issue_date"`
	Email             string       `json:"email"`
	PhoneNumber       string       `json:"phone_number"`
	FacebookUser      string       `json:"facebook_user"`
	TwitterUser       string       `json:"twitter_user"`
	// ValidatorsPrepared says for which validators the account is enrolled.
	ValidatorsPrepared map[Type]bool `json:"validators_prepared"`
	CreationDate       time.Time     `json:"creation_date"`
	apitype.Raw
}

// CreateAccountParams describes a person. All fields are optional.
type CreateAccountParams struct {
	// AccountID is an id of your own: letters, digits, '_', '.' and '-'. Truora
	// generates one if it is empty. With an id of your own, you can find the
	// account again after a lost answer.
	AccountID string `url:"account_id,omitempty"`
	// Country is the country of the document, and the default for phone
	// enrollments.
	Country apitype.Country `url:"country,omitempty"`
	// DocumentType is one of apitype.DocumentTypeNationalID,
	// DocumentTypeIdentityCard, DocumentTypeForeignID, DocumentTypePassport and
	// DocumentTypePEP.
	DocumentType      apitype.DocumentType `url:"document_type,omitempty"`
	DocumentNumber    string               `url:"document_number,omitempty"`
	DocumentIssueDate apitype.Date         `url:"document_issue_date,omitempty"`
	Email             string               `url:"email,omitempty"`
	FirstName         string               `url:"first_name,omitempty"`
	LastName          string               `url:"last_name,omitempty"`
	PhoneNumber       string               `url:"phone_number,omitempty"` // with + and country code
	FacebookUser      string               `url:"facebook_user,omitempty"`
	TwitterUser       string               `url:"twitter_user,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateAccountParams) Validate() error { return inputs.AccountID(p.AccountID) }

// SuspectInputs returns the document number if it cannot exist, as far as is
// published. It is advice: [Service.CreateAccount] does not use it.
func (p CreateAccountParams) SuspectInputs() []docid.Suspect {
	return docid.Suspects(url.Values{
		"country": {string(p.Country)}, "document_type": {string(p.DocumentType)}, "document_number": {p.DocumentNumber},
	})
}

// CreateAccount creates an account. It is optional: enrollments and document
// validations create one if necessary. What happens if the account exists is not
// published, and there is no way to change or delete one.
func (s *Service) CreateAccount(ctx context.Context, params CreateAccountParams) (*Account, error) {
	return rest.Do[Account](ctx, s.c, rest.Call{Op: "POST /v1/accounts", Form: params})
}

// GetAccount returns an account.
func (s *Service) GetAccount(ctx context.Context, accountID string) (*Account, error) {
	return rest.Do[Account](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts/{account_id}", Args: []string{accountID}, Invalid: inputs.AccountID(accountID),
	})
}

// ListAccountsParams selects accounts.
type ListAccountsParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
	// Limit is the size of a page; 0 leaves it to Truora. unverified: seen in one
	// program only.
	Limit int `url:"limit,omitempty"`
}

// ListAccounts returns a page of the accounts, sorted by id.
func (s *Service) ListAccounts(ctx context.Context, params ListAccountsParams) (*apitype.Page[Account], error) {
	return rest.List[Account](ctx, s.c, rest.Call{
		Op: "GET /v1/accounts", Query: params, Key: "accounts", Also: []string{"Accounts"}, // both are in Truora's reference
	})
}

// AllAccounts walks over all pages of [Service.ListAccounts].
func (s *Service) AllAccounts(ctx context.Context, params ListAccountsParams) iter.Seq2[Account, error] {
	return rest.All(ctx, params, s.ListAccounts, func(p *ListAccountsParams) *string { return &p.StartKey })
}
