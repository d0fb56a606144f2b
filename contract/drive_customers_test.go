package contract_test

import (
	"context"
	"errors"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/truoratest"
)

var _ = drives(
	row{Go: "customers.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		if _, err := known(ctx, d); err != nil {
			return err
		}
		page, err := d.client.Customers.List(ctx, customers.ListParams{})
		if err != nil {
			return err
		}
		if page.Next == "" {
			return errors.New("one page only")
		}
		if _, err := d.client.Customers.List(ctx, customers.ListParams{StartKey: page.Next}); err != nil {
			return err
		}
		params := customers.ListParams{Search: "1000000001", SearchField: customers.SearchFieldDocument, BasicInfo: true, Single: true}
		if _, err := d.client.Customers.List(ctx, params); err != nil {
			return err
		}
		params.Search = "nobody"
		_, err = d.client.Customers.List(ctx, params)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.Get", Run: func(ctx context.Context, d drive) error {
		if _, err := known(ctx, d); err != nil {
			return err
		}
		for customer, err := range d.client.Customers.All(ctx, customers.ListParams{}) {
			if err != nil {
				return err
			}
			if _, err := d.client.Customers.Get(ctx, customer.ID); err != nil {
				return err
			}
		}
		_, err := d.client.Customers.Get(ctx, "USP0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.ListTransactions", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		id, err := known(ctx, d)
		if err != nil {
			return err
		}
		for _, source := range []customers.Source{"", customers.SourceProcess, customers.SourceValidation, customers.SourceCheck, customers.SourceProfile} {
			for _, err := range d.client.Customers.AllTransactions(ctx, id, customers.ListTransactionsParams{Source: source}) {
				if err != nil {
					return err
				}
			}
		}
		return nil
	}},
	row{Go: "customers.GetTransaction", Run: func(ctx context.Context, d drive) error {
		id, err := known(ctx, d)
		if err != nil {
			return err
		}
		for t, err := range d.client.Customers.AllTransactions(ctx, id, customers.ListTransactionsParams{}) {
			if err != nil {
				return err
			}
			if _, err := d.client.Customers.GetTransaction(ctx, id, t.TransactionID); err != nil {
				return err
			}
		}
		_, err = d.client.Customers.GetTransaction(ctx, id, "IDP0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.QueryMetrics", Run: func(ctx context.Context, d drive) error {
		for _, query := range []customers.QueryMetricsParams{{}, {Other: map[string]any{"metrics": []string{"age-range"}}}} {
			if _, err := d.client.Customers.QueryMetrics(ctx, query); err != nil {
				return err
			}
		}
		return nil
	}},
	row{Go: "customers.UpdateTags", Run: func(ctx context.Context, d drive) error {
		id, err := known(ctx, d)
		if err != nil {
			return err
		}
		for _, params := range []customers.UpdateTagsParams{
			{Name: "vip", Color: "#12d57d", Action: customers.TagActionRemove, Source: customers.SourceProfile},
			{Name: "late", Color: "#ff4f14", Action: customers.TagActionAdd, Source: customers.SourceChat, EngagementChatID: "EN_CHT_1"},
			{Name: "new", Color: "#ff4f14", Action: customers.TagActionAdd, Source: customers.SourceExternal, SourceType: "crm"},
		} {
			if _, err := d.client.Customers.UpdateTags(ctx, id, params); err != nil {
				return err
			}
		}
		_, err = d.client.Customers.UpdateTags(ctx, "USP0", vip)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.ListTagHistory", Run: func(ctx context.Context, d drive) error {
		id, err := known(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Customers.ListTagHistory(ctx, id)
		return err
	}},
	row{Go: "customers.ListWABALines", Run: func(ctx context.Context, d drive) error {
		id, err := known(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Customers.ListWABALines(ctx, id)
		if err := expect(truora.ErrNotFound, err); err != nil {
			return err
		}
		d.server.Customers.AddLine(id, truoratest.CustomerLine{ChannelName: "Shop", PhoneNumber: "+15550100001", Provider: "GUPSHUP"})
		_, err = d.client.Customers.ListWABALines(ctx, id)
		return err
	}},
	row{Go: "customers.ListDecisionVariables", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		if _, err := known(ctx, d); err != nil {
			return err
		}
		params := customers.ListDecisionVariablesParams{
			Categories: []customers.Category{customers.CategoryProfile, customers.CategoryProfileReliability},
			Names:      []string{"criminal_record", "document_status"},
			StartDate:  apitype.Date{Year: 2026, Month: time.January, Day: 1}, EndDate: apitype.Date{Year: 2026, Month: time.March, Day: 1},
		}
		for _, err := range d.client.Customers.AllDecisionVariables(ctx, params) {
			if err != nil {
				return err
			}
		}
		_, err := d.client.Customers.ListDecisionVariables(ctx, customers.ListDecisionVariablesParams{Search: "1000000001"})
		return err
	}},
	row{Go: "customers.ListAvailableDecisionVariables", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		for _, err := range d.client.Customers.AllAvailableDecisionVariables(ctx, customers.ListAvailableDecisionVariablesParams{}) {
			if err != nil {
				return err
			}
		}
		_, err := d.client.Customers.ListAvailableDecisionVariables(ctx, customers.ListAvailableDecisionVariablesParams{
			Active: new(true), Category: []customers.Category{customers.CategoryProfile}, ID: []string{"ADV1", "ADV2"}, Level: []int{1, 2},
			Name: []string{"criminal_record"}, Product: []customers.Product{customers.ProductCheck}, Type: []customers.DataType{customers.DataTypeBoolean},
			Search: "record",
		})
		return err
	}},
	row{Go: "customers.ListSegments", Run: func(ctx context.Context, d drive) error {
		for range 2 {
			if _, err := d.client.Customers.CreateSegment(ctx, frequent()); err != nil {
				return err
			}
		}
		for _, err := range d.client.Customers.AllSegments(ctx, customers.ListSegmentsParams{Limit: 1}) {
			if err != nil {
				return err
			}
		}
		return nil
	}},
	row{Go: "customers.CreateSegment", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Customers.CreateSegment(ctx, frequent())
		return err
	}},
	row{Go: "customers.GetSegment", Run: func(ctx context.Context, d drive) error {
		id, err := computed(ctx, d)
		if err != nil {
			return err
		}
		if _, err := d.client.Customers.GetSegment(ctx, id); err != nil {
			return err
		}
		_, err = d.client.Customers.GetSegment(ctx, "PSG0")
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.UpdateSegment", Run: func(ctx context.Context, d drive) error {
		id, err := computed(ctx, d)
		if err != nil {
			return err
		}
		_, err = d.client.Customers.UpdateSegment(ctx, id, customers.UpdateSegmentParams{Name: "Vip", Description: new("New text"), Rule: `{"tag":"vip"}`})
		return err
	}},
	row{Go: "customers.DeleteSegment", Run: func(ctx context.Context, d drive) error {
		id, err := computed(ctx, d)
		if err != nil {
			return err
		}
		if err := d.client.Customers.DeleteSegment(ctx, id); err != nil {
			return err
		}
		err = d.client.Customers.DeleteSegment(ctx, id)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customers.ComputeSegment", Run: func(ctx context.Context, d drive) error {
		segment, err := d.client.Customers.CreateSegment(ctx, frequent())
		if err != nil {
			return err
		}
		if _, err := d.client.Customers.ComputeSegment(ctx, segment.SegmentID); err != nil {
			return err
		}
		_, err = d.client.Customers.ComputeSegment(ctx, segment.SegmentID)
		return expect(truora.ErrConflict, err)
	}},
	row{Go: "customers.ListSegmentProfiles", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(1)
		id, err := computed(ctx, d)
		if err != nil {
			return err
		}
		page, err := d.client.Customers.ListSegmentProfiles(ctx, id, customers.ListSegmentProfilesParams{})
		if err != nil {
			return err
		}
		if page.Next == "" {
			return errors.New("one page only")
		}
		_, err = d.client.Customers.ListSegmentProfiles(ctx, id, customers.ListSegmentProfilesParams{StartKey: page.Next})
		return err
	}},
)

var vip = customers.UpdateTagsParams{Name: "vip", Color: "#12d57d", Action: customers.TagActionAdd, Source: customers.SourceProfile}

func frequent() customers.CreateSegmentParams {
	return customers.CreateSegmentParams{
		Name: "Frequent", Description: "People seen more than once", Rule: `{"and":[{">":[{"var":"interaction_patterns.interaction_count"},0]}]}`,
	}
}

// known creates two customers, one through a process and one through a check, and tags
// the first.
func known(ctx context.Context, d drive) (string, error) {
	if _, err := ended(ctx, d, truoratest.ProcessScript{Outcome: "failure", DeclinedReason: "no_face_detected"}); err != nil {
		return "", err
	}
	if _, err := d.client.Checks.Create(ctx, person()); err != nil {
		return "", err
	}
	page, err := d.client.Customers.List(ctx, customers.ListParams{})
	if err != nil {
		return "", err
	}
	_, err = d.client.Customers.UpdateTags(ctx, page.Items[0].ID, vip)
	return page.Items[0].ID, err
}

// computed creates a segment that has been computed.
func computed(ctx context.Context, d drive) (string, error) {
	if _, err := known(ctx, d); err != nil {
		return "", err
	}
	segment, err := d.client.Customers.CreateSegment(ctx, frequent())
	if err != nil {
		return "", err
	}
	if _, err := d.client.Customers.ComputeSegment(ctx, segment.SegmentID); err != nil {
		return "", err
	}
	segment, err = d.client.Customers.WaitSegment(ctx, segment.SegmentID, customers.WaitSegmentParams{})
	if err != nil {
		return "", err
	}
	return segment.SegmentID, nil
}
