package truoratest

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// CheckInput is a create as it was sent.
type CheckInput struct {
	Country string
	Type    string
	Form    url.Values
	Header  http.Header
}

// CheckScript says what a check will find, and when. The zero script is a check as it comes without one: about 20 s,
// with results that follow from the inputs.
type CheckScript struct {
	// Queued is how long it stays not_started; 0 is one second.
	Queued time.Duration
	// Duration is from creation until the last source that is not delayed has answered; 0 is 20 s.
	Duration time.Duration
	// Status is the final one, "completed" or "error"; "" follows from the sources: error when more than
	// 30 % of those that were asked failed or expired.
	Status string
	// Findings replaces what the inputs would lead to; a slice that is not nil and empty is a clean subject.
	Findings []Finding
	// Sources makes single sources behave differently.
	Sources []SourceScript
	// WrongInputs are inputs the sources contradict, by Truora's internal names: first_name, last_name, tax_id,
	// document_expedition_date.
	WrongInputs []string
	// Attachments are the files found; nil leaves a certificate or two to a check that found something.
	Attachments []Attachment
}

// Finding is something a data set holds against the subject.
type Finding struct {
	// DataSet is Truora's word, "criminal_record". One that the check does not search gets a source of its own.
	DataSet string
	// Severity is none, very_low, low, medium, high or very_high; "" follows from Score.
	Severity string
	// Score is 0 (risk) to 1; 0 follows from Severity if that is given.
	Score float64
	// ByName makes it a find by name and not by document.
	ByName bool
}

// SourceScript bends the sources it names.
type SourceScript struct {
	// Source is a data set, a database id or slug, or "*" for all.
	Source string
	// Outcome is completed, error, expired or skipped; "" leaves it.
	Outcome string
	// Delay makes it delayed for so long after the moment it should have answered.
	Delay time.Duration
	// InvalidInputs is why it was skipped, by Truora's internal names.
	InvalidInputs []string
}

// Attachment is a file a check found.
type Attachment struct {
	Name     string
	MIMEType string
	Data     []byte
}

// fault names a word no check or source can end with; "" is none. A script with one would never come true.
func (script CheckScript) fault() string {
	if !slices.Contains([]string{"", "completed", "error"}, script.Status) {
		return script.Status
	}
	for _, bend := range script.Sources {
		if !slices.Contains([]string{"", "completed", "error", "expired", "skipped"}, bend.Outcome) {
			return bend.Outcome
		}
	}
	return ""
}

// NextCheck scripts the next checks, one each, in order. A create that gives back an earlier check takes none.
func (s *Server) NextCheck(scripts ...CheckScript) {
	for _, script := range scripts {
		if word := script.fault(); word != "" {
			s.misuse("truoratest: NextCheck: nothing ends as %q", word)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks.scripts = append(s.checks.scripts, scripts...)
}

// OnCheck scripts every check that NextCheck did not; nil ends it. f runs inside the create and must not call the
// server.
func (s *Server) OnCheck(f func(CheckInput) CheckScript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks.onCheck = f
}

// SetHighPriorityLimit sets how many unfinished checks of high priority a country takes; 2 unless told, the fake's
// choice.
func (s *Server) SetHighPriorityLimit(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks.highLimit = n
}

// Complete makes everything a check still waits for answer now.
func (s *Server) Complete(checkID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.checks.byID[checkID]
	if !ok || !c.deleted.IsZero() {
		s.misuse("truoratest: Complete: no check %q", checkID)
		return
	}
	now := time.Now()
	if c.started.After(now) {
		c.started = now
	}
	for _, run := range c.runs {
		if run.answers.After(now) {
			run.answers = now
		}
	}
	s.reannounce(c, now)
}

func (s *Server) nextScript(in CheckInput) CheckScript {
	st := &s.checks
	if next, ok := take(&st.scripts); ok {
		return next
	}
	if st.onCheck == nil {
		return CheckScript{}
	}
	next := st.onCheck(in)
	if word := next.fault(); word != "" {
		s.misuse("truoratest: OnCheck: nothing ends as %q", word)
	}
	return next
}
