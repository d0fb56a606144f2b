package truoratest

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMexicanDocumentsNameAPlace(t *testing.T) {
	t.Parallel()
	a := &validationAccount{id: "ACC1", form: url.Values{}}
	assert.NotEmpty(t, a.reads("MX")["state_name"])
	assert.NotEmpty(t, a.reads("MX")["locality"])
	assert.NotContains(t, a.reads("CO"), "locality")
}
