package continuous_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const day = 24 * time.Hour

// clean scripts checks that find nothing.
func clean(truoratest.CheckInput) truoratest.CheckScript {
	return truoratest.CheckScript{Findings: []truoratest.Finding{}}
}

// first is a finished check that found nothing, as are those that follow.
func first(t *testing.T, srv *truoratest.Server, client *truora.Client) string {
	t.Helper()
	srv.Checks.OnCreate(clean)
	check, err := client.Checks.Create(t.Context(), checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
	})
	require.NoError(t, err)
	_, err = client.Checks.Wait(t.Context(), check.CheckID, checks.WaitParams{})
	require.NoError(t, err)
	return check.CheckID
}

func weekly(checkID string) continuous.CreateParams {
	return continuous.CreateParams{CheckID: checkID, Frequency: apitype.FrequencyWeekly, EndDate: apitype.DateOf(time.Now().UTC().AddDate(0, 2, 0))}
}

func TestAScoreThatDrops(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Continuous
		checkID := first(t, srv, client)
		made, err := s.Create(t.Context(), weekly(checkID))
		require.NoError(t, err)
		assert.Equal(t, apitype.ScoreStatusNew, made.ScoreStatus)
		assert.Equal(t, continuous.StatusEnabled, made.Status)
		assert.Equal(t, apitype.Frequency("1w"), made.Frequency)
		assert.Equal(t, checkID, made.Check.CheckID)
		assert.Equal(t, time.Now().UTC().Truncate(day).AddDate(0, 0, 7), made.NextRunDate)

		time.Sleep(8 * day)
		seen, err := s.Get(t.Context(), made.ContinuousCheckID)
		require.NoError(t, err)
		assert.Equal(t, 1, seen.Counter)
		assert.True(t, seen.ScoreStatus.Unchanged())
		assert.NotEqual(t, checkID, seen.Check.CheckID)
		assert.Equal(t, checkID, seen.Check.PreviousCheck)
		assert.True(t, seen.NextRunDate.After(made.NextRunDate))

		srv.Checks.Next(truoratest.CheckScript{Findings: []truoratest.Finding{{DataSet: "criminal_record", Severity: "very_high"}}})
		time.Sleep(7 * day)
		seen, err = s.Get(t.Context(), made.ContinuousCheckID)
		require.NoError(t, err)
		assert.Equal(t, apitype.ScoreStatusDown, seen.ScoreStatus)
		assert.Less(t, *seen.Score, *made.Score)

		var drops int
		var runs []string
		for entry, err := range s.AllHistory(t.Context(), made.ContinuousCheckID, continuous.ListHistoryParams{}) {
			require.NoError(t, err)
			runs = append(runs, entry.CheckID)
			if change, ok := entry.Score(); ok && change.New < change.Old {
				drops++
				assert.Equal(t, continuous.ScoreChange{Old: 1, New: 0}, entry.DataSets()["criminal_record"])
				assert.Equal(t, seen.Check.CheckID, entry.CheckID)
			}
		}
		assert.Equal(t, 1, drops)
		assert.Len(t, runs, 2)

		run, err := client.Checks.Get(t.Context(), seen.Check.CheckID)
		require.NoError(t, err, "a run is a check like any other")
		assert.True(t, run.Final())
		bought := []string{}
		for _, charge := range srv.Billed() {
			bought = append(bought, charge.What)
		}
		assert.Equal(t, []string{"check", "continuous check", "check", "check"}, bought, "every run is billed")
	})
}

func TestDisabledRunsRest(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Continuous
		made, err := s.Create(t.Context(), weekly(first(t, srv, client)))
		require.NoError(t, err)
		seen, err := s.Disable(t.Context(), made.ContinuousCheckID)
		require.NoError(t, err)
		assert.Equal(t, continuous.StatusDisabled, seen.Status)
		time.Sleep(20 * day)
		assert.Len(t, srv.Billed(), 2, "nothing is bought while it is disabled")

		seen, err = s.Enable(t.Context(), made.ContinuousCheckID)
		require.NoError(t, err)
		assert.Equal(t, continuous.StatusEnabled, seen.Status)
		time.Sleep(8 * day)
		assert.Len(t, srv.Billed(), 3)

		_, err = s.Update(t.Context(), made.ContinuousCheckID, continuous.UpdateParams{Frequency: apitype.FrequencyDaily})
		require.NoError(t, err)
		time.Sleep(3 * day)
		assert.Len(t, srv.Billed(), 6)
		time.Sleep(365 * day)
		assert.Less(t, len(srv.Billed()), 70, "after the end date nothing is bought")
	})
}

func TestTheFirstRunCannotBeDeleted(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		checkID := first(t, srv, client)
		_, err := client.Continuous.Create(t.Context(), weekly(checkID))
		require.NoError(t, err)
		_, err = client.Checks.Delete(t.Context(), checkID)
		require.ErrorIs(t, err, truora.ErrInvalid)
	})
}

func TestAWatchedCheckIsContinuous(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.SetPageSize(1)
		for _, id := range []string{"1000000001", "1000000002"} {
			_, err := client.Checks.Create(t.Context(), checks.CreateParams{
				Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: id, UserAuthorized: true, Watch: "3d",
			})
			require.NoError(t, err)
		}
		count := 0
		for c, err := range client.Continuous.All(t.Context(), continuous.ListParams{}) {
			require.NoError(t, err)
			assert.Equal(t, apitype.Frequency("3d"), c.Check.Watch)
			assert.True(t, c.EndDate.IsZero())
			count++
		}
		assert.Equal(t, 2, count)
		assert.Len(t, srv.RequestsTo("GET /v1/continuous-checks"), 2)
	})
}

func TestALostCreationIsNotRepeated(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		const op = "POST /v1/continuous-checks"
		checkID := first(t, srv, client)
		srv.LoseAnswer(op)
		_, err := client.Continuous.Create(t.Context(), weekly(checkID))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(op), 1)
		assert.Len(t, srv.Billed(), 2, "the check, and its repetition once")

		found := 0 // the way out that the documentation names
		for c, err := range client.Continuous.All(t.Context(), continuous.ListParams{}) {
			require.NoError(t, err)
			if c.Check.CheckID == checkID {
				found++
			}
		}
		assert.Equal(t, 1, found)

		srv.LoseAnswer("PUT /v1/continuous-checks/{continuous_check_id}")
		for c, err := range client.Continuous.All(t.Context(), continuous.ListParams{}) {
			require.NoError(t, err)
			_, err = client.Continuous.Disable(t.Context(), c.ContinuousCheckID)
			require.NoError(t, err, "setting a value again does no harm")
		}
	})
}

func TestRefusedByTheFake(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		checkID := first(t, srv, client)
		soon := weekly(checkID)
		soon.EndDate = apitype.DateOf(time.Now().UTC().AddDate(0, 0, 3))
		_, err := client.Continuous.Create(t.Context(), soon)
		require.ErrorIs(t, err, truora.ErrInvalid)

		_, err = client.Continuous.Create(t.Context(), weekly("CHK404"))
		require.ErrorIs(t, err, truora.ErrInvalid, "the status is 400, whatever the body says")
		var e *truora.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, 10404, e.Code)

		_, err = client.Continuous.Get(t.Context(), "CCK404")
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Len(t, srv.Billed(), 1)
	})
}

// Truora calls the run the same object as the check.
func TestARunHoldsWhatItsCheckHolds(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		srv.Checks.Next(truoratest.CheckScript{WrongInputs: []string{"first_name"}})
		made, err := client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000001", UserAuthorized: true,
			FirstName: "Ana", LastName: "Prueba", PhoneNumber: "+573000000000", Passport: "AA000001", PTP: "1000001", ReportID: "RPT1",
			DateOfBirth: apitype.Date{Year: 1990, Month: time.January, Day: 2}, IssueDate: apitype.Date{Year: 2010, Month: time.January, Day: 3},
		})
		require.NoError(t, err)
		check, err := client.Checks.Wait(t.Context(), made.CheckID, checks.WaitParams{})
		require.NoError(t, err)
		repeated, err := client.Continuous.Create(t.Context(), weekly(made.CheckID))
		require.NoError(t, err)
		run := repeated.Check
		assert.Equal(t, "RPT1", run.ReportID)
		assert.Equal(t, check.CheckInputs, run.CheckInputs)
		assert.Equal(t, []apitype.WrongInput{{Input: "first_name"}}, run.WrongInputs)
		assert.Equal(t, check.WrongInputs, run.WrongInputs)
		assert.Equal(t, check.StartDate, run.StartDate)
		assert.Len(t, run.Statuses, len(check.Statuses))
		assert.Empty(t, check.Problems())
		assert.Empty(t, repeated.Problems())
	})
}
