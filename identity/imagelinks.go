package identity

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/truora/truora-go/internal/dossier"
)

// links are the images of a result that is read again when their links fail.
type links struct {
	s  *Service
	id string

	mu      sync.Mutex
	images  []Image
	reading int // how often the result was read
}

// read returns the images after at least so many readings that failed.
func (l *links) read(ctx context.Context, failed int) ([]Image, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reading > failed {
		return l.images, nil
	}
	result, err := l.s.GetResult(ctx, l.id)
	if err != nil {
		return nil, err
	}
	l.images, l.reading = result.Images(), l.reading+1
	return l.images, nil
}

// again says when a download of the image is repeated.
func (i Image) again() dossier.Again {
	if i.Kind == ImageKindVideo {
		return dossier.IfBegun
	}
	return dossier.Always
}

// fetching returns what fetches an image. From the second time on it uses the link of
// another reading of the result.
func (s *Service) fetching(links *links, image Image, params DownloadRecordingsParams) func(context.Context, io.Writer) error {
	if image.Kind == ImageKindVideo {
		return func(ctx context.Context, w io.Writer) error {
			return s.DownloadRecordings(ctx, links.id, w, params)
		}
	}
	failed := 0
	return func(ctx context.Context, w io.Writer) error {
		images, err := links.read(ctx, failed)
		if err != nil {
			return err
		}
		failed++
		i := slices.IndexFunc(images, func(fresh Image) bool {
			return fresh.Name == image.Name && fresh.ValidationID == image.ValidationID
		})
		if i < 0 {
			return errNoLink
		}
		return s.DownloadImage(ctx, images[i].Link.Reveal(), w, DownloadImageParams{Progress: params.Progress})
	}
}

var errNoLink = errors.New("truora: the result has no link to the image any more")
