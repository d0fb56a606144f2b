package erasure

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/guard/subject"
)

// Options configure an [Eraser].
type Options struct {
	// Key makes the subjects of the index. Required.
	Key subject.Key
	// Index is where what was created is remembered. Required.
	Index Index
	// Hold returns true for what must not be deleted: a legal hold. It is asked when a
	// plan is made, and again before each deletion. Optional.
	Hold func(context.Context, Item) (bool, error)
	// OnError receives what went wrong after a call, whose result it cannot change.
	// Optional.
	OnError func(error)
}

// Eraser keeps the index, and erases. It is safe for concurrent use.
type Eraser struct {
	options Options

	mu   sync.Mutex
	owed []found // what the index did not take
}

type found struct {
	item     Item
	subjects []string
}

// New returns an Eraser.
func New(o Options) (*Eraser, error) {
	if o.Key.IsZero() || o.Index == nil {
		return nil, errors.New("erasure: Options.Key and Options.Index are required")
	}
	if o.Hold == nil {
		o.Hold = func(context.Context, Item) (bool, error) { return false, nil }
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	return &Eraser{options: o}, nil
}

// created says which member of an answer is the id of what a call creates.
var created = map[string]struct {
	area   Area
	member string
}{
	"POST /v1/checks":                            {AreaCheck, "check_id"},
	"POST /v1/continuous-checks":                 {AreaContinuous, "continuous_check_id"},
	"POST /v1/validations":                       {AreaValidation, "validation_id"},
	"POST /v1/accounts/{account_id}/validations": {AreaValidation, "validation_id"},
	"POST /v1/enrollments":                       {AreaEnrollment, "enrollment_id"},
	"POST /v1/accounts":                          {AreaAccount, "account_id"},
	"POST /v1/processes":                         {AreaProcess, "process_id"},
	"POST /v1/contacts":                          {AreaContact, "contact_id"},
}

// Tokens and messages create nothing that their answers name, but the account that
// they name can be searched for.
var accountIn = []string{"POST /v1/api-keys", "POST /v1/whatsapp/outbounds/send"}

// ErrNotIndexed is in the error of a call that was refused because the index does not
// take what an earlier call has created.
var ErrNotIndexed = errors.New("erasure: the index cannot be written")

// Intercept is the [truora.Interceptor] that keeps the index. A call that creates
// something about a person is refused as long as what an earlier call created cannot be
// stored. It stores nothing about a call that names nobody: use subject.With.
func (e *Eraser) Intercept(ctx context.Context, call *truora.Call) (context.Context, func(*truora.Result), error) {
	_, creates := created[call.Op]
	if !creates && !slices.Contains(accountIn, call.Op) {
		return ctx, nil, nil
	}
	if err := e.store(ctx, nil); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotIndexed, err)
	}
	person, err := e.whom(ctx, call)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotIndexed, err)
	}
	op, account := call.Op, call.Values().Get("account_id")
	return ctx, func(r *truora.Result) {
		if r.Outcome != truora.OutcomeDone {
			return
		}
		if err := e.store(context.WithoutCancel(ctx), e.see(op, account, person, r.Body)); err != nil {
			e.options.OnError(err)
		}
	}, nil
}

// whom returns the subjects of a call. A continuous check is about those of its check.
func (e *Eraser) whom(ctx context.Context, call *truora.Call) ([]string, error) {
	person := e.ids(subject.Of(ctx, call))
	if created[call.Op].area != AreaContinuous {
		return person, nil
	}
	more, err := e.options.Index.Subjects(ctx, Item{Area: AreaCheck, ID: call.Values().Get("check_id")})
	return append(person, more...), err
}

// store adds to the index what is owed and what was found. What it cannot add is owed.
func (e *Eraser) store(ctx context.Context, all []found) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.owed = append(e.owed, all...)
	for len(e.owed) > 0 {
		if err := e.options.Index.Add(ctx, e.owed[0].item, e.owed[0].subjects); err != nil {
			return err
		}
		e.owed = e.owed[1:]
	}
	return nil
}

func (e *Eraser) ids(person []subject.Identifier) (ids []string) {
	for _, i := range person {
		if id := e.options.Key.ID(i); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// see returns what an answer says was created.
func (e *Eraser) see(op, account string, person []string, body []byte) (all []found) {
	c := created[op]
	ids := membersOf(body, "account_id", c.member)
	if account = cmp.Or(ids[0], account); account != "" {
		person = append(person, e.options.Key.ID(subject.Account(account)))
		all = append(all, found{Item{AreaAccount, account, time.Now()}, person})
	}
	if id := ids[1]; id != "" && c.area != AreaAccount && len(person) > 0 {
		all = append(all, found{Item{c.area, id, time.Now()}, person})
	}
	return all
}

// membersOf returns the texts with these names in an answer, or else in an object in it,
// of which one is the result. An answer that is not a JSON object has none.
func membersOf(body []byte, names ...string) []string {
	outer, inner := make([]string, len(names)), make([]string, len(names))
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if dec.PeekKind() != '{' || readTexts(dec, names, outer, inner) != nil {
		return make([]string, len(names))
	}
	for i := range outer {
		outer[i] = cmp.Or(outer[i], inner[i])
	}
	return outer
}

// readTexts reads an object: its own texts into own, and those of the objects in it into
// inner, unless that is nil.
func readTexts(dec *jsontext.Decoder, names, own, inner []string) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		var plain [64]byte
		name, _ := jsontext.AppendUnquote(plain[:0], value)
		wanted := slices.IndexFunc(names, func(wanted string) bool { return wanted == string(name) })
		switch kind := dec.PeekKind(); {
		case kind == '"' && wanted >= 0:
			value, err = dec.ReadValue()
			if text, _ := jsontext.AppendUnquote(nil, value); own[wanted] == "" {
				own[wanted] = string(text)
			}
		case kind == '{' && inner != nil:
			err = readTexts(dec, names, inner, nil)
		default:
			err = dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}
