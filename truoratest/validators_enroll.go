package truoratest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	fraudReasons = []string{
		"manipulated_document", "manipulated_photo", "non_payment", "criminal_records_in_company", "fraudster",
	}
	enrollable         = []string{"face-recognition", "email-verification", "phone-verification", "face-search"}
	enrolledPhoneTypes = []string{"home", "office", "recover"}
)

const enrollmentMaxSize = 5 << 20

// enrollment is what is decided when it is created. Its status follows from files and
// validations.
type enrollment struct {
	serial  int
	id      string
	account string
	kind    string
	form    url.Values
	failed  string // the reason; "" if it did not fail
	file    string // path of the reference picture; "" for numbers and addresses
	created time.Time
	deleted bool
}

func (s *Validators) createEnrollment(r *request) (reply, error) {
	if err := s.validateEnrollment(r); err != nil {
		return reply{}, err
	}
	a := s.accountOf(r.form.Get("account_id"), r.now)
	e := &enrollment{
		serial: len(s.enrollments) + 1, id: s.newID("ENR"), account: a.id, kind: r.form.Get("type"),
		form: cloneValues(r.form), created: r.now,
	}
	out := obj{}
	switch e.kind {
	case "face-recognition", "face-search":
		service := map[string]string{"face-recognition": "face-recognition-validator", "face-search": "face-search"}[e.kind]
		e.file = "/" + service + "/enroll/" + clientID + "/" + a.id + "/" + e.id
		life := time.Duration(s.config.number(e.kind, "enrollment_timeout")) * time.Second
		out["file_upload_link"] = r.signLink(http.MethodPut, e.file, life, url.Values{
			"max-size": {strconv.Itoa(enrollmentMaxSize)}, "retries": {"1"},
		})
	default:
		e.failed, _ = take(&s.refusals)
	}
	s.enrollments = append(s.enrollments, e)
	maps.Copy(out, s.enrollmentWire(e, r.now))
	return jsonReply(http.StatusOK, out), nil
}

func (s *Validators) validateEnrollment(r *request) error {
	kind, consent := r.form.Get("type"), r.form.Get("user_authorized")
	country := strings.ToUpper(r.form.Get("country"))
	if a, ok := s.accounts[r.form.Get("account_id")]; ok && country == "" {
		country = strings.ToUpper(a.form.Get("country"))
	}
	switch {
	case kind == "":
		return invalid("missing validation type")
	case !slices.Contains(enrollable, kind):
		return invalid("invalid validation type")
	case consent != "" && consent != "true" && consent != "false":
		return invalid("user authorization must be true or false")
	case consent != "true":
		return invalid("request was not authorized by end user")
	case !matches(r.form, "account_id", accountForm):
		return invalid("invalid account id")
	case kind == "email-verification" && r.form.Get("email") == "":
		return invalid("missing email")
	case kind == "phone-verification" && !strings.HasPrefix(r.form.Get("phone_number"), "+"):
		return invalid("invalid phone number")
	case kind == "phone-verification" && !slices.Contains(enrolledPhoneTypes, r.form.Get("phone_type")):
		return invalid("invalid phone type")
	case kind == "phone-verification" && !slices.Contains([]string{"CO", "CL", "MX", "BR", "VE", "PE", "EC", "AR", "US"}, country):
		return invalid("invalid country")
	case kind == "face-search" && r.form.Get("fraud_reason") == "":
		return invalid("missing fraud reason")
	case kind == "face-search" && !slices.Contains(fraudReasons, r.form.Get("fraud_reason")):
		return invalid("invalid fraud reason")
	case kind == "face-search" && !slices.Contains(countries, country):
		return invalid("invalid country")
	}
	return nil
}

// enrollmentStatus returns the status at a moment. A face waits for its picture, then
// for its first validation.
func (s *Validators) enrollmentStatus(e *enrollment, now time.Time) (status, reason string) {
	switch {
	case e.failed != "":
		return "failure", e.failed
	case e.file == "":
		return "success", ""
	}
	if _, in := s.files[e.file]; !in {
		return "pending", "waiting_file_upload"
	}
	confirmed := e.kind == "face-search" || e.form.Get("confirmation") == "none" ||
		slices.ContainsFunc(s.validations, func(v *validation) bool {
			return v.against == e && s.lifeOf(v, now).status == "success"
		})
	if confirmed {
		return "success", ""
	}
	return "pending", ""
}

func (s *Validators) enrollmentWire(e *enrollment, now time.Time) obj {
	status, reason := s.enrollmentStatus(e, now)
	updated := e.created
	if f, in := s.files[e.file]; in {
		updated = f.stored
	}
	out := obj{
		"enrollment_id": e.id, "account_id": e.account, "validation_type": e.kind, "status": status,
		"creation_date": stamp(e.created), "update_date": stamp(updated),
	}
	if reason != "" {
		out["reason"] = reason
	}
	for _, name := range []string{"confirmation", "fraud_reason"} {
		if v := e.form.Get(name); v != "" {
			out[name] = v
		}
	}
	if e.kind == "phone-verification" && status == "success" {
		score := float64(50+pick(51, "trust", e.form.Get("phone_number"))) / 100
		out["validator_data"] = obj{"phone_trust_score": obj{"phone_behavior_score": score}}
	}
	return out
}

func (s *Validators) enrollmentByID(id string) *enrollment {
	return firstWhere(s.enrollments, func(e *enrollment) bool { return e.id == id && !e.deleted })
}

func (s *Validators) getEnrollment(r *request) (reply, error) {
	e := s.enrollmentByID(r.args["enrollment_id"])
	if e == nil {
		return reply{}, failure(http.StatusNotFound, "Enrollment not found")
	}
	return jsonReply(http.StatusOK, s.enrollmentWire(e, r.now)), nil
}

// deleteEnrollment refuses those of e-mail addresses.
//
// choice: enrollments of e-mail addresses cannot be deleted
func (s *Validators) deleteEnrollment(r *request) (reply, error) {
	e := s.enrollmentByID(r.args["enrollment_id"])
	switch {
	case e == nil:
		return reply{}, failure(http.StatusNotFound, "Enrollment not found")
	case e.kind == "email-verification":
		return reply{}, invalid("this enrollment does not support deletion")
	case e.kind == "face-search" && r.query.Get("fraud_reason") == "":
		return reply{}, invalid("missing fraud reason")
	}
	s.emitEnrollment(e, r.now, "enrollment_deleted")
	e.deleted = true
	delete(s.files, e.file)
	return messageOnly(http.StatusOK, "Enrollment was succesfully deleted"), nil //nolint:misspell // Truora's own
}

func (s *Validators) listEnrollments(r *request) (reply, error) {
	id := r.args["account_id"]
	if _, ok := s.accounts[id]; !ok {
		return reply{}, notFound()
	}
	fitting := filter(newest(s.enrollments), func(e *enrollment) bool { return e.account == id && !e.deleted })
	return listReply(r, "enrollments", fitting, func(e *enrollment) int { return -e.serial }, func(e *enrollment) obj {
		return s.enrollmentWire(e, r.now)
	})
}
