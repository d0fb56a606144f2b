package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const quoted = "ANA PRUEBA 1000000001"

// The text of a failure says what failed, and quotes nothing that was read.
func TestClassifiedErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"context canceled": context.Canceled,
		"unexpected EOF":   io.ErrUnexpectedEOF,
		"redirected":       &url.Error{Op: "Get", URL: "https://api.test/" + quoted, Err: refusal("redirected")},
		"the certificate of the server was not accepted": &tls.CertificateVerificationError{
			Err: x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{quoted}}, Host: quoted},
		},
		"the host was not found":                        &net.OpError{Op: "dial", Err: &net.DNSError{Err: quoted, Name: quoted}},
		"no connection: connection refused":             &net.OpError{Op: "dial", Addr: &net.UnixAddr{Name: quoted}, Err: syscall.ECONNREFUSED},
		"the connection was lost: broken pipe":          fmt.Errorf("%s: %w", quoted, syscall.EPIPE),
		"the connection was lost":                       fmt.Errorf("%s: %w", quoted, io.EOF),
		"no answer in time":                             fmt.Errorf("%s: %w", quoted, timeout{}),
		"the answer is not HTTP":                        fmt.Errorf("malformed HTTP status code %q", quoted),
		"the file: open: no such file or directory":     fmt.Errorf("reading: %w", &fs.PathError{Op: "open", Path: "/home/" + quoted, Err: syscall.ENOENT}),
		"the file: write: no space left on device":      &fs.PathError{Op: "write", Path: quoted, Err: syscall.ENOSPC},
		"HTTP/2 stream reset with code 1":               fmt.Errorf("%s: %w", quoted, streamError{1, 1, errors.New(quoted)}),
		"the server refused the request unread":         errors.New(notAgain + goneAway + "] after Request.Body was written; define Request.GetBody to avoid this error"),
		"the HTTP/2 connection failed":                  errors.New(`http2: server sent GOAWAY and closed the connection; debug="` + quoted + `"`),
		"TLS failed":                                    errors.New("tls: " + quoted),
		"the transport failed":                          errors.New(quoted),
		"the answer is larger than 5 bytes":             tooLargeError(5),
		"the connection was lost: the server closed it": errors.New("http: server closed idle connection"),
	} {
		got := classified(err)
		require.EqualError(t, got, want)
		assert.ErrorIs(t, got, withoutURL(err), want)
	}
	require.NoError(t, classified(nil))
	again := classified(classified(errors.New(quoted)))
	require.EqualError(t, again, "the transport failed")
	var failed *net.OpError
	require.ErrorAs(t, classified(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), &failed)
}

type timeout struct{}

func (timeout) Error() string   { return quoted }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

// The same at its source: a server answers with what was sent, where no answer should
// contain it.
func TestLostAnswerIsNotQuoted(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"HTTP/1.1 " + quoted + "\r\n\r\n", "HTTP/1.1 2" + quoted, quoted + "\r\n\r\n", "HTTP/1.1 200 OK\r\n" + quoted + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: " + quoted + "\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + quoted + "\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + quoted + "\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://%zz" + quoted + "\r\n\r\n",
	} {
		w := newWire(t, say(text))
		c := clientOf(t, "http://"+w.Addr().String())
		f := asFailure(t, Run(t.Context(), c, Call{Op: "GET /v1/things"}))
		require.Error(t, f.Err)
		assert.NotContains(t, f.Err.Error(), "ANA", text)
	}
}

func TestUnprocessed(t *testing.T) {
	t.Parallel()
	const after = "] after Request.Body was written; define Request.GetBody to avoid this error"
	for text, want := range map[string]bool{
		goneAway:                            true,
		notAgain + goneAway + after:         true,
		goneAwayFirst + "ENHANCE_YOUR_CALM": true,
		"stream error: stream ID 5; REFUSED_STREAM; received from peer":                    true,
		notAgain + "stream error: stream ID 5; REFUSED_STREAM; received from peer" + after: true,
		notAgain + "stream error: stream ID 5; PROTOCOL_ERROR; received from peer" + after: false,
		`http2: server sent GOAWAY and closed the connection; debug="` + goneAway + `"`:    false,
		`read: "stream error: stream ID 5; REFUSED_STREAM; received from peer"`:            false,
		"EOF": false,
	} {
		assert.Equal(t, want, unprocessed(&url.Error{Op: "Post", URL: "https://a.test", Err: errors.New(text)}), text)
	}
	assert.True(t, unprocessed(fmt.Errorf("x: %w", streamError{Code: refusedStream})))
	assert.False(t, unprocessed(http.ErrAbortHandler))
	assert.False(t, unprocessed(nil))
}
