// Package dossier collects files that take several requests: it writes each once, from
// its beginning to its end, however often it has to be fetched, and makes archives of
// them that say what they hold.
package dossier

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/truora/truora-go/internal/rest"
)

// Again says when a fetch that failed is repeated.
type Again uint8

// When a fetch is repeated.
const (
	Never   Again = iota
	IfBegun       // a part of the file came, as of one that takes minutes to be made
	Always        // the next fetch may use another link
)

const maxAttempts = 3

// ErrChanged is why a file is not continued.
var ErrChanged = errors.New("truora: the file broke off, and is another one now")

// Stream is a file on its way to a writer, which receives each byte once. A fetch that
// broke off is repeated from the beginning, and what the writer has is compared and
// left out: not every file store can begin in the middle.
type Stream struct {
	open   func(head []byte) (io.Writer, error) // called with the first bytes
	to     io.Writer
	sum    hash.Hash
	size   int64
	failed bool // the writer did: nothing more can be written
}

// NewStream returns a stream to the writer that open returns.
func NewStream(open func(head []byte) (io.Writer, error)) *Stream {
	return &Stream{open: open, sum: sha256.New()}
}

// Size returns the number of bytes that were written.
func (s *Stream) Size() int64 { return s.size }

// SHA256 returns the digest of what was written.
func (s *Stream) SHA256() string { return hex.EncodeToString(s.sum.Sum(nil)) }

// Failed reports whether the writer failed.
func (s *Stream) Failed() bool { return s.failed }

// Fetch calls fetch until the whole file has been written, or as often as again
// allows. Once ctx has ended, a writer that blocks may still be using the stream.
func (s *Stream) Fetch(ctx context.Context, c *rest.Client, again Again, fetch func(context.Context, io.Writer) error) error {
	pauses := c.Pauses(ctx, 0)
	for n := 1; ; n++ {
		a := &attempt{stream: s, left: s.size, seen: sha256.New()}
		err := fetch(ctx, a)
		if err == nil && a.left > 0 {
			return ErrChanged // it is shorter than it was
		}
		if err == nil && s.to == nil {
			return s.begin(nil)
		}
		if err == nil || ctx.Err() != nil || s.failed {
			return err
		}
		if a.changed {
			return ErrChanged
		}
		if n >= maxAttempts || again == Never || again == IfBegun && s.size == 0 {
			return err
		}
		if more, ended := pauses.Sleep(ctx); !more {
			return errors.Join(err, ended)
		}
	}
}

func (s *Stream) begin(head []byte) (err error) {
	s.to, err = s.open(head)
	s.failed = err != nil
	return err
}

func (s *Stream) write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.to == nil {
		if err := s.begin(p); err != nil {
			return 0, err
		}
	}
	n, err := s.to.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	s.sum.Write(p[:n])
	s.size, s.failed = s.size+int64(n), err != nil
	return n, err
}

// attempt is the writer of one fetch.
type attempt struct {
	stream  *Stream
	left    int64 // bytes that were written before
	seen    hash.Hash
	changed bool
}

func (a *attempt) Write(p []byte) (int, error) {
	known := int(min(int64(len(p)), a.left))
	if known > 0 {
		a.seen.Write(p[:known])
		a.left -= int64(known)
		if a.left == 0 && !bytes.Equal(a.seen.Sum(nil), a.stream.sum.Sum(nil)) {
			a.changed = true
			return 0, ErrChanged
		}
	}
	n, err := a.stream.write(p[known:])
	return known + n, err
}
