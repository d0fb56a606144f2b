package contract

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
)

// Operation is one line of operations.csv.
type Operation struct {
	File       string // the OpenAPI file that describes it, without .yaml
	ID         string
	Method     string
	Host       string
	Path       string
	Go         string // package and method, such as checks.Create
	Tier       string // core, extended or unverified
	Effect     string // read, idempotent, dedupe or once
	Body       string // none, form, json or raw
	PageItems  string // the member that holds the items of a page
	In2024     bool
	Always     string // the members that the result always has: see [Operation.Needs]
	Bills      string // what a call bills: see truora.Billing; "" for nothing
	Confidence string // of the operation, from its OpenAPI file
}

// Op returns the name of the operation as the SDK writes it.
func (o Operation) Op() string { return o.Method + " " + o.Path }

// Package returns the SDK's package for the operation.
func (o Operation) Package() string {
	pkg, _, _ := strings.Cut(o.Go, ".")
	return pkg
}

// GoMethod returns the SDK's method for the operation.
func (o Operation) GoMethod() string {
	_, method, _ := strings.Cut(o.Go, ".")
	return method
}

// Needs returns the members that the result of a success, or an item of a page, always
// has. Of members separated by a bar it has one; "*" is any member at all. None, which
// the inventory writes as "-", means that nothing is required.
func (o Operation) Needs() []string {
	if o.Always == "-" {
		return nil
	}
	return strings.Fields(o.Always)
}

// MayAnswerNothing reports whether a success of the operation may have no body: a write
// needs none, and neither does an answer without required members.
func (o Operation) MayAnswerNothing() bool {
	switch o.Method {
	case http.MethodPut, http.MethodDelete:
		return true
	case http.MethodGet:
		return false
	default:
		return len(o.Needs()) == 0
	}
}

// Areas are the SDK's packages in the order in which documents list them.
var Areas = []string{
	"checks", "customtypes", "continuous", "batches", "rules", "hooks", "validators",
	"identity", "apikeys", "customers", "whatsapp", "contacts", "engagement",
}

// inventory reads operations.csv. [Load] fills in Confidence.
func inventory() ([]Operation, error) {
	file, err := files.Open("operations.csv")
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("operations.csv: %w", err)
	}
	ops := make([]Operation, 0, len(lines))
	for _, l := range lines[1:] {
		ops = append(ops, Operation{
			File: l[0], ID: l[1], Method: l[2], Host: l[3], Path: l[4], Go: l[5],
			Tier: l[6], Effect: l[7], Body: l[8], PageItems: l[9], In2024: l[10] == "yes",
			Always: l[11], Bills: l[12],
		})
	}
	return ops, nil
}
