// Package doctor looks for what is wrong with the setup of a program that calls Truora,
// and says what to do about it. It reads, and changes nothing; nothing that it asks
// Truora for is billed.
package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
)

// State is how something is.
type State string

// States.
const (
	OK      State = "ok"
	Warning State = "warning" // works, and may not be what is wanted
	Fault   State = "fault"   // does not work, or is not safe
	Skipped State = "skipped" // was not looked at
)

// Finding is something that was looked at.
type Finding struct {
	Check string `json:"check"`
	State State  `json:"state"`
	Text  string `json:"text"`         // what is, in a sentence
	Do    string `json:"do,omitempty"` // what to do about it
}

// Setup is what a program that calls Truora finds around it. The zero Setup, with an
// Env, is that of this process.
type Setup struct {
	Env func(string) string
	// Proxy chooses the proxy of a request, as in http.Transport; nil is the one that
	// the environment names.
	Proxy func(*http.Request) (*url.URL, error)
	TLS   *tls.Config      // nil trusts what the system trusts
	Now   func() time.Time // nil is time.Now
	// Patience bounds each attempt to reach a host; 0 is 10 seconds.
	Patience time.Duration
}

// examination is one run.
type examination struct {
	Setup
	key      string
	base     *url.URL // of all hosts; nil is Truora
	findings []Finding
}

func (e *examination) add(check string, state State, text, do string) {
	e.findings = append(e.findings, Finding{check, state, text, do})
}

// Examine looks at everything, and returns what it found in the order in which it is
// best mended.
func Examine(ctx context.Context, setup Setup) []Finding {
	if setup.Proxy == nil {
		setup.Proxy = http.ProxyFromEnvironment
	}
	if setup.Now == nil {
		setup.Now = time.Now
	}
	setup.Patience = cmp.Or(setup.Patience, 10*time.Second)
	e := &examination{Setup: setup}
	e.keySource()
	e.keyFormat()
	e.webhookKey()
	if e.address() {
		e.network(ctx)
	}
	return e.findings
}

// network looks at all hosts at once.
func (e *examination) network(ctx context.Context) {
	hosts := e.hosts()
	var wait sync.WaitGroup
	for _, h := range hosts {
		wait.Go(func() { e.reach(ctx, h) })
	}
	wait.Wait()
	for _, h := range hosts {
		e.findings = append(e.findings, h.findings...)
	}
	e.clock(hosts)
	e.permissions(ctx, hosts)
}

// client calls the hosts once only: whoever examines does not try again.
func (e *examination) client() (*truora.Client, error) {
	options := []truora.Option{
		truora.WithRetries(0), truora.WithUserAgent("truora-go-doctor"),
		truora.WithHTTPClient(&http.Client{Transport: e.transport(), Timeout: e.Patience}),
	}
	if e.base != nil { // plain http was looked at before
		options = append(options, truora.WithHosts(truora.HostsAt(e.base.String())), truora.WithInsecureHTTP())
	}
	return truora.New(e.key, options...)
}

func (e *examination) transport() *http.Transport {
	return &http.Transport{Proxy: e.Proxy, TLSClientConfig: e.TLS.Clone(), DisableKeepAlives: true, ForceAttemptHTTP2: true}
}
