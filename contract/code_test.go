package contract_test

import (
	"path"
	"reflect"
	"slices"
	"strings"
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

// services maps the package of each area that the client has to its Service.
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

// Every property of an answer has a field and every field is a property, and
// the same for what is sent.
func TestTypesAndSchemasAgree(t *testing.T) {
	t.Parallel()
	packages, err := scan.Areas("..")
	require.NoError(t, err)
	methods := scan.Index(packages)
	walker := drift.New()
	for _, e := range loadSpec(t).Endpoints {
		service, scanned := services()[e.Package()], methods[e.Go]
		if service == nil || len(scanned.Calls) == 0 {
			continue
		}
		method, ok := service.MethodByName(e.GoMethod())
		require.True(t, ok, e.Go)
		walker.Method(method, e, scanned.Calls[0].Key)
	}
	for _, difference := range walker.Differences() {
		t.Error(difference)
	}
	for _, strange := range strangeConstants(packages, walker.Enums) {
		t.Error(strange)
	}
}

// strangeConstants finds constants of string types whose value the contract
// does not know, although it knows others. Such a constant is a typing mistake.
func strangeConstants(packages []scan.Package, enums map[reflect.Type][]string) []string {
	var found []string
	for typ, known := range enums {
		known = slices.Compact(slices.Sorted(slices.Values(known)))
		for _, pkg := range packages {
			if path.Base(typ.PkgPath()) != pkg.Name || len(known) == 0 {
				continue
			}
			for _, value := range pkg.Constants[typ.Name()] {
				if !slices.Contains(known, value) {
					found = append(found, typ.String()+": the contract does not know "+value+" (it knows "+strings.Join(known, ", ")+")")
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

func TestStrangeConstantsAreFound(t *testing.T) {
	t.Parallel()
	type mood string
	typ := reflect.TypeFor[mood]()
	packages := []scan.Package{{
		Name:      path.Base(typ.PkgPath()),
		Constants: map[string][]string{"mood": {"good", "bed"}, "other": {"x"}},
	}}
	found := strangeConstants(packages, map[reflect.Type][]string{typ: {"good", "bad"}})
	assert.Equal(t, []string{"contract_test.mood: the contract does not know bed (it knows bad, good)"}, found)
	assert.Empty(t, strangeConstants(packages, map[reflect.Type][]string{typ: nil}))
}
