// Package latin strips accents from letters, so that spellings of a name can be
// compared: García becomes garcia.
package latin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/truora/truora-go/internal/lazy"
)

// letters lists, after each plain letter, the letters of European and Vietnamese
// alphabets that are written as it where they cannot be typed. Other scripts have no
// such convention, and a table for all of Unicode would be a dependency.
const letters = `a ªàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ
ae æǣǽ
b ḃḅḇ
c çćĉċčḉ
d ðďđḋḍḏḑḓ
dz ǆǳ
e èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ
f ƒḟ
g ĝğġģǧǵḡ
h ĥħȟḣḥḧḩḫẖ
i ìíîïĩīĭįıǐȉȋḭḯỉị
ij ĳ
j ĵǰ
k ķĸǩḱḳḵ
l ĺļľŀłḷḹḻḽ
lj ǉ
m ḿṁṃ
n ñńņňŉŋǹṅṇṉṋ
nj ǌ
o ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ
oe œ
p ṕṗ
r ŕŗřȑȓṙṛṝṟ
s śŝşšſșṡṣṥṧṩẛ
ss ß
t ţťŧțṫṭṯṱẗ
th þ
u ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự
v ṽṿ
w ŵẁẃẅẇẉẘ
x ẋẍ
y ýÿŷȳẏẙỳỵỷỹ
z źżžẑẓẕ`

var plainLetters lazy.Value[map[rune]string]

func makePlainLetters() map[rune]string {
	table := map[rune]string{}
	for line := range strings.Lines(letters) {
		plain, accented, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, r := range accented {
			table[r] = plain
		}
	}
	return table
}

// AppendFolded appends a letter or digit in the form in which spellings are compared:
// lowercase, without accents, ASCII digits. It appends nothing else.
func AppendFolded(to []byte, r rune) []byte {
	const wide = 'Ａ' - 'A' // fullwidth forms of ASCII
	if r > '！' && r <= '～' {
		r -= wide
	}
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		return utf8.AppendRune(to, r)
	case 'A' <= r && r <= 'Z':
		return utf8.AppendRune(to, r+'a'-'A')
	case r < utf8.RuneSelf:
		return to
	case unicode.IsDigit(r):
		return append(to, digit(r))
	case !unicode.IsLetter(r):
		return to
	}
	r = unicode.ToLower(unicode.ToUpper(r))
	if plain := plainLetters.Get(makePlainLetters)[r]; plain != "" {
		return append(to, plain...)
	}
	return utf8.AppendRune(to, r)
}

// digit returns the ASCII digit for r. Each script has its ten digits in a row; the
// mathematical ones are five rows without a gap.
func digit(r rune) byte {
	const first, last = '𝟎', '𝟿'
	if first <= r && r <= last {
		return '0' + byte((r-first)%10)
	}
	n := byte('0')
	for unicode.IsDigit(r-1) && n < '9' {
		r--
		n++
	}
	return n
}
