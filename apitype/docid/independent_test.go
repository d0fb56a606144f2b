package docid_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// The check digits as other texts describe them, in other arithmetic than the
// package's. Each function completes a number.

// tenfold is the digit in Receita's shorter wording: ten times the sum modulo 11, and
// 0 for ten.
func tenfold(body string, weights ...int) string {
	sum := 0
	for i, w := range weights {
		v, err := strconv.ParseInt(body[i:i+1], 36, 8)
		if err != nil {
			panic(err)
		}
		if v > 9 {
			v += 7 // A is 17, as in the ASCII table behind the digits
		}
		sum += int(v) * w
	}
	return strconv.Itoa(sum * 10 % 11 % 10)
}

func completeCPF(body string) string {
	body += tenfold(body, 10, 9, 8, 7, 6, 5, 4, 3, 2)
	return body + tenfold(body, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
}

func completeCNPJ(body string) string {
	body += tenfold(body, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
	return body + tenfold(body, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
}

// completeRUN is the well-known loop over a number instead of a text.
func completeRUN(body string) string {
	t, _ := strconv.Atoi(body)
	s := 1
	for m := 0; t > 0; m, t = m+1, t/10 {
		s = (s + t%10*(9-m%6)) % 11
	}
	if s == 0 {
		return body + "K"
	}
	return body + strconv.Itoa(s-1)
}

// completeNIT tries digits until the sum with the weights of DIAN's table divides.
func completeNIT(body string) string {
	weights := map[int]int{1: 3, 2: 7, 3: 13, 4: 17, 5: 19, 6: 23, 7: 29, 8: 37, 9: 41, 10: 43}
	sum := 0
	for i := range len(body) {
		sum += int(body[len(body)-1-i]-'0') * weights[i+1]
	}
	if sum%11 < 2 {
		return body + "-" + strconv.Itoa(sum%11)
	}
	for d := range 10 {
		if (sum+d)%11 == 0 {
			return body + "-" + strconv.Itoa(d)
		}
	}
	panic("no digit")
}

// completeDNI reads the digit from the table by remainder.
func completeDNI(body string) string {
	sum := 0
	for i, w := range "32765432" {
		sum += int(body[i]-'0') * int(w-'0')
	}
	return body + "-" + "65432110987"[sum%11:][:1]
}

// completeEcuadorian is Luhn's sum over the whole number, which must end in 0.
func completeEcuadorian(body string) string {
	for d := range 10 {
		n, sum := body+strconv.Itoa(d), 0
		for i := range len(n) {
			v := int(n[len(n)-1-i] - '0')
			if i%2 == 1 {
				v = []int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}[v]
			}
			sum += v
		}
		if sum%10 == 0 {
			return n
		}
	}
	panic("no digit")
}

// completeCURP gives letters from O on one more, for the Ñ before them.
func completeCURP(body string) string {
	sum := 0
	for i, c := range body {
		v, _ := strconv.ParseInt(string(c), 36, 8)
		if c > 'N' {
			v++
		}
		sum += int(v) * (18 - i)
	}
	for d := range 10 {
		if (sum+d)%10 == 0 {
			return body + strconv.Itoa(d)
		}
	}
	panic("no digit")
}

// completeRFC has SAT's table of Anexo III: two digits a character.
func completeRFC(body string) string {
	table := map[rune]int{' ': 37, 'Ñ': 38, '&': 24}
	for i, c := range "0123456789ABCDEFGHIJKLMN" {
		table[c] = i
	}
	for i, c := range "OPQRSTUVWXYZ" {
		table[c] = 25 + i
	}
	places := []rune(body)
	if len(places) == 11 {
		places = []rune(" " + body)
	}
	sum := 0
	for i, c := range places {
		sum += table[c] * (13 - i)
	}
	switch d := 11 - sum%11; d {
	case 11:
		return body + "0"
	case 10:
		return body + "A"
	default:
		return body + strconv.Itoa(d)
	}
}

// like makes a number after a picture: 9 is a digit, A a letter, C a consonant and *
// either; all else stands for itself.
func like(r *rand.Rand, picture string) string {
	from := map[rune]string{
		'9': "0123456789", 'A': "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 'C': "BCDFGHJKLMNPQRSTVWXYZ",
		'*': "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	}
	return strings.Map(func(c rune) rune {
		if set := from[c]; set != "" {
			return rune(set[r.IntN(len(set))])
		}
		return c
	}, picture)
}

// dated is a date of birth within the years that digit means.
func dated(r *rand.Rand) string {
	return fmt.Sprintf("%02d%02d%02d", r.IntN(100), 1+r.IntN(12), 1+r.IntN(28))
}
