package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	truora "github.com/truora/truora-go"
	"github.com/truora/truora-go/checks"
	"github.com/truora/truora-go/internal/rest"
)

// Stream transfers something large that must not be held in memory.
type Stream struct {
	Name string
	// Run transfers it, and returns by how many bytes the live heap grew.
	Run func(context.Context) (growth uint64, err error)
}

// MaxGrowth is the goal of every stream.
const MaxGrowth = 8 << 20

const (
	manyDetails = 100_000
	pageSize    = 100
	largeFile   = 256 << 20
	looks       = 16 // how often the heap is measured during a stream
)

// Streams returns all streams.
func Streams() []Stream {
	return []Stream{
		{Name: "walk 100,000 details", Run: walk},
		{Name: "download 256 MiB", Run: download},
		{Name: "upload 256 MiB", Run: upload},
	}
}

// Benchmark runs the stream as a benchmark.
func (s Stream) Benchmark(b *testing.B) {
	b.ReportAllocs()
	var peak uint64
	for b.Loop() {
		growth, err := s.Run(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		peak = max(peak, growth)
	}
	b.ReportMetric(float64(peak)/1024, "peak-KiB")
}

func newClient(t Transport) (*truora.Client, error) {
	return truora.New(key, truora.WithHTTPClient(&http.Client{Transport: t}))
}

func walk(ctx context.Context) (uint64, error) {
	client, err := newClient(pages(manyDetails / pageSize))
	if err != nil {
		return 0, err
	}
	heap := watchHeap(manyDetails / looks)
	for _, err := range client.Checks.AllDetails(ctx, checkID, checks.ListDetailsParams{}) {
		if err != nil {
			return 0, err
		}
		heap.add(1)
	}
	return heap.growth(), passed(heap, manyDetails)
}

// pages serves n pages of details. The start key is the number of the page.
func pages(n int) Transport {
	head := `{"details":[` + details(pageSize)
	return func(req *http.Request) (io.Reader, int64) {
		page, _ := strconv.Atoi(req.URL.Query().Get("start_key")) // none on the first page
		tail := `],"self":"","next":""}`
		if page+1 < n {
			tail = fmt.Sprintf(`],"self":"","next":"%s?start_key=%d"}`, req.URL.Path, page+1)
		}
		return io.MultiReader(strings.NewReader(head), strings.NewReader(tail)), int64(len(head) + len(tail))
	}
}

func download(ctx context.Context) (uint64, error) {
	client, err := newClient(func(*http.Request) (io.Reader, int64) { return zeros(largeFile), largeFile })
	if err != nil {
		return 0, err
	}
	heap := watchHeap(largeFile / looks)
	file := checks.Attachment{Link: "https://files.example.com/certificate.pdf?signature=made-up"}
	if err := client.Checks.DownloadAttachment(ctx, file.Link, heap, checks.DownloadAttachmentParams{}); err != nil {
		return 0, err
	}
	return heap.growth(), passed(heap, largeFile)
}

// upload goes through internal/rest, which every area's upload uses.
func upload(ctx context.Context) (uint64, error) {
	files := url.URL{Scheme: "https", Host: "files.example.com"}
	client := rest.NewCore(rest.Config{
		HTTPClient: &http.Client{Transport: Always(nil)},
		FileHosts:  []*url.URL{&files},
		MaxBody:    truora.DefaultMaxBody,
		PublicError: func(f *rest.Failure) error {
			return fmt.Errorf("%s: status %d: %w", f.Op, f.Status, f.Err)
		},
	}).At(&files)
	heap := watchHeap(largeFile / looks)
	_, err := rest.Upload{
		Op: "PUT file", Link: files.String() + "/video.mp4?signature=made-up",
		Body: io.TeeReader(zeros(largeFile), heap), Size: largeFile,
	}.Send(ctx, client)
	return heap.growth(), errors.Join(err, passed(heap, largeFile))
}

// passed checks that the whole stream arrived.
func passed(heap *heapWatch, want int64) error {
	if heap.seen != want {
		return fmt.Errorf("%d of %d passed", heap.seen, want)
	}
	return nil
}
