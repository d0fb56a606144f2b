package batches

import (
	"time"

	"github.com/truora/truora-go/apitype"
)

// Batch is a spreadsheet with one check per row.
type Batch struct {
	BatchID string  `json:"batch_id" contract:"required"`
	Service Product `json:"service"`
	// Size is the number of rows; whether a header row counts is not published.
	Size   int    `json:"size"`
	Status Status `json:"status"`
	// FailureReason says why the batch failed. unverified: the name of the field is
	// inferred.
	FailureReason string    `json:"failure_reason"`
	CreationDate  time.Time `json:"creation_date"`
	apitype.Raw
}

// Final reports whether the batch will not change any more.
func (b *Batch) Final() bool { return b.Status.Final() }

// Status is the state of a batch.
type Status string

// Statuses of a batch. Only not_started and stopped are documented; the others
// are inferred, and Truora may use other values for the end.
const (
	StatusNotStarted Status = "not_started"
	StatusInProgress Status = "in_progress"
	StatusStopped    Status = "stopped"
	StatusCompleted  Status = "completed"
	StatusFailed     Status = "failed"
)

// Final reports whether the status is final, which is every status but
// not_started, in_progress and the empty one.
func (s Status) Final() bool {
	switch s {
	case StatusNotStarted, StatusInProgress, "":
		return false
	case StatusStopped, StatusCompleted, StatusFailed:
		return true
	default: // Truora may have other words for the end
		return true
	}
}

// Product is the Truora product that processes the rows.
type Product string

// ProductChecks is the one product that Truora names for batches.
const ProductChecks Product = "checks"

// Created is a new batch.
type Created struct {
	BatchID string `json:"batch_id" contract:"required"`
	// Columns are the inputs in the order of the columns of the sheet, A first.
	Columns []string `json:"columns"`
	// FileUploadLink accepts one file within 30 minutes. Whoever has it can send the
	// file, so keep it out of logs.
	FileUploadLink string `json:"file_upload_link" contract:"required"`
	apitype.Raw
}
