package truoratest

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var validatorsRoutes = []route{
	{hostValidations, "GET /v1/accounts", noBody, "", (*Server).listValidationAccounts},
	{hostValidations, "POST /v1/accounts", formBody, "", (*Server).createValidationAccount},
	{hostValidations, "GET /v1/accounts/{account_id}", noBody, "", (*Server).getValidationAccount},
	{hostValidations, "GET /v1/accounts/{account_id}/enrollments", noBody, "", (*Server).listEnrollments},
	{hostValidations, "GET /v1/accounts/{account_id}/validations", noBody, "", (*Server).listAccountValidations},
	{hostValidations, "POST /v1/accounts/{account_id}/validations", formBody, "validation", (*Server).createValidation},
	{hostValidations, "GET /v1/accounts/{account_id}/validations/{validation_id}", noBody, "", ofValidation((*Server).getValidation)},
	{hostValidations, "POST /v1/accounts/{account_id}/validations/{validation_id}", formBody, "", (*Server).performValidation},
	{hostValidations, "POST /v1/enrollments", formBody, "", (*Server).createEnrollment},
	{hostValidations, "GET /v1/enrollments/{enrollment_id}", noBody, "", (*Server).getEnrollment},
	{hostValidations, "DELETE /v1/enrollments/{enrollment_id}", noBody, "", (*Server).deleteEnrollment},
	{hostValidations, "GET /v1/validations", noBody, "", (*Server).listAllValidations},
	{hostValidations, "POST /v1/validations", formBody, "validation", (*Server).createValidation},
	{hostValidations, "GET /v1/validations/{validation_id}", noBody, "", ofValidation((*Server).getValidation)},
	{hostValidations, "POST /v1/validations/{validation_id}", formBody, "", (*Server).performValidation},
	{hostValidations, "DELETE /v1/validations/{validation_id}", noBody, "", (*Server).deleteValidation},
	{hostValidations, "POST /v1/validations/{validation_id}/restore", noBody, "", (*Server).restoreValidation},
	{hostValidations, "GET /v1/config", noBody, "", (*Server).getValidatorsConfig},
	{hostValidations, "PUT /v1/config", formBody, "", (*Server).updateValidatorsConfig},
	{hostValidations, "DELETE /v1/config", noBody, "", (*Server).deleteValidatorsConfig},
	{hostValidations, "GET /v1/config/document-selection", noBody, "", (*Server).documentSelection},
	{hostValidations, "GET /v1/document-infographic", noBody, "", (*Server).documentInfographic},
	{hostValidations, "POST /v1/evaluate-image", jsonBody, "", (*Server).evaluateImage},
	{hostValidations, "GET /v1/status", noBody, "", func(*Server, *request) reply { return jsonReply(http.StatusOK, obj{}) }},
}

type validatorsState struct {
	accounts    map[string]*validationAccount
	enrollments []*enrollment // in order of creation
	validations []*validation // in order of creation
	config      validatorsConfig
	scripts     []ValidationScript
	refusals    []string // of the next enrollments
}

func newValidatorsState() validatorsState {
	return validatorsState{accounts: map[string]*validationAccount{}, config: newValidatorsConfig()}
}

type validationAccount struct {
	id      string
	form    url.Values
	created time.Time
}

var validationAccountForm = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// validationAccountOf returns the account with that id, which it makes if there is none; "" makes a new one.
func (s *Server) validationAccountOf(id string, now time.Time) *validationAccount {
	if id == "" {
		id = s.newID("ACC")
	}
	a, ok := s.validators.accounts[id]
	if !ok {
		a = &validationAccount{id: id, form: url.Values{}, created: now}
		s.validators.accounts[id] = a
	}
	return a
}

// createValidationAccount adds to an account that exists: the fake's choice, Truora documents no refusal.
func (s *Server) createValidationAccount(r *request) reply {
	id := r.form.Get("account_id")
	if id != "" && !validationAccountForm.MatchString(id) {
		return coded(http.StatusBadRequest, 10404, "") // as Truora's sample has it
	}
	a := s.validationAccountOf(id, r.now)
	maps.Copy(a.form, r.form)
	return jsonReply(http.StatusCreated, s.validationAccountWire(a, r.now))
}

func (s *Server) getValidationAccount(r *request) reply {
	a, ok := s.validators.accounts[r.args["account_id"]]
	if !ok {
		return failure(http.StatusNotFound, "Validation account not found")
	}
	return jsonReply(http.StatusOK, s.validationAccountWire(a, r.now))
}

// listValidationAccounts pages by the last id of the page, as Truora's sample does.
func (s *Server) listValidationAccounts(r *request) reply {
	var ids []string
	for id := range s.validators.accounts {
		if id > r.query.Get("start_key") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	size := s.pageSize
	if n, err := strconv.Atoi(r.query.Get("limit")); err == nil && n > 0 {
		size = min(size, n)
	}
	next := ""
	if len(ids) > size {
		ids = ids[:size]
		query := cloneValues(r.query)
		query.Set("start_key", ids[size-1])
		next = r.path + "?" + query.Encode()
	}
	wire := make([]obj, 0, len(ids))
	for _, id := range ids {
		wire = append(wire, s.validationAccountWire(s.validators.accounts[id], r.now))
	}
	return jsonReply(http.StatusOK, obj{"accounts": wire, "next": next, "self": r.self()})
}

// validationAccountWire shows names in capitals and the number under another name, as Truora does.
func (s *Server) validationAccountWire(a *validationAccount, now time.Time) obj {
	prepared := obj{"authenticate": false, "electronic-signature": false, "document-validation": true}
	for _, typ := range []string{"face-recognition", "face-search", "email-verification", "phone-verification"} {
		prepared[typ] = slices.ContainsFunc(s.validators.enrollments, func(e *enrollment) bool {
			status, _ := s.enrollmentStatus(e, now)
			return e.account == a.id && e.kind == typ && status == "success"
		})
	}
	out := obj{"account_id": a.id, "creation_date": stamp(a.created), "validators_prepared": prepared}
	for to, from := range map[string]string{
		"country": "country", "document_type": "document_type", "national_id": "document_number",
		"document_issue_date": "document_issue_date", "email": "email", "phone_number": "phone_number",
		"facebook_user": "facebook_user", "twitter_user": "twitter_user",
	} {
		if v := a.form.Get(from); v != "" {
			out[to] = v
		}
	}
	for _, name := range []string{"first_name", "last_name"} {
		if v := a.form.Get(name); v != "" {
			out[name] = strings.ToUpper(v)
		}
	}
	if country, ok := out["country"].(string); ok {
		out["country"] = strings.ToUpper(country)
	}
	return out
}
