package truoratest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// APIKeys are the keys and tokens of a [Server].
type APIKeys struct {
	*core
	bySecret map[string]*apiKey
	oldest   []*apiKey
	reuse    bool            // see ReuseProcesses
	gone     map[string]bool // processes that were deleted
}

func newAPIKeys(c *core) *APIKeys {
	return &APIKeys{core: c, bySecret: map[string]*apiKey{}, gone: map[string]bool{}}
}

func (s *APIKeys) routes() []route {
	return []route{
		{hostAccount, "GET /v1/api-keys", noBody, "", s.list},
		{hostAccount, "POST /v1/api-keys", formBody, "", s.create},
		{hostAccount, "DELETE /v1/api-keys/{api_key_id}", noBody, "", s.delete},
	}
}

// apiKey is a key that was made on this server.
type apiKey struct {
	serial           int
	id, kind, grant  string
	name, secret     string
	account, process string // of web tokens
	form             url.Values
	created, expires time.Time
	deleted          bool
}

// processKeys are the types of keys that belong to one process.
var processKeys = []string{"web", "test"}

func (k *apiKey) isToken() bool { return slices.Contains(processKeys, k.kind) }

const (
	tokenLife = 2 * time.Hour
	testLife  = 15 * time.Minute // of key_type test, as integrators observed
	// tokenSeed signs tokens that are valid on this server only.
	tokenSeed = "truoratest token"
)

var (
	keyTypes  = []string{"backend", "web", "sdk", "test"}
	keyGrants = []string{"digital-identity", "signals", "validations", "check"}
)

// webOps are the operations that a web token may call, for its own process only.
var webOps = []string{
	"POST /v1/processes", "GET /v1/processes/{process_id}", "POST /v1/processes/{process_id}",
	"PUT /v1/processes/{process_id}", "POST /v1/processes/{process_id}/back", "POST /v1/processes/{process_id}/send-link",
	"POST /v1/processes/{process_id}/status", "POST /v1/processes/{process_id}/verifications",
	"POST /v1/processes/steps/{step_id}", "POST /v1/processes/steps/{step_id}/back",
}

const denied = "User is not authorized to access this resource with an explicit deny"

// admit refuses a key that is unknown, deleted or expired, or lacks the permission.
func (s *APIKeys) admit(secret string, rt *route, r *request) error {
	k := s.bySecret[secret]
	switch {
	case k == nil || k.deleted:
		return refuse(messageOnly(http.StatusForbidden, denied))
	case !k.expires.IsZero() && !r.now.Before(k.expires):
		return failure(http.StatusForbidden, "%s: the api key has expired", denied)
	case k.kind == "backend":
		return nil
	case !k.isToken() || !slices.Contains(webOps, rt.op) || k.grant != "digital-identity":
		return refuse(messageOnly(http.StatusForbidden, denied))
	}
	r.token = k
	return nil
}

func (s *APIKeys) create(r *request) (reply, error) {
	if err := checkKeyInput(r.form); err != nil {
		return reply{}, err
	}
	k := &apiKey{
		serial: len(s.oldest) + 1, id: s.newID("AKI"), kind: r.form.Get("key_type"), grant: r.form.Get("grant"),
		name: r.form.Get("key_name"), form: cloneValues(r.form), created: r.now,
	}
	if k.isToken() {
		k.expires = r.now.Add(tokenLife)
		if k.kind == "test" {
			k.expires = r.now.Add(testLife)
		}
		k.account = cmp.Or(r.form.Get("account_id"), s.newID("ACC"))
		k.process = s.processFor(k.account)
	}
	k.secret = k.token(s.seed)
	s.oldest = append(s.oldest, k)
	s.bySecret[k.secret] = k
	return jsonReply(http.StatusOK, obj{"api_key": k.secret, "message": "API key created successfully"}), nil
}

// ReuseProcesses makes a new token for an account refer to the account's previous
// process, if there is one, finished or not. One integrator observed this; others got a
// new process each time.
//
// choice: each token has a process of its own, also for an account that had one
func (s *APIKeys) ReuseProcesses(reuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reuse = reuse
}

// tokenOf returns the first token with which a process can be opened, or nil.
func (s *APIKeys) tokenOf(process string) *apiKey {
	return firstWhere(s.oldest, func(k *apiKey) bool { return k.isToken() && k.process == process && !s.gone[process] })
}

func (s *APIKeys) processFor(account string) string {
	for _, k := range slices.Backward(s.oldest) {
		if s.reuse && k.account == account && k.process != "" && !s.gone[k.process] {
			return k.process
		}
	}
	return s.newID("IDP")
}

// keyFields are the fields of a new key, apart from start variables.
var keyFields = []string{
	"account_id", "api_key_version", "billing_hub", "country", "document_type", "emails", "flow_id", "grant", "key_name",
	"key_type", "phone", "phones", "redirect_url",
}

// listed returns the values of a field in each form in use: repeated, as documented,
// separated by commas, or under name[0], name[1] and so on.
func listed(form url.Values, name string) []string {
	fields := slices.Clone(form[name])
	for i := 0; form.Has(fmt.Sprintf("%s[%d]", name, i)); i++ {
		fields = append(fields, form[fmt.Sprintf("%s[%d]", name, i)]...)
	}
	var out []string
	for _, field := range fields {
		out = append(out, strings.Split(field, ",")...)
	}
	return out
}

func knownKeyField(name string) bool {
	base, index, numbered := strings.Cut(name, "[")
	if numbered {
		return (base == "emails" || base == "phones") && strings.HasSuffix(index, "]")
	}
	return slices.Contains(keyFields, name) || strings.HasPrefix(name, "start_variables.")
}

func checkKeyInput(form url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if !knownKeyField(name) {
			return invalid("unknown field")
		}
	}
	kind, grant := form.Get("key_type"), form.Get("grant")
	switch {
	case kind == "":
		return invalid("missing key_type")
	case !slices.Contains(keyTypes, kind):
		return invalid("invalid key_type")
	case kind == "backend" && form.Get("key_name") == "":
		return invalid("missing key_name")
	case kind != "backend" && !slices.Contains(keyGrants, grant):
		return invalid("invalid grant")
	case !slices.Contains([]string{"", "0", "1"}, form.Get("api_key_version")):
		return invalid("invalid api_key_version")
	case !matches(form, "account_id", accountForm):
		return invalid("invalid account_id")
	case !slices.Contains(processKeys, kind) || grant != "digital-identity":
		return nil
	case !strings.HasPrefix(form.Get("flow_id"), "IPF"):
		return invalid("invalid flow_id")
	case !slices.Contains(keyCountries, strings.ToUpper(form.Get("country"))):
		return invalid("invalid country")
	case form.Get("redirect_url") == "":
		return invalid("missing redirect_url")
	}
	return nil
}

// token returns a JWT with the same claims as Truora's. additional_data is JSON inside
// a string.
func (k *apiKey) token(seed string) string {
	additional := obj{}
	if k.isToken() {
		additional = obj{
			"country": k.form.Get("country"), "flow_id": k.form.Get("flow_id"),
			"redirect_url": k.form.Get("redirect_url"), "process_id": k.process,
		}
	}
	claims := obj{
		"iss": "https://issuer.example.com/truoratest", "iat": k.created.Unix(), "jti": k.id, "client_id": clientID,
		"account_id": k.account, "additional_data": string(jsonReply(0, additional).body), "application_id": "",
		"grant": k.grant, "key_name": k.name, "key_type": k.kind, "username": "truoratest-" + k.name,
	}
	if !k.expires.IsZero() {
		claims["exp"] = k.expires.Unix()
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(jsonReply(0, claims).body)
	mac := hmac.New(sha256.New, []byte(tokenSeed+seed))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

func (s *APIKeys) list(r *request) (reply, error) {
	alive := filter(s.oldest, func(k *apiKey) bool { return !k.deleted })
	return listReply(r, "api_keys", alive, func(k *apiKey) int { return k.serial }, func(k *apiKey) obj {
		return obj{
			"api_key_id": k.id, "key_name": k.name, "key_type": k.kind, "grant": k.grant, "creation_date": stamp(k.created),
		}
	})
}

// delete takes the id or the name.
//
// choice: a key is deleted by its id or by its name
func (s *APIKeys) delete(r *request) (reply, error) {
	wanted := r.args["api_key_id"]
	for _, k := range s.oldest {
		if !k.deleted && (k.id == wanted || k.name == wanted) {
			k.deleted = true
			return messageOnly(http.StatusOK, "API key deleted"), nil
		}
	}
	return reply{}, notFound()
}

// startValues returns the start_variables of a token, by name.
func (k *apiKey) startValues() obj {
	out := obj{}
	for name := range k.form {
		if key, ok := strings.CutPrefix(name, "start_variables.metadata."); ok {
			out[key] = k.form.Get(name)
		}
	}
	return out
}
