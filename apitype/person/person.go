// Package person compares persons: the one that was expected with the one whose
// document was read. Case, accents, order, particles (de la Cruz) and hyphens do not
// matter. The result says which names one side leaves out, and why it is what it is,
// without containing a name.
//
//	result := person.Compare(expected, found)
//	if result.Verdict == person.VerdictDifferent { … result.Reasons … }
//
// It does not forgive typing errors: a Gonzales is not a González, and a person has to
// look.
package person

import (
	"errors"
	"slices"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/apitype/docid"
)

// Person describes a person. Empty fields are not compared.
type Person struct {
	Document    Document
	Name        Name
	DateOfBirth apitype.Date
}

// Document is an identity document.
type Document struct {
	Country apitype.Country
	Type    apitype.DocumentType
	Number  string
}

// Name is the name of a person. If given names and surnames are not known separately,
// Full has all of them, in either order; it is ignored if one of the other fields is
// set.
type Name struct {
	Given    string
	Surnames string
	Full     string
}

// Verdict is the result of a comparison.
type Verdict string

// Verdicts.
const (
	VerdictSame Verdict = "same" // the same document, or the same names in another spelling
	// VerdictCompatible: one is a shorter form of the other (Ana Pérez, Ana María Pérez
	// Gómez), or only names were compared, which others bear too.
	VerdictCompatible Verdict = "compatible"
	VerdictDifferent  Verdict = "different"
	VerdictUnknown    Verdict = "unknown" // there is too little to compare
)

// Reason is why a comparison has its result.
type Reason string

// Reasons for names that match, with how they differ.
const (
	ReasonExact       Reason = "exact"        // letter for letter
	ReasonSpelling    Reason = "spelling"     // in case, accents or signs
	ReasonParticles   Reason = "particles"    // de, la, y, dos … on one side only
	ReasonSpacing     Reason = "spacing"      // Delacruz, de la Cruz
	ReasonOrder       Reason = "order"        // surnames in front on one side
	ReasonFields      Reason = "fields"       // a given name here is a surname there
	ReasonAbbreviated Reason = "abbreviated"  // Ma. for María, or an initial
	ReasonMissingName Reason = "missing_name" // one side leaves out a name
)

// Reasons for names that do not match.
const (
	ReasonGivenName  Reason = "given_name"
	ReasonSurname    Reason = "surname"
	ReasonOtherName  Reason = "other_name" // where given names and surnames are not apart
	ReasonSwapped    Reason = "swapped"    // María José, José María
	ReasonGeneration Reason = "generation" // Filho, Neto, Júnior … on one side only
	ReasonSimilar    Reason = "similar"    // beside one of these: a letter makes the difference
	ReasonTooLittle  Reason = "too_little" // less than a given name and a surname
)

// Reasons about the rest.
const (
	ReasonSameDocument  Reason = "same_document"
	ReasonDocument      Reason = "document"       // another number
	ReasonOtherDocument Reason = "other_document" // of another kind or country, or not a number of this kind: not compared
	ReasonDateOfBirth   Reason = "date_of_birth"
)

// Comparison is the result of [Compare]. It contains no personal data.
type Comparison struct {
	// Verdict is VerdictDifferent if any part is. It is VerdictSame if the documents
	// are the same and nothing contradicts that. Otherwise it is the verdict on the
	// names, at most VerdictCompatible.
	Verdict Verdict
	// Name, Document and DateOfBirth are VerdictUnknown if a side lacks them.
	Name, Document, DateOfBirth Verdict
	Reasons                     []Reason
}

// String returns, for example, "different: same_document, surname".
func (c Comparison) String() string {
	if len(c.Reasons) == 0 { // there was nothing to compare
		return string(c.Verdict)
	}
	texts := make([]string, len(c.Reasons))
	for i, r := range c.Reasons {
		texts[i] = string(r)
	}
	return string(c.Verdict) + ": " + strings.Join(texts, ", ")
}

// Compare compares two persons. Document numbers are compared in the form that
// [docid.Normalize] returns, if both are of one country and kind and look like it; an
// empty country or kind is taken from the other side.
//
// In Spanish names the first surname is required; in Brazil, if one of the documents is
// Brazilian, the last.
func Compare(expected, found Person) Comparison {
	c := Comparison{Name: VerdictUnknown, Document: VerdictUnknown, DateOfBirth: VerdictUnknown}
	c.compareDocuments(expected.Document, found.Document)
	brazilian := expected.brazilian() || found.brazilian()
	if expected.Name != (Name{}) || found.Name != (Name{}) {
		name := compareNames(expected.Name, found.Name, brazilian)
		c.Name = name.verdict()
		c.Reasons = append(c.Reasons, name.reasons()...)
	}
	if !expected.DateOfBirth.IsZero() && !found.DateOfBirth.IsZero() {
		c.DateOfBirth = VerdictSame
		if expected.DateOfBirth != found.DateOfBirth {
			c.DateOfBirth = VerdictDifferent
			c.Reasons = append(c.Reasons, ReasonDateOfBirth)
		}
	}
	switch {
	case slices.Contains([]Verdict{c.Name, c.Document, c.DateOfBirth}, VerdictDifferent):
		c.Verdict = VerdictDifferent
	case c.Document == VerdictSame:
		c.Verdict = VerdictSame
	case c.Name == VerdictSame:
		c.Verdict = VerdictCompatible
	default:
		c.Verdict = c.Name
	}
	return c
}

func (p Person) brazilian() bool {
	return strings.EqualFold(string(p.Document.Country), string(apitype.CountryBrazil))
}

func (c *Comparison) compareDocuments(a, b Document) {
	switch {
	case blank(a.Number) || blank(b.Number):
		return
	case unlike(string(a.Country), string(b.Country)), unlike(string(a.Type), string(b.Type)):
		c.Reasons = append(c.Reasons, ReasonOtherDocument)
		return
	}
	country, kind := a.Country, a.Type
	if country == "" {
		country = b.Country
	}
	if kind == "" {
		kind = b.Type
	}
	switch {
	case docid.Same(country, kind, a.Number, b.Number):
		c.Document = VerdictSame
		c.Reasons = append(c.Reasons, ReasonSameDocument)
	case shaped(country, kind, a.Number) != shaped(country, kind, b.Number):
		c.Reasons = append(c.Reasons, ReasonOtherDocument)
	default:
		c.Document = VerdictDifferent
		c.Reasons = append(c.Reasons, ReasonDocument)
	}
}

// shaped reports whether a number looks like one of its kind. On some cards there are
// several: the CURP and the elector key of a Mexican one.
func shaped(country apitype.Country, kind apitype.DocumentType, number string) bool {
	problem, wrong := errors.AsType[*docid.Error](docid.Check(country, kind, number))
	return !wrong || !slices.Contains([]docid.Reason{docid.ReasonCharacters, docid.ReasonLength, docid.ReasonFormat}, problem.Reason)
}

func blank(number string) bool { return docid.Normalize("", "", number) == "" }

// unlike folds as docid does: national_id is national-id.
func unlike(a, b string) bool {
	return a != "" && b != "" && !strings.EqualFold(strings.ReplaceAll(a, "_", "-"), strings.ReplaceAll(b, "_", "-"))
}
