package faults

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The bodies repeat what was sent, as servers do when they explain an error.

func echo(a *attempt) string {
	var all []string
	for _, value := range a.said {
		all = append(all, spellings(value)...)
	}
	all = append(all, a.req.URL.String())
	return "cannot handle " + strings.Join(all, " ")
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // every string can be encoded
	}
	return string(text)
}

func jsonEcho(a *attempt) string {
	return `{"code":10500,"message":` + quoted(echo(a)) + `,"hint":` + quoted(echo(a)) + `}`
}

func htmlEcho(a *attempt) string {
	return "<html><head><title>" + html.EscapeString(echo(a)) + "</title></head><body>Sorry</body></html>"
}

// truncatedEcho breaks off inside objects whose names are what was sent.
func truncatedEcho(a *attempt) string {
	text := `{"message":"half`
	for _, value := range a.said {
		text = `{` + quoted(value) + `:` + text
	}
	return text
}

func stringEcho(a *attempt) string { return quoted(echo(a)) }

// rateLimited is a rate limit in the form of a 400.
func rateLimited(*attempt) string { return `{"code":10400,"message":"max rate limit reached"}` }

const notFound = `{"code":10404,"http_code":404,"message":"No such thing"}`

func saying(text string) func(*attempt) string { return func(*attempt) string { return text } }

func nothing(*attempt) string { return "" }

// endless is a JSON string longer than a client may read.
func endless(a *attempt) (*http.Response, error) {
	if err := a.carryOut(); err != nil {
		return nil, err
	}
	res := answer(a.req, http.StatusOK, "application/json", "")
	res.ContentLength = -1
	res.Body = io.NopCloser(io.LimitReader(io.MultiReader(strings.NewReader(`{"message":"`), letters{}), 65<<20))
	return res, nil
}

type letters struct{}

var aLot = strings.Repeat("a", 32<<10)

func (letters) Read(p []byte) (int, error) {
	return copy(p, aLot), nil
}

// during replaces the body of a success by one that calls between after its first half,
// and ends with the error of between, if any.
func (a *attempt) during(between func() error) (*http.Response, error) {
	return a.rewrite(func(text string) io.Reader {
		half := len(text) / 2
		return io.MultiReader(strings.NewReader(text[:half]), &moment{between}, strings.NewReader(text[half:]))
	})
}

// rewrite replaces the body of a success. It leaves alone refusals that a row expects,
// and answers for files that are still being made.
func (a *attempt) rewrite(with func(text string) io.Reader) (*http.Response, error) {
	res, err := a.pass()
	if err != nil || res.StatusCode >= http.StatusMultiStatus || res.StatusCode == http.StatusAccepted && a.call.Endpoint != nil && IsFile(a.call.Endpoint) {
		a.spare()
		return res, err
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		a.spare()
		return res, nil
	}
	res.Body = io.NopCloser(with(string(text)))
	return res, nil
}

// moment contains no bytes; reading it runs do.
type moment struct{ do func() error }

func (m *moment) Read([]byte) (int, error) {
	if err := m.do(); err != nil {
		return 0, err
	}
	return 0, io.EOF
}

// last calls done after the last bytes of a text, before EOF.
type last struct {
	*strings.Reader
	done func()
}

func (l *last) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if n > 0 && l.Len() == 0 {
		l.done()
	}
	return n, err
}

func cutBody(a *attempt) (*http.Response, error) {
	return a.during(func() error { return syscall.ECONNRESET })
}

func slowBody(a *attempt) (*http.Response, error) {
	return a.during(func() error { time.Sleep(5 * time.Second); return nil })
}

// stalledBody continues when it is closed or nobody waits any more.
func stalledBody(a *attempt) (*http.Response, error) {
	closed := make(chan struct{})
	res, err := a.during(func() error {
		select {
		case <-closed:
			return net.ErrClosed
		case <-a.req.Context().Done():
			return context.Cause(a.req.Context())
		}
	})
	if err == nil {
		res.Body = &watched{res.Body, sync.OnceFunc(func() { close(closed) })}
	}
	return res, err
}

func cancelBody(a *attempt) (*http.Response, error) {
	return a.during(func() error { a.to.Cancel(); return ended(a.req) })
}

func cancelDone(a *attempt) (*http.Response, error) {
	return a.rewrite(func(text string) io.Reader { return &last{strings.NewReader(text), a.to.Cancel} })
}
