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

// Validators are the accounts, enrollments and validations of a [Server].
type Validators struct {
	*core
	webhooks *Webhooks

	accounts    map[string]*validationAccount
	enrollments []*enrollment // in order of creation
	validations []*validation // in order of creation
	config      validatorsConfig
	scripts     []ValidationScript
	refusals    []string // why the next enrollments are refused
}

func newValidators(c *core) *Validators {
	return &Validators{core: c, accounts: map[string]*validationAccount{}, config: newValidatorsConfig()}
}

func (s *Validators) routes() []route {
	return []route{
		{hostValidations, "GET /v1/accounts", noBody, "", s.listAccounts},
		{hostValidations, "POST /v1/accounts", formBody, "", s.createAccount},
		{hostValidations, "GET /v1/accounts/{account_id}", noBody, "", s.getAccount},
		{hostValidations, "GET /v1/accounts/{account_id}/enrollments", noBody, "", s.listEnrollments},
		{hostValidations, "GET /v1/accounts/{account_id}/validations", noBody, "", s.listAccountValidations},
		{hostValidations, "POST /v1/accounts/{account_id}/validations", formBody, "validation", s.create},
		{hostValidations, "GET /v1/accounts/{account_id}/validations/{validation_id}", noBody, "", with(s.validation, s.get)},
		{hostValidations, "POST /v1/accounts/{account_id}/validations/{validation_id}", formBody, "", s.perform},
		{hostValidations, "POST /v1/enrollments", formBody, "", s.createEnrollment},
		{hostValidations, "GET /v1/enrollments/{enrollment_id}", noBody, "", s.getEnrollment},
		{hostValidations, "DELETE /v1/enrollments/{enrollment_id}", noBody, "", s.deleteEnrollment},
		{hostValidations, "GET /v1/validations", noBody, "", s.list},
		{hostValidations, "POST /v1/validations", formBody, "validation", s.create},
		{hostValidations, "GET /v1/validations/{validation_id}", noBody, "", with(s.validation, s.get)},
		{hostValidations, "POST /v1/validations/{validation_id}", formBody, "", s.perform},
		{hostValidations, "DELETE /v1/validations/{validation_id}", noBody, "", s.delete},
		{hostValidations, "POST /v1/validations/{validation_id}/restore", noBody, "", s.restore},
		{hostValidations, "GET /v1/config", noBody, "", s.getConfig},
		{hostValidations, "PUT /v1/config", formBody, "", s.updateConfig},
		{hostValidations, "DELETE /v1/config", noBody, "", s.deleteConfig},
		{hostValidations, "GET /v1/config/document-selection", noBody, "", s.getDocumentSelection},
		{hostValidations, "GET /v1/document-infographic", noBody, "", s.getDocumentInfographic},
		{hostValidations, "POST /v1/evaluate-image", jsonBody, "", s.evaluateImage},
		{hostValidations, "GET /v1/status", noBody, "", s.ping},
	}
}

func (s *Validators) ping(*request) (reply, error) { return jsonReply(http.StatusOK, obj{}), nil }

type validationAccount struct {
	id      string
	form    url.Values
	created time.Time
}

// accountOf returns the account with that id, and creates it if it is new. For "" it
// makes up an id.
func (s *Validators) accountOf(id string, now time.Time) *validationAccount {
	if id == "" {
		id = s.newID("ACC")
	}
	a, ok := s.accounts[id]
	if !ok {
		a = &validationAccount{id: id, form: url.Values{}, created: now}
		s.accounts[id] = a
	}
	return a
}

// createAccount adds to an existing account.
//
// choice: creating an account of the validators that exists adds to it
func (s *Validators) createAccount(r *request) (reply, error) {
	id := r.form.Get("account_id")
	if id != "" && !accountForm.MatchString(id) {
		// As in Truora's sample.
		return reply{}, coded(http.StatusBadRequest, 10404, "")
	}
	a := s.accountOf(id, r.now)
	maps.Copy(a.form, r.form)
	return jsonReply(http.StatusCreated, s.accountWire(a, r.now)), nil
}

func (s *Validators) getAccount(r *request) (reply, error) {
	a, ok := s.accounts[r.args["account_id"]]
	if !ok {
		return reply{}, failure(http.StatusNotFound, "Validation account not found")
	}
	return jsonReply(http.StatusOK, s.accountWire(a, r.now)), nil
}

// listAccounts uses the last id of a page as its cursor, as in Truora's sample.
func (s *Validators) listAccounts(r *request) (reply, error) {
	var ids []string
	for id := range s.accounts {
		if id > r.query.Get("start_key") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	size := r.pageSize
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
	wire := each(ids, func(id string) obj { return s.accountWire(s.accounts[id], r.now) })
	return jsonReply(http.StatusOK, obj{"accounts": wire, "next": next, "self": r.self()}), nil
}

// accountWire returns names in capitals and another name for the number, as Truora
// does.
func (s *Validators) accountWire(a *validationAccount, now time.Time) obj {
	prepared := obj{"authenticate": false, "electronic-signature": false, "document-validation": true}
	for _, typ := range []string{"face-recognition", "face-search", "email-verification", "phone-verification"} {
		prepared[typ] = slices.ContainsFunc(s.enrollments, func(e *enrollment) bool {
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
