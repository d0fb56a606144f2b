package spend

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	truora "github.com/truora/truora-go"
)

func TestReusedNeedsProof(t *testing.T) {
	t.Parallel()
	body := func(reference, created, updated string) string {
		return fmt.Sprintf(`{"check":{"custom_input":%q,"creation_date":%q,"update_date":%q}}`, reference, created, updated)
	}
	const noon = "2026-11-26T12:00:00.5Z"
	for name, tc := range map[string]struct {
		body string
		err  error
		want bool
	}{
		"new":                   {body: body("order 77", noon, noon)},
		"of another call":       {body: body("order 76", noon, noon), want: true},
		"written otherwise":     {body: body(" ORDER 77", noon, noon)},
		"without reference":     {body: body("", noon, noon)},
		"changed later":         {body: body("", noon, "2026-11-26T12:00:13Z"), want: true},
		"changed meanwhile":     {body: body("", noon, "2026-11-26T12:00:12Z")},
		"changed elsewhere":     {body: body("", noon, "2026-11-26T07:00:10-05:00")},
		"changed before":        {body: body("", noon, "2026-11-25T12:00:00Z")},
		"never changed":         {body: body("", noon, "0001-01-01T00:00:00Z")},
		"no date":               {body: body("", "", noon)},
		"a date without a zone": {body: body("", "2026-11-26T12:00:00", "2026-11-27T12:00:00")},
		"no JSON":               {body: `<check/>`},
		"other types":           {body: `{"check":{"custom_input":1,"creation_date":2,"update_date":3}}`},
		"nothing":               {},
		"an error":              {body: body("order 76", noon, noon), err: &truora.DecodeError{}},
	} {
		r := &truora.Result{Outcome: truora.OutcomeDone, Body: []byte(tc.body), Err: tc.err, Elapsed: 10 * time.Second}
		assert.Equal(t, tc.want, reused(r, "order 77"), name)
	}
	r := &truora.Result{Outcome: truora.OutcomeDone, Body: []byte(body("order 76", noon, noon))}
	assert.False(t, reused(r, ""), "a call without reference may get any")
}
