package apitype

// Country is an ISO 3166-1 alpha-2 code in upper case, or [AllCountries]. The
// set is open: Truora adds countries, and answers may hold any code (native
// countries come back in lower case).
type Country string

// Countries that Truora's products name. Which of them an operation takes
// differs; see there.
const (
	// AllCountries searches international lists only.
	AllCountries Country = "ALL"

	Argentina Country = "AR"
	Brazil    Country = "BR"
	Chile     Country = "CL"
	Colombia  Country = "CO"
	CostaRica Country = "CR"
	Ecuador   Country = "EC"
	Mexico    Country = "MX"
	Peru      Country = "PE"
	Venezuela Country = "VE"
)

// Language is a lower-case ISO 639-1 code. The set is open.
type Language string

// Languages that Truora's texts come in.
const (
	Spanish    Language = "es"
	English    Language = "en"
	Portuguese Language = "pt"
)
