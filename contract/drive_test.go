package contract_test

import (
	"context"
	"flag"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/scan"
	"github.com/truora/truora-go/truoratest"
)

// row drives one operation: Run calls the method named Go with realistic params against
// the fake. It may call others first, to have something to work on.
type row struct {
	Go  string
	Run func(ctx context.Context, d drive) error
}

// drive is what a row works with. Time is virtual: waiting costs nothing.
type drive struct {
	t      *testing.T
	client *truora.Client
	server *truoratest.Server
}

var rows []row

// drives adds the rows of an area: var _ = drives(row{…}, …).
func drives(area ...row) struct{} {
	rows = append(rows, area...)
	return struct{}{}
}

// Parsing the contract takes most of a second. It can be shared because it is only
// read.
var loaded = sync.OnceValues(contract.Load)

func loadSpec(t *testing.T) *contract.Spec {
	t.Helper()
	spec, err := loaded()
	require.NoError(t, err)
	return spec
}

var drivenFile = flag.String("driven", "", "where TestDrive writes which facts of the contract it has seen")

// Whatever the SDK sends and whatever the fake answers conforms to the contract.
func TestDrive(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	log := &driveLog{facts: spec.Facts()}
	t.Cleanup(func() { require.NoError(t, log.write(*drivenFile)) })
	for _, r := range rows {
		t.Run(r.Go, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { runRow(t, spec, log, r) })
		})
	}
}

func runRow(t *testing.T, spec *contract.Spec, log *driveLog, r row) {
	want := spec.ByGo(r.Go)
	require.NotNil(t, want, "not in the inventory")
	server := truoratest.NewServer(t)
	record := &recorder{next: server}
	client := server.Client(truora.WithHTTPClient(&http.Client{Transport: record}))
	require.NoError(t, r.Run(t.Context(), drive{t: t, client: client, server: server}))

	succeeded := false
	headers := map[string]bool{}
	for _, x := range record.exchanges {
		e, problems := x.problems(spec)
		for _, problem := range problems {
			t.Error(problem)
		}
		log.add(e, spec, x)
		if e != want {
			continue
		}
		succeeded = succeeded || x.status < 300
		for name := range x.request.Header {
			headers[name] = true
		}
	}
	assert.True(t, succeeded, "%s was not called with success", want.Op())
	for _, p := range want.Params {
		if p.In == "header" {
			assert.True(t, headers[http.CanonicalHeaderKey(p.Name)], "the row never sends %s", p.Name)
		}
	}
}

// An operation that exists in the code must be driven, and only once.
func TestEveryMethodHasOneRow(t *testing.T) {
	t.Parallel()
	var driven []string
	for _, r := range rows {
		assert.NotContains(t, driven, r.Go, "two rows")
		driven = append(driven, r.Go)
	}
	packages, err := scan.Areas("..")
	require.NoError(t, err)
	methods := scan.Index(packages)
	for _, e := range loadSpec(t).Endpoints {
		if _, built := methods[e.Go]; built {
			assert.True(t, slices.Contains(driven, e.Go), "%s has no row in drive_%s_test.go", e.Go, e.Package())
		}
	}
	read, err := scan.Rows(".")
	require.NoError(t, err)
	assert.Len(t, read, len(driven), "the rows cmd/coverage reads are not the rows that run")
}
