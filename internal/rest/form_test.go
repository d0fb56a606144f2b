package rest

import (
	"errors"
	"math"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"

	"github.com/truora/truora-go/apitype"
)

type word string

type loudWord string

func (w loudWord) String() string { return string(w) + "!" }

type dynamic map[string]string

func (d dynamic) EncodeValues(key string, values *url.Values) error {
	for name, value := range d {
		values.Set(key+"."+name, value)
	}
	return nil
}

type refusing int

func (refusing) EncodeValues(string, *url.Values) error { return errors.New("no") }

// known are the fields that the plan writes.
type known struct {
	Text       string         `url:"text"`
	Maybe      string         `url:"maybe,omitempty"`
	Word       word           `url:"word,omitempty"`
	Yes        bool           `url:"yes"`
	YesMaybe   bool           `url:"yes_maybe,omitempty"`
	N          int            `url:"n"`
	Long       int64          `url:"long,omitempty"`
	Small      int8           `url:"small,omitempty"`
	Unsigned   uint16         `url:"unsigned,omitempty"`
	Float      float64        `url:"float,omitempty"`
	Short      float32        `url:"short"`
	Pointer    *bool          `url:"pointer,omitempty"`
	Sent       *string        `url:"sent"`
	Far        **float64      `url:"far"`
	List       []word         `url:"list,omitempty"`
	Numbers    []*int         `url:"numbers"`
	Bytes      []byte         `url:"bytes"`
	Date       apitype.Date   `url:"date,omitempty"`
	Day        apitype.Date   `url:"day"`
	Secret     apitype.Secret `url:"secret"`
	SecretToo  apitype.Secret `url:"secret_too,omitempty"`
	At         time.Time      `url:"at,unix,omitempty"`
	Since      time.Time      `url:"since"`
	Until      time.Time      `url:"until,omitempty" layout:"2006-01-02"`
	Dynamic    dynamic        `url:"var,omitempty"`
	Fixed      dynamic        `url:"fixed"`
	Odd        string         `url:"odd name&,omitempty"`
	Untagged   string
	Hidden     map[string]string `url:"-"`
	unexported string            // it must not be sent
}

// others are the fields that are left to the library.
type others struct {
	Loud      loudWord          `url:"loud,omitempty"`
	Bit       bool              `url:"bit,int"`
	Comma     []string          `url:"comma,comma,omitempty"`
	Brackets  []string          `url:"brackets,brackets"`
	Delimited []string          `url:"delimited,omitempty" del:"|"`
	Array     [2]int            `url:"array"`
	Milli     time.Time         `url:"milli,unixmilli"`
	Late      *time.Time        `url:"late"`
	Wait      time.Duration     `url:"wait,omitempty"`
	Waits     []time.Duration   `url:"waits"`
	When      *apitype.Date     `url:"when"`
	Any       any               `url:"any"`
	Map       map[string]string `url:"map"`
	Inner     struct {
		A string `url:"a"`
	} `url:"inner"`
}

var (
	at        = time.Date(2026, 3, 2, 15, 4, 5, 0, time.FixedZone("", -5*3600))
	fullKnown = known{
		Text: "ñ &=+%", Maybe: "x", Word: "w", Yes: true, YesMaybe: true, N: -1, Long: 1 << 60, Small: 3, Unsigned: 4, Float: 1e-7, Short: 1e21,
		Pointer: new(false), Sent: new(""), Far: new(new(0.5)), List: []word{"a", "b", "a"}, Numbers: []*int{new(1), nil, new(3)}, Bytes: []byte("ab"),
		Date: apitype.Date{Year: 1990, Month: 1, Day: 31}, Day: apitype.Date{Year: 7, Month: 12, Day: 1},
		Secret: apitype.NewSecret("s 1"), SecretToo: apitype.NewSecret("s~2"), At: at, Since: at, Until: at,
		Dynamic: dynamic{"a": "1", "b": "2"}, Fixed: dynamic{}, Odd: "odd", Untagged: "u", Hidden: map[string]string{"h": "h"}, unexported: "x",
	}
	fullOthers = others{
		Loud: "l", Bit: true, Comma: []string{"a", "b"}, Brackets: []string{"a"}, Delimited: []string{"a", "b"}, Array: [2]int{1, 2},
		Milli: at, Late: &at, Wait: time.Minute, Waits: []time.Duration{time.Second}, When: &apitype.Date{Year: 1990, Month: 1, Day: 31},
		Any: 3, Map: map[string]string{"a": "b"},
	}
)

func assertSameForm(t *testing.T, params any) {
	t.Helper()
	want, wantErr := query.Values(params)
	for range 2 { // the second time from the plan that was kept
		got, err := newForm(params)
		assert.Equal(t, wantErr, err)
		assert.Equal(t, want.Encode(), string(got))
	}
}

func TestFormIsThatOfTheLibrary(t *testing.T) {
	t.Parallel()
	negative := math.Copysign(0, -1)
	for name, params := range map[string]any{
		"full": fullKnown, "empty": known{}, "empty, not nil": known{List: []word{}, Numbers: []*int{}, Dynamic: dynamic{}, Pointer: new(false)},
		"odd numbers": known{Float: negative, Short: float32(math.Inf(-1)), Far: new(&negative)},
		"no day":      known{Date: apitype.Date{Year: 2026, Month: 2, Day: 30}},
		"others":      fullOthers, "no others": others{},
		"embedded": struct {
			known
			More string `url:"more"`
		}{fullKnown, "m"},
		"embedded pointer": struct {
			*known
			More string `url:"more"`
		}{&fullKnown, "m"},
		"embedded by name": struct {
			known `url:"inner"`
		}{fullKnown},
		"pointer": &fullKnown, "nil": nil, "number": 3,
		"one name twice": struct {
			B string   `url:"b"`
			A string   `url:"a"`
			C []string `url:"b"`
		}{"1", "2", []string{"3"}},
		"refused": struct {
			R refusing `url:"r"`
		}{1},
		"a name of a field from a map": struct {
			B dynamic `url:"x"`
			A string  `url:"x.a"`
		}{dynamic{"a": "from the map", "c": "x"}, "from the field"},
		"a name from two maps": struct {
			A dynamic `url:"x"`
			B dynamic `url:"x"`
			C dynamic `url:"x.a"`
			D dynamic `url:"x.a.b"`
		}{dynamic{"a.b": "1"}, nil, dynamic{"b": "2"}, dynamic{"": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assertSameForm(t, params)
		})
	}
}

// Each field alone, as an error or a fallback would hide the others.
func TestFieldsThatThePlanKnows(t *testing.T) {
	t.Parallel()
	for _, full := range []any{fullKnown, fullOthers} {
		v := reflect.ValueOf(full)
		for field, value := range v.Fields() {
			if !field.IsExported() {
				continue
			}
			one := reflect.New(reflect.StructOf([]reflect.StructField{field})).Elem()
			assertSameForm(t, one.Interface())
			one.Field(0).Set(value)
			assertSameForm(t, one.Interface())
			assert.Equal(t, v.Type() == reflect.TypeFor[known](), planOf(one.Type()) != nil, field.Name)
		}
	}
	assert.NotNil(t, planOf(reflect.TypeFor[known]()))
}
