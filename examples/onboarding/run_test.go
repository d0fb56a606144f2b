package main

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/examples/internal/demo"
	"github.com/truora/truora-go/examples/internal/demotest"
	"github.com/truora/truora-go/examples/internal/term"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// visitor is a browser without scripts.
type visitor struct {
	t    *testing.T
	http *http.Client
	base string
	fake *truoratest.Server
	site *site
	dir  string // with the evidence
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	fake := truoratest.NewServer(t, truoratest.WithPace(100))
	acct := demo.Embedded(fake, 5*time.Millisecond, 20*time.Millisecond)
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	evidence, err := os.OpenRoot(t.TempDir())
	require.NoError(t, err)
	verifier, err := webhooks.NewVerifier(fake.Webhooks.Key())
	require.NoError(t, err)
	site := newSite(acct, command{flow: madeUpFlow, public: server.URL, verifier: verifier}, evidence)
	t.Cleanup(func() { site.busy.Wait(); _ = evidence.Close() })
	handler = site.handler()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &visitor{t, &http.Client{Jar: jar, Timeout: time.Minute}, server.URL, fake, site, evidence.Name()}
}

type page struct {
	*http.Response
	text string
}

func (v *visitor) do(method, path string, form url.Values) page {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := v.http.Do(req)
	require.NoError(v.t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(v.t, err)
	require.NoError(v.t, resp.Body.Close())
	return page{resp, string(text)}
}

var hidden = regexp.MustCompile(`name="token" value="([^"]+)"`)

// through goes through the hosted page and comes back.
func (v *visitor) through(p page) page {
	v.t.Helper()
	good := url.Values{
		"input.email": {"ana@example.com"}, "input.token": {truoratest.OneTimePassword},
		"input.country": {"CO"}, "input.document_type": {"passport"},
	}
	for range 10 {
		if p.Request.URL.Path == "/after" {
			return p
		}
		require.Equal(v.t, hostedPath, p.Request.URL.Path, p.text)
		found := hidden.FindStringSubmatch(p.text)
		require.NotNil(v.t, found, p.text)
		form := url.Values{"token": {html.UnescapeString(found[1])}}
		for name, values := range good {
			if strings.Contains(p.text, `name="`+name+`"`) {
				form[name] = values
			}
		}
		p = v.do("POST", hostedPath+"step", form)
	}
	v.t.Fatal("the hosted page does not end")
	return p
}

// news reads the events of the page that waits.
func (v *visitor) news() (all []news) {
	v.t.Helper()
	for line := range strings.Lines(v.do("GET", "/verdict", nil).text) {
		if text, ok := strings.CutPrefix(line, "data: "); ok {
			var n news
			require.NoError(v.t, json.Unmarshal([]byte(text), &n))
			all = append(all, n)
		}
	}
	return all
}

func TestFromStartToVerdict(t *testing.T) {
	t.Parallel()
	for ending, want := range map[string]identity.Outcome{
		"approved": identity.OutcomeApproved, "declined": identity.OutcomeDeclined,
		"expired": identity.OutcomeExpired, "failed": identity.OutcomeFailed, "": identity.OutcomeApproved,
	} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			v := newVisitor(t)
			assert.Contains(t, v.do("GET", "/", nil).text, "embedded Truora")
			back := v.through(v.do("POST", "/start", url.Values{"ending": {ending}}))
			assert.NotContains(t, back.text, "token", "the shop's page knows no token")
			all := v.news()
			require.GreaterOrEqual(t, len(all), 2)
			assert.Equal(t, identity.OutcomePending, all[0].Outcome)
			assert.Equal(t, want, all[len(all)-1].Outcome)
			assert.True(t, all[len(all)-1].Final)
			if ending == "declined" {
				assert.Contains(t, all[len(all)-1].Text, "We could not verify your face.")
			}
		})
	}
}

func TestWrongCode(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	p := v.do("POST", "/start", nil)
	token := html.UnescapeString(hidden.FindStringSubmatch(p.text)[1])
	v.do("POST", hostedPath+"step", url.Values{"token": {token}, "input.email": {"ana@example.com"}})
	p = v.do("POST", hostedPath+"step", url.Values{"token": {token}, "input.token": {"000000"}})
	assert.Contains(t, p.text, "Attempts left: 2")
	p = v.do("POST", hostedPath+"step", url.Values{"token": {token}, "input.token": {"000000"}})
	assert.Contains(t, p.text, "You have 1 attempt left.")
	p = v.do("POST", hostedPath+"step", url.Values{"token": {token}, "input.token": {"000000"}})
	assert.Equal(t, "/after", p.Request.URL.Path)
	all := v.news()
	assert.Equal(t, identity.OutcomeDeclined, all[len(all)-1].Outcome)
}

// What is not the visitor's is not shown.
func TestStrangers(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	assert.Equal(t, "/", v.do("GET", "/after", nil).Request.URL.Path, "nobody without a process waits")
	assert.Equal(t, 404, v.do("GET", "/verdict", nil).StatusCode)
	assert.Equal(t, 404, v.do("GET", "/nothing", nil).StatusCode)
	for _, token := range []string{"", "made-up", "line\nbreak", v.fake.APIKey()} {
		p := v.do("GET", hostedPath+"?token="+url.QueryEscape(token), nil)
		assert.Equal(t, 403, p.StatusCode)
		assert.Contains(t, p.text, "This link is not valid")
	}
	assert.Equal(t, 403, v.do("POST", hostedPath+"step", nil).StatusCode)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.base+"/start", nil)
	require.NoError(t, err)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := v.http.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, 403, resp.StatusCode, "no other site starts a process for a visitor")

	p := v.do("GET", "/", nil)
	assert.Equal(t, "no-referrer", p.Header.Get("Referrer-Policy"))
	assert.Contains(t, p.Header.Get("Content-Security-Policy"), "https://identity.truora.com/")
	for _, file := range []string{"style.css", "verdict.js", "icon.svg"} {
		assert.Equal(t, 200, v.do("GET", "/static/"+file, nil).StatusCode, file)
	}
}

func TestTruoraIsDown(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.fake.LoseAnswer("POST /v1/api-keys")
	p := v.do("POST", "/start", nil)
	assert.Equal(t, 502, p.StatusCode)
	assert.Contains(t, p.text, "Please try again in a moment")
	assert.Len(t, v.fake.RequestsTo("POST /v1/api-keys"), 1)
}

// evidence returns the files that were kept, once the archives are made.
func (v *visitor) evidence() (names []string) {
	v.t.Helper()
	v.site.busy.Wait()
	entries, err := os.ReadDir(v.dir)
	require.NoError(v.t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// The evidence is kept although the visitor closed the page, because an event came; and
// it goes when the visitor wants it to.
func TestEvidenceAndDeletion(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.fake.Webhooks.Add(truoratest.Webhook{URL: v.base + eventsPath})
	v.through(v.do("POST", "/start", nil))
	require.Eventually(t, func() bool {
		v.fake.Webhooks.Deliver(t.Context())
		return len(v.evidence()) == 1
	}, time.Minute, 20*time.Millisecond)
	name := v.evidence()[0]
	require.True(t, strings.HasSuffix(name, ".zip"), name)
	archive, err := zip.OpenReader(filepath.Join(v.dir, name))
	require.NoError(t, err)
	defer archive.Close()
	assert.Len(t, archive.File, 7)

	v.news()
	assert.Len(t, v.evidence(), 1, "once, whoever noticed it")

	p := v.do("POST", "/forget", nil)
	assert.Equal(t, "/", p.Request.URL.Path)
	assert.Empty(t, v.evidence())
	assert.Len(t, v.fake.RequestsTo("DELETE /v1/processes/{process_id}"), 1)
	assert.Equal(t, 404, v.do("GET", "/verdict", nil).StatusCode, "the visitor has no process any more")

	v.do("POST", "/start", nil) // again, and deleted before it ends
	v.do("POST", "/forget", nil)
	assert.Equal(t, 200, v.do("POST", "/forget", nil).StatusCode)
	assert.Equal(t, 400, v.do("POST", eventsPath, nil).StatusCode, "what is not signed is no event")
}

// Evidence that cannot be had at first is tried for again.
func TestEvidenceThatFails(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.through(v.do("POST", "/start", nil))
	v.fake.Fail("GET /{presigned_path}", truoratest.Answer{Status: 404}, truoratest.Answer{Status: 404}, truoratest.Answer{Status: 404})
	v.news()
	require.Len(t, v.evidence(), 1, "an archive that lacks a picture is better than none")
	assert.True(t, strings.HasSuffix(v.evidence()[0], ".zip"))
	v.news()
	require.Len(t, v.evidence(), 1)
	archive, err := zip.OpenReader(filepath.Join(v.dir, v.evidence()[0]))
	require.NoError(t, err)
	defer archive.Close()
	assert.Len(t, archive.File, 7, "with all of it, at the second try")
}

func TestNews(t *testing.T) {
	t.Parallel()
	n := newsOf(identity.Verdict{Outcome: identity.OutcomeDeclined, Reason: "brand_new_reason"}, &english)
	assert.Contains(t, n.Text, "Please contact us", "a reason that nobody knows is not for the person")
	assert.NotContains(t, n.Text, "brand")
	assert.True(t, n.Final)
	assert.False(t, newsOf(identity.Verdict{Outcome: identity.OutcomePending}, &english).Final)
}

func TestProgram(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out, errs := new(demotest.Output), new(demotest.Output)
	p := program{demo.Program{In: strings.NewReader(""), Out: term.Screen{W: out}, Err: term.Screen{W: errs}, Connect: demotest.NoKey(connect)}}
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, []string{"-addr", "127.0.0.1:0"}) }()
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "Open http") }, time.Minute, 10*time.Millisecond, errs)
	first, _ := bufio.NewReader(strings.NewReader(out.String())).ReadString('\n')
	assert.Contains(t, first, "Embedded Truora")
	at := regexp.MustCompile(`http://\S+`).FindString(out.String())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, 200, resp.StatusCode)
	cancel()
	assert.Zero(t, <-ended)
	assert.Empty(t, errs.String())
}

// Under a key nothing begins before somebody has said yes.
func TestTheRealTruoraIsAskedFor(t *testing.T) {
	t.Parallel()
	const nobody = "no terminal"
	for name, tt := range map[string]struct {
		args    []string
		in      string
		connect error
		want    string
		code    int
	}{
		"no flow":       {nil, "y\n", nil, "-flow says which", 1},
		"no":            {[]string{"-flow", "IPF1"}, "n\n", nil, "nothing was started", 1},
		"no answer":     {[]string{"-flow", "IPF1"}, "", nil, "nothing was started", 1},
		"no terminal":   {[]string{"-flow", "IPF1"}, nobody, nil, "give -yes", 1},
		"bad address":   {[]string{"-flow", "IPF1", "-addr", "nonsense"}, "yes\n", nil, "nonsense", 1},
		"bad flag":      {[]string{"-nothing"}, "", nil, "flag provided but not defined", 2},
		"argument":      {[]string{"more"}, "", nil, "no arguments", 2},
		"bad url":       {[]string{"-url", "shop"}, "", nil, "-url is an origin", 2},
		"no connection": {nil, "", errors.New("no key"), "no key", 1},
		"help":          {[]string{"-h"}, "", nil, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			set, p := demotest.New(t)
			p.In, p.Someone = strings.NewReader(tt.in), tt.in != nobody
			p.Connect = func() (demo.Account, error) { return demo.Account{Client: set.Srv.Client()}, tt.connect }
			assert.Equal(t, tt.code, program{p}.run(t.Context(), tt.args))
			assert.Contains(t, set.Errors.String(), tt.want)
			assert.Empty(t, set.Srv.Requests())
			if len(tt.args) > 1 && tt.args[0] == "-flow" {
				assert.Contains(t, set.Shown.String(), "billed")
			}
		})
	}
	_, err := connect(func(name string) string { return map[string]string{"TRUORA_API_KEY_FILE": "/no/such/file"}[name] })
	require.Error(t, err)
}

// A token sent by the address bar reaches neither the log nor the shop.
func TestTheRealTruoraGetsTheVisitor(t *testing.T) {
	t.Parallel()
	fake := truoratest.NewServer(t)
	handler := newSite(demo.Account{Client: fake.Client()}, command{flow: "IPF1", public: "https://shop.example.com"}, nil).handler()
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "POST", "/start", nil))
	assert.Equal(t, 303, rec.Code)
	assert.True(t, strings.HasPrefix(rec.Header().Get("Location"), "https://identity.truora.com/?token="))
	assert.Contains(t, rec.Header().Get("Set-Cookie"), "; Secure")
	form := fake.RequestsTo("POST /v1/api-keys")[0].Form
	assert.Equal(t, "https://shop.example.com/after", form.Get("redirect_url"))
	assert.Empty(t, form["emails"], "no made-up person is told to the real Truora")
	rec = httptest.NewRecorder()
	handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", hostedPath, nil))
	assert.Equal(t, 404, rec.Code, "there is no stand-in for the real page")
}
