package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// File says what is expected of a download.
type File struct {
	// Check inspects the first bytes before any is written. Optional.
	Check func(head []byte) error
	// Progress receives the bytes read so far and the total, -1 if unknown. Optional.
	Progress func(done, total int64)
	// MissingIsEarly: a 404 means that the file does not exist yet.
	MissingIsEarly bool
	// MaxWait limits the wait for the file; zero means [DefaultFileWait].
	MaxWait time.Duration
}

// DefaultFileWait is how long to wait for Truora to produce a file.
const DefaultFileWait = 5 * time.Minute

// NeedsWriter refuses a download to nil, for methods that make other calls first.
func (c *Client) NeedsWriter(op string, w io.Writer) error {
	if w == nil {
		return c.Refuse(op, own("the writer is nil"))
	}
	return nil
}

// headSize is how many bytes Check gets.
const headSize = 1024

// Download carries out a call whose answer is a file, waits until the file exists, and
// streams it to w. It never writes any other answer to w.
func Download(ctx context.Context, c *Client, call Call, w io.Writer, file File) error {
	return surroundAll(ctx, c, call, func(ctx context.Context, c *Client, call Call) error {
		return download(ctx, c, call, w, file)
	})
}

func download(ctx context.Context, c *Client, call Call, w io.Writer, file File) error {
	if err := c.NeedsWriter(call.Op, w); err != nil {
		return err
	}
	limit := file.MaxWait
	if limit <= 0 {
		limit = DefaultFileWait
	}
	pauses := c.Pauses(ctx, limit)
	for {
		ans, failure := c.try(ctx, call, true)
		if failure == nil && ans.StatusCode == http.StatusAccepted {
			failure = ans.early(call.Op)
		}
		switch {
		case failure == nil:
			return c.failed(ans.save(ctx, call.Op, w, file))
		case failure.Status == http.StatusAccepted || failure.Status == http.StatusNotFound && file.MissingIsEarly:
		default:
			return c.failed(failure)
		}
		more, err := pauses.Sleep(ctx)
		if err != nil {
			return c.failed(&Failure{Op: call.Op, NotReady: true, Err: err})
		}
		if !more {
			failure.NotReady = true
			return c.failed(failure)
		}
	}
}

// early is the failure for a file that is still being produced.
func (a *answer) early(op string) *Failure {
	body, _ := readBody(a.Response, maxErrorBody)
	return &Failure{Op: op, Status: a.StatusCode, Header: a.Header, Body: body}
}

// failed returns the public error for a failure, or nil for none.
func (c *Client) failed(f *Failure) error {
	if f == nil {
		return nil
	}
	return c.core.fail(f)
}

// Fetch streams the file at a signed link to w, without the key.
func Fetch(ctx context.Context, c *Client, op, link string, w io.Writer, file File) error {
	return surroundAll(ctx, c, Call{Op: op, Effect: Read, Link: true}, func(ctx context.Context, c *Client, call Call) error {
		return fetch(ctx, c, call, link, w, file)
	})
}

func fetch(ctx context.Context, c *Client, call Call, link string, w io.Writer, file File) error {
	op := call.Op
	if c.core.cfg.Err != nil {
		return c.failed(&Failure{Op: op, Invalid: true, Err: c.core.cfg.Err})
	}
	if err := c.NeedsWriter(op, w); err != nil {
		return err
	}
	if _, err := c.core.parseLink(link); err != nil {
		return c.failed(&Failure{Op: op, Invalid: true, Err: err})
	}
	req, err := retryablehttp.NewRequest(http.MethodGet, link, nil)
	if err != nil {
		return c.failed(&Failure{Op: op, Invalid: true, Err: errBadLink})
	}
	req.Header["User-Agent"] = c.core.userAgent
	x := &exchange{op: op, core: c.core, effect: Read, stream: true}
	ans, failure := x.run(ctx, c.core.links, req.WithContext(x.bind(ctx)))
	if failure == nil {
		call.see(ans.StatusCode, nil)
		failure = ans.save(ctx, op, w, file)
	}
	if failure != nil {
		failure.Link, failure.Private = true, privateOf(link)
	}
	return c.failed(failure)
}

// save checks the beginning of the file and copies it to w. It uses neither w nor
// Progress after it has returned, except that a call of theirs that blocks may still be
// running if the context has ended.
func (a *answer) save(ctx context.Context, op string, w io.Writer, file File) *Failure {
	defer closeBody(a.Response)
	if a.StatusCode != http.StatusOK {
		return a.notTheFile(op, nil, errors.New("the answer is not the whole file, by its status"))
	}
	chunk := make([]byte, chunkSize)
	head, err := readHead(a.Body, chunk[:headSize])
	if err != nil {
		return a.broken(op, err)
	}
	if file.Check != nil {
		if err := file.Check(head); err != nil {
			return a.notTheFile(op, head, err)
		}
	}
	out := &sink{borrowed: borrow(), ctx: ctx, to: w, report: file.Progress, total: a.ContentLength}
	defer out.giveBack(ctx)
	for n, end := len(head), error(nil); ; n, end = a.Body.Read(chunk) {
		if err := out.write(chunk[:n]); err != nil {
			return a.broken(op, err)
		}
		if errors.Is(end, io.EOF) {
			return nil
		}
		if end != nil {
			return a.broken(op, end)
		}
	}
}

func (a *answer) notTheFile(op string, head []byte, err error) *Failure {
	rest, _ := io.ReadAll(io.LimitReader(a.Body, maxErrorBody-headSize))
	return &Failure{Op: op, Status: a.StatusCode, Header: a.Header, Body: append(head, rest...), Decode: true, Err: err}
}

// sink is the caller's destination for a file.
type sink struct {
	*borrowed
	ctx         context.Context //nolint:containedctx // that of the call, which bounds each use of the writer
	to          io.Writer
	report      func(done, total int64)
	done, total int64
}

func (s *sink) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	var n int
	var err error
	if stopped := s.run(s.ctx, func() { n, err = s.to.Write(p) }); stopped != nil {
		return stopped
	}
	if err == nil && n != len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return &callerError{text: "the writer failed", cause: err}
	}
	s.done += int64(n)
	if s.report == nil {
		return nil
	}
	total := s.total
	if total < s.done { // some transports leave it at 0
		total = -1
	}
	return s.run(s.ctx, func() { s.report(s.done, total) })
}

// readHead reads the first bytes. Unlike io.ReadFull it distinguishes the end of a
// short file from a file that broke off.
func readHead(r io.Reader, head []byte) ([]byte, error) {
	n := 0
	for n < len(head) {
		read, err := r.Read(head[n:])
		n += read
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return head[:n], nil
}

func (a *answer) broken(op string, err error) *Failure {
	return &Failure{Op: op, Status: a.StatusCode, Header: a.Header, Err: classified(err)}
}

// IsPDF accepts the beginning of a PDF file. Readers tolerate bytes before the marker,
// and some writers produce them.
func IsPDF(head []byte) error {
	if !bytes.Contains(head, []byte("%PDF-")) {
		return errors.New("the answer is not a PDF file")
	}
	return nil
}
