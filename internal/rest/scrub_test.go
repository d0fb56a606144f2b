package rest

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
)

// sentInForm returns the private data of a call with these fields.
func sentInForm(values ...string) Private {
	sent := sentValues{form: form(url.Values{"field": values}.Encode())}
	return sent.private()
}

func TestScrub(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "person [redacted] not found", Scrub("person 1000000001 not found", sentInForm("1000000001")))
	assert.Equal(t, "[redacted] and [redacted]", Scrub("Ana María Prueba and Ana María", sentInForm("Ana María", "Ana María Prueba")), "the longer first")
	assert.Equal(t, "a=[redacted] /[redacted]", Scrub("a=a%40b.test+c /a@b.test%20c", sentInForm("a@b.test c")), "as in a URL")
	assert.Equal(t, "see [url] now", Scrub("see https://api.truora.com/v1?x=1 now", nil))
	assert.Equal(t, "a b  c", Scrub("a\nb\r\nc", nil))
	assert.Equal(t, "a b c", Scrub("a\u2028b\u202ec", nil), "and no other line breaks or direction marks")
	assert.Len(t, []rune(Scrub(strings.Repeat("é", 1000), nil)), longestText+1)
	assert.Equal(t, "at byte 1234567 of [redacted]", Hide("at byte 1234567 of Ana María", sentInForm("Ana María")), "numbers of ours stay")
}

func TestScrubComparesFolded(t *testing.T) {
	t.Parallel()
	private := sentInForm("José Núñez", "1.020.304-050", "+573001234567", "1990-01-31", "Łukasz Straße", "O'Higgins", "ana.prueba@example.com", "王小芳")
	for _, spelling := range []string{
		"José Núñez", "JOSÉ NUÑEZ", "Jose Nunez", "jose_nunez", "NÚÑEZ, José", "Nunez", "JoseNunez", "Jose\u0301 Nu\u0301n\u0303ez",
		"Jos%C3%A9+N%C3%BA%C3%B1ez", `Jos\u00e9 N\u00fa\u00f1ez`, "Jos&eacute; N&#250;&#xF1;ez", "Jos%25C3%25A9%2520N%25C3%25BA%25C3%25B1ez",
		"Ｊｏｓé Ｎúñｅｚ", "Jo\u200bsé Nú\u00adñez",
		"1020304050", "1.020.304-050", "1,020,304,050", "1 020 304 050", "1-020-304-050", "١٠٢٠٣٠٤٠٥٠", "CC1020304050X", "𝟏𝟎𝟐𝟎𝟑𝟎𝟒𝟎𝟓𝟎",
		"573001234567", "+57 (300) 123-4567", "3001234567", "300 123 45 67", "+57 - 300 - 1234567",
		"1990-01-31", "31/01/1990", "01/31/1990", "31-1-1990", "1/31/1990", "19900131", "1990.01.31", "31/01/90", "1990-01-31T00:00:00Z",
		"31 de enero de 1990", "31 ENE 1990", "January 31, 1990", "Jan 31, 1990", "31 de janeiro de 1990", "31-JAN-90",
		"LUKASZ STRASSE", "Straße", "ohiggins", "O’Higgins", "ANA.PRUEBA@EXAMPLE.COM", "ana.prueba", "王小芳",
	} {
		text := Scrub("no "+spelling+" in CO for type person", private)
		assert.True(t, strings.HasPrefix(text, "no ") && strings.HasSuffix(text, " in CO for type person"), "%s: %s", spelling, text)
		assert.Contains(t, text, redacted, spelling)
		left := strings.ToLower(strings.ReplaceAll(text, redacted, ""))
		for _, part := range []string{"jos", "nez", "ez", "102", "300", "1990", "31", "luk", "stra", "higg", "prueba", "芳"} {
			assert.NotContains(t, left, part, "%s: %s", spelling, text)
		}
	}
	assert.Equal(t, "status 10400: native country CO is not a type of person check", Scrub("status 10400: native country CO is not a type of person check", private))
}

func TestLongNumbersAreMasked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"person 1020304050 exists":         "person [redacted] exists",
		"call (300) 123-4567 now":          "call ([redacted] now",
		"code 10404, 429 or 503":           "code 10404, 429 or 503",
		"between 1 and 128, at most 21600": "between 1 and 128, at most 21600",
		"id 12%2E345%2E678":                "id [redacted]",
		"1,234,567 rows":                   "[redacted] rows",
		"12:30:45":                         "12:30:45",
	} {
		assert.Equal(t, want, Scrub(text, nil))
	}
}

type sentParams struct {
	Name     string                    `url:"name"`
	Type     sentType                  `url:"type"`
	Password apitype.Secret            `url:"password"`
	More     map[string]apitype.Secret `url:"-"`
	Any      any                       `url:"-"`
}

type sentType string

func TestSecretsAreAlwaysPrivate(t *testing.T) {
	t.Parallel()
	sent := func(secret string) Private {
		s := sentValues{params: [3]any{nil, &sentParams{Any: []any{apitype.NewSecret(secret)}}}}
		return s.private()
	}
	assert.Equal(t, "password [redacted] is weak", Scrub("password abc is weak", sent("abc")))
	assert.Equal(t, "pass[redacted] is weak", Scrub("password is weak", sent("word")), "wherever it is")
	assert.Equal(t, "code [redacted] of 404", Scrub("code 04 of 404", sent("04")))
	assert.Equal(t, "a [redacted] in a cab", Scrub("a b in a cab", sent("b")), "of one letter: where it is a word")
	assert.Equal(t, "so [redacted]", Scrub("so !?", sent("!?")))
	assert.Equal(t, "person", Scrub("person", sent("   ")))
	assert.Equal(t, "person", Scrub("person", sent("")))
	s := sentValues{params: [3]any{nil, sentParams{More: map[string]apitype.Secret{"code": apitype.NewSecret("4711")}}}}
	assert.Equal(t, "code [redacted]", Scrub("code 47-11", s.private()))
}

// A lowercase name looks like one of Truora's enum values: the type of its field tells
// them apart.
func TestWordsAreJudgedByTheirType(t *testing.T) {
	t.Parallel()
	sent := sentValues{
		params: [3]any{sentParams{Name: "rosa", Type: "person"}},
		query:  form(url.Values{"name": {"rosa"}, "type": {"person"}}.Encode()),
	}
	assert.Equal(t, "[redacted] is no person, says the rosary: check name", Scrub("Rosa is no person, says the rosary: check name", sent.private()))
}

func TestPartsOfNames(t *testing.T) {
	t.Parallel()
	sent := sentValues{
		params: [3]any{sentParams{Name: "Ana Type Person", Type: "person"}},
		form:   form(url.Values{"name": {"Ana Type Person"}, "type": {"person"}}.Encode()),
	}
	assert.Equal(t, "the type person is unknown", Scrub("the type person is unknown", sent.private()), "public values are not masked")
	assert.Equal(t, "and real, or [redacted]", Scrub("and real, or Andrea", sentInForm("Andrea")))
	assert.Equal(t, "text: [redacted]… is long", Scrub("text: Hola José, tu crédito por… is long", sentInForm("Hola José, tu crédito por 300 está listo para que lo uses")), "a beginning")
}

func TestPrivateValues(t *testing.T) {
	t.Parallel()
	sent := sentValues{
		args:  []string{"CHK123"},
		query: form(url.Values{"account_id": {"ana@example.com"}, "lang": {"es"}}.Encode()),
		form: form(url.Values{
			"country": {"CO"}, "type": {"person"}, "user_authorized": {"true"}, "national_id": {"1000000001"}, "first_name": {"ANA MARIA"},
			"var.Zeta1": {"x"}, "buttons": {`[{"text":"Sí, claro"}]`},
		}.Encode()),
		json: []byte(`{"password":"S3cret","nested":[{"n":123456}]}`),
	}
	private := sent.private()()
	assert.ElementsMatch(t, []string{"chk123", "anaexamplecom", "1000000001", "anamaria", "zeta1", "s3cret", "123456", "siclaro", "textsiclaro"}, slices.Collect(maps.Keys(private.patterns)))
	assert.ElementsMatch(t, []string{"ana", "maria", "claro"}, slices.Collect(maps.Keys(private.words)))
	empty := (&sentValues{}).private()()
	assert.Empty(t, empty.patterns)
	assert.Empty(t, empty.words)
}

// Private data is collected when the call ends, because the caller may change the
// params.
func TestParamsMayChangeAfterTheCall(t *testing.T) {
	t.Parallel()
	more := map[string]apitype.Secret{"code": apitype.NewSecret("abcd")}
	sent := sentValues{params: [3]any{sentParams{More: more}}}
	private := sent.private()
	more["code"] = apitype.NewSecret("efgh")
	assert.Equal(t, "[redacted] efgh", Scrub("abcd efgh", private))
}

func TestHostileValues(t *testing.T) {
	t.Parallel()
	for value, messages := range map[string]map[string]string{
		`^.*(a+)+$[`:         {`bad ^.*(a+)+$[`: "bad [redacted]"},
		"":                   {"fine": "fine"},
		" \t\n ":             {"a   b": "a   b"},
		"[redacted]":         {"no [redacted] here": "no [[redacted]] here"},
		"\xff\xfeAna\xff!":   {"bad \xff\xfeAna\xff! end": "bad [redacted] end"},
		"!!!!":               {"what!!!! now": "what[redacted] now"},
		"%41na%4D":           {"no %41na%4D": "no %[redacted]"},
		"Ana\nMaría":         {`no Ana\nMaría`: "no [redacted]", "no Ana\nMaría": "no [redacted]"},
		"{{.name}} [a](b) 1": {"{{.name}} [a](b) 1": "{{.[redacted]"},
	} {
		for message, want := range messages {
			assert.Equal(t, want, Scrub(message, sentInForm(value)), "%q", value)
		}
	}
	overlapping := sentInForm("Ana María", "María Prueba", "Prueba Sol")
	assert.Equal(t, "[redacted]!", Scrub("Ana María Prueba Sol!", overlapping))
}

// Where a long message is cut, the beginning of a value that continues after the cut
// must not show.
func TestTheCutShowsNoPartOfAValue(t *testing.T) {
	t.Parallel()
	long := "Xy" + strings.Repeat("Zq7w", 2000)
	for _, value := range []string{"Margarita Beltrán", "AB12CD34", long} {
		for shift := range 40 {
			// Everything before the value is hidden, so that the cut is shown.
			filler := strings.Repeat("1234567890", window/10+1)
			message := filler[:window-shift] + " " + value + " " + filler
			text := Scrub(message, sentInForm(value))
			assert.Empty(t, strings.Trim(strings.ReplaceAll(text, redacted, ""), " "), "%d: %s", shift, text)
		}
	}
	assert.Equal(t, "[redacted]", Scrub(long, sentInForm(long)))
	assert.Equal(t, redacted, Scrub(strings.Repeat("1234567890", window)+" and so on", nil), "nobody reads that far")
	text := Scrub(strings.Repeat("ñ", window), nil)
	assert.True(t, utf8.ValidString(text))
}

// manyValues returns n values and a message of the given length made of them.
func manyValues(n, length int) (Private, string) {
	var values []string
	for i := range n {
		values = append(values, fmt.Sprintf("José Núñez %dX%d", i, i*i))
	}
	return sentInForm(values...), strings.Repeat(strings.Join(values[:min(n, 100)], " or "), length/2000+1)[:length]
}

func TestScrubbingTakesBoundedTime(t *testing.T) {
	t.Parallel()
	private, message := manyValues(10_000, 1<<20)
	start := time.Now()
	text := Scrub(message, private)
	assert.Less(t, time.Since(start), 10*time.Second, "30 s when it searched value by value")
	assert.NotContains(t, text, "José")

	var values []string
	for i := range 1000 {
		values = append(values, strings.Repeat("Aa", 3+i)+"x", strings.Repeat("!", 4+i))
	}
	start = time.Now()
	Scrub(strings.Repeat("Aa", 1<<19), sentInForm(values...))
	assert.Less(t, time.Since(start), 20*time.Second, "all values are equal")
}

func BenchmarkScrub(b *testing.B) {
	for _, size := range []struct{ values, message int }{{10, 100}, {100, 4 << 10}, {10_000, 1 << 20}} {
		b.Run(fmt.Sprintf("%d values, %d bytes", size.values, size.message), func(b *testing.B) {
			for b.Loop() {
				private, message := manyValues(size.values, size.message)
				Scrub(message, private)
			}
		})
	}
}

// FuzzScrub looks for any value, in any listed spelling, in the output.
func FuzzScrub(f *testing.F) {
	for _, seed := range [][3]string{
		{"José Núñez", "no ", " here"},
		{"1.020.304-050", "CC", "X"},
		{"1990-01-31", "born ", ""},
		{"a@b.test+c", "?q=", "&x"},
		{"Ana\nMaría", `"`, `"`},
		{"&amp;Ana", "%", "41"},
		{"\xffAna María", "a", "\xfe"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, value, before, after string) {
		value = strings.TrimSpace(value)
		marks := "x" + redacted + "[url] "
		if !telling(value) || strings.Contains(marks, strings.ToLower(value)) || strings.Contains(value, "…") || strings.Contains(value, "redacted") {
			t.Skip()
		}
		// Two halves of a character would make another one.
		before, after = strings.ToValidUTF8(before, ""), strings.ToValidUTF8(after, "")
		private, quoted := sentInForm(value), strconv.QuoteToASCII(value)
		for _, spelling := range []string{
			value, strings.ToUpper(value), strings.ToLower(value), url.QueryEscape(value), url.PathEscape(value),
			strings.Join(strings.Split(value, ""), "\u200b"), quoted[1 : len(quoted)-1],
		} {
			text := Scrub(before+spelling+after, private)
			if strings.Contains(text, spelling) || strings.Contains(text, value) {
				t.Errorf("sent %q, the message %q came out as %q", value, before+spelling+after, text)
			}
			require.LessOrEqual(t, utf8.RuneCountInString(text), longestText+1)
		}
	})
}
