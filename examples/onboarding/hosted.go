package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

// hostedPage stands for Truora's own page at identity.truora.com, which the
// embedded Truora has not got. It knows the token and nothing else.
type hostedPage struct{ demo.Account }

// person returns the calls under the visitor's token.
func (h *hostedPage) person(token string) *identity.Service {
	return h.Client.With(truora.WithKey(token)).Identity
}

// show opens the process of the token at its current step. Decided or not, once
// there is nothing left to ask the visitor goes back.
func (h *hostedPage) show(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	process, err := h.open(r.Context(), token)
	if err != nil {
		h.sorry(w, r, err)
		return
	}
	step := process.Step()
	if step == nil || step.Type == identity.StepTypeGetValidationsResult {
		http.Redirect(w, r, process.RedirectURL, http.StatusSeeOther)
		return
	}
	show(w, r, http.StatusOK, "hosted.html", newStepView(process, step, token, phrasesOf(r)))
}

// open gives the process of the token, also one that has just expired.
func (h *hostedPage) open(ctx context.Context, token string) (*identity.Process, error) {
	process, err := h.person(token).Create(ctx, identity.CreateParams{})
	if !errors.Is(err, truora.ErrExpired) {
		return process, err
	}
	claims, unread := apikeys.NewToken(token).Claims()
	if unread != nil {
		return nil, err
	}
	return h.person(token).Get(ctx, claims.ProcessID)
}

// stepView is a step as the page shows it.
type stepView struct {
	Token     string
	Title     string
	Number    int
	Of        int
	Percent   int
	Inputs    []identity.Input
	Files     []identity.FileUpload
	Failed    bool
	Remaining int
	Code      string
}

func newStepView(process *identity.Process, step *identity.Step, token string, p *phrases) stepView {
	asked := max(1, len(process.Steps)-1) // the last one asks nothing
	v := stepView{
		Token: token, Title: p.Steps[step.Type], Number: process.CurrentStep + 1, Of: asked,
		Percent: 100 * process.CurrentStep / asked, Inputs: step.ExpectedInputs, Files: step.FilesUploadURLs, Code: truoratest.OneTimePassword,
	}
	if v.Title == "" {
		v.Title = words(string(step.Type))
	}
	if out := step.VerificationOutput; out != nil && out.Status == apitype.StatusFailure {
		v.Failed, v.Remaining = true, step.RemainingRetries
	}
	return v
}

// step tries the current step with what the visitor gave.
func (h *hostedPage) step(w http.ResponseWriter, r *http.Request) {
	token := r.PostFormValue("token")
	// A conflict means that the form was sent twice: show where the process stands.
	if err := h.try(r.Context(), h.person(token), r.PostForm); err != nil && !errors.Is(err, truora.ErrConflict) {
		h.sorry(w, r, err)
		return
	}
	http.Redirect(w, r, hostedPath+"?token="+url.QueryEscape(token), http.StatusSeeOther)
}

func (h *hostedPage) try(ctx context.Context, person *identity.Service, form url.Values) error {
	process, err := person.Create(ctx, identity.CreateParams{})
	if err != nil {
		return err
	}
	step := process.Step()
	if step == nil || step.Type == identity.StepTypeGetValidationsResult {
		return nil
	}
	for _, file := range step.FilesUploadURLs {
		if err := h.upload(ctx, file.URL); err != nil {
			return err
		}
	}
	values := map[string]string{}
	for _, in := range step.ExpectedInputs {
		if !in.ReadOnly {
			name := string(in.Name)
			values[name] = form.Get("input." + name)
		}
	}
	answer, err := step.Answer(values)
	if err != nil {
		return err
	}
	if _, err := person.VerifyStep(ctx, process.ProcessID, answer); err != nil {
		return err
	}
	return decided(ctx, person, process.ProcessID, step.StepID)
}

// decided waits until the step has come to something: verifying only begins it.
func decided(ctx context.Context, person *identity.Service, processID, stepID string) error {
	for {
		process, err := person.Get(ctx, processID)
		if err != nil {
			return err
		}
		step := process.Step()
		if step == nil || step.StepID != stepID || step.VerificationOutput != nil && step.VerificationOutput.Status != "" {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// madeUpPicture is what the visitor's camera would give.
var madeUpPicture = []byte("\x89PNG\r\n\x1a\nmade up")

// upload puts a picture on the link of a step: without a key, as the link is one.
func (h *hostedPage) upload(ctx context.Context, link string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, link, bytes.NewReader(madeUpPicture))
	if err != nil {
		return errors.New("the upload link is no URL")
	}
	req.Header.Set("Content-Type", "image/png")
	resp, err := h.Fake.HTTPClient().Do(req)
	if err != nil {
		return errors.New("the upload failed")
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the upload was answered with %d", resp.StatusCode)
	}
	return nil
}

func (h *hostedPage) sorry(w http.ResponseWriter, r *http.Request, err error) {
	slog.InfoContext(r.Context(), "hosted page", "error", err)
	show(w, r, http.StatusForbidden, "sorry.html", phrasesOf(r).LinkBroken)
}
