package truoratest

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	// EC and AR are in Truora's older documents only; the SDK's words hold them, so the fake takes them.
	countries       = []string{"ALL", "AR", "BR", "CL", "CO", "CR", "EC", "MX", "PE"}
	nativeCountries = []string{"BR", "CL", "CO", "EC", "MX", "PE", "VE"}
	genders         = []string{"male", "masculino", "hombre", "h", "female", "femenino", "mujer", "m"}
	ownerDocuments  = []string{"national-id", "foreign-id", "tax-id", "passport"}
	priorities      = []string{"low", "medium", "high"}
	regions         = strings.Fields("DF AC AL AP AM BA CE ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO ALL")
	dateInputs      = []string{"date_of_birth", "issue_date", "payment_date"}

	watchForm = regexp.MustCompile(`^(daily|weekly|monthly|yearly|[1-9][0-9]*[dwmy])$`)
	imeiForm  = regexp.MustCompile(`^[0-9]{15}$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9]{7,15}$`)
)

// identifiers are the inputs that say whom or what to search; a create without any of them is refused.
var identifiers = []string{
	"national_id", "foreign_id", "tax_id", "ptp", "pep", "passport", "diplomatic_id", "birth_certificate",
	"professional_card", "escrow", "imei", "native_national_id", "first_name", "last_name", "company_name",
	"license_plate", "vehicle_id", "driver_license", "owner_document_id", "phone_number",
}

// checkInput refuses what Truora documents as refused, and of the rest only what can mean nothing: its required
// inputs differ by country and change.
func (s *Server) checkInput(r *request) *reply {
	for _, test := range []func(*request) *reply{s.checkSubject, checkConsent, checkFormats, checkEnums} {
		if refused := test(r); refused != nil {
			return refused
		}
	}
	return nil
}

func refuse(format string, args ...any) *reply {
	r := invalid(format, args...)
	return &r
}

func (s *Server) checkSubject(r *request) *reply {
	country, kind := strings.ToUpper(r.form.Get("country")), r.form.Get("type")
	switch {
	case country == "":
		return refuse("missing country")
	case !slices.Contains(countries, country):
		return refuse("invalid country")
	case kind == "":
		return refuse("missing type")
	case !slices.Contains([]string{"person", "vehicle", "company"}, kind) && !s.customTypeExists(country, kind):
		return refuse("invalid type")
	case kind == "vehicle" && country == "ALL":
		return refuse("type vehicle is not available in country ALL")
	case !slices.ContainsFunc(identifiers, func(name string) bool { return r.form.Get(name) != "" }):
		return refuse("at least one input is expected")
	}
	return nil
}

// customTypeExists tells whether the account made a type of that name.
func (s *Server) customTypeExists(country, name string) bool {
	_, ok := s.customTypes[country][name]
	return ok
}

func checkConsent(r *request) *reply {
	if r.form.Get("user_authorized") != "true" {
		return refuse("user_authorized must be true")
	}
	return nil
}

func checkFormats(r *request) *reply {
	phone := strings.NewReplacer(" ", "", "-", "").Replace(r.form.Get("phone_number"))
	bad := func(name string, form *regexp.Regexp) bool {
		v := r.form.Get(name)
		return v != "" && !form.MatchString(v)
	}
	switch {
	case r.form.Get("native_national_id") != "" && r.form.Get("native_country") == "":
		return refuse("native country was expected")
	case r.form.Get("phone_number") != "" && !phoneForm.MatchString(phone):
		out := failure(http.StatusBadRequest, "Invalid phone number format")
		return &out
	case bad("imei", imeiForm):
		return refuse("imei must have 15 digits")
	case utf8.RuneCountInString(r.form.Get("custom_input")) > 128:
		return refuse("custom_input is longer than 128 characters")
	case bad("watch", watchForm):
		return refuse("invalid watch")
	}
	for _, name := range dateInputs {
		if v := r.form.Get(name); v != "" {
			if _, err := time.Parse(time.DateOnly, v); err != nil {
				return refuse("%s must be YYYY-MM-DD", name)
			}
		}
	}
	return nil
}

func checkEnums(r *request) *reply {
	fold := func(value string, known []string) bool {
		return value == "" || slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) })
	}
	for _, e := range []struct {
		name  string
		known []string
	}{
		{"native_country", nativeCountries},
		{"gender", genders},
		{"owner_document_type", ownerDocuments},
		{"region", regions},
		{"force_creation", []string{"true", "false"}},
	} {
		if !fold(r.form.Get(e.name), e.known) {
			return refuse("invalid %s", e.name)
		}
	}
	if !fold(r.head.Get("Truora-Priority"), priorities) {
		return refuse("invalid priority")
	}
	return nil
}

// subjectOf tells what a check is about. A custom type does not say: its inputs do.
func subjectOf(form url.Values) string {
	switch kind := form.Get("type"); {
	case kind == "person" || kind == "company" || kind == "vehicle":
		return kind
	case form.Get("license_plate") != "" || form.Get("vehicle_id") != "":
		return "vehicle"
	case form.Get("tax_id") != "" || form.Get("company_name") != "":
		return "company"
	}
	return "person"
}
