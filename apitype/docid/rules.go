package docid

import (
	"slices"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/lazy"
)

// rule is what is published about a number. Patterns describe its normal form: 9 is
// a digit, A a letter, * either, and B a consonant of Chile's plates; Ñ stands for a
// letter, Ñ or &.
type rule struct {
	name     string
	patterns []string
	normal   func(number string) string
	check    func(normal string) Reason
	written  func(number string) Reason // of the number as it was written; may be nil
}

func (r rule) problem(number string) Reason {
	normal := []rune(r.normal(number))
	if slices.ContainsFunc(normal, func(c rune) bool { return !r.allows(c) }) {
		return ReasonCharacters
	}
	length, fits := false, false
	for _, p := range r.patterns {
		pattern := []rune(p)
		length = length || len(pattern) == len(normal)
		fits = fits || slices.EqualFunc(pattern, normal, matches)
	}
	switch {
	case !length:
		return ReasonLength
	case !fits:
		return ReasonFormat
	}
	if reason := r.check(string(normal)); reason != "" || r.written == nil {
		return reason
	}
	return r.written(number)
}

// allows reports whether some place of a pattern could hold c.
func (r rule) allows(c rune) bool {
	return slices.ContainsFunc(r.patterns, func(p string) bool {
		return strings.ContainsFunc(p, func(place rune) bool { return matches(place, c) })
	})
}

func matches(place, c rune) bool {
	digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
	switch place {
	case '9':
		return digit
	case 'A':
		return letter
	case '*':
		return digit || letter
	case 'B':
		return letter && !strings.ContainsRune("AEIMNOQU", c)
	case 'Ñ':
		return letter || c == 'Ñ' || c == '&'
	default:
		return place == c
	}
}

func digits(lengths ...int) []string {
	patterns := make([]string, len(lengths))
	for i, n := range lengths {
		patterns[i] = strings.Repeat("9", n)
	}
	return patterns
}

func anything(string) Reason { return "" }

func plate(patterns ...string) rule {
	return rule{name: "plate", patterns: patterns, normal: clean, check: anything}
}

var rules lazy.Value[map[apitype.Country]map[apitype.DocumentType]rule]

// makeRules: comments of plates name the authority that defines them. The DNI of
// Argentina (RENAPER) has seven or eight digits and no check digit; the other sources
// stand with the checks.
func makeRules() map[apitype.Country]map[apitype.DocumentType]rule {
	cpf := rule{name: "CPF", patterns: digits(11), normal: clean, check: checkCPF}
	cnpj := rule{name: "CNPJ", patterns: []string{"************99"}, normal: clean, check: checkCNPJ}
	run := rule{name: "RUN", patterns: append(digits(7, 8, 9), "999999K", "9999999K", "99999999K"), normal: unpadded, check: checkRUN}
	cedula := rule{name: "cédula", patterns: digits(3, 4, 5, 6, 7, 8, 9, 10), normal: unpadded, check: checkCedula}
	minor := rule{name: "tarjeta de identidad", patterns: digits(10, 11), normal: clean, check: checkMinor}
	nit := rule{name: "NIT", patterns: digits(6, 7, 8, 9, 10), normal: normalNIT, check: checkNIT, written: writtenNIT}
	curp := rule{name: "CURP", patterns: []string{"AAAA999999AAAAAA*9"}, normal: clean, check: checkCURP}
	rfc := rule{name: "RFC", patterns: []string{"ÑÑÑ999999***", "ÑÑÑÑ999999***"}, normal: clean, check: checkRFC}
	dniPE := rule{name: "DNI", patterns: digits(8), normal: normalDNI, check: notZero, written: writtenDNI}
	dniAR := rule{name: "DNI", patterns: digits(7, 8), normal: unpadded, check: anything}
	cedulaCR := rule{name: "cédula", patterns: digits(9), normal: normalCostaRican, check: checkCostaRican}
	cedulaEC := rule{name: "cédula", patterns: digits(10), normal: clean, check: checkEcuadorian}
	plateMX := rule{name: "plate", patterns: []string{"*****", "******", "*******"}, normal: clean, check: checkMexicanPlate}
	return map[apitype.Country]map[apitype.DocumentType]rule{
		apitype.CountryArgentina: {
			apitype.DocumentTypeNationalID: dniAR,
			// DNRPA: AAA999 and motorcycles 999AAA; since 2016 Mercosur's AA999AA and
			// A999AAA (Resolución GMC 33/14).
			licensePlate: plate("AAA999", "999AAA", "AA999AA", "A999AAA"),
		},
		apitype.CountryBrazil: {
			apitype.DocumentTypeNationalID: cpf,
			apitype.DocumentTypeTaxID:      cnpj,
			// Resolução CONTRAN 231/2007 (AAA9999) and 969/2022 (Mercosul, AAA9A99).
			licensePlate: plate("AAA9999", "AAA9A99"),
		},
		apitype.CountryChile: {
			apitype.DocumentTypeNationalID: run,
			apitype.DocumentTypeTaxID:      run,
			apitype.DocumentTypeRUT:        run,
			// Registro Civil: AA9999 until 2007, then BBBB99, and BBBBB9 since 2026;
			// motorcycles AA999, BBB99, BBBB9, the first two also with a zero inside.
			licensePlate: plate("AA9999", "BBBB99", "BBBBB9", "AA999", "AA0999", "BBB99", "BBB099", "BBBB9"),
		},
		apitype.CountryColombia: {
			apitype.DocumentTypeNationalID:   cedula,
			apitype.DocumentTypeIdentityCard: minor,
			apitype.DocumentTypeTaxID:        nit,
			apitype.DocumentTypeRUT:          nit,
			// Ministerio de Transporte: AAA999, motorcycles AAA99A (AAA99 of old),
			// three-wheelers 999AAA, trailers R99999 and S99999, cargo T9999, diplomats
			// AA9999.
			licensePlate: plate("AAA999", "AAA99A", "AAA99", "999AAA", "R99999", "S99999", "T9999", "AA9999"),
		},
		apitype.CountryCostaRica: {
			apitype.DocumentTypeNationalID: cedulaCR,
			// Registro Nacional: cars have six digits or AAA999; other classes carry
			// their code in front (CL 123456, MOT 123456).
			licensePlate: plate(coded(4, 6)...),
		},
		apitype.CountryEcuador: {
			apitype.DocumentTypeNationalID: cedulaEC,
			// Agencia Nacional de Tránsito: AAA9999, AAA999 of old, motorcycles AA999A.
			licensePlate: plate("AAA9999", "AAA999", "AA999A"),
		},
		apitype.CountryMexico: {
			apitype.DocumentTypeNationalID: curp,
			apitype.DocumentTypeTaxID:      rfc,
			licensePlate:                   plateMX,
		},
		apitype.CountryPeru: {
			apitype.DocumentTypeNationalID: dniPE,
			// Decreto Supremo 017-2008-MTC: A**999, motorcycles 9999** and **9999; AA9999
			// of old.
			licensePlate: plate("A**999", "9999**", "**9999"),
		},
	}
}

const licensePlate apitype.DocumentType = "license-plate"

// coded are the patterns of up to some letters and then up to some digits.
func coded(letters, digits int) []string {
	var patterns []string
	for l := range letters + 1 {
		for d := range digits {
			patterns = append(patterns, strings.Repeat("A", l)+strings.Repeat("9", d+1))
		}
	}
	return patterns
}

// checkMexicanPlate: NOM-001-SCT-2-2016 gives each state and service its own order
// of letters and digits, never the letters I, O, Q and Ñ.
func checkMexicanPlate(n string) Reason {
	letters := strings.ContainsFunc(n, func(c rune) bool { return matches('A', c) })
	digits := strings.ContainsFunc(n, func(c rune) bool { return matches('9', c) })
	if !letters || !digits || strings.ContainsAny(n, "IOQ") {
		return ReasonFormat
	}
	return ""
}
