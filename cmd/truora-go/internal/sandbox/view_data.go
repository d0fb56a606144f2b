package sandbox

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
	"github.com/truora/truora-go/truoratest"
)

// rowsShown is how many rows a page has at most.
const rowsShown = 100

// AccountID is the id of the account.
func (c *screen) AccountID() string { return c.account.id }

// Key is the key of the default account, "" of any other: keys are not kept.
func (c *screen) Key() string {
	if c.account == c.server.Default() {
		return truoratest.APIKey
	}
	return ""
}

// KeyOrWord is Key, or a word in its place for an example.
func (c *screen) KeyOrWord() string {
	if key := c.Key(); key != "" {
		return key
	}
	return "your key"
}

// Checks is where checks are, for an example.
func (c *screen) Checks() string { return truora.HostsAt(c.Base).Checks }

// Example is the address of the call that makes the first of what the page lists.
func (c *screen) Example() string {
	hosts := truora.HostsAt(c.Base)
	return map[truoratest.ItemKind]string{
		truoratest.ItemKindCheck: hosts.Checks + "/v1/checks", truoratest.ItemKindContinuous: hosts.Checks + "/v1/checks", truoratest.ItemKindProcess: hosts.Account + "/v1/api-keys",
		truoratest.ItemKindSession:    hosts.Connect + "/v1/whatsapp/inbounds",
		truoratest.ItemKindValidation: hosts.Validations + "/v1/accounts/ACC1/validations", truoratest.ItemKindBatch: hosts.Account + "/v1/batches",
	}[c.Kind]
}

// Pages are the pages of the navigation.
func (c *screen) Pages() []viewPage { return viewPages }

// Accounts are all accounts, for the choice of one.
func (c *screen) Accounts() []*Account { return c.server.Accounts() }

// IsDefault tells the account of the published key from others.
func (c *screen) IsDefault(a *Account) bool { return a == c.server.Default() }

// Pace is how much faster than at Truora things go.
func (c *screen) Pace() float64 { return c.account.Pace() }

// When is a moment, with the day if that is not the clock's.
func (c *screen) When(t time.Time) string {
	t, now := t.UTC(), c.Now.UTC()
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format(time.TimeOnly)
	}
	if t.Year() == now.Year() {
		return t.Format("2 Jan, 15:04:05")
	}
	return t.Format("2 Jan 2006, 15:04:05")
}

// Clock is what the account's clock shows.
func (c *screen) Clock() string { return c.Now.UTC().Format("2 Jan 2006, 15:04:05") }

// Stamp is a moment for machines.
func (c *screen) Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// list is what there is of a kind.
type list struct {
	Kind  truoratest.ItemKind
	Items []truoratest.Item
	Total int
}

// Open are the items that are not done.
func (l list) Open() (out []truoratest.Item) {
	for _, item := range l.Items {
		if !item.Done {
			out = append(out, item)
		}
	}
	return out
}

// List is what the page lists.
func (c *screen) List() list { return c.listOf(c.Kind) }

func (c *screen) listOf(kind truoratest.ItemKind) list {
	l, read := c.lists[kind]
	if !read {
		l.Kind = kind
		c.account.look(func(srv *truoratest.Server) { l.Items, l.Total = srv.Items(kind, rowsShown) })
		c.lists[kind] = l
	}
	return l
}

// moves reports whether something changes as time passes.
func (c *screen) moves() bool {
	return len(c.account.Pending()) > 0 || slices.ContainsFunc(c.Lists(), func(t tile) bool { return len(t.List.Open()) > 0 })
}

// read begins a new moment.
func (c *screen) read() {
	c.Now, c.lists = c.account.Now(), map[truoratest.ItemKind]list{}
}

// Ends is the lever that ends an item now, "" if there is none.
func (c *screen) Ends(item truoratest.Item) string {
	if item.Done {
		return ""
	}
	return map[truoratest.ItemKind]string{
		truoratest.ItemKindCheck: "Checks.Finish", truoratest.ItemKindProcess: "Identity.Finish",
	}[item.Kind]
}

// ledger are the charges, newest first, with their sums.
type ledger struct {
	Charges []truoratest.Charge
	Total   int
	Sums    []sum
}

// sum is how many were bought of something.
type sum struct {
	What  string
	Count int
}

// Ledger is what Truora would have billed.
func (c *screen) Ledger() (l ledger) {
	all := c.account.Billed()
	count := map[string]int{}
	for _, one := range all {
		count[one.What]++
	}
	for _, what := range slices.Sorted(maps.Keys(count)) {
		l.Sums = append(l.Sums, sum{what, count[what]})
	}
	l.Total = len(all)
	slices.Reverse(all)
	l.Charges = all[:min(len(all), rowsShown)]
	return l
}

// callList are calls, newest first. Total counts those that are no longer kept, too.
type callList struct {
	Calls []call
	Total int
}

// Calls are the last calls of Truora, of those about an id if the page is limited.
func (c *screen) Calls() (l callList) {
	l.Calls, l.Total = c.account.lastCalls()
	if c.About != "" {
		l.Calls = slices.DeleteFunc(l.Calls, func(one call) bool { return !one.about(c.About) })
	}
	l.Calls = l.Calls[:min(len(l.Calls), rowsShown)]
	return l
}

// hooks are the webhooks of an account.
type hooks struct {
	Receivers  []truoratest.Webhook
	Pending    []truoratest.WebhookPending
	Deliveries []sending
	Total      int
}

// sending is a delivery with its attempts, the last first.
type sending struct {
	truoratest.WebhookDelivery
	Attempts []truoratest.WebhookDelivery
}

// Hooks are the webhooks of the account, the last deliveries first.
func (c *screen) Hooks() (h hooks) {
	h.Receivers, h.Pending = c.account.Receivers(), c.account.Pending()
	place := map[string]int{}
	for _, attempt := range slices.Backward(c.account.Deliveries()) {
		i, there := place[attempt.DeliveryID]
		if !there {
			i = len(h.Deliveries)
			place[attempt.DeliveryID] = i
			h.Deliveries = append(h.Deliveries, sending{WebhookDelivery: attempt})
		}
		h.Deliveries[i].Attempts = append(h.Deliveries[i].Attempts, attempt)
	}
	h.Total = len(h.Deliveries)
	h.Deliveries = h.Deliveries[:min(len(h.Deliveries), rowsShown/2)]
	return h
}

// Armed are the faults that wait for a call.
func (c *screen) Armed() []truoratest.ArmedFault { return c.account.Armed() }

// Operations are those of Truora, by the hosts that have them.
func (c *screen) Operations() (all []hostOperations) {
	for _, op := range operations.All() {
		i := slices.IndexFunc(all, func(h hostOperations) bool { return h.Host == op.Host })
		if i < 0 {
			i, all = len(all), append(all, hostOperations{Host: op.Host})
		}
		all[i].Ops = append(all[i].Ops, op.Op)
	}
	return all
}

type hostOperations struct {
	Host string
	Ops  []string
}

// Count is the number beside a page in the navigation, "" for none.
func (c *screen) Count(page viewPage) string {
	n := 0
	switch page.Name {
	case "ledger":
		n = len(c.account.Billed())
	case "calls":
		_, n = c.account.lastCalls()
	case "webhooks":
		n = len(c.account.Pending())
	case "faults":
		n = len(c.Armed())
	default:
		if page.Kind != "" {
			n = c.listOf(page.Kind).Total
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Lists are the lists that the overview counts.
func (c *screen) Lists() (out []tile) {
	for _, p := range viewPages {
		if p.Kind != "" {
			out = append(out, tile{p, c.listOf(p.Kind)})
		}
	}
	return out
}

// tile is a number on the overview.
type tile struct {
	viewPage
	List list
}

// Running are the things that are not done, the newest of each kind.
func (c *screen) Running() (out []truoratest.Item) {
	for _, t := range c.Lists() {
		open := t.List.Open()
		out = append(out, open[:min(len(open), 5)]...)
	}
	slices.SortStableFunc(out, func(a, b truoratest.Item) int { return b.Created.Compare(a.Created) })
	return out
}

// toneOf is the colour of a status.
func toneOf(item truoratest.Item) string {
	status := strings.ToLower(item.Status)
	switch {
	case slices.Contains([]string{"error", "failure", "failed", "stopped"}, status):
		return "bad"
	case status == "delayed":
		return "late"
	case status == "disabled" || status == "cancelled":
		return "off"
	case !item.Done:
		return "busy"
	}
	return "good"
}

// toneOfCode is the colour of an HTTP status.
func toneOfCode(status int) string {
	switch {
	case status == 0 || status >= http.StatusInternalServerError:
		return "bad"
	case status >= http.StatusMultipleChoices:
		return "late"
	}
	return "good"
}

// claimsOf is what a delivery, a JWT, says. It is the sandbox's own, and not verified.
func claimsOf(token []byte) string {
	parts := strings.Split(string(token), ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[min(1, len(parts)-1)])
	if err != nil {
		return string(token)
	}
	return contentOf("", claims).Text
}

// rows are items on a screen.
type rows struct {
	Screen *screen
	Items  []truoratest.Item
}

// Rows are the rows of a table.
func (c *screen) Rows(items []truoratest.Item) rows { return rows{c, items} }

// Mixed reports whether the page shows several kinds.
func (c *screen) Mixed() bool { return c.Kind == "" }

// callRows are calls on a screen.
type callRows struct {
	Screen *screen
	Calls  []call
}

// First are the rows of the first n calls.
func (l callList) First(n int, c *screen) callRows {
	return callRows{c, l.Calls[:min(n, len(l.Calls))]}
}

// button pulls a lever for an id.
type button struct {
	Screen           *screen
	Lever, ID, Label string
}

// Button is a button of a lever of viewLevers.
func (c *screen) Button(lever, id, label string) button { return button{c, lever, id, label} }
