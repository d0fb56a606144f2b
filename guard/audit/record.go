package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	truora "github.com/truora/truora-go"
)

// OutcomeBegun is the outcome of a record that was stored before a call was sent. If no
// later record has its number as Of, the program ended before the call did, and whether
// it was carried out is unknown.
const OutcomeBegun truora.Outcome = "begun"

// Record is one line.
type Record struct {
	// Seq numbers the records, from 1.
	Seq int64 `json:"seq"`
	// Of is the Seq of the record that the same call began with; 0 for none.
	Of int64 `json:"of"`
	// Time is that of the record.
	Time    time.Time      `json:"time"`
	Op      string         `json:"op"`
	Effect  truora.Effect  `json:"effect"`
	Outcome truora.Outcome `json:"outcome"`
	// Status is the HTTP status; 0 for none.
	Status int `json:"status"`
	// Consent and Purpose are those of [WithConsent], Actor is that of [WithActor].
	Consent string  `json:"consent"`
	Purpose Purpose `json:"purpose"`
	Actor   string  `json:"actor"`
	// Subject is what subject.Key.ID makes of the person, or "" if the call names none.
	Subject string `json:"subject"`
	// Prev is the SHA-256 of the line before; the first has zeros.
	Prev string `json:"prev"`
	// MAC is an HMAC of the line up to it, under a key that is derived from the key.
	MAC string `json:"mac"`
}

type actorKey struct{}

// WithActor says who makes the calls under ctx: a program, or the id of an employee. It
// gets into the log, so it should not be a name.
func WithActor(ctx context.Context, actor string) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

const (
	timeLayout = "2006-01-02T15:04:05.000000Z"
	macDigits  = 32 // of its 64: 128 bits are enough for a MAC
	macRoom    = 64 // more than the member takes; the sum is put behind it
)

// macPurpose keeps the MACs apart from what else is made with the key.
var macPurpose = []byte("audit line\x00")

// nothing is the hash before the first line.
var nothing = strings.Repeat("0", 2*sha256.Size)

func hashOf(line []byte) string {
	sum := sha256.Sum256(line)
	var digits [2 * sha256.Size]byte
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// longest is how many bytes of a text that callers give a line holds.
const longest = 1024

// short bounds what callers give, so that a line can always be read again.
func short(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), longest)], "")
}

// line is the one way to write a record: the members in this order, without spaces. The
// MAC is that of mac, unless mac is nil.
func (r *Record) line(mac hash.Hash) []byte {
	b := make([]byte, 0, 640)
	text := func(name, value string) {
		b = append(append(append(b, `,"`...), name...), `":`...)
		b, _ = jsontext.AppendQuote(b, value) // it is UTF-8
	}
	b = strconv.AppendInt(append(b, `{"seq":`...), r.Seq, 10)
	b = strconv.AppendInt(append(b, `,"of":`...), r.Of, 10)
	b = append(r.Time.UTC().AppendFormat(append(b, `,"time":"`...), timeLayout), '"')
	text("op", r.Op)
	text("effect", string(r.Effect))
	text("outcome", string(r.Outcome))
	b = strconv.AppendInt(append(b, `,"status":`...), int64(r.Status), 10)
	text("consent", r.Consent)
	text("purpose", string(r.Purpose))
	text("actor", r.Actor)
	text("subject", r.Subject)
	text("prev", r.Prev)
	if mac == nil {
		text("mac", r.MAC)
		return append(b, '}')
	}
	mac.Reset()
	_, _ = mac.Write(macPurpose)
	_, _ = mac.Write(b)
	b = slices.Grow(b, 2*macRoom)
	sum := mac.Sum(b[len(b)+macRoom : len(b)+macRoom])[:macDigits/2]
	return append(hex.AppendEncode(append(b, `,"mac":"`...), sum), `"}`...)
}

var errNotALine = errors.New("audit: this is not a line of an audit log")

// parse reads a line, which must be exactly as it is written.
func parse(line []byte) (Record, error) {
	var r Record
	if err := json.Unmarshal(line, &r); err != nil || !bytes.Equal(r.line(nil), line) {
		return Record{}, errNotALine
	}
	return r, nil
}

// authentic reports whether the MAC in the line that is r is that of the key.
func (r *Record) authentic(line []byte, mac hash.Hash) bool {
	return hmac.Equal(r.line(mac), line)
}
