package customers

import (
	"context"
	"errors"
	"iter"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Category is a group of decision variables.
type Category string

// Categories.
const (
	CategoryProfile            Category = "profile"
	CategoryProfileReliability Category = "profile_reliability"
)

// DataType is the type of a variable, whose value is always a string.
type DataType string

// Types of values.
const (
	DataTypeBoolean DataType = "boolean" // true or false
	DataTypeString  DataType = "string"
	DataTypeNumber  DataType = "number"
	DataTypeDate    DataType = "date"
)

// VariableType says where a variable comes from.
type VariableType string

// Types of variables.
const (
	VariableTypePrimary  VariableType = "primary"
	VariableTypeComputed VariableType = "computed" // from others
)

// DecisionVariables are the variables of one customer.
type DecisionVariables struct {
	ID        string     `json:"id" contract:"required"` // Customer.ID
	Variables []Variable `json:"variables"`
	apitype.Raw
}

// Variable is a variable with its value.
type Variable struct {
	Category Category `json:"category"`
	Name     string   `json:"name"`
	Type     DataType `json:"type"`
	Value    string   `json:"value"` // text, whatever Type: "false" is not true
}

// ListDecisionVariablesParams selects customers and variables. Truora has no
// filter by customer: compare DecisionVariables.ID.
type ListDecisionVariablesParams struct {
	Categories []Category `url:"categories,omitempty"`
	Names      []string   `url:"names,omitempty"`
	Search     string     `url:"search,omitempty"`
	// Which date StartDate and EndDate bound is not documented.
	StartDate apitype.Date `url:"start_date,omitempty"`
	EndDate   apitype.Date `url:"end_date,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ListDecisionVariablesParams) Validate() error {
	if !p.StartDate.IsZero() && !p.EndDate.IsZero() && p.EndDate.Time().Before(p.StartDate.Time()) {
		return errors.New("end_date is before start_date")
	}
	return nil
}

// ListDecisionVariables returns a page of customers with their variables.
func (s *Service) ListDecisionVariables(ctx context.Context, params ListDecisionVariablesParams) (*apitype.Page[DecisionVariables], error) {
	return rest.List[DecisionVariables](ctx, s.c, rest.Call{Op: "GET /v1/customers/decision-variables", Query: params, Key: "decision_variables"})
}

// AllDecisionVariables walks over all pages of [Service.ListDecisionVariables].
func (s *Service) AllDecisionVariables(ctx context.Context, params ListDecisionVariablesParams) iter.Seq2[DecisionVariables, error] {
	return rest.All(ctx, params, s.ListDecisionVariables, func(p *ListDecisionVariablesParams) *string { return &p.StartKey })
}

// AvailableVariable is a variable that customers can have.
type AvailableVariable struct {
	ID           string       `json:"id" contract:"required"` // ADV…
	Name         string       `json:"name"`
	Description  string       `json:"description"`
	Category     Category     `json:"category"`
	Product      Product      `json:"product"`
	DataType     DataType     `json:"data_type"`
	VariableType VariableType `json:"variable_type"`
	Level        int          `json:"level"` // 1 or 2 in samples; what it means is not documented
	Active       bool         `json:"active"`
	// AllowedValues and Example are strings, whatever DataType is. If AllowedValues
	// is empty, any value is allowed.
	AllowedValues []string `json:"allowed_values"`
	Example       string   `json:"example"`
	apitype.Raw
}

// Product is the product that supplies a variable.
type Product string

// Products.
const (
	ProductProcess Product = "process"
	ProductCheck   Product = "check"
)

// ListAvailableDecisionVariablesParams selects variables; several values of a
// field mean any of them.
type ListAvailableDecisionVariablesParams struct {
	Active   *bool      `url:"active,omitempty"` // nil: both
	Category []Category `url:"category,omitempty"`
	ID       []string   `url:"id,omitempty"`
	Level    []int      `url:"level,omitempty"`
	Name     []string   `url:"name,omitempty"`
	Product  []Product  `url:"product,omitempty"`
	Type     []DataType `url:"type,omitempty"` // AvailableVariable.DataType
	Search   string     `url:"search,omitempty"`
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListAvailableDecisionVariables returns a page of the variables that customers
// can have.
func (s *Service) ListAvailableDecisionVariables(ctx context.Context, params ListAvailableDecisionVariablesParams) (*apitype.Page[AvailableVariable], error) {
	return rest.List[AvailableVariable](ctx, s.c, rest.Call{Op: "GET /v1/customers/decision-variables/available", Query: params, Key: "decision_variables"})
}

// AllAvailableDecisionVariables walks over all pages of
// [Service.ListAvailableDecisionVariables].
func (s *Service) AllAvailableDecisionVariables(ctx context.Context, params ListAvailableDecisionVariablesParams) iter.Seq2[AvailableVariable, error] {
	return rest.All(ctx, params, s.ListAvailableDecisionVariables, func(p *ListAvailableDecisionVariablesParams) *string { return &p.StartKey })
}
