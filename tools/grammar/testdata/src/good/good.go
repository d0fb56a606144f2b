// Package good follows the grammar: no analyzer finds anything.
package good

import (
	"apitype"
	"context"
	"encoding/json"
	"io"
	"rest"
	"time"
)

type Status string

const (
	StatusOpen   Status = "open"
	StatusClosed Status = "closed"
	Timeout             = time.Second // of a type of another package
	untyped             = "x"
	hidden       Status = "hidden"
)

type Thing struct {
	ID    string          `json:"id,omitzero" url:"id,omitempty"`
	Extra json.RawMessage `json:"extra"` //grammar:raw its shape is not documented
	raw   json.RawMessage
}

type ListThingsParams struct{ StartKey string }

type WaitThingParams struct {
	OnUpdate func(*Thing)
	Notifier apitype.Notifier
}

type DownloadThingParams struct{ Progress func(done, total int64) }

type CreateThingParams struct{ Name string }

type UpdateThingParams = CreateThingParams

type GetTypesParams struct{ StartKey string }

type Service struct{}

func (s *Service) ListThings(ctx context.Context, params ListThingsParams) (*apitype.Page[Thing], error) {
	return nil, rest.Do(ctx, rest.Call{Op: "GET /v1/things"})
}

func (s *Service) AllThings(ctx context.Context, params ListThingsParams) {}

func (s *Service) GetTypes(ctx context.Context, params GetTypesParams) (*Thing, error) {
	return nil, nil
}

func (s *Service) All(ctx context.Context, params GetTypesParams) {}

func (s *Service) UpdateTags(ctx context.Context, id string) (*apitype.Page[string], error) {
	return nil, nil
}

func (s *Service) CreateThing(ctx context.Context, params CreateThingParams) (*Thing, error) {
	return nil, nil
}

func (s *Service) UpdateThing(ctx context.Context, id string, params UpdateThingParams) (*Thing, error) {
	return nil, nil
}

func (s *Service) DeleteThing(ctx context.Context, owner, id string) error { return nil }

func (s *Service) WaitThing(ctx context.Context, id string, params WaitThingParams) (*Thing, error) {
	return nil, nil
}

func (s *Service) DownloadThing(ctx context.Context, link string, w io.Writer, params DownloadThingParams) error {
	return rest.Fetch(ctx, "GET /v1/things/{id}", link)
}

type DownloadThingsParams struct {
	Open     func(name string) (io.WriteCloser, error)
	Progress func(name string, done, total int64)
}

func (s *Service) DownloadThings(ctx context.Context, id string, params DownloadThingsParams) ([]string, error) {
	return nil, nil
}
