package truoratest

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// run is the query of one database for one data set, with its result.
type run struct {
	db      *database
	dataSet string
	outcome string // completed, error, expired or skipped
	invalid []string
	// due is when it should answer. Between due and answers it is delayed.
	due, answers time.Time

	found    bool
	adverse  bool
	score    float64
	severity string
}

// choice: a check takes 20 s, of which it is not started for 1 s
const (
	usualQueue    = time.Second
	usualDuration = 20 * time.Second
)

// plan is what a check finds, and when.
type plan struct {
	who  profile
	runs []*run
}

// decide decides everything about a new check, so that its state depends only on the
// clock. The plan of an ordinary check follows from it, and is worked out when it is
// looked at: of most checks in a load test it never is.
func (s *Checks) decide(c *check) {
	queue := s.paced(cmp.Or(c.script.Queued, usualQueue))
	c.started = c.created.Add(queue)
	c.spread = max(0, s.paced(cmp.Or(c.script.Duration, usualDuration))-queue)
	limit, limited := s.settings.limit()
	if len(c.script.Sources) == 0 && !limited && c.weights == nil {
		return
	}
	p := c.planned()
	for _, source := range c.script.Sources {
		for _, r := range p.runs {
			if r.named(source.Source) {
				r.apply(source, s.paced(source.Delay))
			}
		}
	}
	if limited {
		p.expireAfter(c.created.Add(s.paced(limit)))
	}
}

// planned returns the plan of a check.
func (c *check) planned() *plan {
	if c.plan != nil {
		return c.plan
	}
	p := &plan{who: newProfile(c), runs: c.newRuns()}
	findings := c.script.Findings
	if findings == nil {
		findings = p.findings()
	}
	for _, f := range findings {
		p.add(f, c)
	}
	p.schedule(c)
	c.plan = p
	return p
}

func (c *check) who() *profile { return &c.planned().who }

func (c *check) runs() []*run { return c.planned().runs }

// subjectOf returns what a check is about. For a custom type that depends on the
// inputs.
func subjectOf(form url.Values) string {
	switch kind := form.Get("type"); {
	case kind == "person" || kind == "company" || kind == "vehicle":
		return kind
	case form.Get("license_plate") != "" || form.Get("vehicle_id") != "":
		return "vehicle"
	case form.Get("tax_id") != "" || form.Get("company_name") != "":
		return "company"
	}
	return "person"
}

func newProfile(c *check) profile {
	parts := []string{c.country, c.kind}
	for _, name := range identifiers {
		if v := c.input.Get(name); v != "" && name != "phone_number" {
			parts = append(parts, name+"="+strings.ToUpper(v))
		}
	}
	p := profile{key: strings.Join(parts, "|")}
	p.name(genders[strings.ToLower(c.input.Get("gender"))], c.input.Get("first_name"), c.input.Get("last_name"))
	p.birth = cmp.Or(c.input.Get("date_of_birth"),
		fmt.Sprintf("%d-%02d-%02d", 1950+p.pick(55, "year"), 1+p.pick(12, "month"), 1+p.pick(28, "day")))
	p.company = strings.ToUpper(cmp.Or(c.input.Get("company_name"), p.choose("company", companies)+" "+digest(4, p.key)))
	return p
}

func (c *check) newRuns() []*run {
	var out []*run
	covered := map[string]bool{}
	kind := c.kind[:1]
	for _, db := range databasesOf(c.country, kind) {
		for _, set := range db.dataSets {
			if _, wanted := c.weights[set]; wanted || c.weights == nil {
				out, covered[set] = append(out, newRun(c, db, set)), true
			}
		}
	}
	for _, set := range slices.Sorted(maps.Keys(c.weights)) {
		if !covered[set] {
			out = append(out, newRun(c, extraDatabase(c.country, set, false), set))
		}
	}
	return out
}

// benign are the data sets in which most subjects are found.
var benign = []string{
	"personal_identity", "affiliations_and_insurances", "driving_licenses", "taxes_and_finances", "business_background",
	"vehicle_information", "vehicle_permits", "professional_background",
}

func newRun(c *check, db *database, set string) *run {
	r := &run{db: db, dataSet: set, outcome: "completed", score: 1, severity: "none"}
	r.found = slices.Contains(benign, set)
	if r.invalid = db.missing(c.kind, c.input); r.invalid != nil {
		r.outcome = "skipped"
	}
	return r
}

var severities = []string{"none", "very_low", "low", "medium", "high", "very_high"}

// findings gives about one subject in three a finding, in one or two data sets.
func (p *plan) findings() []Finding {
	if p.who.pick(3, "adverse") != 0 {
		return nil
	}
	var sets []string
	for _, r := range p.runs {
		if r.outcome == "completed" && !slices.Contains(benign, r.dataSet) && !slices.Contains(sets, r.dataSet) {
			sets = append(sets, r.dataSet)
		}
	}
	var out []Finding
	for i := range min(len(sets), 1+p.who.pick(2, "how many")) {
		at := p.who.pick(len(sets), fmt.Sprint("set", i))
		severity := severities[2+p.who.pick(4, fmt.Sprint("severity", i))]
		out = append(out, Finding{DataSet: sets[at], Severity: severity, ByName: p.onlyByName(sets[at])})
		sets = slices.Delete(sets, at, at+1)
	}
	return out
}

// onlyByName reports whether a data set has no source that searches by document.
func (p *plan) onlyByName(set string) bool {
	return !slices.ContainsFunc(p.runs, func(r *run) bool {
		return r.dataSet == set && !r.db.byName && r.outcome == "completed"
	})
}

// add assigns a finding to a source that can have it, or to a new one.
func (p *plan) add(f Finding, c *check) {
	if f.Severity == "" {
		f.Severity = severityOf(f.Score)
	} else if f.Score == 0 {
		f.Score = scoreOf(f.Severity)
	}
	fits := func(byName bool) int {
		return slices.IndexFunc(p.runs, func(r *run) bool {
			return r.dataSet == f.DataSet && r.db.byName == byName && r.outcome == "completed" && !r.adverse
		})
	}
	i := fits(f.ByName)
	if i < 0 {
		p.runs = append(p.runs, newRun(c, extraDatabase(c.country, f.DataSet, f.ByName), f.DataSet))
		i = len(p.runs) - 1
		p.runs[i].outcome, p.runs[i].invalid = "completed", nil
	}
	r := p.runs[i]
	r.found, r.adverse, r.score, r.severity = true, f.Severity != "none", f.Score, f.Severity
}

// scoreOf returns the score of a severity: 1 for none, 0 for very_high.
func scoreOf(severity string) float64 {
	return 1 - float64(max(0, slices.Index(severities, severity)))/float64(len(severities)-1)
}

func severityOf(score float64) string {
	i := int((1-min(max(score, 0), 1))*float64(len(severities)-1) + 0.5)
	return severities[i]
}

// schedule spreads the answers over a period. The last one comes at its very end.
func (p *plan) schedule(c *check) {
	last := 0
	for i, r := range p.runs {
		r.due = c.started.Add(c.spread * time.Duration(1+pick(95, p.who.key, r.db.slug, r.dataSet)) / 100)
		if r.outcome != "skipped" {
			last = i
		}
		r.answers = r.due
	}
	if len(p.runs) > 0 {
		p.runs[last].due = c.started.Add(c.spread)
		p.runs[last].answers = p.runs[last].due
	}
}

// end returns when a check without a plan ends: with its last source, or at once if it
// asks none.
func (c *check) end() time.Time {
	asks := len(c.script.Findings) > 0 || slices.ContainsFunc(databasesOf(c.country, c.kind[:1]), func(db *database) bool {
		return db.missing(c.kind, c.input) == nil
	})
	if !asks {
		return c.started
	}
	return c.started.Add(c.spread)
}

func (r *run) named(source string) bool {
	return source == "*" || source == r.dataSet || source == r.db.id || source == r.db.slug
}

func (r *run) apply(to SourceScript, delay time.Duration) {
	r.outcome = cmp.Or(to.Outcome, r.outcome)
	r.answers = r.answers.Add(delay)
	switch {
	case to.InvalidInputs != nil:
		r.invalid = slices.Clone(to.InvalidInputs)
	case r.outcome != "skipped":
		r.invalid = nil
	}
}

// expireAfter expires the sources that the account's max_duration does not wait for.
func (p *plan) expireAfter(limit time.Time) {
	for _, r := range p.runs {
		if r.outcome != "skipped" && r.answers.After(limit) {
			r.outcome, r.answers = "expired", limit
		}
	}
}

// sets returns the data sets of a check in the order in which they are queried.
func (c *check) sets() []string {
	var out []string
	for _, r := range c.runs() {
		if !slices.Contains(out, r.dataSet) {
			out = append(out, r.dataSet)
		}
	}
	return out
}

// label returns the name of a source, or its slug until it has answered.
func (r *run) label(answered bool) string {
	if answered {
		return r.db.name
	}
	return strings.ReplaceAll(r.db.slug, "-", "_")
}
