package sandbox

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/truora/truora-go/truoratest"
)

const (
	// liveTick is how often what changes as time passes is looked at.
	liveTick = time.Second
	// liveIdle is how many ticks pass between looks if nothing is in progress.
	liveIdle = 10
	// liveGather is how long the view waits for more events before it is sent.
	liveGather = 100 * time.Millisecond
)

// live sends a page whenever it has changed, and the clock, as server-sent events.
func (s *Server) live(w http.ResponseWriter, req *http.Request) {
	page, ok := viewPageOf(req.FormValue("page"))
	c := s.screenOf(req, page)
	if !ok || c == nil {
		http.NotFound(w, req)
		return
	}
	events, cancel := s.Subscribe()
	defer cancel()
	tick := time.NewTicker(liveTick)
	defer tick.Stop()
	guard(w)
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	var last []byte
	for until := 0; ; until-- {
		c.Now = c.account.Now()
		send(w, "clock", c.Clock())
		if until <= 0 {
			c.read()
			text, err := c.render("live")
			if err != nil {
				return
			}
			if !bytes.Equal(text, last) {
				send(w, "page", string(text))
				last = text
			}
			if until = liveIdle; c.moves() {
				until = 1
			}
		}
		if stream.Flush() != nil {
			return
		}
		select {
		case <-req.Context().Done():
			return
		case <-s.ctx.Done():
			return
		case <-tick.C:
		case <-events:
			gather(events)
			until = 0
		}
	}
}

// gather takes what else happens within a moment.
func gather(events <-chan Event) {
	for over := time.After(liveGather); ; {
		select {
		case <-events:
		case <-over:
			return
		}
	}
}

// send sends an event with a text.
func send(w http.ResponseWriter, event, text string) {
	data, err := json.Marshal(text)
	if err == nil {
		_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, data) //nolint:gosec // JSON on one line
	}
}

// acting makes a handler of what a form asks for. It leads back to the page.
func (s *Server) acting(do func(*Account, url.Values) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		req.Body = http.MaxBytesReader(w, req.Body, 1<<16)
		if req.ParseForm() != nil {
			s.sorry(w, req, http.StatusBadRequest, "The form is not whole.")
			return
		}
		page, _ := viewPageOf(req.PostForm.Get("page"))
		c := s.screenOf(req, page)
		if c == nil {
			s.sorry(w, req, http.StatusNotFound, "There is no account of that id.")
			return
		}
		if err := do(c.account, req.PostForm); err != nil {
			s.sorry(w, req, statusOf(err), "Nothing was changed: "+err.Error()+".")
			return
		}
		if page.Name == "" {
			page.Name = "overview"
		}
		http.Redirect(w, req, c.link(page.Name, ""), http.StatusSeeOther) //nolint:gosec // a page of viewPages
	}
}

func (a *Account) uiClock(form url.Values) error {
	d, err := time.ParseDuration(form.Get("advance"))
	if err != nil || d <= 0 {
		return invalid("a duration such as 90m or 72h is needed")
	}
	return a.Advance(d)
}

// viewFaults are the faults that the view arms, and what makes the arguments after the
// operation.
var viewFaults = map[string]func(url.Values) (any, error){
	"Fail": func(form url.Values) (any, error) {
		status, err := strconv.Atoi(form.Get("status"))
		if err != nil {
			return nil, invalid("the status is no number")
		}
		answer := truoratest.Status(status)
		return map[string]any{"status": answer.Status, "header": answer.Header, "body": answer.Body}, nil
	},
	"LoseAnswer": nil,
	"CutAnswer": func(form url.Values) (any, error) {
		n, err := strconv.Atoi(form.Get("bytes"))
		if err != nil {
			return nil, invalid("the number of bytes is no number")
		}
		return n, nil
	},
	"Refuse": nil,
	"Slow":   func(form url.Values) (any, error) { return strings.TrimSpace(form.Get("wait")), nil },
}

// uiFault arms a fault, or takes one off.
func (a *Account) uiFault(form url.Values) error {
	name, args := form.Get("lever"), []any{form.Get("op")}
	more, ok := viewFaults[name]
	switch {
	case !ok:
		return invalid("there is no such fault")
	case form.Has("off"):
		name, args = "Disarm", []any{name, form.Get("op")}
	case more != nil:
		value, err := more(form)
		if err != nil {
			return err
		}
		args = append(args, value)
	}
	return a.press(name, args...)
}

// viewLevers are the levers that the view has buttons for. Their arguments are an id
// and, for one, a fault.
var viewLevers = map[string][]any{
	"Checks.Finish": nil, "Identity.Finish": nil, "Webhooks.Drop": nil, "Webhooks.Redeliver": {struct{}{}},
}

func (a *Account) uiLever(form url.Values) error {
	more, ok := viewLevers[form.Get("lever")]
	if !ok {
		return invalid("the view has no such button")
	}
	return a.press(form.Get("lever"), append([]any{strings.TrimSpace(form.Get("id"))}, more...)...)
}

// press calls a lever for the view.
func (a *Account) press(name string, values ...any) error {
	args, err := argsOf(values...)
	if err == nil {
		_, err = a.Pull(name, args)
	}
	return err
}
