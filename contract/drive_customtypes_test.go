package contract_test

import (
	"context"
	"errors"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customtypes"
)

var _ = drives(
	row{Go: "customtypes.Create", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		// From then on, checks accept the type.
		params := person()
		params.Type = "hiring-custom"
		_, err := d.client.Checks.Create(ctx, params)
		return err
	}},
	row{Go: "customtypes.GetConfig", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(2)
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		own := 0
		for t, err := range d.client.CustomTypes.All(ctx, customtypes.GetConfigParams{}) {
			if err != nil {
				return err
			}
			if !t.BuiltIn() {
				own++
			}
		}
		if own != 1 {
			return errors.New("the type is not listed once")
		}
		return nil
	}},
	row{Go: "customtypes.Update", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		params := customtypes.UpdateParams(hiring())
		params.Weights = customtypes.Weights{apitype.DataSetPersonalIdentity: 0.5, apitype.DataSetCriminalRecord: 0.5}
		if _, err := d.client.CustomTypes.Update(ctx, params); err != nil {
			return err
		}
		params.Type = "never-made"
		_, err := d.client.CustomTypes.Update(ctx, params)
		return expect(truora.ErrNotFound, err)
	}},
	row{Go: "customtypes.Delete", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		which := customtypes.DeleteParams{Country: apitype.CountryColombia, Type: "hiring-custom"}
		if _, err := d.client.CustomTypes.Delete(ctx, which); err != nil {
			return err
		}
		_, err := d.client.CustomTypes.Delete(ctx, which)
		return expect(truora.ErrNotFound, err)
	}},
)

// hiring has every data set, most of them with a weight of 0.
func hiring() customtypes.CreateParams {
	weights := customtypes.Weights{
		apitype.DataSetAffiliationsAndInsurances: 0, apitype.DataSetAlertInMedia: 0, apitype.DataSetBusinessBackground: 0,
		apitype.DataSetCreditHistory: 0, apitype.DataSetDocumentValidation: 0, apitype.DataSetDrivingLicenses: 0,
		apitype.DataSetInternationalBackground: 0, apitype.DataSetProfessionalBackground: 0, apitype.DataSetTaxesAndFinances: 0,
		apitype.DataSetTrafficFines: 0, apitype.DataSetVehicleInformation: 0, apitype.DataSetVehiclePermits: 0,
		apitype.DataSetPersonalIdentity: 0.2, apitype.DataSetCriminalRecord: 0.4, apitype.DataSetLegalBackground: 0.4,
	}
	return customtypes.CreateParams{Country: apitype.CountryColombia, Type: "hiring-custom", Weights: weights}
}
