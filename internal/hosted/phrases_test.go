package hosted

import (
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The page says everything in every language.
func TestWordsAreComplete(t *testing.T) {
	t.Parallel()
	want := reflect.ValueOf(english)
	for _, p := range languages {
		got := reflect.ValueOf(*p)
		for i := range got.NumField() {
			name := got.Type().Field(i).Name
			assert.False(t, got.Field(i).IsZero(), "%s: %s is empty", p.Code, name)
			if got.Field(i).Kind() != reflect.Map {
				continue
			}
			assert.Equal(t, want.Field(i).Len(), got.Field(i).Len(), "%s: %s", p.Code, name)
			for key, said := range got.Field(i).Seq2() {
				assert.True(t, want.Field(i).MapIndex(key).IsValid(), "%s: %s has %s", p.Code, name, key)
				assert.False(t, said.IsZero(), "%s: %s of %s is empty", p.Code, name, key)
			}
		}
	}
}

func TestWordsOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ accept, query, want string }{
		{"", "", "en"},
		{"fr-FR,pt;q=0.8,en;q=0.5", "", "pt"},
		{"es-CO,es;q=0.9,en;q=0.8", "", "es"},
		{"ES", "", "es"},
		{"es", "pt", "pt"},
		{"es", "<script>", "es"},
		{"*, ;q=1,,", "", "en"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/?lang="+tt.query, nil)
		r.Header.Set("Accept-Language", tt.accept)
		assert.Equal(t, tt.want, wordsOf(r).Code, "%+v", tt)
	}
}

// Words stay whole, and what is no markup does not become it.
func TestUnbroken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Qual é o seu e-mail?": `Qual é o seu <span class="whole">e-mail</span>?`,
		"passport":             "passport",
		"<b>a-b</b>":           `&lt;b&gt;<span class="whole">a-b</span>&lt;/b&gt;`,
		"1-2, a - b":           "1-2, a - b",
	} {
		assert.Equal(t, want, string(Unbroken(text)))
	}
}
