package spend

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/customtypes"
)

// Concern is a reason not to buy a check.
type Concern string

// Concerns.
const (
	ConcernRefused      Concern = "refused"       // Truora refuses the inputs
	ConcernMissingInput Concern = "missing_input" // a documented input is empty: sources are skipped
	ConcernDocument     Concern = "document"      // no such document number can exist
	ConcernSourceDown   Concern = "source_down"   // a source rarely answers now
	ConcernDataSet      Concern = "data_set"      // the country has no source of a data set
	ConcernRecent       Concern = "recent"        // an equal check was made recently
	ConcernBudget       Concern = "budget"        // a budget has no room
)

// Finding is one reason not to buy a check. It contains no value of an input.
type Finding struct {
	Concern Concern
	// Field is the form field that it is about, such as date_of_birth; empty for
	// none, or if Message names it.
	Field string
	// Message is a sentence for a person.
	Message string
	// DatabaseID and DataSets are those of a source that is down. DataSets is also set
	// for a data set without a source in the country.
	DatabaseID string
	DataSets   []apitype.DataSet
}

// Report is what [Preflight] found.
type Report struct {
	Findings []Finding
	// Recent is the latest equal check, or nil; one without a readable date may be
	// recent. Without ForceCreation Truora may return it, unbilled.
	Recent *checks.Check
}

// Has reports whether there is a finding of the concern.
func (r *Report) Has(concern Concern) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Concern == concern })
}

// ErrPreflight means that a check has a finding that [Report.Err] was asked about.
var ErrPreflight = errors.New("spend: the preflight found a reason not to buy")

// Err returns an error that matches ErrPreflight if there is a finding of one of the
// concerns, and nil otherwise.
func (r *Report) Err(gates ...Concern) error {
	var said []string
	for _, f := range r.Findings {
		if slices.Contains(gates, f.Concern) {
			said = append(said, f.Message)
		}
	}
	if said == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrPreflight, strings.Join(said, "; "))
}

// PreflightParams says what to check besides the inputs.
type PreflightParams struct {
	// DataSets are those that the check is bought for: other sources may be down. Empty
	// means all data sets of the country.
	DataSets []apitype.DataSet
	// Recent is how far back to look for an equal check; 0 means 24 hours, and a
	// negative value does not look. How far back Truora looks is not published.
	Recent time.Duration
	// MaxPages limits the pages of the account's checks that are searched for an equal
	// one; 0 means 3. unverified: that the list begins with the latest.
	MaxPages int
	// Guard adds findings about its budgets; nil for none.
	Guard *Guard
}

const (
	defaultRecent   = 24 * time.Hour
	defaultMaxPages = 3
)

// Preflight examines a check before it is bought. The result is advice: Truora's rules
// change, and a source that is down may be up in a minute. [Report.Err] turns it into
// an error.
//
// In addition to what [Advise] does, it reads the sources of the country, the account's
// custom types if params.Type is not one of Truora's, and the latest checks; none of
// this is billed. If some of it cannot be read, the report has the rest and the error
// says what is missing. If Truora would refuse the inputs, nothing else is read.
func Preflight(ctx context.Context, client *truora.Client, check checks.CreateParams, params PreflightParams) (*Report, error) {
	if client == nil {
		return nil, errors.New("spend: Preflight needs a client")
	}
	report := &Report{Findings: Advise(check)}
	if report.Has(ConcernRefused) {
		return report, nil
	}
	var failures []error
	for _, look := range []func(context.Context, *truora.Client, checks.CreateParams, PreflightParams) error{
		report.lookForType, report.lookAtSources, report.lookForEqual, report.lookAtBudget,
	} {
		if err := look(ctx, client, check, params); err != nil {
			failures = append(failures, err)
		}
	}
	return report, errors.Join(failures...)
}

func (r *Report) add(concern Concern, field, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{Concern: concern, Field: field, Message: fmt.Sprintf(format, args...)})
}

// lookForType refuses a custom type that the account does not have.
func (r *Report) lookForType(ctx context.Context, client *truora.Client, check checks.CreateParams, _ PreflightParams) error {
	if slices.Contains(builtIn, check.Type) {
		return nil
	}
	for own, err := range client.CustomTypes.All(ctx, customtypes.GetConfigParams{}) {
		if err != nil {
			return fmt.Errorf("spend: reading custom types: %w", err)
		}
		if own.Country == check.Country && own.Name == string(check.Type) {
			return nil
		}
	}
	r.add(ConcernRefused, "type", "the account has no custom type of this name in the country")
	return nil
}

// down are the availabilities of a source that mostly fails.
func down(a checks.Availability) bool {
	switch a {
	case checks.AvailabilityPartialOutage, checks.AvailabilityMajorOutage, checks.AvailabilityUnderMaintenance, checks.AvailabilityDeprecated:
		return true
	case checks.AvailabilityOperational, checks.AvailabilityDegradedPerformance, checks.AvailabilityUndetermined:
		return false
	default:
		return false
	}
}

// lookAtSources reads how the sources are doing in the current hour, the last that
// Truora lists. unverified: that the hours are in order.
func (r *Report) lookAtSources(ctx context.Context, client *truora.Client, check checks.CreateParams, params PreflightParams) error {
	wanted := func(set apitype.DataSet) bool {
		return len(params.DataSets) == 0 || slices.Contains(params.DataSets, set)
	}
	had := map[apitype.DataSet]bool{}
	var unread error
	for db, err := range client.Checks.AllDatabases(ctx, checks.ListDatabasesParams{Country: check.Country}) {
		if err != nil {
			unread = fmt.Errorf("spend: reading the sources: %w", err)
			continue
		}
		if odd := oddIn(db.Problems(), []string{"data_sets", "hourly_status"}); odd != "" {
			unread = fmt.Errorf("spend: reading the sources: %s", odd)
		}
		for _, set := range db.DataSets {
			had[set] = true
		}
		hours := len(db.HourlyStatus)
		if hours == 0 || !down(db.HourlyStatus[hours-1]) || !slices.ContainsFunc(db.DataSets, wanted) {
			continue
		}
		r.Findings = append(r.Findings, Finding{
			Concern: ConcernSourceDown, DatabaseID: db.DatabaseID, DataSets: db.DataSets,
			Message: fmt.Sprintf("a source of %s is in %s", join(db.DataSets), db.HourlyStatus[hours-1]),
		})
	}
	for _, set := range params.DataSets {
		if !had[set] && unread == nil {
			r.Findings = append(r.Findings, Finding{
				Concern: ConcernDataSet, DataSets: []apitype.DataSet{set},
				Message: fmt.Sprintf("no source of %s has %s", check.Country, set),
			})
		}
	}
	return unread
}

func join(sets []apitype.DataSet) string {
	words := make([]string, len(sets))
	for i, set := range sets {
		words[i] = string(set)
	}
	return strings.Join(words, ", ")
}

// lookAtBudget checks whether the purchase fits into the budgets.
func (r *Report) lookAtBudget(ctx context.Context, _ *truora.Client, check checks.CreateParams, params PreflightParams) error {
	if params.Guard == nil {
		return nil
	}
	const op = "POST /v1/checks"
	of := factsOf(ctx)
	err := params.Guard.room(ctx, Purchase{
		Op: op, Bills: truora.Bills(op), Country: check.Country, Type: string(check.Type), Tenant: of.tenant, Quantity: of.quantity,
	})
	if over, ok := errors.AsType[*BudgetError](err); ok {
		r.add(ConcernBudget, "", "%v", over)
		return nil
	}
	return err
}
