package operations_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
)

// sent is a request that left.
type sent struct {
	method, path string
	query        url.Values
	header       http.Header
	body         string
}

// wire keeps all requests. It answers that a PDF can be rendered, and that nothing else
// is there.
type wire struct{ all []*sent }

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	w.all = append(w.all, &sent{req.Method, req.URL.EscapedPath(), req.URL.Query(), req.Header, string(body)})
	status, text := http.StatusNotFound, `{"code":10404,"message":"Resource not found"}`
	if req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/pdf") {
		status, text = http.StatusOK, `{"pdf_path":"/v1/checks/x/pdf"}`
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(text)), Request: req,
	}, nil
}

// find returns the request of an operation.
func (w *wire) find(o *operations.Operation) *sent {
	method, path, _ := strings.Cut(o.Op, " ")
	if o.TakesFile() {
		path = "/{link}"
	}
	pattern := regexp.MustCompile("^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
	for _, s := range w.all {
		if s.method == method && pattern.MatchString(s.path) {
			return s
		}
	}
	return nil
}

func clientOn(t *testing.T, w *wire) *truora.Client {
	t.Helper()
	client, err := truora.New("made.up.key", truora.WithRetries(0), truora.WithHTTPClient(&http.Client{Transport: w}))
	require.NoError(t, err)
	return client
}

// sample is a text that a parameter takes.
func sample(o *operations.Operation, p operations.Param) (text string, given bool) {
	if text, ok := special[o.Go+" "+p.Name]; ok {
		return text, text != "-"
	}
	if text, ok := special[p.Name]; ok {
		return text, text != "-"
	}
	if len(p.Words) > 0 {
		return p.Words[0], true
	}
	switch p.Kind {
	case "number":
		return "7", true
	case "true or false":
		return "true", true
	case "date":
		return "2031-02-03", true
	case "time":
		return "2026-01-31T12:00:00Z", true
	case "duration":
		return "1s", true
	case "JSON":
		return `{}`, true
	default:
		return "x" + strings.ToLower(regexp.MustCompile(`\W`).ReplaceAllString(p.Name, "")), true
	}
}

// special are samples where any text does not do; "-" leaves the parameter out.
var special = map[string]string{
	"link": "https://files.truora.com/x?token=1", "size": "1", "max_wait": "1ms", "content_type": "image/jpeg",
	"country": "CO", "frequency": "monthly", "watch": "monthly", "threshold": "0.5", "allowed_retries": "2",
	"max_duration": "3h", "country_code": "+57", "whatsapp.Send phone_number": "3001234567", "color": "#12d57d", "color_hex": "#12d57d",
	"rule": `{"a":1}`, "condition": `{"a":1}`, "event_actions": "[1]", "verification": `{"type":"document"}`,
	"identity.List search": "-", "apikeys.Create phone": "-", "dataset_NAME": "1",
	"template_type": "TEXT", "category": "MARKETING", "is_notification": "false", "media_id": "-", "media_url": "-",
	"source_type": "-", "imei": "350000000000006", "validation_method.NAME": `{"status":"enabled"}`,
	"outbound_buttons": `{"type":"QUICK_REPLY","text":"Hola"}`, "code_expiration_minutes": "-",
}

func TestEveryOperationReachesTheWire(t *testing.T) {
	t.Parallel()
	require.Len(t, operations.All(), 154)
	for _, o := range operations.All() {
		t.Run(o.Go, func(t *testing.T) {
			t.Parallel()
			w := &wire{}
			values := []operations.Value{}
			for _, p := range o.Params() {
				if text, given := sample(o, p); given {
					values = append(values, operations.Value{Name: named(p), Text: text, Private: true})
				}
			}
			_, err := o.Call(t.Context(), clientOn(t, w), values, operations.File{In: strings.NewReader("x"), Size: 1, Out: io.Discard})
			require.NotErrorIs(t, err, operations.ErrParams)
			sent := w.find(o)
			require.NotNil(t, sent, "not sent: %v", err)
			for _, p := range o.Params() {
				if text, given := sample(o, p); given && !o.TakesFile() && p.Name != "max_wait" {
					assert.True(t, sent.holds(p, text), "%s=%s did not leave: %+v", p.Name, text, sent)
				}
			}
		})
	}
}

func named(p operations.Param) string {
	if p.Prefix {
		return strings.TrimSuffix(p.Name, "NAME") + "name"
	}
	return p.Name
}

// holds looks for a parameter in a request: under its name, or as a part of another.
func (s *sent) holds(p operations.Param, text string) bool {
	form, _ := url.ParseQuery(s.body)
	if p.Kind == "time" {
		text, _, _ = strings.Cut(text, "T")
	}
	for _, values := range []map[string][]string{s.query, form, s.header, {"path": {s.path}}} {
		for name, list := range values {
			for _, value := range list {
				if strings.Contains(value, text) || name == p.Name && value == "1769860800" {
					return true
				}
			}
		}
	}
	parts := strings.Split(named(p), ".")
	return strings.Contains(s.body, `"`+parts[len(parts)-1]+`":`) || p.Prefix && strings.Contains(s.body, ".name.status=enabled")
}
