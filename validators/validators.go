// Package validators checks whether people are who they say they are: it
// validates documents, faces, telephone numbers, e-mail addresses and
// signatures.
//
// An account represents a person. A face, a number or an address is enrolled in
// it once and validated as often as needed; a document needs no enrollment. A
// validation is created (each one may be billed) and then performed, by
// uploading pictures to its links or by submitting the code that was sent. The
// result is available seconds to minutes later, or after hours if people review
// it.
//
// [Service.ValidateDocument], [Service.EnrollFace] and [Service.ValidateFace],
// [Service.SendCode] and [Service.VerifyCode] are whole flows; each of their
// steps also has a method of its own.
//
// A call that returns no error has not necessarily validated anything: see
// [Validation.Succeeded] and [Enrollment.Failed].
package validators

import (
	"context"

	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on validators. It is the field Validators of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Ping returns nil if the host of the validators answers.
func (s *Service) Ping(ctx context.Context) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "GET /v1/status"})
}
