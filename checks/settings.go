package checks

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// NamesMatching says how names from identity sources are compared with names in
// criminal, legal and international records.
type NamesMatching string

// Ways to compare names. Truora's documents contradict each other on which is
// the default.
const (
	NamesMatchingSoft  NamesMatching = "soft"
	NamesMatchingExact NamesMatching = "exact"
)

// Settings are the check settings of the account. Settings at their default may
// be absent.
type Settings struct {
	NamesMatchingType NamesMatching `json:"names_matching_type"`
	Retries           bool          `json:"retries"`
	// MaxDuration is a string such as 25m or 48h, or "default".
	MaxDuration string `json:"max_duration"`
	apitype.Raw
}

// UpdateSettingsParams are the settings to change. Only fields that are set are
// sent; whether Truora resets the others is not known, so set all three.
type UpdateSettingsParams struct {
	NamesMatchingType NamesMatching `url:"names_matching_type,omitempty"`
	// Retries makes Truora query a failed source again until it answers or
	// MaxDuration has passed; checks then stay delayed for longer. nil leaves the
	// setting unchanged, false turns it off.
	Retries *bool `url:"retries,omitempty"`
	// MaxDuration is the longest a check may take: a number with m (minutes) or h
	// (hours), up to 168h. The shortest is documented as 15m and as 2m. Unset means
	// 48h with Retries; without, 3h in CO, MX, PE and BR, 48h in CL and for ALL, 72h
	// in CR.
	MaxDuration string `url:"max_duration,omitempty"`
}

var (
	maxDuration     = regexp.MustCompile(`^[0-9]{1,6}[mh]$`)
	longestDuration = 168 * time.Hour
)

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateSettingsParams) Validate() error {
	if p.MaxDuration == "" {
		return nil
	}
	wrong := errors.New("max_duration must be a number with m or h, up to 168h")
	if !maxDuration.MatchString(p.MaxDuration) {
		return wrong
	}
	n, err := strconv.Atoi(p.MaxDuration[:len(p.MaxDuration)-1])
	unit := time.Minute
	if p.MaxDuration[len(p.MaxDuration)-1] == 'h' {
		unit = time.Hour
	}
	if err != nil || n == 0 || time.Duration(n)*unit > longestDuration {
		return wrong
	}
	return nil
}

// UpdateSettings changes the settings of the account, which apply to all its
// checks, including those of other users and programs. There is no way to read
// them first.
func (s *Service) UpdateSettings(ctx context.Context, params UpdateSettingsParams) (*Settings, error) {
	return rest.Do[Settings](ctx, s.c, rest.Call{
		Op: "POST /v1/settings", Form: params, Key: "settings",
		Effect: rest.Idempotent, // it sets values
	})
}
