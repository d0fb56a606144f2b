package contract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/truoratest"
)

var _ = drives(
	row{Go: "identity.Create", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		again, err := web.Create(ctx, identity.CreateParams{})
		if err != nil {
			return err
		}
		if again.ProcessID != process.ProcessID {
			return errors.New("the token gave another process")
		}
		_, _, err = dynamic(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Identity.Create(ctx, identity.CreateParams{})
		return expect(truora.ErrForbidden, err)
	}},
	row{Go: "identity.Get", Run: func(ctx context.Context, d drive) error {
		id, err := ended(ctx, d, truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"})
		if err != nil {
			return err
		}
		d.server.Identity.Override(id, "success")
		if _, err := d.client.Identity.Get(ctx, id); err != nil {
			return err
		}
		_, err = d.client.Identity.Get(ctx, "IDP0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "identity.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for range 2 {
			if _, err := ended(ctx, d, truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "canceled"}); err != nil {
				return err
			}
		}
		params := identity.ListParams{
			AccountID: "user-001", Status: apitype.StatusFailure, FailureStatus: apitype.FailureStatusDeclined,
			DeclinedReason: []apitype.DeclinedReason{apitype.DeclinedReasonCanceled, apitype.DeclinedReasonNotUsed},
			StartDate:      time.Now().Add(-time.Hour), EndDate: time.Now().Add(time.Hour),
		}
		page, err := d.client.Identity.List(ctx, params)
		if err != nil {
			return err
		}
		if params.StartKey = page.Next; page.Next == "" {
			return errors.New("one page only")
		}
		_, err = d.client.Identity.List(ctx, params)
		return err
	}},
	row{Go: "identity.VerifyStep", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{FailedTries: map[string]int{"enter_email": 1}}, "user-001")
		if err != nil {
			return err
		}
		if err := walk(ctx, d, web, process); err != nil {
			return err
		}
		process, err = web.Get(ctx, process.ProcessID)
		if err != nil {
			return err
		}
		_, err = web.VerifyStep(ctx, process.ProcessID, identity.VerifyStepParams{Type: identity.StepTypeEnterEmail, StepID: "IPS0", VerificationID: "x"})
		return expect(truora.ErrConflict, err)
	}},
	row{Go: "identity.Update", Run: func(ctx context.Context, d drive) error {
		_, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		_, err = d.client.Identity.Update(ctx, process.ProcessID, identity.UpdateParams{
			PhoneNumber: "+573000000001", DeviceInfo: `{"type":"mobile","os":"Android"}`,
		})
		return err
	}},
	row{Go: "identity.Delete", Run: func(ctx context.Context, d drive) error {
		id, err := ended(ctx, d, truoratest.ProcessScript{})
		if err != nil {
			return err
		}
		if err := d.client.Identity.Delete(ctx, id); err != nil {
			return err
		}
		err = d.client.Identity.Delete(ctx, id)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "identity.Back", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		_, err = web.Back(ctx, process.ProcessID, identity.BackParams{})
		if err := expect(truora.ErrConflict, err); err != nil {
			return err
		}
		if err := submit(ctx, d, web, process); err != nil {
			return err
		}
		time.Sleep(time.Minute)
		_, err = web.Back(ctx, process.ProcessID, identity.BackParams{RetryStep: true, DeleteAll: true})
		return err
	}},
	row{Go: "identity.GetResult", Run: func(ctx context.Context, d drive) error {
		_, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-002")
		if err != nil {
			return err
		}
		if _, err := d.client.Identity.GetResult(ctx, process.ProcessID); err != nil {
			return err
		}
		for _, script := range []truoratest.ProcessScript{
			{},
			{Outcome: "failure", FailureStatus: "expired", ExpiredReason: "manual_review_expired"},
			{Outcome: "failure", FailureStatus: "system_error"},
		} {
			id, err := ended(ctx, d, script)
			if err != nil {
				return err
			}
			d.server.Identity.Override(id, "failure")
			if _, err := d.client.Identity.GetResult(ctx, id); err != nil {
				return err
			}
		}
		_, err = d.client.Identity.GetResult(ctx, "IDP0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "identity.GetValidations", Run: onEnded(func(ctx context.Context, s *identity.Service, id string) error {
		_, err := s.GetValidations(ctx, id)
		return err
	})},
	row{Go: "identity.GetVariables", Run: onEnded(func(ctx context.Context, s *identity.Service, id string) error {
		_, err := s.GetVariables(ctx, id)
		return err
	})},
	row{Go: "identity.DownloadPDF", Run: onEnded(func(ctx context.Context, s *identity.Service, id string) error {
		return s.DownloadPDF(ctx, id, new(bytes.Buffer), identity.DownloadPDFParams{})
	})},
	row{Go: "identity.DownloadRecordings", Run: onEnded(func(ctx context.Context, s *identity.Service, id string) error {
		return s.DownloadRecordings(ctx, id, new(bytes.Buffer), identity.DownloadRecordingsParams{})
	})},
	row{Go: "identity.SendLink", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		_, err = web.SendLink(ctx, process.ProcessID, identity.SendLinkParams{
			Lang: apitype.LanguageSpanish, PhoneNumber: "3000000000", PhoneCountryCode: "+57", MessageChannel: identity.MessageChannelWhatsApp,
		})
		return err
	}},
	row{Go: "identity.Cancel", Run: func(ctx context.Context, d drive) error {
		_, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		if _, err := d.client.Identity.Cancel(ctx, process.ProcessID, identity.CancelParams{CanceledReason: "made up"}); err != nil {
			return err
		}
		_, err = d.client.Identity.Cancel(ctx, process.ProcessID, identity.CancelParams{})
		return expect(truora.ErrConflict, err)
	}},
	row{Go: "identity.AddVerification", Run: func(ctx context.Context, d drive) error {
		_, process, err := dynamic(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Identity.AddVerification(ctx, process.ProcessID, identity.AddVerificationParams{
			Verification: identity.VerificationInput{Type: identity.VerificationTypeDocument, Config: identity.VerificationConfig{Country: apitype.CountryColombia}},
		})
		return err
	}},
	row{Go: "identity.VerifyStepByID", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		step := *process.Step()
		_, err = web.VerifyStepByID(ctx, step.StepID, step)
		return err
	}},
	row{Go: "identity.BackByID", Run: func(ctx context.Context, d drive) error {
		web, process, err := opened(ctx, d, truoratest.ProcessScript{}, "user-001")
		if err != nil {
			return err
		}
		if err := submit(ctx, d, web, process); err != nil {
			return err
		}
		time.Sleep(time.Minute)
		if process, err = web.Get(ctx, process.ProcessID); err != nil {
			return err
		}
		_, err = web.BackByID(ctx, process.Step().StepID, identity.BackByIDParams{RetryStep: true, DeleteAll: true})
		return err
	}},
	row{Go: "identity.SendAccessLink", Run: func(ctx context.Context, d drive) error {
		params := identity.SendAccessLinkParams{
			MessageChannel: identity.MessageChannelWhatsApp, Lang: apitype.LanguageSpanish, PhoneNumber: "+573000000000", OutboundID: "OTB1",
			Email: "ana.diaz@example.com", Variables: identity.TemplateVariables{"name": apitype.NewSecret("Ana")},
		}
		if _, err := d.client.Identity.SendAccessLink(ctx, "IPF1", params); err != nil {
			return err
		}
		_, err := d.client.Identity.SendAccessLink(ctx, "nothing", params)
		return expect(truora.ErrNotFound, err)
	}},
)

// opened creates a token and opens its process, as the person would.
func opened(ctx context.Context, d drive, script truoratest.ProcessScript, account string) (*identity.Service, *identity.Process, error) {
	d.server.Identity.Next(script)
	key, err := d.client.APIKeys.Create(ctx, webKey(account))
	if err != nil {
		return nil, nil, err
	}
	web := d.client.With(truora.WithKey(key.Token().Reveal())).Identity
	process, err := web.Create(ctx, identity.CreateParams{})
	return web, process, err
}

func dynamic(ctx context.Context, d drive) (*identity.Service, *identity.Process, error) {
	key, err := d.client.APIKeys.Create(ctx, webKey("user-009"))
	if err != nil {
		return nil, nil, err
	}
	web := d.client.With(truora.WithKey(key.Token().Reveal())).Identity
	process, err := web.Create(ctx, identity.CreateParams{
		ProcessType: identity.ProcessTypeDynamic, TTL: 300, Label: "test", Lang: apitype.LanguageEnglish, City: "Demo", DeviceInfo: "{}",
		GeolocationIP: "0, 0", ProcessIP: "203.0.113.9",
		Verification: &identity.VerificationInput{Type: identity.VerificationTypeDocument, Config: identity.VerificationConfig{Country: apitype.CountryColombia}},
	})
	return web, process, err
}

// ended returns a process that was completed and has a verdict.
func ended(ctx context.Context, d drive, script truoratest.ProcessScript) (string, error) {
	_, process, err := opened(ctx, d, script, "user-001")
	if err != nil {
		return "", err
	}
	d.server.Identity.Finish(process.ProcessID)
	return process.ProcessID, nil
}

func onEnded(run func(context.Context, *identity.Service, string) error) func(context.Context, drive) error {
	return func(ctx context.Context, d drive) error {
		id, err := ended(ctx, d, truoratest.ProcessScript{})
		if err != nil {
			return err
		}
		return run(ctx, d.client.Identity, id)
	}
}

var goodAnswers = map[string]string{
	"email": "ana.diaz@example.com", "token": truoratest.OneTimePassword, "country": "CO", "document_type": "national-id",
}

// submit uploads the files of the current step and verifies it.
func submit(ctx context.Context, d drive, web *identity.Service, process *identity.Process) error {
	step := process.Step()
	values := map[string]string{}
	for _, in := range step.ExpectedInputs {
		if name := string(in.Name); !in.ReadOnly {
			values[name] = goodAnswers[name]
		}
	}
	for _, file := range step.FilesUploadURLs {
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, file.URL, strings.NewReader("made up"))
		if err != nil {
			return err
		}
		resp, err := d.server.HTTPClient().Do(req)
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("upload: %d, %w", resp.StatusCode, err)
		}
	}
	params, err := step.Answer(values)
	if err != nil {
		return err
	}
	_, err = web.VerifyStep(ctx, process.ProcessID, params)
	return err
}

// walk goes through all steps.
func walk(ctx context.Context, d drive, web *identity.Service, process *identity.Process) error {
	for range 20 {
		if process.Final() {
			return nil
		}
		if process.CurrentStepType != identity.StepTypeGetValidationsResult {
			if err := submit(ctx, d, web, process); err != nil {
				return fmt.Errorf("%s: %w", process.CurrentStepType, err)
			}
		}
		time.Sleep(5 * time.Second)
		var err error
		if process, err = web.Get(ctx, process.ProcessID); err != nil {
			return err
		}
	}
	return errors.New("the process does not end")
}
