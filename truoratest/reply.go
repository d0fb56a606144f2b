package truoratest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// obj is a JSON object. The fake writes its own, for the SDK's structs would agree with their own mistakes.
type obj = map[string]any

// only has of whole the members that it has and that are named.
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
	// bought is the id of what this call bought; the ledger takes it up.
	bought string
}

func jsonReply(status int, v any) reply {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("truoratest: encoding an answer: %v", err)) // only maps of plain values come here
	}
	return typed(status, "application/json", body)
}

func typed(status int, contentType string, body []byte) reply {
	return reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
}

// failure is the error body of Truora's own code: its code is the class of the status, not always the status.
func failure(status int, format string, args ...any) reply {
	return coded(status, 10000+status, fmt.Sprintf(format, args...))
}

func coded(status, code int, message string) reply {
	return jsonReply(status, obj{"code": code, "http_code": status, "message": message})
}

// invalid is the usual 400.
func invalid(format string, args ...any) reply {
	return failure(http.StatusBadRequest, "Invalid request: "+format, args...)
}

func notFound() reply { return failure(http.StatusNotFound, "Resource not found") }

// messageOnly is what the gateway in front of Truora answers, and some of Truora's own operations too.
func messageOnly(status int, message string) reply {
	return jsonReply(status, obj{"message": message})
}

// storageError is the XML of the storage behind files.truora.com.
func storageError(status int, code, message string) reply {
	return typed(status, "application/xml", fmt.Appendf(nil,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message></Error>", code, message))
}

// Answer is a canned answer for [Server.Fail]. A Status of 0 is 200; a body that is JSON says so unless Header does.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Status is the answer Truora gives with that status: the gateway's bare message for 401, 403, 502, 503 and 504,
// a coded error otherwise. A 429 carries the code 10400, as Truora's does.
func Status(code int) Answer {
	r := failure(code, "%s", http.StatusText(code))
	switch code {
	case http.StatusUnauthorized:
		r = messageOnly(code, "Unauthorized")
	case http.StatusForbidden, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		r = messageOnly(code, http.StatusText(code))
	case http.StatusNotFound:
		r = notFound()
	case http.StatusTooManyRequests:
		r = coded(code, 10400, "Too many requests. Please try again later.")
	case http.StatusInternalServerError:
		r = failure(code, "Internal server error, try again later")
	}
	return Answer{Status: r.status, Header: r.header, Body: string(r.body)}
}

func (a Answer) reply() reply {
	h := maps.Clone(a.Header)
	if h == nil {
		h = http.Header{}
	}
	if h.Get("Content-Type") == "" && json.Valid([]byte(a.Body)) {
		h.Set("Content-Type", "application/json")
	}
	return reply{status: cmp.Or(a.Status, http.StatusOK), header: h, body: []byte(a.Body)}
}

// stamp writes an instant as Truora does: RFC 3339, nanoseconds with trailing zeros trimmed.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
