package rest_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/rest"
)

// paramsTypes returns the types of all params with url tags that methods of the SDK take.
func paramsTypes(t *testing.T) map[reflect.Type]bool {
	t.Helper()
	client, err := truora.New("a-made-up-key")
	require.NoError(t, err)
	all := map[reflect.Type]bool{}
	for _, area := range reflect.ValueOf(*client).Fields() {
		for method := range area.Type().Methods() {
			for in := range method.Type.Ins() {
				if in.Kind() == reflect.Struct && hasTags(in) {
					all[in] = true
				}
			}
		}
	}
	return all
}

func hasTags(t reflect.Type) bool {
	for f := range t.Fields() {
		if _, ok := f.Tag.Lookup("url"); ok {
			return true
		}
	}
	return false
}

// Whatever is set in them, params are written as go-querystring writes them; and by a
// plan, which is why there is one.
func TestAllParamsAreWrittenAsByTheLibrary(t *testing.T) {
	t.Parallel()
	types := paramsTypes(t)
	assert.Greater(t, len(types), 60)
	random := rand.New(rand.NewPCG(1, 2))
	for params := range types {
		assert.True(t, rest.HasPlan(params), params)
		for range 100 {
			v := reflect.New(params).Elem()
			fill(v, random)
			want, wantErr := query.Values(v.Interface())
			got, err := rest.Form(v.Interface())
			require.Equal(t, wantErr, err, params)
			if err == nil {
				require.Equal(t, want.Encode(), string(got), params)
			}
		}
	}
}

var texts = []string{"", "x", "ANA MARÍA", "a&b=c+d%2F;", "\x00\xff", "2026-03-02", "Ω~_.-"}

// fill sets some of v.
func fill(v reflect.Value, random *rand.Rand) {
	if random.IntN(3) == 0 {
		return
	}
	text := texts[random.IntN(len(texts))]
	switch v.Interface().(type) {
	case apitype.Secret:
		v.Set(reflect.ValueOf(apitype.NewSecret(text)))
		return
	case apitype.Date:
		v.Set(reflect.ValueOf(apitype.Date{Year: random.IntN(3000), Month: time.Month(random.IntN(14)), Day: random.IntN(30)}))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(random.Int64N(4e9), 0).In(time.FixedZone("", random.IntN(7)*3600))))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(random.Int64() >> random.IntN(64))
	case reflect.Float64:
		v.SetFloat(random.NormFloat64())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), random)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), random.IntN(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), random)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range random.IntN(4) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, random)
			fill(value, random)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field, random)
			}
		}
	default:
	}
}
