// Package hosted stands for Truora's own page at identity.truora.com, on which a person
// goes through an identity process. It knows the token and nothing else. The pictures
// are made up: no camera is used.
package hosted

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

//go:embed page
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"unbroken": Unbroken}).ParseFS(files, "page/*.html"))

// Page is the page, as a handler of the paths /, /step and /style.css. Its links are
// relative, so that it can be served under any path that ends in a slash.
type Page struct {
	mux http.ServeMux
	// connect returns a client under a token, and what uploads to signed links.
	connect func(token string) (*truora.Client, *http.Client, error)
}

// New returns a page that calls the clients of connect.
func New(connect func(token string) (*truora.Client, *http.Client, error)) *Page {
	p := &Page{connect: connect}
	p.mux.HandleFunc("GET /{$}", p.show)
	p.mux.HandleFunc("POST /step", p.step)
	p.mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, files, "page/style.css") })
	return p
}

// ServeHTTP serves the page. The token stands in its URL, so no referrer is sent.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy("'self'"))
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	p.mux.ServeHTTP(w, r)
}

// policy lets a form lead to these places. Browsers hold its redirects to them, too.
func policy(leads string) string {
	return "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action " + leads
}

// visit is a person with a token.
type visit struct {
	token  string
	person *identity.Service
	files  *http.Client
}

func (p *Page) visit(token string) (*visit, error) {
	client, uploads, err := p.connect(token)
	if err != nil {
		return nil, err
	}
	return &visit{token, client.Identity, uploads}, nil
}

// show opens the process of the token at its current step. Decided or not, once there
// is nothing left to ask the person goes back.
func (p *Page) show(w http.ResponseWriter, r *http.Request) {
	v, err := p.visit(r.URL.Query().Get("token"))
	if err != nil {
		sorry(w, r, err)
		return
	}
	process, err := v.open(r.Context())
	if err != nil {
		sorry(w, r, err)
		return
	}
	back, err := url.Parse(process.RedirectURL)
	leadsBack := err == nil && (back.Scheme == "https" || back.Scheme == "http")
	step := process.Step()
	switch asks := step != nil && step.Type != identity.StepTypeGetValidationsResult; {
	case !asks && leadsBack:
		http.Redirect(w, r, process.RedirectURL, http.StatusSeeOther)
	case !asks:
		answer(w, r, http.StatusOK, "done.html", nil)
	default:
		if leadsBack {
			w.Header().Set("Content-Security-Policy", policy("'self' "+back.Scheme+"://"+back.Host))
		}
		answer(w, r, http.StatusOK, "step.html", newStepView(process, step, v.token))
	}
}

// open gives the process of the token, also one that has just expired.
func (v *visit) open(ctx context.Context) (*identity.Process, error) {
	process, err := v.person.Create(ctx, identity.CreateParams{})
	if !errors.Is(err, truora.ErrExpired) {
		return process, err
	}
	claims, unread := apikeys.NewToken(v.token).Claims()
	if unread != nil {
		return nil, err
	}
	return v.person.Get(ctx, claims.ProcessID)
}

// stepView is a step as the page shows it.
type stepView struct {
	Token       string
	Type        identity.StepType
	Number      int
	Of, Percent int
	Inputs      []identity.Input
	Files       []identity.FileUpload
	Failed      bool
	Remaining   int
	Code        string
}

func newStepView(process *identity.Process, step *identity.Step, token string) stepView {
	asked := max(1, len(process.Steps)-1) // the last one asks nothing
	v := stepView{
		Token: token, Type: step.Type, Number: process.CurrentStep + 1, Of: asked, Percent: 100 * process.CurrentStep / asked,
		Inputs: step.ExpectedInputs, Files: step.FilesUploadURLs, Code: truoratest.OneTimePassword,
	}
	if out := step.VerificationOutput; out != nil && out.Status == apitype.StatusFailure {
		v.Failed, v.Remaining = true, step.RemainingRetries
	}
	return v
}

// step tries the current step with what the person gave.
func (p *Page) step(w http.ResponseWriter, r *http.Request) {
	token := r.PostFormValue("token")
	v, err := p.visit(token)
	if err == nil {
		err = v.try(r.Context(), r.PostForm)
	}
	// A conflict means that the form was sent twice: show where the process stands.
	if err != nil && !errors.Is(err, truora.ErrConflict) {
		sorry(w, r, err)
		return
	}
	next := url.Values{"token": {token}, "lang": {wordsOf(r).Code}}
	w.Header().Set("Location", "./?"+next.Encode())
	w.WriteHeader(http.StatusSeeOther)
}

func (v *visit) try(ctx context.Context, form url.Values) error {
	process, err := v.open(ctx)
	if err != nil {
		return err
	}
	step := process.Step()
	if step == nil || step.Type == identity.StepTypeGetValidationsResult {
		return nil
	}
	for _, file := range step.FilesUploadURLs {
		if err := v.upload(ctx, file.URL); err != nil {
			return err
		}
	}
	values := map[string]string{}
	for _, in := range step.ExpectedInputs {
		if !in.ReadOnly {
			values[string(in.Name)] = form.Get("input." + string(in.Name))
		}
	}
	filled, err := step.Answer(values)
	if err != nil {
		return err
	}
	if _, err := v.person.VerifyStep(ctx, process.ProcessID, filled); err != nil {
		return err
	}
	return v.decided(ctx, process.ProcessID, step.StepID)
}

// decided waits until the step has come to something: verifying only begins it.
func (v *visit) decided(ctx context.Context, processID, stepID string) error {
	for {
		process, err := v.person.Get(ctx, processID)
		if err != nil {
			return err
		}
		step := process.Step()
		if step == nil || step.StepID != stepID || step.VerificationOutput != nil && step.VerificationOutput.Status != "" {
			return nil
		}
		timer := time.NewTimer(100 * time.Millisecond)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// madeUpPicture is what the person's camera would give.
var madeUpPicture = []byte("\x89PNG\r\n\x1a\nmade up")

// upload puts a picture on the link of a step: without a key, as the link is one.
func (v *visit) upload(ctx context.Context, link string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, link, bytes.NewReader(madeUpPicture))
	if err != nil {
		return errors.New("the upload link is no URL")
	}
	req.Header.Set("Content-Type", "image/png")
	resp, err := v.files.Do(req)
	if err != nil {
		return errors.New("the upload failed")
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the upload was answered with %d", resp.StatusCode)
	}
	return nil
}

// answer shows a page in the language of the request.
func answer(w http.ResponseWriter, r *http.Request, status int, page string, data any) {
	p := wordsOf(r)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", p.Tag)
	w.Header().Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	view := struct {
		*Words
		Token string
		Data  any
	}{p, r.FormValue("token"), data}
	if err := templates.ExecuteTemplate(w, page, view); err != nil {
		slog.ErrorContext(r.Context(), "hosted page", "page", page, "error", err)
	}
}

func sorry(w http.ResponseWriter, r *http.Request, err error) {
	slog.InfoContext(r.Context(), "hosted page", "error", err)
	answer(w, r, http.StatusForbidden, "sorry.html", nil)
}
