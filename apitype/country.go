package apitype

import "strings"

// Country is an ISO 3166-1 alpha-2 code in upper case, or [CountryAll]. The
// set is open: Truora adds countries, and answers may hold any code. Some come in
// lower case, and are read in upper case.
type Country string

// UnmarshalText reads a country in either case.
func (c *Country) UnmarshalText(text []byte) error {
	*c = Country(strings.ToUpper(string(text)))
	return nil
}

// Countries that Truora's products name. Each operation says which of them it
// accepts.
const (
	// CountryAll searches international lists only.
	CountryAll Country = "ALL"

	CountryArgentina         Country = "AR"
	CountryBolivia           Country = "BO"
	CountryBrazil            Country = "BR"
	CountryChile             Country = "CL"
	CountryColombia          Country = "CO"
	CountryCostaRica         Country = "CR"
	CountryDominicanRepublic Country = "DO"
	CountryEcuador           Country = "EC"
	CountryElSalvador        Country = "SV"
	CountryGuatemala         Country = "GT"
	CountryMexico            Country = "MX"
	CountryPanama            Country = "PA"
	CountryPeru              Country = "PE"
	CountryUnitedStates      Country = "US"
	CountryVenezuela         Country = "VE"
)

// Language is a lower-case ISO 639-1 code. The set is open.
type Language string

// Languages in which Truora's texts are available.
const (
	LanguageSpanish    Language = "es"
	LanguageEnglish    Language = "en"
	LanguagePortuguese Language = "pt"
)
