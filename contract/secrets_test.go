package contract_test

import (
	"encoding/base64"
	stdjson "encoding/json"
	"encoding/xml"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/contract/faults"
	"github.com/truora/truora-go/internal/received"
	"github.com/truora/truora-go/validators"
	"github.com/truora/truora-go/webhooks"
)

const module = "github.com/truora/truora-go"

// exportedTypes collects the types of the SDK that are reachable from its methods,
// functions and fields.
type exportedTypes map[reflect.Type]bool

func allTypes() exportedTypes {
	all := exportedTypes{}
	for _, service := range services() {
		all.visit(service)
	}
	for _, t := range roots {
		all.visit(t)
	}
	return all
}

// roots are the types that no method of a service leads to.
var roots = []reflect.Type{
	reflect.TypeFor[apitype.Phone](), reflect.TypeFor[apitype.PhoneError](),
	reflect.TypeFor[truora.Client](), reflect.TypeFor[truora.Error](), reflect.TypeFor[truora.DecodeError](), reflect.TypeFor[truora.Hosts](),
	reflect.TypeFor[truora.Call](), reflect.TypeFor[truora.Result](),
	reflect.TypeFor[webhooks.Verifier](), reflect.TypeFor[webhooks.Hub](), reflect.TypeFor[webhooks.Unknown](), reflect.TypeFor[validators.EnrollmentError](),
	reflect.TypeFor[webhooks.Check](), reflect.TypeFor[webhooks.CheckVariables](), reflect.TypeFor[webhooks.ContinuousCheck](),
	reflect.TypeFor[webhooks.Process](), reflect.TypeFor[webhooks.Flow](), reflect.TypeFor[webhooks.DocumentValidation](),
	reflect.TypeFor[webhooks.FaceRecognition](), reflect.TypeFor[webhooks.FaceSearch](), reflect.TypeFor[webhooks.Validation](),
	reflect.TypeFor[webhooks.Enrollment](), reflect.TypeFor[webhooks.Inbound](), reflect.TypeFor[webhooks.Outbound](),
	reflect.TypeFor[webhooks.Notification](), reflect.TypeFor[webhooks.Session](), reflect.TypeFor[webhooks.Signal](),
}

func (all exportedTypes) visit(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		all.visit(t.Elem())
	case reflect.Map:
		all.visit(t.Key())
		all.visit(t.Elem())
	case reflect.Func:
		for in := range t.Ins() {
			all.visit(in)
		}
		for out := range t.Outs() {
			all.visit(out)
		}
	}
	if all[t] || !strings.HasPrefix(t.PkgPath(), module) {
		return
	}
	all[t] = true
	if t.Kind() == reflect.Struct {
		for field := range t.Fields() {
			if field.IsExported() {
				all.visit(field.Type)
			}
		}
	}
	for method := range reflect.PointerTo(t).Methods() {
		all.visit(method.Type)
	}
}

// Every exported type of the areas, the root package and webhooks is checked.
func TestAllTypesAreLookedAt(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for typ := range allTypes() {
		name, _, _ := strings.Cut(typ.Name(), "[")
		pkg, _, _ := strings.Cut(typ.String(), ".") // its name, which the path of the root package does not end in
		seen[pkg+"."+name] = true
	}
	dirs := []string{".", "apitype", "webhooks"}
	for area := range services() {
		dirs = append(dirs, area)
	}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		require.NoError(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() && holds(spec.Type) {
					name := file.Name.Name + "." + spec.Name.Name
					assert.True(t, seen[name], "%s is not looked at: add it to roots", name)
				}
				_, isFunc := n.(*ast.FuncDecl)
				return !isFunc
			})
		}
	}
}

// holds reports whether a value of a type can contain something secret: a string type
// alone is an enum.
func holds(expr ast.Expr) bool {
	switch expr.(type) {
	case *ast.StructType, *ast.MapType, *ast.ArrayType:
		return true
	default:
		return false
	}
}

// No way of printing a value shows a secret in it, or the text it was decoded from.
func TestSecretsArePrintedNowhere(t *testing.T) {
	t.Parallel()
	secrets := 0
	for typ := range allTypes() {
		if typ.Kind() == reflect.Interface || typ.Kind() == reflect.Func {
			continue
		}
		p := planter{}
		v := reflect.New(typ).Elem()
		p.plant(v, 0)
		secrets += p.secrets
		if p.planted == 0 {
			continue
		}
		t.Run(typ.String(), func(t *testing.T) {
			t.Parallel()
			assertPrintsNoTrace(t, v)
		})
	}
	assert.Positive(t, secrets)
}

func assertPrintsNoTrace(t *testing.T, v reflect.Value) {
	t.Helper()
	for _, form := range containers(v) {
		text := texts(form)
		for _, trace := range traces {
			assert.NotContains(t, text, trace, "%T", form)
		}
	}
}

const planted = "QzMarkQz"

// traces are the forms of a text under the verbs of fmt and in encodings.
var traces = []string{
	planted,
	fmt.Sprintf("%x", planted), fmt.Sprintf("%X", planted), fmt.Sprintf("% x", planted), fmt.Sprintf("%#v", []byte(planted)[:4])[8:24],
	strings.Trim(fmt.Sprintf("%d", []byte(planted)), "[]"), strings.Trim(fmt.Sprintf("%o", []byte(planted)), "[]"),
	strings.Trim(fmt.Sprintf("%c", []byte(planted)), "[]"), strings.Trim(fmt.Sprintf("%q", []byte(planted)), "[]"),
	base64.StdEncoding.EncodeToString([]byte(planted))[:10],
}

func texts(v any) string {
	var out strings.Builder
	out.WriteString(faults.Texts(v))
	for _, verb := range []string{"%t", "%b", "%c", "%o", "%O", "%U", "%e", "%X", "% x", "%#x", "%#q", "%p", "%w", "%z"} {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	for _, marshal := range []func(any) ([]byte, error){
		stdjson.Marshal, xml.Marshal, func(v any) ([]byte, error) { return json.Marshal(v) },
	} {
		text, err := marshal(v)
		fmt.Fprintf(&out, "%s %v\n", text, err)
	}
	return out.String()
}

// containers returns v in various containers.
func containers(v reflect.Value) []any {
	value, pointer := v.Interface(), v.Addr().Interface()
	slice := reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v).Interface()
	return []any{
		value, pointer, &pointer, slice,
		[]any{value, pointer},
		struct{ Shown any }{value},
		struct{ Shown any }{pointer},
		struct{ hidden any }{value},
		&struct{ hidden any }{pointer},
		struct{ hidden any }{slice},
		map[string]any{"key": value},
		map[string]any{"key": struct{ hidden any }{value}},
		fmt.Errorf("wrapped: %v", value),
	}
}

// planter puts a mark into each secret of a value, and into each raw text.
type planter struct{ planted, secrets int }

func (p *planter) plant(v reflect.Value, depth int) {
	const deepest = 8 // types that contain themselves
	if depth > deepest || !v.CanSet() {
		return
	}
	if secret, ok := reflect.TypeAssert[*apitype.Secret](v.Addr()); ok {
		*secret = apitype.NewSecret(planted)
		p.planted++
		p.secrets++
		return
	}
	if raw, ok := reflect.TypeAssert[interface{ RawJSON() []byte }](v.Addr()); ok && v.Kind() == reflect.Struct {
		received.Attach(raw, []byte(`{"text":"`+planted+`"}`), nil)
		p.planted++
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			if _, isRaw := v.Type().FieldByName("Raw"); isRaw && field.Type() == reflect.TypeFor[apitype.Raw]() {
				continue // attached above
			}
			p.plant(field, depth+1)
		}
	case reflect.Pointer:
		if v.Type().Elem().Kind() == reflect.Struct && strings.HasPrefix(v.Type().Elem().PkgPath(), module) {
			v.Set(reflect.New(v.Type().Elem()))
			p.plant(v.Elem(), depth+1)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			p.plant(v.Index(0), depth+1)
		}
	case reflect.Map:
		if v.Type().Key().Kind() == reflect.String {
			value := reflect.New(v.Type().Elem()).Elem()
			p.plant(value, depth+1)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(reflect.ValueOf("name").Convert(v.Type().Key()), value)
		}
	}
}

// notSecret lists the fields that are named like secrets but are not.
var notSecret = map[string]string{
	"StartKey":               "a cursor",
	"KeyName":                "the name of a key",
	"IdempotencyKey":         "the id of an event",
	"CountryCode":            "of a phone",
	"PhoneCountryCode":       "of a phone",
	"PostalCode":             "of an address",
	"SignatureImageURL":      "a link",
	"HeaderText":             "of a template",
	"VariableMapping":        "names of variables",
	"HeaderVariableMapping":  "names of variables",
	"ButtonsVariableMapping": "names of variables",
}

// What is named like a secret is a secret, or notSecret says why it is not.
func TestFieldsNamedLikeSecretsAreSecrets(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for typ := range allTypes() {
		if typ.Kind() != reflect.Struct {
			continue
		}
		for field := range typ.Fields() {
			if !field.IsExported() || !isFreeText(field.Type) || !slices.ContainsFunc(wordsOf.FindAllString(field.Name, -1), secretWord.MatchString) {
				continue
			}
			used[field.Name] = true
			if notSecret[field.Name] == "" {
				t.Errorf("%s.%s is a %s: make it an apitype.Secret, or say in notSecret why it is none", typ, field.Name, field.Type)
			}
		}
	}
	for name := range notSecret {
		assert.True(t, used[name], "no field is called %s", name)
	}
}

var (
	wordsOf    = regexp.MustCompile(`[A-Z]?[a-z0-9]+|[A-Z]+`)
	secretWord = regexp.MustCompile(`^(Password|Passphrase|Secrets?|Tokens?|OTP|Pin|PIN|Codes?|Keys?|Envs?|Variables?|Credentials?|Auth\w*|Headers?|Cookies?|Nonce|Signature)$`)
)

// isFreeText reports whether a type is string, or a slice or map of strings, and not an
// enum.
func isFreeText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String:
		return t.PkgPath() == ""
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return isFreeText(t.Elem())
	default:
		return false
	}
}

// Values that keep keys out of reach of reflection are made as users make them.
func TestKeysArePrintedNowhere(t *testing.T) {
	t.Parallel()
	client, err := truora.New(planted)
	require.NoError(t, err)
	verifier, err := webhooks.NewVerifier(planted + "0123456789abcdefghijklmnopqrstuv")
	require.NoError(t, err)
	for _, v := range []reflect.Value{reflect.ValueOf(client).Elem(), reflect.ValueOf(verifier).Elem()} {
		assertPrintsNoTrace(t, v)
	}
}
