package truoratest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// echoed are the inputs Truora's check repeats; the others it keeps to itself.
var echoed = []string{
	"birth_certificate", "custom_input", "diplomatic_id", "driver_license", "first_name", "foreign_id", "last_name",
	"license_plate", "national_id", "owner_document_id", "owner_document_type", "passport", "pep", "phone_number",
	"professional_card", "ptp", "region", "report_id", "tax_id", "vehicle_id",
}

// wire is the check as Truora shows it at a moment: without scores, statuses and summaries until it has started.
func (c *check) wire(now time.Time) obj {
	v := c.at(now)
	out := obj{
		"billing_hub": "DEFAULT", "check_id": c.id, "country": c.country, "type": c.input.Get("type"),
		"creation_date": stamp(c.created), "update_date": stamp(v.updated()), "status": v.status,
		"score": -1, "id_score": 0,
	}
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

// echo repeats inputs as they were sent, dates as midnight UTC and the country of birth in lower case.
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
	out := make([]obj, 0, len(v.runs))
	for _, r := range v.runs {
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

// sources counts what has answered with a find by document in the given data sets, and tells whether more may come.
func (v view) sources(sets ...string) (found int, pending bool) {
	for _, r := range v.runs {
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

// summaryOf is the head all three summaries share.
func (v view) summaryOf(kind string, sets ...string) (out obj, found int) {
	out = obj{"result": "skipped", "update_date": stamp(v.updated())}
	if v.kind != kind {
		return out, 0
	}
	found, pending := v.sources(sets...)
	switch {
	case found > 0:
		out["result"] = "found"
	case pending:
		out["result"] = "in_progress"
	default:
		out["result"] = "not_found"
	}
	return out, found
}

func (v view) person() obj {
	out, found := v.summaryOf("person", "personal_identity", "affiliations_and_insurances", "taxes_and_finances")
	if out["result"] == "skipped" {
		return out
	}
	if known, _ := v.sources("personal_identity"); known > 0 {
		out["identity_status"] = "found"
		out["date_of_birth"] = v.who.birth + "T00:00:00Z"
		out["gender"] = v.who.gender
	} else if out["result"] == "not_found" {
		out["identity_status"] = "not_found"
	}
	if found > 0 {
		out["names_found"] = []obj{{"count": found, "first_name": v.who.first, "last_name": v.who.last}}
	}
	if licences, _ := v.sources("driving_licenses"); licences > 0 {
		out["driver_status"], out["drivers_license"] = "ACTIVO", v.licence()
	}
	if v.country == "MX" && found > 0 {
		out["rfc"] = strings.ToUpper("XAXX" + digest(9, v.who.key, "rfc"))
		out["nss"] = digits(11, v.who.key, "nss")
	}
	return out
}

// licence is an object although Truora's documents type it a string: every sample of theirs is one.
func (v view) licence() obj {
	issued := 2015 + v.who.pick(8, "licence")
	day := func(year int) string {
		return time.Date(year, time.March, 1, 0, 0, 0, 0, time.FixedZone("", -5*3600)).Format(time.RFC3339)
	}
	return obj{
		"status": "ACTIVA",
		"categories": []obj{{
			"category": v.who.choose("category", []string{"A2", "B1", "B2", "C1"}), "status": "ACTIVA",
			"expedition_date": day(issued), "expiration_date": day(issued + 10),
		}},
	}
}

func (v view) company() obj {
	out, found := v.summaryOf("company", "taxes_and_finances", "business_background")
	out["company_status"] = "not_found"
	if found > 0 {
		out["company_status"] = v.who.choose("company status", []string{"active", "active", "active", "cancelled"})
		out["names_found"] = []obj{{"company_name": v.who.company, "count": found}}
	}
	return out
}

func (v view) vehicle() obj {
	out, found := v.summaryOf("vehicle", "vehicle_information", "vehicle_permits")
	out["vehicle_status"] = "not_found"
	if found == 0 {
		return out
	}
	year := 2005 + v.who.pick(20, "year")
	maps.Copy(out, obj{
		"vehicle_status": "found", "vehicle_type": "AUTOMOVIL", "vehicle_category": "M1", "service_type": "Particular",
		"license_plate": strings.ToUpper(v.input.Get("license_plate")), "vehicle_id": v.vehicleID(),
		"manufacturer": v.who.choose("make", makes), "model": "MODELO " + strings.ToUpper(digest(2, v.who.key, "model")),
		"color": v.who.choose("colour", colours), "year": year, "capacity": 2 + v.who.pick(6, "seats"),
		"number_of_doors": 2 + v.who.pick(4, "doors"), "obligatory_insurance_status": "VIGENTE",
		"obligatory_insurance_expiration_date": v.created.AddDate(0, 1+v.who.pick(11, "insurance"), 0).Format("2006-01-02") + "T00:00:00-05:00",
	})
	return out
}

func (v view) vehicleID() string {
	if id := v.input.Get("vehicle_id"); id != "" {
		return id
	}
	return strings.ToUpper(digest(17, v.who.key, "vin"))
}

// digits makes a number of n digits out of the parts.
func digits(n int, parts ...string) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = "0123456789"[pick(10, append(parts, strconv.Itoa(i))...)]
	}
	return string(out)
}
