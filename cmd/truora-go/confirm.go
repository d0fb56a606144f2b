package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

var errUnconfirmed = errors.New("this is billed, and was not confirmed: add --yes, or type yes when asked")

// confirming refuses what is billed, unless somebody has agreed or a sandbox is called.
// It surrounds every call of the client, so no command can forget to ask.
func (a *app) confirming() truora.Interceptor {
	var mu sync.Mutex // one question at a time
	sandbox := sync.OnceValue(a.sandbox)
	return func(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
		if call.Bills() == truora.BillingNone || a.yes || sandbox() {
			return ctx, nil, nil
		}
		mu.Lock()
		defer mu.Unlock()
		if !a.agrees(call) {
			return nil, nil, errUnconfirmed
		}
		return ctx, nil, nil
	}
}

// agrees asks the person at the terminal.
func (a *app) agrees(call *truora.Call) bool {
	if !a.terminal || a.inRead {
		return false
	}
	fmt.Fprintf(a.err, "%s is billed: %s. Type yes to send it: ", call.Op, bills(call.Bills()))
	a.inRead = true
	line, err := bufio.NewReader(a.in).ReadString('\n') // an end is no yes
	if err != nil {
		fmt.Fprintln(a.err) // nobody has pressed Enter
	}
	return strings.TrimSpace(line) == "yes"
}

func bills(b truora.Billing) string {
	switch b {
	case truora.BillingCheck:
		return "one background check"
	case truora.BillingRuns:
		return "a check at every interval, until it ends"
	case truora.BillingRows:
		return "a check for each row of the batch"
	case truora.BillingValidation:
		return "one validation"
	case truora.BillingProcess:
		return "the validations and checks of a process"
	case truora.BillingMessage:
		return "one message to a person"
	case truora.BillingNone:
		return "nothing"
	default:
		return string(b)
	}
}

// sandbox reports whether nothing can be billed: the key is the made-up one, which Truora
// does not accept, or the server that TRUORA_BASE_URL names has the levers of a sandbox,
// which a proxy to Truora has not.
func (a *app) sandbox() bool {
	base := a.env("TRUORA_BASE_URL")
	return base != "" && (a.env("TRUORA_API_KEY") == truoratest.APIKey || hasLevers(base))
}

func hasLevers(base string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(base, "/")+"/_sandbox/levers", http.NoBody)
	if err != nil {
		return false
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	var said struct {
		Levers []json.RawMessage `json:"levers"`
	}
	err = json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&said)
	return err == nil && res.StatusCode == http.StatusOK && len(said.Levers) > 0
}
