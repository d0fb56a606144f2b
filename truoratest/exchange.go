package truoratest

import (
	"mime"
	"net/http"
	"net/url"
	"time"
)

// arrival is a request whose last byte has come, by either way in.
type arrival struct {
	method, host string
	url          *url.URL
	header       http.Header
	body         []byte
}

// outcome is an answer together with what the levers do to it on its way back.
type outcome struct {
	reply
	wait time.Duration
	lost bool
	cut  int // bytes of the body that arrive; below 0 all of them
}

// exchange carries a request out and enters it in the books.
func (s *Server) exchange(in arrival) outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.comeDue(now)
	at := locate(in.host, in.url)
	rt, args := find(in.method, at)
	query, _ := url.ParseQuery(in.url.RawQuery)
	form, formErr := url.ParseQuery(string(in.body))
	r := &request{
		now: now, args: args, path: at.path, raw: in.url.RawQuery, query: query, form: form,
		body: in.body, head: in.header, files: at.files,
	}
	op := ""
	if rt != nil {
		op = rt.op
	}
	s.record(in, at, op, r, formErr)

	out := outcome{cut: -1, wait: s.levers.slowness(op)}
	if canned, ok := s.levers.fail.take(op); ok {
		out.reply = canned.reply()
	} else {
		out.reply = s.answer(rt, r, formErr)
	}
	_, out.lost = s.levers.lose.take(op)
	if n, ok := s.levers.cut.take(op); ok {
		out.cut = n
	}
	// A reply may be a shared value; its header is not written to.
	if out.header = out.header.Clone(); out.header == nil {
		out.header = http.Header{}
	}
	out.header.Set("X-Amzn-Requestid", s.newID(""))
	if out.header.Get("Date") == "" { // a script may set a clock that is wrong
		out.header.Set("Date", now.UTC().Format(http.TimeFormat))
	}
	if rt != nil && rt.bills != "" && out.bought != "" {
		s.charges = append(s.charges, Charge{Time: now, Op: op, ID: out.bought, What: rt.bills})
	}
	return out
}

// answer is what the gateway does before an operation runs: route, key, kind of body, in that order.
func (s *Server) answer(rt *route, r *request, formErr error) reply {
	if rt == nil {
		return jsonReply(http.StatusForbidden, obj{
			"message": "Missing Authentication Token",
			"hint":    "The HTTP Method, endpoint or resources may not be supported",
		})
	}
	if rt.host != hostFiles {
		switch key := r.head.Get("Truora-API-Key"); key {
		case APIKey:
		case "":
			return messageOnly(http.StatusUnauthorized, "Unauthorized")
		default:
			if refused := s.admit(key, rt, r); refused != nil {
				return *refused
			}
		}
	}
	if refused, ok := wrongBody(rt.takes, r, formErr); ok {
		return refused
	}
	return rt.handle(s, r)
}

// wrongBody refuses a form sent as JSON and the other way round. What Truora says to that is not published.
func wrongBody(takes encoding, r *request, formErr error) (reply, bool) {
	want := map[encoding]string{formBody: formType, jsonBody: "application/json"}[takes]
	if want == "" || len(r.body) == 0 {
		return reply{}, false
	}
	if mediaType(r.head) != want {
		return invalid("the body must be %s", want), true
	}
	if takes == formBody && formErr != nil {
		return invalid("malformed form"), true
	}
	return reply{}, false
}

const formType = "application/x-www-form-urlencoded"

func mediaType(h http.Header) string {
	t, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return t
}
