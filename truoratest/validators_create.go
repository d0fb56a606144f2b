package truoratest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// validation is what is decided when it is created; its state at any moment follows from it, from the files that
// came, and from the codes that were given.
type validation struct {
	serial    int
	id        string
	docID     string
	account   string
	kind      string
	form      url.Values
	files     []expectedFile
	against   *enrollment // the face it is compared with, if that was enrolled
	reference string      // path of the picture of that face
	threshold float64
	allowed   int
	remaining int
	code      string
	script    ValidationScript

	created, deadline time.Time
	ended             *validationLife // nil until somebody saw that it is over
	told              bool            // that it is over
	deleted, restored time.Time
}

// expectedFile is a file that a validation waits for.
type expectedFile struct{ instruction, path string }

var (
	validatable        = []string{"document-validation", "face-recognition", "email-verification", "phone-verification", "face-search", "electronic-signature"}
	docCountries       = []string{"CO", "CL", "MX", "PE", "BR", "CR", "VE", "PA", "SV", "ALL"}
	listCountries      = []string{"ALL", "BR", "CL", "CO", "CR", "EC", "MX", "PE"}
	validatedDocuments = strings.Fields("national-id foreign-id driver-license passport identity-card rut ppt invoice picture-id record cnh pep " +
		"general-registration temporary-national-id tax-id ptp native-national-id")
	oneSided       = []string{"passport", "rut", "invoice", "record"}
	subvalidations = []string{"passive_liveness", "similarity", "speech_match"}
)

const (
	validationMaxSize = 30 << 20
	longestCode       = 600   // seconds
	longestUpload     = 21600 // seconds
)

// createValidation also serves the older path below an account, which says the account twice.
func (s *Server) createValidation(r *request) reply {
	if id := r.args["account_id"]; id != "" {
		if in := r.form.Get("account_id"); in != "" && in != id {
			return invalid("account id mismatch")
		}
		r.form.Set("account_id", id)
	}
	if refused := s.validationInput(r); refused != nil {
		return *refused
	}
	v := &validation{
		serial: len(s.validators.validations) + 1, id: s.newID("VLD"), kind: r.form.Get("type"), form: cloneValues(r.form), created: r.now,
	}
	if refused := s.reference(v, r); refused != nil {
		return *refused
	}
	if refused := s.retries(v, r); refused != nil {
		return *refused
	}
	v.account = s.validationAccountOf(r.form.Get("account_id"), r.now).id
	v.script, _ = take(&s.validators.scripts)
	v.threshold, _ = strconv.ParseFloat(r.form.Get("threshold"), 64)
	if !r.form.Has("threshold") {
		v.threshold = s.validators.config.number(v.kind, "threshold")
	}
	seconds, _ := strconv.Atoi(r.form.Get("timeout"))
	if seconds == 0 {
		seconds = int(s.validators.config.number(v.kind, "timeout"))
	}
	v.deadline = r.now.Add(time.Duration(seconds) * time.Second)
	instructions := s.instruct(v, r)
	s.validators.validations = append(s.validators.validations, v)
	s.tellValidation(v, r.now, "created")
	s.foreseeValidation(v, r.now)
	wire := s.validationWire(v, r, false)
	if len(instructions) > 0 {
		wire["instructions"] = instructions
	}
	out := jsonReply(http.StatusOK, wire)
	out.bought = v.id
	return out
}

// instruct makes the links or the code.
func (s *Server) instruct(v *validation, r *request) obj {
	out := obj{}
	switch v.kind {
	case "document-validation":
		v.docID = s.newID("DCR")
		at := "/documents-recognition/" + validatorsClientID + "/" + v.account + "/" + v.docID
		v.files = []expectedFile{{"front_url", at + "_front"}}
		if !slices.Contains(oneSided, v.form.Get("document_type")) {
			v.files = append(v.files, expectedFile{"reverse_url", at + "_reverse"})
		}
	case "face-recognition":
		v.files = []expectedFile{{"file_upload_link", "/face-recognition-validator/create-validation/" + validatorsClientID + "/" + v.account + "/" + v.id}}
	case "face-search":
		v.files = []expectedFile{{"file_upload_link", "/face-search/create-validation/" + validatorsClientID + "/" + v.account + "/" + v.id}}
	case "electronic-signature":
		out["signer_link"] = "https://app.zapsign.com.br/verificar/" + digest(16, v.id)
	default:
		v.code = fmt.Sprintf("%06d", pick(1_000_000, "code", v.id))
	}
	for _, f := range v.files {
		out[f.instruction] = s.signLink(r, http.MethodPut, f.path, v.deadline.Sub(v.created), url.Values{
			"max-size": {strconv.Itoa(validationMaxSize)}, "retries": {"1"},
		})
	}
	return out
}

func (s *Server) validationInput(r *request) *reply {
	kind, consent := r.form.Get("type"), r.form.Get("user_authorized")
	timeout, errTimeout := strconv.Atoi(r.form.Get("timeout"))
	threshold, errThreshold := strconv.ParseFloat(r.form.Get("threshold"), 64)
	longest := longestUpload
	if kind == "email-verification" || kind == "phone-verification" {
		longest = longestCode
	}
	switch {
	case kind == "":
		return refuse("missing validation type")
	case !slices.Contains(validatable, kind):
		return refuse("invalid validation type")
	case consent != "true":
		return refuse("request was not authorized by end user")
	case r.form.Get("account_id") == "" && kind != "document-validation":
		return refuse("missing account id parameter")
	case r.form.Get("account_id") != "" && !validationAccountForm.MatchString(r.form.Get("account_id")):
		return refuse("invalid account id")
	case r.form.Has("timeout") && (errTimeout != nil || timeout < 1 || timeout > longest):
		return refuse("invalid timeout")
	case r.form.Has("threshold") && (errThreshold != nil || threshold < 0 || threshold > 1):
		return refuse("invalid threshold")
	case utf8.RuneCountInString(r.form.Get("custom_input")) > 128:
		return refuse("custom_input is longer than 128 characters")
	}
	return inputOfKind(kind, r.form)
}

func inputOfKind(kind string, form url.Values) *reply {
	country := strings.ToUpper(form.Get("country"))
	switch {
	case kind == "document-validation" && !slices.Contains(docCountries, country),
		kind == "face-search" && !slices.Contains(listCountries, country):
		return refuse("invalid country")
	case kind == "document-validation" && !slices.Contains(validatedDocuments, form.Get("document_type")):
		return refuse("invalid document type")
	case kind == "phone-verification" && !slices.Contains(enrolledPhoneTypes, form.Get("phone_type")):
		return refuse("invalid phone type")
	case kind == "phone-verification" && !slices.Contains([]string{"sms", "call", "whatsapp"}, form.Get("verify_channel")):
		return refuse("invalid verify channel")
	case kind == "phone-verification" && !slices.Contains([]string{"en", "es", "pt-BR"}, form.Get("phone_locale")):
		return refuse("invalid phone locale")
	}
	for _, sub := range form["subvalidations"] {
		if !slices.Contains(subvalidations, sub) { // also a comma list, or brackets
			return refuse("invalid subvalidation")
		}
	}
	return nil
}

// reference finds what a validation is held against: an enrollment, or for a face the front of the account's document.
func (s *Server) reference(v *validation, r *request) *reply {
	id := r.form.Get("account_id")
	if v.kind == "document-validation" {
		return nil
	}
	if _, ok := s.validators.accounts[id]; !ok {
		return refuse("Validation account not found")
	}
	if v.kind == "face-search" || v.kind == "electronic-signature" {
		return nil
	}
	for _, e := range slices.Backward(s.validators.enrollments) {
		_, in := s.files[e.file]
		switch {
		case e.deleted || e.account != id || e.kind != v.kind || e.failed != "":
		case e.file != "" && in:
			v.against, v.reference = e, e.file
			return nil
		case v.kind == "phone-verification" && e.form.Get("phone_type") == r.form.Get("phone_type"), v.kind == "email-verification":
			v.against = e
			return nil
		}
	}
	for _, d := range slices.Backward(s.validators.validations) {
		if _, in := s.files[frontOf(d)]; in && v.kind == "face-recognition" && d.account == id {
			v.reference = frontOf(d)
			return nil
		}
	}
	return refuse("account is not enrolled for %s", v.kind)
}

// frontOf is the path of a document's picture, "" for anything else.
func frontOf(v *validation) string {
	if v.kind != "document-validation" {
		return ""
	}
	return v.files[0].path
}

// retries decides how often the validation can be tried again, and whether it is such a try itself.
func (s *Server) retries(v *validation, r *request) *reply {
	v.allowed = int(s.validators.config.number(v.kind, "allowed_retries"))
	v.remaining = v.allowed
	id := r.form.Get("retry_of_id")
	if id == "" {
		return nil
	}
	first := s.validationByID(id)
	if first == nil || first.account != r.form.Get("account_id") || first.kind != v.kind || len(first.files) == 0 {
		return refuse("invalid retry of id")
	}
	was := s.lifeOf(first, r.now)
	ttl := time.Duration(s.validators.config.number(v.kind, "retry_ttl")) * time.Second
	switch {
	case was.status != "failure":
		return refuse("only a failed validation can be retried")
	case first.remaining == 0:
		return refuse("max retries reached")
	case r.now.After(was.finished.Add(ttl)):
		return refuse("the time to retry is over")
	case v.kind == "face-recognition" && !slices.Contains(r.form["subvalidations"], "passive_liveness"):
		return refuse("only passive liveness can be retried")
	}
	v.remaining = first.remaining - 1
	return nil
}
