// Package notice has what to tell a person whose validation or identity process did not
// succeed: for each reason that Truora gives a class, for the program, and a short text
// in Spanish, Portuguese and English, for the person.
//
//	n := notice.Of(validation.DeclinedReason)
//	show(n.Text(apitype.LanguageSpanish), n.Class == notice.ClassTryAgain)
//
// The texts say what to do next. They blame nobody, and do not say what a test found:
// whoever forges a document learns nothing from them. Show these, and keep Truora's
// reason for yourself.
package notice

import (
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lazy"
)

// Class is what can be done about a reason.
type Class string

// Classes.
const (
	ClassTryAgain   Class = "try_again"   // the same person, the same data: another photo, another code
	ClassWrongData  Class = "wrong_data"  // something that was given has to be corrected first
	ClassNotAllowed Class = "not_allowed" // decided: another try changes nothing
	ClassExpired    Class = "expired"     // the time ran out: a new link or validation is needed
	ClassOurFault   Class = "our_fault"   // a fault of Truora's, a source's or yours, not the person's
	ClassNeedsHuman Class = "needs_human" // one of your people has to look
)

// Notice is what to tell the person.
type Notice struct {
	Class Class
	text  text
}

// text is a message to the person in each language.
type text struct{ es, pt, en string }

// Of returns the notice for a reason: a DeclinedReason, an ExpiredReason, an
// EnrollmentReason, an ImageReason, or a FailureStatus where there is no reason. What
// this version does not know, and "", is of ClassNeedsHuman, with a text that says as
// much.
func Of[R ~string](reason R) Notice {
	if n, known := notices.Get(makeNotices)[string(reason)]; known {
		return n
	}
	return Notice{ClassNeedsHuman, contact}
}

// Known reports whether there is a text for this reason, apart from that for unknown
// ones.
func Known[R ~string](reason R) bool {
	_, known := notices.Get(makeNotices)[string(reason)]
	return known
}

// Text returns the message in a language: es, pt or en, also with a region (es-419,
// pt-BR). For another one it is Spanish, as Truora's own texts are.
func (n Notice) Text(language apitype.Language) string {
	code, _, _ := strings.Cut(strings.ToLower(string(language)), "-")
	switch apitype.Language(code) {
	case apitype.LanguagePortuguese:
		return n.text.pt
	case apitype.LanguageEnglish:
		return n.text.en
	case apitype.LanguageSpanish:
		return n.text.es
	default:
		return n.text.es
	}
}

var notices lazy.Value[map[string]Notice]

func makeNotices() map[string]Notice {
	all := map[string]Notice{}
	for _, row := range rows {
		for reason := range strings.FieldsSeq(row.reasons) {
			all[reason] = Notice{row.class, row.text}
		}
	}
	return all
}
