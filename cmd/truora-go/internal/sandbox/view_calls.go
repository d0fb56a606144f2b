package sandbox

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/truoratest"
)

const (
	// callsKept is how many calls of an account the view remembers with their answers.
	callsKept = 200
	// shownBytes is the most of a body that the view shows.
	shownBytes = 64 << 10
)

// call is a call of Truora and its answer.
type call struct {
	serial int
	at     time.Time
	kept   *kept
	took   *truoratest.Taken
}

// remember keeps a call for the view.
func (a *Account) remember(k *kept, took *truoratest.Taken) {
	a.called++
	a.calls = append(a.calls, call{a.called, a.at, k, took})
	if len(a.calls) >= 2*callsKept {
		a.calls = append([]call(nil), a.calls[len(a.calls)-callsKept:]...)
	}
}

// lastCalls are the calls that are remembered, newest first, and how many there were.
func (a *Account) lastCalls() (out []call, total int) {
	a.look(func(*truoratest.Server) {
		for i := len(a.calls) - 1; i >= 0 && len(out) < callsKept; i-- {
			out = append(out, a.calls[i])
		}
		total = a.called
	})
	return out, total
}

func (c call) Serial() int    { return c.serial }
func (c call) At() time.Time  { return c.at }
func (c call) Method() string { return c.kept.Method }
func (c call) Status() int    { return c.took.Status }
func (c call) Bought() string { return c.took.Bought }
func (c call) Fault() bool    { return c.took.Lever }
func (c call) Agent() string  { return c.kept.Agent }

// Path is the path at Truora, without the host and the address of the sandbox.
func (c call) Path() string {
	u := c.url()
	path := u.EscapedPath()
	for _, host := range hostNames {
		path = strings.TrimPrefix(path, "/"+host)
	}
	return path
}

// Host is Truora's host.
func (c call) Host() string {
	u := c.url()
	return hostOf(&http.Request{Host: u.Host, URL: u})
}

// Query are the parameters in the URL.
func (c call) Query() url.Values { return c.url().Query() }

func (c call) url() *url.URL {
	u, err := url.Parse(c.kept.URL)
	if err != nil { // it was parsed when it came in
		return &url.URL{}
	}
	return u
}

// Form is the body of a call as it was sent, if it is a form.
func (c call) Form() url.Values {
	if kind, _, _ := mime.ParseMediaType(c.kept.Type); kind != "application/x-www-form-urlencoded" {
		return nil
	}
	form, _ := url.ParseQuery(c.kept.Text)
	return form
}

// Sent is the body of a call that is no form.
func (c call) Sent() content {
	if c.Form() != nil {
		return content{}
	}
	body := c.kept.Bytes
	if body == nil {
		body = []byte(c.kept.Text)
	}
	return contentOf(c.kept.Type, body)
}

// Answered is the body that went back.
func (c call) Answered() content {
	header, body := c.took.Answer()
	return contentOf(header.Get("Content-Type"), body)
}

// about reports whether the call has to do with what has the id.
func (c call) about(id string) bool {
	_, body := c.took.Answer()
	return strings.Contains(c.kept.URL, id) || strings.Contains(c.kept.Text, id) || c.took.Bought == id ||
		bytes.Contains(body[:min(len(body), shownBytes)], []byte(id))
}

// content is a body as it is shown.
type content struct {
	Type string
	Size int
	// Text is "" if it is no text; Cut says that there is more of it.
	Text string
	Cut  bool
}

func contentOf(kind string, body []byte) content {
	out := content{Type: kind, Size: len(body)}
	if !utf8.Valid(body) || bytes.ContainsRune(body, 0) {
		return out
	}
	if text, err := indented(body); err == nil {
		body = text
	}
	if out.Cut = len(body) > shownBytes; out.Cut {
		body = bytes.ToValidUTF8(body[:shownBytes], nil) // the last rune may be cut
	}
	out.Text = string(body)
	return out
}

// indented is JSON for reading.
func indented(text []byte) ([]byte, error) {
	v := jsontext.Value(bytes.Clone(text))
	err := v.Indent()
	return v, err
}
