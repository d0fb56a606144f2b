package truora

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"reflect"
	"runtime"

	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/customtypes"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/hooks"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/rest"
	"github.com/truora/truora-go/rules"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/whatsapp"
)

// Version is the version of this SDK, as sent in the User-Agent header.
const Version = "0.1.0"

// modulePath is that of go.mod: it is written nowhere else.
var modulePath = reflect.TypeFor[Client]().PkgPath()

var userAgent = fmt.Sprintf("%s/%s (unofficial; %s; %s/%s)",
	path.Base(modulePath), Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)

// Client calls Truora. It has one field for each area of the API. It is
// immutable and safe for concurrent use: make one and share it.
type Client struct {
	// Checks runs background checks on persons, vehicles and companies.
	Checks *checks.Service
	// CustomTypes manages the account's own types of checks.
	CustomTypes *customtypes.Service
	// Continuous repeats checks at intervals.
	Continuous *continuous.Service
	// Batches runs a check for each row of a spreadsheet.
	Batches *batches.Service
	// Rules manages rules, which act on events.
	Rules *rules.Service
	// Hooks reads the log of the events that were sent to webhooks.
	Hooks *hooks.Service
	// Validators validates documents, faces, numbers, addresses and signatures.
	Validators *validators.Service
	// Identity runs identity processes: documents, faces, phones, signatures.
	Identity *identity.Service
	// APIKeys mints keys, and the tokens that open identity processes.
	APIKeys *apikeys.Service
	// Customers reads and tags the people whom processes and checks were about.
	Customers *customers.Service
	// WhatsApp sends approved templates and starts flows.
	WhatsApp *whatsapp.Service
	// Contacts manages the people with whom a business exchanges messages.
	Contacts *contacts.Service
	// Engagement manages chats, the agents who answer them, and exports.
	Engagement *engagement.Service

	settings *settings
}

// New returns a client that calls Truora with apiKey. It sends nothing itself.
func New(apiKey string, opts ...Option) (*Client, error) {
	s := defaults()
	if apiKey != "" {
		s.apply([]Option{WithKey(apiKey)})
	}
	s.apply(opts)
	s.check()
	if s.err == nil && s.key == nil {
		s.err = errors.New("the API key is empty")
	}
	if s.err != nil {
		return nil, fmt.Errorf("truora: %w", s.err)
	}
	if s.http == nil { // here, so that all that With derives share its connections
		s.http = rest.NewHTTPClient()
	}
	return newClient(&s), nil
}

// With returns a copy of c to which opts have been applied; c itself does not
// change. If an option is invalid, every call of the new client returns its
// error, and nothing is sent.
func (c *Client) With(opts ...Option) *Client {
	s := *c.settings
	s.apply(opts)
	s.check()
	return newClient(&s)
}

func newClient(s *settings) *Client {
	core := rest.NewCore(rest.Config{
		Err:           s.err,
		HTTPClient:    s.http,
		Key:           s.key,
		KeyHosts:      s.hosts.withKey(),
		FileHosts:     append([]*url.URL{s.hosts.files}, s.fileHosts...),
		Played:        s.played,
		UserAgent:     s.userAgent,
		Retries:       s.retries,
		DedupeOnce:    s.dedupeOnce,
		RetryWaitMin:  s.retryWait[0],
		RetryWaitMax:  s.retryWait[1],
		RetryAfterMax: MaxRetryAfter,
		PollMin:       s.polling[0],
		PollMax:       s.polling[1],
		MaxBody:       s.maxBody,
		Report:        s.report,
		Limiter:       s.limiter,
		Surround:      s.surround,
		PublicError:   publicError,
		Transient:     transient,
		Missing:       func(err error) bool { return errors.Is(err, ErrNotFound) },
	})
	return &Client{
		Checks:      checks.New(core.At(s.hosts.checks)),
		CustomTypes: customtypes.New(core.At(s.hosts.checks)),
		Continuous:  continuous.New(core.At(s.hosts.checks)),
		Batches:     batches.New(core.At(s.hosts.account)),
		Rules:       rules.New(core.At(s.hosts.account)),
		Hooks:       hooks.New(core.At(s.hosts.account)),
		Validators:  validators.New(core.At(s.hosts.validations)),
		Identity:    identity.New(core.At(s.hosts.identity), core.At(s.hosts.account), s.hosts.page.String()),
		APIKeys:     apikeys.New(core.At(s.hosts.account), s.hosts.page.String()),
		Customers:   customers.New(core.At(s.hosts.identity)),
		WhatsApp:    whatsapp.New(core.At(s.hosts.connect)),
		Contacts:    contacts.New(core.At(s.hosts.identity)),
		Engagement:  engagement.New(core.At(s.hosts.identity)),
		settings:    s,
	}
}

// Operation returns the operation that the request with context ctx carries
// out, such as "GET /v1/checks/{check_id}", or "" if there is none. A
// RoundTripper given to [WithHTTPClient] calls it with the context of the
// request, to label metrics and spans: unlike the URL, it contains no personal
// data.
func Operation(ctx context.Context) string { return rest.Operation(ctx) }

const redacted = "truora.Client{key: [redacted]}"

// String hides the key.
func (c Client) String() string { return redacted }

// GoString hides the key.
func (c Client) GoString() string { return redacted }

// Format hides the key under every verb.
func (c Client) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the key.
func (c Client) LogValue() slog.Value { return slog.StringValue(redacted) }
