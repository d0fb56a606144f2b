package rest

import (
	"errors"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

type kinds struct {
	Text       string        `url:"text"`
	Maybe      string        `url:"maybe,omitempty"`
	Word       word          `url:"word,omitempty"`
	Loud       loudWord      `url:"loud,omitempty"`
	Yes        bool          `url:"yes"`
	YesMaybe   bool          `url:"yes_maybe,omitempty"`
	Bit        bool          `url:"bit,int"`
	N          int           `url:"n"`
	Long       int64         `url:"long,omitempty"`
	Small      int8          `url:"small,omitempty"`
	Float      float64       `url:"float,omitempty"`
	Pointer    *bool         `url:"pointer,omitempty"`
	Sent       *int          `url:"sent"`
	List       []word        `url:"list,omitempty"`
	Comma      []string      `url:"comma,comma,omitempty"`
	Delimited  []string      `url:"delimited,omitempty" del:"|"`
	Date       apitype.Date  `url:"date,omitempty"`
	At         time.Time     `url:"at,unix,omitempty"`
	Day        time.Time     `url:"day,omitempty" layout:"2006-01-02"`
	Wait       time.Duration `url:"wait,omitempty"`
	Dynamic    dynamic       `url:"var,omitempty"`
	Same       []string      `url:"text,omitempty"`
	Untagged   string
	Hidden     string `url:"-"`
	unexported string // it must not be sent
}

// The plan encodes what go-querystring encodes.
func TestFormIsThatOfTheLibrary(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 15, 4, 5, 0, time.UTC)
	full := kinds{
		Text: "ñ &=+%", Maybe: "x", Word: "w", Loud: "l", Yes: true, YesMaybe: true, Bit: true, N: -1, Long: 1 << 60, Small: 3, Float: 1e-7,
		Pointer: new(false), Sent: new(0), List: []word{"a", "b"}, Comma: []string{"a", "b"}, Delimited: []string{"a", "b"},
		Date: apitype.Date{Year: 1990, Month: 1, Day: 31}, At: at, Day: at, Wait: time.Minute, Dynamic: dynamic{"a": "1", "b": "2"},
		Same: []string{"again"}, Untagged: "u", Hidden: "h", unexported: "x",
	}
	for name, params := range map[string]any{
		"full": full, "empty": kinds{}, "empty, not nil": kinds{List: []word{}, Dynamic: dynamic{}},
		"embedded": struct {
			kinds
			More string `url:"more"`
		}{full, "m"},
		"pointer": &full, "nested": struct {
			Inner struct {
				A string `url:"a"`
			} `url:"inner"`
		}{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := query.Values(params)
			require.NoError(t, err)
			for range 2 { // the second time from the plan
				got, err := newForm(params)
				require.NoError(t, err)
				assert.Equal(t, want.Encode(), string(got.encode()))
			}
		})
	}
	t.Run("one field at a time", func(t *testing.T) {
		t.Parallel()
		for i := range reflect.TypeFor[kinds]().NumField() {
			var one kinds
			field := reflect.ValueOf(&one).Elem().Field(i)
			if !field.CanSet() {
				continue
			}
			field.Set(reflect.ValueOf(full).Field(i))
			want, err := query.Values(one)
			require.NoError(t, err)
			got, err := newForm(one)
			require.NoError(t, err)
			assert.Equal(t, want.Encode(), string(got.encode()))
		}
	})
}

func TestFormErrors(t *testing.T) {
	t.Parallel()
	_, err := newForm(struct {
		R refusing `url:"r"`
	}{1})
	require.Error(t, err)
	_, err = newForm(3)
	require.Error(t, err)
}
