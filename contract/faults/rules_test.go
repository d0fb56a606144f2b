package faults

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/contract"
)

// The rules must catch violations.
func TestBreachesAreCaught(t *testing.T) {
	t.Parallel()
	spec, err := contract.Load()
	require.NoError(t, err)
	create := spec.ByGo("continuous.Create")
	lost, refused := Fault{Kind: Lost, Status: 500}, Fault{Kind: NeverLeft}
	assert.Len(t, lost.JudgeCall(&Call{Endpoint: create, Effect: "once", Attempts: 2, Met: 2, Carried: 2}, 3), 2)
	assert.Empty(t, lost.JudgeCall(&Call{Endpoint: create, Effect: "once", Attempts: 1, Met: 1, Carried: 1}, 3))
	assert.NotEmpty(t, lost.JudgeCall(&Call{Endpoint: create, Effect: "read", Attempts: 1, Met: 1}, 3))
	assert.NotEmpty(t, refused.JudgeCall(&Call{Endpoint: create, Effect: "once", Attempts: 1, Met: 1}, 3))
	assert.NotEmpty(t, lost.JudgeError(&Call{Endpoint: create, Effect: "once"}, true, nil))
	assert.NotEmpty(t, lost.JudgeError(&Call{Endpoint: create, Effect: "once"}, true, errors.New("no Error")))
	assert.Equal(t, []string{`it holds the key`}, Leaks("it", "a made-up-key", "made-up-key", nil))
	assert.Len(t, Leaks("it", "Ana%20Prueba", "key", Values{"Ana Prueba", "1000000001"}), 1)
	assert.Empty(t, Leaks("it", "POST /v1/checks: 404", "key", Values{"POST"}))
}

func TestOperationsAreNoLeaks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		"POST /v1/checks: 404":             ": 404",
		`{"op":"GET /v1/checks"} a / b /c`: `{"op":""} a / b /c`,
		"GET /v1/checks/{check_id}":        "",
		"x DELETE /v1/checks/{check_id}\nHEAD /v1/checks GET /": "x \nHEAD /v1/checks GET /",
		"GET /v1/checks/CHK1":  "GET /v1/checks/CHK1", // the id is a leak
		"GET /v1/checks\fCHK1": "\fCHK1",
	} {
		assert.Equal(t, want, withoutOps(text), text)
	}
}
