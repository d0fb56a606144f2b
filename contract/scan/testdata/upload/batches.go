// Package batches is a made-up area that sends files to signed links.
package batches

import (
	"context"
	"io"

	"example.com/internal/rest"
)

type Service struct{ c *rest.Client }

// Upload spends the link.
func (s *Service) Upload(ctx context.Context, link string, file io.Reader) error {
	_, err := rest.Upload{Op: upload, Link: link, Body: file}.Send(ctx, s.c)
	return err
}

// Replace says that a second attempt does no harm, which the inventory denies.
func (s *Service) Replace(ctx context.Context, link string, file io.Reader) error {
	_, err := rest.Upload{Op: upload, Link: link, Body: file, Repeat: true}.Send(ctx, s.c)
	return err
}

const upload = "PUT /batch-upload-service/{client_id}/{service}/{batch_id}"
