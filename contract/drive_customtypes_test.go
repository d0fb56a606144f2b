package contract_test

import (
	"context"
	"errors"

	"github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/customtypes"
)

var _ = drives(
	row{Go: "customtypes.Create", Run: func(ctx context.Context, d drive) error {
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		// A check takes the type from then on.
		params := person()
		params.Type = "hiring-custom"
		_, err := d.client.Checks.Create(ctx, params)
		return err
	}},
	row{Go: "customtypes.List", Run: func(ctx context.Context, d drive) error {
		d.server.SetPageSize(2)
		if _, err := d.client.CustomTypes.Create(ctx, hiring()); err != nil {
			return err
		}
		own := 0
		for t, err := range d.client.CustomTypes.All(ctx, customtypes.ListParams{}) {
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
		params.Weights = customtypes.Weights{customtypes.DataSetPersonalIdentity: 0.5, customtypes.DataSetCriminalRecord: 0.5}
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
		which := customtypes.DeleteParams{Country: apitype.Colombia, Type: "hiring-custom"}
		if _, err := d.client.CustomTypes.Delete(ctx, which); err != nil {
			return err
		}
		_, err := d.client.CustomTypes.Delete(ctx, which)
		return expect(truora.ErrNotFound, err)
	}},
)

// hiring has every data set, most of them searched without weight.
func hiring() customtypes.CreateParams {
	weights := customtypes.Weights{
		customtypes.DataSetAffiliationsAndInsurances: 0, customtypes.DataSetAlertInMedia: 0, customtypes.DataSetBusinessBackground: 0,
		customtypes.DataSetCreditHistory: 0, customtypes.DataSetDocumentValidation: 0, customtypes.DataSetDrivingLicenses: 0,
		customtypes.DataSetInternationalBackground: 0, customtypes.DataSetProfessionalBackground: 0, customtypes.DataSetTaxesAndFinances: 0,
		customtypes.DataSetTrafficFines: 0, customtypes.DataSetVehicleInformation: 0, customtypes.DataSetVehiclePermits: 0,
		customtypes.DataSetPersonalIdentity: 0.2, customtypes.DataSetCriminalRecord: 0.4, customtypes.DataSetLegalBackground: 0.4,
	}
	return customtypes.CreateParams{Country: apitype.Colombia, Type: "hiring-custom", Weights: weights}
}
