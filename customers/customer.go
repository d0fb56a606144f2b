package customers

import (
	"github.com/truora/truora-go/apitype"
)

// Customer is a person. Any field but ID can be empty.
type Customer struct {
	ID          string          `json:"id" contract:"required"` // USP…
	Name        string          `json:"name"`
	Email       string          `json:"email"`
	Phone       string          `json:"phone"`
	Country     apitype.Country `json:"country"`
	Nationality string          `json:"nationality"`
	Gender      apitype.Gender  `json:"gender"`
	// Birthday is sent under one of two names: use [Customer.BirthDate].
	Birthday         apitype.Date `json:"birthday"`
	BirthdayMisspelt apitype.Date `json:"birthady"`

	DocumentNumber    string               `json:"document_number"`
	DocumentType      apitype.DocumentType `json:"document_type"`
	DocumentIssueDate apitype.Date         `json:"document_issue_date"`

	// Links to images; they need no key, and are not always URLs.
	DocumentFrontURL   string `json:"document_front_url"`
	DocumentReverseURL string `json:"document_reverse_url"`
	FaceImageURL       string `json:"face_image_url"`
	InvoiceURL         string `json:"invoice_url"`

	ContactID         string            `json:"contact_id"`
	ContactProperties map[string]string `json:"contact_properties"`

	LatestTransactions Summaries `json:"latest_transactions"`
	Tags               []Tag     `json:"tags"`
	apitype.Raw
}

// BirthDate returns the date of birth, whichever name Truora used for it.
func (c *Customer) BirthDate() apitype.Date {
	if c.Birthday.IsZero() {
		return c.BirthdayMisspelt
	}
	return c.Birthday
}
