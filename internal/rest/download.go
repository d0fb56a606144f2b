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
	// Check looks at the first bytes, before any is handed on. Optional.
	Check func(head []byte) error
	// Progress is told how much has come and how much will: -1 if unknown. Optional.
	Progress func(done, total int64)
	// MissingIsEarly: a 404 means that the file is not there yet.
	MissingIsEarly bool
	// MaxWait bounds the wait for the file; zero means [DefaultFileWait].
	MaxWait time.Duration
}

// DefaultFileWait is how long a file may take to be made.
const DefaultFileWait = 5 * time.Minute

// headSize is what Check gets to see.
const headSize = 1024

// Download carries out a call whose answer is a file, once it is there, and
// streams it to w. An answer that is not the file is never written to w.
func Download(ctx context.Context, c *Client, call Call, w io.Writer, file File) error {
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
			return c.failed(ans.save(call.Op, w, file))
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

// early is the answer that the file is being made.
func (a *answer) early(op string) *Failure {
	body, _ := readBody(a.Response, maxErrorBody)
	return &Failure{Op: op, Status: a.StatusCode, Header: a.Header, Body: body}
}

// failed turns a failure into the public error; none into nil.
func (c *Client) failed(f *Failure) error {
	if f == nil {
		return nil
	}
	return c.core.fail(f)
}

// Fetch streams what lies behind a signed link to w, without the key.
func Fetch(ctx context.Context, c *Client, op, link string, w io.Writer, file File) error {
	if _, err := parseLink(link); err != nil {
		return c.failed(&Failure{Op: op, Invalid: true, Err: err})
	}
	req, err := retryablehttp.NewRequest(http.MethodGet, link, nil)
	if err != nil {
		return c.failed(&Failure{Op: op, Invalid: true, Err: errBadLink})
	}
	req.Header["User-Agent"] = []string{c.core.cfg.UserAgent}
	x := &exchange{op: op, core: c.core, effect: Read, stream: true}
	ans, failure := x.run(ctx, c.core.links, req.WithContext(x.bind(ctx)))
	if failure == nil {
		failure = ans.save(op, w, file)
	}
	if failure != nil {
		failure.Link, failure.Private = true, privateOf(link)
	}
	return c.failed(failure)
}

// save checks the head of the file and copies it to w.
func (a *answer) save(op string, w io.Writer, file File) *Failure {
	defer closeBody(a.Response)
	head, err := readHead(a.Body)
	if err != nil {
		return a.broken(op, err)
	}
	if file.Check != nil {
		if err := file.Check(head); err != nil {
			rest, _ := io.ReadAll(io.LimitReader(a.Body, maxErrorBody-headSize))
			return &Failure{Op: op, Status: a.StatusCode, Header: a.Header, Body: append(head, rest...), Decode: true, Err: err}
		}
	}
	whole := &countingReader{from: io.MultiReader(bytes.NewReader(head), a.Body), total: a.ContentLength, report: file.Progress}
	if _, err := io.Copy(w, whole); err != nil {
		return a.broken(op, err)
	}
	return nil
}

// readHead reads the first bytes. Unlike io.ReadFull it tells the end of a short
// file from a file that broke off.
func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, headSize)
	n := 0
	for n < headSize {
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

// IsPDF accepts the beginning of a PDF file. Readers tolerate bytes before the
// mark, and some writers produce them.
func IsPDF(head []byte) error {
	if !bytes.Contains(head, []byte("%PDF-")) {
		return errors.New("the answer is not a PDF file")
	}
	return nil
}

// countingReader tells how much has passed through it. It hides Close: the file
// belongs to the caller.
type countingReader struct {
	from        io.Reader
	report      func(done, total int64)
	done, total int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if n > 0 {
		r.done += int64(n)
		if r.report != nil {
			r.report(r.done, r.total)
		}
	}
	return n, err
}
