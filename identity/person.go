package identity

import (
	"cmp"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/person"
)

// Person returns who the process verified: the document, the names and the date of
// birth of its latest successful document validation that read a number or a name. ok is
// false if there is none, also if somebody overrode the verdict of a failed one.
// [person.Compare] says whether it is the person that was expected.
//
// It is what was read, whatever became of the process: look at [Result.Verdict] first.
func (r *Result) Person() (who person.Person, ok bool) {
	var latest *Validation
	for i := range r.Validations {
		v := &r.Validations[i]
		_, verified := v.Person()
		if verified && (latest == nil || !v.CreationDate.Before(latest.CreationDate)) {
			latest = v
		}
	}
	if latest == nil {
		return person.Person{}, false
	}
	return latest.Person()
}

// Person returns what a successful validation of an identity document read. ok is false
// for other validations, for invoices, and if neither number nor name was read.
func (v *Validation) Person() (who person.Person, ok bool) {
	if v.Type != ValidationTypeDocumentValidation || v.ValidationStatus != apitype.StatusSuccess ||
		v.FailureStatus != "" || v.Details == nil || v.Details.DocumentDetails == nil {
		return person.Person{}, false
	}
	d := v.Details.DocumentDetails
	who = person.Person{
		Document: person.Document{Country: d.Country, Type: d.DocumentType, Number: d.DocumentNumber},
		Name: person.Name{
			Given:    d.Name,
			Surnames: cmp.Or(d.LastName, strings.TrimSpace(d.FirstLastName+" "+d.SecondLastName)),
		},
		DateOfBirth: d.DateOfBirth,
	}
	read := strings.TrimSpace(who.Document.Number+who.Name.Given+who.Name.Surnames) != ""
	return who, read && !strings.EqualFold(string(d.DocumentType), string(apitype.DocumentTypeInvoice))
}
