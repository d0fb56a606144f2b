package truoratest

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
)

// Answer is a canned answer for [Server.Fail]. A Status of 0 is 200. A body that is
// JSON has that content type unless Header sets another.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Status returns the answer that Truora sends with that status: the gateway's bare
// message for 401, 403, 502, 503 and 504, otherwise an error with a code. A 429 has the
// code 10400, as Truora's does.
func Status(code int) Answer {
	r := errorBody(code, 10000+code, http.StatusText(code))
	switch code {
	case http.StatusUnauthorized:
		r = messageOnly(code, "Unauthorized")
	case http.StatusForbidden, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		r = messageOnly(code, http.StatusText(code))
	case http.StatusNotFound:
		r = errorBody(code, 10404, "Resource not found")
	case http.StatusTooManyRequests:
		r = errorBody(code, 10400, "Too many requests. Please try again later.")
	case http.StatusInternalServerError:
		r = errorBody(code, 10500, "Internal server error, try again later")
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
