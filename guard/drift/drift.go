// Package drift reports, while a program runs, where Truora's answers differ from what
// this SDK knows: new members and enum values, types that changed, and members that are
// absent although they should always be present.
//
// A [Collector] is an interceptor that examines a sample of the answers. It records the
// operation, the place, the kind of difference and how often it occurred, but never a
// value:
//
//	collector, err := drift.New(drift.Options{Every: 100, Logger: slog.Default()})
//	client, err := truora.FromEnv(truora.WithInterceptor(collector.Intercept))
//
// The answers themselves are not affected: what the SDK cannot decode is in the
// Problems of a result. Error answers and files are not examined.
package drift

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
)

// Kind says what is different.
type Kind string

// The kinds of differences.
const (
	KindUnknownMember Kind = "unknown member" // the contract does not name it
	KindUnknownValue  Kind = "unknown value"  // not one of those that the contract lists
	KindType          Kind = "type"           // such as a number where the contract has a string
	KindAbsent        Kind = "absent"         // the contract says that it is always present
	KindUnreadable    Kind = "unreadable"     // the answer is not JSON
)

// Finding is one difference, with how often it was seen. It contains no value of
// an answer.
type Finding struct {
	// Op is the operation: "GET /v1/checks/{check_id}".
	Op string `json:"op"`
	// Pointer is the place in the answer, as a JSON Pointer (RFC 6901) in which "*"
	// stands for every item of an array and every key of a map: "/checks/*/status". The
	// name of a new member is masked, as "?", if it may be a value.
	Pointer string `json:"pointer"`
	// Kind says what is different.
	Kind Kind `json:"kind"`
	// Want and Got are JSON types, for KindType.
	Want string `json:"want,omitzero"`
	Got  string `json:"got,omitzero"`
	// Count is how many of the examined answers had it.
	Count int64 `json:"count"`
	// First and Last are when it was first and last seen.
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

// String returns, for example, "GET /v1/checks/{check_id}: /check/score: type:
// string, not number (12 times)".
func (f Finding) String() string {
	text := fmt.Sprintf("%s: %s: %s", f.Op, cmp.Or(f.Pointer, "the answer"), string(f.Kind))
	if f.Kind == KindType {
		text += ": " + f.Got + ", not " + f.Want
	}
	return fmt.Sprintf("%s (%d times)", text, f.Count)
}

// same identifies a finding.
type same struct {
	op, pointer string
	kind        Kind
	got         string
}

func (f *Finding) key() same { return same{f.Op, f.Pointer, f.Kind, f.Got} }

// Options configure a [Collector].
type Options struct {
	// Every examines one in this many answers of each operation, beginning with the
	// first. 0 or 1 means all.
	Every int
	// Logger receives each finding once, at level warn. Optional.
	Logger *slog.Logger
	// File is the name of a file for the findings, in JSON. New reads the findings that
	// it already contains, and counting continues from there. It is replaced as a whole
	// at each new finding and by [Collector.Flush]. Optional.
	File string
	// OnFinding is called once for each finding, when it is new. It must be quick.
	// Optional.
	OnFinding func(Finding)
}

// maxFindings limits the memory, whatever a server makes up.
const maxFindings = 10_000

// Collector collects findings. It is safe for concurrent use.
type Collector struct {
	options Options

	mu       sync.Mutex
	answers  map[string]int // by operation
	findings map[same]*Finding
}

// New returns a Collector that starts with the findings in Options.File.
func New(options Options) (*Collector, error) {
	if options.Every < 0 {
		return nil, errors.New("drift: Options.Every is negative")
	}
	c := &Collector{options: options, answers: map[string]int{}, findings: map[same]*Finding{}}
	if options.File == "" {
		return c, nil
	}
	known, err := readFile(options.File)
	if err != nil {
		return nil, err
	}
	for _, f := range known {
		c.findings[f.key()] = &f
	}
	return c, nil
}

// Intercept is the [truora.Interceptor] to pass to [truora.WithInterceptor].
func (c *Collector) Intercept(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	if call.SignedLink {
		return ctx, nil, nil
	}
	op := call.Op
	return ctx, func(r *truora.Result) {
		if r.StatusCode >= 200 && r.StatusCode < 300 && len(r.Body) > 0 && c.sampled(op) {
			c.add(ctx, Look(op, r.Body))
		}
	}, nil
}

// sampled counts an answer and reports whether to examine it.
func (c *Collector) sampled(op string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.answers[op]
	c.answers[op]++
	return n%max(c.options.Every, 1) == 0
}

// add adds the findings of one answer.
func (c *Collector) add(ctx context.Context, found []Finding) {
	for _, f := range c.count(found) {
		if c.options.Logger != nil {
			c.options.Logger.WarnContext(ctx, "truora: drift", "op", f.Op, "pointer", f.Pointer, "kind", string(f.Kind), "want", f.Want, "got", f.Got)
		}
		if c.options.OnFinding != nil {
			c.options.OnFinding(f)
		}
	}
}

// count counts the findings and returns those that are new.
func (c *Collector) count(found []Finding) (added []Finding) {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range found {
		known := c.findings[f.key()]
		if known == nil && len(c.findings) >= maxFindings {
			continue
		}
		if known == nil {
			f.First, f.Last = now, now
			c.findings[f.key()] = &f
			added = append(added, f)
			continue
		}
		known.Count += f.Count
		known.Last = now
	}
	if len(added) > 0 && c.options.File != "" {
		_ = c.write() // Flush tries again, and says what is wrong
	}
	return added
}

// Findings returns the findings so far, ordered by operation and place.
func (c *Collector) Findings() []Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sorted()
}

func (c *Collector) sorted() []Finding {
	all := make([]Finding, 0, len(c.findings))
	for _, f := range c.findings {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Op, b.Op), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Got, b.Got))
	})
	return all
}

// Flush writes Options.File with the current counts. Call it before the program ends.
func (c *Collector) Flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.options.File == "" {
		return nil
	}
	return c.write()
}
