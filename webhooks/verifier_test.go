package webhooks_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/webhooks"
)

// The test vector of contract/crosscutting.yaml. Made up, not from Truora.
const (
	another = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"
	key     = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	signed  = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJldmVudHMiOlt7ImV2ZW50X2FjdGlvbiI6ImNyZWF0ZWQiLCJldmVudF90eXBlIjoiY2hlY2siLCJpZCI6IkhLRTAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1NjciLCJvYmplY3QiOnsiY2hlY2tfaWQiOiJDSEswMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZiIsImNvdW50cnkiOiJDTyIsImNyZWF0aW9uX2RhdGUiOiIyMDIwLTA0LTAxVDIzOjAwOjMwLjU4MTIzMjI4MVoiLCJob21vbnltX3Njb3JlIjowLCJpZF9zY29yZSI6MCwibmF0aW9uYWxfaWQiOiIxMDAwMDAwMDAxIiwicHJldmlvdXNfY2hlY2siOiJDSEtmZWRjYmE5ODc2NTQzMjEwZmVkY2JhOTg3NjU0MzIxMCIsInNjb3JlIjotMSwic3RhdHVzIjoibm90X3N0YXJ0ZWQiLCJ0eXBlIjoicGVyc29uIiwidXBkYXRlX2RhdGUiOiIyMDIwLTA0LTAxVDIzOjAwOjMwLjY4MDkzNzQxM1oifSwidGltZXN0YW1wIjoiMjAyMC0wNC0wMVQyMzowMDozMFoiLCJ2ZXJzaW9uIjoiMS4wIn1dLCJpYXQiOjE1ODU3ODIwMzEsImlzcyI6IlRydW9yYSJ9"
	good    = signed + ".gCnVJj_dGrvSuqKq4U2u-kSVaCYzdISTkFkTMI6wX-o"
	hexRead = signed + ".iXH_ZLAOtnxBA2sApbCURx2e8zEsNQjHnPF7xvGOqCc"
)

// verifier accepts deliveries of any age, because the vector was signed in 2020.
func verifier(t *testing.T, keys ...string) *webhooks.Verifier {
	t.Helper()
	v, err := webhooks.NewVerifier(keys...)
	require.NoError(t, err)
	return v.WithMaxAge(0)
}

// hs256 signs whatever it is given, without a library.
func hs256(key, header, claims string) string {
	part := base64.RawURLEncoding.EncodeToString
	text := part([]byte(header)) + "." + part([]byte(claims))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return text + "." + part(mac.Sum(nil))
}

const plainHeader = `{"alg":"HS256","typ":"JWT"}`

func TestGenuineDelivery(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"bare":             good,
		"trailing newline": good + "\n",
		"blanks around":    "\r\n \t" + good + " \r\n",
		"wrapped":          `{"token": "` + good + `"}`,
		"wrapped, more":    ` {"x": 1, "data": "", "payload": null, "token": "` + good + `\n"}` + "\n",
		"as jwt":           `{"jwt":"` + good + `"}`,
		"as data":          `{"data":"` + good + `"}`,
		"as payload":       `{"payload": " ` + good + ` ", "headers": {"a": [1]}}`,
		"as a string":      `"` + good + `"`,
		"string, blanks":   " \"" + good + "\\n\" \r\n",
		"escaped":          `{"data":"` + strings.ReplaceAll(good, ".", `\u002e`) + `"}`,
		"BOM":              "\ufeff" + good,
		"BOM, blanks":      "\n \ufeff " + good + " ",
		"BOM, object":      "\ufeff{\"token\":\"" + good + "\"}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := verifier(t, another, key).Parse([]byte(body))
			require.NoError(t, err)
			assert.Equal(t, "Truora", d.Issuer)
			assert.Equal(t, int64(1585782031), d.IssuedAt.Unix())
			require.Len(t, d.Events, 1)
			e := d.Events[0]
			assert.Equal(t, "check.created HKE0123456789abcdef0123456789abcdef01234567", e.String())
			assert.Equal(t, "1.0", e.Version)
			assert.Equal(t, "2020-04-01T23:00:30Z", e.Timestamp.Format(time.RFC3339Nano))
			check, ok := e.Payload.(*webhooks.Check)
			require.True(t, ok)
			assert.Equal(t, "CHK0123456789abcdef0123456789abcdef", check.CheckID)
			assert.Equal(t, apitype.CheckStatusNotStarted, check.Status)
			assert.InDelta(t, -1, *check.Score, 0)
			assert.Nil(t, check.NameScore)
			assert.Equal(t, 581232281, check.CreationDate.Nanosecond())
			assert.Contains(t, string(check.RawJSON()), `"national_id":"1000000001"`)
			assert.True(t, bytes.HasPrefix(d.RawJSON(), []byte(`{"events":[`)))
		})
	}
}

func TestWhatIsNotTruoras(t *testing.T) {
	t.Parallel()
	header, rest, _ := strings.Cut(good, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	part := base64.RawURLEncoding.EncodeToString
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	unsigned := part([]byte(`{"alg":"RS256"}`)) + "." + claims
	digest := sha256.Sum256([]byte(unsigned))
	rsaSignature, err := rsa.SignPKCS1v15(nil, rsaKey, crypto.SHA256, digest[:])
	require.NoError(t, err)
	rs256 := unsigned + "." + part(rsaSignature)
	mac := hmac.New(sha512.New, []byte(key))
	mac.Write([]byte(part([]byte(`{"alg":"HS512"}`)) + "." + claims))
	hs512 := part([]byte(`{"alg":"HS512"}`)) + "." + claims + "." + part(mac.Sum(nil))
	tampered := part(bytes.Replace(decoded(t, claims), []byte("not_started"), []byte("completed!!"), 1))
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"hex-decoded key":        {hexRead, webhooks.ErrSignature},
		"wrong key":              {hs256(another, plainHeader, `{"events":[]}`), webhooks.ErrSignature},
		"empty key":              {hs256("", plainHeader, `{"events":[]}`), webhooks.ErrSignature},
		"tampered payload":       {header + "." + tampered + "." + signature, webhooks.ErrSignature},
		"flipped signature":      {good[:len(good)-2] + "Xo", webhooks.ErrSignature},
		"loose signature bits":   {good[:len(good)-1] + "p", webhooks.ErrMalformed},
		"no signature":           {signed + ".", webhooks.ErrSignature},
		"short signature":        {good[:len(good)-8], webhooks.ErrSignature},
		"none":                   {part([]byte(`{"alg":"none"}`)) + "." + claims + ".", webhooks.ErrSignature},
		"None":                   {part([]byte(`{"alg":"None"}`)) + "." + claims + "." + signature, webhooks.ErrSignature},
		"no algorithm":           {part([]byte(`{"typ":"JWT"}`)) + "." + claims + "." + signature, webhooks.ErrSignature},
		"RS256":                  {rs256, webhooks.ErrSignature},
		"HS512 with the key":     {hs512, webhooks.ErrSignature},
		"ES256 by name":          {hs256(key, `{"alg":"ES256"}`, `{"events":[]}`), webhooks.ErrSignature},
		"RS256 by name":          {hs256(key, `{"alg":"RS256"}`, `{"events":[]}`), webhooks.ErrSignature},
		"an unknown extension":   {hs256(key, `{"alg":"HS256","crit":["b64"],"b64":false}`, `{"events":[]}`), webhooks.ErrSignature},
		"truncated":              {good[:len(good)/2], webhooks.ErrMalformed},
		"without its end":        {signed, webhooks.ErrMalformed},
		"four parts":             {good + ".x", webhooks.ErrMalformed},
		"padded":                 {good + "=", webhooks.ErrMalformed},
		"empty":                  {"", webhooks.ErrMalformed},
		"blank":                  {"\n", webhooks.ErrMalformed},
		"JSON without the token": {`{"events":[]}`, webhooks.ErrMalformed},
		"broken JSON":            {`{"token": "` + good, webhooks.ErrMalformed},
		"an array":               {`["` + good + `"]`, webhooks.ErrMalformed},
		"another member":         {`{"tokens":"` + good + `"}`, webhooks.ErrMalformed},
		"a member further down":  {`{"body":{"token":"` + good + `"}}`, webhooks.ErrMalformed},
		"the 17th member":        {`{` + strings.Repeat(`"a":1,`, 16) + `"token":"` + good + `"}`, webhooks.ErrMalformed},
		"more after a string":    {`"` + good + `" x`, webhooks.ErrMalformed},
		"forged, in a string":    {`"` + good[:len(good)-2] + `Xo"`, webhooks.ErrSignature},
		"HTML":                   {"<html>", webhooks.ErrMalformed},
		"header no JSON":         {part([]byte("x")) + "." + claims + "." + signature, webhooks.ErrSignature},
		"signed, header no JSON": {hs256(key, "x", `{"events":[]}`), webhooks.ErrMalformed},
		"signed, long header":    {hs256(key, `{"alg":"HS256","x":"`+strings.Repeat("x", 3100)+`"}`, `{"events":[]}`), webhooks.ErrMalformed},
		"line break inside":      {header + "." + claims[:8] + "\n" + claims[8:] + "." + signature, webhooks.ErrMalformed},
		"signed, no JSON":        {hs256(key, plainHeader, `x`), webhooks.ErrMalformed},
		"signed, no object":      {hs256(key, plainHeader, `[1]`), webhooks.ErrMalformed},
		"signed, events no list": {hs256(key, plainHeader, `{"events":{}}`), webhooks.ErrMalformed},
		"too large":              {strings.Repeat("a", 1<<20) + good, webhooks.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := verifier(t, key).Parse([]byte(c.body))
			require.ErrorIs(t, err, c.want)
			assert.Nil(t, d)
			for _, secret := range []string{key, key[:8], signature, "gCnVJ", "iXH_Z", "CHK", "1000000001"} {
				assert.NotContains(t, err.Error(), secret)
			}
		})
	}
}

func decoded(t *testing.T, part string) []byte {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	require.NoError(t, err)
	return text
}

func TestTimesOfADelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().Unix()
		claims := func(more string) []byte {
			return []byte(hs256(key, plainHeader, `{"events":[]`+more+`}`))
		}
		iat := func(at time.Duration) []byte { return claims(fmt.Sprintf(`,"iat":%d`, now+int64(at.Seconds()))) }
		aged := func(by time.Duration) []byte {
			at := func(by time.Duration) string { return time.Now().Add(by).UTC().Format(time.RFC3339) }
			return []byte(hs256(key, plainHeader, `{"events":[{"timestamp":"`+at(by-time.Hour)+`"},{"timestamp":"`+at(by)+`"},{"timestamp":"soon"}]}`))
		}
		byDefault, err := webhooks.NewVerifier(key)
		require.NoError(t, err)
		strict := byDefault.WithMaxAge(10 * time.Minute)
		for name, c := range map[string]struct {
			v    *webhooks.Verifier
			body []byte
			ok   bool
		}{
			"old, and the limit is off":     {verifier(t, key), iat(-10000 * time.Hour), true},
			"at the default age":            {byDefault, iat(-24 * time.Hour), true},
			"past the default age":          {byDefault, iat(-24*time.Hour - time.Second), false},
			"aged by its latest event":      {byDefault, aged(0), true},
			"aged by an old event":          {byDefault, aged(-25 * time.Hour), false},
			"iat as text":                   {strict, claims(fmt.Sprintf(`,"iat":"%d"`, now)), true},
			"iat as an object":              {strict, claims(`,"iat":{}`), false},
			"neither iat nor events":        {byDefault, claims(""), false},
			"without iat, the limit is off": {verifier(t, key), claims(""), true},
			"just now":                      {strict, iat(0), true},
			"at the age":                    {strict, iat(-10 * time.Minute), true},
			"past the age":                  {strict, iat(-10*time.Minute - time.Second), false},
			"a clock ahead":                 {strict, iat(10 * time.Minute), true},
			"a clock far ahead":             {strict, iat(10*time.Minute + time.Second), false},
			"without iat":                   {strict, claims(""), false},
			"iat of nonsense":               {strict, claims(`,"iat":-1`), false},
			"iat beyond all time":           {strict, claims(`,"iat":1e300`), false},
			"iat as a fraction":             {strict, claims(fmt.Sprintf(`,"iat":%d.5`, now)), true},
			"expired":                       {verifier(t, key), claims(fmt.Sprintf(`,"exp":%d`, now-601)), false},
			"expired by a clock's error":    {verifier(t, key), claims(fmt.Sprintf(`,"exp":%d`, now-600)), true},
			"not yet":                       {verifier(t, key), claims(fmt.Sprintf(`,"nbf":%d`, now+601)), false},
			"not yet by a clock's error":    {verifier(t, key), claims(fmt.Sprintf(`,"nbf":%d`, now+600)), true},
		} {
			_, err := c.v.Parse(c.body)
			if c.ok {
				assert.NoError(t, err, name)
			} else {
				assert.ErrorIs(t, err, webhooks.ErrStale, name)
			}
		}
	})
}

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	v := verifier(t, key)
	_, err := v.WithMaxBody(len(good)).Parse([]byte(good))
	require.NoError(t, err)
	_, err = v.WithMaxBody(len(good) - 1).Parse([]byte(good))
	require.ErrorIs(t, err, webhooks.ErrTooLarge)
	_, err = v.Parse([]byte(good))
	require.NoError(t, err, "the first is not changed")
}

func TestKeys(t *testing.T) {
	t.Parallel()
	raw, err := hex.DecodeString(key)
	require.NoError(t, err)
	for name, keys := range map[string][]string{
		"none": nil, "empty": {""}, "one of them empty": {key, ""}, "with a line break": {key + "\n"}, "decoded": {string(raw)},
		"one letter": {"a"}, "31 characters": {key[:31]}, "a word": {"your-256-bit-secret"}, "repeated": {strings.Repeat("ab", 32)},
		"few kinds":           {strings.Repeat("0123456", 10)},
		"once published here": {"6d616465207570206279207472756f72617465737420666f7220746573747321"},
		"text in digits":      {hex.EncodeToString([]byte("a secret that somebody thought up"))},
		"quoted":              {`"` + key + `"`},
		"with its name":       {"TRUORA_WEBHOOK_KEY=" + key},
	} {
		v, err := webhooks.NewVerifier(keys...)
		require.Error(t, err, name)
		assert.Nil(t, v)
		assert.NotContains(t, err.Error(), key[:31], name)
		if len(keys) == 1 {
			_, err = webhooks.Sign(keys[0])
			require.Error(t, err, name)
		}
	}
	for range 1000 { // as the dashboard shows them, and shorter random ones
		random := make([]byte, 32)
		_, _ = rand.Read(random)
		_, err := webhooks.NewVerifier(hex.EncodeToString(random), hex.EncodeToString(random[:16]), rand.Text()+rand.Text(),
			base64.StdEncoding.EncodeToString(random), strings.ToUpper(hex.EncodeToString(random)))
		require.NoError(t, err)
	}
	_, err = webhooks.NewVerifier(truoratest.NewServer(t).Webhooks.Key())
	require.NoError(t, err)
}

func TestVerifierHidesItsKeys(t *testing.T) {
	t.Parallel()
	v := verifier(t, key)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("v", "pointer", v, "value", *v)
	shown := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb+verb, v, *v)
	}
	bytesOfKey := strings.Trim(fmt.Sprintf("%d", []byte(key)), "[]")
	for _, secret := range []string{key, hex.EncodeToString([]byte(key)), bytesOfKey, bytesOfKey[:20]} {
		assert.NotContains(t, shown, secret)
	}
	assert.Contains(t, shown, "redacted")
}

func FuzzParse(f *testing.F) {
	v, err := webhooks.NewVerifier(key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(good), `{"events":[{"event_type":"check","event_action":"finished","object":{"check_id":"CHK1"}}]}`)
	f.Add([]byte(`{"token":"a.b.c"}`), `{"events":[{"event_type":"x","object":"{}"},null,3,[]],"iat":"x"}`)
	f.Add([]byte("\x00"), `{"events":[{"event_type":"continuous_check","event_action":"changed","object":{"LastCheckID":""}}]}`)
	f.Fuzz(func(t *testing.T, body []byte, claims string) {
		if d, err := v.Parse(body); err == nil && string(bytes.TrimSpace(body)) != good && !bytes.Contains(body, []byte(good)) {
			t.Errorf("%q was taken for genuine: %v", body, d)
		}
		d, err := v.Parse([]byte(hs256(key, plainHeader, claims)))
		if err != nil {
			return
		}
		for _, e := range d.Events {
			if e.Payload == nil {
				t.Errorf("%q gave an event without payload", claims)
			}
			_, _ = e.IDs(), e.LogValue()
		}
	})
}
