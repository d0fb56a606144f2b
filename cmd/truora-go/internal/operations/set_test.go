package operations_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/cmd/truora-go/internal/operations"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
)

func fill[T any](t *testing.T, operation string, values ...operations.Value) (T, error) {
	t.Helper()
	o, err := operations.Find(operation)
	require.NoError(t, err)
	var params T
	err = o.Fill(&params, values)
	return params, err
}

func give(pairs ...string) []operations.Value {
	var list []operations.Value
	for pair := range slices.Chunk(pairs, 2) {
		list = append(list, operations.Value{Name: pair[0], Text: pair[1]})
	}
	return list
}

func TestFill(t *testing.T) {
	t.Parallel()
	check, err := fill[checks.CreateParams](t, "checks.Create", give("country", "CO", "user_authorized", "1", "date_of_birth", "1990-01-31", "priority", "high")...)
	require.NoError(t, err)
	assert.Equal(t, checks.CreateParams{Country: "CO", UserAuthorized: true, DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31}, Priority: "high"}, check)

	batch, err := fill[batches.CreateParams](t, "batches.Create", give("columns_mapping.national_id", "0", "columns_mapping.first_name", "2")...)
	require.NoError(t, err)
	assert.Equal(t, batches.ColumnsMapping{"national_id": 0, "first_name": 2}, batch.ColumnsMapping)
	batch, err = fill[batches.CreateParams](t, "batches.Create", give("columns_mapping", `{"national_id":1}`)...)
	require.NoError(t, err)
	assert.Equal(t, batches.ColumnsMapping{"national_id": 1}, batch.ColumnsMapping)

	config, err := fill[validators.UpdateConfigParams](t, "validators.UpdateConfig",
		give("threshold", "0.25", "validation_method.liveness.status", "enabled", "validation_method.liveness.level", "2")...)
	require.NoError(t, err)
	assert.InDelta(t, 0.25, *config.Threshold, 0)
	assert.Equal(t, validators.Methods{"liveness": {Status: "enabled", Other: map[string]string{"level": "2"}}}, config.Methods)

	list, err := fill[identity.ListParams](t, "identity.List", give("declined_reason", "a", "declined_reason", "b", "start_date", "2026-01-31")...)
	require.NoError(t, err)
	assert.Equal(t, []apitype.DeclinedReason{"a", "b"}, list.DeclinedReason)
	assert.Equal(t, time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), list.StartDate)

	process, err := fill[identity.CreateParams](t, "identity.Create", give("verification.type", "document", "verification.config.depth", "3", "ttl", "60")...)
	require.NoError(t, err)
	assert.Equal(t, identity.CreateParams{TTL: 60, Verification: &identity.VerificationInput{Type: "document", Config: identity.VerificationConfig{Other: map[string]any{"depth": 3.0}}}}, process)

	process, err = fill[identity.CreateParams](t, "identity.Create", give("verification", `{"type":"document","config":{"country":"CO","depth":3}}`)...)
	require.NoError(t, err)
	assert.Equal(t, identity.VerificationConfig{Country: "CO", Other: map[string]any{"depth": 3.0}}, process.Verification.Config)

	query, err := fill[customers.QueryMetricsParams](t, "customers.QueryMetrics", give("from", "2026", "group", "month")...)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"from": 2026.0, "group": "month"}, query.Other)
}

func TestFillRefuses(t *testing.T) {
	t.Parallel()
	const private = "1000000010"
	for want, in := range map[string]struct {
		operation string
		values    []operations.Value
		into      func(*testing.T, string, ...operations.Value) error
	}{
		"checks.Create has no parameter nationl_id; did you mean national_id?":  {"checks.Create", give("nationl_id", private), into[checks.CreateParams]},
		"parameter country is given twice":                                      {"checks.Create", give("country", "CO", "country", private), into[checks.CreateParams]},
		"parameter date_of_birth is a date such as 1990-01-31":                  {"checks.Create", give("date_of_birth", private), into[checks.CreateParams]},
		"parameter user_authorized is true or false":                            {"checks.Create", give("user_authorized", private), into[checks.CreateParams]},
		"parameter ttl is a whole number":                                       {"identity.Create", give("ttl", private+"x"), into[identity.CreateParams]},
		"parameter threshold is a number such as 0.5":                           {"validators.Create", give("threshold", private+"x"), into[validators.CreateParams]},
		"parameter start_date is a time such as 2026-01-31T12:00:00Z":           {"identity.List", give("start_date", private), into[identity.ListParams]},
		"parameter verification is a JSON object of config, type":               {"identity.Create", give("verification", private), into[identity.CreateParams]},
		`parameter verification has no member "tipe"`:                           {"identity.Create", give("verification", `{"tipe":"`+private+`"}`), into[identity.CreateParams]},
		"parameter verification.tipe has no such member":                        {"identity.Create", give("verification.tipe", private), into[identity.CreateParams]},
		"parameter token is secret, and others on this machine can see":         {"validators.Perform", give("token", private), into[validators.PerformParams]},
		"parameter image is a file: give it as NAME=@FILE":                      {"validators.EvaluateImage", give("image", private), into[validators.EvaluateImageParams]},
		"parameter columns_mapping.national_id is a whole number":               {"batches.Create", give("columns_mapping.national_id", "A"+private), into[batches.CreateParams]},
		"parameter expected_inputs is a list, in JSON, of a JSON object of des": {"identity.VerifyStep", []operations.Value{{Name: "expected_inputs", Text: "[" + private + "]", Private: true}}, into[identity.VerifyStepParams]},
	} {
		err := in.into(t, in.operation, in.values...)
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), private)
	}
}

// Whatever is given, nothing panics, and no error repeats it.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	const private = "zz9-private-9zz"
	w := &wire{}
	client := clientOn(t, w)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // what would be sent is not
	for _, o := range operations.All() {
		for _, p := range o.Params() {
			for _, text := range []string{private, "", "[", "{", "null", "[null]", "{}", `["` + private + `"]`, `{"` + `a":"` + private + `"}`, "[[" + private, "\x00\xff" + private, "1e999"} {
				name := named(p)
				for _, v := range []operations.Value{{Name: name, Text: text}, {Name: name, Text: text, Private: true}, {Name: name + ".x", Text: text, Private: true}} {
					_, err := o.Call(ctx, client, append(pathOf(o, name), v), operations.File{In: strings.NewReader(""), Out: io.Discard})
					if err != nil {
						assert.NotContains(t, err.Error(), private, "%s %s", o.Go, p.Name)
					}
				}
			}
		}
	}
}

// pathOf are the parameters of the path, but the one that is given.
func pathOf(o *operations.Operation, given string) []operations.Value {
	var list []operations.Value
	for _, p := range o.Params() {
		if p.Path && p.Name != given {
			list = append(list, operations.Value{Name: p.Name, Text: "x"})
		}
	}
	return list
}

func into[T any](t *testing.T, operation string, values ...operations.Value) error {
	t.Helper()
	_, err := fill[T](t, operation, values...)
	return err
}

// Every field has the name that the contract has, so that the help fits it.
func TestTheContractDescribesEveryParameter(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{"size": true, "max_wait": true, "content_type": true} // the SDK's own
	for _, o := range operations.All() {
		for _, p := range o.Params() {
			if !p.Prefix && !p.Path && !ours[p.Name] && !o.Knows(p.Name) && o.Go+" "+p.Name != "identity.List account_id" {
				t.Errorf("%s: the contract has no %s", o.Go, p.Name)
			}
		}
		for _, d := range o.Described {
			if d.Required && d.In == "body" && !has(o, d.Name) {
				t.Errorf("%s: %s is required, and cannot be given", o.Go, d.Name)
			}
		}
	}
}

func has(o *operations.Operation, name string) bool {
	for _, p := range o.Params() {
		if p.Name == name || p.Prefix && len(p.Name) > 4 && p.Name[:len(p.Name)-5] == name {
			return true
		}
	}
	return false
}

// The error for a parameter that does not exist names what was probably meant, or else
// what there is.
func TestHints(t *testing.T) {
	t.Parallel()
	for want, in := range map[string][2]string{
		"checks.Get has no parameter nope; it takes check_id":                                      {"checks.Get", "nope"},
		"checks.Get has no parameter chekc_id; did you mean check_id?":                             {"checks.Get", "chekc_id"},
		"checks.List has no parameter report; did you mean report_id?":                             {"checks.List", "report"},
		`checks.Create has no parameter nope; "call checks.Create --describe" lists what it takes`: {"checks.Create", "nope"},
		"checks.Create has no parameter national-id; did you mean national_id?":                    {"checks.Create", "national-id"},
		"whatsapp.ListLines has no parameter nope; it takes none":                                  {"whatsapp.ListLines", "nope"},
	} {
		o, err := operations.Find(in[0])
		require.NoError(t, err)
		values := give(in[1], "1")
		if in[0] == "checks.Get" {
			values = append(values, give("check_id", "CHK1")...)
		}
		_, err = o.Call(t.Context(), new(truora.Client), values, operations.File{})
		assert.EqualError(t, err, want)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"checks.Get", "CHECKS.get", "GET /v1/checks/{check_id}", "get  /v1/checks/{check_id}", "getCheck"} {
		o, err := operations.Find(name)
		require.NoError(t, err, name)
		assert.Equal(t, "checks.Get", o.Go)
	}
	_, err := operations.Find("checks.Gett")
	assert.EqualError(t, err, "there is no such operation; did you mean checks.Get?")
	_, err = operations.Find("nothing like it at all")
	assert.EqualError(t, err, "there is no such operation")
}
