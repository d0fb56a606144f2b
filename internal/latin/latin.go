// Package latin writes letters plainly, so that spellings of a name can be compared:
// García as garcia.
package latin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/truora/truora-go/internal/lazy"
)

// letters has those of European and Vietnamese alphabets behind the plain
// letters that they are written as where there is no way to type them. Other
// scripts have no such habit, and a table for all of Unicode would be a dependency.
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

// AppendFolded appends a letter or digit as all its spellings are compared:
// small, without accents, in ASCII digits. Nothing else is appended.
func AppendFolded(to []byte, r rune) []byte {
	const wide = 'Ａ' - 'A' // the forms of ASCII in East Asian fonts
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

// digit is the ASCII digit of r. Every script has its ten in one row; those of
// mathematics are five rows without a gap.
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
