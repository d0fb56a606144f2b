package sandbox

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A body that is too large is refused before it does anything, and the caller learns
// how much is taken.
func TestBodiesAreLimited(t *testing.T) {
	t.Parallel()
	s, api := start(t, Options{}, newMachine())
	large := strings.Repeat("x", maxBody+1)
	for _, path := range []string{checksAt + "/v1/checks", "/_sandbox/levers/Fail", "/_sandbox/clock"} {
		out := api.do("POST", path, large)
		assert.Equal(t, http.StatusRequestEntityTooLarge, out.status, path)
		assert.Equal(t, "the body has more than 32 MiB, the most that a sandbox takes", out.str("error"), path)
	}
	assert.Empty(t, s.Default().Requests())
	assert.Equal(t, http.StatusForbidden, api.do("POST", "/files.truora.com/none", large[1:]).status, "it is taken")

	// One whose length nobody tells is limited where it is read.
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(large[:1<<20+1]))
	req.ContentLength = -1
	limit(httptest.NewRecorder(), req, 1<<20)
	_, err := bodyOf(req)
	assert.EqualError(t, err, "the body has more than 1 MiB, the most that a sandbox takes")
}

// What is wrong is said in the words of the API, not in those of Go.
func TestWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	for _, tt := range []struct{ path, body, want string }{
		{"levers/Checks.Next", `[{"findings": "x"}]`, "argument 1 of Checks.Next: findings must be a list"},
		{"levers/Checks.Next", `[{"findings": [{"severity": 3}]}]`, "argument 1 of Checks.Next: findings[0].severity must be a text"},
		{"levers/Checks.Next", `[{"duration": "soon"}]`, "argument 1 of Checks.Next: duration must be a duration such as 1m30s"},
		{"levers/Checks.Next", `[{"durations": "1s"}]`, "argument 1 of Checks.Next: durations is not known"},
		{"levers/Checks.Next", `[{"attachments": [{"data": "%"}]}]`, "argument 1 of Checks.Next: attachments[0].data must be a text in base64"},
		{"levers/Checks.Next", `[{"status": "late"}]`, `Checks.Next: nothing ends as "late"`},
		{"levers/Checks.Next", `[3]`, "argument 1 of Checks.Next: it must be an object"},
		{"levers/Checks.Next", `[{"status": "", "status": ""}]`, "the body: it has a member twice"},
		{"levers/Checks.Next", `{"status": ""}`, "the body: it must be a list"},
		{"levers/Checks.Next", `[{`, "the body: it is not JSON"},
		{"levers/Checks.OnCreate", `[[{"script": {"status": "late"}}]]`, `argument 1 of Checks.OnCreate: it has a script that cannot be: nothing ends as "late"`},
		{"levers/Checks.OnCreate", `[[{"script": {"findings": 3}}]]`, "argument 1 of Checks.OnCreate: [0].script.findings must be a list"},
		{"levers/CutAnswer", `["", 1.5]`, "argument 2 of CutAnswer: it must be a whole number"},
		{"levers/CutAnswer", `["", 99999999999999999999]`, "argument 2 of CutAnswer: it must be a whole number"},
		{"levers/Identity.MoveImages", `["x"]`, "argument 1 of Identity.MoveImages: it must be true or false"},
		{"levers/Identity.Next", `[{"failed_tries": {"x": "y"}}]`, "argument 1 of Identity.Next: failed_tries.x must be a whole number"},
		{"levers/Validators.Next", `[{"confidence": "x"}]`, "argument 1 of Validators.Next: confidence must be a number"},
		{"levers/Webhooks.Add", `[{"handler": 3}]`, "argument 1 of Webhooks.Add: handler cannot be given over HTTP"},
		{"levers/Slow", `[""]`, "Slow takes 2 arguments and not 1"},
		{"clock", `{"set": "soon"}`, "the body: set must be a time such as 2026-01-31T09:00:00Z"},
		{"clock", `3`, "the body: it must be an object"},
	} {
		out := api.do("POST", ownPath+tt.path, tt.body)
		assert.Equal(t, http.StatusBadRequest, out.status, tt.body)
		assert.Equal(t, tt.want, out.str("error"))
	}
}

// contract is control.yaml.
var contract = sync.OnceValues(func() (*openapi3.T, routers.Router) {
	doc, err := openapi3.NewLoader().LoadFromData(controlAPI)
	if err == nil {
		err = doc.Validate(context.Background())
	}
	if err != nil {
		panic(err)
	}
	doc.Servers = nil // it is at whatever address
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return doc, router
})

// inContract fails a test whose answer of the control API is not as control.yaml says.
// That of the request is checked if the sandbox took it.
func (c *caller) inContract(req *http.Request, body string, out got) {
	c.t.Helper()
	if !strings.HasPrefix(req.URL.Path, ownPath) {
		return
	}
	_, router := contract()
	in := req.Clone(req.Context())
	in.Body = http.NoBody
	if body != "" {
		in.Body = io.NopCloser(strings.NewReader(body))
	}
	route, args, err := router.FindRoute(in)
	require.NoError(c.t, err, req.URL.Path)
	input := &openapi3filter.RequestValidationInput{Request: in, PathParams: args, Route: route}
	if out.status < 300 {
		require.NoError(c.t, openapi3filter.ValidateRequest(req.Context(), input), req.URL.Path)
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: out.status, Header: out.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	answer.SetBodyBytes([]byte(out.text))
	require.NoError(c.t, openapi3filter.ValidateResponse(req.Context(), answer), req.URL.Path)
}

// leversOf are the exported methods of the fake, read from its source: those of a Server,
// of its areas, and of what a lever returns.
func leversOf(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../../../../truoratest/*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		if file.Name.Name == "truoratest" {
			files = append(files, file)
		}
	}
	prefixes, handles := map[string]string{"Server": ""}, map[string]string{"WhatsAppPhone": "WhatsApp.Phone."}
	found := map[string]string{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.Name == "Server" {
				for _, field := range spec.Type.(*ast.StructType).Fields.List {
					for _, name := range field.Names {
						if star, ok := field.Type.(*ast.StarExpr); ok && name.IsExported() {
							prefixes[star.X.(*ast.Ident).Name] = name.Name + "."
						}
					}
				}
			}
			return true
		})
	}
	maps.Copy(prefixes, handles)
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			star, ok := f.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			if prefix, ok := prefixes[star.X.(*ast.Ident).Name]; ok {
				found[prefix+f.Name.Name] = f.Name.Name
			}
		}
	}
	delete(found, "WhatsApp.Phone") // a handle: its methods are levers
	return found
}

// Every exported method of the fake is a lever, in the registry and in control.yaml, or
// is known not to be one.
func TestEveryLeverHasARoute(t *testing.T) {
	t.Parallel()
	methods := leversOf(t)
	var want []string
	for name := range methods {
		if !slices.Contains(notLevers, name) {
			want = append(want, name)
		}
	}
	doc, _ := contract()
	listed := []string{}
	for _, name := range doc.Paths.Value("/_sandbox/levers/{lever}").Post.Parameters.GetByInAndName("path", "lever").Schema.Value.Enum {
		listed = append(listed, name.(string))
	}
	assert.Greater(t, len(want), 35)
	assert.ElementsMatch(t, want, slices.Collect(maps.Keys(levers)))
	assert.ElementsMatch(t, want, listed)
	for _, name := range notLevers {
		assert.Contains(t, methods, name, "it is a method that exists")
	}
}

func TestLevers(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	api.lever("Checks.Next", map[string]any{
		"duration": "2h", "findings": []any{map[string]any{"data_set": "criminal_record", "severity": "high", "by_name": true}},
		"attachments": []any{map[string]any{"name": "a.txt", "mime_type": "text/plain", "data": "aGVsbG8="}},
	}, map[string]any{"Status": "error"})
	long, bad := api.create(person("1000000001")), api.create(person("1000000002"))
	api.pass(time.Minute)
	assert.Equal(t, "in_progress", api.must("GET", checksAt+"/v1/checks/"+long, nil).str("check", "status"))
	assert.Equal(t, "error", api.must("GET", checksAt+"/v1/checks/"+bad, nil).str("check", "status"))
	api.lever("Checks.Finish", long)
	assert.Equal(t, "completed", api.must("GET", checksAt+"/v1/checks/"+long, nil).str("check", "status"))
	link := fileLink(t, api.must("GET", checksAt+"/v1/checks/"+long+"/attachments", nil).text)
	assert.Equal(t, "hello", api.under("").must("GET", link, nil).text)

	api.lever("Checks.OnCreate", []any{map[string]any{"form": map[string]string{"national_id": "7"}, "script": map[string]any{"status": "error"}}})
	seven := api.create(person("7"))
	api.lever("Checks.OnCreate", nil)
	api.pass(time.Minute)
	assert.Equal(t, "error", api.must("GET", checksAt+"/v1/checks/"+seven, nil).str("check", "status"))

	made := api.lever("WhatsApp.AddCampaign", map[string]any{"line": "+14080001111", "recipients": 2})
	assert.NotEmpty(t, made.at("result"))
	api.lever("WhatsApp.Phone.Write", "+573001234567", "+14080001111", "hola")
	messages := api.lever("WhatsApp.Phone.Messages", "+573001234567").at("result").([]any)
	assert.Equal(t, "hola", got{json: messages[0].(map[string]any)}.str("text"))

	api.lever("Slow", "GET /v1/checks", "20ms")
	began := time.Now()
	api.must("GET", checksAt+"/v1/checks", nil)
	assert.GreaterOrEqual(t, time.Since(began), 20*time.Millisecond)
}

// Faults of the network come over the socket.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	api.http = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	create := func() error {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api.base+checksAt+"/v1/checks",
			strings.NewReader(person("1000000001", "force_creation", "true").Encode()))
		require.NoError(t, err)
		req.Header.Set(keyHeader, api.key)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := api.http.Do(req)
		if err == nil {
			defer res.Body.Close()
			_, err = io.ReadAll(res.Body)
		}
		return err
	}
	billed := func() any { return api.must("GET", "/_sandbox/ledger", nil).at("total", "check") }
	require.NoError(t, create())
	api.lever("LoseAnswer", "POST /v1/checks")
	api.lever("Fail", "GET /v1/checks", map[string]any{"status": 503})
	armed := api.must("GET", "/_sandbox/faults", nil).at("faults").([]any)
	assert.Equal(t, []any{
		map[string]any{"lever": "Fail", "op": "GET /v1/checks", "status": 503.0, "wait": "0s"},
		map[string]any{"lever": "LoseAnswer", "op": "POST /v1/checks", "status": 0.0, "wait": "0s"},
	}, armed)
	require.Error(t, create())
	assert.EqualValues(t, 2, billed(), "it was carried out")
	api.lever("Refuse", "POST /v1/checks")
	require.Error(t, create())
	assert.EqualValues(t, 2, billed(), "it was not")
	api.lever("CutAnswer", "POST /v1/checks", 0)
	require.Error(t, create())
	assert.EqualValues(t, 3, billed())
	require.NoError(t, create())
}

func TestWrongLevers(t *testing.T) {
	t.Parallel()
	_, api := start(t, Options{}, newMachine())
	for path, c := range map[string]struct {
		status int
		body   any
		want   string
	}{
		"levers/Absent.Lever":       {404, []any{}, "no lever"},
		"levers/Close":              {404, []any{}, "no lever"},
		"levers/Checks.Finish":      {400, []any{"CHK0"}, `no check "CHK0"`},
		"levers/Checks.Next":        {400, []any{map[string]any{"statuz": "error"}}, "statuz"},
		"levers/Identity.Override":  {400, []any{"IDP0"}, "takes 2 arguments and not 1"},
		"levers/Slow":               {400, []any{"", 5}, "1m30s"},
		"levers/Webhooks.Add":       {400, []any{map[string]any{"handler": map[string]any{}}}, "over HTTP"},
		"levers/Checks.OnCreate":    {400, []any{[]any{map[string]any{"script": map[string]any{"status": "late"}}}}, "late"},
		"levers/Webhooks.NextFault": {400, "{", "the body"},
		"clock":                     {400, map[string]any{}, "advance"},
	} {
		out := api.do("POST", ownPath+path, c.body)
		assert.Equal(t, c.status, out.status, path+out.text)
		assert.Contains(t, out.str("error"), c.want, path)
	}
	for _, set := range []string{"2020-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z"} {
		assert.Equal(t, 409, api.do("POST", "/_sandbox/clock", map[string]string{"set": set}).status)
	}
	cross, err := http.NewRequestWithContext(t.Context(), http.MethodPost, api.base+"/_sandbox/reset", nil)
	require.NoError(t, err)
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := api.http.Do(cross)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusForbidden, res.StatusCode, "another page cannot press a lever")
}

// The queue of webhooks can be seen and changed.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	hook, bodies := receiver(t)
	s, api := start(t, Options{Hooks: []string{hook}}, newMachine())
	api.lever("Webhooks.NextFault", "check.created", map[string]any{"late": "1h"})
	api.create(person("1000000001"))
	pending := got{json: api.must("GET", "/_sandbox/deliveries", nil).at("pending").([]any)[0].(map[string]any)}
	assert.Equal(t, "check.created", pending.at("events").([]any)[0])
	api.lever("Webhooks.Drop", pending.str("delivery_id"))
	api.pass(time.Minute)
	settled(t, s.Default())
	first := api.must("GET", "/_sandbox/deliveries", nil).at("attempts").([]any)
	require.NotEmpty(t, first)
	attempt := got{json: first[0].(map[string]any)}
	assert.Equal(t, attempt.str("body"), bodies()[0])
	before := len(bodies())
	api.lever("Webhooks.Redeliver", attempt.str("delivery_id"), map[string]any{"copies": 1, "forged": true})
	require.Eventually(t, func() bool { return len(bodies()) >= before+2 }, time.Minute, time.Millisecond)
	assert.NotEqual(t, attempt.str("body"), bodies()[before], "the signature is another")
	receivers := api.must("GET", "/_sandbox/webhooks", nil).at("receivers").([]any)
	assert.NotEmpty(t, got{json: receivers[0].(map[string]any)}.str("key"))
}
