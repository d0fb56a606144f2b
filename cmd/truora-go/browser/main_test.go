package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/truora/truora-go/internal/servertest"
)

// program is the one that all tests run: to link it takes seconds.
var program string

// chromium starts the browser of all tests. Each of their tabs has a profile of its own.
var chromium func() (context.Context, error)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "truora-go-browser-")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	program = filepath.Join(dir, "truora-go")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = ".."
	if text, err := build.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("%w: %s", err, text)
	}

	path, missing := servertest.Chromium()
	// Containers have no sandbox, and no page lives long enough to compile scripts.
	ctx, stop := chromedp.NewExecAllocator(context.Background(),
		append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("js-flags", "--jitless"))...)
	defer stop()
	ctx, quit := chromedp.NewContext(ctx)
	defer quit()
	chromium = sync.OnceValues(func() (context.Context, error) {
		if missing != nil {
			return nil, missing
		}
		return ctx, chromedp.Do(ctx)
	})
	return m.Run(), nil
}
