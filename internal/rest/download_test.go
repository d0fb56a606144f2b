package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pdf = "%PDF-1.4\nsmall\n%%EOF\n"

var pdfCall = Call{Op: "GET /v1/things/{id}/pdf", Args: []string{"1"}, Header: map[string]string{"Accept": "application/pdf, */*"}}

func TestDownload(t *testing.T) {
	t.Parallel()
	var accept string
	c := inMemory(t, func(req *http.Request) (*http.Response, error) {
		accept = req.Header.Get("Accept")
		return answerWith(req, 200, pdf), nil
	})
	var got bytes.Buffer
	var progress []int64
	err := Download(t.Context(), c, pdfCall, &got, File{Check: IsPDF, Progress: func(done, total int64) {
		progress = append(progress, done)
		assert.EqualValues(t, len(pdf), total)
	}})
	require.NoError(t, err)
	assert.Equal(t, pdf, got.String())
	assert.Equal(t, "application/pdf, */*", accept)
	assert.EqualValues(t, len(pdf), progress[len(progress)-1])
}

func TestDownloadNeverWritesWhatIsNotTheFile(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]trip{
		"JSON under 200": always(200, `{"code":10404,"message":"not found"}`),
		"HTML under 200": always(200, "<html>"+strings.Repeat("x", 5000)),
		"empty":          always(200, ""),
		"an error":       always(403, `{"message":"Forbidden"}`),
		"cut off early":  short(200, "%PDF-1.4"),
		"a part of it":   always(206, pdf, "Content-Range", "bytes 0-20/4711"),
		"no content":     always(204, ""),
		"created":        always(201, pdf),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			err := Download(t.Context(), inMemory(t, answer), pdfCall, &got, File{Check: IsPDF})
			f := asFailure(t, err)
			assert.Zero(t, got.Len())
			assert.NotZero(t, f.Status)
			if f.Status >= 200 && f.Status < 300 && name != "cut off early" {
				assert.True(t, f.Decode)
			}
			if f.Status == 206 {
				assert.Equal(t, pdf, string(f.Body), "what came is not lost")
			}
		})
	}
	t.Run("but shows it", func(t *testing.T) {
		t.Parallel()
		body := "<html>" + strings.Repeat("x", 5000)
		f := asFailure(t, Download(t.Context(), inMemory(t, always(200, body)), pdfCall, io.Discard, File{Check: IsPDF}))
		assert.Equal(t, body, string(f.Body))
		assert.True(t, f.Decode)
	})
}

// short announces more than it sends.
func short(status int, body string) trip {
	return func(req *http.Request) (*http.Response, error) {
		resp := answerWith(req, status, body)
		resp.ContentLength += 10
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(body), iotest.ErrReader(io.ErrUnexpectedEOF)))
		return resp, nil
	}
}

func TestDownloadThatBreaksOff(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	err := Download(t.Context(), inMemory(t, short(200, pdf+strings.Repeat("x", 5000))), pdfCall, &got, File{Check: IsPDF})
	require.ErrorIs(t, asFailure(t, err).Err, io.ErrUnexpectedEOF)
	assert.True(t, strings.HasPrefix(got.String(), pdf))
}

func TestDownloadToABrokenWriter(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	err := Download(t.Context(), inMemory(t, always(200, pdf)), pdfCall, writerFunc(func([]byte) (int, error) { return 0, full }), File{})
	require.ErrorIs(t, asFailure(t, err).Err, full)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestDownloadWaitsForTheFile(t *testing.T) {
	t.Parallel()
	answers := func(t *testing.T, n *int, list ...trip) *Client {
		return inMemory(t, func(req *http.Request) (*http.Response, error) {
			*n++
			return list[min(*n, len(list))-1](req)
		})
	}
	missing, making, there := always(404, `{"code":10404}`), always(202, `{"file_status":"in_progress"}`), always(200, pdf)
	t.Run("404, 202, there", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var got bytes.Buffer
			n := 0
			require.NoError(t, Download(t.Context(), answers(t, &n, missing, making, there), pdfCall, &got, File{Check: IsPDF, MissingIsEarly: true}))
			assert.Equal(t, pdf, got.String())
			assert.Equal(t, 3, n)
		})
	})
	t.Run("never", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			start, n := time.Now(), 0
			f := asFailure(t, Download(t.Context(), answers(t, &n, missing), pdfCall, io.Discard, File{MissingIsEarly: true}))
			assert.True(t, f.NotReady)
			assert.Equal(t, 404, f.Status)
			assert.LessOrEqual(t, time.Since(start), DefaultFileWait)
			assert.Greater(t, time.Since(start), DefaultFileWait-time.Minute)
		})
	})
	t.Run("the context ends it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			n := 0
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			start := time.Now()
			f := asFailure(t, Download(ctx, answers(t, &n, making), pdfCall, io.Discard, File{}))
			require.ErrorIs(t, f.Err, context.DeadlineExceeded)
			assert.True(t, f.NotReady)
			assert.Equal(t, 3*time.Second, time.Since(start))
		})
	})
	t.Run("404 is an error where it means that", func(t *testing.T) {
		t.Parallel()
		n := 0
		f := asFailure(t, Download(t.Context(), answers(t, &n, missing, there), pdfCall, io.Discard, File{}))
		assert.Equal(t, 404, f.Status)
		assert.False(t, f.NotReady)
		assert.Equal(t, 1, n)
	})
}

func TestDownloadRedirectedToAFileHost(t *testing.T) {
	t.Parallel()
	files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pdf) })
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, files.URL+"/x.pdf?signature=abc", http.StatusFound)
	}, fileHosts(t, files.URL))
	var got bytes.Buffer
	require.NoError(t, Download(t.Context(), c, pdfCall, &got, File{Check: IsPDF}))
	assert.Equal(t, pdf, got.String())
	assert.Empty(t, files.list[0].Header.Get(KeyHeader))
}

func TestFetch(t *testing.T) {
	t.Parallel()
	files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "certificate") })
	c, _ := serve(t, sayThing, fileHosts(t, files.URL))
	var got bytes.Buffer
	const query = "?Signature=a~b-c%2Fd%3D&Expires=4102444800"
	require.NoError(t, Fetch(t.Context(), c, "GET file", files.URL+"/a%20b/c.pdf"+query, &got, File{}))
	assert.Equal(t, "certificate", got.String())
	require.Equal(t, 1, files.count())
	assert.Equal(t, "/a%20b/c.pdf"+query, files.list[0].RequestURI, "byte for byte")
	assert.Empty(t, files.list[0].Header.Get(KeyHeader))
}

// Nobody asked for a part.
func TestFetchOfAPart(t *testing.T) {
	t.Parallel()
	part := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-20/4711")
		w.WriteHeader(http.StatusPartialContent)
		_, _ = io.WriteString(w, pdf)
	}
	onStores(t, part, func(t *testing.T, s *store) {
		var got bytes.Buffer
		f := asFailure(t, s.download(t.Context(), &got, File{}))
		assert.Equal(t, 206, f.Status)
		assert.True(t, f.Decode)
		assert.Zero(t, got.Len())
	})
}

func TestFetchRetriesAndFails(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, sayThing)
	t.Run("a broken server is asked again", func(t *testing.T) {
		t.Parallel()
		var n atomic.Int32
		files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
			if n.Add(1) < 3 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			_, _ = io.WriteString(w, "x")
		})
		var got bytes.Buffer
		c, _ := serve(t, sayThing, fileHosts(t, files.URL))
		require.NoError(t, Fetch(t.Context(), c, "GET file", files.URL, &got, File{}))
		assert.Equal(t, "x", got.String())
	})
	t.Run("a spent link is not", func(t *testing.T) {
		t.Parallel()
		files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`)
		})
		c, _ := serve(t, sayThing, fileHosts(t, files.URL))
		f := asFailure(t, Fetch(t.Context(), c, "GET file", files.URL, io.Discard, File{}))
		assert.Equal(t, 403, f.Status)
		assert.True(t, f.Link)
		assert.Equal(t, 1, files.count())
	})
	for name, link := range map[string]string{
		"clear text": "http://files.example.test/x", "no host": "https:///x", "relative": "/x", "empty": "", "user": "https://a:b@files.example.test/x",
		"not as it is": "https://files.example.test/a b", "other scheme": "file:///etc/passwd", "control": "https://files.example.test/\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := asFailure(t, Fetch(t.Context(), c, "GET file", link, io.Discard, File{}))
			assert.True(t, f.Invalid)
			assert.NotContains(t, f.Err.Error(), "files.example")
		})
	}
}
