package docid

import (
	"strings"
	"time"
)

// isDay reports whether yymmdd is a day of that century.
func isDay(century, yymmdd string) bool {
	_, err := time.Parse("20060102", century+yymmdd)
	return err == nil
}

// states are those of RENAPO's catalogue; NE is abroad.
const states = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE"

// checkCURP follows RENAPO's rules for assigning the CURP (DOF of 18 October 2021):
// letters of the names, date of birth, sex (X since 2023), state, three consonants, a
// digit for those born until 1999 and a letter for the others, and a check digit
// modulo 10. The two generic ones for foreigners stand for nobody.
func checkCURP(n string) Reason {
	century := "19"
	if n[16] >= 'A' {
		century = "20"
	}
	switch {
	case n == "XEXX010101HNEXXXA4" || n == "XEXX010101MNEXXXA8":
		return ReasonPlaceholder
	case !isDay(century, n[4:10]):
		return ReasonDate
	case !strings.ContainsRune("HMX", rune(n[10])), strings.ContainsAny(n[13:16], "AEIOU"):
		return ReasonFormat
	case !strings.Contains(states, n[11:13]):
		return ReasonPlace
	}
	const values = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
	sum := 0
	for i, c := range n[:17] {
		sum += value(values, c) * (18 - i)
	}
	return ifNot(int(n[17]-'0') == (10-sum%10)%10, ReasonCheckDigit)
}

// checkRFC follows SAT's Anexo of the RFC and Código Fiscal, article 27: letters of the
// names, date of birth or founding, two characters against homonyms, and a check
// character modulo 11, A for ten; a company counts as if it began with a space. A few
// old numbers are known not to fit. The two generic numbers stand for nobody.
func checkRFC(n string) Reason {
	places := []rune(n)
	if len(places) == 12 {
		places = append([]rune{' '}, places...)
	}
	date := string(places[4:10])
	switch {
	case n == "XAXX010101000" || n == "XEXX010101000":
		return ReasonPlaceholder
	case !isDay("19", date) && !isDay("20", date):
		return ReasonDate
	}
	const values = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
	sum := 0
	for i, c := range places[:12] {
		sum += value(values, c) * (13 - i)
	}
	return ifNot(places[12] == rune("0A987654321"[sum%11]), ReasonCheckDigit)
}

// value is the index of the rune c, in runes.
func value(values string, c rune) int {
	for i, r := range []rune(values) {
		if r == c {
			return i
		}
	}
	return 0
}
