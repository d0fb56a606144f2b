package main

import (
	"net/http"

	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/hosted"
)

// message is the title and the text for one outcome.
type message struct{ Title, Text string }

// phrases are the texts of the pages in one language. Templates read the fields.
type phrases struct {
	Tag  string // of the html element, BCP 47
	Code string // of the lang parameter and cookie
	Name string // as the switch shows it

	OpenAccount, WeNeedToKnow, NeedEmail, NeedDocument, NeedCamera, Begin string
	DemoEnding, EndApproved, EndDeclined, EndExpired, EndFailed, DemoNote string

	YourVerification, ConnectionLost, NeedsScript, Again string
	Forget                                               string

	Sorry, OurFault, LinkExpired string

	Outcomes map[identity.Outcome]message // without a text where package notice has it
}

// Pending is what the page says before it knows more.
func (p *phrases) Pending() message { return p.Outcomes[identity.OutcomePending] }

// Languages are all that the pages speak, for the switch.
func (*phrases) Languages() []*phrases { return languages }

var languages = []*phrases{&spanish, &portuguese, &english}

const languageCookie = "lang"

// phrasesOf picks the language of a request: the one asked for by the lang parameter,
// the one chosen before, or the browser's.
func phrasesOf(r *http.Request) *phrases {
	asked := []string{r.URL.Query().Get("lang")}
	if c, err := r.Cookie(languageCookie); err == nil {
		asked = append(asked, c.Value)
	}
	return hosted.Choose(r, languages, func(p *phrases) string { return p.Code }, asked...)
}
