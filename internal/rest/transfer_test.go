package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
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
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			err := Download(t.Context(), inMemory(t, answer), pdfCall, &got, File{Check: IsPDF})
			f := asFailure(t, err)
			assert.Zero(t, got.Len())
			assert.NotZero(t, f.Status)
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

// short announces more than it gives.
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
	t.Run("a last look just before the end", func(t *testing.T) {
		t.Parallel()
		for limit := 10 * time.Second; limit < 2*time.Minute; limit += 7 * time.Second {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := inMemory(t, func(req *http.Request) (*http.Response, error) {
					if time.Since(start) >= limit-2*time.Second {
						return there(req)
					}
					return missing(req)
				})
				require.NoError(t, Download(t.Context(), c, pdfCall, io.Discard, File{MissingIsEarly: true, MaxWait: limit}))
				assert.LessOrEqual(t, time.Since(start), limit)
			})
		}
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
	})
	var got bytes.Buffer
	require.NoError(t, Download(t.Context(), c, pdfCall, &got, File{Check: IsPDF}))
	assert.Equal(t, pdf, got.String())
	assert.Empty(t, files.list[0].Header.Get(KeyHeader))
}

func TestFetch(t *testing.T) {
	t.Parallel()
	files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "certificate") })
	c, _ := serve(t, sayThing)
	var got bytes.Buffer
	const query = "?Signature=a~b-c%2Fd%3D&Expires=4102444800"
	require.NoError(t, Fetch(t.Context(), c, "GET file", files.URL+"/a%20b/c.pdf"+query, &got, File{}))
	assert.Equal(t, "certificate", got.String())
	require.Equal(t, 1, files.count())
	assert.Equal(t, "/a%20b/c.pdf"+query, files.list[0].RequestURI, "byte for byte")
	assert.Empty(t, files.list[0].Header.Get(KeyHeader))
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
		require.NoError(t, Fetch(t.Context(), c, "GET file", files.URL, &got, File{}))
		assert.Equal(t, "x", got.String())
	})
	t.Run("a spent link is not", func(t *testing.T) {
		t.Parallel()
		files := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`)
		})
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

// upload sends body to a server that answers by status codes in turn.
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
	c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.FileHosts = []string{"127.0.0.1"} })
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
			u := Upload{Sniff: func(head []byte) string { return "x/" + string(head) }}
			sent, _, err := upload(t, u, body, 200)
			require.NoError(t, err)
			assert.Equal(t, "x/content", sent.list[0].Header.Get("Content-Type"))
			assert.Equal(t, "content", sent.body[0], "what was looked at is sent too")
			assert.EqualValues(t, 7, sent.list[0].ContentLength)
		})
	}
	u := Upload{ContentType: "image/png", Sniff: func([]byte) string { return "not asked" }}
	sent, _, err := upload(t, u, strings.NewReader("content"), 200)
	require.NoError(t, err)
	assert.Equal(t, "image/png", sent.list[0].Header.Get("Content-Type"))

	u = Upload{Size: 7, Sniff: func([]byte) string { return "x" }}
	sent, _, err = upload(t, u, iotest.ErrReader(errors.New("disk")), 200)
	assert.True(t, asFailure(t, err).Invalid)
	assert.Zero(t, sent.count())
}

// A link that is spent stays so, whatever status the refusal comes in.
func TestSpentLinkInsideA5xx(t *testing.T) {
	t.Parallel()
	n := 0
	srv := newForeign(t, func(w http.ResponseWriter, _ *http.Request) {
		n++
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>")
	})
	c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.FileHosts = []string{"127.0.0.1"} })
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
		c := clientOf(t, "https://api.example.test", func(cfg *Config) { cfg.FileHosts = []string{"127.0.0.1"} })
		got, err := Put[item](t.Context(), c, Upload{Op: "PUT /x", Link: srv.URL + "/x", Body: strings.NewReader("content")})
		require.NoError(t, err, answer)
		assert.Equal(t, want, got.N, answer)
		assert.Equal(t, answer, string(got.RawJSON()))
	}
}

func TestUploadIsRefusedBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	const host = "https://127.0.0.1:1/up?"
	past := fmt.Sprint(time.Now().Add(-time.Second).Unix())
	for name, tt := range map[string]struct {
		link    string
		body    io.Reader
		expired bool
	}{
		"expired":           {host + "Expires=" + past, strings.NewReader("content"), true},
		"expired, as by S3": {host + "X-Amz-Date=20200101T000000Z&X-Amz-Expires=900", strings.NewReader("content"), true},
		"too large":         {host + "max-size=6", strings.NewReader("content"), false},
		"foreign host":      {"https://evil.test/up", strings.NewReader("content"), false},
		"clear text":        {"http://files.truora.com/up", strings.NewReader("content"), false},
		"unknown size":      {host, io.MultiReader(strings.NewReader("content")), false},
		"empty file":        {host, strings.NewReader(""), false},
		"no file":           {host, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent, _, err := upload(t, Upload{Link: tt.link}, tt.body, 200)
			f := asFailure(t, err)
			assert.True(t, f.Invalid)
			assert.Equal(t, tt.expired, f.Expired)
			assert.Zero(t, sent.count())
		})
	}
}

func TestFileHosts(t *testing.T) {
	t.Parallel()
	core := &Core{cfg: Config{FileHosts: []string{"files.truora.com", ".amazonaws.com"}}}
	for host, want := range map[string]bool{
		"files.truora.com": true, "bucket.s3.amazonaws.com": true, "amazonaws.com": false, "evilamazonaws.com": false,
		"files.truora.com.evil.test": false, "xfiles.truora.com": false, "": false,
	} {
		assert.Equal(t, want, core.mayHoldFiles(host, false), host)
		assert.Equal(t, host == "files.truora.com", core.mayHoldFiles(host, true), host)
	}
}
