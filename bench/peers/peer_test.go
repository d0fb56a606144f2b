package peers

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v85"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/bench"
	"github.com/truora/truora-go/checks"
)

// sent is a request as the server sees it.
type sent struct {
	method, url, kind string
	body              any
	hasKey            bool
}

// recorder keeps the requests that pass through it.
type recorder struct {
	sent []sent
}

func (r *recorder) before(next bench.Transport) http.RoundTripper {
	return bench.RoundTripper(func(req *http.Request) (*http.Response, error) {
		kind, _, _ := strings.Cut(req.Header.Get("Content-Type"), ";")
		s := sent{
			method: req.Method, url: req.URL.String(), kind: kind,
			hasKey: req.Header.Get("Authorization") == "Bearer "+token || req.Header.Get("Truora-API-Key") != "",
		}
		if req.Body != nil {
			text, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			if s.body, err = url.ParseQuery(string(text)); strings.HasPrefix(string(text), "{") {
				err = json.Unmarshal(text, &s.body)
			}
			if err != nil {
				return nil, err
			}
			if len(text) == 0 {
				s.body = nil
			}
		}
		if req.Method == http.MethodGet {
			s.kind = "" // some set one though they send nothing
		}
		r.sent = append(r.sent, s)
		return next.RoundTrip(req)
	})
}

// A ratio means something only if both sides do the same work.
func TestBothSidesDoTheSame(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	all, err := allOver(rec.before)
	require.NoError(t, err)
	require.Len(t, all, 6)
	for _, peer := range all {
		for _, pair := range []bench.Pair{peer.Get, peer.Create} {
			rec.sent = nil
			sdk, err := pair.SDK(t.Context())
			require.NoError(t, err, peer.Name)
			byHand, err := pair.ByHand(t.Context())
			require.NoError(t, err, peer.Name)

			require.Len(t, rec.sent, 2, peer.Name)
			assert.Equal(t, rec.sent[1], rec.sent[0], peer.Name)
			assert.True(t, rec.sent[0].hasKey, peer.Name)
			assert.Equal(t, byHand, withoutExtras(sdk), peer.Name)
		}
	}
}

// withoutExtras removes what an SDK adds to the decoded answer.
func withoutExtras(v any) any {
	switch v := v.(type) {
	case *checks.Check:
		v.Raw = apitype.Raw{}
	case *stripe.Invoice:
		v.LastResponse = nil
	case *stripe.Customer:
		v.LastResponse = nil
	}
	return v
}

// All answers have the same two sizes.
func TestBodies(t *testing.T) {
	t.Parallel()
	for name, body := range map[string][]byte{
		"stripe": stripeInvoice(), "github": githubCommit(), "godo": godoCluster(), "hcloud": hcloudFirewall(), "openai": openaiStored(),
	} {
		assert.InDelta(t, typical, len(body), 1000, name)
	}
	for name, body := range map[string][]byte{
		"stripe": stripeCustomer(), "github": githubIssue(), "godo": godoKey(), "hcloud": hcloudKey(), "openai": openaiFresh(),
	} {
		assert.InDelta(t, 600, len(body), 400, name)
	}
}
