package checks

import (
	"context"
	"iter"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Detail is what one source answered.
type Detail struct {
	ID         string          `json:"id" contract:"required"`
	CheckID    string          `json:"check_id"`
	DataSet    apitype.DataSet `json:"data_set"`
	DatabaseID string          `json:"database_id"` // newer answers only
	// DatabaseName is for display, not a key.
	DatabaseName string           `json:"database_name"`
	Result       apitype.Result   `json:"result"`
	Severity     apitype.Severity `json:"severity"`
	// Score and Group are in Truora's schema of 2021 and in no sample.
	Score        *float64    `json:"score"`
	Group        DetailGroup `json:"group"`
	Route        Route       `json:"route"`         // how the subject was looked up
	DocumentType string      `json:"document_type"` // what was searched with: national-id, tax-id, company-name
	Depth        int         `json:"depth"`         // 0 in every sample
	// Tables are what the source said, nil when it found nothing.
	Tables []Table `json:"tables"`

	FoundFirstName   string         `json:"found_first_name"`
	FoundLastName    string         `json:"found_last_name"`
	FoundCompanyName string         `json:"found_company_name"`
	FoundDateOfBirth apitype.Date   `json:"found_date_of_birth"`
	FoundGender      apitype.Gender `json:"found_gender"`
	FoundRFC         string         `json:"found_rfc"`
	IdentityResult   string         `json:"identity_result"`
	IdentityState    string         `json:"identity_state"`
	IssuedAt         string         `json:"issued_at"`
	UpdateDate       time.Time      `json:"update_date"`
	// Categorization is empty in every sample; what its elements are is unknown.
	Categorization []jsontext.Value `json:"categorization"` //grammar:raw no sample shows its members
	apitype.Raw
}

// Table is a table of a detail.
type Table struct {
	Title string `json:"title"` // in the source's language, or the one asked for
	Rows  []Row  `json:"rows"`
}

// Row is a row of a table.
type Row struct {
	Cells []Cell `json:"cells"`
}

// Cell is a cell with its column's name.
type Cell struct {
	Label string `json:"label"`
	Value string `json:"value"` // always text, also numbers and dates
}

// ListDetailsParams selects details.
type ListDetailsParams struct {
	// Lang is the language of titles, labels and values; empty means the source's.
	Lang apitype.Language `url:"lang,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListDetails returns a page of what the sources of a check answered.
func (s *Service) ListDetails(ctx context.Context, checkID string, params ListDetailsParams) (*apitype.Page[Detail], error) {
	return rest.List[Detail](ctx, s.c, rest.Call{
		Op: "GET /v1/checks/{check_id}/details", Args: []string{checkID}, Query: params, Key: "details",
		Lone: "database_id", // the table of 2026 and the document of 2021 have one bare detail
	})
}

// AllDetails walks over all pages of [Service.ListDetails].
func (s *Service) AllDetails(ctx context.Context, checkID string, params ListDetailsParams) iter.Seq2[Detail, error] {
	return rest.AllOf(ctx, checkID, params, s.ListDetails, func(p *ListDetailsParams) *string { return &p.StartKey })
}
