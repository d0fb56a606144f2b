package checks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

func somebody() checks.CreateParams {
	return checks.CreateParams{Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true}
}

func TestFromCreationToPDF(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		srv.Checks.Next(truoratest.CheckScript{
			Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}},
			Sources:  []truoratest.SourceScript{{Source: "alert_in_media", Outcome: "expired"}},
		})
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		assert.Equal(t, apitype.CheckStatusNotStarted, check.Status)

		var seen []apitype.CheckStatus
		check, err = s.Wait(t.Context(), check.CheckID, checks.WaitParams{OnUpdate: func(c *checks.Check) {
			if _, ok := c.FinalScore(); !c.Final() {
				assert.False(t, ok, "no score counts before the end")
			}
			if len(seen) == 0 || seen[len(seen)-1] != c.Status {
				seen = append(seen, c.Status)
			}
		}})
		require.NoError(t, err)
		assert.Equal(t, []apitype.CheckStatus{apitype.CheckStatusNotStarted, apitype.CheckStatusInProgress, apitype.CheckStatusCompleted}, seen)
		score, ok := check.FinalScore()
		require.True(t, ok)
		assert.Less(t, score, 1.0)
		assert.Positive(t, check.Coverage().Of(apitype.DataSetAlertInMedia).Expired)
		assert.False(t, check.Coverage().All.Complete())

		found := 0
		for detail, err := range s.AllDetails(t.Context(), check.CheckID, checks.ListDetailsParams{Lang: apitype.LanguageEnglish}) {
			require.NoError(t, err)
			assert.Equal(t, check.CheckID, detail.CheckID)
			found += len(detail.Tables)
		}
		assert.Positive(t, found)

		var pdf bytes.Buffer
		require.NoError(t, s.DownloadPDF(t.Context(), check.CheckID, &pdf, checks.DownloadPDFParams{}))
		assert.True(t, strings.HasPrefix(pdf.String(), "%PDF-"))
		assert.Greater(t, len(srv.RequestsTo("GET /v1/checks/{check_id}/pdf")), 1, "it was not there at first")

		files := 0
		for file, err := range s.AllAttachments(t.Context(), check.CheckID, checks.ListAttachmentsParams{}) {
			require.NoError(t, err)
			var content bytes.Buffer
			require.NoError(t, s.DownloadAttachment(t.Context(), file.Link, &content, checks.DownloadAttachmentParams{}))
			assert.Positive(t, content.Len())
			files++
		}
		assert.Positive(t, files)
		assert.Len(t, srv.Billed(), 1)
	})
}

func TestDelayedCheckIsWaitedForWithPatience(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		srv.Checks.Next(truoratest.CheckScript{Sources: []truoratest.SourceScript{{Source: "criminal_record", Delay: 48 * time.Hour}}})
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		start := time.Now()
		var delayed bool
		check, err = s.Wait(t.Context(), check.CheckID, checks.WaitParams{OnUpdate: func(c *checks.Check) { delayed = delayed || c.Status == apitype.CheckStatusDelayed }})
		require.NoError(t, err)
		assert.Equal(t, apitype.CheckStatusCompleted, check.Status)
		assert.True(t, delayed)
		assert.Greater(t, time.Since(start), 47*time.Hour)
		assert.Less(t, len(srv.RequestsTo("GET /v1/checks/{check_id}")), 48*60/4, "about one request in five minutes")
	})
}

func TestWaitOnADeadlineGivesTheLastState(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.Checks
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		last, err := s.Wait(ctx, check.CheckID, checks.WaitParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotNil(t, last)
		assert.Equal(t, apitype.CheckStatusInProgress, last.Status)

		last, err = s.Wait(t.Context(), check.CheckID, checks.WaitParams{})
		require.NoError(t, err, "and it can be taken up again")
		assert.True(t, last.Final())
	})
}

func TestFailedCheckIsAResult(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		srv.Checks.Next(truoratest.CheckScript{Status: "error"})
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		check, err = s.Wait(t.Context(), check.CheckID, checks.WaitParams{})
		require.NoError(t, err)
		assert.Equal(t, apitype.CheckStatusError, check.Status)
		assert.NotEmpty(t, check.Scores, "what the others found is there")
	})
}

// The promise that comes first: nothing is bought twice.
func TestNothingIsBoughtTwice(t *testing.T) {
	t.Run("a lost answer without force", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			srv.LoseAnswer("POST /v1/checks")
			check, err := s.Create(t.Context(), somebody())
			require.NoError(t, err)
			require.Len(t, srv.Billed(), 1)
			assert.Equal(t, srv.Billed()[0].ID, check.CheckID, "the second try gives the check that was bought")
			assert.Len(t, srv.RequestsTo("POST /v1/checks"), 2)
		})
	})
	t.Run("a lost answer with force", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			srv.LoseAnswer("POST /v1/checks")
			params := somebody()
			params.ForceCreation, params.CustomInput = true, "order 77"
			_, err := s.Create(t.Context(), params)
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.RequestsTo("POST /v1/checks"), 1)
			require.Len(t, srv.Billed(), 1)
			var found []string // the way out that the documentation names
			for check, err := range s.All(t.Context(), checks.ListParams{}) {
				require.NoError(t, err)
				if check.CustomInput == "order 77" {
					found = append(found, check.CheckID)
				}
			}
			assert.Equal(t, []string{srv.Billed()[0].ID}, found)
		})
	})
	t.Run("a connection that was refused", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			srv.Refuse("POST /v1/checks")
			params := somebody()
			params.ForceCreation = true
			_, err := s.Create(t.Context(), params)
			require.NoError(t, err)
			assert.Len(t, srv.Billed(), 1)
		})
	})
	t.Run("an answer that breaks off", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			srv.CutAnswer("POST /v1/checks", 20)
			params := somebody()
			params.ForceCreation = true
			_, err := s.Create(t.Context(), params)
			require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Len(t, srv.Billed(), 1)
		})
	})
	t.Run("high priority is full", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			srv.Checks.SetHighPriorityLimit(0)
			params := somebody()
			params.Priority, params.ForceCreation = checks.PriorityHigh, true
			_, err := s.Create(t.Context(), params)
			require.ErrorIs(t, err, truora.ErrRateLimited)
			assert.NotErrorIs(t, err, truora.ErrOutcomeUnknown)
			assert.Empty(t, srv.Billed())
		})
	})
	t.Run("equal checks", func(t *testing.T) {
		areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
			s := client.Checks
			first, err := s.Create(t.Context(), somebody())
			require.NoError(t, err)
			second, err := s.Create(t.Context(), somebody())
			require.NoError(t, err)
			assert.Equal(t, first.CheckID, second.CheckID)
			params := somebody()
			params.ForceCreation = true
			third, err := s.Create(t.Context(), params)
			require.NoError(t, err)
			assert.NotEqual(t, first.CheckID, third.CheckID)
			assert.Equal(t, first.CheckID, third.PreviousCheck)
			assert.Len(t, srv.Billed(), 2)
		})
	})
}

func TestDeleteWhoseAnswerIsLost(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		srv.LoseAnswer("DELETE /v1/checks/{check_id}")
		_, err = s.Delete(t.Context(), check.CheckID)
		require.NoError(t, err)
		_, err = s.Get(t.Context(), check.CheckID)
		require.ErrorIs(t, err, truora.ErrNotFound)
		_, err = s.Delete(t.Context(), check.CheckID)
		require.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestPDFThatNeverComes(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		var w bytes.Buffer
		require.ErrorIs(t, s.DownloadPDF(t.Context(), "CHK404", &w, checks.DownloadPDFParams{}), truora.ErrNotFound)

		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		answers := make([]truoratest.Answer, 100)
		for i := range answers {
			answers[i] = truoratest.Status(404)
		}
		srv.Fail("GET /v1/checks/{check_id}/pdf", answers...)
		start := time.Now()
		err = s.DownloadPDF(t.Context(), check.CheckID, &w, checks.DownloadPDFParams{MaxWait: time.Minute})
		require.ErrorIs(t, err, truora.ErrNotReady)
		assert.LessOrEqual(t, time.Since(start), time.Minute)
		assert.Zero(t, w.Len())
	})
}

func TestAttachmentLinkPastItsTime(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		srv.Checks.Next(truoratest.CheckScript{Attachments: []truoratest.Attachment{{Name: "a.txt", MIMEType: "text/plain", Data: []byte("x")}}})
		check, err := s.Create(t.Context(), somebody())
		require.NoError(t, err)
		srv.Checks.Finish(check.CheckID)
		page, err := s.ListAttachments(t.Context(), check.CheckID, checks.ListAttachmentsParams{})
		require.NoError(t, err)
		require.NotEmpty(t, page.Items)
		time.Sleep(time.Hour)
		var w bytes.Buffer
		err = s.DownloadAttachment(t.Context(), page.Items[0].Link, &w, checks.DownloadAttachmentParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.Zero(t, w.Len())
	})
}

func TestWalkingManyPages(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		srv.SetPageSize(3)
		made := map[string]bool{}
		for i := range 10 {
			params := somebody()
			params.NationalID = strings.Repeat("1", i+5)
			check, err := s.Create(t.Context(), params)
			require.NoError(t, err)
			made[check.CheckID] = true
		}
		for check, err := range s.All(t.Context(), checks.ListParams{}) {
			require.NoError(t, err)
			assert.True(t, made[check.CheckID])
			delete(made, check.CheckID)
		}
		assert.Empty(t, made)
		assert.Len(t, srv.RequestsTo("GET /v1/checks"), 4)

		_, err := s.List(t.Context(), checks.ListParams{StartKey: "made up"})
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestSettingsAndCredentials(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		s := client.Checks
		settings, err := s.UpdateSettings(t.Context(), checks.UpdateSettingsParams{NamesMatchingType: checks.NamesMatchingExact, Retries: new(true), MaxDuration: "2h"})
		require.NoError(t, err)
		assert.Equal(t, checks.NamesMatchingExact, settings.NamesMatchingType)
		assert.True(t, settings.Retries)

		all, err := s.GetCredentials(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, all.CredentialCreatableDatabases)
		source := all.CredentialCreatableDatabases[0].DatabaseID
		err = s.SaveCredential(t.Context(), source, checks.SaveCredentialParams{Username: "user@example.com", Password: apitype.NewSecret("not-a-real-one")})
		require.NoError(t, err)
		all, err = s.GetCredentials(t.Context())
		require.NoError(t, err)
		require.Len(t, all.Credentials, 1)
		assert.Equal(t, "user@example.com", all.Credentials[0].Username)
		assert.NotContains(t, string(all.RawJSON()), "not-a-real-one")
		err = s.DeleteCredential(t.Context(), source)
		require.NoError(t, err)
		err = s.DeleteCredential(t.Context(), source)
		var e *truora.Error
		require.ErrorAs(t, err, &e)
		assert.Zero(t, e.Code, "the body has a message only")
		assert.ErrorIs(t, err, truora.ErrNotFound)
	})
}

func TestRequiredByTheFakeToo(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Checks
		params := somebody()
		params.PhoneNumber = "nonsense"
		_, err := s.Create(t.Context(), params)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.ErrorContains(t, err, "400")
		assert.Empty(t, srv.Billed())
	})
}

func TestPathsBesideACheck(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, _ *truoratest.Server, client *truora.Client) {
		c, err := client.Checks.Create(t.Context(), somebody())
		require.NoError(t, err)
		path := "/v1/checks/" + c.CheckID
		for _, read := range []func() (*checks.Check, error){
			func() (*checks.Check, error) { return c, nil },
			func() (*checks.Check, error) { return client.Checks.Get(t.Context(), c.CheckID) },
		} {
			got, err := read()
			require.NoError(t, err)
			var beside struct {
				Details string `json:"details"`
				Self    string `json:"self"`
			}
			require.NoError(t, json.Unmarshal(got.Envelope(), &beside))
			assert.Equal(t, path+"/details", beside.Details)
			assert.Equal(t, path, beside.Self)
		}
	})
}
