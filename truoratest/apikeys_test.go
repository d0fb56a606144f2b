package truoratest

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestListedReadsEveryForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"phones=1&phones=2":        {"1", "2"},
		"phones=1,2":               {"1", "2"},
		"phones[0]=1&phones[1]=2":  {"1", "2"},
		"phones[1]=2&phones[0]=1,": {"1", "", "2"},
		"emails=1":                 nil,
	} {
		form, err := url.ParseQuery(text)
		require.NoError(t, err)
		assert.Equal(t, want, listed(form, "phones"), text)
	}
}

func TestUnknownFieldsOfAKeyAreRefused(t *testing.T) {
	t.Parallel()
	fields := []string{
		"key_type", "web", "grant", "digital-identity", "flow_id", "IPF1", "country", "ALL", "redirect_url", "https://example.com",
		"phones[0]", "+573000000000", "emails", "ana@example.com,b@example.com", "start_variables.metadata.x", "1",
	}
	_, api := newCaller(t)
	for _, kind := range []string{"web", "test"} {
		assert.Equal(t, 200, api.post(keysURL, form(append(fields[2:len(fields):len(fields)], "key_type", kind)...)).status)
	}
	for _, unknown := range []string{"email", "phones[", "flow_id[0]", "metadata.x"} {
		assert.Equal(t, 400, api.post(keysURL, form(append(slices.Clip(fields), unknown, "x")...)).status, unknown)
	}
}
