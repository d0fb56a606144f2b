package truoratest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/truoratest/internal/faces"
)

func newValidatorsCaller(t testing.TB) (*Server, *caller) {
	srv, api := newCaller(t)
	api.base = "https://" + hostValidations
	return srv, api
}

// stripes is a picture of n stripes, brighter with light.
func stripes(n int, light uint8) string {
	picture := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range picture.Pix {
		if i%64*n/64%2 == 1 {
			picture.Pix[i] = 120
		}
		picture.Pix[i] += light
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		panic(err)
	}
	return out.String()
}

func (c *caller) upload(link any, body string) got {
	c.t.Helper()
	open := c.withoutKey()
	return open.do(open.request("PUT", as[string](link), "image/png", body))
}

func (c *caller) made(target string, f url.Values) obj {
	c.t.Helper()
	out := c.post(target, f)
	require.Equal(c.t, 200, out.status, out.text)
	return out.json
}

func (c *caller) validation(id any) obj {
	c.t.Helper()
	out := c.get("/v1/validations/" + as[string](id))
	require.Equal(c.t, 200, out.status, out.text)
	return out.json
}

func idCard(more ...string) url.Values {
	return form(append([]string{
		"type", "document-validation", "user_authorized", "true", "country", "co", "document_type", "national-id", "account_id", "ana",
	}, more...)...)
}

func TestLifeOfADocumentValidation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newValidatorsCaller(t)
		v := api.made("/v1/validations", idCard())
		links := as[obj](v["instructions"])
		assert.Equal(t, "pending", v["validation_status"])
		assert.NotContains(t, v, "allowed_retries", "zero is absent")
		assert.Contains(t, links["front_url"], "max-size=31457280")
		assert.Contains(t, links["front_url"], "retries=1")
		assert.Equal(t, 200, api.upload(links["front_url"], stripes(2, 0)).status)
		time.Sleep(time.Minute)
		assert.Equal(t, "pending", api.validation(v["validation_id"])["validation_status"], "it waits for the other side")
		assert.Equal(t, 200, api.upload(links["reverse_url"], stripes(3, 0)).status)
		spent := api.upload(links["reverse_url"], stripes(3, 0))
		assert.Equal(t, 403, spent.status)
		assert.Contains(t, spent.text, "<Code>AccessDenied</Code>")
		assert.Contains(t, api.validation(v["validation_id"]), "processing_start_date")

		time.Sleep(usualJudgement)
		done := api.validation(v["validation_id"])
		assert.Equal(t, "success", done["validation_status"])
		assert.NotContains(t, done, "instructions")
		time.Sleep(time.Hour)
		assert.Equal(t, done, api.validation(v["validation_id"]), "a final validation does not change")
		assert.Len(t, srv.Billed(), 1)
		assert.Equal(t, "validation", srv.Billed()[0].What)
	})
}

func TestPicturesDecide(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ front, reverse, declined string }{
		"two sides":     {stripes(2, 0), stripes(3, 0), ""},
		"one side only": {stripes(2, 0), stripes(2, 0), "reverse_document_not_found"},
		"no pictures":   {"front", "reverse", "invalid_image_format"},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, api := newValidatorsCaller(t)
			v := api.made("/v1/validations", idCard())
			links := as[obj](v["instructions"])
			api.upload(links["front_url"], c.front)
			api.upload(links["reverse_url"], c.reverse)
			time.Sleep(time.Minute)
			done := api.validation(v["validation_id"])
			if c.declined == "" {
				assert.Equal(t, "success", done["validation_status"], name)
				return
			}
			assert.Equal(t, "declined", done["failure_status"], name)
			assert.Equal(t, c.declined, done["declined_reason"], name)
		})
	}
}

func TestValidationsExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newValidatorsCaller(t)
		v := api.made("/v1/validations", idCard("timeout", "60"))
		time.Sleep(61 * time.Second)
		out := api.upload(as[obj](v["instructions"])["front_url"], stripes(2, 0))
		assert.Equal(t, 403, out.status)
		assert.Contains(t, out.text, "Request has expired")
		assert.Equal(t, "input_file_not_uploaded", api.validation(v["validation_id"])["expired_reason"])

		api.made("/v1/enrollments", form("type", "email-verification", "user_authorized", "true", "email", "a@example.com", "account_id", "ana"))
		v = api.made("/v1/validations", form("type", "email-verification", "user_authorized", "true", "account_id", "ana"))
		id := as[string](v["validation_id"])
		assert.NotContains(t, v, "instructions")
		assert.Len(t, srv.Validators.Code(id), 6)
		time.Sleep(301 * time.Second)
		late := api.post("/v1/validations/"+id, form("type", "email-verification", "token", srv.Validators.Code(id)))
		assert.Equal(t, 400, late.status)
		assert.EqualValues(t, 10404, late.json["code"], "as Truora's sample has it")
		assert.Equal(t, "validation_not_performed", api.validation(id)["expired_reason"])
	})
}

func TestEnrollmentOfAFaceNeedsAValidation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, api := newValidatorsCaller(t)
		e := api.made("/v1/enrollments", form("type", "face-recognition", "user_authorized", "true", "account_id", "ana"))
		status := func() string {
			return as[string](api.get("/v1/enrollments/" + as[string](e["enrollment_id"])).json["status"])
		}
		selfie := form("type", "face-recognition", "user_authorized", "true", "account_id", "ana")
		assert.Equal(t, 400, api.post("/v1/validations", selfie).status, "there is no picture to compare with")
		api.upload(e["file_upload_link"], stripes(2, 0))
		assert.Equal(t, "pending", status())
		for _, picture := range []string{stripes(5, 0), stripes(2, 60)} {
			v := api.made("/v1/validations", selfie)
			api.upload(as[obj](v["instructions"])["file_upload_link"], picture)
			time.Sleep(time.Minute)
			want := map[bool]string{true: "success", false: "failure"}[picture == stripes(2, 60)]
			assert.Equal(t, want, api.validation(v["validation_id"])["validation_status"])
		}
		assert.Equal(t, "success", status())

		e = api.made("/v1/enrollments", form("type", "face-recognition", "user_authorized", "true", "confirmation", "none"))
		assert.Equal(t, "pending", status())
		api.upload(e["file_upload_link"], stripes(2, 0))
		assert.Equal(t, "success", status(), "confirmation none needs no validation")
	})
}

func TestAlike(t *testing.T) {
	t.Parallel()
	a, brighter, other := []byte(stripes(4, 0)), []byte(stripes(4, 90)), []byte(stripes(7, 0))
	flat := image.NewGray(image.Rect(0, 0, 64, 64))
	flat.SetGray(0, 0, color.Gray{Y: 0})
	var plain bytes.Buffer
	require.NoError(t, png.Encode(&plain, flat))
	assert.InDelta(t, 1, similarity(faces.Alike, a, a, ""), 0)
	assert.Greater(t, similarity(faces.Alike, a, brighter, ""), 0.95)
	assert.Less(t, similarity(faces.Alike, a, other, ""), 0.6)
	assert.InDelta(t, 0, similarity(faces.Alike, a, plain.Bytes(), ""), 0)
	assert.GreaterOrEqual(t, similarity(faces.Alike, a, []byte("a video"), "x"), 0.8)
}

func TestWhatValidatorsRefuse(t *testing.T) {
	t.Parallel()
	_, api := newValidatorsCaller(t)
	api.made("/v1/validations", idCard())
	face := []string{"type", "face-recognition", "user_authorized", "true", "account_id", "ana"}
	for target, cases := range map[string][]struct {
		says string
		form url.Values
	}{
		"/v1/validations": {
			{"missing validation type", form("user_authorized", "true")},
			{"invalid validation type", idCard("type", "email-validation")},
			{"request was not authorized by end user", idCard("user_authorized", "false")},
			{"missing account id parameter", form("type", "face-search", "user_authorized", "true")},
			{"Validation account not found", form("type", "face-recognition", "user_authorized", "true", "account_id", "nobody")},
			{"invalid account id", idCard("account_id", "a b")},
			{"invalid threshold", form(append(face, "threshold", "2")...)},
			{"invalid timeout", idCard("timeout", "21601")},
			{"invalid country", idCard("country", "XX")},
			{"invalid document type", idCard("document_type", "library-card")},
			{"invalid subvalidation", form(append(face, "subvalidations", "passive_liveness,similarity")...)},
			{"invalid retry of id", idCard("retry_of_id", "VLD0")},
			{"account is not enrolled for email-verification", form("type", "email-verification", "user_authorized", "true", "account_id", "ana")},
		},
		"/v1/enrollments": {
			{"missing validation type", form("user_authorized", "true")},
			{"invalid validation type", form("type", "document-validation", "user_authorized", "true")},
			{"user authorization must be true or false", form("type", "face-recognition", "user_authorized", "yes")},
			{"request was not authorized by end user", form("type", "face-recognition")},
			{"missing email", form("type", "email-verification", "user_authorized", "true")},
			{"missing fraud reason", form("type", "face-search", "user_authorized", "true", "country", "CO")},
			{"invalid fraud reason", form("type", "face-search", "user_authorized", "true", "country", "CO", "fraud_reason", "looks")},
			{"invalid phone number", form("type", "phone-verification", "user_authorized", "true", "phone_number", " 573000000001", "phone_type", "home")},
			{"invalid country", form("type", "phone-verification", "user_authorized", "true", "phone_number", "+573000000001", "phone_type", "home")},
		},
	} {
		for _, c := range cases {
			out := api.post(target, c.form)
			assert.Equal(t, 400, out.status, c.says)
			assert.Equal(t, "Invalid request: "+c.says, out.message())
			assert.EqualValues(t, 10400, out.json["code"])
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	t.Parallel()
	_, api := newValidatorsCaller(t)
	put := func(f url.Values) got { return api.do(api.request("PUT", "/v1/config", formType, f.Encode())) }
	for says, f := range map[string]url.Values{
		"missing validator":          form("timeout", "10"),
		"no config values specified": form("validator", "face-recognition"),
		"invalid config value: max allowed value for timeout is 21600":      form("validator", "face-recognition", "timeout", "21601"),
		"invalid config value: max allowed value for threshold is 1.0":      form("validator", "face-recognition", "threshold", "1.1"),
		"getting config value of include_face_search: invalid config value": form("validator", "face-recognition", "include_face_search", "yes"),
		"config already exists": form("validator", "face-recognition", "timeout", "300"),
		"missing document type": form("validator", "document-validation", "validation_method.photo-of-photo.status", "enabled"),
		"invalid config value: validation_method.palm-reading.status": form("validator", "document-validation", "document_type", "national-id", "validation_method.palm-reading.status", "enabled"),
	} {
		out := put(f)
		assert.Equal(t, 400, out.status, says)
		assert.Equal(t, "Invalid request: "+says, out.message())
	}
	for query, says := range map[string]string{
		"": "missing validator", "validator=nonsense": "invalid validator",
		"validator=face-recognition&type=custom_name": "invalid config name",
		"validator=face-recognition&type=timeout":     "the configuration already has the default value",
	} {
		out := api.delete("/v1/config?" + query)
		assert.Equal(t, 400, out.status, says)
		assert.Equal(t, "Invalid request: "+says, out.message())
	}
	assert.Equal(t, 200, put(form("validator", "phone-verification", "timeout", "60")).status)
	assert.EqualValues(t, 60, as[obj](api.get("/v1/config").json["phone-verification"])["timeout"])
	assert.Equal(t, 200, api.delete("/v1/config?validator=phone-verification").status)
	assert.EqualValues(t, 300, as[obj](api.get("/v1/config").json["phone-verification"])["timeout"])
}

// NaN is between no two numbers, and JSON has no word for it.
func TestNaNIsNoShare(t *testing.T) {
	t.Parallel()
	_, api := newValidatorsCaller(t)
	for _, threshold := range []string{"NaN", "-NaN", "Inf", "-0.1", "1.1", "0x", ""} {
		config := form("validator", "face-recognition", "threshold", threshold)
		assert.Equal(t, 400, api.do(api.request("PUT", "/v1/config", formType, config.Encode())).status, threshold)
		assert.Equal(t, 400, api.post("/v1/validations", idCard("threshold", threshold)).status, threshold)
		weight := form("country", "CO", "type", "mine", "dataset_criminal_record", threshold)
		assert.Equal(t, 400, api.post(checksURL+"/v1/config", weight).status, threshold)
	}
	assert.Equal(t, 200, api.post("/v1/validations", idCard("threshold", "1")).status)
	srv := New()
	assert.Panics(t, func() { srv.Validators.Next(ValidationScript{Confidence: math.NaN()}) })
}

func TestPicturesAreEvaluated(t *testing.T) {
	t.Parallel()
	_, api := newValidatorsCaller(t)
	out := api.do(api.request("POST", "/v1/evaluate-image", "application/json",
		`{"image":"bm8gcGljdHVyZQ==","country":"CO","document_type":"national-id","document_side":"front"}`))
	assert.Equal(t, "failure", out.json["status"])
	assert.Equal(t, "document_not_found", as[obj](out.json["feedback"])["reason"])
	dark, bright := image.NewGray(image.Rect(0, 0, 300, 300)), image.NewGray(image.Rect(0, 0, 300, 300))
	for i := range bright.Pix {
		bright.Pix[i] = 200
	}
	assert.Less(t, faces.Brightness(dark), darkest)
	assert.InDelta(t, 200.0/255, faces.Brightness(bright), 0.01)
}

// A picture of a few bytes may claim to be larger than memory.
func TestHugePicturesAreNotDecoded(t *testing.T) {
	t.Parallel()
	var small bytes.Buffer
	require.NoError(t, png.Encode(&small, image.NewGray(image.Rect(0, 0, 20, 10))))
	picture, ok := faces.Decode(small.Bytes())
	require.True(t, ok)
	assert.Equal(t, 20, picture.Bounds().Dx())
	huge := bytes.Replace(small.Bytes(), []byte{0, 0, 0, 20, 0, 0, 0, 10}, []byte{0, 1, 0, 0, 0, 1, 0, 0}, 1)
	header := huge[12:29] // of the chunk IHDR, which a checksum follows
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(header))
	config, err := png.DecodeConfig(bytes.NewReader(huge))
	require.NoError(t, err)
	assert.Equal(t, 1<<16, config.Width)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, ok = faces.Decode(huge)
	runtime.ReadMemStats(&after)
	assert.False(t, ok)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30))
}

func TestMisuseOfTheValidatorsLeversIsLoud(t *testing.T) {
	t.Parallel()
	srv := New()
	assert.Panics(t, func() { srv.Validators.Code("VLD0") })
	assert.Panics(t, func() { srv.Validators.Next(ValidationScript{Declined: "x", SystemError: true}) })
	assert.Panics(t, func() { srv.Validators.Next(ValidationScript{Confidence: 2}) })
}

func TestScriptedValidations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, api := newValidatorsCaller(t)
		srv.Validators.Next(
			ValidationScript{Declined: "blurry_image", Duration: time.Minute}, ValidationScript{SystemError: true},
			ValidationScript{Expired: "pending_validation_methods"},
		)
		for _, want := range []struct {
			after time.Duration
			obj
		}{
			{time.Minute, obj{"failure_status": "declined", "declined_reason": "blurry_image"}},
			{usualJudgement, obj{"failure_status": "system_error"}},
			{300 * time.Second, obj{"failure_status": "expired", "expired_reason": "pending_validation_methods"}},
		} {
			v := api.made("/v1/validations", idCard())
			for _, link := range as[obj](v["instructions"]) {
				api.upload(link, stripes(2+strings.Count(as[string](link), "front"), 0))
			}
			time.Sleep(want.after - 1)
			assert.Equal(t, "pending", api.validation(v["validation_id"])["validation_status"])
			time.Sleep(time.Nanosecond)
			done := api.validation(v["validation_id"])
			for name, value := range want.obj {
				assert.Equal(t, value, done[name])
			}
		}
	})
}
