package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/truora/truora-go/apitype"
)

// Upload is a file on its way to a signed link.
type Upload struct {
	Op   string
	Link string
	Body io.Reader
	// Size in bytes. Zero or less: found out from Body, which then must have a
	// Len method or be an io.Seeker.
	Size int64
	// ContentType is sent as it is; empty means application/octet-stream.
	ContentType string
	// Sniff names the content type by the first bytes, if ContentType is empty.
	// Optional.
	Sniff func(head []byte) string
	// WholeHosts allows only the hosts that the options name, none below a domain.
	WholeHosts bool
	// Progress is told how much has been read from Body. Optional.
	Progress func(done, total int64)
	// Repeat allows a second attempt after a lost answer, if Body can be rewound.
	Repeat bool
}

// Send puts the file on the link, without the key, and returns the answer.
// Limits that the link itself names are checked before the first byte.
func (u Upload) Send(ctx context.Context, c *Client) ([]byte, error) {
	fail := func(f *Failure) ([]byte, error) {
		f.Op, f.Link = u.Op, true
		if !f.Invalid { // our own words may name the limit that the link sets
			f.Private = privateOf(u.Link)
		}
		return nil, c.core.fail(f)
	}
	link, err := parseLink(u.Link)
	if err != nil {
		return fail(&Failure{Invalid: true, Err: err})
	}
	if !c.core.mayHoldFiles(link.host, u.WholeHosts) {
		return fail(&Failure{Invalid: true, Err: errors.New("the link is not on a host of Truora's files")})
	}
	source, err := newSource(u.Body, u.Size)
	if err != nil {
		return fail(&Failure{Invalid: true, Err: err})
	}
	if link.expired(time.Now()) {
		return fail(&Failure{Invalid: true, Expired: true, Err: errors.New("the link has expired: ask for a new one")})
	}
	if link.maxSize > 0 && source.size > link.maxSize {
		return fail(&Failure{Invalid: true, Err: errTooLarge(link.maxSize)})
	}
	if u.ContentType == "" && u.Sniff != nil {
		head, err := source.peek()
		if err != nil {
			return fail(&Failure{Invalid: true, Err: errors.New("the file cannot be read")})
		}
		u.ContentType = u.Sniff(head)
	}
	source.progress = u.Progress
	req, err := retryablehttp.NewRequest(http.MethodPut, u.Link, retryablehttp.ReaderFunc(source.open))
	if err != nil {
		return fail(&Failure{Invalid: true, Err: errBadLink})
	}
	req.ContentLength = source.size
	req.Header["User-Agent"] = []string{c.core.cfg.UserAgent}
	req.Header["Content-Type"] = []string{u.ContentType}
	if u.ContentType == "" {
		req.Header["Content-Type"] = []string{"application/octet-stream"}
	}
	x := &exchange{op: u.Op, core: c.core, effect: Once}
	if u.Repeat && source.seeker != nil {
		x.effect = Idempotent
	}
	ans, failure := x.run(ctx, c.core.links, req.WithContext(x.bind(ctx)))
	if failure != nil {
		if errors.Is(failure.Err, errSpent) {
			failure.Err = nil
		}
		return fail(failure)
	}
	return ans.body, nil
}

// Put is [Upload.Send] with the answer read as far as it can be: the file has
// been stored, whatever the answer looks like.
func Put[T any](ctx context.Context, c *Client, u Upload) (*T, error) {
	body, err := u.Send(ctx, c)
	if err != nil {
		return nil, err
	}
	out := new(T)
	if decodeWhole(body, out) != nil {
		out = new(T)
		apitype.Attach(out, body)
	}
	return out, nil
}

func (c *Core) mayHoldFiles(host string, whole bool) bool {
	for _, allowed := range c.cfg.FileHosts {
		if host == allowed || !whole && strings.HasPrefix(allowed, ".") && strings.HasSuffix(host, allowed) {
			return true
		}
	}
	return false
}

// source is the body of an upload: opened anew for each attempt.
type source struct {
	body     io.Reader
	seeker   io.Seeker // nil: the body can be read only once
	start    int64
	size     int64
	progress func(done, total int64)

	mu     sync.Mutex
	opened *countingReader // of the present attempt
}

func newSource(body io.Reader, size int64) (*source, error) {
	if body == nil {
		return nil, errors.New("there is no file")
	}
	s := &source{body: body, size: size}
	if seeker, ok := body.(io.Seeker); ok {
		start, err := seeker.Seek(0, io.SeekCurrent)
		if err == nil { // a pipe is an *os.File too, and cannot seek
			s.seeker, s.start = seeker, start
		}
	}
	if s.size <= 0 {
		s.size = s.measure()
	}
	switch {
	case s.size < 0:
		return nil, errors.New("the size of the file is unknown: give it")
	case s.size == 0:
		return nil, errors.New("the file is empty")
	}
	return s, nil
}

// measure returns the bytes that are left to read, or -1.
func (s *source) measure() int64 {
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

// peek returns the first bytes of the file, which open will give again.
func (s *source) peek() ([]byte, error) {
	head := make([]byte, min(s.size, headSize))
	n, err := io.ReadFull(s.body, head)
	if s.seeker != nil {
		_, back := s.seeker.Seek(s.start, io.SeekStart)
		return head[:n], errors.Join(realError(err), back)
	}
	s.body = io.MultiReader(bytes.NewReader(head[:n]), s.body)
	return head[:n], realError(err)
}

// realError passes over the end of a file that is shorter than it said: sending
// it will tell.
func realError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

var errSpent = errors.New("the file cannot be read a second time")

// open is called for each attempt. A body that cannot be rewound may be opened
// again only while nothing of it has been read.
func (s *source) open() (io.Reader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened != nil && s.opened.done > 0 {
		if s.seeker == nil {
			return nil, errSpent
		}
		if _, err := s.seeker.Seek(s.start, io.SeekStart); err != nil {
			return nil, errSpent
		}
	}
	s.opened = &countingReader{from: s.body, total: s.size, report: s.progress}
	return &attemptBody{s, s.opened}, nil
}

// attemptBody cuts an earlier attempt off from the file: net/http may go on
// reading a body for a while after it has given the answer.
type attemptBody struct {
	*source
	mine *countingReader
}

func (b *attemptBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.mine != b.opened {
		return 0, errSpent
	}
	return b.mine.Read(p)
}
