package validators

import (
	"context"
	"errors"
	"io"

	"github.com/truora/truora-go/apitype"
)

// File is a picture or video to upload.
type File struct {
	Body io.Reader
	UploadParams
}

// DocumentFiles are the pictures of a document.
type DocumentFiles struct {
	Front File
	// Reverse is the back. Leave it empty for documents with one side, such as
	// passports.
	Reverse File
}

var errNoReverse = errors.New("this document has a reverse side, and there is no file for it")

// ValidateDocumentParams configures [Service.ValidateDocument].
type ValidateDocumentParams struct {
	Create CreateParams // its Type is set
	Files  DocumentFiles
	Wait   WaitParams
}

// ValidateDocument creates a document validation, uploads the pictures and waits
// for the result. Along with an error, it returns the validation as far as it is
// known, or nil if none was created. If it is not nil, it may have been billed,
// and you can continue with [Service.Upload] and [Service.Wait].
func (s *Service) ValidateDocument(ctx context.Context, params ValidateDocumentParams) (*Validation, error) {
	files := params.Files
	if files.Front.Body == nil {
		return nil, s.c.Refuse("POST /v1/validations", errors.New("there is no picture of the front"))
	}
	params.Create.Type = TypeDocumentValidation
	v, err := s.Create(ctx, params.Create)
	if err != nil {
		return nil, err
	}
	links := v.instructions()
	if links.ReverseURL != "" && files.Reverse.Body == nil {
		return v, s.c.Refuse("PUT /{presigned_path}", errNoReverse)
	}
	if _, err := s.Upload(ctx, links.FrontURL, files.Front.Body, files.Front.UploadParams); err != nil {
		return v, err
	}
	if links.ReverseURL != "" {
		if _, err := s.Upload(ctx, links.ReverseURL, files.Reverse.Body, files.Reverse.UploadParams); err != nil {
			return v, err
		}
	}
	return s.await(ctx, v, params.Wait)
}

// EnrollFaceParams configures [Service.EnrollFace].
type EnrollFaceParams struct {
	Enroll  CreateEnrollmentParams
	Picture File
}

// EnrollFace enrolls a face: it creates the enrollment and uploads the reference
// picture. If params.Enroll.Type is TypeFaceSearch, it blocks the face; otherwise the
// type is TypeFaceRecognition. The enrollment that it returns is still pending;
// continue with [Service.ValidateFace]. Along with an error, it returns the enrollment,
// or nil if none was created.
func (s *Service) EnrollFace(ctx context.Context, params EnrollFaceParams) (*Enrollment, error) {
	if params.Enroll.Type != TypeFaceSearch {
		params.Enroll.Type = TypeFaceRecognition
	}
	if params.Picture.Body == nil {
		return nil, s.c.Refuse("POST /v1/enrollments", errors.New("there is no picture"))
	}
	e, err := s.CreateEnrollment(ctx, params.Enroll)
	switch {
	case err != nil:
		return nil, err
	case e.Failed():
		return e, &EnrollmentError{e}
	}
	_, err = s.Upload(ctx, e.FileUploadLink, params.Picture.Body, params.Picture.UploadParams)
	return e, err
}

// ValidateFaceParams configures [Service.ValidateFace].
type ValidateFaceParams struct {
	Create CreateParams
	File   File // a picture or a video
	Wait   WaitParams
}

// ValidateFace compares a picture or video of a person with the enrolled face of
// params.Create.AccountID, or with the face on the account's document: it creates the
// validation, uploads the file and waits for the result. Unless params.Create.Type
// is TypeFaceSearch, it is TypeFaceRecognition. Along with an error, it returns the
// same as [Service.ValidateDocument].
func (s *Service) ValidateFace(ctx context.Context, params ValidateFaceParams) (*Validation, error) {
	if params.Create.Type != TypeFaceSearch {
		params.Create.Type = TypeFaceRecognition
	}
	if params.File.Body == nil {
		return nil, s.c.Refuse("POST /v1/validations", errors.New("there is no picture or video"))
	}
	v, err := s.Create(ctx, params.Create)
	if err != nil {
		return nil, err
	}
	if _, err := s.Upload(ctx, v.instructions().FileUploadLink, params.File.Body, params.File.UploadParams); err != nil {
		return v, err
	}
	return s.await(ctx, v, params.Wait)
}

// SendCodeParams configures [Service.SendCode].
type SendCodeParams struct {
	// Enroll is the enrollment of the number or the address. Leave it zero if
	// the account in Create has one already.
	Enroll CreateEnrollmentParams
	// Create is the validation. If they are empty, Type, UserAuthorized and
	// PhoneType are copied from Enroll; AccountID is that of the enrollment.
	Create CreateParams
}

// SendCode enrolls a number or an address, unless params.Enroll is zero, and
// sends the person a code. It returns a pending validation: call
// [Service.Perform] once the person has entered the code. A number that cannot
// be reached gives an [*EnrollmentError], and no code is sent.
func (s *Service) SendCode(ctx context.Context, params SendCodeParams) (*Validation, error) {
	enroll, create := params.Enroll, params.Create
	if enroll != (CreateEnrollmentParams{}) {
		create = create.after(enroll)
		if err := create.of("of-the-enrollment").Validate(); err != nil { // before anything is made
			return nil, s.c.Refuse("POST /v1/validations", err)
		}
		e, err := s.CreateEnrollment(ctx, enroll)
		switch {
		case err != nil:
			return nil, err
		case e.Failed():
			return nil, &EnrollmentError{e}
		}
		create.AccountID = e.AccountID
	}
	return s.Create(ctx, create)
}

// after fills from an enrollment what a validation of it must have.
func (p CreateParams) after(e CreateEnrollmentParams) CreateParams {
	if p.Type == "" {
		p.Type = e.Type
	}
	if p.PhoneType == "" {
		p.PhoneType = e.PhoneType
	}
	p.UserAuthorized = p.UserAuthorized || e.UserAuthorized
	return p
}

// VerifyCodeParams configures [Service.VerifyCode].
type VerifyCodeParams struct {
	SendCodeParams
	// Ask returns the code that the person enters. It is called again after a wrong
	// code, until the validation has ended; an error of it ends the flow. Required.
	Ask func(context.Context, *Validation) (token string, err error)
}

// VerifyCode calls [Service.SendCode], and then [Service.Perform] with the code
// that params.Ask returns. Along with an error, it returns the validation, or
// nil if none was created.
func (s *Service) VerifyCode(ctx context.Context, params VerifyCodeParams) (*Validation, error) {
	if params.Ask == nil { // said before a code is sent
		return nil, s.c.Refuse("POST /v1/validations", errors.New("ask is required"))
	}
	v, err := s.SendCode(ctx, params.SendCodeParams)
	for err == nil && !v.Final() {
		var token string
		if token, err = params.Ask(ctx, v); err != nil {
			break
		}
		var next *Validation
		if next, err = s.Perform(ctx, v.ValidationID, PerformParams{Type: v.Type, Token: apitype.NewSecret(token)}); err == nil {
			v = next
		}
	}
	return v, err
}

func (v *Validation) instructions() Instructions {
	if v.Instructions == nil {
		return Instructions{}
	}
	return *v.Instructions
}

// await is Wait, but returns the known validation if none could be read.
func (s *Service) await(ctx context.Context, known *Validation, params WaitParams) (*Validation, error) {
	v, err := s.Wait(ctx, known.ValidationID, params)
	if v == nil {
		v = known
	}
	return v, err
}
