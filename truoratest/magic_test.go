package truoratest

import (
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The guide has the table of the source, and nothing else.
func TestMagicInputsAreListed(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/sandbox.md")
	require.NoError(t, err)
	_, table, _ := strings.Cut(string(guide), "| number ends in | name ends in | what happens |\n| --- | --- | --- |\n")
	var listed, want []string
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		listed = append(listed, strings.TrimSpace(line))
	}
	for _, e := range endings {
		want = append(want, "| "+e.number+" | "+e.word+" | "+e.means+" |")
	}
	assert.Equal(t, want, listed)
}

func newMagic(t *testing.T) (*Server, *caller) {
	srv := NewServer(t, WithMagicInputs())
	return srv, &caller{t: t, http: srv.HTTPClient(), base: checksURL, key: APIKey}
}

func TestMagicChecks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, api := newMagic(t)
		state := func(after time.Duration, pairs ...string) string {
			f := form("country", "CO", "type", "person", "user_authorized", "true")
			maps.Copy(f, form(pairs...))
			id := api.create(f)
			time.Sleep(after)
			c := api.check(id)
			if as[obj](where(list(c, "scores"), "data_set", "criminal_record")["by_id"])["severity"] == "high" {
				return "found"
			}
			return as[string](c["status"])
		}
		for number, want := range map[string]string{
			"1000009001": "found", "1000009002": "completed", "1000009003": "error", "1000009004": "delayed",
			"1000009005": "error", "1000009006": "completed", "1000009007": "in_progress",
		} {
			assert.Equal(t, want, state(time.Minute, "national_id", number), number)
		}
		for name, want := range map[string]string{"Prueba Error": "error", "PRUEBA DELAYED": "delayed", "Found": "found", "Terror": "completed"} {
			assert.Equal(t, want, state(time.Minute, "national_id", "1000000001", "last_name", name), name)
		}
		assert.Equal(t, "completed", state(2*time.Hour, "national_id", "2000009004"))
	})
}

func TestMagicChecksYieldToLevers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newMagic(t)
		srv.Checks.Next(CheckScript{})
		scripted, magic := api.create(person("1000009003")), api.create(person("2000009003"))
		time.Sleep(time.Minute)
		assert.Equal(t, "completed", api.check(scripted)["status"])
		assert.Equal(t, "error", api.check(magic)["status"])
		_, plain := newCaller(t)
		usual := plain.create(person("1000009003"))
		time.Sleep(time.Minute)
		assert.Equal(t, "completed", plain.check(usual)["status"], "without the option nothing is magic")
	})
}

func TestMagicProcesses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newMagic(t)
		ends := func(account, email string) string {
			out := api.post("https://"+hostAccount+"/v1/api-keys", form("key_type", "web", "grant", "digital-identity", "flow_id", "IPF1",
				"country", "CO", "redirect_url", "https://example.com", "account_id", account))
			require.Equal(t, http.StatusOK, out.status, out.text)
			web := api.under(as[string](out.json["api_key"]))
			web.base = "https://" + hostIdentity
			id := as[string](web.json("POST", "/v1/processes", "{}").json["process_id"])
			answer(web, id, map[string]string{"email": email})
			srv.Identity.Finish(id)
			p := web.get("/v1/processes/" + id).json
			return as[string](p["status"]) + " " + as[string](p["failure_status"]) + " " + as[string](p["declined_reason"])
		}
		for account, want := range map[string]string{
			"someone": "success  ", "1009002": "success  ", "x-error": "failure system_error ", "1009005": "failure expired ",
			"x-declined": "failure declined no_face_detected", "x-declined-vpn_detected": "failure declined vpn_detected",
			"x.declined-canceled": "failure declined canceled",
		} {
			assert.Equal(t, want, ends(account, "ana@example.com"), account)
		}
		assert.Equal(t, "failure declined camera", ends("someone-else", "ana+declined-camera@example.com"), "as the person types it")
		assert.Equal(t, "failure system_error ", ends("y-error", "ana+clean@example.com"), "the account goes first")
		srv.Identity.Next(ProcessScript{})
		assert.Equal(t, "success  ", ends("z-error", "ana+error@example.com"), "a script goes first of all")
	})
}

func TestMagicValidations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := NewServer(t, WithMagicInputs())
		api := &caller{t: t, http: srv.HTTPClient(), base: "https://" + hostValidations, key: APIKey}
		for account, want := range map[string]string{
			"x-error": "system_error", "x-expired": "expired", "x-declined-underage": "declined", "1009008": "declined",
		} {
			v := api.made("/v1/validations", form("type", "document-validation", "country", "CO", "document_type", "passport",
				"user_authorized", "true", "account_id", account))
			api.upload(as[obj](v["instructions"])["front_url"], stripes(4, 0))
			time.Sleep(24 * time.Hour)
			assert.Equal(t, want, api.validation(v["validation_id"])["failure_status"], account)
		}
	})
}
