package truoratest

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// obj is a JSON object. The SDK's structs are not used, because the fake would then
// share their mistakes.
type obj = map[string]any

// only returns the named members of whole.
func only(whole obj, names []string) obj {
	out := obj{}
	for _, name := range names {
		if v, ok := whole[name]; ok {
			out[name] = v
		}
	}
	return out
}

// reply is an answer before it is sent.
type reply struct {
	status int
	header http.Header
	body   []byte
	// bought is the id of what this call bought, for the ledger.
	bought string
}

// scratch are buffers for answers: what is kept of one has no room to spare.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

func jsonReply(status int, v any) reply {
	buffer := scratch.Get().(*[]byte)
	defer scratch.Put(buffer)
	*buffer = appendJSON((*buffer)[:0], v)
	return typed(status, "application/json", slices.Clone(*buffer))
}

func typed(status int, contentType string, body []byte) reply {
	return reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
}

// messageOnly returns an answer of the gateway in front of Truora, and of some
// operations.
func messageOnly(status int, message string) reply {
	return jsonReply(status, obj{"message": message})
}

// stamp formats a time as Truora does: RFC 3339, nanoseconds without trailing zeros.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func setIf(out obj, name, value string) {
	if value != "" {
		out[name] = value
	}
}

// jsonText encodes v as a string, "" for nothing.
func jsonText(v any) string {
	if v == nil {
		return ""
	}
	return string(jsonReply(0, v).body)
}
