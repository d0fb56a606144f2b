package truoratest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// wire returns a validation as in answers.
//
// choice: a deleted validation shows that it is deleted, and no data
func (s *Validators) wire(v *validation, r *request, full bool) obj {
	l := s.lifeOf(v, r.now)
	out := obj{
		"validation_id": v.id, "account_id": v.account, "type": v.kind, "validation_status": l.status,
		"creation_date": stamp(v.created), "ip_address": callerIP,
	}
	set := func(name, value string) {
		if value != "" {
			out[name] = value
		}
	}
	set("failure_status", l.failure)
	set("declined_reason", l.declined)
	set("expired_reason", l.expired)
	cycle := s.lifecycle(v, r.now)
	set("lifecycle_status", cycle)
	if v.allowed > 0 {
		out["allowed_retries"] = v.allowed
	}
	if v.remaining > 0 {
		out["remaining_retries"] = v.remaining
	}
	if v.kind == "face-recognition" || v.kind == "face-search" {
		out["threshold"] = v.threshold
	}
	if !l.started.IsZero() && len(v.files) > 0 {
		out["processing_start_date"] = stamp(l.started)
		if !l.finished.IsZero() {
			out["processing_finish_date"] = stamp(l.finished)
		}
	}
	if cycle == "deleting" || cycle == "deleted" {
		return out
	}
	if details := s.details(v, l); details != nil {
		out["details"] = details
	}
	if v.kind == "document-validation" && l.status == "success" {
		out["attachment_status"] = "valid"
	}
	if full {
		s.showFiles(v, r, out)
	}
	return out
}

// showFiles adds the inputs, and links to what was uploaded.
func (s *Validators) showFiles(v *validation, r *request, out obj) {
	inputs := obj{}
	for _, name := range []string{"country", "document_type"} {
		if value := v.form.Get(name); value != "" {
			inputs[name] = value
		}
	}
	links := []string{}
	for i, f := range v.files {
		if _, in := s.files[f.path]; in {
			link := r.signLink(http.MethodGet, f.path, linkLife, nil)
			links = append(links, link)
			out[[]string{"front_image", "reverse_image"}[i]] = link
		}
	}
	out["validation_inputs"], out["user_response"] = inputs, obj{"input_files": links}
}

// details are present once the validation was decided, even if it failed.
func (s *Validators) details(v *validation, l validationLife) obj {
	if l.finished.IsZero() || l.failure == "expired" || l.failure == "system_error" {
		return nil
	}
	switch v.kind {
	case "document-validation":
		return s.documentWire(v, l)
	case "face-recognition", "face-search":
		return s.faceWire(v, l)
	case "electronic-signature":
		at := "https://zapsign.example/" + digest(16, v.id)
		return obj{"electronic_signature_details": obj{
			"original_document_url": at + "/original.pdf", "signature_image_url": at + "/sign.png", "signed_document_url": at + "/signed.pdf",
		}}
	}
	return nil
}

func successWord(ok bool) string {
	if ok {
		return "success"
	}
	return "failure"
}

func (s *Validators) faceWire(v *validation, l validationLife) obj {
	search := obj{"status": successWord(l.face.blocked < s.config.number("face-search", "threshold")), "confidence_score": l.face.blocked}
	if v.kind == "face-search" {
		return obj{"face_recognition_validations": obj{"confidence_score": l.face.score, "face_search": search}}
	}
	if !l.face.looked {
		return nil
	}
	age := l.finished.Year() - s.accounts[v.account].born().Year()
	out := obj{
		"similarity_status": successWord(l.face.similar), "confidence_score": l.face.score, "age_range": obj{"low": age - 4, "high": age + 4},
	}
	if v.against != nil {
		out["enrollment_id"] = v.against.id
	}
	if v.wants("passive_liveness") {
		out["passive_liveness_status"] = successWord(l.face.alive)
	}
	if s.config.flag("face-recognition", "include_face_search") {
		out["face_search"] = search
	}
	return obj{"face_recognition_validations": out}
}

// documentWire returns what was read from the document: the person of the account.
func (s *Validators) documentWire(v *validation, l validationLife) obj {
	if l.declined == "invalid_image_format" {
		return nil
	}
	country, kind := strings.ToUpper(v.form.Get("country")), v.form.Get("document_type")
	version := s.config.version(country, kind)
	a := s.accounts[v.account]
	read := obj{
		"doc_id": v.docID, "client_id": clientID, "country": country, "document_type": kind, "document_version": version,
		"mime_type": s.files[v.files[0].path].contentType, "creation_date": stamp(v.created), "update_date": stamp(l.finished),
	}
	maps.Copy(read, a.reads(country))
	examined := s.examinations(l, country, kind, version)
	if v.script.TableNames {
		rename(read, "doc_id", "document_id")
		rename(examined, "manual_analysis", "manual_review")
		rename(examined, "photocopy_analysis", "photocopy-analysis")
	}
	out := obj{"document_details": read, "document_validations": examined}
	if v.form.Get("custom_type") != "" {
		id := "CHK" + digest(32, "check", v.id)
		out["background_check"] = obj{"check_id": id, "check_url": "https://" + hostChecks + "/v1/checks/" + id}
	}
	return out
}

func rename(o obj, from, to string) {
	if value, ok := o[from]; ok {
		delete(o, from)
		o[to] = value
	}
}

func (a *validationAccount) born() time.Time {
	return time.Date(1950+pick(50, "year", a.id), time.Month(1+pick(12, "month", a.id)), 1+pick(28, "day", a.id), 0, 0, 0, 0, time.UTC)
}

// reads returns the person on the document.
func (a *validationAccount) reads(country string) obj {
	choose := func(what string, from []string) string { return from[pick(len(from), what, a.id)] }
	gender, names := "female", femaleNames
	if pick(2, "gender", a.id) == 1 {
		gender, names = "male", maleNames
	}
	first, last := strings.ToUpper(a.form.Get("first_name")), strings.ToUpper(a.form.Get("last_name"))
	if first == "" {
		first = choose("first", names)
	}
	if last == "" {
		last = choose("last", lastNames)
	}
	number := a.form.Get("document_number")
	if number == "" {
		number = fmt.Sprint(1_000_000_000 + pick(9_999_999, "number", a.id))
	}
	born := a.born()
	out := obj{
		"document_number": number, "name": first, "last_name": last, "gender": gender,
		"date_of_birth": stamp(born), "issue_date": stamp(born.AddDate(18, 0, 10)),
	}
	switch country {
	case "CO":
		out["rh"], out["height"], out["national_registrar"] = "O+", "1.65", "REGISTRADOR FICTICIO"
		out["birth_place"], out["expedition_place"] = "CALI (VALLE)", "CALI"
	case "MX":
		one, two, _ := strings.Cut(last, " ")
		out["first_last_name"], out["second_last_name"] = one, two
		out["mexico_document"] = obj{"cic": digest(9, "cic", a.id), "section": 1000 + pick(999, "section", a.id), "neighborhood": "COLONIA DE PRUEBA"}
		out["state_name"], out["locality"] = "ESTADO DE PRUEBA", "LOCALIDAD DE PRUEBA"
		out["date_of_birth"] = born.In(time.FixedZone("", -5*3600)).Format(time.RFC3339)
	}
	return out
}

// examinationOf is what each method of the config examines.
var examinationOf = map[string][3]string{
	"data-consistency":               {"data_consistency", "date-of-birth-validation", "Validation of date of birth"},
	"government-database-validation": {"government_database", "government-database-digital-validation-certificate-cedula", "Validation of Government Database"},
	"image-analysis":                 {"image_analysis", "security-elements-validation", "Validation of Security Elements"},
	"photocopy-analysis":             {"photocopy_analysis", "photocopy-validation", "Validation of Photocopy Analysis"},
	"photo-of-photo":                 {"photo_of_photo", "photo-of-photo-validation", "Validation of Photo of Photo"},
	"manual-review":                  {"manual_analysis", "manual-validation", "Validation of Manual Analysis"},
}

// examinedFor is the method that finds a reason.
var examinedFor = map[string]string{
	"document_is_a_photocopy": "photocopy-analysis", "document_is_a_photo_of_photo": "photo-of-photo",
}

// examinations has one for each method of the config. A declined document failed the
// one that finds its reason, or else the first.
func (s *Validators) examinations(l validationLife, country, kind, version string) obj {
	out := obj{}
	methods := s.config.methods(country, kind, version)
	failed := max(0, slices.Index(methods, examinedFor[l.declined]))
	for i, method := range methods {
		e := examinationOf[method]
		result, message := "valid", "ok"
		switch {
		case i == failed && l.declined != "":
			result, message = "invalid", l.declined
		case method == "manual-review":
			result, message = "skipped", "not needed"
		}
		out[e[0]] = []obj{{
			"validation_name": e[2], "validation_type": e[1], "result": result, "message": message,
			"manually_reviewed": false, "created_at": stamp(l.finished),
		}}
	}
	return out
}
