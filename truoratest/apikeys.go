package truoratest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var keyRoutes = []route{
	{hostAccount, "GET /v1/api-keys", noBody, "", (*Server).listKeys},
	{hostAccount, "POST /v1/api-keys", formBody, "", (*Server).createKey},
	{hostAccount, "DELETE /v1/api-keys/{api_key_id}", noBody, "", (*Server).deleteKey},
}

type keysState struct {
	bySecret map[string]*mintedKey
	oldest   []*mintedKey
}

// mintedKey is a key that somebody made on this server.
type mintedKey struct {
	serial           int
	id, kind, grant  string
	name, secret     string
	account, process string // of web tokens
	form             url.Values
	created, expires time.Time
	deleted          bool
}

const (
	clientID  = "TCI00000000000000000000000000000001"
	tokenLife = 2 * time.Hour
	// tokenSeed signs tokens that open nothing but this server.
	tokenSeed = "truoratest token"
)

var (
	keyTypes     = []string{"backend", "web", "sdk"}
	keyGrants    = []string{"digital-identity", "signals", "validations", "check"}
	keyCountries = []string{"ALL", "BR", "CL", "CO", "CR", "EC", "MX", "PE", "AR", "SV"}
	accountForm  = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)
)

// webOps are what a web token may do, and only with its own process.
var webOps = []string{
	"POST /v1/processes", "GET /v1/processes/{process_id}", "POST /v1/processes/{process_id}",
	"PUT /v1/processes/{process_id}", "POST /v1/processes/{process_id}/back", "POST /v1/processes/{process_id}/send-link",
	"POST /v1/processes/{process_id}/status", "POST /v1/processes/{process_id}/verifications",
	"POST /v1/processes/steps/{step_id}", "POST /v1/processes/steps/{step_id}/back",
}

const denied = "User is not authorized to access this resource with an explicit deny"

// admit refuses keys that are not the account's own and not minted here, are dead, or may not do this.
func (s *Server) admit(secret string, rt *route, r *request) *reply {
	k := s.keys.bySecret[secret]
	var refused reply
	switch {
	case k == nil || k.deleted:
		refused = messageOnly(http.StatusForbidden, denied)
	case !k.expires.IsZero() && !r.now.Before(k.expires):
		refused = failure(http.StatusForbidden, "%s: the api key has expired", denied)
	case k.kind == "backend":
		return nil
	case !slices.Contains(webOps, rt.op) || k.grant != "digital-identity":
		refused = messageOnly(http.StatusForbidden, denied)
	default:
		r.token = k
		return nil
	}
	return &refused
}

func (s *Server) createKey(r *request) reply {
	if refused := checkKeyInput(r.form); refused != nil {
		return *refused
	}
	k := &mintedKey{
		serial: len(s.keys.oldest) + 1, id: s.newID("AKI"), kind: r.form.Get("key_type"), grant: r.form.Get("grant"),
		name: r.form.Get("key_name"), form: cloneValues(r.form), created: r.now,
	}
	if k.kind == "web" {
		k.expires = r.now.Add(tokenLife)
		k.process = s.newID("IDP")
		k.account = cmp.Or(r.form.Get("account_id"), s.newID("ACC"))
	}
	k.secret = k.token()
	s.keys.oldest = append(s.keys.oldest, k)
	s.keys.bySecret[k.secret] = k
	return jsonReply(http.StatusOK, obj{"api_key": k.secret, "message": "API key created successfully"})
}

func checkKeyInput(form url.Values) *reply {
	kind, grant := form.Get("key_type"), form.Get("grant")
	switch {
	case kind == "":
		return refuse("missing key_type")
	case !slices.Contains(keyTypes, kind):
		return refuse("invalid key_type")
	case kind == "backend" && form.Get("key_name") == "":
		return refuse("missing key_name")
	case kind != "backend" && !slices.Contains(keyGrants, grant):
		return refuse("invalid grant")
	case !slices.Contains([]string{"", "0", "1"}, form.Get("api_key_version")):
		return refuse("invalid api_key_version")
	case form.Get("account_id") != "" && !accountForm.MatchString(form.Get("account_id")):
		return refuse("invalid account_id")
	case kind != "web" || grant != "digital-identity":
		return nil
	case !strings.HasPrefix(form.Get("flow_id"), "IPF"):
		return refuse("invalid flow_id")
	case !slices.Contains(keyCountries, strings.ToUpper(form.Get("country"))):
		return refuse("invalid country")
	case form.Get("redirect_url") == "":
		return refuse("missing redirect_url")
	}
	return nil
}

// token is a JWT with the claims Truora's have. additional_data is JSON inside a text.
func (k *mintedKey) token() string {
	additional := obj{}
	if k.kind == "web" {
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
	mac := hmac.New(sha256.New, []byte(tokenSeed))
	mac.Write([]byte(text))
	return text + "." + encode(mac.Sum(nil))
}

func (s *Server) listKeys(r *request) reply {
	var alive []*mintedKey
	for _, k := range s.keys.oldest {
		if !k.deleted {
			alive = append(alive, k)
		}
	}
	page, next, refused := pageOf(s, r, alive, func(k *mintedKey) int { return k.serial })
	if refused != nil {
		return *refused
	}
	wire := make([]obj, 0, len(page))
	for _, k := range page {
		wire = append(wire, obj{
			"api_key_id": k.id, "key_name": k.name, "key_type": k.kind, "grant": k.grant, "creation_date": stamp(k.created),
		})
	}
	return jsonReply(http.StatusOK, obj{"api_keys": wire, "next": next, "self": r.self()})
}

// deleteKey takes the id or the name: which of them Truora means is not known.
func (s *Server) deleteKey(r *request) reply {
	wanted := r.args["api_key_id"]
	for _, k := range s.keys.oldest {
		if !k.deleted && (k.id == wanted || k.name == wanted) {
			k.deleted = true
			return messageOnly(http.StatusOK, "API key deleted")
		}
	}
	return notFound()
}

// startValues are the start_variables of a token, by name.
func (k *mintedKey) startValues() obj {
	out := obj{}
	for name := range k.form {
		if key, ok := strings.CutPrefix(name, "start_variables.metadata."); ok {
			out[key] = k.form.Get(name)
		}
	}
	return out
}

// formJSON reads a form value that holds JSON.
func formJSON(form url.Values, name string) (out obj, err error) {
	if text := form.Get(name); text != "" {
		if err = json.Unmarshal([]byte(text), &out); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, err
}
