package rest

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/truora/truora-go/internal/received"
)

// Upload is a file on its way to a signed link.
type Upload struct {
	Op   string
	Link string
	Body io.Reader
	// Size in bytes. If it is 0 or less, it is determined from Body, which then must
	// have a Len method or be an io.Seeker.
	Size int64
	// ContentType is sent as it is; empty means application/octet-stream.
	ContentType string
	// Sniff returns the content type for the first bytes, or refuses the file. It is
	// called if ContentType is empty. Optional.
	Sniff func(head []byte) (string, error)
	// Progress receives the bytes read from Body. Optional.
	Progress func(done, total int64)
	// Repeat allows a second attempt after a lost answer, if Body can be rewound.
	Repeat bool
}

// Send uploads the file to the link, without the key, and returns the answer. It checks
// limits that the link states before it sends the first byte. It uses neither Body nor
// Progress after it has returned, except that a call of theirs that blocks may still be
// running if the context has ended.
func (u Upload) Send(ctx context.Context, c *Client) ([]byte, error) {
	effect := Once
	if u.Repeat {
		effect = Idempotent
	}
	return surround(ctx, c, Call{Op: u.Op, Effect: effect, Link: true}, u.send)
}

func (u Upload) send(ctx context.Context, c *Client, call Call) ([]byte, error) {
	fail := func(f *Failure) ([]byte, error) {
		f.Op, f.Link = u.Op, true
		if !f.Invalid { // our own text may quote the limit in the link
			f.Private = privateOf(u.Link)
		}
		return nil, c.core.fail(f)
	}
	if c.core.cfg.Err != nil {
		return fail(&Failure{Invalid: true, Err: c.core.cfg.Err})
	}
	link, err := c.core.uploadLink(u.Link)
	if err != nil {
		return fail(&Failure{Invalid: true, Err: err})
	}
	source := newSource(ctx, u.Body)
	defer source.giveBack(ctx)
	if err := source.setSize(u.Size); err != nil {
		return fail(&Failure{Invalid: ctx.Err() == nil, Err: err})
	}
	if c.core.clock.isPast(link.expires) {
		return fail(&Failure{Invalid: true, Expired: true, Err: errors.New("the link has expired: request a new one")})
	}
	if link.maxSize > 0 && source.size > link.maxSize {
		return fail(&Failure{Invalid: true, Err: errTooLarge(link.maxSize)})
	}
	if u.ContentType, err = u.contentType(source); err != nil {
		return fail(&Failure{Invalid: ctx.Err() == nil, Err: err})
	}
	source.progress = u.Progress
	req, err := retryablehttp.NewRequest(http.MethodPut, u.Link, retryablehttp.ReaderFunc(source.open))
	if err != nil {
		return fail(&Failure{Invalid: true, Err: errBadLink})
	}
	req.ContentLength = source.size
	req.Header["User-Agent"] = c.core.userAgent
	req.Header["Content-Type"] = []string{u.ContentType}
	x := &exchange{op: u.Op, core: c.core, effect: Once}
	if u.Repeat && source.seeker != nil {
		x.effect = Idempotent
	}
	ans, failure := x.run(ctx, c.core.links, req.WithContext(x.bind(ctx)))
	switch fault, whole := source.end(); {
	case fault != nil: // whatever the server made of it, it was not the file
		unknown := failure != nil && failure.Unknown && whole
		failure = &Failure{Invalid: fault.invalid && !unknown, Unknown: unknown, Err: fault}
	case failure == nil && !whole && x.attempt.onWire(): // a mock need not read it
		failure = &Failure{Status: ans.StatusCode, Header: ans.Header, Body: ans.body, Unknown: true, Err: errNotWhole}
	}
	if failure != nil {
		if errors.Is(failure.Err, errSpent) {
			failure.Err = nil
		}
		return fail(failure)
	}
	call.see(ans.StatusCode, ans.body)
	return ans.body, nil
}

// errNotWhole: the server reported success, but cannot have stored the whole file.
const errNotWhole = own("the server answered before it had the whole file")

// contentType is the content type to send the file as.
func (u Upload) contentType(source *source) (string, error) {
	switch {
	case u.ContentType != "":
		return u.ContentType, nil
	case u.Sniff == nil:
		return "application/octet-stream", nil
	}
	head, err := source.peek()
	if err != nil {
		return "", err
	}
	return u.Sniff(head)
}

// Put is [Upload.Send] and decodes the answer as far as it can: the file has been
// stored, whatever the answer looks like.
func Put[T any](ctx context.Context, c *Client, u Upload) (*T, error) {
	body, err := u.Send(ctx, c)
	if err != nil {
		return nil, err
	}
	out := new(T)
	if decodeWhole(body, out) != nil {
		out = new(T)
		received.Attach(out, body, nil)
	}
	return out, nil
}
