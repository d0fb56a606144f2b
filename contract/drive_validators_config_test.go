package contract_test

import (
	"bytes"
	"context"
	"errors"
	"image/jpeg"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/validators"
)

var _ = drives(
	row{Go: "validators.GetConfig", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Validators.GetConfig(ctx)
		return err
	}},
	row{Go: "validators.UpdateConfig", Run: func(ctx context.Context, d drive) error {
		for _, params := range []validators.UpdateConfigParams{
			{Validator: validators.TypeFaceRecognition, Timeout: 600, AllowedRetries: new(2), RetryTTL: 200, Threshold: new(0.8), IncludeFaceSearch: new(true), UseManualReview: new(false)},
			{Validator: validators.TypeEmailVerification, EmailSubject: "a", EmailTitle: "b", EmailText1: "c", EmailText2: "d", SupportEmail: "help@example.com"},
			{Validator: validators.TypePhoneVerification, AllowedRetries: new(0), CustomName: "la prueba"},
			{
				Validator: validators.TypeDocumentValidation, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentVersion: "co_national-id-2020",
				Methods: validators.Methods{validators.MethodPhotoOfPhoto: {Status: validators.SwitchEnabled}, validators.MethodManualReview: {Status: validators.SwitchDisabled}},
			},
		} {
			if _, err := d.client.Validators.UpdateConfig(ctx, params); err != nil {
				return err
			}
		}
		_, err := d.client.Validators.UpdateConfig(ctx, validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, Timeout: 600})
		return expect(truora.ErrUnchanged, err)
	}},
	row{Go: "validators.DeleteConfig", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.Validators.UpdateConfig(ctx, validators.UpdateConfigParams{Validator: validators.TypeFaceRecognition, Timeout: 600}); err != nil {
			return err
		}
		params := validators.DeleteConfigParams{Validator: validators.TypeFaceRecognition, Setting: "timeout"}
		if _, err := d.client.Validators.DeleteConfig(ctx, params); err != nil {
			return err
		}
		_, err := d.client.Validators.DeleteConfig(ctx, params)
		return expect(truora.ErrUnchanged, err)
	}},
	row{Go: "validators.GetDocumentSelection", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Validators.GetDocumentSelection(ctx)
		return err
	}},
	row{Go: "validators.GetDocumentInfographic", Run: func(ctx context.Context, d drive) error {
		_, err := d.client.Validators.GetDocumentInfographic(ctx, validators.GetDocumentInfographicParams{
			Country: apitype.CountryColombia, DocumentVersion: "co_national-id-2020",
		})
		return err
	}},
	row{Go: "validators.EvaluateImage", Run: func(ctx context.Context, d drive) error {
		var good, small bytes.Buffer
		if err := errors.Join(jpeg.Encode(&good, drawn(1, 400), nil), jpeg.Encode(&small, drawn(1, 40), nil)); err != nil {
			return err
		}
		for _, data := range [][]byte{good.Bytes(), small.Bytes()} {
			seen, err := d.client.Validators.EvaluateImage(ctx, validators.EvaluateImageParams{
				Image: data, Country: apitype.CountryColombia, DocumentType: apitype.DocumentTypeNationalID, DocumentSide: validators.SideFront,
				EvaluationType: validators.EvaluationTypeDocument, ValidationID: "VLD1",
			})
			if err != nil {
				return err
			}
			if len(data) == good.Len() && seen.LLMEvaluation == nil {
				return errors.New("no llm_evaluation")
			}
		}
		return nil
	}},
	row{Go: "validators.Ping", Run: func(ctx context.Context, d drive) error { return d.client.Validators.Ping(ctx) }},
)
