package whatsapp_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/whatsapp"
)

const (
	sendOp   = "POST /v1/whatsapp/outbounds/send"
	createOp = "POST /v1/whatsapp/outbounds"
	getOp    = "GET /v1/whatsapp/outbounds/{outbound_id}"
)

// approved creates a template and waits until it can be sent.
func approved(t *testing.T, s *whatsapp.Service, params whatsapp.CreateOutboundParams) *whatsapp.Outbound {
	t.Helper()
	outbound, err := s.CreateOutbound(t.Context(), params)
	require.NoError(t, err)
	require.Equal(t, whatsapp.OutboundStatusPending, outbound.OutboundStatus)
	outbound, err = s.WaitOutbound(t.Context(), outbound.OutboundID, whatsapp.WaitOutboundParams{})
	require.NoError(t, err)
	return outbound
}

func to(o *whatsapp.Outbound, phone string) whatsapp.SendParams {
	return whatsapp.SendParams{
		OutboundID: o.OutboundID, CountryCode: "+57", PhoneNumber: phone, UserAuthorized: true, FlowID: "IPF1",
		Variables: apitype.NewSecrets(map[string]string{"name": "Ana Ñ", "discount": "25%"}),
	}
}

func TestFromTemplateToAnswer(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		outbound, err := client.WhatsApp.CreateOutbound(t.Context(), welcome())
		require.NoError(t, err)
		assert.Equal(t, map[string]string{"1": "name", "2": "discount"}, outbound.VariableMapping, "in order of appearance")
		assert.Equal(t, "Hello {{1}}, {{2}} & more", outbound.OutboundMessage)
		assert.Equal(t, whatsapp.TemplateTypeText, outbound.OutboundType, "Truora sends it in lower case")

		var seen []whatsapp.OutboundStatus
		outbound, err = client.WhatsApp.WaitOutbound(t.Context(), outbound.OutboundID, whatsapp.WaitOutboundParams{OnUpdate: func(o *whatsapp.Outbound) {
			if len(seen) == 0 || seen[len(seen)-1] != o.OutboundStatus {
				seen = append(seen, o.OutboundStatus)
			}
		}})
		require.NoError(t, err)
		assert.Equal(t, []whatsapp.OutboundStatus{whatsapp.OutboundStatusPending, whatsapp.OutboundStatusApproved}, seen)
		assert.True(t, outbound.Sendable())

		sent, err := client.WhatsApp.Send(t.Context(), to(outbound, "3000000001"))
		require.NoError(t, err)
		assert.Equal(t, "conversation started with +573000000001", sent.Message)
		assert.Equal(t, outbound.OutboundID, sent.OutboundMessage.OutboundID)
		assert.Equal(t, "+573000000001", sent.UserPhoneNumber)

		phone := srv.WhatsApp.Phone("+57 300 000 0001")
		assert.Empty(t, phone.Messages(), "accepted for delivery is not delivered")
		time.Sleep(3 * time.Second)
		require.Len(t, phone.Messages(), 1)
		got := phone.Messages()[0]
		assert.Equal(t, "Hello Ana Ñ, 25% & more", got.Text)
		assert.Equal(t, []string{"Yes", "No, thanks"}, got.Buttons)
		assert.Equal(t, "delivered", got.Status)

		assert.Equal(t, "waiting_outbound_response", srv.WhatsApp.Sessions()[0].Status)
		phone.Reply("yes")
		require.Len(t, srv.WhatsApp.Sessions(), 1)
		session := srv.WhatsApp.Sessions()[0]
		assert.Equal(t, sent.SessionID, session.ID)
		assert.Equal(t, "processing", session.Status)
		assert.Equal(t, "IPF1", session.FlowID)
	})
}

// The promise that comes first: nobody is written to twice.
func TestNobodyIsWrittenToTwice(t *testing.T) {
	t.Run("a lost answer", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			outbound := approved(t, client.WhatsApp, welcome())
			srv.LoseAnswer(sendOp)
			_, err := client.WhatsApp.Send(t.Context(), to(outbound, "3000000001"))
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(sendOp), 1)
			assert.Len(t, srv.Billed(), 1)
			time.Sleep(time.Minute)
			assert.Len(t, srv.WhatsApp.Phone("+573000000001").Messages(), 1)
		})
	})
	t.Run("an answer that comes too late", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			outbound := approved(t, client.WhatsApp, welcome())
			srv.Slow(sendOp, time.Hour)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := client.WhatsApp.Send(ctx, to(outbound, "3000000001"))
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(sendOp), 1)
		})
	})
	t.Run("two calls are two messages", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			outbound := approved(t, client.WhatsApp, welcome())
			first, err := client.WhatsApp.Send(t.Context(), to(outbound, "3000000001"))
			require.NoError(t, err)
			second, err := client.WhatsApp.Send(t.Context(), to(outbound, "3000000001"))
			require.NoError(t, err)
			assert.NotEqual(t, first.SessionID, second.SessionID)
			assert.Equal(t, []string{first.SessionID, second.SessionID}, []string{srv.Billed()[0].ID, srv.Billed()[1].ID})
		})
	})
	t.Run("a template", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			srv.LoseAnswer(createOp)
			_, err := client.WhatsApp.CreateOutbound(t.Context(), welcome())
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo(createOp), 1)
			found := 0
			for _, err := range client.WhatsApp.AllOutbounds(t.Context(), whatsapp.ListOutboundsParams{Line: truoratest.WhatsAppLine}) {
				require.NoError(t, err)
				found++
			}
			assert.Equal(t, 1, found, "the way out that the documentation names")
		})
	})
	t.Run("an inbound flow and a subscription", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			srv.LoseAnswer("POST /v1/whatsapp/inbounds")
			_, err := client.WhatsApp.CreateInboundFlow(t.Context(), whatsapp.CreateInboundFlowParams{WABAPhoneNumber: truoratest.WhatsAppLine, FlowID: "IPF1", InboundMessage: "hi"})
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo("POST /v1/whatsapp/inbounds"), 1)
			srv.LoseAnswer("POST /v1/whatsapp/subscriptions")
			err = client.WhatsApp.CreateSubscription(t.Context(), whatsapp.CreateSubscriptionParams{WABAID: "1"})
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo("POST /v1/whatsapp/subscriptions"), 1)
		})
	})
}

func TestWhatIsNotApprovedIsNotSent(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		pending, err := client.WhatsApp.CreateOutbound(t.Context(), welcome())
		require.NoError(t, err)
		_, err = client.WhatsApp.Send(t.Context(), to(pending, "3000000001"))
		require.ErrorIs(t, err, truora.ErrInvalid)

		srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{Status: "REJECTED", Reason: "INVALID_FORMAT"})
		rejected := approved(t, client.WhatsApp, welcome())
		assert.Equal(t, whatsapp.OutboundStatusRejected, rejected.OutboundStatus)
		assert.True(t, rejected.OutboundStatus.Final())
		assert.Equal(t, "INVALID_FORMAT", rejected.FailureReason)
		_, err = client.WhatsApp.Send(t.Context(), to(rejected, "3000000001"))
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Empty(t, srv.Billed())
	})
}

func TestReviewThatTakesADayIsWaitedForWithPatience(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{After: 24 * time.Hour})
		began := time.Now()
		outbound := approved(t, client.WhatsApp, welcome())
		assert.True(t, outbound.Sendable())
		assert.GreaterOrEqual(t, time.Since(began), 24*time.Hour)
		assert.Less(t, len(srv.RequestsTo(getOp)), 500, "about one request in five minutes")

		srv.WhatsApp.NextApproval(truoratest.WhatsAppApproval{After: 24 * time.Hour})
		slow, err := client.WhatsApp.CreateOutbound(t.Context(), welcome())
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		last, err := client.WhatsApp.WaitOutbound(ctx, slow.OutboundID, whatsapp.WaitOutboundParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, whatsapp.OutboundStatusPending, last.OutboundStatus)
	})
}

func TestQualityOfATemplate(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		id := approved(t, client.WhatsApp, welcome()).OutboundID
		is := func(want whatsapp.OutboundStatus) {
			t.Helper()
			o, err := client.WhatsApp.GetOutbound(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, want, o.OutboundStatus)
		}
		srv.WhatsApp.PauseOutbound(id, time.Hour)
		is(whatsapp.OutboundStatusPaused)
		time.Sleep(2 * time.Hour)
		is(whatsapp.OutboundStatusApproved)

		const day = 24 * time.Hour
		srv.WhatsApp.SetQuality(id, "LOW")
		is(whatsapp.OutboundStatusFlagged)
		time.Sleep(6 * day)
		srv.WhatsApp.SetQuality(id, "MEDIUM")
		time.Sleep(6 * day)
		is(whatsapp.OutboundStatusFlagged)
		time.Sleep(2 * day)
		is(whatsapp.OutboundStatusApproved)

		srv.WhatsApp.SetQuality(id, "LOW")
		time.Sleep(8 * day)
		is(whatsapp.OutboundStatusDisabled)
		srv.WhatsApp.SetQuality(id, "HIGH")
		time.Sleep(30 * day)
		is(whatsapp.OutboundStatusDisabled)
		_, err := client.WhatsApp.UpdateOutbound(t.Context(), id, welcome())
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestUpdateAndDelete(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		id := approved(t, client.WhatsApp, welcome()).OutboundID
		params := welcome()
		params.Content = "Bye {{.name}}"
		params.Variables = whatsapp.Variables{"name": apitype.NewSecret("Ana")}
		changed, err := client.WhatsApp.UpdateOutbound(t.Context(), id, params)
		require.NoError(t, err)
		assert.Equal(t, "Bye {{1}}", changed.OutboundMessage)
		assert.Equal(t, whatsapp.OutboundStatusPending, changed.OutboundStatus, "the review starts over")

		srv.LoseAnswer("DELETE /v1/whatsapp/outbounds/{outbound_id}")
		err = client.WhatsApp.DeleteOutbound(t.Context(), id)
		require.NoError(t, err, "the second attempt found nothing")
		_, err = client.WhatsApp.GetOutbound(t.Context(), id)
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestWalkingTheTemplates(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(2)
		ids := map[string]bool{}
		var last string
		for range 5 {
			o, err := client.WhatsApp.CreateOutbound(t.Context(), welcome())
			require.NoError(t, err)
			ids[o.OutboundID], last = true, o.OutboundID
		}
		for o, err := range client.WhatsApp.AllOutbounds(t.Context(), whatsapp.ListOutboundsParams{Line: "14080001111"}) {
			require.NoError(t, err)
			assert.True(t, ids[o.OutboundID])
			delete(ids, o.OutboundID)
		}
		assert.Empty(t, ids)
		for _, r := range srv.RequestsTo("GET /v1/whatsapp/outbounds") {
			assert.Equal(t, "true", r.Query.Get("add_pagination"))
		}
		for name, tt := range map[string]struct {
			params whatsapp.ListOutboundsParams
			want   int
		}{
			"by id":       {whatsapp.ListOutboundsParams{Query: last}, 1},
			"by text":     {whatsapp.ListOutboundsParams{Query: "WELCOME"}, 2},
			"pending":     {whatsapp.ListOutboundsParams{Status: whatsapp.OutboundStatusPending}, 2},
			"approved":    {whatsapp.ListOutboundsParams{Status: whatsapp.OutboundStatusApproved}, 0},
			"of utility":  {whatsapp.ListOutboundsParams{InteractionCategory: whatsapp.CategoryUtility}, 0},
			"of the line": {whatsapp.ListOutboundsParams{}, 2},
		} {
			tt.params.Line = truoratest.WhatsAppLine
			page, err := client.WhatsApp.ListOutbounds(t.Context(), tt.params)
			require.NoError(t, err, name)
			assert.Len(t, page.Items, tt.want, name)
		}
		for _, params := range []whatsapp.ListOutboundsParams{
			{Line: truoratest.WhatsAppLine, StartKey: "made up"}, {Line: truoratest.WhatsAppLine, Status: "SLEEPING"}, {Line: truoratest.WhatsAppLine, InteractionCategory: "CAROUSEL"}, {},
		} {
			_, err := client.WhatsApp.ListOutbounds(t.Context(), params)
			require.ErrorIs(t, err, truora.ErrInvalid)
		}
	})
}

func TestWhomAMessageDoesNotReach(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		marketing := approved(t, client.WhatsApp, welcome())
		params := welcome()
		params.Category = whatsapp.CategoryUtility
		utility := approved(t, client.WhatsApp, params)
		phone := srv.WhatsApp.Phone("+573000000001")
		send := func(o *whatsapp.Outbound) {
			_, err := client.WhatsApp.Send(t.Context(), to(o, "3000000001"))
			require.NoError(t, err, "Truora takes it all the same")
			time.Sleep(time.Minute)
		}
		phone.OptOut()
		send(marketing)
		assert.Empty(t, phone.Messages())
		send(utility)
		assert.Len(t, phone.Messages(), 1)
		phone.OptIn()
		send(marketing)
		assert.Len(t, phone.Messages(), 2)
		phone.LeaveWhatsApp()
		send(utility)
		assert.Len(t, phone.Messages(), 2)
		assert.Len(t, srv.Billed(), 4)
	})
}

func TestLinkThatStartsAFlow(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		flow, err := client.WhatsApp.CreateInboundFlow(t.Context(), whatsapp.CreateInboundFlowParams{
			WABAPhoneNumber: truoratest.WhatsAppLine, FlowID: "IPF7", InboundMessage: "I want to start",
		})
		require.NoError(t, err)
		assert.Equal(t, "https://wa.me/14080001111?text=I%20want%20to%20start", flow.ClickLink())
		phone := srv.WhatsApp.Phone("+573000000001")
		phone.Write(truoratest.WhatsAppLine, "something else")
		assert.Empty(t, srv.WhatsApp.Sessions())
		phone.Write(truoratest.WhatsAppLine, "I want to start")
		require.Len(t, srv.WhatsApp.Sessions(), 1)
		assert.Equal(t, "IPF7", srv.WhatsApp.Sessions()[0].FlowID)

		flow, err = client.WhatsApp.UpdateInboundFlow(t.Context(), flow.InboundFlowID, whatsapp.UpdateInboundFlowParams{InboundMessage: "Begin"})
		require.NoError(t, err)
		assert.Equal(t, "IPF7", flow.FlowID, "fields that were not given stay")
		phone.Write(truoratest.WhatsAppLine, "I want to start")
		assert.Len(t, srv.WhatsApp.Sessions(), 1, "the old link starts nothing")

		for found, err := range client.WhatsApp.AllInboundFlows(t.Context(), whatsapp.ListInboundFlowsParams{}) {
			require.NoError(t, err)
			assert.Equal(t, flow.InboundFlowID, found.InboundFlowID)
		}
		err = client.WhatsApp.DeleteInboundFlow(t.Context(), flow.InboundFlowID)
		require.NoError(t, err)
		_, err = client.WhatsApp.GetInboundFlow(t.Context(), flow.InboundFlowID)
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestCampaign(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		id := srv.WhatsApp.AddCampaign(truoratest.WhatsAppCampaign{Name: "july", Recipients: 200})
		time.Sleep(30 * time.Second)
		half, err := client.WhatsApp.GetCampaign(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, whatsapp.CampaignStatusInProgress, half.CampaignStatus)
		assert.Equal(t, 100, half.DeliveredUsers+half.FailedDeliveries)
		for range 2 {
			err = client.WhatsApp.CancelCampaign(t.Context(), id)
			require.NoError(t, err)
		}
		time.Sleep(time.Hour)
		after, err := client.WhatsApp.GetCampaign(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, half.DeliveredUsers, after.DeliveredUsers, "sent messages stay sent, and no more are sent")
		assert.NotEqual(t, whatsapp.CampaignStatusSent, after.CampaignStatus)
	})
}

func TestPersonalDataIsNotPrinted(t *testing.T) {
	t.Parallel()
	client := areatest.Answering(t, 400, `{"code":10400,"http_code":400,"message":"cannot write to +573001234567 with code 998877"}`)
	_, err := client.WhatsApp.Send(t.Context(), whatsapp.SendParams{
		OutboundID: "OTB1", CountryCode: "+57", PhoneNumber: "3001234567", UserAuthorized: true, Variables: whatsapp.Variables{"code": apitype.NewSecret("998877")},
	})
	require.ErrorIs(t, err, truora.ErrInvalid)
	assert.NotContains(t, err.Error(), "3001234567")
	assert.NotContains(t, err.Error(), "998877")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		assert.NotContains(t, fmt.Sprintf(verb, whatsapp.SendParams{Variables: whatsapp.Variables{"code": apitype.NewSecret("998877")}}), "998877")
	}
}
