package docid_test

import (
	"errors"
	"fmt"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/docid"
)

func ExampleCheck() {
	err := docid.Check(apitype.CountryColombia, apitype.DocumentTypeTaxID, "899.999.086-1")
	if problem, ok := errors.AsType[*docid.Error](err); ok && problem.Reason == docid.ReasonCheckDigit {
		fmt.Println("Please look at the", problem.Rule, "once more.")
	}
	// Output: Please look at the NIT once more.
}

func ExampleNormalize() {
	fmt.Println(docid.Normalize(apitype.CountryCostaRica, apitype.DocumentTypeNationalID, "1-234-567"))
	fmt.Println(docid.Normalize(apitype.CountryColombia, "license_plate", "abc 12d"))
	// Output:
	// 102340567
	// ABC12D
}

func ExampleSame() {
	typed, read := "899.999.068-1", "899999068"
	fmt.Println(docid.Same(apitype.CountryColombia, apitype.DocumentTypeTaxID, typed, read))
	// Output: true
}
