package checks

import "github.com/truora/truora-go/apitype"

// Check is a background check.
type Check = apitype.Check

// Type is the kind of subject, or the exact name of a custom type of the
// account. Answers may contain other values.
type Type = apitype.CheckType

// Kinds of subject.
const (
	TypePerson  Type = "person"
	TypeVehicle Type = "vehicle"
	TypeCompany Type = "company"
	// TypeDocumentValidation is in answers only: the check behind a document.
	TypeDocumentValidation Type = "document-validation"
)

// Priority is the priority of a check in Truora's queue.
type Priority string

// Priorities. The default is medium.
const (
	PriorityLow    Priority = "low"
	PriorityMedium Priority = "medium"
	PriorityHigh   Priority = "high" // limited for each country
)

// DetailGroup is a part of a report that a detail is filed under.
type DetailGroup string

// Groups of details, of Truora's schema of 2021.
const (
	DetailGroupProfile      DetailGroup = "profile"
	DetailGroupLegal        DetailGroup = "legal"
	DetailGroupAffiliations DetailGroup = "affiliations"
	DetailGroupVehicle      DetailGroup = "vehicle"
	DetailGroupGlobal       DetailGroup = "global"
	DetailGroupMedia        DetailGroup = "media"
	DetailGroupUnknown      DetailGroup = "unknown"
)

// Route is how a source looked a subject up.
type Route string

// Routes.
const (
	RouteID          Route = "id"
	RoutePerson      Route = "person"
	RoutePersonName  Route = "person-name"
	RouteCompanyName Route = "company_name"
)
