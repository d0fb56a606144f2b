package truoratest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// levers are the faults that were set. An entry waits for the next call of its op. A
// call takes at most one of each kind, in the order in which they were set.
type levers struct {
	fail   queue[Answer]
	lose   queue[struct{}]
	refuse queue[struct{}]
	cut    queue[int]
	slow   map[string]time.Duration
}

type queue[T any] []queued[T]

type queued[T any] struct {
	op    string
	value T
}

// take removes the first entry for op.
func (q *queue[T]) take(op string) (T, bool) {
	i := slices.IndexFunc(*q, func(e queued[T]) bool { return e.op == "" || e.op == op })
	if i < 0 {
		var none T
		return none, false
	}
	v := (*q)[i].value
	*q = slices.Delete(*q, i, i+1)
	return v, true
}

// drop removes the first entry that was made for op, and reports whether there was one.
func (q *queue[T]) drop(op string) bool {
	i := slices.IndexFunc(*q, func(e queued[T]) bool { return e.op == op })
	if i >= 0 {
		*q = slices.Delete(*q, i, i+1)
	}
	return i >= 0
}

func (l *levers) slowness(op string) time.Duration {
	if d, ok := l.slow[op]; ok {
		return d
	}
	return l.slow[""]
}

// Fail makes the next calls of op receive these answers, one each, instead of being
// carried out. An op is written as Truora writes it, GET /v1/checks/{check_id}. "" is
// any call. A status that HTTP cannot answer with is a misuse.
func (s *Server) Fail(op string, answers ...Answer) {
	for _, a := range answers {
		if status := a.reply().status; status < 200 || status > 599 {
			s.misuse("truoratest: Fail: no answer has the status %d", status)
			return
		}
	}
	s.pull("Fail", op, func(l *levers) {
		for _, a := range answers {
			l.fail = append(l.fail, queued[Answer]{op, Answer{a.Status, a.Header.Clone(), a.Body}})
		}
	})
}

// LoseAnswer breaks the connection of the next call of op before the answer is sent;
// the call is carried out. Over the listener, net/http may repeat a GET on its own.
func (s *Server) LoseAnswer(op string) {
	s.pull("LoseAnswer", op, func(l *levers) { l.lose = append(l.lose, queued[struct{}]{op: op}) })
}

// Refuse makes the connection of the next call of op fail: nothing is sent and nothing
// recorded. Over the listener the connection breaks after the request was read, which
// a caller cannot tell from a lost answer; net/http may repeat a GET on its own.
func (s *Server) Refuse(op string) {
	s.pull("Refuse", op, func(l *levers) { l.refuse = append(l.refuse, queued[struct{}]{op: op}) })
}

// CutAnswer cuts off the body of the next answer of op after n bytes. The call is
// carried out.
func (s *Server) CutAnswer(op string, n int) {
	if n < 0 {
		s.misuse("truoratest: CutAnswer: the number of bytes is not negative")
		return
	}
	s.pull("CutAnswer", op, func(l *levers) { l.cut = append(l.cut, queued[int]{op, n}) })
}

// Slow makes all later calls of op wait d for their answer, until Slow(op, 0). They are
// carried out first, so a caller who gives up has still bought what it requested. A
// delay for an op takes precedence over one for "".
func (s *Server) Slow(op string, d time.Duration) {
	if fault := faultyTime("the delay", d); fault != "" {
		s.misuse("truoratest: Slow: %s", fault)
		return
	}
	s.pull("Slow", op, func(l *levers) {
		if l.slow == nil {
			l.slow = map[string]time.Duration{}
		}
		if l.slow[op] = d; d == 0 {
			delete(l.slow, op)
		}
	})
}

// ArmedFault is a fault that waits for a call.
type ArmedFault struct {
	// Lever is Fail, LoseAnswer, Refuse, CutAnswer or Slow. Op is "" for any call.
	Lever, Op string
	// Status is that of a canned answer, Wait what Slow adds.
	Status int
	Wait   time.Duration
}

// Armed returns the faults of the network that have not been used up. Slow never is.
func (s *Server) Armed() []ArmedFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []ArmedFault{}
	for _, e := range s.levers.fail {
		out = append(out, ArmedFault{Lever: "Fail", Op: e.op, Status: e.value.reply().status})
	}
	for name, q := range map[string]queue[struct{}]{"LoseAnswer": s.levers.lose, "Refuse": s.levers.refuse} {
		for _, e := range q {
			out = append(out, ArmedFault{Lever: name, Op: e.op})
		}
	}
	for _, e := range s.levers.cut {
		out = append(out, ArmedFault{Lever: "CutAnswer", Op: e.op})
	}
	for op, d := range s.levers.slow {
		out = append(out, ArmedFault{Lever: "Slow", Op: op, Wait: d})
	}
	slices.SortStableFunc(out, func(a, b ArmedFault) int {
		return cmp.Or(strings.Compare(a.Lever, b.Lever), strings.Compare(a.Op, b.Op))
	})
	return out
}

// Disarm takes off the first fault of a lever that waits for calls of an op, in the
// words of [Server.Armed]: Disarm("Fail", "POST /v1/checks").
func (s *Server) Disarm(lever, op string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.levers.disarm(lever, op) {
		s.misuse("truoratest: Disarm: no fault %q waits for %q", lever, op)
	}
}

// disarm reports whether there was one.
func (l *levers) disarm(lever, op string) bool {
	switch lever {
	case "Fail":
		return l.fail.drop(op)
	case "LoseAnswer":
		return l.lose.drop(op)
	case "Refuse":
		return l.refuse.drop(op)
	case "CutAnswer":
		return l.cut.drop(op)
	case "Slow":
		_, there := l.slow[op]
		delete(l.slow, op)
		return there
	}
	return false
}

// pull sets a lever, and refuses an op that no call can have.
func (s *Server) pull(lever, op string, set func(*levers)) {
	if !s.router.knows(op) {
		s.misuse("truoratest: %s: no operation %q", lever, op)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	set(&s.levers)
}
