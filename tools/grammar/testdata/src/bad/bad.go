// Package bad breaks each rule once or more.
package bad

import (
	"apitype"
	"context"
	"encoding/json"
	"io"
	"rest"
)

type Status string

const Open Status = "open" // want `constant Open of type Status does not begin with Status`

type Thing struct {
	ID    string          `json:"id,omitempty"` // want `json tag with omitempty: use omitzero`
	Name  string          `url:"name,omitzero"` // want `url tag with omitzero: use omitempty`
	Both  string          `url:"a" json:"a"`    // want `the url tag stands before the json tag`
	Extra json.RawMessage // want `exported declaration shows json.RawMessage`
}

func (t Thing) JSON() json.RawMessage { return nil } // want `exported declaration shows json.RawMessage`

type Options struct{ Name string }

type ListThingsParams struct{}

type WaitLongParams struct{}

type Service struct{}

func (s *Service) CreateThing(ctx context.Context, params Options) error { return nil } // want `CreateThing takes a Options: want CreateThingParams`

func (s *Service) ListThings(ctx context.Context, params ListThingsParams) (*apitype.Page[Thing], error) { // want `ListThings has no AllThings`
	return nil, rest.Do(ctx, rest.Call{Op: "GET /v1/thing"}) // want `"GET /v1/thing" is not an operation of the contract`
}

func (s *Service) ListNames(ctx context.Context) ([]string, error) { return nil, nil } // want `ListNames gives no \*apitype.Page: call it GetNames`

func (s *Service) SearchThings(ctx context.Context) (*apitype.Page[Thing], error) { return nil, nil } // want `SearchThings gives an \*apitype.Page: only List… does`

func (s *Service) WaitThing(ctx context.Context, thing Thing) (*Thing, error) { return nil, nil } // want `WaitThing is not \(ctx, id string, WaitThingParams\) \(\*T, error\)` `WaitThing takes a Thing: want WaitThingParams`

func (s *Service) WaitLong(ctx context.Context, id string, params WaitLongParams) (*Thing, error) { // want `the params of WaitLong have no OnUpdate func\(\*Thing\)` `the params of WaitLong have no Notifier apitype.Notifier`
	return nil, nil
}

func (s *Service) DownloadThing(ctx context.Context, id string, w io.Writer) error { // want `DownloadThing is not \(ctx, from string, w io.Writer, DownloadThingParams\) error`
	return rest.Fetch(ctx, "GET thing", id) // want `"GET thing" is not an operation of the contract`
}

type DownloadThingsParams struct{ Open func() }

func (s *Service) DownloadThings(ctx context.Context, id string, params DownloadThingsParams) error { // want `the params of DownloadThings have no Progress`
	return nil
}

func (s *Service) DeleteThing(ctx context.Context, id string) (*apitype.Message, error) { // want `DeleteThing gives back a message that says nothing: return error`
	return nil, nil
}

func (s *Service) Verify(ctx context.Context, id string, ask func() string) error { return nil } // want `Verify takes ask beside its params: put it into them`
