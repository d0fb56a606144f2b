package contract

import (
	"maps"
	"mime"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// CheckAnswer returns what is wrong with an answer of the endpoint, sorted. An
// undocumented status or member is wrong; an unknown enum value is not.
func (e *Endpoint) CheckAnswer(status int, header http.Header, body []byte) []string {
	var p problems
	spec := e.Spec.Responses.Status(status)
	if spec == nil {
		p.add("status %d: not in the contract", status)
		return p
	}
	content := spec.Value.Content
	if len(content) == 0 {
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	media := content[mediaType]
	if err != nil || media == nil {
		p.add("status %d: content type %q is not one of %v", status, header.Get("Content-Type"),
			slices.Sorted(maps.Keys(content)))
		return p
	}
	switch {
	case mediaType == "application/json" && media.Schema != nil:
		p.json("answer", media.Schema.Value, body, openapi3.VisitAsResponse())
	case len(body) == 0:
		p.add("answer: empty")
	}
	return p.sorted()
}
