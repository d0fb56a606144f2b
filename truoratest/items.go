package truoratest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ItemKind is a kind of [Item].
type ItemKind string

// The kinds.
const (
	ItemKindCheck      ItemKind = "check"
	ItemKindContinuous ItemKind = "continuous check"
	ItemKindProcess    ItemKind = "process"
	ItemKindValidation ItemKind = "validation"
	ItemKindBatch      ItemKind = "batch"
	ItemKindMessage    ItemKind = "message"
	ItemKindSession    ItemKind = "session"
)

// Item is a thing on a server, for a program that shows what there is.
type Item struct {
	Kind ItemKind
	ID   string
	// About is what it concerns: inputs, an account, a text.
	About string
	// Status is the one in answers. Why says more of it, such as a declined_reason.
	Status, Why string
	// Done reports that it has come to its end.
	Done    bool
	Created time.Time
}

// Items returns the newest things of a kind, at most limit, newest first, and how many
// there are in all. It is no call: it leaves no [Request], and uses up no fault.
func (s *Server) Items(kind ItemKind, limit int) (newest []Item, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.Webhooks.catchUp(now)
	switch kind {
	case ItemKindCheck:
		return lastOf(s.Checks.oldest, limit, func(c *check) bool { return c.deleted.IsZero() }, func(c *check) Item { return c.item(now) })
	case ItemKindContinuous:
		return lastOf(s.Continuous.oldest, limit, nil, (*continuous).item)
	case ItemKindProcess:
		return lastOf(s.Identity.oldest, limit, nil, (*process).item)
	case ItemKindValidation:
		there := func(v *validation) bool { return v.deleted.IsZero() }
		return lastOf(s.Validators.validations, limit, there, func(v *validation) Item { return s.Validators.item(v, now) })
	case ItemKindBatch:
		return lastOf(s.Batches.oldest, limit, nil, func(b *batch) Item { return s.Batches.item(b, now) })
	case ItemKindMessage:
		return lastOf(s.WhatsApp.messages, limit, nil, func(m *message) Item { return s.WhatsApp.item(m, now) })
	case ItemKindSession:
		return lastOf(s.WhatsApp.sessions, limit, nil, (*session).item)
	}
	s.misuse("truoratest: Items: there is no kind %q", kind)
	return nil, 0
}

// lastOf makes items of the last things, in reverse. there is nil if all count.
func lastOf[T any](all []T, limit int, there func(T) bool, item func(T) Item) (out []Item, total int) {
	for _, v := range slices.Backward(all) {
		if there != nil && !there(v) {
			continue
		}
		if total++; total <= limit {
			out = append(out, item(v))
		}
	}
	return out, total
}

// words joins what is not empty.
func words(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

func (c *check) item(now time.Time) Item {
	v := c.at(now)
	out := Item{Kind: ItemKindCheck, ID: c.id, Status: v.status, Done: v.final(), Created: c.created}
	out.About = c.about()
	if !out.Done {
		return out
	}
	var grades []grade
	for _, r := range c.runs() {
		grades = append(grades, r.grade(now))
	}
	if worst := combine(grades).severity; worst != "none" && worst != "unknown" {
		out.Why = "severity " + worst
	}
	return out
}

// about is what was asked for.
func (c *check) about() string {
	about := []string{c.country, c.input.Get("type")}
	for _, name := range identifiers {
		about = append(about, c.input.Get(name))
	}
	return words(about...)
}

func (c *continuous) item() Item {
	out := Item{Kind: ItemKindContinuous, ID: c.id, About: words(c.runs[0].about(), "every", c.frequency), Status: "enabled", Created: c.created}
	out.Why = "1 check so far"
	if n := len(c.runs); n > 1 {
		out.Why = strconv.Itoa(n) + " checks so far"
	}
	if out.Done = c.disabled || c.ended(); out.Done {
		out.Status = "disabled"
	} else {
		out.Why += ", the next on " + c.clock(c.next).UTC().Format("2 Jan 2006")
	}
	return out
}

func (x *session) item() Item {
	out := Item{Kind: ItemKindSession, ID: x.id, About: words("with", x.chat.contact.phone()), Status: x.status, Created: x.created}
	if x.flow != "" {
		out.Why = "flow " + x.flow
	}
	out.Done = x.status == "finished" || x.status == "cancelled"
	return out
}

func (p *process) item() Item {
	out := Item{
		Kind: ItemKindProcess, ID: p.id, About: words(p.account, cmp.Or(p.email, p.phone)), Status: p.status,
		Why: words(p.failure, cmp.Or(p.declined, p.expired)), Done: !p.ended.IsZero(), Created: p.created,
	}
	if !out.Done {
		out.Why = p.steps[p.current].kind
	}
	return out
}

func (s *Validators) item(v *validation, now time.Time) Item {
	life := s.lifeOf(v, now)
	return Item{
		Kind: ItemKindValidation, ID: v.id, About: words(v.kind, v.account), Status: life.status,
		Why: words(life.failure, cmp.Or(life.declined, life.expired)), Done: life.status != "pending", Created: v.created,
	}
}

func (s *Batches) item(b *batch, now time.Time) Item {
	status := b.status(now, s.paced)
	return Item{
		Kind: ItemKindBatch, ID: b.id, About: words(b.country, b.kind, strconv.Itoa(len(b.rows))+" rows"), Status: status,
		Why: b.broken, Done: status != "not_started" && status != "in_progress", Created: b.created,
	}
}

func (s *WhatsApp) item(m *message, now time.Time) Item {
	out := Item{Kind: ItemKindMessage, ID: m.id, Created: m.at}
	if m.incoming {
		out.About, out.Status, out.Done = words("from", m.chat.contact.phone()+":", m.text), "received", true
		return out
	}
	out.About, out.Status = words("to", m.chat.contact.phone()+":", m.text), s.statusOfMessage(m, now)
	out.Done = out.Status == "read" || out.Status == "failed"
	return out
}
