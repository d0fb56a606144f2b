package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// trustedLength is the most that is allocated on a server's word.
const trustedLength = 4 << 20

// readBody reads the whole body, up to limit bytes.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	defer closeBody(resp)
	if resp.Body == nil {
		return nil, nil
	}
	// A length of 0 proves nothing: a mock may not set it.
	if n := resp.ContentLength; n > 0 && n <= min(limit, trustedLength) {
		// One allocation of the right size: the result keeps slices of it.
		body := make([]byte, n)
		read, err := io.ReadFull(resp.Body, body)
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return body[:read], err
	}
	var buf bytes.Buffer
	_, err := io.Copy(&buf, io.LimitReader(resp.Body, max(limit, limit+1))) // limit can be the largest number
	if err == nil && int64(buf.Len()) > limit {
		buf.Truncate(int(limit))
		err = tooLargeError(limit)
	}
	return buf.Bytes(), err
}

type tooLargeError int64

func (e tooLargeError) Error() string {
	return fmt.Sprintf("the answer is larger than %d bytes", int64(e))
}
