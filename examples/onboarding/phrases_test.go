package main

import (
	"net/http/httptest"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/identity"
)

// Every page says everything in every language.
func TestPhrasesAreComplete(t *testing.T) {
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
		for _, outcome := range []identity.Outcome{
			identity.OutcomePending, identity.OutcomeApproved, identity.OutcomeDeclined, identity.OutcomeExpired, identity.OutcomeFailed,
		} {
			assert.NotEmpty(t, p.Outcomes[outcome].Title)
			assert.NotEmpty(t, newsOf(identity.Verdict{Outcome: outcome}, p).Text)
		}
	}
}

func TestPhrasesOf(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ accept, cookie, query, want string }{
		{"", "", "", "en"},
		{"fr-FR,pt;q=0.8,en;q=0.5", "", "", "pt"},
		{"es-CO,es;q=0.9,en;q=0.8", "", "", "es"},
		{"ES", "", "", "es"},
		{"es", "pt", "", "pt"},
		{"es", "pt", "en", "en"},
		{"es", "xx", "<script>", "es"},
		{"*, ;q=1,,", "", "", "en"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/?lang="+tt.query, nil)
		r.Header.Set("Accept-Language", tt.accept)
		r.Header.Set("Cookie", languageCookie+"="+tt.cookie)
		assert.Equal(t, tt.want, phrasesOf(r).Code, "%+v", tt)
	}
}

// The chosen language stays chosen on the pages that follow.
func TestSwitchOfLanguage(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	p := v.do("GET", "/?lang=pt", nil)
	assert.Contains(t, p.text, `<html lang="pt-BR">`)
	assert.Contains(t, p.text, "Abra sua conta")
	p = v.do("POST", "/start", nil)
	assert.Contains(t, p.text, "Qual é o seu e-mail?")
	assert.Contains(t, v.through(p).text, "Estamos analisando seus dados")
	all := v.news()
	assert.Equal(t, portuguese.Outcomes[identity.OutcomeApproved].Title, all[len(all)-1].Title)
	assert.True(t, slices.Contains(p.Header["Content-Language"], "pt-BR"))
}
