package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// store is a file store behind TLS, with a client that trusts it.
type store struct {
	*httptest.Server
	client *Client
}

// swallow is a store that reads the file and reports success.
func swallow(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
	sayThing(w, r)
}

// onStores runs test against stores over HTTP/1 and HTTP/2.
func onStores(t *testing.T, answer http.HandlerFunc, test func(*testing.T, *store)) {
	t.Helper()
	for _, version := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			s := &store{Server: httptest.NewUnstartedServer(answer)}
			s.EnableHTTP2 = version == "HTTP/2.0"
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			s.client = clientOf(t, "https://api.example.test", fileHosts(t, s.URL), func(cfg *Config) { cfg.HTTPClient = s.Client() })
			test(t, s)
		})
	}
}

func (s *store) upload(ctx context.Context, u Upload) error {
	u.Op, u.Link = "PUT /x", s.URL+"/x"
	_, err := u.Send(ctx, s.client)
	return err
}

func (s *store) download(ctx context.Context, w io.Writer, file File) error {
	return Fetch(ctx, s.client, "GET /x", s.URL+"/x", w, file)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// zeros never ends.
var zeros = readerFunc(func(p []byte) (int, error) { clear(p); return len(p), nil })

// returns runs f and fails if it does not return: the bug would be a hang.
func returns(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it did not return")
	}
}

func TestUploadReturnsThoughItsReaderBlocks(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	block := func() { <-release }
	blocked := readerFunc(func([]byte) (int, error) { block(); return 0, io.EOF })
	for name, upload := range map[string]func() Upload{
		"in the reader": func() Upload { return Upload{Size: 9, Body: blocked} },
		"after the end": func() Upload { return Upload{Size: 3, Body: io.MultiReader(strings.NewReader("abc"), blocked)} },
		"in Progress": func() Upload {
			return Upload{Body: strings.NewReader("content"), Progress: func(int64, int64) { block() }}
		},
		"while sniffed": func() Upload {
			return Upload{Size: 9, Body: blocked, Sniff: func([]byte) (string, error) { return "x", nil }}
		},
		"in Seek": func() Upload { return Upload{Size: 9, Body: blockingSeeker(block)} },
	} {
		t.Run(name, func(t *testing.T) {
			onStores(t, swallow, func(t *testing.T, s *store) {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				returns(t, func() { assert.ErrorIs(t, s.upload(ctx, upload()), context.DeadlineExceeded) })
			})
		})
	}
}

type blockingSeeker func()

func (b blockingSeeker) Seek(int64, int) (int64, error) { b(); return 0, nil }
func (b blockingSeeker) Read([]byte) (int, error)       { return 0, io.EOF }

// The client's own timeout ends an attempt, too, although the context goes on.
func TestUploadReturnsAtTheClientsTimeout(t *testing.T) {
	t.Parallel()
	onStores(t, swallow, func(t *testing.T, s *store) {
		release := make(chan struct{})
		defer close(release)
		own := *s.Client()
		own.Timeout = 50 * time.Millisecond
		s.client = clientOf(t, "https://api.example.test", fileHosts(t, s.URL), func(cfg *Config) { cfg.HTTPClient = &own })
		blocked := readerFunc(func([]byte) (int, error) { <-release; return 0, io.EOF })
		returns(t, func() { assert.Error(t, s.upload(t.Context(), Upload{Body: blocked, Size: 9})) })
	})
}

func TestDownloadReturnsThoughItsWriterBlocks(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	onStores(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pdf) }, func(t *testing.T, s *store) {
		for name, try := range map[string]func(context.Context) error{
			"in the writer": func(ctx context.Context) error {
				return s.download(ctx, writerFunc(func(p []byte) (int, error) { <-release; return len(p), nil }), File{})
			},
			"in Progress": func(ctx context.Context) error {
				return s.download(ctx, io.Discard, File{Progress: func(int64, int64) { <-release }})
			},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			returns(t, func() { assert.ErrorIs(t, try(ctx), context.DeadlineExceeded, name) })
			cancel()
		}
	})
}

// watched records whether it is used after the call that it was passed to.
type watched struct {
	t        *testing.T
	returned atomic.Bool
	uses     int // not guarded: the race detector finds a use after the end
}

func (w *watched) use() {
	w.uses++
	if w.returned.Load() {
		w.t.Error("used after the call had returned")
	}
}

func (w *watched) end() {
	w.returned.Store(true)
	w.uses++
	time.Sleep(20 * time.Millisecond) // time for what goes on by mistake to show
}

// An answer that comes before the whole file was sent is the result, but not a success.
// The file is not read any more.
func TestAnEarlyAnswerEndsTheReading(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 403} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			t.Parallel()
			early := func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.ReadFull(r.Body, make([]byte, 10))
				w.WriteHeader(status)
			}
			onStores(t, early, func(t *testing.T, s *store) {
				w := &watched{t: t}
				slow := readerFunc(func(p []byte) (int, error) {
					w.use()
					time.Sleep(time.Millisecond)
					return zeros(p)
				})
				returns(t, func() {
					err := s.upload(t.Context(), Upload{Body: slow, Size: 1 << 30, Progress: func(int64, int64) { w.use() }})
					w.end()
					assert.Equal(t, status == 200, asFailure(t, err).Unknown, "the store cannot have the file")
				})
			})
		})
	}
}

func TestNothingIsTouchedOnceTheContextHasEnded(t *testing.T) {
	t.Parallel()
	onStores(t, swallow, func(t *testing.T, s *store) {
		w := &watched{t: t}
		ctx, cancel := context.WithCancel(t.Context())
		endless := readerFunc(func(p []byte) (int, error) {
			if w.use(); w.uses > 100 {
				cancel()
			}
			return zeros(p)
		})
		returns(t, func() {
			assert.ErrorIs(t, s.upload(ctx, Upload{Body: endless, Size: 1 << 40, Progress: func(int64, int64) { w.use() }}), context.Canceled)
			w.end()
		})
	})
	onStores(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, zeros) }, func(t *testing.T, s *store) {
		w := &watched{t: t}
		ctx, cancel := context.WithCancel(t.Context())
		to := writerFunc(func(p []byte) (int, error) {
			if w.use(); w.uses > 100 {
				cancel()
			}
			return len(p), nil
		})
		returns(t, func() {
			assert.ErrorIs(t, s.download(ctx, to, File{Progress: func(int64, int64) { w.use() }}), context.Canceled)
			w.end()
		})
	})
}

func TestAPanicReachesTheCaller(t *testing.T) {
	t.Parallel()
	boom := func() { panic("boom") }
	full := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, pdf)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
	}
	onStores(t, full, func(t *testing.T, s *store) {
		for name, call := range map[string]func(){
			"Progress of an upload": func() {
				_ = s.upload(t.Context(), Upload{Repeat: true, Body: strings.NewReader("content"), Progress: func(int64, int64) { boom() }})
			},
			"reader": func() {
				_ = s.upload(t.Context(), Upload{Size: 7, Body: readerFunc(func([]byte) (int, error) { boom(); return 0, nil })})
			},
			"reader while sniffed": func() {
				_ = s.upload(t.Context(), Upload{Size: 7, Body: readerFunc(func([]byte) (int, error) { boom(); return 0, nil }), Sniff: func([]byte) (string, error) { return "", nil }})
			},
			"writer": func() {
				_ = s.download(t.Context(), writerFunc(func([]byte) (int, error) { boom(); return 0, nil }), File{})
			},
			"Progress of a download": func() {
				_ = s.download(t.Context(), io.Discard, File{Progress: func(int64, int64) { boom() }})
			},
		} {
			assert.PanicsWithValue(t, "boom", call, name)
		}
	})
}

func TestAReaderThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	onStores(t, swallow, func(t *testing.T, s *store) {
		returns(t, func() {
			err := s.upload(t.Context(), Upload{Size: 7, Body: readerFunc(func([]byte) (int, error) { runtime.Goexit(); return 0, nil })})
			f := asFailure(t, err)
			assert.ErrorContains(t, f.Err, "ended its goroutine")
			assert.False(t, f.Unknown)
		})
	})
}

// The store never takes a part of a file for the whole.
func TestAFileThatIsNotItsSize(t *testing.T) {
	t.Parallel()
	disk := errors.New("open /home/ana/cedula.png: input/output error")
	// of returns a reader of content followed, if given, by an error.
	of := func(content string, then ...error) func() io.Reader {
		return func() io.Reader {
			list := []io.Reader{strings.NewReader(content)}
			for _, err := range then {
				list = append(list, iotest.ErrReader(err))
			}
			return io.MultiReader(list...)
		}
	}
	for name, tt := range map[string]struct {
		body func() io.Reader
		size int64
		says string
		kind error
	}{
		"longer":                    {of("0123456789A"), 10, "longer than its size of 10 bytes", nil},
		"longer, read byte by byte": {func() io.Reader { return readerFunc(func(p []byte) (int, error) { return zeros(p[:1]) }) }, 10, "longer than its size of 10 bytes", nil},
		"endless":                   {func() io.Reader { return zeros }, 10 << 10, "longer than its size", nil},
		"shorter":                   {of("01234"), 10, "ends after 5 of 10 bytes", nil},
		"gives nothing":             {func() io.Reader { return readerFunc(func([]byte) (int, error) { return 0, nil }) }, 10, "the reader of the file failed", io.ErrNoProgress},
		"fails":                     {of("01234", disk), 10, "the reader of the file failed", disk},
		"fails at its end":          {of("0123456789", disk), 10, "the reader of the file failed", disk},
		"counts wrongly":            {func() io.Reader { return readerFunc(func(p []byte) (int, error) { return len(p) + 1, nil }) }, 10, "the reader of the file failed", nil},
	} {
		t.Run(name, func(t *testing.T) {
			all := func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err == nil {
					t.Error("the store took a part for the whole")
				}
				sayThing(w, r)
			}
			onStores(t, all, func(t *testing.T, s *store) {
				returns(t, func() {
					err := s.upload(t.Context(), Upload{Body: tt.body(), Size: tt.size, Repeat: true})
					f := asFailure(t, err)
					assert.ErrorContains(t, f.Err, tt.says)
					assert.NotContains(t, f.Err.Error(), "ana")
					assert.Equal(t, tt.kind == nil && name != "counts wrongly", f.Invalid)
					assert.False(t, f.Unknown, "an incomplete file is not stored")
					if tt.kind != nil {
						assert.ErrorIs(t, err, tt.kind)
					}
				})
			})
		})
	}
}

// A second attempt whose file fails does not settle the outcome of the first.
func TestAReaderThatFailsTheSecondTime(t *testing.T) {
	t.Parallel()
	lost := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusInternalServerError)
	}
	onStores(t, lost, func(t *testing.T, s *store) {
		body := &failsLater{Reader: bytes.NewReader([]byte("content"))}
		f := asFailure(t, s.upload(t.Context(), Upload{Body: body, Repeat: true}))
		assert.True(t, f.Unknown)
		assert.ErrorContains(t, f.Err, "the reader of the file failed")
	})
}

// failsLater is a file that can be read only once.
type failsLater struct {
	*bytes.Reader
	rewound bool
}

func (f *failsLater) Seek(offset int64, whence int) (int64, error) {
	f.rewound = f.rewound || f.Len() == 0 && whence == io.SeekStart && offset == 0
	return f.Reader.Seek(offset, whence)
}

func (f *failsLater) Read(p []byte) (int, error) {
	if f.rewound {
		return 0, errors.New("gone")
	}
	return f.Reader.Read(p)
}

func TestTheWritersErrorIsNotQuoted(t *testing.T) {
	t.Parallel()
	full := errors.New("write /home/ana/cedula.pdf: no space left on device")
	for name, write := range map[string]writerFunc{
		"error": func([]byte) (int, error) { return 0, full },
		"short": func(p []byte) (int, error) { return len(p) - 1, nil },
	} {
		onStores(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pdf) }, func(t *testing.T, s *store) {
			f := asFailure(t, s.download(t.Context(), write, File{}))
			require.EqualError(t, f.Err, "the writer failed", name)
			if name == "error" {
				require.ErrorIs(t, f.Err, full)
			} else {
				require.ErrorIs(t, f.Err, io.ErrShortWrite)
			}
		})
	}
}
