package truoratest

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Items have the states that the calls answer, and looking leaves no trace.
func TestItems(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newCaller(t)
		items := func(kind ItemKind) []Item {
			found, total := srv.Items(kind, 10)
			assert.Len(t, found, total)
			return found
		}
		for _, kind := range []ItemKind{
			ItemKindCheck, ItemKindContinuous, ItemKindProcess, ItemKindValidation, ItemKindBatch, ItemKindMessage, ItemKindSession,
		} {
			assert.Empty(t, items(kind))
		}

		first := as[string](as[obj](api.post("/v1/checks", person("1")).json["check"])["check_id"])
		second := as[string](as[obj](api.post("/v1/checks", person("2")).json["check"])["check_id"])
		srv.Checks.Finish(first)
		all := items(ItemKindCheck)
		assert.Equal(t, []string{second, first}, []string{all[0].ID, all[1].ID})
		assert.Equal(t, []bool{false, true}, []bool{all[0].Done, all[1].Done})
		assert.Equal(t, "not_started", all[0].Status)
		assert.Equal(t, "CO person 2 PC-1 +57 3000000000", all[0].About)
		assert.Equal(t, as[obj](api.get("/v1/checks/" + first).json["check"])["status"], all[1].Status)
		newest, total := srv.Items(ItemKindCheck, 1)
		assert.Equal(t, 2, total)
		assert.Equal(t, second, newest[0].ID)

		token, process := webToken(api)
		assert.Empty(t, items(ItemKindProcess), "it begins when it is opened")
		require.Equal(t, http.StatusCreated, api.under(token).post("/v1/processes", nil).status)
		assert.Equal(t, "enter_email", items(ItemKindProcess)[0].Why)
		time.Sleep(3 * time.Hour)
		expired := items(ItemKindProcess)[0]
		assert.Equal(t, Item{ItemKindProcess, process, expired.About, "failure", "expired not_used", true, expired.Created}, expired)

		id := api.approvedTemplate(greeting())
		sent := api.post(connectURL+"/v1/whatsapp/outbounds/send", form(
			"outbound_id", id, "phone_number", "573001234567", "user_authorized", "true", "var.name", "Ana", "var.lastname", "Prueba"))
		require.Equal(t, http.StatusOK, sent.status, sent.text)
		var states []string
		for range 3 {
			states = append(states, items(ItemKindMessage)[0].Status)
			time.Sleep(8 * time.Second)
		}
		assert.Equal(t, []string{"sent", "delivered", "read"}, states)
		session := items(ItemKindSession)[0]
		assert.Equal(t, srv.WhatsApp.Sessions()[0].ID, session.ID)
		assert.Equal(t, Item{ItemKindSession, session.ID, "with +573001234567", "finished", "", true, session.Created}, session)

		api.create(form("country", "CO", "type", "person", "user_authorized", "true", "national_id", "3", "watch", "daily"))
		repeated := items(ItemKindContinuous)[0]
		assert.Equal(t, "CO person 3 every 1d", repeated.About)
		assert.Contains(t, repeated.Why, "1 check so far, the next on ")
		time.Sleep(48 * time.Hour)
		assert.Contains(t, items(ItemKindContinuous)[0].Why, "3 checks so far, the next on ")
		put := api.request("PUT", "/v1/continuous-checks/"+repeated.ID, formType, "status=disabled")
		require.Equal(t, http.StatusOK, api.do(put).status)
		assert.Equal(t, Item{
			ItemKindContinuous, repeated.ID, repeated.About, "disabled", "3 checks so far", true, repeated.Created,
		}, items(ItemKindContinuous)[0])

		calls := len(srv.Requests())
		srv.Fail("", Status(http.StatusServiceUnavailable))
		items(ItemKindCheck)
		assert.Len(t, srv.Requests(), calls)
		assert.Len(t, srv.Armed(), 1)
	})
}
