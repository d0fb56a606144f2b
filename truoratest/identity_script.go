package truoratest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ProcessScript says how an identity process goes. The zero script is a person who is approved a few seconds after
// the last step.
type ProcessScript struct {
	// Outcome is "success" or "failure"; "" is success.
	Outcome string
	// FailureStatus is declined, expired or system_error; "" is declined.
	FailureStatus string
	// DeclinedReason and ExpiredReason are Truora's words.
	DeclinedReason string
	ExpiredReason  string
	// Deciding is how long the validations take after the last step; 0 is 5 s. What does not end within the time to
	// live and 15 minutes of grace expires.
	Deciding time.Duration
	// Blocks are those of the flow: email, document, face. nil is all three.
	Blocks []string
	// FailedTries makes the first tries of steps fail, by type of step.
	FailedTries map[string]int
	// Person is who goes through it; empty fields are made up.
	Person ProcessPerson
}

// ProcessPerson is the made-up person of a process.
type ProcessPerson struct {
	FirstName, LastName string
	DocumentNumber      string
	DateOfBirth         string // 1990-01-31
}

const (
	usualDeciding = 5 * time.Second
	usualTry      = 2 * time.Second
	usualTries    = 3
)

// OneTimePassword is the code that the fake's one-time password steps take.
const OneTimePassword = "123456"

func (script ProcessScript) fault() string {
	for _, word := range []struct {
		value string
		known []string
	}{
		{script.Outcome, []string{"", "success", "failure"}},
		{script.FailureStatus, []string{"", "declined", "expired", "system_error"}},
	} {
		if !slices.Contains(word.known, word.value) {
			return word.value
		}
	}
	for _, block := range script.Blocks {
		if !slices.Contains(allBlocks, block) {
			return block
		}
	}
	return ""
}

// NextProcess scripts the next processes that are opened, one each, in order.
func (s *Server) NextProcess(scripts ...ProcessScript) {
	for _, script := range scripts {
		if word := script.fault(); word != "" {
			s.misuse("truoratest: NextProcess: no process knows %q", word)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.identity.scripts = append(s.identity.scripts, scripts...)
}

// ScriptProcess scripts the process that a token has reserved, before anybody opens it.
func (s *Server) ScriptProcess(processID string, script ProcessScript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	reserved := slices.ContainsFunc(s.keys.oldest, func(k *mintedKey) bool { return k.process == processID })
	if word := script.fault(); word != "" || !reserved || s.identity.byID[processID] != nil {
		s.misuse("truoratest: ScriptProcess: %q is not reserved or has been opened, or no process knows %q", processID, word)
		return
	}
	s.identity.reserved[processID] = script
}

// FinishProcess takes a process through all its steps and decides it, now: as if the person had opened the link of
// the token, if nobody has, and done everything well.
func (s *Server) FinishProcess(processID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	p := s.identity.byID[processID]
	for _, k := range s.keys.oldest {
		if p == nil && k.process == processID {
			p = s.openProcess(k, now)
		}
	}
	if p == nil {
		s.misuse("truoratest: FinishProcess: no process %q", processID)
		return
	}
	if s.settle(p, now); !p.ended.IsZero() {
		return
	}
	for p.current < len(p.steps)-1 {
		st := p.steps[p.current]
		st.values, st.decided = p.goodValues(st), time.Time{}
		s.succeed(p, st, now)
	}
	s.decide(p, now)
}

// OverrideProcess sets a person's verdict over a process: success or failure.
func (s *Server) OverrideProcess(processID, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.identity.byID[processID]
	if p == nil || status != "success" && status != "failure" {
		s.misuse("truoratest: OverrideProcess: no process %q, or no verdict %q", processID, status)
		return
	}
	now := time.Now()
	s.settle(p, now)
	changed := !p.ended.IsZero() && status != cmp.Or(p.override, p.status)
	p.override, p.updated = status, now
	p.overrides = append(p.overrides, obj{"status": status, "reason": "made up", "date": stamp(now)})
	if changed {
		s.tellProcess(p, now, "overwritten_"+status)
	}
}

// inventPerson gives the process a made-up person: the same for the same account.
func (p *process) inventPerson() {
	given := p.script.Person
	p.who = profile{key: "identity|" + p.account}
	p.who.gender = []string{"female", "male"}[p.who.pick(2, "gender")]
	names := femaleNames
	if p.who.gender == "male" {
		names = maleNames
	}
	p.who.first = cmp.Or(strings.ToUpper(given.FirstName), p.who.choose("first", names))
	p.who.last = cmp.Or(strings.ToUpper(given.LastName), p.who.choose("last", lastNames))
	p.who.birth = cmp.Or(given.DateOfBirth, "19"+digits(1, p.who.key, "decade")+"5-0"+"3-1"+digits(1, p.who.key, "day"))
	p.document = cmp.Or(given.DocumentNumber, "1"+digits(9, p.who.key, "document"))
	p.docPlace = p.country
	if p.country == "ALL" {
		p.docPlace = "CO"
	}
}
