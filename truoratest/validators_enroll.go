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

// enrollment is what is decided when it is created; its status follows from files and validations.
type enrollment struct {
	serial  int
	id      string
	account string
	kind    string
	form    url.Values
	failed  string // why; "" if it did not
	file    string // path of the reference picture; "" for numbers and addresses
	created time.Time
	deleted bool
}

func (s *Server) createEnrollment(r *request) reply {
	if refused := s.enrollmentInput(r); refused != nil {
		return *refused
	}
	a := s.validationAccountOf(r.form.Get("account_id"), r.now)
	e := &enrollment{
		serial: len(s.validators.enrollments) + 1, id: s.newID("ENR"), account: a.id, kind: r.form.Get("type"),
		form: cloneValues(r.form), created: r.now,
	}
	out := obj{}
	switch e.kind {
	case "face-recognition", "face-search":
		service := map[string]string{"face-recognition": "face-recognition-validator", "face-search": "face-search"}[e.kind]
		e.file = "/" + service + "/enroll/" + validatorsClientID + "/" + a.id + "/" + e.id
		life := time.Duration(s.validators.config.number(e.kind, "enrollment_timeout")) * time.Second
		out["file_upload_link"] = s.signLink(r, http.MethodPut, e.file, life, url.Values{
			"max-size": {strconv.Itoa(enrollmentMaxSize)}, "retries": {"1"},
		})
	default:
		e.failed, _ = take(&s.validators.refusals)
	}
	s.validators.enrollments = append(s.validators.enrollments, e)
	maps.Copy(out, s.enrollmentWire(e, r.now))
	return jsonReply(http.StatusOK, out)
}

// validatorsClientID is the account's own id in the paths of files.
var validatorsClientID = "TCI" + digest(32, "client")

func (s *Server) enrollmentInput(r *request) *reply {
	kind, consent := r.form.Get("type"), r.form.Get("user_authorized")
	country := strings.ToUpper(r.form.Get("country"))
	if a, ok := s.validators.accounts[r.form.Get("account_id")]; ok && country == "" {
		country = strings.ToUpper(a.form.Get("country"))
	}
	switch {
	case kind == "":
		return refuse("missing validation type")
	case !slices.Contains(enrollable, kind):
		return refuse("invalid validation type")
	case consent != "" && consent != "true" && consent != "false":
		return refuse("user authorization must be true or false")
	case consent != "true":
		return refuse("request was not authorized by end user")
	case r.form.Get("account_id") != "" && !validationAccountForm.MatchString(r.form.Get("account_id")):
		return refuse("invalid account id")
	case kind == "email-verification" && r.form.Get("email") == "":
		return refuse("missing email")
	case kind == "phone-verification" && !strings.HasPrefix(r.form.Get("phone_number"), "+"):
		return refuse("invalid phone number")
	case kind == "phone-verification" && !slices.Contains(enrolledPhoneTypes, r.form.Get("phone_type")):
		return refuse("invalid phone type")
	case kind == "phone-verification" && !slices.Contains([]string{"CO", "CL", "MX", "BR", "VE", "PE", "EC", "AR", "US"}, country):
		return refuse("invalid country")
	case kind == "face-search" && r.form.Get("fraud_reason") == "":
		return refuse("missing fraud reason")
	case kind == "face-search" && !slices.Contains(fraudReasons, r.form.Get("fraud_reason")):
		return refuse("invalid fraud reason")
	case kind == "face-search" && !slices.Contains(countries, country):
		return refuse("invalid country")
	}
	return nil
}

// enrollmentStatus: a face waits for its picture, and then for its first validation.
func (s *Server) enrollmentStatus(e *enrollment, now time.Time) (status, reason string) {
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
		slices.ContainsFunc(s.validators.validations, func(v *validation) bool {
			return v.against == e && s.lifeOf(v, now).status == "success"
		})
	if confirmed {
		return "success", ""
	}
	return "pending", ""
}

func (s *Server) enrollmentWire(e *enrollment, now time.Time) obj {
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

func (s *Server) enrollmentByID(id string) *enrollment {
	for _, e := range s.validators.enrollments {
		if e.id == id && !e.deleted {
			return e
		}
	}
	return nil
}

func (s *Server) getEnrollment(r *request) reply {
	e := s.enrollmentByID(r.args["enrollment_id"])
	if e == nil {
		return failure(http.StatusNotFound, "Enrollment not found")
	}
	return jsonReply(http.StatusOK, s.enrollmentWire(e, r.now))
}

// deleteEnrollment spares addresses: which kinds Truora spares is not published.
func (s *Server) deleteEnrollment(r *request) reply {
	e := s.enrollmentByID(r.args["enrollment_id"])
	switch {
	case e == nil:
		return failure(http.StatusNotFound, "Enrollment not found")
	case e.kind == "email-verification":
		return invalid("this enrollment does not support deletion")
	case e.kind == "face-search" && r.query.Get("fraud_reason") == "":
		return invalid("missing fraud reason")
	}
	s.tellEnrollment(e, r.now, "enrollment_deleted")
	e.deleted = true
	delete(s.files, e.file)
	return messageOnly(http.StatusOK, "Enrollment was succesfully deleted") //nolint:misspell // Truora's own
}

func (s *Server) listEnrollments(r *request) reply {
	id := r.args["account_id"]
	if _, ok := s.validators.accounts[id]; !ok {
		return notFound()
	}
	var fitting []*enrollment
	for _, e := range slices.Backward(s.validators.enrollments) {
		if e.account == id && !e.deleted {
			fitting = append(fitting, e)
		}
	}
	return listReply(s, r, "enrollments", fitting, func(e *enrollment) int { return -e.serial }, func(e *enrollment) obj {
		return s.enrollmentWire(e, r.now)
	})
}
