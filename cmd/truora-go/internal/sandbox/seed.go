package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// step is one thing that a seed does to a new account: a call of Truora, a lever, or a
// wait on the account's clock.
type step struct {
	// Call is METHOD HOST/path, as in POST api.checks.truora.com/v1/checks.
	Call string
	Form map[string]string
	JSON jsontext.Value
	// Lever and Args are as in the control API.
	Lever string
	Args  []jsontext.Value
	// Advance moves the clock.
	Advance time.Duration
}

// readSeed reads a file of steps, a JSON array. "" has none.
func readSeed(file string) ([]step, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var steps []step
	if err := decode(text, &steps); err != nil {
		return nil, fmt.Errorf("the seed: %w", err)
	}
	for i, step := range steps {
		if err := step.check(); err != nil {
			return nil, fmt.Errorf("the seed: step %d: %w", i+1, err)
		}
	}
	return steps, nil
}

func (s step) check() error {
	kinds := 0
	for _, set := range []bool{s.Call != "", s.Lever != "", s.Advance != 0} {
		if set {
			kinds++
		}
	}
	method, rest, _ := strings.Cut(s.Call, " ")
	host, _, path := strings.Cut(rest, "/")
	switch {
	case kinds != 1:
		return errors.New("it has one of call, lever and advance")
	case s.Call != "" && (method == "" || host == "" || !path):
		return errors.New("a call is METHOD HOST/path, as in POST api.checks.truora.com/v1/checks")
	case s.Advance < 0:
		return errors.New("a clock goes forward only")
	case s.Lever != "" && levers[s.Lever] == nil:
		return fmt.Errorf("there is no lever %q", s.Lever)
	}
	return nil
}

// apply does the step. The account is locked.
func (s step) apply(a *Account) ([]entry, error) {
	switch {
	case s.Advance > 0:
		a.ahead += s.Advance
		e := a.entry(a.clockEntry())
		a.tick()
		return []entry{e}, nil
	case s.Lever != "":
		p := pulled{Name: s.Lever, Args: s.Args}
		_, err := a.pull(p)
		return []entry{a.entry(entry{Lever: &p})}, err
	}
	k, err := s.kept()
	if err != nil {
		return nil, err
	}
	took, err := a.take(k)
	if err != nil {
		return nil, err
	}
	if k.Status, k.Bought = took.Status, took.Bought; took.Status < 200 || took.Status > 299 {
		return nil, fmt.Errorf("the seed: %s came to %d", s.Call, took.Status)
	}
	return []entry{a.entry(entry{Request: k})}, nil
}

func (s step) kept() (*kept, error) {
	method, rest, _ := strings.Cut(s.Call, " ")
	var body []byte
	contentType := ""
	switch {
	case s.Form != nil:
		form := url.Values{}
		for name, value := range s.Form {
			form.Set(name, value)
		}
		body, contentType = []byte(form.Encode()), "application/x-www-form-urlencoded"
	case s.JSON != nil:
		body, contentType = s.JSON, "application/json"
	}
	req, err := http.NewRequest(method, "http://localhost/"+rest, bytes.NewReader(body)) //nolint:noctx // it is not sent
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return keep(req, body, ownKey), nil
}
