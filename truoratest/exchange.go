package truoratest

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// arrival is a request that has arrived completely, over a socket or not.
type arrival struct {
	method, host string
	url          *url.URL
	header       http.Header
	body         []byte
}

// outcome is an answer, and the faults that apply to it on the way back.
type outcome struct {
	reply
	op    string
	wait  time.Duration
	lever bool // a fault was used up
	lost  bool
	cut   int // bytes of the body that arrive; below 0 all of them
}

// exchange carries out a request and records it in the ledger.
func (s *Server) exchange(in arrival) outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.Webhooks.catchUp(now)
	at := locate(in.host, in.url)
	rt, args := s.router.find(in.method, at)
	query, _ := url.ParseQuery(in.url.RawQuery)
	r := &request{
		now: now, args: args, path: at.path, raw: in.url.RawQuery, query: query, form: url.Values{},
		body: in.body, kind: mediaType(in.header), head: in.header, files: at.files, pageSize: s.pageSize,
		seed: s.seed,
	}
	var formErr error
	if r.kind == formType {
		r.form, formErr = url.ParseQuery(string(in.body))
	}
	op := ""
	if rt != nil {
		op = rt.op
	}
	s.record(in, at, op, r, formErr)

	out := outcome{op: op, cut: -1, wait: s.levers.slowness(op)}
	canned, failed := s.levers.fail.take(op)
	if failed {
		out.reply = canned.reply()
	} else {
		out.reply = answerOf(s.answer(rt, r, formErr))
	}
	_, out.lost = s.levers.lose.take(op)
	cut, short := s.levers.cut.take(op)
	if short {
		out.cut = cut
	}
	out.lever = failed || out.lost || short
	header := make(http.Header, len(out.header)+2)
	maps.Copy(header, out.header) // answers may share a header
	header["X-Amzn-Requestid"] = []string{s.newRequestID()}
	if header.Get("Date") == "" { // a script may set a wrong clock
		header["Date"] = []string{now.UTC().Format(http.TimeFormat)}
	}
	out.header = header
	if rt != nil && rt.bills != "" && out.bought != "" {
		s.charges = append(s.charges, Charge{Time: now, Op: op, ID: out.bought, What: rt.bills})
	}
	return out
}

// answer does what the gateway does before an operation runs: it checks the route, the
// key and the kind of body, in that order.
func (s *Server) answer(rt *route, r *request, formErr error) (reply, error) {
	if rt == nil {
		return reply{}, refuse(jsonReply(http.StatusForbidden, obj{
			"message": "Missing Authentication Token",
			"hint":    "The HTTP Method, endpoint or resources may not be supported",
		}))
	}
	if rt.host != hostFiles {
		switch key := r.head.Get("Truora-API-Key"); key {
		case APIKey:
		case "":
			return reply{}, refuse(messageOnly(http.StatusUnauthorized, "Unauthorized"))
		default:
			if err := s.APIKeys.admit(key, rt, r); err != nil {
				return reply{}, err
			}
		}
	}
	if err := wrongBody(rt.takes, r, formErr); err != nil {
		return reply{}, err
	}
	return rt.handle(r)
}

// wrongBody refuses a form sent as JSON and the other way round.
//
// choice: a body of the wrong kind is refused with 400
func wrongBody(takes encoding, r *request, formErr error) error {
	want := map[encoding]string{formBody: formType, jsonBody: "application/json"}[takes]
	if want == "" || len(r.body) == 0 {
		return nil
	}
	if r.kind != want {
		return invalid("the body must be %s", want)
	}
	if takes == formBody && formErr != nil {
		return invalid("malformed form")
	}
	return nil
}

const formType = "application/x-www-form-urlencoded"

func mediaType(h http.Header) string {
	t := h.Get("Content-Type")
	if t != formType {
		t, _, _ = mime.ParseMediaType(t)
	}
	return t
}
