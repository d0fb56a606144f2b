package contract

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Parsing the contract takes most of a second. It can be shared because it is only
// read.
var loaded = sync.OnceValues(Load)

func load(t *testing.T) *Spec {
	t.Helper()
	spec, err := loaded()
	require.NoError(t, err)
	return spec
}

func TestTheInventoryIsComplete(t *testing.T) {
	t.Parallel()
	spec := load(t)
	assert.GreaterOrEqual(t, len(spec.Endpoints), 154, "the inventory has lost operations")
	for _, e := range spec.Endpoints {
		assert.Contains(t, Areas, e.Package(), e.Go)
		assert.Contains(t, []string{"core", "extended", "unverified"}, e.Tier, e.Go)
		assert.Contains(t, []string{"read", "idempotent", "dedupe", "once"}, e.Effect, e.Go)
		assert.Contains(t, []string{"documented", "observed", "inferred"}, e.Confidence, e.Go)
		assert.Same(t, e, spec.ByGo(e.Go))
	}
}

// The inventory is an extract of the OpenAPI files, and both are edited by hand.
func TestInventoryAndOpenAPIAgree(t *testing.T) {
	t.Parallel()
	spec := load(t)
	described := 0
	for _, doc := range spec.docs {
		for _, item := range doc.Paths.Map() {
			described += len(item.Operations())
		}
	}
	assert.Equal(t, len(spec.Endpoints), described, "operations without a line in operations.csv")
	for _, e := range spec.Endpoints {
		assert.Equal(t, e.ID, e.Spec.OperationID)
		assert.Equal(t, e.Go, e.Spec.Extensions["x-go"], e.ID)
		assert.Equal(t, e.Tier, e.Spec.Extensions["x-tier"], e.ID)
		assert.Equal(t, e.Effect, e.Spec.Extensions["x-effect"], e.ID)
		assert.Equal(t, e.Body, bodyOf(e), e.ID)
		for _, name := range pathNames(e.Path) {
			assert.NotNil(t, e.Param(openapi3.ParameterInPath, name), "%s: path parameter %s", e.ID, name)
		}
	}
}

func bodyOf(e *Endpoint) string {
	if e.Spec.RequestBody == nil {
		return "none"
	}
	content := e.Spec.RequestBody.Value.Content
	switch {
	case content["application/x-www-form-urlencoded"] != nil:
		return "form"
	case content["application/json"] != nil:
		return "json"
	}
	return "raw"
}

func pathNames(template string) []string {
	var names []string
	for segment := range strings.SplitSeq(template, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}

// The examples show what is meant; a schema that refuses its own example is wrong.
func TestTheExamplesAnswerTheirSchemas(t *testing.T) {
	t.Parallel()
	for _, e := range load(t).Endpoints {
		for _, status := range slices.Sorted(maps.Keys(e.Spec.Responses.Map())) {
			media := e.Spec.Responses.Value(status).Value.Content["application/json"]
			if media == nil || media.Example == nil {
				continue
			}
			var p problems
			p.visit(e.Go+" "+status, media.Schema.Value, media.Example, openapi3.VisitAsResponse())
			p.unknown(e.Go+" "+status, media.Schema.Value, media.Example)
			assert.Empty(t, p.sorted())
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	spec := load(t)
	for _, c := range []struct{ method, host, path, want string }{
		{http.MethodGet, "api.checks.truora.com", "/v1/checks", "checks.List"},
		{http.MethodGet, "api.checks.truora.com", "/v1/checks/CHK1", "checks.Get"},
		{http.MethodDelete, "api.checks.truora.com", "/v1/checks/CHK1", "checks.Delete"},
		{http.MethodGet, "api.checks.truora.com", "/v1/checks/a%2Fb/pdf", "checks.DownloadPDF"},
		{http.MethodGet, "api.checks.truora.com", "/v1/config", "customtypes.GetConfig"},
		{http.MethodGet, "api.validations.truora.com", "/v1/config", "validators.GetConfig"},
		{http.MethodGet, "api.identity.truora.com", "/v1/engagement/chat/search", "engagement.ListChats"},
		{http.MethodGet, "api.identity.truora.com", "/v1/engagement/chat/CHT1", "engagement.GetChat"},
		{http.MethodPut, "files.truora.com", "/batch-upload-service/TCI1/checks/BCH1", "batches.Upload"},
		{http.MethodPut, "files.truora.com", "/some/longer/path", "validators.Upload"},
		{http.MethodGet, "api.checks.truora.com", "/v1/nothing", ""},
		{http.MethodGet, "api.identity.truora.com", "/v1/checks", ""},
		{http.MethodGet, "api.checks.truora.com", "/v1/checks/", ""},
	} {
		found, args := spec.Find(c.method, c.host, c.path)
		if c.want == "" {
			assert.Nil(t, found, c.path)
			continue
		}
		if assert.NotNil(t, found, "%s %s%s", c.method, c.host, c.path) {
			assert.Equal(t, c.want, found.Go)
			assert.Len(t, args, len(pathNames(found.Path)))
		}
	}
	_, args := spec.Find(http.MethodGet, "api.checks.truora.com", "/v1/checks/a%2Fb/pdf")
	assert.Equal(t, map[string]string{"check_id": "a/b"}, args)
}
