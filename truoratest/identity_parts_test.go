package truoratest

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bought counts what was billed.
func bought(srv *Server) map[string]int {
	out := map[string]int{}
	for _, c := range srv.Billed() {
		out[c.What]++
	}
	return out
}

func TestAProcessIsBilledAsItsParts(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	_, id := webToken(api)
	assert.Empty(t, srv.Billed(), "a token is free of charge")
	srv.Identity.Finish(id)
	assert.Equal(t, map[string]int{"validation": 3, "check": 1}, bought(srv))
	result := api.under(APIKey).get("/v1/processes/" + id + "/result").json
	for i, v := range list(result, "validations") {
		assert.Equal(t, v["validation_id"], srv.Billed()[i].ID)
	}
	assert.Equal(t, result["check_id"], srv.Billed()[3].ID)
	srv.Identity.Finish(id)
	assert.Len(t, srv.Billed(), 4, "once")

	srv.Identity.Next(ProcessScript{Blocks: []string{"face"}})
	_, id = webToken(api)
	srv.Identity.Finish(id)
	assert.Equal(t, map[string]int{"validation": 4, "check": 1}, bought(srv), "no document, no check")
}

// answer sends the inputs of the current step and waits for its decision.
func answer(api *caller, id string, values map[string]string) obj {
	process := api.get("/v1/processes/" + id).json
	at, _ := process["current_step"].(float64)
	step := list(process, "steps")[int(at)]
	inputs := ""
	for _, in := range list(step, "expected_inputs") {
		name := as[string](in["name"])
		inputs += `,{"type":"` + as[string](in["type"]) + `","name":"` + name + `","value":"` + values[name] + `"}`
	}
	out := api.json("POST", "/v1/processes/"+id, `{"type":"`+as[string](step["type"])+`","step_id":"`+as[string](step["step_id"])+
		`","expected_inputs":[`+inputs[min(1, len(inputs)):]+`]}`)
	require.Equal(api.t, 200, out.status, out.text)
	time.Sleep(time.Minute)
	now := api.get("/v1/processes/" + id).json
	return list(now, "steps")[slices.IndexFunc(list(now, "steps"), func(s obj) bool { return s["step_id"] == step["step_id"] })]
}

func TestAWrongCodeIsScripted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Identity.Next(ProcessScript{
			Blocks: []string{"phone"}, FailedTries: map[string]int{"enter_phone_verification_code": 2},
		})
		token, id := webToken(api)
		web := api.under(token)
		web.json("POST", "/v1/processes", "{}")
		answer(web, id, map[string]string{"phone_number": "+573001234567"})
		code := map[string]string{"token": OneTimePassword}
		for left := 2; left > 0; left-- {
			step := answer(web, id, code)
			assert.Equal(t, "failure", as[obj](step["verification_output"])["status"])
			assert.EqualValues(t, left, step["remaining_retries"])
		}
		assert.Equal(t, "success", as[obj](answer(web, id, code)["verification_output"])["status"])
		result := api.under(APIKey).get("/v1/processes/" + id + "/result").json
		v := list(result, "validations")[0]
		assert.Equal(t, "phone-verification", v["type"])
		assert.Equal(t, "+573001234567", v["phone_number"])
		assert.Equal(t, map[string]int{"validation": 1}, bought(srv))
	})
}

func TestAStepDoneAgainIsBilledOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		srv.Identity.Next(ProcessScript{Blocks: []string{"phone"}, Deciding: time.Hour})
		token, id := webToken(api)
		web := api.under(token)
		web.json("POST", "/v1/processes", "{}")
		answer(web, id, map[string]string{"phone_number": "+573001234567"})
		for range 2 {
			answer(web, id, map[string]string{"token": OneTimePassword})
			assert.Equal(t, map[string]int{"validation": 1}, bought(srv))
			assert.Equal(t, 200, web.post("/v1/processes/"+id+"/back", form()).status)
		}
	})
}

func TestAWrongCodeOfAValidationIsScripted(t *testing.T) {
	t.Parallel()
	srv, api := newValidatorsCaller(t)
	srv.Validators.Next(ValidationScript{WrongCodes: 1})
	api.made("/v1/enrollments", form("type", "email-verification", "user_authorized", "true", "account_id", "ana", "email", "ana@example.com"))
	v := api.made("/v1/validations", form("type", "email-verification", "user_authorized", "true", "account_id", "ana"))
	id := as[string](v["validation_id"])
	give := form("type", "email-verification", "token", srv.Validators.Code(id))
	first := api.post("/v1/validations/"+id, give).json
	assert.Equal(t, "pending", first["validation_status"])
	assert.NotContains(t, first, "remaining_retries", "the previous link is used up")
	assert.Equal(t, "success", api.post("/v1/validations/"+id, give).json["validation_status"])
}

func TestARepeatedAccount(t *testing.T) {
	t.Parallel()
	srv, api := newCaller(t)
	_, first := webToken(api)
	srv.Identity.Finish(first)
	_, second := webToken(api)
	assert.NotEqual(t, first, second, "by default")
	srv.APIKeys.ReuseProcesses(true)
	token, third := webToken(api)
	assert.Equal(t, second, third)
	srv.Identity.Finish(third)
	again := api.under(token).json("POST", "/v1/processes", "{}")
	assert.Equal(t, 200, again.status)
	assert.Equal(t, "success", again.json["status"], "the page shows a process that has ended")
	_, other := webToken(api, "account_id", "user-002")
	assert.NotEqual(t, first, other)
}

func TestAnEmptySearchHasNoNext(t *testing.T) {
	t.Parallel()
	_, api := newCaller(t)
	backend := api.under(APIKey)
	for _, path := range []string{"/v1/customers?search=nobody", "/v1/customers/decision-variables?search=nobody"} {
		out := backend.get(path).json
		assert.Empty(t, out["next"], path)
		assert.NotEmpty(t, out["self"], path)
	}
}
