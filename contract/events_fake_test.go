package contract_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/webhooks"
	"github.com/truora/truora-go/whatsapp"
)

// notSent are the documented events that the fake never sends, and why.
var notSent = map[string]string{
	"digital_identity.identity_process.expired": "of an older page: the catalogue reports failed, with the failure status expired",
	"digital_identity.identity_flow.created":    flowsAreNotMade,
	"digital_identity.identity_flow.updated":    flowsAreNotMade,
	"digital_identity.identity_flow.deleted":    flowsAreNotMade,
	"digital_identity.identity_flow.cloned":     flowsAreNotMade,
	"digital_identity.identity_flow.restored":   flowsAreNotMade,
	"validations.identity_questions.created":    noOperation,
	"validations.identity_questions.succeeded":  noOperation,
	"validations.identity_questions.failed":     noOperation,
	"validations.voice_recognition.created":     noOperation,
	"validations.voice_recognition.succeeded":   noOperation,
	"validations.voice_recognition.failed":      noOperation,
	"validations.enterprise_data.created":       noOperation,
	"validations.enterprise_data.succeeded":     noOperation,
	"validations.enterprise_data.failed":        noOperation,
	"truconnect.truconnect.process_succeeded":   chatsAreNotPlayed,
	"truconnect.truconnect.process_failed":      chatsAreNotPlayed,
	"truconnect.session.started":                olderPage,
	"truconnect.session.expired":                olderPage,
	"truconnect.session.canceled":               olderPage,
	"truconnect.session.restarted":              olderPage,
	"signals.signal.detected":                   noOperation,
}

const (
	flowsAreNotMade   = "flows are made in the dashboard, and no operation of the API touches them"
	chatsAreNotPlayed = "the fake begins WhatsApp flows, but does not play them to their end"
	noOperation       = "of an older page: no operation of the present reference makes it happen"
	olderPage         = "of an older page: the catalogue has truconnect.process_… instead"
)

// happenings cause every event.
var happenings = map[string]func(ctx context.Context, d drive) error{
	"checks": func(ctx context.Context, d drive) error {
		d.server.Checks.Next(truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "criminal_record", Delay: time.Hour}}})
		for i, kind := range []checks.Type{checks.TypePerson, checks.TypeCompany, checks.TypeVehicle} {
			_, err := d.client.Checks.Create(ctx, checks.CreateParams{
				Country: apitype.CountryColombia, Type: kind, UserAuthorized: true, DateOfBirth: apitype.Date{Year: 1990, Month: 1, Day: 31},
				NationalID: fmt.Sprint(1000000001 + i), TaxID: "900000001", LicensePlate: "AAA000", ReportID: "RPT1",
			})
			if err != nil {
				return err
			}
		}
		return nil
	},
	"a run that differs": func(ctx context.Context, d drive) error {
		clean := truoratest.CheckScript{Findings: []truoratest.Finding{}}
		found := truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}}}
		d.server.Checks.Next(clean, found, clean, clean)
		check, err := d.client.Checks.Create(ctx, checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: "1000000009",
		})
		if err != nil {
			return err
		}
		_, err = d.client.Continuous.Create(ctx, continuous.CreateParams{CheckID: check.CheckID, Frequency: "1d", EndDate: nextYear()})
		time.Sleep(5 * 24 * time.Hour)
		return err
	},
	"processes": func(ctx context.Context, d drive) error {
		for status, script := range map[string]truoratest.ProcessScript{
			"failure": {}, "success": {Outcome: "failure", DeclinedReason: "no_face_detected"},
		} {
			web, process, err := opened(ctx, d, script, "user-"+status)
			if err != nil {
				return err
			}
			if err := walk(ctx, d, web, process); err != nil {
				return err
			}
			d.server.Identity.Override(process.ProcessID, status)
		}
		_, _, err := opened(ctx, d, truoratest.ProcessScript{}, "user-absent") // and never come back
		return err
	},
	"validations": everyKind,
	"validations that fail": func(ctx context.Context, d drive) error {
		if err := newAccount(ctx, d); err != nil {
			return err
		}
		d.server.Validators.Next(truoratest.ValidationScript{Declined: "document_is_a_photocopy"})
		if _, err := document(ctx, d, documentParams()); err != nil {
			return err
		}
		blocked := validators.CreateEnrollmentParams{
			Type: validators.TypeFaceSearch, UserAuthorized: true, Country: apitype.CountryColombia, FraudReason: validators.FraudReasonNonPayment,
		}
		report, err := d.client.Validators.EnrollFace(ctx, validators.EnrollFaceParams{Enroll: blocked, Picture: picture(8)})
		if err != nil {
			return err
		}
		if err := enrolled(ctx, d); err != nil {
			return err
		}
		for _, kind := range []validators.Type{
			validators.TypeFaceRecognition, validators.TypeFaceSearch, validators.TypeEmailVerification, validators.TypePhoneVerification, validators.TypeElectronicSignature,
		} {
			if kind == validators.TypeElectronicSignature {
				d.server.Validators.Next(truoratest.ValidationScript{SystemError: true})
			}
			v, err := d.client.Validators.Create(ctx, validators.CreateParams{
				Type: kind, UserAuthorized: true, AccountID: customer, Country: apitype.CountryAll,
				PhoneType: validators.PhoneTypeHome, VerifyChannel: validators.ChannelSMS, PhoneLocale: validators.LocaleSpanish,
			})
			if err != nil {
				return err
			}
			if kind == validators.TypeFaceSearch {
				_, err = d.client.Validators.Upload(ctx, v.Instructions.FileUploadLink, picture(8).Body, validators.UploadParams{})
			}
			if err != nil {
				return err
			}
		}
		time.Sleep(time.Hour) // the others have expired, with nothing done
		err = d.client.Validators.DeleteEnrollment(ctx, report.EnrollmentID, validators.DeleteEnrollmentParams{FraudReason: validators.FraudReasonNonPayment})
		return err
	},
	"a code that arrives": func(ctx context.Context, d drive) error {
		v, err := sentCode(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Validators.Perform(ctx, v.ValidationID, validators.PerformParams{Type: v.Type, Token: apitype.NewSecret(d.server.Validators.Code(v.ValidationID))})
		return err
	},
	"WhatsApp": func(ctx context.Context, d drive) error {
		for number, answer := range map[string]string{"3000000001": "I'm in", "3000000002": "No, thanks"} {
			if _, err := written(ctx, d, number); err != nil {
				return err
			}
			time.Sleep(time.Minute)
			d.server.WhatsApp.Phone("+57" + number).Reply(answer)
		}
		note := welcome()
		note.IsNotification, note.Buttons = true, nil
		notification, err := approved(ctx, d, note)
		if err != nil {
			return err
		}
		if _, err := d.client.WhatsApp.Send(ctx, whatsapp.SendParams{
			OutboundID: notification.OutboundID, CountryCode: "+57", PhoneNumber: "3000000004", UserAuthorized: true, Variables: note.Variables,
		}); err != nil {
			return err
		}
		if _, err := inbound(ctx, d, "I want to start"); err != nil {
			return err
		}
		d.server.WhatsApp.Phone("+573000000003").Write(truoratest.WhatsAppLine, "I want to start")
		return nil
	},
}

// enrolled enrolls a face, an address and a number to compare validations with.
func enrolled(ctx context.Context, d drive) error {
	_, face := enrolledFace(ctx, d)
	_, phone := d.client.Validators.CreateEnrollment(ctx, phoneEnrollment())
	_, email := d.client.Validators.CreateEnrollment(ctx, emailEnrollment())
	return errors.Join(face, phone, email)
}

// The events that the fake sends conform to the contract, and are all that the contract
// has, except those named above.
func TestEventsOfTheFake(t *testing.T) {
	t.Parallel()
	spec := loadWebhooks(t)
	sent := map[string]bool{}
	for name, happen := range happenings {
		synctest.Test(t, func(t *testing.T) {
			srv := truoratest.NewServer(t)
			srv.Webhooks.Add(truoratest.Webhook{Handler: http.NotFoundHandler()})
			require.NoError(t, happen(t.Context(), drive{t: t, client: srv.Client(), server: srv}), name)
			time.Sleep(24 * time.Hour) // nobody reads anything meanwhile
			srv.Webhooks.Deliver(t.Context())
			v, err := webhooks.NewVerifier(srv.Webhooks.Key())
			require.NoError(t, err)
			v = v.WithMaxAge(0) // a day has passed since some were signed
			for _, delivery := range srv.Webhooks.Deliveries() {
				d, err := v.Parse(delivery.Body)
				require.NoError(t, err)
				assert.Empty(t, spec.CheckDelivery(d.RawJSON()))
				for _, e := range d.Events {
					sent[delivery.Events[0]] = true
					assert.Empty(t, spec.CheckEvent(e.RawType, e.RawAction, e.Payload.RawJSON()), e.Name())
					_, unknown := e.Payload.(*webhooks.Unknown)
					assert.False(t, unknown, e.Name())
				}
			}
		})
	}
	left := maps.Clone(notSent)
	for _, e := range spec.Events {
		why, excused := notSent[e.Name]
		assert.NotEqual(t, excused, sent[e.Type+"."+e.Action], "%s: %s", e.Name, why)
		delete(left, e.Name)
	}
	assert.Empty(t, left, "not in the contract")
}
