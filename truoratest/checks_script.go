package truoratest

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// CheckInput is a request to create a check, as it was sent.
type CheckInput struct {
	Country string
	Type    string
	Form    url.Values
	Header  http.Header
}

// CheckScript says what a check finds, and when. The zero script is an ordinary check:
// it takes 20 s, and its results follow from the inputs.
type CheckScript struct {
	// Queued is how long it stays not_started; 0 is one second.
	Queued time.Duration
	// Duration is from creation until the last source that is not delayed has answered;
	// 0 is 20 s.
	Duration time.Duration
	// Status is the final one, "completed" or "error". By default it is error if more
	// than 30 % of the sources that were asked failed or expired.
	Status string
	// Findings replaces those that follow from the inputs. An empty slice that is not
	// nil means no findings.
	Findings []Finding
	// Sources makes single sources behave differently.
	Sources []SourceScript
	// WrongInputs are inputs that the sources contradict, by Truora's internal names:
	// first_name, last_name, tax_id, document_expedition_date.
	WrongInputs []string
	// Attachments are the files found. nil is a certificate or two if there are
	// findings.
	Attachments []Attachment
}

// Finding is a record of the subject in a data set.
type Finding struct {
	// DataSet is Truora's name, such as criminal_record. If the check does not
	// search the data set, a new source is added.
	DataSet string
	// Severity is none, very_low, low, medium, high or very_high; "" follows from Score.
	Severity string
	// Score is 0 (risk) to 1; 0 follows from Severity if that is given.
	Score float64
	// ByName makes it a finding by name and not by document.
	ByName bool
}

// SourceScript changes how single sources behave.
type SourceScript struct {
	// Source is a data set, a database id or slug, or "*" for all.
	Source string
	// Outcome is completed, error, expired or skipped; "" leaves it as it is.
	Outcome string
	// Delay is how much later than usual it answers. In between it is delayed.
	Delay time.Duration
	// InvalidInputs is why it was skipped, by Truora's internal names.
	InvalidInputs []string
}

// Attachment is a file that a check found.
type Attachment struct {
	Name     string
	MIMEType string
	Data     []byte
}

// fault is what no check can do, "" if there is nothing.
func (script CheckScript) fault() string {
	if !slices.Contains([]string{"", "completed", "error"}, script.Status) {
		return fmt.Sprintf("nothing ends as %q", script.Status)
	}
	for _, source := range script.Sources {
		if !slices.Contains([]string{"", "completed", "error", "expired", "skipped"}, source.Outcome) {
			return fmt.Sprintf("nothing ends as %q", source.Outcome)
		}
		if fault := faultyTime("Delay", source.Delay); fault != "" {
			return fault
		}
	}
	for _, finding := range script.Findings {
		switch {
		case finding.DataSet == "":
			return "a finding has a DataSet"
		case finding.Severity != "" && !slices.Contains(severities, finding.Severity):
			return fmt.Sprintf("there is no severity %q", finding.Severity)
		case !isShare(finding.Score):
			return "Score is 0 to 1"
		}
	}
	return cmp.Or(faultyTime("Queued", script.Queued), faultyTime("Duration", script.Duration))
}

// Next scripts the next checks, one each, in order. A request that returns an earlier
// check uses none.
func (s *Checks) Next(scripts ...CheckScript) {
	for _, script := range scripts {
		if fault := script.fault(); fault != "" {
			s.misuse("truoratest: Checks.Next: %s", fault)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts = append(s.scripts, scripts...)
}

// OnCreate scripts every check without a script from [Checks.Next], until
// OnCreate(nil). f runs during the create and must not call the server.
func (s *Checks) OnCreate(f func(CheckInput) CheckScript) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onCreate = f
}

// SetHighPriorityLimit sets how many unfinished checks of high priority a country
// accepts.
//
// choice: a country takes 2 unfinished checks of high priority
func (s *Checks) SetHighPriorityLimit(n int) {
	if n < 0 {
		s.misuse("truoratest: Checks.SetHighPriorityLimit: the limit is not negative")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.highLimit = n
}

// Finish makes all sources that a check still waits for answer now.
func (s *Checks) Finish(checkID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.byID[checkID]
	if !ok || !c.deleted.IsZero() {
		s.misuse("truoratest: Checks.Finish: no check %q", checkID)
		return
	}
	now, runs := s.now(), c.runs()
	if c.started.After(now) {
		c.started = now
	}
	for _, run := range runs {
		if run.answers.After(now) {
			run.answers = now
		}
	}
	s.emitSooner(c, now)
}
