package truoratest

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// database is a made-up source. Its id follows from country and slug.
type database struct {
	id, slug, name string
	dataSets       []string
	byName         bool
	needs          []string // inputs without which it is skipped
}

// sourceTemplate is a database that every country has. Global ones also exist for
// country ALL.
type sourceTemplate struct {
	kinds    string // p, c, v: the subjects it searches
	global   bool
	slug     string
	name     string
	dataSets string
	byName   bool
	needs    string
}

var sourceTemplates = []sourceTemplate{
	{"p", false, "registro-civil", "Registro civil de prueba", "personal_identity", false, ""},
	{"p", false, "padron-electoral", "Padrón electoral de prueba", "personal_identity", false, "date_of_birth"},
	{"pv", false, "antecedentes-judiciales", "Antecedentes judiciales de prueba", "criminal_record", false, ""},
	{"p", false, "policia", "Policía de prueba", "criminal_record", false, "issue_date"},
	{"pcv", false, "juzgados", "Juzgados de prueba", "legal_background", false, ""},
	{"pc", false, "tribunal-superior", "Tribunal superior de prueba", "legal_background", true, ""},
	{"pc", true, "sanciones", "Lista mundial de prueba", "international_background alert_in_media", true, ""},
	{"pc", true, "expuestos", "Personas expuestas de prueba", "international_background", false, ""},
	{"pc", true, "prensa", "Archivo de prensa de prueba", "alert_in_media", true, ""},
	{"p", false, "salud", "Afiliados a salud de prueba", "affiliations_and_insurances", false, ""},
	{"p", false, "pensiones", "Fondo de pensiones de prueba", "affiliations_and_insurances", false, "date_of_birth"},
	{"pv", false, "multas", "Multas de tránsito de prueba", "traffic_fines", false, ""},
	{"pv", false, "licencias", "Licencias de conducción de prueba", "driving_licenses", false, ""},
	{"pc", false, "impuestos", "Administración de impuestos de prueba", "taxes_and_finances", false, ""},
	{"pc", false, "camara-comercio", "Cámara de comercio de prueba", "business_background", false, ""},
	{"p", false, "profesionales", "Registro profesional de prueba", "professional_background", false, "professional_card"},
	{"p", false, "comportamiento", "Comportamiento de prueba", "behavior", false, "phone_number"},
	{"c", false, "superintendencia", "Superintendencia de prueba", "legal_background", false, ""},
	{"c", false, "insolvencias", "Insolvencias de prueba", "taxes_and_finances", false, ""},
	{"c", false, "contratistas", "Contratistas del Estado de prueba", "business_background affiliations_and_insurances", false, ""},
	{"c", false, "sancionados", "Proveedores sancionados de prueba", "criminal_record", true, ""},
	{"v", false, "registro-vehicular", "Registro vehicular de prueba", "vehicle_information", false, "license_plate"},
	{"v", false, "aduanas", "Aduanas de prueba", "vehicle_information", false, "vehicle_id"},
	{"v", false, "permisos", "Permisos de circulación de prueba", "vehicle_permits", false, "license_plate"},
	{"v", false, "revision-tecnica", "Revisión técnica de prueba", "vehicle_permits", false, "license_plate"},
	{"v", false, "seguro-obligatorio", "Seguro obligatorio de prueba", "affiliations_and_insurances", false, "license_plate"},
	{"v", false, "robados", "Vehículos robados de prueba", "criminal_record legal_background", false, "license_plate"},
	{"v", false, "fotomultas", "Fotomultas de prueba", "traffic_fines", false, "license_plate"},
}

// databasesMade caches what databasesOf returns: it is the same for every check of a
// country.
var databasesMade sync.Map

// databasesOf returns the sources of a country for subjects of a kind ("p", "c", "v"),
// or for "" all of them. They are shared.
func databasesOf(country, kind string) []*database {
	key := country + " " + kind
	if made, ok := databasesMade.Load(key); ok {
		return made.([]*database)
	}
	var out []*database
	for _, t := range sourceTemplates {
		if strings.Contains(t.kinds, kind) && (t.global || country != "ALL") {
			out = append(out, &database{
				id: databaseID(country, t.slug), slug: t.slug, name: t.name,
				dataSets: strings.Fields(t.dataSets), byName: t.byName, needs: strings.Fields(t.needs),
			})
		}
	}
	databasesMade.Store(key, out)
	return out
}

// extraDatabase is the source of a data set that is not searched by default, such as
// credit_history in a custom type.
func extraDatabase(country, dataSet string, byName bool) *database {
	slug := "fuente-" + strings.ReplaceAll(dataSet, "_", "-")
	return &database{
		id: databaseID(country, slug), slug: slug, name: "Fuente de prueba", dataSets: []string{dataSet}, byName: byName,
	}
}

func databaseID(country, slug string) string { return "DBI" + digest(40, "database", country, slug) }

// documents are the inputs that identify each kind of subject without a name.
var documents = map[string][]string{
	"person": {
		"national_id", "foreign_id", "ptp", "pep", "passport", "diplomatic_id", "birth_certificate", "tax_id",
		"professional_card", "native_national_id",
	},
	"company": {"tax_id", "national_id", "escrow"},
	"vehicle": {"license_plate", "vehicle_id", "imei", "owner_document_id", "driver_license", "national_id", "foreign_id"},
}

// internalNames are Truora's names for inputs in invalid_inputs.
var internalNames = map[string]string{
	"date_of_birth": "birthday", "issue_date": "document_expedition_date", "region": "administrative_region",
}

// missing returns the inputs a source lacks, by their internal names.
func (db *database) missing(kind string, form url.Values) []string {
	var out []string
	has := func(name string) bool { return form.Get(name) != "" }
	// In Mexico names and a birth date can replace a document.
	named := has("first_name") && has("last_name") && has("date_of_birth")
	if !db.byName && !named && !slices.ContainsFunc(documents[kind], has) {
		out = append(out, "citizen_id")
	}
	for _, name := range db.needs {
		if has(name) {
			continue
		}
		if internal, ok := internalNames[name]; ok {
			name = internal
		}
		out = append(out, name)
	}
	return out
}
