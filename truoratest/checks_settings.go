package truoratest

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// settings are those of the account. Settings that were never set are absent from
// answers.
type settings struct {
	namesMatching, retries, maxDuration string
}

var durationForm = regexp.MustCompile(`^[0-9]{1,5}[mh]$`)

const shortestLimit, longestLimit = 2 * time.Minute, 168 * time.Hour

// updateSettings changes the settings that a call names.
//
// choice: settings that a call does not name stay
func (s *Checks) updateSettings(r *request) (reply, error) {
	next := s.settings
	for name, field := range map[string]*string{
		"names_matching_type": &next.namesMatching, "retries": &next.retries, "max_duration": &next.maxDuration,
	} {
		if r.form.Has(name) {
			*field = r.form.Get(name)
		}
	}
	limit, limited := next.limit()
	switch {
	case !slices.Contains([]string{"", "soft", "exact"}, next.namesMatching):
		return reply{}, invalid("invalid names matching type")
	case !slices.Contains([]string{"", "true", "false"}, next.retries):
		return reply{}, invalid("invalid retries")
	case next.maxDuration != "" && next.maxDuration != "default" && !limited,
		limited && (limit < shortestLimit || limit > longestLimit):
		return reply{}, invalid("invalid max duration")
	}
	s.settings = next
	out := obj{}
	if next.namesMatching != "" {
		out["names_matching_type"] = next.namesMatching
	}
	if next.retries != "" {
		out["retries"] = next.retries == "true"
	}
	if next.maxDuration != "" {
		out["max_duration"] = next.maxDuration
	}
	return jsonReply(http.StatusOK, obj{"settings": out}), nil
}

// limit returns how long new checks may take, if the account has set it.
func (st settings) limit() (time.Duration, bool) {
	if !durationForm.MatchString(st.maxDuration) {
		return 0, false
	}
	d, err := time.ParseDuration(st.maxDuration)
	return d, err == nil
}

type credential struct{ username string }

// saveCredential accepts any id that looks like a source's. Its errors are a bare
// message, as Truora's are.
func (s *Checks) saveCredential(r *request) (reply, error) {
	var in struct {
		Username    string            `json:"username"`
		Password    string            `json:"password"`
		Complements []json.RawMessage `json:"complements_for_authentication"`
	}
	id := r.args["database_id"]
	if json.Unmarshal(r.body, &in) != nil || in.Username == "" || in.Password == "" || !strings.HasPrefix(id, "DBI") {
		return reply{}, refuse(messageOnly(http.StatusBadRequest, "Invalid request"))
	}
	s.credentials[id] = credential{username: in.Username}
	return messageOnly(http.StatusOK, "save collector credentials successfully."), nil
}

func (s *Checks) deleteCredential(r *request) (reply, error) {
	id := r.args["database_id"]
	if _, ok := s.credentials[id]; !ok {
		return reply{}, refuse(messageOnly(http.StatusNotFound, "Resource not found"))
	}
	delete(s.credentials, id)
	return messageOnly(http.StatusOK, "delete collector credentials successfully."), nil
}

// listCredentials never shows a password. None is stored.
func (s *Checks) listCredentials(*request) (reply, error) {
	names := map[string]string{}
	creatable := []obj{}
	for _, country := range countries {
		for _, db := range databasesOf(country, "") {
			names[db.id] = db.name
			if _, stored := s.credentials[db.id]; !stored && slices.Contains(db.dataSets, "business_background") {
				creatable = append(creatable, obj{"database_id": db.id, "name": db.name})
			}
		}
	}
	stored := []obj{}
	for _, id := range slices.Sorted(maps.Keys(s.credentials)) {
		stored = append(stored, obj{"database_id": id, "name": names[id], "username": s.credentials[id].username})
	}
	return jsonReply(http.StatusOK, obj{"credential_creatable_databases": creatable, "credentials": stored}), nil
}
