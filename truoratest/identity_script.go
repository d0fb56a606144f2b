package truoratest

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// ProcessScript says how an identity process proceeds. The zero script is a person
// who is approved a few seconds after the last step.
type ProcessScript struct {
	// Outcome is success or failure; "" is success.
	Outcome string
	// FailureStatus is declined, expired or system_error; "" is declined.
	FailureStatus string
	// DeclinedReason and ExpiredReason are Truora's values.
	DeclinedReason string
	ExpiredReason  string
	// Deciding is how long the validations take after the last step; 0 is 5 s. A
	// process that takes longer than its time to live plus 15 minutes expires.
	Deciding time.Duration
	// Blocks are those of the flow: email, phone, document, face. nil is all but phone.
	Blocks []string
	// FailedTries makes the first tries of steps fail, by type of step: 1 for
	// enter_phone_verification_code makes the first code wrong, whatever it is.
	FailedTries map[string]int
	// Person is the person who goes through the process. Empty fields are
	// filled in.
	Person ProcessPerson
}

// ProcessPerson is the fictional person of a process.
type ProcessPerson struct {
	FirstName, LastName string
	DocumentNumber      string
	DateOfBirth         string // 1990-01-31
}

// choice: a try of a step takes 2 s, and the verdict of a process 5 s
const (
	usualDeciding = 5 * time.Second
	usualTry      = 2 * time.Second
	usualTries    = 3
	faceThreshold = 0.65 // how similar a face must be
)

func (script ProcessScript) fault() string {
	for _, field := range []struct {
		value string
		known []string
	}{
		{script.Outcome, []string{"", "success", "failure"}},
		{script.FailureStatus, []string{"", "declined", "expired", "system_error"}},
	} {
		if !slices.Contains(field.known, field.value) {
			return fmt.Sprintf("no process knows %q", field.value)
		}
	}
	for _, block := range script.Blocks {
		if !slices.Contains(allBlocks, block) {
			return fmt.Sprintf("no process knows %q", block)
		}
	}
	for _, tries := range script.FailedTries {
		if tries < 0 {
			return "FailedTries are not negative"
		}
	}
	return faultyTime("Deciding", script.Deciding)
}

// Next scripts the next processes that are opened, one each, in order.
func (s *Identity) Next(scripts ...ProcessScript) {
	for _, script := range scripts {
		if fault := script.fault(); fault != "" {
			s.misuse("truoratest: Identity.Next: %s", fault)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts = append(s.scripts, scripts...)
}

// Script scripts the process that a token has reserved, before it is opened.
func (s *Identity) Script(processID string, script ProcessScript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := script.fault()
	if s.keys.tokenOf(processID) == nil || s.byID[processID] != nil {
		fault = fmt.Sprintf("%q is not reserved, or has been opened", processID)
	}
	if fault != "" {
		s.misuse("truoratest: Identity.Script: %s", fault)
		return
	}
	s.reserved[processID] = script
}

// Finish takes a process through all its steps and decides it now, as if the person had
// done everything right. It opens a process that is only reserved.
func (s *Identity) Finish(processID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	p := s.byID[processID]
	if k := s.keys.tokenOf(processID); p == nil && k != nil {
		p = s.open(k, now)
	}
	if p == nil {
		s.misuse("truoratest: Identity.Finish: no process %q", processID)
		return
	}
	if s.settle(p, now); !p.ended.IsZero() {
		return
	}
	for p.current < len(p.steps)-1 {
		st := p.steps[p.current]
		st.values, st.decided = p.validValues(st), time.Time{}
		s.succeed(p, st, now)
	}
	s.decide(p, now)
}

// MoveImages makes results hold, from 15 minutes after the end of a process on, links
// to images that cannot be fetched. Integrators observed this.
//
// choice: links to images can be renewed for ever
func (s *Identity) MoveImages(move bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved = move
}

// Override sets a reviewer's verdict on a process: success or failure.
func (s *Identity) Override(processID, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.byID[processID]
	if p == nil || status != "success" && status != "failure" {
		s.misuse("truoratest: Identity.Override: no process %q, or no verdict %q", processID, status)
		return
	}
	now := s.now()
	s.settle(p, now)
	changed := !p.ended.IsZero() && status != cmp.Or(p.override, p.status)
	p.override, p.updated = status, now
	p.overrides = append(p.overrides, obj{"status": status, "reason": "made up", "date": stamp(now)})
	if changed {
		s.emit(p, now, "overwritten_"+status)
	}
}

// inventPerson makes up the person, who is the same for the same account.
func (p *process) inventPerson() {
	given := p.script.Person
	p.who = profile{key: "identity|" + p.account}
	p.who.name("", given.FirstName, given.LastName)
	p.who.birth = cmp.Or(given.DateOfBirth, "19"+digits(1, p.who.key, "decade")+"5-0"+"3-1"+digits(1, p.who.key, "day"))
	p.document = cmp.Or(given.DocumentNumber, "1"+digits(9, p.who.key, "document"))
	p.docPlace = p.country
	if p.country == "ALL" {
		p.docPlace = "CO"
	}
}
