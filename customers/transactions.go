package customers

import (
	"context"
	"iter"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lenient"
	"github.com/truora/truora-go/internal/rest"
)

// Source is the product that a transaction or a tag comes from.
type Source string

// Sources of transactions.
const (
	SourceCheck      Source = "check"
	SourceProcess    Source = "process"
	SourceValidation Source = "validation"
	SourceChat       Source = "engagement-chat"
	SourceProfile    Source = "profile" // a change of tags
	SourceContact    Source = "contact"

	SourceDocumentValidation Source = "document-validation"
)

// Status is the state of a transaction; the values are those of its product. The set
// is open.
type Status string

// Statuses of transactions.
const (
	StatusPending    Status = "pending"
	StatusNotStarted Status = "not_started"
	StatusInProgress Status = "in_progress"
	StatusDelayed    Status = "delayed"
	StatusSuccess    Status = "success"
	StatusFailure    Status = "failure"
	StatusCompleted  Status = "completed"
	StatusError      Status = "error"
	StatusExpired    Status = "expired"
	StatusSkipped    Status = "skipped"
	StatusActive     Status = "active"
	StatusInactive   Status = "inactive"
)

// TransactionType is the kind of a validation or check, or a change of tags. The set
// is open: custom types of checks have names of their own.
type TransactionType string

// Types of transactions.
const (
	TransactionTypeDocumentValidation  TransactionType = "document-validation"
	TransactionTypeFaceRecognition     TransactionType = "face-recognition"
	TransactionTypeFaceSearch          TransactionType = "face-search"
	TransactionTypeEmailVerification   TransactionType = "email-verification"
	TransactionTypePhoneVerification   TransactionType = "phone-verification"
	TransactionTypeElectronicSignature TransactionType = "electronic-signature"
	TransactionTypeEnterpriseData      TransactionType = "enterprise-data"
	TransactionTypePerson              TransactionType = "person"
	TransactionTypeProfileTag          TransactionType = "profile-tag"
)

// Summary is a transaction in brief.
type Summary struct {
	TransactionID string          `json:"transaction_id"`
	Source        Source          `json:"source"`
	Status        Status          `json:"status"` // empty for chats and contacts
	Type          TransactionType `json:"type"`
	Date          time.Time       `json:"date"`
}

// Transaction is a process, check, validation, chat or tag of a customer.
type Transaction struct {
	ID string `json:"id"` // of the customer
	// TransactionID is of a process, check, validation, chat or tag: its prefix
	// (IDP, CHK, VLD, EN_CHT_, TAG) says which.
	TransactionID  string                 `json:"transaction_id" contract:"required"`
	AccountID      string                 `json:"account_id"`
	Source         Source                 `json:"source"`
	Type           TransactionType        `json:"type"`
	Status         Status                 `json:"status"`
	FailureStatus  apitype.FailureStatus  `json:"failure_status"`
	DeclinedReason apitype.DeclinedReason `json:"declined_reason"`
	DevicesInfo    Devices                `json:"devices_info"`
	Properties     Properties             `json:"properties"`
	Validations    ValidationEntries      `json:"validations"`
	CreationDate   time.Time              `json:"creation_date"`
	UpdateDate     time.Time              `json:"update_date"`
	apitype.Raw
}

// Properties are facts about a transaction, all as text, also IsUsed (true) and
// FlowVersion (1).
type Properties struct {
	CreatedVia        string         `json:"created_via"`
	FlowID            string         `json:"flow_id"`
	FlowName          string         `json:"flow_name"`
	FlowVersion       string         `json:"flow_version"`
	IPAddress         string         `json:"ip_address"`
	IsUsed            string         `json:"is_used"`
	DocumentCheckID   string         `json:"document_check_id"`
	DocumentCheckURL  string         `json:"document_check_url"`
	SignedDocumentURL string         `json:"signed_document_url"`
	Other             map[string]any `json:",embed"`
}

// ValidationEntry is a validation of a transaction. Truora names its fields in
// two ways; see [ValidationEntry.ID].
type ValidationEntry struct {
	ValidationID   string          `json:"validation_id"`
	ValidationType TransactionType `json:"validation_type"`
	Status         Status          `json:"status"`
	Date           time.Time       `json:"date"`
	TransactionID  string          `json:"transaction_id"`
	Type           TransactionType `json:"type"`
	Source         Source          `json:"source"`
}

// ID returns the id of the validation, whichever name Truora used for it.
func (v ValidationEntry) ID() string {
	if v.ValidationID != "" {
		return v.ValidationID
	}
	return v.TransactionID
}

// Kind returns the type of the validation, whichever name Truora used for it.
func (v ValidationEntry) Kind() TransactionType {
	if v.ValidationType != "" {
		return v.ValidationType
	}
	return v.Type
}

// Truora documents the types below as JSON and sends them as strings that
// contain that JSON.

// Summaries are read in both forms.
type Summaries []Summary

// UnmarshalJSONFrom accepts both forms.
func (s *Summaries) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return lenient.ReadEither(dec, (*[]Summary)(s))
}

// Devices are read in both forms.
type Devices []apitype.Device

// UnmarshalJSONFrom accepts both forms.
func (d *Devices) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return lenient.ReadEither(dec, (*[]apitype.Device)(d))
}

// ValidationEntries are read in both forms.
type ValidationEntries []ValidationEntry

// UnmarshalJSONFrom accepts both forms.
func (v *ValidationEntries) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return lenient.ReadEither(dec, (*[]ValidationEntry)(v))
}

// UnmarshalJSONFrom accepts both forms.
func (p *Properties) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type plain Properties
	return lenient.ReadEither(dec, (*plain)(p))
}

// ListTransactionsParams selects transactions.
type ListTransactionsParams struct {
	Source Source `url:"source,omitempty"` // a product; empty means all
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListTransactions returns a page of the transactions of a customer.
func (s *Service) ListTransactions(ctx context.Context, customerID string, params ListTransactionsParams) (*apitype.Page[Transaction], error) {
	return rest.List[Transaction](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/transactions", Args: []string{customerID}, Query: params, Key: "transactions"})
}

// AllTransactions walks over all pages of [Service.ListTransactions].
func (s *Service) AllTransactions(ctx context.Context, customerID string, params ListTransactionsParams) iter.Seq2[Transaction, error] {
	return rest.AllOf(ctx, customerID, params, s.ListTransactions, func(p *ListTransactionsParams) *string { return &p.StartKey })
}

// GetTransaction returns a transaction of a customer.
func (s *Service) GetTransaction(ctx context.Context, customerID, transactionID string) (*Transaction, error) {
	return rest.Do[Transaction](ctx, s.c, rest.Call{Op: "GET /v1/customers/{customer_id}/transactions/{transaction_id}", Args: []string{customerID, transactionID}})
}
