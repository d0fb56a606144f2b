package truoratest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// name returns the subject's name, or the number of a vehicle.
func (c *check) name() string {
	switch c.kind {
	case "company":
		return c.who().company
	case "vehicle":
		return strings.ToUpper(c.input.Get("license_plate") + c.input.Get("vehicle_id"))
	}
	return c.who().first + " " + c.who().last
}

// lines returns the check's results as text, for documents.
func (v view) lines(say phrases) []string {
	entries, _, _, score := v.scores()
	out := []string{
		say.report, v.id, say.name + ": " + v.name(), say.status + ": " + v.status,
	}
	if v.final() {
		out = append(out, fmt.Sprintf("%s: %.2f", say.score, score))
	}
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%s: %v - %s: %v (%v)", say.dataSet, e["data_set"], say.result, e["result"], e["severity"]))
	}
	return out
}

// summarize writes English for any country and begins with a line feed, as in Truora's
// sample.
func (s *Checks) summarize(r *request, c *check) (reply, error) {
	v := c.at(r.now)
	text := &strings.Builder{}
	fmt.Fprintf(text, "\n%s: ", v.name())
	if !v.final() {
		text.WriteString("the search is not finished.")
		return jsonReply(http.StatusOK, obj{"summary": text.String()}), nil
	}
	clean := true
	for _, run := range v.runs() {
		if g := run.grade(v.now); g.result == "found" && run.adverse {
			clean = false
			fmt.Fprintf(text, "%s reports a finding of %s severity in %s. ", run.db.name,
				strings.ReplaceAll(g.severity, "_", " "), strings.ReplaceAll(run.dataSet, "_", " "))
		}
	}
	if clean {
		text.WriteString("no adverse records were found. ")
	}
	if v.status == "error" {
		text.WriteString("Too many sources failed for a complete result.")
	}
	return jsonReply(http.StatusOK, obj{"summary": strings.TrimRight(text.String(), " ")}), nil
}

// variablesLag is how much later than the check they are ready.
//
// choice: decision variables are ready 5 s after their check
const variablesLag = 5 * time.Second

// listVariables returns what Truora's guide shows and, under the subject, the counts of
// each data set.
func (s *Checks) listVariables(r *request, c *check) (reply, error) {
	v := c.at(r.now)
	out := obj{
		"check_id": c.id, "check": c.path(), "details": c.path() + "/details", "country": c.country,
		"check_status": v.status, "variables_status": "in_progress",
	}
	if v.final() && !r.now.Before(c.finished().Add(s.paced(variablesLag))) {
		subject := obj{}
		for _, set := range c.sets() {
			subject[plural(set)] = v.counts(set)
		}
		out["variables_status"], out[c.kind] = "completed", subject
	}
	return jsonReply(http.StatusOK, out), nil
}

// plural follows the one name that is known: criminal_record becomes criminal_records.
//
// choice: decision variables are named after their data set, with an s
func plural(set string) string {
	if strings.HasSuffix(set, "s") {
		return set
	}
	return set + "s"
}

func (v view) counts(set string) obj {
	asked, adverse := 0, 0
	for _, r := range v.runs() {
		if r.dataSet != set {
			continue
		}
		asked++
		if r.adverse && r.grade(v.now).result == "found" {
			adverse++
		}
	}
	return obj{"sources": asked, "adverse": adverse}
}
