package contract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/batches"
	"github.com/truora/truora-go/contract/hostile"
	"github.com/truora/truora-go/truoratest"
	"github.com/truora/truora-go/validators"
)

// fileSize is the size that the callers state.
const fileSize = 1000

// uploads create a link and send what a reader yields to it.
var uploads = map[string]func(context.Context, *truora.Client, io.Reader) error{
	"batches.Upload": func(ctx context.Context, client *truora.Client, file io.Reader) error {
		created, err := client.Batches.Create(ctx, batches.CreateParams{Service: batches.ProductChecks, Country: "CO", Type: "person"})
		if err != nil {
			return err
		}
		return client.Batches.Upload(ctx, created.FileUploadLink, file, batches.UploadParams{Size: fileSize})
	},
	"validators.Upload": func(ctx context.Context, client *truora.Client, file io.Reader) error {
		v, err := client.Validators.Create(ctx, documentParams())
		if err != nil {
			return err
		}
		_, err = client.Validators.Upload(ctx, v.Instructions.FrontURL, file, validators.UploadParams{Size: fileSize, ContentType: "image/jpeg"})
		return err
	},
}

// readers fail to yield the file that was announced.
var readers = map[string]struct {
	make func(over <-chan struct{}) io.Reader
	want error
}{
	"is right":           {func(<-chan struct{}) io.Reader { return io.MultiReader(content(fileSize)) }, errNone},
	"fails at once":      {func(<-chan struct{}) io.Reader { return failing{} }, nil},
	"fails in between":   {func(<-chan struct{}) io.Reader { return io.MultiReader(content(fileSize/2), failing{}) }, nil},
	"fails at its end":   {func(<-chan struct{}) io.Reader { return io.MultiReader(content(fileSize), failing{}) }, nil},
	"is too short":       {func(<-chan struct{}) io.Reader { return io.MultiReader(content(fileSize - 1)) }, truora.ErrInvalid},
	"is too long by one": {func(<-chan struct{}) io.Reader { return io.MultiReader(content(fileSize + 1)) }, truora.ErrInvalid},
	"never ends":         {func(<-chan struct{}) io.Reader { return zeros{} }, truora.ErrInvalid},
	"gives nothing": {func(over <-chan struct{}) io.Reader {
		return io.MultiReader(content(fileSize/2), stuck(over))
	}, context.DeadlineExceeded},
}

// errNone is expected for a file that arrives.
var errNone = errors.New("none")

func content(size int) io.Reader { return bytes.NewReader(make([]byte, size)) }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk failed") }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

type stuck <-chan struct{}

func (s stuck) Read([]byte) (int, error) {
	<-s
	return 0, io.ErrClosedPipe
}

// A file that is not what its caller said never arrives completely, and the upload ends
// with its context at the latest.
func TestReaders(t *testing.T) {
	t.Parallel()
	var total count
	t.Cleanup(func() { fmt.Printf("readers: cells %d, violations %d\n", total.cells, total.violations) })
	for name, upload := range uploads {
		for how, reader := range readers {
			for _, framed := range []bool{false, true} {
				synctest.Test(t, func(t *testing.T) {
					over := make(chan struct{})
					defer close(over)
					problems := driveReader(t, func(ctx context.Context, client *truora.Client) error {
						return upload(ctx, client, reader.make(over))
					}, reader.want, framed)
					total.add(t, fmt.Sprintf("%s whose reader %s (over HTTP/2: %t)", name, how, framed), problems)
				})
			}
		}
	}
}

func driveReader(t *testing.T, upload func(context.Context, *truora.Client) error, want error, framed bool) []string {
	t.Helper()
	server := truoratest.New()
	defer server.Close()
	store := &store{fake: server}
	if framed {
		var there *hostile.Server
		there, store.net = hostile.NewPiped(func(*hostile.Request) hostile.Move {
			store.arrived++
			return hostile.Answer(http.StatusOK, "")
		})
		defer there.Close()
		defer store.net.CloseIdleConnections()
	}
	client := server.Client(truora.WithHTTPClient(&http.Client{Transport: store}))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began := time.Now()
	err := upload(ctx, client)
	var problems []string
	must := func(ok bool, problem string) {
		if !ok {
			problems = append(problems, fmt.Sprintf("%s: %v", problem, err))
		}
	}
	if want == errNone { //nolint:errorlint // a row of the table
		must(err == nil && store.arrived == 1, "a good file did not arrive")
		return problems
	}
	must(err != nil, "no error")
	must(want == nil || errors.Is(err, want), "not the error that says why")
	must(!errors.Is(err, truora.ErrOutcomeUnknown) || want == context.DeadlineExceeded, "unknown") //nolint:errorlint // a row of the table
	must(store.arrived == 0, "a file arrived whole")
	must(time.Since(began) <= 61*time.Second, "not over by the end of the context")
	return problems
}

// store receives files, in memory or over HTTP/2; other requests go to the fake.
type store struct {
	fake    *truoratest.Server
	net     *http.Transport
	arrived int
}

func (s *store) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case req.URL.Host != "files.truora.com" || req.Method != http.MethodPut:
		return s.fake.RoundTrip(req)
	case s.net != nil:
		return s.net.RoundTrip(req)
	}
	stop := context.AfterFunc(req.Context(), func() { _ = req.Body.Close() })
	defer stop()
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) != req.ContentLength:
		return nil, io.ErrUnexpectedEOF
	}
	s.arrived++
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
}
