package rest

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

var errBadLink = errors.New("the link is not a URL that can be used as it is")

func errTooLarge(limit int64) error {
	return fmt.Errorf("the file is larger than the %d bytes the link takes", limit)
}

// signedLink is what can be read from a signed link itself.
type signedLink struct {
	url     *url.URL
	expires time.Time // zero: not stated
	maxSize int64     // 0: not stated
}

// parseLink refuses links that would not be sent byte for byte, because their signature
// covers each byte, and those to addresses that no answer may name.
func (c *Core) parseLink(link string) (signedLink, error) {
	u, err := url.Parse(link)
	if err != nil || u.Opaque != "" || u.User != nil || u.Hostname() == "" || u.String() != link || strings.Contains(link, " ") {
		return signedLink{}, errBadLink
	}
	if err := c.places.admit(u); err != nil {
		return signedLink{}, err
	}
	q := u.Query()
	l := signedLink{url: u}
	if seconds, err := strconv.ParseInt(q.Get("Expires"), 10, 64); err == nil {
		l.expires = time.Unix(seconds, 0)
	} else if made, err := time.Parse("20060102T150405Z", q.Get("X-Amz-Date")); err == nil {
		if seconds, err := strconv.ParseInt(q.Get("X-Amz-Expires"), 10, 32); err == nil {
			l.expires = made.Add(time.Duration(seconds) * time.Second)
		}
	}
	if size, err := strconv.ParseInt(q.Get("max-size"), 10, 64); err == nil {
		l.maxSize = size
	}
	return l, nil
}

// uploadLink is parseLink for an upload, which may go only to the hosts that the
// options name.
func (c *Core) uploadLink(link string) (signedLink, error) {
	l, err := c.parseLink(link)
	if err == nil && !c.places.takeFiles(l.url) {
		err = errors.New("the link is on a host that files may not be sent to: truora.WithFileHosts allows more")
	}
	return l, err
}
