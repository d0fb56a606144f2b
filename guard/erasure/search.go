package erasure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contacts"
	"github.com/truora/truora-go/continuous"
	"github.com/truora/truora-go/customers"
	"github.com/truora/truora-go/engagement"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/validators"
)

// search gathers the steps of a plan.
type search struct {
	client *truora.Client
	steps  []Step
	seen   map[Item]bool
}

func (s *search) add(item Item) {
	if item.ID != "" && !s.seen[item.key()] {
		s.seen[item.key()] = true
		s.steps = append(s.steps, Step{Item: item})
	}
}

func (s *search) ids(area Area) (ids []string) {
	for _, step := range s.steps {
		if step.Area == area {
			ids = append(ids, step.ID)
		}
	}
	return ids
}

// lists adds what the lists of Truora show.
func (s *search) lists(ctx context.Context, person []subject.Identifier) error {
	var phones []string
	for _, i := range person {
		var err error
		switch i.Kind() {
		case "account":
			s.add(Item{Area: AreaAccount, ID: i.Value()})
		case "phone":
			phones = append(phones, i.Value())
			err = errors.Join(s.contact(ctx, contacts.KeyTypePhoneNumber, "+"+i.Value()), s.customers(ctx, customers.SearchFieldPhone, "+"+i.Value(), i))
		case "reference":
			err = s.contact(ctx, contacts.KeyTypeExternalID, i.Value())
		case "document":
			err = s.customers(ctx, customers.SearchFieldDocument, i.Value(), i)
		case "email":
			err = s.customers(ctx, customers.SearchFieldEmail, i.Value(), i)
		}
		if err != nil {
			return err
		}
	}
	for _, account := range s.ids(AreaAccount) {
		if err := s.account(ctx, account); err != nil {
			return err
		}
	}
	return errors.Join(s.parts(ctx), s.chats(ctx, phones), s.continuous(ctx))
}

// parts adds what processes and validations have made by themselves: the validations of
// a process, if they can be read apart from it, and background checks.
func (s *search) parts(ctx context.Context) error {
	for _, id := range s.ids(AreaProcess) {
		r, err := s.client.Identity.GetResult(ctx, id)
		if missing(err) {
			continue
		}
		if err != nil {
			return failed("reading the result of a process", err)
		}
		s.add(Item{Area: AreaCheck, ID: r.CheckID})
		for _, v := range r.Validations {
			if err := s.validation(ctx, Item{AreaValidation, v.ValidationID, v.CreationDate}); err != nil {
				return err
			}
		}
	}
	for _, id := range s.ids(AreaValidation) {
		if err := s.validation(ctx, Item{Area: AreaValidation, ID: id}); err != nil {
			return err
		}
	}
	return nil
}

// validation adds a validation that can be read, with its background check.
func (s *search) validation(ctx context.Context, item Item) error {
	v, err := s.client.Validators.Get(ctx, item.ID, validators.GetParams{})
	if missing(err) {
		return nil
	}
	if err != nil {
		return failed("reading a validation", err)
	}
	s.add(item)
	if v.Details != nil && v.Details.BackgroundCheck != nil {
		s.add(Item{Area: AreaCheck, ID: v.Details.BackgroundCheck.CheckID})
	}
	return nil
}

// account adds what belongs to an account. One that the validators do not know may have
// processes all the same.
func (s *search) account(ctx context.Context, id string) error {
	for p, err := range s.client.Identity.All(ctx, identity.ListParams{AccountID: id}) {
		if err != nil {
			return failed("listing processes", err)
		}
		s.add(Item{AreaProcess, p.ProcessID, p.CreationDate})
	}
	validations := validators.ListAccountValidationsParams{}
	err := unlessMissing("listing validations", s.client.Validators.AllAccountValidations(ctx, id, validations),
		func(v validators.Validation) { s.add(Item{AreaValidation, v.ValidationID, v.CreationDate}) },
		func() error { _, err := s.client.Validators.ListAccountValidations(ctx, id, validations); return err })
	if err != nil {
		return err
	}
	enrollments := validators.ListEnrollmentsParams{}
	return unlessMissing("listing enrollments", s.client.Validators.AllEnrollments(ctx, id, enrollments),
		func(e validators.Enrollment) { s.add(Item{AreaEnrollment, e.EnrollmentID, e.CreationDate}) },
		func() error { _, err := s.client.Validators.ListEnrollments(ctx, id, enrollments); return err })
}

// unlessMissing calls see with the items of a list. A 404 in place of the list says that
// there are none; one in the middle says nothing. As pages may be empty, first, which
// reads the first page, tells them apart.
func unlessMissing[T any](what string, list iter.Seq2[T, error], see func(T), first func() error) error {
	begun := false
	for item, err := range list {
		switch {
		case missing(err) && !begun && missing(first()):
			return nil
		case err != nil:
			return failed(what, err)
		}
		begun = true
		see(item)
	}
	return nil
}

func (s *search) contact(ctx context.Context, kind contacts.KeyType, key string) error {
	c, err := s.client.Contacts.Get(ctx, key, contacts.GetParams{KeyType: kind})
	if missing(err) {
		return nil
	}
	if err != nil {
		return failed("looking for a contact", err)
	}
	s.add(Item{Area: AreaContact, ID: c.ContactID})
	return nil
}

// customers: equal numbers of two countries or types are of two persons, and Truora
// finds both.
func (s *search) customers(ctx context.Context, field customers.SearchField, value string, who subject.Identifier) error {
	params := customers.ListParams{BasicInfo: true, SearchField: field, Search: value}
	return unlessMissing("looking for customers", s.client.Customers.All(ctx, params),
		func(c customers.Customer) {
			if isOf(c, who) {
				s.add(Item{Area: AreaCustomer, ID: c.ID})
			}
		},
		func() error { _, err := s.client.Customers.List(ctx, params); return err })
}

// isOf reports whether a profile that was found is of a person. One that does not say
// of which document its number is may be.
func isOf(c customers.Customer, who subject.Identifier) bool {
	if who.Kind() != "document" || c.Country == "" || c.DocumentType == "" {
		return true
	}
	return subject.Document(c.Country, c.DocumentType, c.DocumentNumber) == who
}

// chats: the search is for a part of a number, so what it finds is compared.
func (s *search) chats(ctx context.Context, phones []string) error {
	known := s.ids(AreaContact)
	for _, phone := range phones {
		for c, err := range s.client.Engagement.AllChats(ctx, engagement.ListChatsParams{ContactQuery: phone}) {
			if err != nil {
				return failed("looking for chats", err)
			}
			who := c.Contact()
			if subject.Phone(who.ContactPhoneNumber) == subject.Phone(phone) || slices.Contains(known, who.ContactID) {
				s.add(Item{AreaChat, c.ChatID, c.LastActivityDate})
			}
		}
	}
	return nil
}

// continuous adds the continuous checks of the checks, and their runs.
func (s *search) continuous(ctx context.Context) error {
	checks := s.ids(AreaCheck)
	known := s.ids(AreaContinuous)
	if len(checks) == 0 && len(known) == 0 {
		return nil
	}
	for c, err := range s.client.Continuous.All(ctx, continuous.ListParams{}) {
		if err != nil {
			return failed("listing continuous checks", err)
		}
		runs, first, err := s.runs(ctx, c)
		if err != nil {
			return err
		}
		if !slices.Contains(known, c.ContinuousCheckID) && !slices.ContainsFunc(runs, func(id string) bool { return slices.Contains(checks, id) }) {
			continue
		}
		s.add(Item{AreaContinuous, c.ContinuousCheckID, c.CreationDate})
		for _, id := range runs {
			s.add(Item{Area: AreaCheck, ID: id})
		}
		for i := range s.steps {
			if s.steps[i].Area == AreaCheck && s.steps[i].ID == first {
				s.steps[i].First = true
			}
		}
	}
	return nil
}

// runs returns the checks of a continuous check, and the first of them: it is a run that
// others are compared with and that is compared with none.
func (s *search) runs(ctx context.Context, c continuous.Check) (runs []string, first string, err error) {
	later := map[string]bool{}
	if c.Check != nil {
		runs = append(runs, c.Check.CheckID)
	}
	for e, err := range s.client.Continuous.AllHistory(ctx, c.ContinuousCheckID, continuous.ListHistoryParams{}) {
		if err != nil {
			return nil, "", failed("reading the runs of a continuous check", err)
		}
		runs = append(runs, e.CheckID, e.PreviousCheckID)
		later[e.CheckID] = true
	}
	slices.Sort(runs)
	runs = slices.DeleteFunc(slices.Compact(runs), func(id string) bool { return id == "" })
	for _, id := range runs {
		if !later[id] {
			first = id
		}
	}
	return runs, first, nil
}

// missing reports whether Truora said that it has no such thing, which it does with a
// JSON object. The 404 of a proxy says nothing of Truora.
func missing(err error) bool {
	e, ok := errors.AsType[*truora.Error](err)
	return ok && e.Is(truora.ErrNotFound) && bytes.HasPrefix(bytes.TrimSpace(e.Body), []byte("{"))
}

func failed(what string, err error) error {
	return fmt.Errorf("erasure: %s: %w", what, err)
}
