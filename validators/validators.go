// Package validators finds out whether a person is who they say: it validates
// documents, faces, telephone numbers, e-mail addresses and signatures.
//
// An account stands for a person. A face, a number or an address is enrolled in
// it once and validated as often as needed; a document needs no enrollment. A
// validation is created (each one may be billed), then performed: by uploading
// pictures to the links it came with, or by giving the code that was sent. Its
// answer arrives seconds to minutes later, or hours if people look at it.
//
// [Service.ValidateDocument], [Service.EnrollFace] and [Service.ValidateFace],
// [Service.SendCode] and [Service.VerifyCode] are whole flows; all of their steps
// exist by themselves.
//
// HTTP success is not success: look at [Validation.Succeeded] and
// [Enrollment.Failed].
package validators

import (
	"context"
	"errors"
	"regexp"

	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on validators. It is the field Validators of
// truora.Client.
type Service struct {
	c *rest.Client
}

// New is called by package truora.
func New(c *rest.Client) *Service { return &Service{c} }

// Ping asks whether the validators' host answers; nil means that it does.
func (s *Service) Ping(ctx context.Context) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "GET /v1/status"})
}

var accountForm = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// checkAccount refuses what Truora takes for no account id.
func checkAccount(id string) error {
	if !accountForm.MatchString(id) {
		return errors.New("account_id must be letters, digits, '_', '.' and '-'")
	}
	return nil
}

// checkOwnAccount is checkAccount where the id may be left out.
func checkOwnAccount(id string) error {
	if id == "" {
		return nil
	}
	return checkAccount(id)
}
