package sandbox

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/truoratest"
)

// Client returns a client of the account, for what the sandbox's own pages show.
func (a *Account) Client(opts ...truora.Option) (*truora.Client, error) {
	base := truora.WithHosts(truora.HostsAt("http://localhost"))
	return truora.New(truoratest.APIKey, append([]truora.Option{base, truora.WithHTTPClient(a.HTTPClient())}, opts...)...)
}

// HTTPClient returns a client whose calls come to the account without a socket, under
// its own key or one that it made.
func (a *Account) HTTPClient() *http.Client { return &http.Client{Transport: direct{a}} }

// direct is the way to an account from inside.
type direct struct{ a *Account }

func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req.Body = http.NoBody
	}
	defer func() { _ = req.Body.Close() }()
	in := req.Clone(req.Context())
	in.Host, in.RequestURI = req.URL.Host, req.URL.RequestURI()
	key := req.Header.Get(keyHeader)
	if key == truoratest.APIKey {
		key = ownKey
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	if !w.serve(func() { d.a.serve(w, in, key) }) {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{
		StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
	}, nil
}

// recorder is an answer that is written down.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(p []byte) (int, error) { return w.body.Write(p) }

// serve reports whether an answer came; a fault may have cut the connection.
func (w *recorder) serve(f func()) (whole bool) {
	defer func() {
		if broken := recover(); broken != nil {
			if err, ok := broken.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(broken)
			}
		}
	}()
	f()
	return true
}
