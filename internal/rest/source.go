package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// source is the file of an upload, which is opened again for each attempt.
type source struct {
	*borrowed
	ctx      context.Context //nolint:containedctx // that of the call, which limits each use of the file
	body     io.Reader
	seeker   io.Seeker // nil: the body can be read only once
	start    int64
	size     int64
	progress func(done, total int64)

	mu      sync.Mutex
	current *fileBody
	begun   bool         // something of the file has been read, other than by peek
	whole   bool         // an attempt sent all of it
	fault   *callerError // the file cannot be sent
}

func newSource(ctx context.Context, body io.Reader) *source {
	s := &source{borrowed: borrow(), ctx: ctx, body: body}
	s.seeker, _ = body.(io.Seeker)
	return s
}

// setSize sets the given size, or else determines it.
func (s *source) setSize(given int64) error {
	if s.body == nil {
		return errors.New("there is no file")
	}
	left := int64(-1)
	if err := s.run(s.ctx, func() { left = s.measure() }); err != nil {
		return err
	}
	s.size = given
	if given <= 0 {
		s.size = left
	}
	switch {
	case s.size < 0:
		return errors.New("the size of the file is unknown: set Size")
	case s.size == 0:
		return errors.New("the file is empty")
	case s.seeker != nil && left > 0 && left != s.size:
		return &callerError{text: fmt.Sprintf("the file has %d bytes, not the %d that were given as its size", left, s.size)}
	}
	return nil
}

// measure returns the number of bytes left to read, or -1. It also finds out whether
// the file can be rewound: a pipe is an *os.File too, and cannot.
func (s *source) measure() int64 {
	if s.seeker != nil {
		var err error
		if s.start, err = s.seeker.Seek(0, io.SeekCurrent); err != nil {
			s.seeker = nil
		}
	}
	if l, ok := s.body.(interface{ Len() int }); ok {
		return int64(l.Len())
	}
	if s.seeker == nil {
		return -1
	}
	end, err := s.seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return -1
	}
	if _, err := s.seeker.Seek(s.start, io.SeekStart); err != nil {
		return -1
	}
	return end - s.start
}

// peek returns the first bytes of the file, which open will return again.
func (s *source) peek() ([]byte, error) {
	head := make([]byte, min(s.size, headSize))
	n := 0
	var err, back error
	if stopped := s.run(s.ctx, func() {
		n, err = io.ReadFull(s.body, head)
		if s.seeker != nil {
			_, back = s.seeker.Seek(s.start, io.SeekStart)
		}
	}); stopped != nil {
		return nil, stopped
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // the file is shorter than it said: sending will find out
	}
	if err = errors.Join(err, back); err != nil {
		return nil, readerFailed(err)
	}
	if s.seeker == nil {
		s.body = io.MultiReader(bytes.NewReader(head[:n]), s.body)
	}
	return head[:n], nil
}

func readerFailed(err error) *callerError {
	return &callerError{text: "the reader of the file failed", cause: err}
}

var errSpent = errors.New("the file cannot be read a second time")

// open is called for each attempt. By then the guard has ended the previous attempt
// with its request: net/http may go on reading a body after it has returned the answer.
// A file that cannot be rewound may be opened again only while nothing of it has been
// read.
func (s *source) open() (io.Reader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault != nil {
		return nil, s.fault
	}
	if s.begun && s.seeker == nil {
		return nil, errSpent
	}
	s.current = &fileBody{source: s}
	s.current.ctx, s.current.cancel = context.WithCancel(s.ctx)
	return s.current, nil
}

// end stops the last attempt. It returns why the file could not be sent, if it could
// not, and whether an attempt sent all of it.
func (s *source) end() (fault *callerError, whole bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		s.current.cancel()
	}
	return s.fault, s.whole
}

// broken records why the file cannot be sent.
func (s *source) broken(fault *callerError) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fault == nil {
		s.fault = fault
	}
	return fault
}
