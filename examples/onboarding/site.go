package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/internal/hosted"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

//go:embed pages static
var files embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{"unbroken": hosted.Unbroken}).ParseFS(files, "pages/*.html"))

// site is the integrator's web page.
type site struct {
	demo.Account
	*service
	cmd command

	mu sync.Mutex
	// visits are the processes of visitors, by the secret in their cookie. A real
	// page keeps them in its database.
	visits map[string]string
}

// newSite makes the page of a shop at cmd.public. evidence may be nil.
func newSite(acct demo.Account, cmd command, evidence *os.Root) *site {
	if acct.Embedded() { // whose hosted page is this program's
		acct.Client = acct.Client.With(truora.WithInsecureHTTP(), truora.WithHosts(truora.Hosts{Page: cmd.public + hostedPath}))
	}
	return &site{
		Account: acct, cmd: cmd, visits: map[string]string{},
		service: &service{client: acct.Client, flow: cmd.flow, origin: cmd.public, hub: webhooks.NewHub(), evidence: evidence},
	}
}

const (
	hostedPath = "/hosted/"
	eventsPath = "/truora"
)

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.welcome)
	mux.HandleFunc("POST /start", s.begin)
	mux.HandleFunc("GET /after", s.after)
	mux.HandleFunc("GET /verdict", s.news)
	mux.HandleFunc("POST /forget", s.leave)
	if s.cmd.verifier != nil {
		mux.Handle("POST "+eventsPath, s.events(s.cmd.verifier))
	}
	mux.Handle("GET /static/", http.FileServerFS(files))
	if s.Embedded() {
		mux.Handle(hostedPath, http.StripPrefix(strings.TrimSuffix(hostedPath, "/"), s.hosted()))
	}
	return http.NewCrossOriginProtection().Handler(secured(mux, cmp.Or(s.Page, apikeys.HostedPage)))
}

// hosted stands for Truora's own page, which the embedded Truora has not got.
func (s *site) hosted() http.Handler {
	return hosted.New(func(token string) (*truora.Client, *http.Client, error) {
		return s.Client.With(truora.WithKey(token)), s.Fake.HTTPClient(), nil
	})
}

// secured: the token of a process stands in a URL for a moment, so no referrer is sent
// to other sites. form-action names Truora's page because browsers hold redirects of
// forms to it.
func secured(next http.Handler, page string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'self'; form-action 'self' "+page+"; frame-ancestors 'none'; base-uri 'none'")
		next.ServeHTTP(w, r)
	})
}

// view is what a template gets to see: the phrases of the visitor, and more.
type view struct {
	*phrases
	Data any
}

func show(w http.ResponseWriter, r *http.Request, status int, page string, data any) {
	p := phrasesOf(r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", p.Tag)
	w.Header().Add("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	if err := pages.ExecuteTemplate(w, page, view{p, data}); err != nil {
		slog.Error("page", "page", page, "error", err) //nolint:sloglint // a mistake in a template, whoever asked for it
	}
}

func (s *site) welcome(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("lang") {
		s.setCookie(w, languageCookie, phrasesOf(r).Code)
	}
	show(w, r, http.StatusOK, "welcome.html", s.Embedded())
}

// endings are how a process of the embedded Truora can be made to end.
var endings = map[string]truoratest.ProcessScript{
	"approved": {},
	"declined": {Outcome: "failure", DeclinedReason: "no_face_detected"},
	"expired":  {Outcome: "failure", FailureStatus: "expired", ExpiredReason: "manual_review_expired"},
	"failed":   {Outcome: "failure", FailureStatus: "system_error"},
}

// begin sends a visitor to Truora's page.
func (s *site) begin(w http.ResponseWriter, r *http.Request) {
	started, err := s.start(r.Context(), "A-77", apitype.Language(phrasesOf(r).Code))
	if err != nil {
		s.sorry(w, r, err)
		return
	}
	if script, ok := endings[r.PostFormValue("ending")]; ok && s.Embedded() {
		s.Fake.Identity.Script(started.ProcessID, script)
	}
	secret := rand.Text()
	s.mu.Lock()
	s.visits[secret] = started.ProcessID
	s.mu.Unlock()
	s.setCookie(w, cookie, secret)
	http.Redirect(w, r, started.LaunchURL(), http.StatusSeeOther)
}

// leave deletes what is known about the visitor.
func (s *site) leave(w http.ResponseWriter, r *http.Request) {
	if id := s.process(r); id != "" {
		if err := s.forget(r.Context(), id); err != nil {
			s.sorry(w, r, err)
			return
		}
	}
	if c, err := r.Cookie(cookie); err == nil {
		s.mu.Lock()
		delete(s.visits, c.Value)
		s.mu.Unlock()
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

const cookie = "visit"

func (s *site) setCookie(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the page has TLS
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: strings.HasPrefix(s.cmd.public, "https://"),
		SameSite: http.SameSiteLaxMode, // sent when Truora sends the visitor back
	})
}

// process returns the process of the visitor, or "".
func (s *site) process(r *http.Request) string {
	c, err := r.Cookie(cookie)
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.visits[c.Value]
}

// after is where Truora sends the visitor back to. That somebody comes here says
// nothing: the verdict is asked for under the backend key.
func (s *site) after(w http.ResponseWriter, r *http.Request) {
	if s.process(r) == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	show(w, r, http.StatusOK, "after.html", nil)
}

func (s *site) sorry(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the visitor left
	}
	slog.ErrorContext(r.Context(), "onboarding", "error", err) // it holds no token and nobody's data
	status, text := http.StatusBadGateway, phrasesOf(r).OurFault
	if errors.Is(err, truora.ErrExpired) {
		status, text = http.StatusGone, phrasesOf(r).LinkExpired
	}
	show(w, r, status, "sorry.html", text)
}
