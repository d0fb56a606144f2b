package customers

import (
	"context"
	"iter"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Computation is the computation of a segment that was queued.
type Computation struct {
	Message   string            `json:"message"`
	SegmentID string            `json:"segment_id" contract:"required"`
	Status    ComputationStatus `json:"status"`
	apitype.Raw
}

// ComputationStatus is the state of a computation. Its values differ from those
// of SegmentStatus.
type ComputationStatus string

// Statuses of computations.
const (
	ComputationStatusQueued    ComputationStatus = "queued"
	ComputationStatusRunning   ComputationStatus = "running"
	ComputationStatusCompleted ComputationStatus = "completed"
	ComputationStatusFailed    ComputationStatus = "failed"
)

// ComputeSegment queues the computation of a segment; [Service.WaitSegment] waits
// for its end. A computation that is already queued gives truora.ErrConflict;
// after truora.ErrOutcomeUnknown, this error means that the earlier call
// succeeded.
func (s *Service) ComputeSegment(ctx context.Context, segmentID string) (*Computation, error) {
	return rest.Do[Computation](ctx, s.c, rest.Call{Op: "POST /v1/customers/segments/{segment_id}/compute", Args: []string{segmentID}})
}

// WaitSegmentParams configures [Service.WaitSegment].
type WaitSegmentParams struct {
	// OnUpdate is called with the segment every time it has been read,
	// including the last time.
	OnUpdate func(*Segment)
	// Notifier ends a pause early. Truora documents no events about segments, so
	// there may be none. Optional.
	Notifier apitype.Notifier
}

// WaitSegment reads a segment until its computation is done or failed; Truora
// gives no reason for a failure. How long one takes is not documented. A segment
// that nobody has computed stays pending, and only ctx ends the wait.
//
// The wait also ends if an error is not transient, or if ten polls in a row
// fail. Along with an error, it returns the segment as last read, or nil.
func (s *Service) WaitSegment(ctx context.Context, segmentID string, params WaitSegmentParams) (*Segment, error) {
	return rest.Wait(ctx, s.c, rest.Waiting[Segment]{
		Op:       "GET /v1/customers/segments/{segment_id}",
		ID:       segmentID,
		Get:      func(ctx context.Context) (*Segment, error) { return s.GetSegment(ctx, segmentID) },
		Final:    (*Segment).Final,
		Updated:  func(s *Segment) time.Time { return s.UpdatedAt },
		OnUpdate: params.OnUpdate,
		Notifier: params.Notifier,
	})
}

// SegmentProfile is a customer that the last computation selected. Any personal
// field may be empty.
type SegmentProfile struct {
	ClientID       string    `json:"client_id"`
	SegmentID      string    `json:"segment_id"`
	ComputationID  string    `json:"computation_id"`
	ProfileID      string    `json:"profile_id" contract:"required"` // Customer.ID
	DocumentUserID string    `json:"document_user_id"`               // CO:national-id:1000000001
	Names          string    `json:"names"`
	LastNames      string    `json:"last_names"`
	Email          string    `json:"email"`
	PhoneNumber    string    `json:"phone_number"`
	MatchedAt      time.Time `json:"matched_at"`
	apitype.Raw
}

// ListSegmentProfilesParams selects profiles.
type ListSegmentProfilesParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// ListSegmentProfiles returns a page of the customers that the last computation
// selected. A computation between two pages may change them.
func (s *Service) ListSegmentProfiles(ctx context.Context, segmentID string, params ListSegmentProfilesParams) (*apitype.Page[SegmentProfile], error) {
	return rest.List[SegmentProfile](ctx, s.c, rest.Call{Op: "GET /v1/customers/segments/{segment_id}/profiles", Args: []string{segmentID}, Query: params, Key: "profiles"})
}

// AllSegmentProfiles walks over all pages of [Service.ListSegmentProfiles].
func (s *Service) AllSegmentProfiles(ctx context.Context, segmentID string, params ListSegmentProfilesParams) iter.Seq2[SegmentProfile, error] {
	return rest.AllOf(ctx, segmentID, params, s.ListSegmentProfiles, func(p *ListSegmentProfilesParams) *string { return &p.StartKey })
}
