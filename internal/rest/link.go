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

// signedLink is what a signed link says of itself.
type signedLink struct {
	host    string
	expires time.Time // zero: it does not say
	maxSize int64     // 0: it does not say
}

// parseLink refuses links that would not go out byte for byte, because their
// signature covers each of them, or that would go out in the clear.
func parseLink(link string) (signedLink, error) {
	u, err := url.Parse(link)
	if err != nil || u.Opaque != "" || u.User != nil || u.String() != link || strings.Contains(link, " ") {
		return signedLink{}, errBadLink
	}
	if !IsPrivate(u) {
		return signedLink{}, errors.New("the link is not https")
	}
	q := u.Query()
	l := signedLink{host: strings.ToLower(u.Hostname())}
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

func (l signedLink) expired(now time.Time) bool {
	return !l.expires.IsZero() && !now.Before(l.expires)
}
