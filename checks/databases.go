package checks

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/inputs"
	"github.com/truora/truora-go/internal/rest"
)

// Availability is how well a source answered in an hour.
type Availability string

// Availabilities.
const (
	AvailabilityOperational         Availability = "operational"          // 90 % of the queries or more succeeded
	AvailabilityDegradedPerformance Availability = "degraded_performance" // 50 to 90 %
	AvailabilityPartialOutage       Availability = "partial_outage"       // 10 to 50 %
	AvailabilityMajorOutage         Availability = "major_outage"         // under 10 %
	AvailabilityUnderMaintenance    Availability = "under_maintenance"
	AvailabilityDeprecated          Availability = "deprecated"
	AvailabilityUndetermined        Availability = "undetermined" // too few queries
)

// Database is a source and how well it answered on a day.
type Database struct {
	DatabaseID   string            `json:"database_id" contract:"required"`
	DatabaseName string            `json:"database_name"`
	DataSets     []apitype.DataSet `json:"data_sets"`
	// HourlyStatus has a value for each hour of the local day, in order; the
	// current day has fewer than 24. unverified: the order is inferred.
	HourlyStatus []Availability `json:"hourly_status"`
	apitype.Raw
}

// ListDatabasesParams selects sources.
type ListDatabasesParams struct {
	Country apitype.Country `url:"country"`
	// At is any time on the day to read; the zero time means now.
	At time.Time `url:"unixTimestampSeconds,unix"`
	// OffsetSeconds is the local time minus UTC, in seconds: -18000 for Colombia.
	OffsetSeconds int `url:"unixtimezoneOffsetSeconds"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p ListDatabasesParams) Validate() error {
	return inputs.Country(p.Country)
}

// ListDatabases returns the sources of a country and how well they answered,
// hour by hour. There is always one page only.
func (s *Service) ListDatabases(ctx context.Context, params ListDatabasesParams) (*apitype.Page[Database], error) {
	if params.At.IsZero() { // all three parameters are required
		params.At = time.Now()
	}
	return rest.List[Database](ctx, s.c, rest.Call{Op: "GET /v1/health", Query: params})
}

// AllDatabases walks over the sources of [Service.ListDatabases].
func (s *Service) AllDatabases(ctx context.Context, params ListDatabasesParams) iter.Seq2[Database, error] {
	return rest.OnePage(func() (*apitype.Page[Database], error) { return s.ListDatabases(ctx, params) })
}
