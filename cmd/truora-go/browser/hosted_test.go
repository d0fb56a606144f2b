package browser

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// A person goes through a process in each language, with a wrong code on the way, and
// axe-core finds nothing at any step.
func TestHostedPageIsAccessible(t *testing.T) {
	t.Parallel()
	s := start(t, "--pace", "100")
	for i, lang := range []string{"es", "pt", "en"} {
		t.Run(lang, func(t *testing.T) {
			b := open(t, screens[i%2])
			b.do(chromedp.Navigate(s.url + "/identity.truora.com/?lang=" + lang + "&token=" + url.QueryEscape(s.token(""))))
			seen := map[string]bool{}
			for range 12 {
				b.do(chromedp.WaitVisible(chromedp.CSS("h1")))
				if !strings.HasPrefix(read(b, chromedp.Location()), s.url) {
					break // back at the shop, which is not there
				}
				title := read(b, chromedp.Text(chromedp.CSS("h1")))
				b.look("hosted-" + lang + "-" + strconv.Itoa(len(seen)))
				b.accessible(lang + ": " + title)
				seen[title] = true
				if !read(b, chromedp.Evaluate[bool](fillIn)) {
					break
				}
				b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("form").setAttribute("data-old", "")`))
				b.do(chromedp.Click(chromedp.CSS("form button")), chromedp.WaitVisible(chromedp.CSS("body:not(:has([data-old])) h1")))
			}
			assert.Len(t, seen, 5, "e-mail, code, document, photo and face")
			b.sound()
			page := s.url + "/identity.truora.com/?lang=" + lang + "&token="
			b.do(chromedp.Navigate(page + url.QueryEscape(s.ended())))
			b.look("hosted-" + lang + "-done")
			b.accessible(lang + ": the end")
			b.do(chromedp.Navigate(page + "absent"))
			b.look("hosted-" + lang + "-sorry")
			b.accessible(lang + ": no token")
		})
	}
}

// ended is the token of a process that has ended and leads nowhere.
func (s *sandbox) ended() string {
	s.t.Helper()
	token := s.post("/api.account.truora.com/v1/api-keys",
		form("key_type=web&grant=digital-identity&flow_id=IPF1&country=ALL&redirect_url=app:back"))["api_key"].(string)
	s.lever("Identity.Finish", s.under(token).post("/api.identity.truora.com/v1/processes", map[string]any{})["process_id"])
	return token
}

// fillIn fills in the form of a step; the first code is wrong. It is false at the end.
const fillIn = `(() => {
	const mail = document.querySelector("input[type=email]"), code = document.querySelector("input[autocomplete=one-time-code]");
	if (mail) mail.value = "ana@example.com";
	if (code) code.value = document.querySelector("[role=alert]") ? "123456" : "000000";
	return !!document.querySelector("form button");
})()`
