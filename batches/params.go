package batches

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
)

// CreateParams describes the sheet of a batch. Service, Country and Type are
// required and apply to all rows.
type CreateParams struct {
	Service Product         `url:"service"`
	Country apitype.Country `url:"country"`
	// Type is person, vehicle, company, or the name of a custom type.
	Type string `url:"type"`
	// ColumnsMapping says in which column, counted from 0, each input is: list
	// every column in use. Without it, Created.Columns is the order of the
	// columns.
	ColumnsMapping ColumnsMapping `url:"columns_mapping."`
	// Frequency makes each row a continuous check until EndDate: every run of every
	// row is billed.
	Frequency apitype.Frequency `url:"frequency,omitempty"`
	EndDate   apitype.Date      `url:"end_date"`
}

// ColumnsMapping maps inputs, such as national_id, to the columns of a sheet: 0 is
// column A.
type ColumnsMapping map[string]int

// EncodeValues writes a field for each input; the index 0 too.
func (m ColumnsMapping) EncodeValues(prefix string, form *url.Values) error {
	for input, column := range m {
		form.Set(prefix+input, strconv.Itoa(column))
	}
	return nil
}

var inputName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateParams) Validate() error {
	switch {
	case p.Service == "":
		return errors.New("service is required: batches.ProductChecks")
	case p.Type == "":
		return errors.New("type is required")
	}
	return cmp.Or(inputs.Country(p.Country), inputs.Frequency("frequency", p.Frequency), p.ColumnsMapping.validate())
}

func (m ColumnsMapping) validate() error {
	inputs := slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(m[a]-m[b], cmp.Compare(a, b)) })
	for i, input := range inputs {
		switch {
		case !inputName.MatchString(input):
			return errors.New("columns_mapping names inputs such as national_id")
		case m[input] < 0:
			return fmt.Errorf("columns_mapping: %s has a negative column", input)
		case i > 0 && m[inputs[i-1]] == m[input]:
			return fmt.Errorf("columns_mapping: %s and %s are in the same column", inputs[i-1], input)
		}
	}
	return nil
}
