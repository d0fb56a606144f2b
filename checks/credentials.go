package checks

import (
	"context"
	"errors"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// Credential is the account's login at a source. Truora never returns the
// password.
type Credential struct {
	DatabaseID string `json:"database_id"`
	Name       string `json:"name"` // of the source
	Username   string `json:"username"`
}

// CredentialDatabase is a source that accepts a login.
type CredentialDatabase struct {
	DatabaseID string `json:"database_id"`
	Name       string `json:"name"`
}

// Credentials are the logins of the account.
type Credentials struct {
	Credentials []Credential `json:"credentials" contract:"required"`
	// CredentialCreatableDatabases are the sources that accept a login.
	CredentialCreatableDatabases []CredentialDatabase `json:"credential_creatable_databases"`
	apitype.Raw
}

// SaveCredentialParams is the login that [Service.SaveCredential] saves.
type SaveCredentialParams struct {
	Username string         `json:"username"`
	Password apitype.Secret `json:"password"`
	// ComplementsForAuthentication are further items that some sources require.
	// Their shape is not documented. Wrap secret ones in [apitype.Secret].
	ComplementsForAuthentication []any `json:"complements_for_authentication,omitzero"`
}

// Validate returns an error for input that Truora would certainly refuse.
func (p SaveCredentialParams) Validate() error {
	if p.Username == "" || p.Password.IsZero() {
		return errors.New("username and password are required")
	}
	return nil
}

// GetCredentials returns the logins of the account at sources, and the sources
// that accept one.
func (s *Service) GetCredentials(ctx context.Context) (*Credentials, error) {
	return rest.Do[Credentials](ctx, s.c, rest.Call{Op: "GET /v1/config/credentials"})
}

// SaveCredential creates or replaces the account's login at a source.
func (s *Service) SaveCredential(ctx context.Context, databaseID string, params SaveCredentialParams) error {
	return rest.Run(ctx, s.c, rest.Call{
		Op: "POST /v1/config/credentials/{database_id}", Args: []string{databaseID}, JSON: params,
		Effect: rest.Idempotent, // it replaces
	})
}

// DeleteCredential deletes the account's login at a source. If the answer is
// lost and the second attempt finds no login, it counts as deleted.
func (s *Service) DeleteCredential(ctx context.Context, databaseID string) error {
	return rest.Run(ctx, s.c, rest.Call{Op: "DELETE /v1/config/credentials/{database_id}", Args: []string{databaseID}})
}
