package truoratest

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"
)

// core is what the areas share. They all embed the same one.
type core struct {
	mu     sync.Mutex // guards everything on a server
	tb     TB
	time   func() time.Time
	pace   float64
	seed   string // in every id, signature and token
	serial int    // of the last id
	served int    // requests answered
	magic  bool   // see WithMagicInputs

	pageSize int
	files    map[string]storedFile // by path
	charges  []Charge
}

func newCore() *core {
	return &core{time: time.Now, pace: 1, pageSize: 10, files: map[string]storedFile{}}
}

func (c *core) now() time.Time { return c.time() }

// paced divides the duration of something asynchronous by the server's pace.
func (c *core) paced(d time.Duration) time.Duration {
	return time.Duration(float64(d) / c.pace)
}

// newID returns an id that is unique on this server and the same in every run.
func (c *core) newID(prefix string) string {
	c.serial++
	return prefix + c.digest(32, "id", prefix, strconv.Itoa(c.serial))
}

// newItem returns a new id and a number that grows with each, for lists in the order of
// creation.
func (c *core) newItem(prefix string) (id string, serial int) {
	id = c.newID(prefix)
	return id, c.serial
}

// digest is [digest] with the server's seed.
func (c *core) digest(n int, parts ...string) string {
	if c.seed != "" {
		parts = append(parts, c.seed)
	}
	return digest(n, parts...)
}

// newRequestID returns an id in the form that an API gateway gives to requests. It has
// its own counter, so that the ids of what is created do not depend on the number of
// reads.
func (c *core) newRequestID() string {
	c.served++
	hex := c.digest(32, "request", strconv.Itoa(c.served))
	return hex[:8] + "-" + hex[8:12] + "-4" + hex[13:16] + "-a" + hex[17:20] + "-" + hex[20:]
}

// deleteFiles deletes the files under a path.
func (c *core) deleteFiles(under string) {
	maps.DeleteFunc(c.files, func(path string, _ storedFile) bool { return strings.HasPrefix(path, under) })
}

// charge records a purchase in addition to the one that a reply names.
func (c *core) charge(at time.Time, op, id, what string) {
	c.charges = append(c.charges, Charge{Time: at, Op: op, ID: id, What: what})
}

// longest is the longest time that a lever takes. With it, no sum of times overflows.
const longest = 366 * 24 * time.Hour

// faultyTime says what is wrong with a time that a lever is given, "" if nothing is.
func faultyTime(name string, d time.Duration) string {
	if d < 0 || d > longest {
		return name + " is not negative, and at most 366 days"
	}
	return ""
}

// misuse reports a wrong call of a lever. It is loud, because a test with a lever that
// never fires cannot fail.
func (c *core) misuse(format string, args ...any) {
	if c.tb == nil {
		panic(fmt.Sprintf(format, args...))
	}
	c.tb.Helper()
	c.tb.Fatalf(format, args...)
}
