package contract_test

import (
	"path"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/contract"
	"github.com/truora/truora-go/contract/drift"
	"github.com/truora/truora-go/contract/scan"
)

func TestCodeAndInventoryAgree(t *testing.T) {
	t.Parallel()
	packages, err := scan.Areas("..")
	require.NoError(t, err)
	require.NotEmpty(t, packages)
	report := scan.Compare(packages, loadSpec(t))
	for _, problem := range report.Problems {
		t.Error(problem)
	}
	t.Logf("%d operations not yet built", len(report.Missing))
}

// services maps the package of each area in the client to its Service.
func services() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	for field := range reflect.TypeFor[truora.Client]().Fields() {
		if field.Type.Kind() == reflect.Pointer && field.Type.Elem().Name() == "Service" {
			found[path.Base(field.Type.Elem().PkgPath())] = field.Type
		}
	}
	return found
}

func TestTheClientHasEveryArea(t *testing.T) {
	t.Parallel()
	packages, err := scan.Areas("..")
	require.NoError(t, err)
	for _, pkg := range packages {
		assert.Contains(t, contract.Areas, pkg.Name)
		assert.Contains(t, services(), pkg.Name, "truora.Client has no field for it")
	}
}

// Every property of an answer has a field and every field is a property; the same holds
// for requests.
func TestTypesAndSchemasAgree(t *testing.T) {
	t.Parallel()
	for _, difference := range compared(t).Differences() {
		t.Error(difference)
	}
}

// compared returns a walker that has compared the params and the result of every
// method.
func compared(t *testing.T) *drift.Walker {
	t.Helper()
	walker := drift.New()
	for _, e := range loadSpec(t).Endpoints {
		method, ok := services()[e.Package()].MethodByName(e.GoMethod())
		require.True(t, ok, e.Go)
		walker.Method(method, e, calls(t)[e.Go].Calls[0].Key)
	}
	return walker
}
