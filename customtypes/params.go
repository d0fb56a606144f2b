package customtypes

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
)

// CreateParams is a new type. All fields are required.
type CreateParams struct {
	// Country is where checks of the type search; apitype.CountryAll searches
	// international lists by name.
	Country apitype.Country `url:"country"`
	// Type is the name, which is case-sensitive; person, vehicle and company
	// are reserved.
	Type string `url:"type"`
	// Weights of the data sets; their sum is 1.
	Weights Weights `url:"dataset_"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateParams) Validate() error {
	if err := validateKey(p.Country, p.Type); err != nil {
		return err
	}
	return p.Weights.Validate()
}

// UpdateParams are the new weights of a type. All fields are required.
type UpdateParams struct {
	// Country and Type say which type.
	Country apitype.Country `url:"country"`
	Type    string          `url:"type"`
	// Weights of all its data sets; their sum is 1.
	Weights Weights `url:"dataset_"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateParams) Validate() error { return CreateParams(p).Validate() }

// DeleteParams says which type to delete. Both fields are required.
type DeleteParams struct {
	Country apitype.Country `url:"country"`
	Type    string          `url:"type"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p DeleteParams) Validate() error { return validateKey(p.Country, p.Type) }

func validateKey(country apitype.Country, name string) error {
	switch {
	case name == "":
		return errors.New("type is required")
	case slices.Contains(reserved, name):
		return errors.New("person, vehicle and company are types of Truora's own")
	}
	return inputs.Country(country)
}

// tolerance allows for sums such as ten times 0.1, which floats do not hold.
const tolerance = 1e-9

var dataSetName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Validate reports weights that Truora would certainly refuse.
func (w Weights) Validate() error {
	for set, weight := range w {
		switch {
		case !dataSetName.MatchString(string(set)):
			return errors.New("the name of a data set has lowercase letters, digits and underscores, and no prefix dataset_")
		case !(weight >= 0 && weight <= 1):
			return fmt.Errorf("the weight of %s must be from 0 to 1", set)
		}
	}
	if sum := w.Sum(); math.Abs(sum-1) > tolerance {
		return fmt.Errorf("the sum of the weights must be 1, not %s", decimal(sum))
	}
	return nil
}

// EncodeValues writes a field for each weight.
func (w Weights) EncodeValues(prefix string, form *url.Values) error {
	for set, weight := range w {
		form.Set(prefix+string(set), decimal(weight))
	}
	return nil
}

// decimal writes a number without an exponent.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
