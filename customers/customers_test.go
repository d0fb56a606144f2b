package customers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apikeys"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

// Truora documents lists and objects, and sends texts that hold them.
func TestShapesThatVary(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		known  bool
	}{
		"texts":   {`{"transaction_id":"IDP1","devices_info":"[{\"os\":\"Mac OS\"}]","properties":"{\"flow_version\":\"1\",\"is_used\":\"true\",\"new\":2}","validations":"[{\"validation_id\":\"VLD1\",\"date\":\"2024-01-02T03:04:30.0Z\"}]"}`, true},
		"JSON":    {`{"transaction_id":"IDP1","devices_info":[{"os":"Mac OS"}],"properties":{"flow_version":"1","is_used":"true","new":2},"validations":[{"transaction_id":"VLD1","date":"2024-01-02T03:04:30Z"}]}`, true},
		"empty":   {`{"transaction_id":"IDP1","devices_info":"","properties":"","validations":""}`, false},
		"null":    {`{"transaction_id":"IDP1","devices_info":null,"properties":null,"validations":null}`, false},
		"absent":  {`{"transaction_id":"IDP1"}`, false},
		"garbage": {`{"transaction_id":"IDP1","devices_info":"[{","properties":"7","validations":true}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := areatest.Answering(t, 200, tt.answer).Customers.GetTransaction(t.Context(), "USP1", "IDP1")
			require.NoError(t, err)
			assert.JSONEq(t, tt.answer, string(got.RawJSON()))
			assert.Equal(t, name == "garbage", got.Problems() != nil)
			if !tt.known {
				assert.Empty(t, got.DevicesInfo)
				assert.Empty(t, got.Validations)
				assert.Empty(t, got.Properties.FlowVersion)
				return
			}
			assert.Equal(t, "Mac OS", got.DevicesInfo[0].OS)
			assert.Equal(t, "1", got.Properties.FlowVersion)
			assert.Equal(t, map[string]any{"new": 2.0}, got.Properties.Other)
			assert.Equal(t, "VLD1", got.Validations[0].ID())
			assert.Equal(t, 30, got.Validations[0].Date.Second())
		})
	}
	for _, answer := range []string{
		`{"id":"USP1","birthday":"1990-01-02","latest_transactions":[{"transaction_id":"IDP1"}]}`,
		`{"id":"USP1","birthady":"1990-01-02T00:00:00Z","latest_transactions":"[{\"transaction_id\":\"IDP1\"}]"}`,
	} {
		c, err := areatest.Answering(t, 200, answer).Customers.Get(t.Context(), "USP1")
		require.NoError(t, err)
		assert.Equal(t, "1990-01-02", c.BirthDate().String())
		assert.Equal(t, "IDP1", c.LatestTransactions[0].TransactionID)
	}
	assert.EqualValues(t, "b", customers.ValidationEntry{Type: "b"}.Kind())
	assert.EqualValues(t, "a", customers.ValidationEntry{ValidationType: "a", Type: "b"}.Kind())
}

func TestParamsAreCheckedBeforeSending(t *testing.T) {
	t.Parallel()
	tag := customers.UpdateTagsParams{Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceProfile}
	require.NoError(t, tag.Validate())
	client, mock := areatest.Client(t)
	s := client.Customers
	for i, change := range []func(*customers.UpdateTagsParams){
		func(p *customers.UpdateTagsParams) { p.Name = "" },
		func(p *customers.UpdateTagsParams) { p.Color = "green" },
		func(p *customers.UpdateTagsParams) { p.Action = "paint" },
		func(p *customers.UpdateTagsParams) { p.Source = "" },
		func(p *customers.UpdateTagsParams) { p.Source = customers.SourceExternal },
		func(p *customers.UpdateTagsParams) { p.SourceType = "crm" },
		func(p *customers.UpdateTagsParams) { p.Source = customers.SourceChat },
	} {
		p := tag
		change(&p)
		_, err := s.UpdateTags(t.Context(), "USP1", p)
		require.ErrorIs(t, err, truora.ErrInvalid, i)
	}
	for name, call := range map[string]func() (any, error){
		"search_field": func() (any, error) {
			return s.List(t.Context(), customers.ListParams{SearchField: customers.SearchFieldEmail})
		},
		"limit":   func() (any, error) { return s.ListSegments(t.Context(), customers.ListSegmentsParams{Limit: 101}) },
		"no name": func() (any, error) { return s.CreateSegment(t.Context(), customers.CreateSegmentParams{Rule: "{}"}) },
		"no rule": func() (any, error) { return s.CreateSegment(t.Context(), customers.CreateSegmentParams{Name: "n"}) },
		"rule not JSON": func() (any, error) {
			return s.UpdateSegment(t.Context(), "PSG1", customers.UpdateSegmentParams{Name: "n", Rule: "{"})
		},
		"no change": func() (any, error) {
			return s.UpdateSegment(t.Context(), "PSG1", customers.UpdateSegmentParams{})
		},
		"dates": func() (any, error) {
			return s.ListDecisionVariables(t.Context(), customers.ListDecisionVariablesParams{
				StartDate: apitype.Date{Year: 2026, Month: 2, Day: 1}, EndDate: apitype.Date{Year: 2026, Month: 1, Day: 1},
			})
		},
		"an empty id would be the list": func() (any, error) { return s.GetSegment(t.Context(), "") },
		"another place":                 func() (any, error) { return s.GetTransaction(t.Context(), "USP1", "..") },
		"no customer":                   func() (any, error) { return s.Get(t.Context(), "") },
	} {
		_, err := call()
		require.ErrorIs(t, err, truora.ErrInvalid, name)
	}
	assert.Zero(t, mock.GetTotalCallCount())
}

// Lists that name themselves as their next page have ended.
func TestListsEnd(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(200, `{"customers":[{"id":"USP1"}],"transactions":[{"transaction_id":"IDP1"}],"decision_variables":[{"id":"a"}],`+
		`"next":"/v1/customers","self":"/v1/customers"}`))
	count := 0
	for _, err := range client.Customers.All(t.Context(), customers.ListParams{}) {
		require.NoError(t, err)
		count++
	}
	for _, err := range client.Customers.AllTransactions(t.Context(), "USP1", customers.ListTransactionsParams{}) {
		require.NoError(t, err)
		count++
	}
	for _, err := range client.Customers.AllDecisionVariables(t.Context(), customers.ListDecisionVariablesParams{}) {
		require.NoError(t, err)
		count++
	}
	assert.Equal(t, 3, count)
	assert.Equal(t, 3, mock.GetTotalCallCount())
}

func TestWABALinesOfNobody(t *testing.T) {
	t.Parallel()
	_, err := areatest.Answering(t, 404, `[]`).Customers.ListWABALines(t.Context(), "USP1")
	require.ErrorIs(t, err, truora.ErrNotFound, "an error body may be an array")
}

func TestErrorsDoNotRepeatThePerson(t *testing.T) {
	t.Parallel()
	_, err := areatest.Answering(t, 500, `{"message":"ana.diaz@example.com"}`).Customers.List(t.Context(), customers.ListParams{Search: "ana.diaz@example.com"})
	require.ErrorIs(t, err, truora.ErrServer)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), "diaz")
}

// onFake runs test on virtual time, with a customer of a process and one of a check.
func onFake(t *testing.T, test func(*testing.T, *truoratest.Server, *customers.Service, customers.Customer)) {
	t.Helper()
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		created, err := client.APIKeys.Create(t.Context(), apikeys.CreateParams{
			KeyType: apikeys.KeyTypeWeb, Grant: apikeys.GrantDigitalIdentity, FlowID: "IPF1", AccountID: "user-001",
			Country: apitype.CountryAll, RedirectURL: "https://example.com/after",
		})
		require.NoError(t, err)
		claims, err := created.Token().Claims()
		require.NoError(t, err)
		srv.Identity.Next(truoratest.ProcessScript{Person: truoratest.ProcessPerson{
			FirstName: "Ana", LastName: "Diaz", DocumentNumber: "1000000001", DateOfBirth: "1990-01-02",
		}})
		srv.Identity.Finish(claims.ProcessID)
		_, err = client.Checks.Create(t.Context(), checks.CreateParams{
			Country: apitype.CountryColombia, Type: checks.TypePerson, NationalID: "1000000002", UserAuthorized: true,
		})
		require.NoError(t, err)
		for c, err := range client.Customers.All(t.Context(), customers.ListParams{}) {
			require.NoError(t, err)
			if c.DocumentNumber == "1000000001" {
				test(t, srv, client.Customers, c)
				return
			}
		}
		t.Fatal("the process made no customer")
	})
}

func TestCustomersComeOfProcessesAndChecks(t *testing.T) {
	onFake(t, func(t *testing.T, srv *truoratest.Server, s *customers.Service, ana customers.Customer) {
		assert.Equal(t, "ANA DIAZ", ana.Name)
		assert.Equal(t, "1990-01-02", ana.BirthDate().String())
		srv.SetPageSize(1)
		names, sources := 0, map[customers.Source]int{}
		for _, err := range s.All(t.Context(), customers.ListParams{}) {
			require.NoError(t, err)
			names++
		}
		assert.Equal(t, 2, names)
		for tx, err := range s.AllTransactions(t.Context(), ana.ID, customers.ListTransactionsParams{}) {
			require.NoError(t, err)
			sources[tx.Source]++
			if tx.Source == customers.SourceProcess {
				assert.Equal(t, "true", tx.Properties.IsUsed)
				assert.Len(t, tx.Validations, 3)
			}
		}
		assert.Equal(t, map[customers.Source]int{customers.SourceProcess: 1, customers.SourceCheck: 1, customers.SourceValidation: 3}, sources,
			"the check is the one made for the document")
		page, err := s.List(t.Context(), customers.ListParams{Search: "1000000001", BasicInfo: true, SearchField: customers.SearchFieldDocument, Single: true})
		require.NoError(t, err)
		assert.Equal(t, ana.ID, page.Items[0].ID)
		assert.Empty(t, page.Items[0].Tags)
		metrics, err := s.QueryMetrics(t.Context(), customers.QueryMetricsParams{})
		require.NoError(t, err)
		buckets, ok := metrics.Buckets(customers.MetricAgeRange)
		require.True(t, ok)
		assert.Len(t, buckets, 6)
	})
}

const tagsOp = "PUT /v1/customers/{customer_id}/tags"

func TestTags(t *testing.T) {
	onFake(t, func(t *testing.T, srv *truoratest.Server, s *customers.Service, ana customers.Customer) {
		vip := customers.UpdateTagsParams{Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceProfile}
		srv.LoseAnswer(tagsOp)
		_, err := s.UpdateTags(t.Context(), ana.ID, vip)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(tagsOp), 1, "a PUT that is not repeated")
		c, err := s.Get(t.Context(), ana.ID)
		require.NoError(t, err)
		require.Len(t, c.Tags, 1, "the way out that the documentation names")

		vip.Action = customers.TagActionRemove
		left, err := s.UpdateTags(t.Context(), ana.ID, vip)
		require.NoError(t, err)
		assert.Empty(t, left.Items)
		history, err := s.ListTagHistory(t.Context(), ana.ID)
		require.NoError(t, err)
		require.Len(t, history.Items, 2)
		assert.Len(t, history.Items[0].Tags, 1)
		assert.Empty(t, history.Items[1].Tags)
		var states []customers.Status
		for tx, err := range s.AllTransactions(t.Context(), ana.ID, customers.ListTransactionsParams{Source: customers.SourceProfile}) {
			require.NoError(t, err)
			states = append(states, tx.Status)
		}
		assert.ElementsMatch(t, []customers.Status{"active", "inactive"}, states)
	})
}

const computeOp = "POST /v1/customers/segments/{segment_id}/compute"

func TestSegments(t *testing.T) {
	onFake(t, func(t *testing.T, srv *truoratest.Server, s *customers.Service, ana customers.Customer) {
		_, err := s.UpdateTags(t.Context(), ana.ID, customers.UpdateTagsParams{Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceProfile})
		require.NoError(t, err)
		segment, err := s.CreateSegment(t.Context(), customers.CreateSegmentParams{
			Name: "Vip", Rule: `{"and":[{"tag":"vip"},{">":[{"var":"interaction_patterns.interaction_count"},2]}]}`,
		})
		require.NoError(t, err)
		assert.Equal(t, customers.SegmentStatusPending, segment.Status)
		assert.True(t, segment.LastComputedAt.IsZero())

		srv.LoseAnswer(computeOp)
		_, err = s.ComputeSegment(t.Context(), segment.SegmentID)
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		_, err = s.ComputeSegment(t.Context(), segment.SegmentID)
		require.ErrorIs(t, err, truora.ErrConflict, "the lost call had arrived")
		assert.Len(t, srv.RequestsTo(computeOp), 2)
		var seen []customers.SegmentStatus
		segment, err = s.WaitSegment(t.Context(), segment.SegmentID, customers.WaitSegmentParams{OnUpdate: func(g *customers.Segment) {
			seen = append(seen, g.Status)
		}})
		require.NoError(t, err)
		assert.Equal(t, customers.SegmentStatusReady, segment.Status)
		assert.Equal(t, customers.SegmentStatusQueued, seen[0])
		var members []string
		for p, err := range s.AllSegmentProfiles(t.Context(), segment.SegmentID, customers.ListSegmentProfilesParams{}) {
			require.NoError(t, err)
			members = append(members, p.ProfileID)
		}
		assert.Equal(t, []string{ana.ID}, members)

		for _, change := range []struct {
			params     customers.UpdateSegmentParams
			name, text string
		}{
			{customers.UpdateSegmentParams{Description: new("New text")}, segment.Name, "New text"},
			{customers.UpdateSegmentParams{Name: "Renamed"}, "Renamed", "New text"},
			{customers.UpdateSegmentParams{Description: new("")}, "Renamed", ""},
		} {
			rule := segment.Rule
			segment, err = s.UpdateSegment(t.Context(), segment.SegmentID, change.params)
			require.NoError(t, err)
			assert.Equal(t, change.name, segment.Name)
			assert.Equal(t, change.text, segment.Description)
			assert.Equal(t, rule, segment.Rule, "one field is changed alone")
			assert.Equal(t, 1, segment.RuleVersion)
		}

		segment, err = s.UpdateSegment(t.Context(), segment.SegmentID, customers.UpdateSegmentParams{Name: "Broken", Rule: `{"brand_new_operator":[1]}`})
		require.NoError(t, err)
		assert.Equal(t, 2, segment.RuleVersion)
		assert.Equal(t, customers.SegmentStatusPending, segment.Status)
		_, err = s.ComputeSegment(t.Context(), segment.SegmentID)
		require.NoError(t, err)
		segment, err = s.WaitSegment(t.Context(), segment.SegmentID, customers.WaitSegmentParams{})
		require.NoError(t, err, "a failure is a result")
		assert.Equal(t, customers.SegmentStatusFailed, segment.Status)

		srv.LoseAnswer("POST /v1/customers/segments")
		_, err = s.CreateSegment(t.Context(), customers.CreateSegmentParams{Name: "Twice?", Rule: `{}`})
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown)
		names := []string{}
		for g, err := range s.AllSegments(t.Context(), customers.ListSegmentsParams{Limit: 1}) {
			require.NoError(t, err)
			names = append(names, g.Name)
		}
		assert.Equal(t, []string{"Broken", "Twice?"}, names)
		err = s.DeleteSegment(t.Context(), segment.SegmentID)
		require.NoError(t, err)
		_, err = s.GetSegment(t.Context(), segment.SegmentID)
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.False(t, (&customers.Segment{Status: "melting"}).Final())
	})
}

func TestDecisionVariables(t *testing.T) {
	onFake(t, func(t *testing.T, srv *truoratest.Server, s *customers.Service, ana customers.Customer) {
		time.Sleep(time.Minute) // the check of the document
		srv.SetPageSize(1)
		values := map[string]string{}
		for v, err := range s.AllDecisionVariables(t.Context(), customers.ListDecisionVariablesParams{Names: []string{"document_status", "transactions"}}) {
			require.NoError(t, err)
			if v.ID == ana.ID {
				for _, variable := range v.Variables {
					values[variable.Name] = variable.Value
				}
			}
		}
		assert.Equal(t, map[string]string{"document_status": "active", "transactions": "5"}, values)
		active := 0
		for v, err := range s.AllAvailableDecisionVariables(t.Context(), customers.ListAvailableDecisionVariablesParams{Active: new(true)}) {
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(v.ID, "ADV"))
			active++
		}
		assert.Equal(t, 3, active)
	})
}

func TestWABALines(t *testing.T) {
	onFake(t, func(t *testing.T, srv *truoratest.Server, s *customers.Service, ana customers.Customer) {
		srv.Customers.AddLine(ana.ID, truoratest.CustomerLine{ChannelName: "Shop", PhoneNumber: "+15550100001"})
		page, err := s.ListWABALines(t.Context(), ana.ID)
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		tx, err := s.GetTransaction(t.Context(), ana.ID, page.Items[0].TransactionID)
		require.NoError(t, err)
		assert.Equal(t, customers.SourceChat, tx.Source)
	})
}

// Another host than the one that is inferred is one option away.
func TestTheHostCanBeChanged(t *testing.T) {
	t.Parallel()
	client, mock := areatest.Client(t)
	mock.RegisterResponder("GET", "https://customers.example.com/api/v1/customers/USP1", httpmock.NewStringResponder(200, `{"id":"USP1"}`))
	c, err := client.With(truora.WithHosts(truora.Hosts{Identity: "https://customers.example.com/api"})).Customers.Get(t.Context(), "USP1")
	require.NoError(t, err)
	assert.Equal(t, "USP1", c.ID)
}
