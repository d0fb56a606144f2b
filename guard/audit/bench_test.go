package audit_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/guard/audit"
)

type nowhere struct{}

func (nowhere) Last(context.Context) ([]byte, error)        { return nil, nil }
func (nowhere) Append(context.Context, int64, []byte) error { return nil }
func (nowhere) Sync(context.Context) error                  { return nil }

// BenchmarkIntercept is the interceptor without a call: one that another refuses.
func BenchmarkIntercept(b *testing.B) {
	srv := server(b)
	refuse := func(context.Context, *truora.Call) (context.Context, func(*truora.Result), error) {
		return nil, nil, audit.ErrPurpose
	}
	for name, sink := range map[string]audit.Sink{"none": nil, "nowhere": nowhere{}, "dir": openDir(b, b.TempDir(), audit.DirOptions{})} {
		b.Run(name, func(b *testing.B) {
			all := []truora.Interceptor{refuse}
			if sink != nil {
				all = []truora.Interceptor{newRecorder(b, audit.Options{Sink: sink}).Intercept, refuse}
			}
			client := srv.Client(truora.WithInterceptor(all...))
			b.ReportAllocs()
			for b.Loop() {
				_, err := client.Checks.List(b.Context(), checks.ListParams{})
				require.ErrorIs(b, err, audit.ErrPurpose)
			}
		})
	}
}
