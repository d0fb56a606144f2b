package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/rules"
)

// apart is how far two clocks may be apart. Deliveries of webhooks are refused at ten
// minutes, and links that are valid for minutes fail earlier.
const apart = 2 * time.Minute

// clock holds the clock of this machine beside those of the hosts.
func (e *examination) clock(hosts []*host) {
	const check = "clock"
	for _, h := range hosts {
		if h.date.IsZero() {
			continue
		}
		by := h.here.Sub(h.date).Truncate(time.Second)
		switch {
		case by > apart:
			e.add(check, Fault, fmt.Sprintf("The clock of this machine is %v ahead.", by), "Let it follow a time server: deliveries of webhooks and links are refused.")
		case -by > apart:
			e.add(check, Fault, fmt.Sprintf("The clock of this machine is %v behind.", -by), "Let it follow a time server: deliveries of webhooks and links are refused.")
		default:
			e.add(check, OK, "The clock of this machine agrees with theirs.", "")
		}
		return
	}
	e.add(check, Skipped, "No host has told its time.", "")
}

// reads are calls that bill nothing, one for each host that takes the key.
var reads = []struct {
	host string
	call func(context.Context, *truora.Client) error
}{
	{hostChecks, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Checks.List(ctx, checks.ListParams{})
		return err
	}},
	{hostAccount, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Rules.List(ctx, rules.ListParams{})
		return err
	}},
	{hostIdentity, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Identity.List(ctx, identity.ListParams{})
		return err
	}},
	{hostValidations, func(ctx context.Context, c *truora.Client) error {
		_, err := c.Validators.GetConfig(ctx)
		return err
	}},
	{hostConnect, func(ctx context.Context, c *truora.Client) error {
		_, err := c.WhatsApp.ListLines(ctx)
		return err
	}},
}

// permissions asks each host that was reached whether it takes the key.
func (e *examination) permissions(ctx context.Context, hosts []*host) {
	const check = "access"
	if e.key == "" {
		e.add(check, Skipped, "Without an API key nothing can be asked.", "")
		return
	}
	client, err := e.client()
	if err != nil {
		e.add(check, Fault, "The API key cannot be used: "+strings.TrimPrefix(err.Error(), "truora: ")+".", "Copy the key again from the dashboard; the made-up key is for a sandbox, whose address is in TRUORA_BASE_URL.")
		return
	}
	asked, forbidden := 0, []string{}
	for _, read := range reads {
		if !slices.ContainsFunc(hosts, func(h *host) bool { return h.name == read.host && h.reached }) {
			continue
		}
		asked++
		err := read.call(ctx, client)
		if errors.Is(err, truora.ErrForbidden) {
			forbidden = append(forbidden, read.host)
		} else if !e.access(check, read.host, err) {
			return // the others would say the same
		}
	}
	switch {
	case asked == 0:
		e.add(check, Skipped, "No host was reached that could be asked.", "")
	case len(forbidden) == asked:
		e.add(check, Fault, "No host takes the API key: it has no grant, or has expired.", "Look at the key in the dashboard, or make a new one of the type backend.")
	default:
		for _, host := range forbidden {
			e.add(check, Warning, "The API key may not use "+host+".", "If the program needs it, give the key the grant in the dashboard.")
		}
	}
}

// access says what the answer of a host means; false if those of the others mean the
// same.
func (e *examination) access(check, host string, err error) bool {
	call, _ := errors.AsType[*truora.Error](err)
	switch {
	case errors.Is(err, truora.ErrUnauthorized):
		e.add(check, Fault, "Truora does not know the API key.", "Copy it again from the dashboard, or make a new one.")
		return false
	case errors.Is(err, truora.ErrRateLimited):
		text := "Truora limits the rate of this account's calls now."
		if call != nil && call.RetryAfter > 0 {
			text = fmt.Sprintf("Truora limits the rate of this account's calls, for %v.", call.RetryAfter)
		}
		e.add("rate limit", Fault, text, "Send fewer calls at a time: truora.WithLimiter, shared by all processes; ask Truora for more.")
		return false
	case call != nil && call.StatusCode == 0, errors.Is(err, truora.ErrServer):
		e.add(check, Warning, host+" has answered no call.", "Try again later.")
	default:
		e.add(check, OK, host+" takes the API key.", "")
	}
	return true
}
