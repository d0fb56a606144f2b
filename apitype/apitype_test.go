package apitype_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

func TestDateReadsWhatTruoraSends(t *testing.T) {
	t.Parallel()
	birth := apitype.Date{Year: 1990, Month: time.January, Day: 31}
	for text, want := range map[string]apitype.Date{
		"1990-01-31": birth, "1990-01-31T00:00:00Z": birth, "1990-01-31T23:59:59-05:00": birth, "1990-01-31 00:00:00": birth,
		"": {}, "0000-00-00": {}, "0000-00-00T00:00:00Z": {}, "0001-01-01T00:00:00Z": {}, "31/01/1990": {}, "1990-02-30": {}, "1990": {},
	} {
		var got apitype.Date
		require.NoError(t, got.UnmarshalText([]byte(text)))
		assert.Equal(t, want, got, text)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	d, err := apitype.ParseDate("2024-02-29")
	require.NoError(t, err)
	assert.Equal(t, "2024-02-29", d.String())
	assert.True(t, d.Valid())
	assert.Equal(t, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), d.Time())
	assert.Equal(t, d, apitype.DateOf(time.Date(2024, 2, 29, 23, 59, 0, 0, time.FixedZone("", -5*3600))))
	assert.True(t, apitype.Date{}.IsZero())
	assert.True(t, apitype.Date{}.Time().IsZero())
	assert.Empty(t, apitype.Date{}.String())
	assert.False(t, apitype.Date{Year: 2023, Month: 2, Day: 29}.Valid())

	_, err = apitype.ParseDate("29-02-1990")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "1990", "the text may be somebody's date of birth")

	text, err := json.Marshal(map[string]apitype.Date{"d": d})
	require.NoError(t, err)
	assert.JSONEq(t, `{"d":"2024-02-29"}`, string(text))
}

func TestDateInAForm(t *testing.T) {
	t.Parallel()
	form := url.Values{}
	require.NoError(t, apitype.Date{}.EncodeValues("a", &form))
	require.NoError(t, apitype.Date{Year: 1990, Month: 1, Day: 31}.EncodeValues("b", &form))
	require.Error(t, apitype.Date{Year: 1990, Month: 13, Day: 31}.EncodeValues("c", &form))
	assert.Equal(t, url.Values{"b": {"1990-01-31"}}, form)
}

// What Truora writes in both cases is read into the constants.
func TestCaseOfWords(t *testing.T) {
	t.Parallel()
	type words struct {
		Country   apitype.Country            `json:"country"`
		Gender    apitype.Gender             `json:"gender"`
		Countries map[apitype.Country]string `json:"countries"`
	}
	read, err := truora.Unmarshal[words]([]byte(`{"country":"co","gender":"Female","countries":{"all":"x"}}`))
	require.NoError(t, err)
	assert.Equal(t, apitype.CountryColombia, read.Country)
	assert.Equal(t, apitype.GenderFemale, read.Gender)
	assert.Equal(t, map[apitype.Country]string{apitype.CountryAll: "x"}, read.Countries)
	require.NoError(t, json.Unmarshal([]byte(`{"country":"new","gender":"Other"}`), read), "with the standard library too")
	assert.Equal(t, apitype.Country("NEW"), read.Country)
	assert.Equal(t, apitype.Gender("Other"), read.Gender, "an unknown value is as it was sent")
}

func TestFrequency(t *testing.T) {
	t.Parallel()
	for _, good := range []apitype.Frequency{"daily", "weekly", "monthly", "yearly", "3d", "2w", "1m", "1y", "10d", "365d"} {
		assert.True(t, good.Valid(), good)
	}
	for _, bad := range []apitype.Frequency{"", "0d", "2h", "d3", "1.5w", "d", "-1d", "03d", "3 d", "Daily", "3dd", "+3d", "３d"} {
		assert.False(t, bad.Valid(), bad)
	}
}

func TestAttach(t *testing.T) {
	t.Parallel()
	var m apitype.Page[string]
	assert.Nil(t, m.RawJSON())
	assert.Nil(t, m.Problems())
	notes := &received.Notes{Problems: []received.Problem{{Pointer: "/a/0", Want: "number", Got: "object"}, {Pointer: "/b", Want: "string", Got: "nothing"}}}
	received.Attach(&m, []byte(`{"message":"x"}`), notes)
	assert.JSONEq(t, `{"message":"x"}`, string(m.RawJSON()))
	assert.Equal(t, "[/a/0 is an object, not a number /b is missing]", fmt.Sprint(m.Problems()))
	assert.Same(t, notes, received.NotesOf(&m))
	assert.NotPanics(t, func() {
		received.Attach(nil, nil, nil)
		received.Attach(3, nil, nil)
		received.Attach(m, nil, nil)
		assert.Nil(t, received.NotesOf(3))
	})
}
