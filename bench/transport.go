package bench

import (
	"bytes"
	"io"
	"net/http"
)

// Transport answers every request from memory. Like net/http's own, it reads and closes
// the body of the request.
type Transport func(*http.Request) (io.Reader, int64)

// RoundTrip implements [http.RoundTripper].
func (t Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, err := io.Copy(io.Discard, req.Body)
		if closing := req.Body.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, err
		}
	}
	body, size := t(req)
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(body),
		ContentLength: size,
		Request:       req,
	}, nil
}

// Always returns a Transport that always answers with the same body.
func Always(body []byte) Transport {
	return func(*http.Request) (io.Reader, int64) {
		return bytes.NewReader(body), int64(len(body))
	}
}

// zeros returns a file of n bytes that takes up no memory.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// RoundTripper is a function that implements [http.RoundTripper].
type RoundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f RoundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
