package truoratest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	ownerDocuments = []string{"national-id", "foreign-id", "tax-id", "passport"}
	priorities     = []string{"low", "medium", "high"}
	genders        = map[string]string{
		"male": "male", "masculino": "male", "hombre": "male", "h": "male",
		"female": "female", "femenino": "female", "mujer": "female", "m": "female",
	}
	genderWords = slices.Collect(maps.Keys(genders))
	dateInputs  = []string{"date_of_birth", "issue_date", "payment_date"}

	watchForm = regexp.MustCompile(`^(daily|weekly|monthly|yearly|[1-9][0-9]*[dwmy])$`)
	imeiForm  = regexp.MustCompile(`^[0-9]{15}$`)
)

// identifiers are the inputs that identify the subject. A create has at least one.
var identifiers = []string{
	"national_id", "foreign_id", "tax_id", "ptp", "pep", "passport", "diplomatic_id", "birth_certificate",
	"professional_card", "escrow", "imei", "native_national_id", "first_name", "last_name", "company_name",
	"license_plate", "vehicle_id", "driver_license", "owner_document_id", "phone_number",
}

// validate refuses what Truora's documents say is refused. The required inputs differ
// by country and change, so otherwise it refuses only what makes no sense.
func (s *Checks) validate(r *request) error {
	for _, test := range []func(*request) error{s.validateSubject, checkFormats, checkEnums} {
		if err := test(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *Checks) validateSubject(r *request) error {
	country, kind := strings.ToUpper(r.form.Get("country")), r.form.Get("type")
	switch {
	case country == "":
		return invalid("missing country")
	case !slices.Contains(countries, country):
		return invalid("invalid country")
	case kind == "":
		return invalid("missing type")
	case !slices.Contains([]string{"person", "vehicle", "company"}, kind) && !s.customTypes.exists(country, kind):
		return invalid("invalid type")
	case kind == "vehicle" && country == "ALL":
		return invalid("type vehicle is not available in country ALL")
	case !slices.ContainsFunc(identifiers, func(name string) bool { return r.form.Get(name) != "" }):
		return invalid("at least one input is expected")
	case r.form.Get("user_authorized") != "true":
		return invalid("user_authorized must be true")
	}
	return nil
}

var phoneSpacing = strings.NewReplacer(" ", "", "-", "")

func checkFormats(r *request) error {
	phone := phoneSpacing.Replace(r.form.Get("phone_number"))
	switch {
	case r.form.Get("native_national_id") != "" && r.form.Get("native_country") == "":
		return invalid("native country was expected")
	case r.form.Get("phone_number") != "" && !phoneForm.MatchString(phone):
		return failure(http.StatusBadRequest, "Invalid phone number format")
	case !matches(r.form, "imei", imeiForm):
		return invalid("imei must have 15 digits")
	case utf8.RuneCountInString(r.form.Get("custom_input")) > 128:
		return invalid("custom_input is longer than 128 characters")
	case !matches(r.form, "watch", watchForm):
		return invalid("invalid watch")
	}
	for _, name := range dateInputs {
		if v := r.form.Get(name); v != "" {
			if _, err := time.Parse(time.DateOnly, v); err != nil {
				return invalid("%s must be YYYY-MM-DD", name)
			}
		}
	}
	return nil
}

func checkEnums(r *request) error {
	for _, e := range []struct {
		name  string
		known []string
	}{
		{"native_country", nativeCountries},
		{"gender", genderWords},
		{"owner_document_type", ownerDocuments},
		{"region", regions},
		{"force_creation", []string{"true", "false"}},
	} {
		if !folded(r.form.Get(e.name), e.known) {
			return invalid("invalid %s", e.name)
		}
	}
	if !folded(r.head.Get("Truora-Priority"), priorities) {
		return invalid("invalid priority")
	}
	return nil
}
