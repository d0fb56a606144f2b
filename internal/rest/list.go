package rest

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/truora/truora-go/apitype"
	"github.com/truora/truora-go/internal/received"
)

// List carries out a call whose result is a page: an object with the items under Key,
// or a bare array. Items that cannot be decoded are left out and recorded as problems
// of the page; if none can be decoded, List also returns an error with the page.
func List[T any](ctx context.Context, c *Client, call Call) (*apitype.Page[T], error) {
	return surround(ctx, c, call, list[T])
}

func list[T any](ctx context.Context, c *Client, call Call) (*apitype.Page[T], error) {
	ans, failure := c.try(ctx, call, false)
	if failure != nil {
		return emptyPage[T](c, &call, failure)
	}
	page, err := decodePage[T](ans.body, &call)
	if err != nil {
		if told := c.told(ctx, &call, ans); told != nil {
			return emptyPage[T](c, &call, told)
		}
		return nil, c.undecodable(&call, ans, err)
	}
	if page.Next, err = c.cursor(page.Next, ans.Request.URL); err != nil {
		return nil, c.undecodable(&call, ans, err)
	}
	notes := received.NotesOf(page)
	if notes == nil {
		return page, nil
	}
	notes.Err = c.undecodable(&call, ans, leftOut(notes.Problems))
	if len(page.Items) == 0 {
		return page, notes.Err
	}
	return page, nil
}

// emptyPage returns the page for a failure that means that there are no items.
func emptyPage[T any](c *Client, call *Call, failure *Failure) (*apitype.Page[T], error) {
	if !call.saysEmpty(failure) {
		return nil, c.core.fail(failure)
	}
	page := new(apitype.Page[T])
	received.Attach(page, failure.Body, nil)
	return page, nil
}

// saysEmpty distinguishes the 404 of a list without items from others.
func (c *Call) saysEmpty(f *Failure) bool {
	return c.Empty != "" && f.Status == http.StatusNotFound &&
		strings.EqualFold(ReadErrorBody(f.Body).Message, c.Empty)
}

// leftOut is the error for the items of a page that could not be decoded.
func leftOut(problems []received.Problem) error {
	var all []string
	for _, p := range problems[:min(3, len(problems))] {
		all = append(all, p.String())
	}
	if len(problems) > len(all) {
		all = append(all, "and more")
	}
	return errors.New("left out: " + strings.Join(all, "; "))
}

func isPage(t reflect.Type) bool {
	return t.PkgPath() == reflect.TypeFor[apitype.Raw]().PkgPath() && strings.HasPrefix(t.Name(), "Page[")
}
