package person_test

import (
	"fmt"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/person"
)

func ExampleCompare() {
	expected := person.Person{
		Document: person.Document{Country: apitype.CountryColombia, Type: apitype.DocumentTypeNationalID, Number: "1.020.304.050"},
		Name:     person.Name{Full: "juan de la cruz"},
	}
	found := person.Person{
		Document: person.Document{Country: apitype.CountryColombia, Type: apitype.DocumentTypeNationalID, Number: "1020304050"},
		Name:     person.Name{Given: "JUAN CAMILO", Surnames: "CRUZ ROJAS"},
	}
	fmt.Println(person.Compare(expected, found)) // holds no name and no number: fit for a log

	found.Name.Given = "JUANA"
	fmt.Println(person.Compare(expected, found))
	// Output:
	// same: same_document, missing_name, particles
	// different: same_document, other_name, similar
}
