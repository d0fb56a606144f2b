package contract_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/truora/truora-go/contract"
)

// recorder keeps every exchange that passes through it.
type recorder struct {
	next      http.RoundTripper
	mu        sync.Mutex
	exchanges []exchange
}

type exchange struct {
	request      *http.Request
	requestBody  []byte
	status       int
	header       http.Header
	responseBody []byte
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	x := exchange{request: request.Clone(request.Context())}
	sent := request.Clone(request.Context())
	if request.Body != nil {
		var err error
		if x.requestBody, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		_ = request.Body.Close()
		sent.Body = io.NopCloser(bytes.NewReader(x.requestBody))
	}
	response, err := r.next.RoundTrip(sent)
	if err != nil {
		return nil, err
	}
	x.responseBody, err = io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(x.responseBody))
	x.status, x.header = response.StatusCode, response.Header.Clone()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, x)
	return response, nil
}

const (
	keyHeader = "Truora-API-Key"
	filesHost = "files.truora.com"
)

// problems returns what is wrong with the exchange, and the endpoint it was for, which
// is nil for a download over a signed link.
func (x exchange) problems(spec *contract.Spec) (*contract.Endpoint, []string) {
	r := x.request
	hasKey := r.Header.Get(keyHeader) != ""
	var found []string
	if toFiles := r.URL.Host == filesHost; toFiles == hasKey {
		found = append(found, fmt.Sprintf("key sent to %s: %t", r.URL.Host, hasKey))
	}
	e, args := spec.Find(r.Method, r.URL.Host, r.URL.EscapedPath())
	if e == nil {
		if r.URL.Host != filesHost || r.Method != http.MethodGet {
			found = append(found, fmt.Sprintf("%s %s%s is not in the contract", r.Method, r.URL.Host, r.URL.Path))
		}
		return nil, found
	}
	if x.status != http.StatusBadRequest { // a row may show what a refusal looks like
		for _, problem := range e.CheckRequest(r, args, x.requestBody) {
			found = append(found, "request: "+problem)
		}
	}
	for _, problem := range e.CheckAnswer(x.status, x.header, x.responseBody) {
		found = append(found, "answer "+fmt.Sprint(x.status)+": "+problem)
	}
	for i, problem := range found {
		found[i] = e.Op() + ": " + strings.TrimSpace(problem)
	}
	return e, found
}
