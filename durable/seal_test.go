package durable

import (
	"crypto/aes"
	"crypto/cipher"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/checks"
)

// fill sets every field to something that is not zero.
func fill(v reflect.Value) {
	switch v.Interface().(type) {
	case apitype.Secret:
		v.Set(reflect.ValueOf(apitype.NewSecret("[redacted]x")))
		return
	case apitype.Country: // one reading is in capitals, as Validate wants it
		v.SetString("CO")
		return
	case apitype.Date:
		v.Set(reflect.ValueOf(apitype.Date{Year: 1990, Month: 1, Day: 31}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("José \x00 \"x\"")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem())) // a zero that means something
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Map:
		element := reflect.New(v.Type().Elem()).Elem()
		fill(element)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), element)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	default:
		panic("nothing fills a " + v.Type().String())
	}
}

// TestParamsSurvive: all that is bought with is there after a crash, secrets too.
func TestParamsSurvive(t *testing.T) {
	t.Parallel()
	for _, g := range []goods{checkGoods{}, batchGoods{}, processGoods{}, validationGoods{}, messageGoods{}} {
		want := reflect.New(reflect.TypeOf(g))
		for _, full := range []bool{false, true} {
			if full {
				fill(want.Elem())
			}
			text, err := encode(want.Interface())
			require.NoError(t, err)
			got := reflect.New(reflect.TypeOf(g))
			require.NoError(t, decode(text, got.Interface()), "%T", g)
			assert.Equal(t, want.Interface(), got.Interface(), "%T", g)
		}
	}
}

func TestParamsOfAnotherVersion(t *testing.T) {
	t.Parallel()
	_, err := read(KindCheck, []byte(`{"Country":"CO","FieldOfNextYear":1}`))
	require.ErrorIs(t, err, errNewer, "to leave it out would buy something else")
	_, err = read("kind-of-next-year", []byte(`{}`))
	require.ErrorIs(t, err, errKind)
	text, err := encode(checks.CreateParams{Country: "CO"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"Country":"CO"}`, string(text), "a field that is added later does not change what is there")
}

func TestVault(t *testing.T) {
	t.Parallel()
	block, err := aes.NewCipher(make([]byte, 32))
	require.NoError(t, err)
	random, err := cipher.NewGCMWithRandomNonce(block)
	require.NoError(t, err)
	usual, err := cipher.NewGCM(block)
	require.NoError(t, err)
	for _, v := range []vault{{random}, {usual}} {
		r := &record{Purchase: Purchase{id: "a", Kind: KindCheck}}
		v.write(r, []byte("text"))
		got, err := v.open(r.params, "a", "params")
		require.NoError(t, err)
		assert.Equal(t, "text", string(got))
		_, err = v.open(r.params, "b", "params")
		require.ErrorIs(t, err, errSealed, "in another row")
		_, err = v.open(r.params, "a", "secret")
		require.ErrorIs(t, err, errSealed, "for another use")
		_, err = v.open(nil, "a", "params")
		require.ErrorIs(t, err, errSealed)
		for text, want := range map[string]bool{"text": true, "other": false} {
			same, err := v.same(r, KindCheck, []byte(text))
			require.NoError(t, err)
			assert.Equal(t, want, same)
		}
		same, err := v.same(r, KindBatch, []byte("text"))
		require.NoError(t, err)
		assert.False(t, same)
	}
}
