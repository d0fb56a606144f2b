package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest"
)

// sandbox is one that runs.
type sandbox struct {
	t   *testing.T
	url string
	key string
}

// start starts a sandbox.
func start(t *testing.T, flags ...string) *sandbox {
	t.Helper()
	process := exec.CommandContext(t.Context(), program, append([]string{"sandbox", "--json", "--addr", "127.0.0.1:0"}, flags...)...)
	process.Env = []string{"PATH=" + os.Getenv("PATH")} // no API key, whatever the surroundings hold
	out, err := process.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, process.Start())
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait()
	})
	var told struct{ URL string }
	require.NoError(t, json.NewDecoder(bufio.NewReader(out)).Decode(&told))
	return &sandbox{t, told.URL, truoratest.APIKey}
}

// under is the same sandbox under another key.
func (s *sandbox) under(key string) *sandbox { return &sandbox{s.t, s.url, key} }

// post sends a form, or JSON, and returns the answer.
func (s *sandbox) post(path string, body any) map[string]any {
	s.t.Helper()
	kind := "application/json"
	text, err := json.Marshal(body)
	require.NoError(s.t, err)
	if form, ok := body.(url.Values); ok {
		kind, text = "application/x-www-form-urlencoded", []byte(form.Encode())
	}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, bytes.NewReader(text))
	require.NoError(s.t, err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Truora-API-Key", s.key)
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	require.Less(s.t, res.StatusCode, 300, "%s: %s", path, all)
	var out map[string]any
	require.NoError(s.t, json.Unmarshal(all, &out), string(all))
	return out
}

// form makes a form of a query.
func form(query string) url.Values {
	values, err := url.ParseQuery(query)
	if err != nil {
		panic(err) // it stands in a test
	}
	return values
}

func (s *sandbox) check(more string) string {
	s.t.Helper()
	out := s.post("/api.checks.truora.com/v1/checks", form("country=CO&type=person&user_authorized=true&"+more))
	return out["check"].(map[string]any)["check_id"].(string)
}

// token is a web token for a process.
func (s *sandbox) token(more string) string {
	s.t.Helper()
	out := s.post("/api.account.truora.com/v1/api-keys",
		form("key_type=web&grant=digital-identity&flow_id=IPF1&country=ALL&redirect_url=https://shop.example.com/after&"+more))
	return out["api_key"].(string)
}

func (s *sandbox) lever(name string, args ...any) {
	s.t.Helper()
	s.post("/_sandbox/levers/"+name, args)
}

func (s *sandbox) pass(d string) {
	s.t.Helper()
	s.post("/_sandbox/clock", map[string]string{"advance": d})
}

// fill makes something of everything.
func (s *sandbox) fill() {
	s.t.Helper()
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/broken" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	s.t.Cleanup(shop.Close)
	s.lever("Webhooks.Add", map[string]any{"url": shop.URL + "/webhooks"})
	s.lever("Webhooks.Add", map[string]any{"url": shop.URL + "/broken", "events": []string{"check.finished"}})
	for _, end := range []string{"9001", "9002", "9003", "9004"} {
		s.check("national_id=100000" + end)
	}
	for _, account := range []string{"ACC-clean", "ACC-declined"} {
		s.lever("Identity.Finish", s.under(s.token("account_id="+account)).post("/api.identity.truora.com/v1/processes", map[string]any{})["process_id"])
	}
	line := "waba_phone_number=14080001111&language_code=en&outbound_name=welcome&category=MARKETING&is_notification=true&" +
		"template_type=TEXT&content=" + url.QueryEscape("Hello {{.name}}, your card is ready") + "&var.name=Ana"
	template := s.post("/api.connect.truora.com/v1/whatsapp/outbounds", form(line))["outbound_id"].(string)
	s.pass("2m")
	s.post("/api.connect.truora.com/v1/whatsapp/outbounds/send",
		form("outbound_id="+template+"&phone_number=3001234567&country_code=%2B57&user_authorized=true&var.name=Ana"))
	s.lever("WhatsApp.Phone.Write", "+573001234567", truoratest.WhatsAppLine, "Thanks!")
	s.pass("26h")
	s.check("type=person&first_name=Ana&last_name=Prueba&national_id=1000000010")
	s.under(s.token("account_id=ACC-1")).post("/api.identity.truora.com/v1/processes", map[string]any{})
	s.post("/api.validations.truora.com/v1/accounts/ana/validations",
		form("type=document-validation&country=CO&document_type=national-id&user_authorized=true"))
	s.post("/api.account.truora.com/v1/batches", form("service=checks&country=CO&type=person"))
	s.check("national_id=1000000011&watch=weekly")
	s.lever("Fail", "GET /v1/health", map[string]any{"status": 503})
	s.lever("LoseAnswer", "POST /v1/batches")
	s.lever("Slow", "GET /v1/health", "2s")
}
