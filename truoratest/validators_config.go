package truoratest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// validatorsConfig is what the account changed; everything else has its default.
type validatorsConfig struct {
	// set are the settings by validator.
	set map[string]obj
	// switched are methods by document that were turned on or off.
	switched map[documentVersion]map[string]bool
}

type documentVersion struct{ country, kind, version string }

func newValidatorsConfig() validatorsConfig {
	return validatorsConfig{set: map[string]obj{}, switched: map[documentVersion]map[string]bool{}}
}

// validatorDefaults are the settings in Truora's sample.
var validatorDefaults = map[string]obj{
	"authenticate":         {"allowed_retries": 2, "timeout": 300},
	"document-validation":  {"allowed_retries": 0, "retry_ttl": 300, "timeout": 300},
	"electronic-signature": {"timeout": 900},
	"email-verification":   {"allowed_retries": 1, "document_validation_config": obj{}, "timeout": 300},
	"enterprise-data":      {"timeout": 300},
	"face-recognition": {
		"allowed_retries": 0, "enrollment_timeout": 300, "include_face_search": false, "retry_ttl": 300, "threshold": 0.65,
		"timeout": 300, "use_manual_review": false,
		"face_validation_config": obj{"government_mx": obj{"threshold": 0.8}, "similarity": obj{"threshold": 0.65}},
	},
	"face-search":        {"enrollment_timeout": 300, "threshold": 0.98, "timeout": 300},
	"identity-questions": {"allowed_retries": 1, "threshold": 0.75, "timeout": 300},
	"phone-verification": {"allowed_retries": 2, "custom_name": "el proceso", "timeout": 300},
	"voice-recognition":  {"enrollment_timeout": 300, "timeout": 300},
}

// knownVersions are the documents and their methods, oldest version first.
var knownVersions = []struct {
	documentVersion
	methods []string
}{
	{documentVersion{"ALL", "passport", "passport"}, []string{"data-consistency"}},
	{documentVersion{"BR", "general-registration", "br_rg-2022"}, []string{"data-consistency"}},
	{documentVersion{"BR", "cnh", "br_driver-license"}, []string{"data-consistency"}},
	{documentVersion{"CL", "national-id", "cl_national-id-2013"}, []string{"data-consistency"}},
	{documentVersion{"CL", "national-id", "cl_national-id-2025"}, []string{"data-consistency", "photocopy-analysis"}},
	{documentVersion{"CO", "foreign-id", "co_foreign-id"}, []string{"data-consistency"}},
	{documentVersion{"CO", "national-id", "co_national-id-2000"}, []string{"data-consistency", "government-database-validation", "photocopy-analysis", "manual-review"}},
	{documentVersion{"CO", "national-id", "co_national-id-2020"}, []string{"data-consistency", "government-database-validation", "photocopy-analysis", "manual-review"}},
	{documentVersion{"MX", "national-id", "mx_ine-f"}, []string{"data-consistency"}},
	{documentVersion{"MX", "national-id", "mx_ine-g"}, []string{"data-consistency", "photocopy-analysis"}},
	{documentVersion{"PE", "national-id", "pe_national-id-2020"}, []string{"data-consistency"}},
}

// version returns the newest version of a document, made up if the document is not
// known.
func (c *validatorsConfig) version(country, kind string) string {
	for _, known := range slices.Backward(knownVersions) {
		if known.kind == kind && (known.country == country || known.country == "ALL") {
			return known.version
		}
	}
	return strings.ToLower(country) + "_" + kind
}

func (c *validatorsConfig) methods(country, kind, version string) []string {
	at := documentVersion{country, kind, version}
	out := []string{}
	for _, known := range knownVersions {
		if known.documentVersion == at || known.country == "ALL" && known.kind == kind {
			out = slices.Clone(known.methods)
		}
	}
	for _, method := range slices.Sorted(maps.Keys(c.switched[at])) {
		out = slices.DeleteFunc(out, func(m string) bool { return m == method })
		if c.switched[at][method] {
			out = append(out, method)
		}
	}
	return out
}

func (c *validatorsConfig) value(validator, setting string) any {
	if v, ok := c.set[validator][setting]; ok {
		return v
	}
	return validatorDefaults[validator][setting]
}

func (c *validatorsConfig) number(validator, setting string) float64 {
	switch v := c.value(validator, setting).(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

func (c *validatorsConfig) flag(validator, setting string) bool {
	return c.value(validator, setting) == true
}

func (c *validatorsConfig) wire() obj {
	out := obj{}
	for validator, settings := range validatorDefaults {
		merged := maps.Clone(settings)
		maps.Copy(merged, c.set[validator])
		out[validator] = merged
	}
	documents := map[string]map[string]map[string][]string{}
	add := func(at documentVersion) {
		if documents[at.country] == nil {
			documents[at.country] = map[string]map[string][]string{}
		}
		if documents[at.country][at.kind] == nil {
			documents[at.country][at.kind] = map[string][]string{}
		}
		documents[at.country][at.kind][at.version] = c.methods(at.country, at.kind, at.version)
	}
	for _, known := range knownVersions {
		add(known.documentVersion)
	}
	for at := range c.switched {
		add(at)
	}
	out["document-validation"].(obj)["document_config"] = documents
	return out
}

func (s *Validators) getConfig(*request) (reply, error) {
	return jsonReply(http.StatusOK, s.config.wire()), nil
}

// settable are the settings of each validator, by the names that DELETE accepts.
var settable = map[string][]string{
	"document-validation": {"timeout", "allowed_retries", "use_manual_review", "document_config", "retry_ttl"},
	"face-recognition":    {"threshold", "timeout", "enrollment_timeout", "use_manual_review", "include_face_search", "retry_ttl", "allowed_retries"},
	"email-verification":  {"timeout", "allowed_retries", "email_subject", "email_title", "email_text_1", "email_text_2", "support_email"},
	"phone-verification":  {"allowed_retries", "timeout", "custom_name"},
}

func (s *Validators) updateConfig(r *request) (reply, error) {
	validator := r.form.Get("validator")
	if validator == "" {
		return reply{}, invalid("missing validator")
	}
	if _, known := validatorDefaults[validator]; !known {
		return reply{}, invalid("invalid validator")
	}
	values, err := configValues(validator, r.form)
	if err != nil {
		return reply{}, err
	}
	switches, err := switchesOf(r.form)
	if err != nil {
		return reply{}, err
	}
	if len(values) == 0 && len(switches) == 0 {
		return reply{}, invalid("no config values specified")
	}
	c := &s.config
	changed := c.switchMethods(switches, r.form)
	for name, value := range values {
		changed = changed || c.value(validator, name) != value
	}
	if !changed {
		return reply{}, invalid("config already exists")
	}
	if c.set[validator] == nil {
		c.set[validator] = obj{}
	}
	maps.Copy(c.set[validator], values)
	return s.getConfig(r)
}

func configValues(validator string, form url.Values) (obj, error) {
	out := obj{}
	longest := longestUpload
	if validator == "email-verification" || validator == "phone-verification" {
		longest = longestCode
	}
	most := map[string]int{
		"timeout": longest, "retry_ttl": map[string]int{"document-validation": 1800, "face-recognition": 300}[validator],
		"allowed_retries": map[string]int{"document-validation": 3, "face-recognition": 2, "phone-verification": 4, "email-verification": 4}[validator],
	}
	for _, name := range []string{"timeout", "allowed_retries", "retry_ttl"} {
		if !form.Has(name) {
			continue
		}
		n, err := strconv.Atoi(form.Get(name))
		if err != nil || n < 0 || n > most[name] {
			return nil, invalid("invalid config value: max allowed value for %s is %d", name, most[name])
		}
		out[name] = n
	}
	if form.Has("threshold") {
		t, ok := parseShare(form.Get("threshold"))
		if !ok {
			return nil, invalid("invalid config value: max allowed value for threshold is 1.0")
		}
		out["threshold"] = t
	}
	for _, name := range []string{"include_face_search", "use_manual_review"} {
		if !form.Has(name) {
			continue
		}
		if v := form.Get(name); v != "true" && v != "false" {
			return nil, invalid("getting config value of %s: invalid config value", name)
		}
		out[name] = form.Get(name) == "true"
	}
	for _, name := range []string{"custom_name", "email_subject", "email_title", "email_text_1", "email_text_2", "support_email"} {
		if form.Has(name) {
			out[name] = form.Get(name)
		}
	}
	if utf8.RuneCountInString(form.Get("custom_name")) > 30 {
		return nil, invalid("invalid config value: custom_name")
	}
	return out, nil
}

// switchesOf reads the keys validation_method.<method>.status.
func switchesOf(form url.Values) (map[string]bool, error) {
	out := map[string]bool{}
	for key := range form {
		name, ok := strings.CutPrefix(key, "validation_method.")
		if !ok {
			continue
		}
		method, property, _ := strings.Cut(name, ".")
		_, known := examinationOf[method]
		value := form.Get(key)
		if !known || property != "status" || value != "enabled" && value != "disabled" {
			return nil, invalid("invalid config value: %s", key)
		}
		out[method] = value == "enabled"
	}
	if len(out) > 0 && form.Get("document_type") == "" {
		return nil, invalid("missing document type")
	}
	return out, nil
}

// switchMethods turns methods on or off, of one version or of all. It reports whether
// that changed anything.
func (c *validatorsConfig) switchMethods(switches map[string]bool, form url.Values) bool {
	country, kind, version := strings.ToUpper(form.Get("country")), form.Get("document_type"), form.Get("document_version")
	changed := false
	for _, known := range knownVersions {
		at := known.documentVersion
		if at.kind != kind || country != "" && at.country != country || version != "" && at.version != version {
			continue
		}
		for method, on := range switches {
			if slices.Contains(c.methods(at.country, at.kind, at.version), method) == on {
				continue
			}
			if c.switched[at] == nil {
				c.switched[at] = map[string]bool{}
			}
			c.switched[at][method], changed = on, true
		}
	}
	return changed
}

func (s *Validators) deleteConfig(r *request) (reply, error) {
	c, validator, setting := &s.config, r.query.Get("validator"), r.query.Get("type")
	names, known := settable[validator]
	switch {
	case validator == "":
		return reply{}, invalid("missing validator")
	case !known:
		return reply{}, invalid("invalid validator")
	case setting != "" && !slices.Contains(names, setting):
		return reply{}, invalid("invalid config name")
	}
	if setting != "" {
		names = []string{setting}
	}
	changed := false
	for _, name := range names {
		_, was := c.set[validator][name]
		if name == "document_config" {
			was = len(c.switched) > 0
			clear(c.switched)
		}
		changed = changed || was
		delete(c.set[validator], name)
	}
	if !changed {
		return reply{}, invalid("the configuration already has the default value")
	}
	return s.getConfig(r)
}
