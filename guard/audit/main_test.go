package audit_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
	"github.com/truora/truora-go/guard/subject"
	"github.com/truora/truora-go/truoratest"
)

var (
	seed   = sha256.Sum256([]byte("a made-up secret"))
	signer = ed25519.NewKeyFromSeed(seed[:])
	public = signer.Public().(ed25519.PublicKey)
)

func newKey(t testing.TB, secret string) subject.Key {
	t.Helper()
	sum := sha256.Sum256([]byte(secret))
	key, err := subject.NewKey(sum[:])
	require.NoError(t, err)
	return key
}

// kept are the checkpoints of a test.
type kept struct {
	mu  sync.Mutex
	all []audit.Checkpoint
}

func (k *kept) keep(_ context.Context, c audit.Checkpoint) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all = append(k.all, c)
	return nil
}

func newRecorder(t testing.TB, o audit.Options) *audit.Recorder {
	t.Helper()
	o.Key = newKey(t, "key")
	r, err := audit.New(o)
	require.NoError(t, err)
	return r
}

func person(nationalID string) checks.CreateParams {
	return checks.CreateParams{
		Country: apitype.CountryColombia, Type: checks.TypePerson, UserAuthorized: true, NationalID: nationalID,
	}
}

func consent() audit.Consent {
	return audit.Consent{ID: "CNS-1", Purpose: "credit", Basis: audit.BasisConsent, At: time.Now().Add(-time.Hour)}
}

func policy() audit.Policy {
	return audit.Policy{Purposes: map[audit.Purpose][]audit.Basis{"credit": {audit.BasisConsent}, "hiring": nil}}
}

// buy makes a check and reads it.
func buy(ctx context.Context, t testing.TB, client *truora.Client, nationalID string) string {
	t.Helper()
	check, err := client.Checks.Create(ctx, person(nationalID))
	require.NoError(t, err)
	_, err = client.Checks.Get(ctx, check.CheckID)
	require.NoError(t, err)
	return check.CheckID
}

func server(t testing.TB) *truoratest.Server {
	t.Helper()
	srv := truoratest.New()
	t.Cleanup(srv.Close)
	return srv
}

// linesOf copies the lines of a log.
func linesOf(t testing.TB, lines iter.Seq2[[]byte, error]) (all []string) {
	t.Helper()
	for line, err := range lines {
		require.NoError(t, err)
		all = append(all, string(line))
	}
	return all
}
