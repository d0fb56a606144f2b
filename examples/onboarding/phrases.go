package main

import (
	"net/http"
	"strings"

	"github.com/truora/truora-go/identity"
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

// phrasesOf picks the language of a request: the one asked for by the lang
// parameter, the one chosen before, or the first of the browser's that the pages
// speak. Browsers list their languages with the best first.
func phrasesOf(r *http.Request) *phrases {
	wanted := []string{r.URL.Query().Get("lang")}
	if c, err := r.Cookie(languageCookie); err == nil {
		wanted = append(wanted, c.Value)
	}
	wanted = append(wanted, strings.Split(r.Header.Get("Accept-Language"), ",")...)
	for _, tag := range wanted {
		code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		code, _, _ = strings.Cut(code, ";")
		for _, p := range languages {
			if p.Code == code {
				return p
			}
		}
	}
	return &english
}
