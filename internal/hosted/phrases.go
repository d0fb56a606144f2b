package hosted

import (
	"net/http"
	"strings"

	"github.com/truora/truora-go/identity"
)

// Words are the texts of the page in one language. The templates read the fields.
type Words struct {
	Tag  string // of the html element, BCP 47
	Code string // of the lang parameter
	Name string // as the switch shows it

	StandsFor, Progress, Step, Of                string
	WrongOneLeft, WrongManyLeft, CodeIsAlways    string
	Made, TakeIt, Continue, Hint                 string
	Done, MayClose, Sorry, LinkBroken, Languages string

	Steps   map[identity.StepType]string
	Labels  map[string]string // of Truora's inputs; its own description where there is none
	Options map[string]string // of Truora's choices; the value itself where there is none
}

var languages = []*Words{&spanish, &portuguese, &english}

// All are the languages, for the switch.
func (*Words) All() []*Words { return languages }

// Title is what a step asks for.
func (p *Words) Title(kind identity.StepType) string {
	if title, ok := p.Steps[kind]; ok {
		return title
	}
	return readable(string(kind))
}

// Label is what an input asks for.
func (p *Words) Label(in identity.Input) string {
	if label, ok := p.Labels[string(in.Name)]; ok {
		return label
	}
	return in.Description
}

// Option is a choice of an input.
func (p *Words) Option(value string) string {
	if text, ok := p.Options[value]; ok {
		return text
	}
	return readable(value)
}

// readable makes one of Truora's values readable: national-id, document_front.
func readable(value string) string { return strings.NewReplacer("_", " ", "-", " ").Replace(value) }

// wordsOf picks the language of a request.
func wordsOf(r *http.Request) *Words {
	return Choose(r, languages, func(p *Words) string { return p.Code }, r.FormValue("lang"))
}
