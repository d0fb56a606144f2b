package docid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func ifNot(ok bool, reason Reason) Reason {
	if ok {
		return ""
	}
	return reason
}

// weighted is the sum of the values of n, each times the weight in its place.
func weighted(n string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(n[i]-'0') * w
	}
	return sum
}

// rising are weights for n from right to left: from, from+1 … to, from ….
func rising(n, from, to int) []int {
	weights := make([]int, n)
	for i := range n {
		weights[n-1-i] = from + i%(to-from+1)
	}
	return weights
}

func repeats(n string) bool { return strings.Trim(n, n[:1]) == "" }

func notZero(n string) Reason { return ifNot(strings.Trim(n, "0") != "", ReasonPlaceholder) }

func unpadded(number string) string { return strings.TrimLeft(clean(number), "0") }

// endsInASCII reports whether the last character of n is one byte.
func endsInASCII(n string) bool { return n[len(n)-1] < utf8.RuneSelf }

// groups are the runs of letters and digits of a number as it was written.
func groups(number string) []string {
	return strings.FieldsFunc(number, func(r rune) bool { return unicode.In(r, unicode.Pd, unicode.Zs) })
}

// brazilian is the check digit modulo 11 that both of Brazil's registries use.
func brazilian(n string, most int) byte {
	if r := weighted(n, rising(len(n), 2, most)...) % 11; r >= 2 {
		return '0' + byte(11-r)
	}
	return '0'
}

// checkCPF follows Receita Federal: two check digits modulo 11, weights 10 to 2 and
// 11 to 2. Eleven equal digits pass the sums and are refused by Receita all the same.
func checkCPF(n string) Reason {
	if repeats(n) {
		return ReasonPlaceholder
	}
	return ifNot(n[9] == brazilian(n[:9], 11) && n[10] == brazilian(n[:10], 11), ReasonCheckDigit)
}

// checkCNPJ follows Instrução Normativa RFB 2.229/2024: from July 2026 on the first
// twelve places hold letters too; a letter counts as its ASCII code less 48, and the
// weights 2 to 9 are as before.
func checkCNPJ(n string) Reason {
	if repeats(n) {
		return ReasonPlaceholder
	}
	return ifNot(n[12] == brazilian(n[:12], 9) && n[13] == brazilian(n[:13], 9), ReasonCheckDigit)
}

// checkRUN follows Chile's Registro Civil and SII: modulo 11, weights 2 to 7 from the
// right, K for ten.
func checkRUN(n string) Reason {
	body := n[:len(n)-1]
	digit := "0K987654321"[weighted(body, rising(len(body), 2, 7)...)%11]
	return ifNot(n[len(n)-1] == digit, ReasonCheckDigit)
}

// checkCedula follows Colombia's Registraduría: up to eight digits until 2003, then
// the NUIP of ten digits from 1,000,000,000 on. There is no check digit.
func checkCedula(n string) Reason {
	return ifNot(len(n) < 9 || len(n) == 10 && n[0] == '1', ReasonRange)
}

// checkMinor follows the Registraduría: a NUIP, or of old the date of birth and five
// digits.
func checkMinor(n string) Reason {
	if len(n) == 10 {
		return ifNot(n[0] == '1', ReasonRange)
	}
	return ifNot(isDay("19", n[:6]) || isDay("20", n[:6]), ReasonDate)
}

// splitNIT parts a NIT from its check digit (DIAN, Orden Administrativa 4 of 1989),
// which is not always written: it is what stands behind a hyphen, the last of ten
// digits of a company, whose NIT begins with 8 or 9, and of eleven of a person, whose NIT
// is the cédula.
func splitNIT(number string) (nit, digit string) {
	n := unpadded(number)
	parts := groups(number)
	hyphen := len(parts) > 1 && len(parts[len(parts)-1]) == 1
	long := len(n) == 11 && n[0] == '1' || len(n) == 10 && (n[0] == '8' || n[0] == '9')
	if len(n) > 1 && (hyphen || long) && endsInASCII(n) {
		return n[:len(n)-1], n[len(n)-1:]
	}
	return n, ""
}

func normalNIT(number string) string {
	n, _ := splitNIT(number)
	return n
}

// checkNIT: the number of a person is a cédula.
func checkNIT(n string) Reason { return ifNot(len(n) < 10 || n[0] == '1', ReasonRange) }

// writtenNIT: modulo 11 with the primes as weights; 0 and 1 stand for themselves.
func writtenNIT(number string) Reason {
	n, digit := splitNIT(number)
	if digit == "" {
		return ""
	}
	primes := []int{71, 67, 59, 53, 47, 43, 41, 37, 29, 23, 19, 17, 13, 7, 3}
	want := weighted(n, primes[len(primes)-len(n):]...) % 11
	if want > 1 {
		want = 11 - want
	}
	return ifNot(digit == string(rune('0'+want)), ReasonCheckDigit)
}

// Peru's RENIEC prints a check character beside the eight digits of a DNI: a digit,
// and a letter on older cards.
func splitDNI(number string) (dni, check string) {
	n := clean(number)
	if len(n) == 9 && endsInASCII(n) {
		return n[:8], n[8:]
	}
	return n, ""
}

func normalDNI(number string) string {
	n, _ := splitDNI(number)
	return n
}

// writtenDNI: modulo 11, weights 3 2 7 6 5 4 3 2, as RENIEC's verification character.
func writtenDNI(number string) Reason {
	n, check := splitDNI(number)
	if check == "" {
		return ""
	}
	i := (11 - weighted(n, 3, 2, 7, 6, 5, 4, 3, 2)%11) % 11
	return ifNot(check[0] == "67890112345"[i] || check[0] == "KABCDEFGHIJ"[i], ReasonCheckDigit)
}

// normalCostaRican fills up the parts of a cédula: province, volume and entry.
func normalCostaRican(number string) string {
	if parts := groups(number); len(parts) == 3 {
		number = parts[0] + padded(parts[1]) + padded(parts[2])
	}
	return unpadded(number)
}

func padded(part string) string { return strings.Repeat("0", max(0, 4-len(part))) + part }

// checkCostaRican follows Costa Rica's Tribunal Supremo de Elecciones: the first digit is
// the province, 8 for the naturalised and 9 for special cases; there is no check digit.
func checkCostaRican(n string) Reason {
	return ifNot(strings.Trim(n[1:5], "0") != "" && strings.Trim(n[5:], "0") != "", ReasonPlaceholder)
}

// checkEcuadorian follows the Registro Civil: province 01 to 24, or 30 for abroad; the
// third digit is below 6 for persons, and 6 by now too; modulo 10, every other digit
// doubled.
func checkEcuadorian(n string) Reason {
	switch province := n[:2]; {
	case (province < "01" || province > "24") && province != "30":
		return ReasonPlace
	case n[2] > '6':
		return ReasonFormat
	}
	sum := 0
	for i, c := range []byte(n[:9]) {
		v := int(c-'0') * (2 - i%2)
		sum += v/10 + v%10
	}
	return ifNot(int(n[9]-'0') == (10-sum%10)%10, ReasonCheckDigit)
}
