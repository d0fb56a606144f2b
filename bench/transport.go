package bench

import (
	"bytes"
	"io"
	"net/http"
)

// transport answers every request out of memory. As net/http's own does, it
// reads and closes the body of the request.
type transport func(*http.Request) (io.Reader, int64)

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
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

// always answers with the same body.
func always(body []byte) transport {
	return func(*http.Request) (io.Reader, int64) {
		return bytes.NewReader(body), int64(len(body))
	}
}

// zeros is a file of n bytes that takes up no memory.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
