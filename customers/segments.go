package customers

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// SegmentStatus is the state of the computation of a segment.
type SegmentStatus string

// Statuses of segments. Truora documents computed and sends ready; both are done.
const (
	SegmentStatusPending   SegmentStatus = "pending" // never computed
	SegmentStatusQueued    SegmentStatus = "queued"
	SegmentStatusComputing SegmentStatus = "computing"
	SegmentStatusComputed  SegmentStatus = "computed"
	SegmentStatusReady     SegmentStatus = "ready"
	SegmentStatusFailed    SegmentStatus = "failed"
)

// SegmentType says whose segment it is.
type SegmentType string

// Types of segments.
const (
	SegmentTypeCustom SegmentType = "custom"
	SegmentTypeSystem SegmentType = "system" // Truora's own
)

// Segment is a group of customers selected by a rule.
type Segment struct {
	ClientID    string `json:"client_id"`
	SegmentID   string `json:"segment_id" contract:"required"` // PSG…
	Name        string `json:"name"`
	Description string `json:"description"`
	// Rule is a JSONLogic rule as JSON text. Its > may come back as \u003e: compare
	// rules parsed.
	Rule        string        `json:"rule"`
	RuleVersion int           `json:"rule_version"`
	Status      SegmentStatus `json:"status"`
	Type        SegmentType   `json:"type"`
	// Deleted reports whether the segment has been deleted; whether such a
	// segment is ever returned is not documented.
	Deleted        bool      `json:"deleted"`
	CreatedBy      string    `json:"created_by"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
	LastComputedAt time.Time `json:"last_computed_at"` // zero: never
	apitype.Raw
}

// Final reports whether the computation is done or has failed.
func (s *Segment) Final() bool {
	switch s.Status {
	case SegmentStatusComputed, SegmentStatusReady, SegmentStatusFailed:
		return true
	case SegmentStatusPending, SegmentStatusQueued, SegmentStatusComputing:
		return false
	default:
		return false
	}
}

// ListSegmentsParams selects segments.
type ListSegmentsParams struct {
	Limit int `url:"limit,omitempty"` // 1 to 100; 0 means 20
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

const maxSegments = 100

// Validate returns an error for input that Truora would certainly refuse.
func (p ListSegmentsParams) Validate() error {
	if p.Limit < 0 || p.Limit > maxSegments {
		return errors.New("limit must be from 1 to 100")
	}
	return nil
}

// ListSegments returns a page of the account's segments.
func (s *Service) ListSegments(ctx context.Context, params ListSegmentsParams) (*apitype.Page[Segment], error) {
	return rest.List[Segment](ctx, s.c, rest.Call{Op: "GET /v1/customers/segments", Query: params, Key: "segments"})
}

// AllSegments walks over all pages of [Service.ListSegments].
func (s *Service) AllSegments(ctx context.Context, params ListSegmentsParams) iter.Seq2[Segment, error] {
	return rest.All(ctx, params, s.ListSegments, func(p *ListSegmentsParams) *string { return &p.StartKey })
}

// CreateSegmentParams is a new segment.
type CreateSegmentParams struct {
	Name        string `json:"name"`
	Description string `json:"description,omitzero"`
	// Rule is a JSONLogic rule as JSON text, such as {"tag":"premium"}. Which
	// operators and variables there are is not documented; and, > and tag are known.
	Rule string `json:"rule"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p CreateSegmentParams) Validate() error {
	switch {
	case p.Name == "":
		return errors.New("name is required")
	case !json.Valid([]byte(p.Rule)):
		return errors.New("rule must be JSON text")
	}
	return nil
}

// CreateSegment creates a segment. Nothing is computed until
// [Service.ComputeSegment]. Each call creates another one: after
// truora.ErrOutcomeUnknown, look for the name among the segments.
func (s *Service) CreateSegment(ctx context.Context, params CreateSegmentParams) (*Segment, error) {
	return rest.Do[Segment](ctx, s.c, rest.Call{Op: "POST /v1/customers/segments", JSON: params})
}

// GetSegment returns a segment.
func (s *Service) GetSegment(ctx context.Context, segmentID string) (*Segment, error) {
	return rest.Do[Segment](ctx, s.c, rest.Call{Op: "GET /v1/customers/segments/{segment_id}", Args: []string{segmentID}})
}

// UpdateSegmentParams are the changes to a segment. Set at least one field.
type UpdateSegmentParams struct {
	Name string `url:"name,omitempty"`
	// Description is left alone if nil; new("") empties it.
	Description *string `url:"description,omitempty"`
	Rule        string  `url:"rule,omitempty"` // see [CreateSegmentParams]
}

// Validate returns an error for input that Truora would certainly refuse.
func (p UpdateSegmentParams) Validate() error {
	if p == (UpdateSegmentParams{}) {
		return errors.New("nothing to change: name, description or rule is required")
	}
	if p.Rule != "" && !json.Valid([]byte(p.Rule)) {
		return errors.New("rule must be JSON text")
	}
	return nil
}

// UpdateSegment changes a segment. The reference marks no field as required, yet
// its one refusal is "name is required": give Name too if that comes. unverified:
// that what is left out stays as it is. The segment has to be computed again for a
// new rule.
func (s *Service) UpdateSegment(ctx context.Context, segmentID string, params UpdateSegmentParams) (*Segment, error) {
	return rest.Do[Segment](ctx, s.c, rest.Call{Op: "PUT /v1/customers/segments/{segment_id}", Args: []string{segmentID}, Form: params})
}

// DeleteSegment removes a segment. If the answer is lost and the second attempt
// finds none, that counts as deleted.
func (s *Service) DeleteSegment(ctx context.Context, segmentID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/customers/segments/{segment_id}", Args: []string{segmentID}})
}
