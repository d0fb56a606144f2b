package rest

import (
	"bytes"
	"context"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/truora/truora-go/internal/lenient"
)

// told is the failure that the body of a successful answer reports, or nil. Its status
// is the one in the body: that is what happened.
func (c *Client) told(ctx context.Context, call *Call, ans *answer) *Failure {
	status := toldStatus(ans.body)
	if status == 0 {
		return nil
	}
	f := &Failure{
		Op: call.Op, Status: status, Header: ans.Header, Body: lenient.Trim(ans.body), Private: ans.sent.private(),
		Unknown: lostInside(status) && call.effect() != Read,
	}
	f.RetryAfter, _ = retryAfter(ans.Header)
	call.interpret(ctx, f)
	return f
}

// toldStatus is the status of an error that Truora wrote into the body of an answer:
// its http_code, or its code, which is the status plus 10,000.
func toldStatus(body []byte) int {
	if !bytes.Contains(body, []byte(`code"`)) {
		return 0
	}
	var said struct {
		HTTPCode jsontext.Value `json:"http_code"`
		Code     jsontext.Value `json:"code"`
		Message  jsontext.Value `json:"message"`
	}
	if json.Unmarshal(lenient.Trim(body), &said, readOptions) != nil || said.Message.Kind() != '"' {
		return 0
	}
	if status := errorStatus(text(said.HTTPCode), 0); status != 0 {
		return status // a 429 has the code 10400
	}
	return errorStatus(text(said.Code), 10_000)
}

func errorStatus(number string, base int) int {
	n, err := strconv.Atoi(number)
	if status := n - base; err == nil && status >= 400 && status < 600 {
		return status
	}
	return 0
}
