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

// validation is what is decided when it is created. Its state at any moment follows
// from that, its files and its codes.
type validation struct {
	serial    int
	id        string
	docID     string
	account   string
	kind      string
	form      url.Values
	files     []expectedFile
	against   *enrollment // the enrolled face it is compared with, if any
	reference string      // path of the picture of that face
	threshold float64
	allowed   int
	remaining int
	code      string
	script    ValidationScript

	created, deadline time.Time
	ended             *validationLife // nil until it was read after its end
	announced         bool            // whether its end was
	deleted, restored time.Time
}

// expectedFile is a file that a validation waits for.
type expectedFile struct{ instruction, path string }

var (
	validatable = []string{"document-validation", "face-recognition", "email-verification", "phone-verification", "face-search", "electronic-signature"}

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

// create also serves the older path below an account, which has the account twice.
func (s *Validators) create(r *request) (reply, error) {
	if id := r.args["account_id"]; id != "" {
		if in := r.form.Get("account_id"); in != "" && in != id {
			return reply{}, invalid("account id mismatch")
		}
		r.form = cloneValues(r.form) // the ledger has the other
		r.form.Set("account_id", id)
	}
	if err := s.validate(r); err != nil {
		return reply{}, err
	}
	v := &validation{
		serial: len(s.validations) + 1, id: s.newID("VLD"), kind: r.form.Get("type"), form: cloneValues(r.form), created: r.now,
	}
	if err := s.findReference(v, r); err != nil {
		return reply{}, err
	}
	if err := s.countRetries(v, r); err != nil {
		return reply{}, err
	}
	v.account = s.accountOf(r.form.Get("account_id"), r.now).id
	var scripted bool
	if v.script, scripted = take(&s.scripts); !scripted {
		v.script = s.magicValidation(v.account)
	}
	v.threshold, _ = parseShare(r.form.Get("threshold"))
	if !r.form.Has("threshold") {
		v.threshold = s.config.number(v.kind, "threshold")
	}
	seconds, _ := strconv.Atoi(r.form.Get("timeout"))
	if seconds == 0 {
		seconds = int(s.config.number(v.kind, "timeout"))
	}
	v.deadline = r.now.Add(time.Duration(seconds) * time.Second)
	instructions := s.instruct(v, r)
	s.validations = append(s.validations, v)
	s.emit(v, r.now, "created")
	s.schedule(v, r.now)
	wire := s.wire(v, r, false)
	if len(instructions) > 0 {
		wire["instructions"] = instructions
	}
	out := jsonReply(http.StatusOK, wire)
	out.bought = v.id
	return out, nil
}

// instruct creates the links or the code.
func (s *Validators) instruct(v *validation, r *request) obj {
	out := obj{}
	switch v.kind {
	case "document-validation":
		v.docID = s.newID("DCR")
		at := "/documents-recognition/" + clientID + "/" + v.account + "/" + v.docID
		v.files = []expectedFile{{"front_url", at + "_front"}}
		if !slices.Contains(oneSided, v.form.Get("document_type")) {
			v.files = append(v.files, expectedFile{"reverse_url", at + "_reverse"})
		}
	case "face-recognition":
		v.files = []expectedFile{{"file_upload_link", "/face-recognition-validator/create-validation/" + clientID + "/" + v.account + "/" + v.id}}
	case "face-search":
		v.files = []expectedFile{{"file_upload_link", "/face-search/create-validation/" + clientID + "/" + v.account + "/" + v.id}}
	case "electronic-signature":
		out["signer_link"] = "https://app.zapsign.com.br/verificar/" + digest(16, v.id)
	default:
		v.code = fmt.Sprintf("%06d", pick(1_000_000, "code", v.id))
	}
	for _, f := range v.files {
		out[f.instruction] = r.signLink(http.MethodPut, f.path, v.deadline.Sub(v.created), url.Values{
			"max-size": {strconv.Itoa(validationMaxSize)}, "retries": {"1"},
		})
	}
	return out
}

func (s *Validators) validate(r *request) error {
	kind, consent := r.form.Get("type"), r.form.Get("user_authorized")
	timeout, errTimeout := strconv.Atoi(r.form.Get("timeout"))
	_, shared := parseShare(r.form.Get("threshold"))
	longest := longestUpload
	if kind == "email-verification" || kind == "phone-verification" {
		longest = longestCode
	}
	switch {
	case kind == "":
		return invalid("missing validation type")
	case !slices.Contains(validatable, kind):
		return invalid("invalid validation type")
	case consent != "true":
		return invalid("request was not authorized by end user")
	case r.form.Get("account_id") == "" && kind != "document-validation":
		return invalid("missing account id parameter")
	case !matches(r.form, "account_id", accountForm):
		return invalid("invalid account id")
	case r.form.Has("timeout") && (errTimeout != nil || timeout < 1 || timeout > longest):
		return invalid("invalid timeout")
	case r.form.Has("threshold") && !shared:
		return invalid("invalid threshold")
	case utf8.RuneCountInString(r.form.Get("custom_input")) > 128:
		return invalid("custom_input is longer than 128 characters")
	}
	return inputOfKind(kind, r.form)
}

func inputOfKind(kind string, form url.Values) error {
	country := strings.ToUpper(form.Get("country"))
	switch {
	case kind == "document-validation" && !slices.Contains(docCountries, country),
		kind == "face-search" && !slices.Contains(listCountries, country):
		return invalid("invalid country")
	case kind == "document-validation" && !slices.Contains(validatedDocuments, form.Get("document_type")):
		return invalid("invalid document type")
	case kind == "phone-verification" && !slices.Contains(enrolledPhoneTypes, form.Get("phone_type")):
		return invalid("invalid phone type")
	case kind == "phone-verification" && !slices.Contains([]string{"sms", "call", "whatsapp"}, form.Get("verify_channel")):
		return invalid("invalid verify channel")
	case kind == "phone-verification" && !slices.Contains([]string{"en", "es", "pt-BR"}, form.Get("phone_locale")):
		return invalid("invalid phone locale")
	}
	for _, sub := range form["subvalidations"] {
		if !slices.Contains(subvalidations, sub) { // also a list with commas, or brackets
			return invalid("invalid subvalidation")
		}
	}
	return nil
}

// findReference finds what a validation is compared with: an enrollment or, for a face,
// the front of the account's document.
func (s *Validators) findReference(v *validation, r *request) error {
	id := r.form.Get("account_id")
	if v.kind == "document-validation" {
		return nil
	}
	if _, ok := s.accounts[id]; !ok {
		return invalid("Validation account not found")
	}
	if v.kind == "face-search" || v.kind == "electronic-signature" {
		return nil
	}
	for _, e := range slices.Backward(s.enrollments) {
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
	for _, d := range slices.Backward(s.validations) {
		if _, in := s.files[frontOf(d)]; in && v.kind == "face-recognition" && d.account == id {
			v.reference = frontOf(d)
			return nil
		}
	}
	return invalid("account is not enrolled for %s", v.kind)
}

// frontOf returns the path of a document's front, or "".
func frontOf(v *validation) string {
	if v.kind != "document-validation" {
		return ""
	}
	return v.files[0].path
}

// countRetries sets how often the validation can be retried, and checks that it may
// itself be a retry.
func (s *Validators) countRetries(v *validation, r *request) error {
	v.allowed = int(s.config.number(v.kind, "allowed_retries"))
	v.remaining = v.allowed
	id := r.form.Get("retry_of_id")
	if id == "" {
		return nil
	}
	first := s.byID(id)
	if first == nil || first.account != r.form.Get("account_id") || first.kind != v.kind || len(first.files) == 0 {
		return invalid("invalid retry of id")
	}
	was := s.lifeOf(first, r.now)
	ttl := time.Duration(s.config.number(v.kind, "retry_ttl")) * time.Second
	switch {
	case was.status != "failure":
		return invalid("only a failed validation can be retried")
	case first.remaining == 0:
		return invalid("max retries reached")
	case r.now.After(was.finished.Add(ttl)):
		return invalid("the time to retry is over")
	case v.kind == "face-recognition" && !slices.Contains(r.form["subvalidations"], "passive_liveness"):
		return invalid("only passive liveness can be retried")
	}
	v.remaining = first.remaining - 1
	return nil
}
