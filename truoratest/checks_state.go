package truoratest

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// view is a check at one moment.
type view struct {
	*check
	now    time.Time
	status string
}

func (v view) final() bool { return v.status == "completed" || v.status == "error" }

// state returns the status of one source.
func (r *run) state(now time.Time) string {
	switch {
	case r.outcome == "skipped":
		return "skipped"
	case !now.Before(r.answers):
		return r.outcome
	case r.answers.After(r.due) && !now.Before(r.due):
		return "delayed"
	}
	return "not_started"
}

func (r *run) pending(now time.Time) bool { return r.outcome != "skipped" && now.Before(r.answers) }

func (c *check) at(now time.Time) view { return view{c, now, c.statusAt(now)} }

func (c *check) statusAt(now time.Time) string {
	if now.Before(c.started) {
		return "not_started"
	}
	if c.plan == nil { // its sources answer, and in time
		if now.Before(c.end()) {
			return "in_progress"
		}
		return cmp.Or(c.script.Status, "completed")
	}
	asked, failed, waiting, delayed := 0, 0, 0, 0
	for _, r := range c.runs() {
		switch r.state(now) {
		case "not_started":
			waiting++
		case "delayed":
			delayed++
		case "error", "expired":
			failed++
		}
		if r.outcome != "skipped" {
			asked++
		}
	}
	switch {
	case waiting > 0:
		return "in_progress"
	case delayed > 0:
		return "delayed"
	case c.script.Status != "":
		return c.script.Status
	case 10*failed > 3*asked:
		return "error"
	}
	return "completed"
}

// finished returns when the last source answers.
func (c *check) finished() time.Time {
	if c.plan == nil {
		return c.end()
	}
	end := c.started
	for _, r := range c.runs() {
		if r.outcome != "skipped" && r.answers.After(end) {
			end = r.answers
		}
	}
	return end
}

// updated returns when the check last changed: in whole seconds once the check is
// final, as in Truora's samples.
func (v view) updated() time.Time {
	last := v.created
	if !v.now.Before(v.started) {
		last = v.started
	} else if v.plan == nil {
		return last
	}
	for _, r := range v.runs() {
		if r.outcome != "skipped" && !v.now.Before(r.answers) && r.answers.After(last) {
			last = r.answers
		}
	}
	if v.final() {
		return last.Truncate(time.Second)
	}
	return last
}

// grade is a result with its severity and score.
type grade struct {
	result, severity string
	score            float64
}

func (g grade) wire() obj { return obj{"result": g.result, "score": g.score, "severity": g.severity} }

// grade returns the result of one source at a moment. Without an answer the score is 1,
// as Truora's provisional scores are.
func (r *run) grade(now time.Time) grade {
	switch r.state(now) {
	case "not_started":
		return grade{"pending", "unknown", 1}
	case "delayed":
		return grade{"delayed", "unknown", 1}
	case "error", "expired":
		return grade{"error", "unknown", 1}
	case "skipped":
		return grade{"ignored", "unknown", 1}
	}
	if !r.found {
		return grade{"not_found", "none", 1}
	}
	return grade{"found", r.severity, r.score}
}

// combine follows Truora's rule: pending if any is, then found if any is, otherwise the
// most frequent result.
func combine(all []grade) grade {
	if len(all) == 0 {
		return grade{"ignored", "unknown", 1}
	}
	count := map[string]int{}
	out := grade{result: all[0].result, severity: "unknown", score: 1}
	for _, g := range all {
		count[g.result]++
		if count[g.result] > count[out.result] {
			out.result = g.result
		}
		out.score = min(out.score, g.score)
		if slices.Index(severities, g.severity) > slices.Index(severities, out.severity) {
			out.severity = g.severity
		}
	}
	for _, first := range []string{"pending", "found"} {
		if count[first] > 0 {
			out.result = first
		}
	}
	return out
}

// setGrades returns the grades of a data set by document and by name.
func (v view) setGrades(set string) (byID, byName grade) {
	var ids, names []grade
	for _, r := range v.runs() {
		switch {
		case r.dataSet != set:
		case r.db.byName:
			names = append(names, r.grade(v.now))
		default:
			ids = append(ids, r.grade(v.now))
		}
	}
	return combine(ids), combine(names)
}

// scores returns the entries of the data sets, and the means over them: by document, by
// name, and of both.
func (v view) scores() (entries []obj, byID, byName, overall float64) {
	var sum, sumID, sumName, weights float64
	for _, set := range v.sets() {
		id, name := v.setGrades(set)
		whole := combine([]grade{id, name})
		if id.result == "ignored" || name.result == "ignored" {
			whole.result = cmp.Or(other(id.result), other(name.result), "ignored")
		}
		entry := whole.wire()
		entry["data_set"], entry["by_id"], entry["by_name"] = set, id.wire(), name.wire()
		entries = append(entries, entry)
		w := 1.0
		if v.weights != nil {
			w = v.weights[set]
		}
		weights, sum = weights+w, sum+w*whole.score
		sumID, sumName = sumID+w*id.score, sumName+w*name.score
	}
	if weights == 0 { // no data set counts
		return entries, 1, 1, 1
	}
	return entries, rounded(sumID / weights), rounded(sumName / weights), rounded(sum / weights)
}

// other returns the result, or "" for ignored.
func other(result string) string {
	if result == "ignored" {
		return ""
	}
	return result
}

func rounded(x float64) float64 { return math.Round(x*1e4) / 1e4 }
