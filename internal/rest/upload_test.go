package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// upload sends body to a server that answers with the status codes in turn.
func upload(t *testing.T, u Upload, body io.Reader, statuses ...int) (sent *foreign, answer []byte, err error) {
	t.Helper()
	var n atomic.Int32
	sent = newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
		status := statuses[min(int(n.Add(1)), len(statuses))-1]
		if status == 429 {
			w.Header().Set("Retry-After", "0")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"fileId":"1"}`)
	})
	c := clientOf(t, "https://api.example.test", fileHosts(t, sent.URL))
	u.Op, u.Body = "PUT /{presigned_path}", body
	if u.Link == "" {
		u.Link = sent.URL + "/up/a~b?Signature=x-y~z%3D&max-size=1000&Expires=4102444800"
	}
	answer, err = u.Send(t.Context(), c)
	return sent, answer, err
}

func TestUpload(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	_, err = file.WriteString("skipped content")
	require.NoError(t, err)
	_, err = file.Seek(8, io.SeekStart)
	require.NoError(t, err)
	defer file.Close()
	for name, body := range map[string]io.Reader{
		"bytes": bytes.NewReader([]byte("content")), "buffer": bytes.NewBufferString("content"), "file from where it stands": file,
		"a stream of known size": io.MultiReader(strings.NewReader("con"), strings.NewReader("tent")),
	} {
		t.Run(name, func(t *testing.T) {
			u := Upload{ContentType: "image/png"}
			if strings.Contains(name, "stream") {
				u.Size = 7
			}
			var last int64
			u.Progress = func(done, total int64) { last = done; assert.EqualValues(t, 7, total) }
			sent, answer, err := upload(t, u, body, 200)
			require.NoError(t, err)
			assert.JSONEq(t, `{"fileId":"1"}`, string(answer))
			req := sent.list[0]
			assert.Equal(t, "content", sent.body[0])
			assert.EqualValues(t, 7, req.ContentLength)
			assert.Empty(t, req.TransferEncoding)
			assert.Equal(t, "image/png", req.Header.Get("Content-Type"))
			assert.Empty(t, req.Header.Get(KeyHeader))
			assert.Equal(t, "/up/a~b?Signature=x-y~z%3D&max-size=1000&Expires=4102444800", req.RequestURI)
			assert.EqualValues(t, 7, last)
		})
	}
}

func TestUploadAttempts(t *testing.T) {
	t.Parallel()
	stream := func() io.Reader { return io.MultiReader(strings.NewReader("content")) }
	for name, tt := range map[string]struct {
		upload   Upload
		body     io.Reader
		statuses []int
		want     int
		unknown  bool
	}{
		"5xx, one attempt":            {Upload{}, strings.NewReader("content"), []int{500}, 1, true},
		"5xx, repeatable":             {Upload{Repeat: true}, strings.NewReader("content"), []int{500, 500, 200}, 3, false},
		"5xx, cannot be rewound":      {Upload{Repeat: true, Size: 7}, stream(), []int{500}, 1, true},
		"429, cannot be rewound":      {Upload{Size: 7}, stream(), []int{429}, 1, false},
		"429, can be rewound":         {Upload{}, strings.NewReader("content"), []int{429, 200}, 2, false},
		"403 is never tried again":    {Upload{Repeat: true}, strings.NewReader("content"), []int{403}, 1, false},
		"409 second file on the link": {Upload{Repeat: true}, strings.NewReader("content"), []int{409}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent, _, err := upload(t, tt.upload, tt.body, tt.statuses...)
			assert.Equal(t, tt.want, sent.count())
			for _, body := range sent.body {
				assert.Equal(t, "content", body, "every attempt sends the whole file")
			}
			if tt.statuses[len(tt.statuses)-1] == 200 {
				require.NoError(t, err)
				return
			}
			f := asFailure(t, err)
			assert.Equal(t, tt.statuses[0], f.Status)
			assert.Equal(t, tt.unknown, f.Unknown)
			assert.True(t, f.Link)
		})
	}
}

func TestUploadSniffs(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]io.Reader{
		"rewound":        strings.NewReader("content"),
		"read only once": bytes.NewBufferString("content"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := Upload{Sniff: func(head []byte) (string, error) { return "x/" + string(head), nil }}
			sent, _, err := upload(t, u, body, 200)
			require.NoError(t, err)
			assert.Equal(t, "x/content", sent.list[0].Header.Get("Content-Type"))
			assert.Equal(t, "content", sent.body[0], "the examined bytes are sent too")
			assert.EqualValues(t, 7, sent.list[0].ContentLength)
		})
	}
	u := Upload{ContentType: "image/png", Sniff: func([]byte) (string, error) { return "not asked", nil }}
	sent, _, err := upload(t, u, strings.NewReader("content"), 200)
	require.NoError(t, err)
	assert.Equal(t, "image/png", sent.list[0].Header.Get("Content-Type"))

	u = Upload{Size: 7, Sniff: func([]byte) (string, error) { return "x", nil }}
	sent, _, err = upload(t, u, iotest.ErrReader(errors.New("disk")), 200)
	assert.True(t, asFailure(t, err).Invalid)
	assert.Zero(t, sent.count())
}

// A link that is used up stays so, whatever status the refusal has.
func TestSpentLinkInsideA5xx(t *testing.T) {
	t.Parallel()
	n := 0
	srv := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>")
	})
	c := clientOf(t, "https://api.example.test", fileHosts(t, srv.URL))
	_, err := Upload{Op: "PUT /x", Link: srv.URL + "/x", Body: strings.NewReader("content"), Repeat: true}.Send(t.Context(), c)
	f := asFailure(t, err)
	assert.Equal(t, 1, n)
	assert.False(t, f.Unknown)
	assert.True(t, f.Link)
}

func TestPutReadsWhatItCan(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]int{`{"n":3}`: 3, "stored": 0, "": 0, `{"n":"three"}`: 0} {
		srv := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		c := clientOf(t, "https://api.example.test", fileHosts(t, srv.URL))
		got, err := Put[item](t.Context(), c, Upload{Op: "PUT /x", Link: srv.URL + "/x", Body: strings.NewReader("content")})
		require.NoError(t, err, answer)
		assert.Equal(t, want, got.N, answer)
		assert.Equal(t, answer, string(got.RawJSON()))
	}
}

func TestUploadIsRefusedBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	content := func() io.Reader { return strings.NewReader("content") }
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	_, err = file.WriteString("content")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		query string
		body  io.Reader
		size  int64
		says  string
	}{
		"too large":              {"max-size=6", content(), 0, "larger than the 6 bytes"},
		"unknown size":           {"", io.MultiReader(content()), 0, "size of the file is unknown"},
		"empty file":             {"", strings.NewReader(""), 0, "empty"},
		"no file":                {"", nil, 0, "no file"},
		"longer than its size":   {"", content(), 6, "has 7 bytes, not the 6"},
		"shorter than its size":  {"", content(), 8, "has 7 bytes, not the 8"},
		"at the end of its file": {"", file, 0, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := newForeign(t, sayThing)
			c := clientOf(t, "https://api.example.test", fileHosts(t, sent.URL))
			_, err := Upload{Op: "PUT /x", Link: sent.URL + "/up?" + tt.query, Body: tt.body, Size: tt.size}.Send(t.Context(), c)
			f := asFailure(t, err)
			assert.True(t, f.Invalid)
			assert.ErrorContains(t, f.Err, tt.says)
			assert.Zero(t, sent.count())
		})
	}
}

// A transport may go on reading the body of an attempt that was answered. It must not
// get data of the next one.
func TestAnOldAttemptReadsNothing(t *testing.T) {
	t.Parallel()
	file := bytes.Repeat([]byte("0123456789abcdef"), 3*chunkSize/16)
	var old io.Reader
	var got []byte
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		piece := make([]byte, chunkSize)
		_, err := io.ReadFull(req.Body, piece)
		require.NoError(t, err)
		if old == nil {
			old = req.Body
			return answerWith(req, 500, ""), nil
		}
		_, err = old.Read(make([]byte, chunkSize))
		require.ErrorIs(t, err, context.Canceled)
		rest, err := io.ReadAll(req.Body)
		got = slices.Concat(piece, rest)
		return answerWith(req, 200, "{}"), err
	}, fileHosts(t, "https://files.example.test"))
	_, err := Upload{Op: "PUT /x", Link: "https://files.example.test/x", Body: bytes.NewReader(file), Repeat: true}.Send(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, file, got)
}

// Not every transport passes on the reader's error.
func TestAPartIsNotStoredWhateverTheTransportSays(t *testing.T) {
	t.Parallel()
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, errors.New("the transport broke")
		}
		return answerWith(req, 200, "{}"), nil
	}, fileHosts(t, "https://files.example.test"))
	_, err := Upload{Op: "PUT /x", Link: "https://files.example.test/x", Body: io.MultiReader(strings.NewReader("content")), Size: 6}.Send(t.Context(), c)
	f := asFailure(t, err)
	assert.True(t, f.Invalid)
	assert.False(t, f.Unknown)
}
