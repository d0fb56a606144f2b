package identity_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/identity"
	"github.com/truora/truora-go/internal/areatest"
	"github.com/truora/truora-go/truoratest"
)

const (
	resultOp = "GET /v1/processes/{process_id}/result"
	fileOp   = "GET /{presigned_path}"
)

// shelf keeps images in memory.
type shelf struct {
	mu     sync.Mutex
	files  map[string]*slot
	opened int
}

type slot struct {
	bytes.Buffer
	closed  int
	aborted error
}

func (s *slot) Close() error { s.closed++; return nil }

func (s *slot) CloseWithError(err error) error { s.aborted = err; return nil }

func (s *shelf) open(image identity.Image) (io.WriteCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	if s.files == nil {
		s.files = map[string]*slot{}
	}
	s.files[image.Name] = new(slot)
	return s.files[image.Name], nil
}

// finished is a process that has ended, whose pictures are there.
func finished(t *testing.T, test func(*testing.T, *stage)) {
	t.Helper()
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		s.open()
		s.srv.Identity.Finish(s.process)
		test(t, s)
	})
}

func names(saved []identity.SavedImage) (out []string) {
	for _, image := range saved {
		out = append(out, image.Name)
	}
	return out
}

func TestDownloadImages(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		var to shelf
		var seen sync.Map
		saved, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{
			Open: to.open, Progress: func(image identity.Image, done, _ int64) { seen.Store(image.Name, done) },
		})
		require.NoError(t, err)
		assert.Equal(t, []string{"front", "reverse", "selfie"}, names(saved))
		for _, image := range saved {
			slot := to.files[image.Name]
			sum := sha256.Sum256(slot.Bytes())
			assert.Equal(t, hex.EncodeToString(sum[:]), image.SHA256)
			assert.EqualValues(t, slot.Len(), image.Size)
			assert.Equal(t, 1, slot.closed)
			require.NoError(t, slot.aborted)
			done, _ := seen.Load(image.Name)
			assert.Equal(t, image.Size, done)
			assert.NotContains(t, fmt.Sprintf("%+v %#v", image, image), "Signature", "links are secret")
		}
		assert.Len(t, s.srv.RequestsTo(resultOp), 1)

		saved, err = s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{
			Open: to.open, Kinds: []identity.ImageKind{identity.ImageKindSelfie, identity.ImageKindVideo},
		})
		require.NoError(t, err)
		assert.Equal(t, []string{"selfie", "video"}, names(saved))
		assert.Contains(t, to.files["video"].String()[:16], "ftyp")
	})
}

// picture is a large one, so that it comes in several pieces.
func picture(seed byte) truoratest.Answer {
	body := make([]byte, 300<<10)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(body)
	return truoratest.Answer{Body: "\x89PNG\r\n\x1a\n" + string(body)}
}

func onlyFront(to *shelf) identity.DownloadImagesParams {
	return identity.DownloadImagesParams{Kinds: []identity.ImageKind{identity.ImageKindFront}, Open: to.open}
}

// A picture that breaks off is continued, byte for byte.
func TestImagesThatBreakOff(t *testing.T) {
	for _, cuts := range [][2]int{{0, 0}, {1, 1500}, {1500, 1}, {1 << 17, 1<<17 + 1}, {1 << 17, 1 << 17}, {2 << 17, 1 << 16}, {307207, 307207}} {
		t.Run(fmt.Sprint(cuts), func(t *testing.T) {
			finished(t, func(t *testing.T, s *stage) {
				var to shelf
				s.srv.Fail(fileOp, picture(1), picture(1), picture(1))
				s.srv.CutAnswer(fileOp, cuts[0])
				s.srv.CutAnswer(fileOp, cuts[1])
				saved, err := s.backend.DownloadImages(t.Context(), s.process, onlyFront(&to))
				require.NoError(t, err)
				assert.Equal(t, 1, to.opened)
				assert.Equal(t, sha256.Sum256([]byte(picture(1).Body)), sha256.Sum256(to.files["front"].Bytes()))
				assert.EqualValues(t, len(picture(1).Body), saved[0].Size)
				assert.Len(t, s.srv.RequestsTo(fileOp), 3)
			})
		})
	}
}

// What broke off is not continued with another picture, nor taken for whole.
func TestImagesThatChange(t *testing.T) {
	for name, other := range map[string]truoratest.Answer{
		"another picture": picture(2), "a shorter one": {Body: picture(1).Body[:1<<15]},
	} {
		t.Run(name, func(t *testing.T) {
			finished(t, func(t *testing.T, s *stage) {
				var to shelf
				s.srv.Fail(fileOp, picture(1), other)
				s.srv.CutAnswer(fileOp, 1<<17)
				saved, err := s.backend.DownloadImages(t.Context(), s.process, onlyFront(&to))
				require.ErrorContains(t, err, "another one now")
				require.Error(t, saved[0].Err)
				assert.Equal(t, picture(1).Body[:1<<17], to.files["front"].String())
				require.Error(t, to.files["front"].aborted)
			})
		})
	}
}

func TestImagesWhoseLinksExpire(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		refused := truoratest.Answer{Status: 403, Body: "<Error><Code>AccessDenied</Code></Error>"}
		s.srv.Fail(fileOp, refused, refused, refused)
		var to shelf
		saved, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: to.open})
		require.NoError(t, err, "the result was read again")
		assert.Len(t, saved, 3)
		assert.Len(t, s.srv.RequestsTo(resultOp), 2, "once for all three")

		for range 9 { // for good
			s.srv.Fail(fileOp, refused)
		}
		saved, err = s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: to.open})
		require.ErrorIs(t, err, truora.ErrExpired)
		for _, image := range saved {
			require.ErrorIs(t, image.Err, truora.ErrExpired)
			require.ErrorIs(t, to.files[image.Name].aborted, truora.ErrExpired)
			assert.Zero(t, to.files[image.Name].closed)
			assert.Empty(t, image.SHA256)
		}
	})
}

func TestImagesAreSavedOnce(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		dir, err := os.OpenRoot(t.TempDir())
		require.NoError(t, err)
		defer dir.Close()
		params := identity.DownloadImagesParams{Open: identity.ImagesIn(dir)}
		for range 3 { // the first picture fails for good
			s.srv.Fail(fileOp, truoratest.Answer{Status: 404})
		}
		params.Parallel = 1
		_, err = s.backend.DownloadImages(t.Context(), s.process, params)
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Equal(t, []string{"reverse.png", "selfie.png"}, list(t, dir), "no half file")

		fetched := len(s.srv.RequestsTo(fileOp))
		saved, err := s.backend.DownloadImages(t.Context(), s.process, params)
		require.NoError(t, err)
		assert.Len(t, s.srv.RequestsTo(fileOp), fetched+1, "only what was missing")
		assert.False(t, saved[0].LeftOut)
		assert.True(t, saved[1].LeftOut)
		assert.True(t, saved[2].LeftOut)
		assert.Equal(t, []string{"front.png", "reverse.png", "selfie.png"}, list(t, dir))
		info, err := dir.Stat("front.png")
		require.NoError(t, err)
		assert.Equal(t, saved[0].Size, info.Size())
	})
}

func list(t *testing.T, dir *os.Root) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir.Name())
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestImagesAndNamesFromAnswers(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		link := "https://files.truora.com/x/../../etc/passwd?Signature=x"
		s.srv.Fail(resultOp, truoratest.Answer{Body: `{"process_id":"../../IDP1","validations":[` +
			`{"validation_id":"../../../tmp/x","type":"../document","front_image":"` + link + `"},` +
			`{"validation_id":"..\\..\\x","type":"face-recognition","front_image":"` + link + `","face_photo":"` + link + `"},` +
			`{"front_image":"` + link + `","face_photo_watermark":"` + link + `"}]}`})
		result, err := s.backend.GetResult(t.Context(), s.process)
		require.NoError(t, err)
		var got []string
		for _, image := range result.Images() {
			got = append(got, image.Name)
			assert.Equal(t, filepath.Base(image.Name), image.Name)
		}
		assert.Equal(t, []string{"front", "enrolled", "selfie", "front-2", "marked"}, got)
	})
}

// failing is a writer that fails after some bytes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if len(p) > f.left {
		return f.left, f.err
	}
	f.left -= len(p)
	return len(p), nil
}

func (f *failing) Close() error { return f.err }

var errDiskFull = errors.New("no space left")

func TestImagesAndTheCallersTrouble(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		_, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{})
		require.ErrorIs(t, err, truora.ErrInvalid)
		_, err = s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: new(shelf).open, Parallel: -1})
		require.ErrorIs(t, err, truora.ErrInvalid)
		typo := []identity.ImageKind{identity.ImageKindFront, "selfi"} // would lose the selfie
		_, err = s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: new(shelf).open, Kinds: typo})
		require.ErrorIs(t, err, truora.ErrInvalid)
		_, err = s.backend.Dossier(t.Context(), s.process, io.Discard, identity.DossierParams{Kinds: typo})
		require.ErrorIs(t, err, truora.ErrInvalid)
		assert.Empty(t, s.srv.RequestsTo(resultOp))

		for name, open := range map[string]func(identity.Image) (io.WriteCloser, error){
			"open":  func(identity.Image) (io.WriteCloser, error) { return nil, errDiskFull },
			"write": func(identity.Image) (io.WriteCloser, error) { return &failing{10, errDiskFull}, nil },
			"close": func(identity.Image) (io.WriteCloser, error) { return &failing{1 << 20, errDiskFull}, nil },
		} {
			before := len(s.srv.RequestsTo(fileOp))
			saved, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: open})
			require.ErrorIs(t, err, errDiskFull, name)
			require.ErrorIs(t, saved[2].Err, errDiskFull, name)
			assert.LessOrEqual(t, len(s.srv.RequestsTo(fileOp))-before, 3, "what the caller's disk refuses is not fetched again: %s", name)
		}
		assert.PanicsWithValue(t, "mine", func() {
			_, _ = s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{
				Open: func(identity.Image) (io.WriteCloser, error) { panic("mine") },
			})
		})
	})
}

func TestImagesWhenTheContextEnds(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		dir, err := os.OpenRoot(t.TempDir())
		require.NoError(t, err)
		defer dir.Close()
		s.srv.Slow(fileOp, time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		saved, err := s.backend.DownloadImages(ctx, s.process, identity.DownloadImagesParams{Open: identity.ImagesIn(dir), Parallel: 1})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		for _, image := range saved {
			require.ErrorIs(t, image.Err, context.DeadlineExceeded)
		}
		assert.Empty(t, list(t, dir))
		assert.Len(t, s.srv.RequestsTo(fileOp), 1, "the others were not begun")

		s.srv.Slow(fileOp, 0)
		for range 3 {
			s.srv.Fail(fileOp, truoratest.Answer{Status: 404})
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Second) // within the pause before the second attempt
		defer cancel()
		_, err = s.backend.DownloadImages(ctx, s.process, identity.DownloadImagesParams{Open: identity.ImagesIn(dir)})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, truora.ErrNotFound)
		assert.Empty(t, list(t, dir))

		ctx, cancel = context.WithCancel(t.Context())
		cancel()
		_, err = s.backend.DownloadImages(ctx, s.process, identity.DownloadImagesParams{Open: new(shelf).open})
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestImagesAreFetchedAFewAtATime(t *testing.T) {
	onFake(t, truoratest.ProcessScript{}, func(t *testing.T, s *stage) {
		var body strings.Builder
		body.WriteString(`{"process_id":"IDP1","validations":[`)
		for i := range 20 {
			fmt.Fprintf(&body, `{"validation_id":"V%d","front_image":"https://files.truora.com/%d"},`, i, i)
		}
		text := strings.TrimSuffix(body.String(), ",") + `]}`
		s.srv.Fail(resultOp, truoratest.Answer{Body: text}, truoratest.Answer{Body: text})
		for range 40 {
			s.srv.Fail(fileOp, truoratest.Answer{Header: http.Header{"Content-Type": {"image/png"}}, Body: "a picture"})
		}
		s.srv.Slow(fileOp, time.Second)
		for limit, want := range map[int]int32{0: 4, 7: 7} {
			var now, most atomic.Int32
			_, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{
				Parallel: limit, Open: func(identity.Image) (io.WriteCloser, error) {
					most.Store(max(most.Load(), now.Add(1)))
					return closer{func() { now.Add(-1) }}, nil
				},
			})
			require.NoError(t, err)
			assert.Equal(t, want, most.Load())
		}
	})
}

type closer struct{ closed func() }

func (closer) Write(p []byte) (int, error) { return len(p), nil }
func (c closer) Close() error              { c.closed(); return nil }

// In time everything is there; once the links have moved, the rest of the evidence is.
func TestImagesThatMoved(t *testing.T) {
	finished(t, func(t *testing.T, s *stage) {
		s.srv.Identity.MoveImages(true)
		_, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: new(shelf).open})
		require.NoError(t, err)
		time.Sleep(16 * time.Minute)
		saved, err := s.backend.DownloadImages(t.Context(), s.process, identity.DownloadImagesParams{Open: new(shelf).open})
		require.ErrorIs(t, err, truora.ErrExpired)
		assert.Len(t, saved, 3)
		var out bytes.Buffer
		manifest, err := s.backend.Dossier(t.Context(), s.process, &out, identity.DossierParams{})
		require.ErrorIs(t, err, truora.ErrExpired)
		names, _ := areatest.Unzip(t, out.Bytes(), manifest)
		assert.Equal(t, []string{"result.json", "verdict.json", "process.json", "report.pdf", "manifest.json"}, names)
	})
}
