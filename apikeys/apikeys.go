// Package apikeys creates API keys: keys for a backend or a mobile app, and the
// web token that one person needs for one identity process.
//
// To verify a person, call Start of package identity, which makes the token of a
// process and returns its id and link. Create does the same with all that Truora's form
// has: the [Claims] of the token hold the process id, and [Token.LaunchURL] is the link.
package apikeys

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Service calls the operations on API keys. It is the field APIKeys of
// truora.Client.
type Service struct {
	c    *rest.Client
	page string // of LaunchURL, "" is HostedPage
}

// New is called by package truora. page is what a person opens.
func New(c *rest.Client, page string) *Service {
	if page = strings.TrimSuffix(page, "/") + "/"; page == HostedPage {
		page = "" // so that equal tokens are equal
	}
	return &Service{c, page}
}

// Create creates a key. Only this answer contains it. A web key is the token of one
// process: it is valid for 2 hours and reserves the process, which expires if nobody
// opens it. Each call creates another key, so a lost answer gives
// truora.ErrOutcomeUnknown; for web keys, creating another is then harmless.
//
// What happens if an account_id is used again is disputed: Truora documents many
// processes of one account, and two integrators use a document number each time; for a
// third the page stayed blank, and another got a token of the earlier process. Compare
// the ProcessID of the claims. An unknown field gives a 400. A flow with a product that
// the account lacks gives truora.ErrInvalid with the text "enrollment not found".
func (s *Service) Create(ctx context.Context, params CreateParams) (*Created, error) {
	created, err := rest.Do[Created](ctx, s.c, rest.Call{Op: "POST /v1/api-keys", Form: params})
	if created != nil { // the link has to lead to where the token is known
		created.APIKey.page, created.Code.page = s.page, s.page
	}
	return created, err
}

// Key is an API key of the account, without its secret.
type Key struct {
	APIKeyID     string    `json:"api_key_id" contract:"either"`
	KeyName      string    `json:"key_name" contract:"either"`
	KeyType      KeyType   `json:"key_type"`
	Grant        Grant     `json:"grant"` // empty on backend keys
	CreationDate time.Time `json:"creation_date"`
	apitype.Raw
}

// ListParams selects keys.
type ListParams struct {
	// StartKey is Page.Next of the previous page; empty for the first page.
	StartKey string `url:"start_key,omitempty"`
}

// List returns a page of the account's keys.
//
// unverified: the operation is known from a third party's program only.
func (s *Service) List(ctx context.Context, params ListParams) (*apitype.Page[Key], error) {
	return rest.List[Key](ctx, s.c, rest.Call{Op: "GET /v1/api-keys", Query: params, Key: "api_keys"})
}

// All walks over all pages of [Service.List].
func (s *Service) All(ctx context.Context, params ListParams) iter.Seq2[Key, error] {
	return rest.All(ctx, params, s.List, func(p *ListParams) *string { return &p.StartKey })
}

// Delete revokes a key. If the answer is lost and the second attempt finds no
// key, it counts as deleted.
//
// unverified: the operation is known from a third party's program only;
// apiKeyID may actually have to be the name of the key.
func (s *Service) Delete(ctx context.Context, apiKeyID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/api-keys/{api_key_id}", Args: []string{apiKeyID}})
}
