package truoratest

import (
	"slices"
	"strings"
	"time"
)

// echoed are the inputs that Truora's check repeats.
var echoed = []string{
	"birth_certificate", "custom_input", "diplomatic_id", "driver_license", "first_name", "foreign_id", "last_name",
	"license_plate", "national_id", "owner_document_id", "owner_document_type", "passport", "pep", "phone_number",
	"professional_card", "ptp", "region", "report_id", "tax_id", "vehicle_id",
}

// wire returns the check at a moment: without scores, statuses and summaries until it
// has started.
func (c *check) wire(now time.Time) obj {
	v := c.at(now)
	members := 28 // few checks have more
	if v.status == "not_started" {
		members = 14
	}
	out := make(obj, members)
	out["billing_hub"], out["check_id"], out["country"], out["type"] = "DEFAULT", c.id, c.country, c.input.Get("type")
	out["creation_date"], out["update_date"], out["status"] = stamp(c.created), stamp(v.updated()), v.status
	out["score"], out["id_score"] = -1, 0
	c.echo(out)
	if c.previous != "" {
		out["previous_check"] = c.previous
	}
	if v.status == "not_started" {
		return out
	}
	out["start_date"] = stamp(c.started)
	out["scores"], out["id_score"], out["name_score"], out["score"] = v.scores()
	out["statuses"] = v.statuses()
	out["summary"], out["company_summary"], out["vehicle_summary"] = v.person(), v.company(), v.vehicle()
	if v.final() && len(c.script.WrongInputs) > 0 {
		wrong := []obj{}
		for _, name := range c.script.WrongInputs {
			wrong = append(wrong, obj{"Input": name})
		}
		out["wrong_inputs"] = wrong
	}
	return out
}

// echo repeats inputs as they were sent, with dates as midnight UTC and the country of
// birth in lowercase.
func (c *check) echo(out obj) {
	for _, name := range echoed {
		if v := c.input.Get(name); v != "" {
			out[name] = v
		}
	}
	for _, name := range dateInputs {
		if v := c.input.Get(name); v != "" {
			out[name] = v + "T00:00:00Z"
		}
	}
	if v := c.input.Get("native_country"); v != "" {
		out["native_country"] = strings.ToLower(v)
	}
}

func (v view) statuses() []obj {
	out := make([]obj, 0, len(v.runs()))
	for _, r := range v.runs() {
		state := r.state(v.now)
		answered := !slices.Contains([]string{"not_started", "delayed", "expired"}, state)
		entry := obj{"status": state, "database_name": r.label(answered)}
		if answered || state == "delayed" {
			entry["database_id"] = r.db.id
		}
		if state == "skipped" {
			entry["invalid_inputs"] = r.invalid
			if r.invalid == nil {
				entry["invalid_inputs"] = []string{}
			}
		} else {
			entry["data_set"] = r.dataSet
		}
		out = append(out, entry)
	}
	return out
}

// sources counts those that found something by document in the data sets. pending
// reports whether more may come.
func (v view) sources(sets ...string) (found int, pending bool) {
	for _, r := range v.runs() {
		if r.db.byName || !slices.Contains(sets, r.dataSet) {
			continue
		}
		if r.grade(v.now).result == "found" {
			found++
		}
		pending = pending || r.pending(v.now)
	}
	return found, pending
}
