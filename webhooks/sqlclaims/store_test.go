package sqlclaims_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/webhooks/sqlclaims"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	_, err := sqlclaims.New(new(sql.DB), sqlclaims.SQLite, sqlclaims.WithRetention(0))
	require.ErrorContains(t, err, "retention")
}
