package validators_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

// picture begins as a PNG file does.
const picture = "\x89PNG\r\n\x1a\nx"

func TestUploadAgain(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		link := func() string {
			v, err := s.Create(t.Context(), idCard())
			require.NoError(t, err)
			return v.Instructions.FrontURL
		}
		upload := func(link string, r io.Reader) error {
			_, err := s.Upload(t.Context(), link, r, validators.UploadParams{Size: int64(len(picture))})
			return err
		}
		fault := truoratest.Status(http.StatusInternalServerError)

		srv.Fail(uploadOp, fault, fault)
		require.NoError(t, upload(link(), strings.NewReader(picture)), "a fault of the store, and a file that can be rewound")
		assert.Len(t, srv.RequestsTo(uploadOp), 3)

		srv.Fail(uploadOp, fault)
		err := upload(link(), io.MultiReader(strings.NewReader(picture)))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "a file that cannot be rewound")
		assert.Len(t, srv.RequestsTo(uploadOp), 4)

		srv.LoseAnswer(uploadOp)
		err = upload(link(), strings.NewReader(picture))
		require.ErrorIs(t, err, truora.ErrOutcomeUnknown, "the store has it, and refuses the second")
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.Len(t, srv.RequestsTo(uploadOp), 6)
	})
}

func TestSpentLink(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		_, err = s.Upload(t.Context(), link, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.NoError(t, err)
		sent := srv.RequestsTo(uploadOp)[0]
		assert.Equal(t, link, "https://"+sent.Host+sent.Path+"?"+rawQuery(link), "byte for byte")

		_, err = s.Upload(t.Context(), link, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.ErrorContains(t, err, "the signed link is used up")
		e, ok := errors.AsType[*truora.Error](err)
		require.True(t, ok)
		assert.Equal(t, 403, e.StatusCode)
		assert.Contains(t, string(e.Body), "<Code>AccessDenied</Code>")
		assert.NotContains(t, err.Error(), "Signature=")
		assert.Len(t, srv.RequestsTo(uploadOp), 2, "never again")

		refused := `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>`
		srv.Fail(uploadOp, truoratest.Answer{Status: 503, Body: refused, Header: http.Header{"Content-Type": {"application/xml"}}})
		_, err = s.Upload(t.Context(), v.Instructions.ReverseURL, file(pngOf(1, 0)).Body, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired, "also inside a 5xx")
		assert.NotErrorIs(t, err, truora.ErrOutcomeUnknown)
		assert.Len(t, srv.RequestsTo(uploadOp), 3)
	})
}

func rawQuery(link string) string {
	_, query, _ := strings.Cut(link, "?")
	return query
}

func TestLinksAreLookedAtFirst(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		for name, bad := range map[string]string{
			"another host":       strings.Replace(link, "files.truora.com", "files.example.com", 1),
			"a host below":       strings.Replace(link, "files.truora.com", "x.truora.com", 1),
			"anybody's bucket":   strings.Replace(link, "files.truora.com", "bucket.s3.amazonaws.com", 1),
			"clear text":         strings.Replace(link, "https:", "http:", 1),
			"user":               strings.Replace(link, "https://", "https://u:p@", 1),
			"no link":            "",
			"not byte for byte ": strings.Replace(link, "method=PUT", "method=P UT", 1),
		} {
			_, err := s.Upload(t.Context(), bad, strings.NewReader(picture), validators.UploadParams{})
			require.ErrorIs(t, err, truora.ErrInvalid, name)
		}
		large := bytes.NewReader(make([]byte, 31<<20))
		_, err = s.Upload(t.Context(), link, large, validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.ErrorContains(t, err, "31457280 bytes")
		time.Sleep(301 * time.Second)
		_, err = s.Upload(t.Context(), link, strings.NewReader(picture), validators.UploadParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Empty(t, srv.RequestsTo(uploadOp))
	})
}

func TestContentTypes(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		for content, want := range map[string]string{
			string(pngOf(1, 0)):                        "image/png",
			string(jpegOf(1, 0)):                       "image/jpeg",
			"RIFF\x01\x02\x03\x04WEBPVP8 x":            "image/webp",
			"RIFF\x01\x02\x03\x04AVI LIST":             "video/x-msvideo",
			"\x1aE\xdf\xa3x":                           "video/webm",
			"\x00\x00\x00\x14ftypqt  x":                "video/quicktime",
			"\x00\x00\x00\x18ftypmp42....mp41isom":     "video/mp4",
			"\x00\x00\x00\x14ftypisom....iso2":         "video/mp4",
			"\x00\x00\x00\x18ftypXAVC....XAVCmp42":     "video/mp4",
			"\x00\x00\x00\x18ftypM4V ....M4V isom":     "video/mp4",
			"\x00\x00\x00\x14ftypM4V ....":             "video/mp4",
			"\x00\x00\x00\x14ftypMSNV....MSNV":         "video/mp4",
			"\x00\x00\x00\x14ftypdash....":             "video/mp4",
			"\x00\x00\x00\x14ftyp3gp4....":             "video/mp4",
			"\x00\x00\x00\x08wide\x00\x00\x00\x10mdat": "video/quicktime",
			"\x00\x00\x03\x08moov\x00\x00\x00\x6cmvhd": "video/quicktime",
			"\x00\x00\x03\x08mdat":                     "video/quicktime",
		} {
			v, err := s.Create(t.Context(), idCard())
			require.NoError(t, err)
			_, err = s.Upload(t.Context(), v.Instructions.FrontURL, bytes.NewBufferString(content), validators.UploadParams{})
			require.NoError(t, err)
			sent := srv.RequestsTo(uploadOp)
			assert.Equal(t, want, sent[len(sent)-1].Header.Get("Content-Type"))
			assert.Equal(t, content, string(sent[len(sent)-1].Body))
		}
	})
}

// A file that Truora does not take would use up its link.
func TestWhatTruoraDoesNotTakeIsNotSent(t *testing.T) {
	areatest.OnFake(t, func(t *testing.T, srv *truoratest.Server, client *truora.Client) {
		s := client.Validators
		v, err := s.Create(t.Context(), idCard())
		require.NoError(t, err)
		link := v.Instructions.FrontURL
		for content, kind := range map[string]string{
			"\x00\x00\x00\x18ftypheic....mif1heic":     "HEIC",
			"\x00\x00\x00\x18ftypmif1....mif1iso8":     "HEIC",
			"\x00\x00\x00\x18ftypmp42....heicmp42":     "HEIC, whatever else it says to be",
			"\x00\x00\x00\x14ftypavif....":             "AVIF",
			"\x00\x00\x00\x18ftypM4A ....isommp42":     "sound",
			"\x00\x00\x00\x14ftypzzzz....":             "unknown brand",
			"\x00\x00\x00\x08ftypzzzz....mp42":         "unknown brand",
			"\x1aE\xdf\xa3\x93B\x82\x88matroska":       "Matroska",
			"%PDF-1.7\n":                               "PDF",
			"GIF89a\x01\x00\x01\x00":                   "image/gif",
			"hello":                                    "text",
			"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09": "unknown kind",
		} {
			_, err = s.Upload(t.Context(), link, bytes.NewBufferString(content), validators.UploadParams{})
			require.ErrorIs(t, err, truora.ErrInvalid, "%q", content)
			short, _, _ := strings.Cut(kind, ",")
			assert.ErrorContains(t, err, short)
			assert.ErrorContains(t, err, "Truora takes JPEG, PNG and WebP")
		}
		assert.Empty(t, srv.RequestsTo(uploadOp))

		_, err = s.Upload(t.Context(), link, strings.NewReader("%PDF-1.7"), validators.UploadParams{ContentType: "image/png"})
		require.NoError(t, err, "a given content type is used as it is")
		assert.Len(t, srv.RequestsTo(uploadOp), 1)
	})
}
