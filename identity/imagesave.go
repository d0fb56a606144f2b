package identity

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/truora/truora-go/internal/dossier"
)

// DownloadImagesParams configures [Service.DownloadImages]. Open is required.
type DownloadImagesParams struct {
	// Open returns where an image goes; [ImagesIn] makes one for a directory. It is
	// called once for each image, before anything of it is fetched, by several
	// goroutines at a time. If it returns nil without an error, the image is left out:
	// return that for what an earlier call has saved. The writer is closed when the
	// image is complete. If it does not become complete, CloseWithError is called, as
	// *io.PipeWriter has it, or Close if the writer has no such method; after the end of
	// ctx a Write that blocks may not have returned yet.
	Open func(image Image) (io.WriteCloser, error)
	// Kinds selects images; empty means all but the video, which takes a while to be
	// made.
	Kinds []ImageKind
	// Parallel is how many images are fetched at a time; 0 means 4.
	Parallel int
	// MaxWait bounds the wait for a video; 0 means 5 minutes.
	MaxWait time.Duration
	// Progress receives the bytes of an image read so far and the total, -1 if unknown,
	// from several goroutines at a time.
	Progress func(image Image, done, total int64)
}

// Validate returns an error for params that cannot work.
func (p DownloadImagesParams) Validate() error {
	switch {
	case p.Open == nil:
		return errors.New("open is required")
	case p.Parallel < 0:
		return errors.New("parallel is negative")
	}
	return known(p.Kinds)
}

// known returns an error for a kind that selects nothing.
func known(kinds []ImageKind) error {
	for _, kind := range kinds {
		switch kind {
		case ImageKindFront, ImageKindReverse, ImageKindSelfie, ImageKindMarked, ImageKindEnrolled, ImageKindVideo:
		default:
			return errors.New("there is no such kind of image")
		}
	}
	return nil
}

func (p DownloadImagesParams) wants(kind ImageKind) bool {
	if len(p.Kinds) == 0 {
		return kind != ImageKindVideo
	}
	return slices.Contains(p.Kinds, kind)
}

// SavedImage is what became of an image.
type SavedImage struct {
	Image
	LeftOut bool   // Open returned nil
	Size    int64  // bytes
	SHA256  string // in hexadecimal digits
	// Err is why the image is not complete: nil if it is, or if it was left out.
	Err error
}

// DownloadImages reads the result of a process and saves its images, several at a time.
// Call it as soon as the process ends: links are valid for about 15 minutes, and later
// ones were seen to lead to the files host, where a backend cannot fetch them.
//
// A download that breaks off, or whose link has expired, is repeated with the link of a
// new result, and continued where the writer is. What became of each image comes back
// in the order of [Result.Images], and beside it an error that joins those of the
// images. Call again to fetch what is missing: Open says what is there already.
func (s *Service) DownloadImages(ctx context.Context, processID string, params DownloadImagesParams) ([]SavedImage, error) {
	if err := params.Validate(); err != nil {
		return nil, s.c.Refuse(resultOp, err)
	}
	links := &links{s: s, id: processID}
	images, err := links.read(ctx, 0)
	if err != nil {
		return nil, err
	}
	if slices.Contains(params.Kinds, ImageKindVideo) {
		images = append(slices.Clip(images), Image{Kind: ImageKindVideo, Name: string(ImageKindVideo)})
	}
	var saved []SavedImage
	for _, image := range images {
		if params.wants(image.Kind) {
			saved = append(saved, SavedImage{Image: image})
		}
	}
	inParallel(len(saved), params.Parallel, func(i int) { s.save(ctx, links, &saved[i], params) })
	var failed error
	for _, image := range saved {
		failed = errors.Join(failed, image.Err)
	}
	return saved, failed
}

// save fetches one image.
func (s *Service) save(ctx context.Context, links *links, image *SavedImage, params DownloadImagesParams) {
	if image.Err = ctx.Err(); image.Err != nil {
		return
	}
	to, err := params.Open(image.Image)
	if err != nil || to == nil {
		image.Err, image.LeftOut = err, err == nil
		return
	}
	stream := dossier.NewStream(func([]byte) (io.Writer, error) { return to, nil })
	var progress func(done, total int64)
	if params.Progress != nil {
		progress = func(done, total int64) { params.Progress(image.Image, done, total) }
	}
	fetch := s.fetching(links, image.Image, DownloadRecordingsParams{MaxWait: params.MaxWait, Progress: progress})
	if err := stream.Fetch(ctx, s.c, image.again(), fetch); err != nil {
		image.Err = err
		giveUp(to, err)
		return
	}
	image.Size, image.SHA256, image.Err = stream.Size(), stream.SHA256(), to.Close()
}

func giveUp(to io.WriteCloser, err error) {
	if w, ok := to.(interface{ CloseWithError(err error) error }); ok {
		_ = w.CloseWithError(err)
		return
	}
	_ = to.Close()
}

const usualParallel = 4

// inParallel calls do with each number below n, so many at a time. A panic of one is
// that of the caller.
func inParallel(n, limit int, do func(i int)) {
	if limit == 0 {
		limit = usualParallel
	}
	var running sync.WaitGroup
	panics := make(chan any, n)
	free := make(chan struct{}, limit)
	for i := range n {
		free <- struct{}{}
		running.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panics <- p
				}
				<-free
			}()
			do(i)
		})
	}
	running.Wait()
	select {
	case p := <-panics:
		panic(p)
	default:
	}
}
