package truoratest

import (
	"regexp"
	"strings"
)

var phoneForm = regexp.MustCompile(`^\+?[0-9]{7,15}$`)

var callingCode = regexp.MustCompile(`^\+[0-9]{1,4}$`)

// onlyDigits makes +57 (300) 000-0001 equal to 573000000001.
func onlyDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}
