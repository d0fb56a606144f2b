package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The drive tests must catch violations.
func TestExchangesOutsideTheContractAreCaught(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	const right = `{"check":{"check_id":"CHK1","type":"person","country":"CO","creation_date":"2026-03-02T15:04:05Z"},"self":"/v1/checks/CHK1"}`
	const get = "GET https://api.checks.truora.com/v1/checks/CHK1"
	const op = "GET /v1/checks/{check_id}: "
	for name, c := range map[string]struct {
		request string
		key     bool
		answer  string
		want    []string
	}{
		"nothing wrong":         {get, true, right, nil},
		"a signed link":         {"GET https://files.truora.com/a?Signature=x", false, "%PDF", nil},
		"a wrong request":       {get + "?lang=es", true, right, []string{op + "request: query lang: not in the contract"}},
		"a wrong answer":        {get, true, right + "x", []string{op + "answer 200: answer: invalid character 'x' after top-level value"}},
		"a missing field":       {get, true, strings.Replace(right, `"self"`, `"me"`, 1), []string{op + "answer 200: answer.me: not in the contract", op + `answer 200: answer.self: property "self" is missing`}},
		"an unknown path":       {"GET https://api.checks.truora.com/v1/cheques", true, "{}", []string{"GET api.checks.truora.com/v1/cheques is not in the contract"}},
		"no key":                {get, false, right, []string{op + "key sent to api.checks.truora.com: false"}},
		"the key on a link":     {"GET https://files.truora.com/a", true, "%PDF", []string{"key sent to files.truora.com: true"}},
		"another host's files":  {"GET https://example.com/a", false, "%PDF", []string{"key sent to example.com: false", "GET example.com/a is not in the contract"}},
		"another host's method": {"PATCH https://files.truora.com/a", false, "", []string{"PATCH files.truora.com/a is not in the contract"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, address, _ := strings.Cut(c.request, " ")
			r, err := http.NewRequest(method, address, nil)
			require.NoError(t, err)
			if c.key {
				r.Header.Set(keyHeader, "made-up")
			}
			x := exchange{
				request: r, status: http.StatusOK,
				header: http.Header{"Content-Type": {"application/json"}}, responseBody: []byte(c.answer),
			}
			_, problems := x.problems(spec)
			assert.Equal(t, c.want, problems)
		})
	}
}
