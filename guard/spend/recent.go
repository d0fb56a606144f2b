package spend

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// lookForEqual searches the account's latest checks for one of the same inputs.
func (r *Report) lookForEqual(ctx context.Context, client *truora.Client, check checks.CreateParams, params PreflightParams) error {
	recent := cmp.Or(params.Recent, defaultRecent)
	if recent < 0 || !allReturned(check) {
		return nil
	}
	since := time.Now().Add(-recent)
	list, unread := checks.ListParams{}, error(nil)
	for range cmp.Or(params.MaxPages, defaultMaxPages) {
		page, err := client.Checks.List(ctx, list)
		if err != nil {
			return fmt.Errorf("spend: reading the latest checks: %w", err)
		}
		if problems := page.Problems(); len(problems) > 0 {
			unread = fmt.Errorf("spend: reading the latest checks: %v", problems[0])
		}
		for _, made := range page.Items {
			later := r.Recent == nil || made.CreationDate.After(r.Recent.CreationDate)
			inTime := made.CreationDate.IsZero() || made.CreationDate.After(since)
			if later && inTime && equal(check, made) {
				r.Recent = &made
			}
			if odd := oddIn(made.Problems(), compared()); inTime && odd != "" {
				unread = fmt.Errorf("spend: reading the latest checks: %s", odd) // it may be equal
			}
		}
		if list.StartKey = page.Next; page.Next == "" {
			break
		}
	}
	if r.Recent != nil && check.ForceCreation {
		r.add(ConcernRecent, "force_creation", "an equal check exists, and force_creation buys another")
	} else if r.Recent != nil {
		r.add(ConcernRecent, "", "an equal check exists, which Truora may return instead of a new one")
	}
	return unread
}

// oddIn returns the first problem of a member that counts, or "".
func oddIn(problems []apitype.Problem, counts []string) string {
	for _, p := range problems {
		member, _, _ := strings.Cut(strings.TrimPrefix(p.Pointer, "/"), "/")
		if slices.Contains(counts, member) {
			return p.String()
		}
	}
	return ""
}

// compared are the members of a check that equal compares.
var compared = sync.OnceValue(func() []string {
	names := []string{"type", "country"}
	for field := range reflect.TypeFor[apitype.CheckInputs]().Fields() {
		if name := field.Tag.Get("json"); !slices.Contains([]string{"custom_input", "report_id", "billing_hub"}, name) {
			names = append(names, name)
		}
	}
	return names
})

// allReturned reports whether Truora returns all inputs that say whom to search.
func allReturned(p checks.CreateParams) bool {
	return !slices.ContainsFunc([]string{
		string(p.Gender), p.CompanyName, p.StateID, p.IssueNumber, p.Escrow, p.IMEI, p.NativeNationalID,
		p.VerificationCode.Reveal(), p.CertificateFolio,
	}, func(value string) bool { return value != "" })
}

// equal compares what describes the subject.
func equal(p checks.CreateParams, c checks.Check) bool {
	// Truora returns a payment_date as an instant.
	paid, _, _ := strings.Cut(c.PaymentDate, "T")
	return p.Type == c.Type && p.Country == c.Country &&
		strings.EqualFold(string(p.NativeCountry), string(c.NativeCountry)) &&
		p.PaymentDate == paid && apitype.CheckInputs{
		PhoneNumber: p.PhoneNumber, NationalID: p.NationalID, ForeignID: p.ForeignID, TaxID: p.TaxID, PTP: p.PTP, PEP: p.PEP,
		Passport: p.Passport, DiplomaticID: p.DiplomaticID, BirthCertificate: p.BirthCertificate, ProfessionalCard: p.ProfessionalCard,
		FirstName: p.FirstName, LastName: p.LastName, DateOfBirth: p.DateOfBirth, IssueDate: p.IssueDate, Region: p.Region,
		LicensePlate: p.LicensePlate, VehicleID: p.VehicleID, DriverLicense: p.DriverLicense,
		OwnerDocumentType: p.OwnerDocumentType, OwnerDocumentID: p.OwnerDocumentID,
		// What is not about the subject, or compared above.
		NativeCountry: c.NativeCountry, PaymentDate: c.PaymentDate, CustomInput: c.CustomInput, ReportID: c.ReportID, BillingHub: c.BillingHub,
	} == c.CheckInputs
}
