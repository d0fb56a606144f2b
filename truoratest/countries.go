package truoratest

import "strings"

// The countries of each operation, as Truora's documents and the SDK list them.
var (
	// AR and EC are only in Truora's older documents.
	countries       = []string{"ALL", "AR", "BR", "CL", "CO", "CR", "EC", "MX", "PE"}
	nativeCountries = []string{"BR", "CL", "CO", "EC", "MX", "PE", "VE"}
	listCountries   = []string{"ALL", "BR", "CL", "CO", "CR", "EC", "MX", "PE"}
	docCountries    = []string{"CO", "CL", "MX", "PE", "BR", "CR", "VE", "PA", "SV", "ALL"}
	keyCountries    = []string{"ALL", "BR", "CL", "CO", "CR", "EC", "MX", "PE", "AR", "SV"}
)

// regions are the states of Brazil.
var regions = strings.Fields("DF AC AL AP AM BA CE ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO ALL")
