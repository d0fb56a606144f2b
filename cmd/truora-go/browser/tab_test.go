package browser

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
)

// screen is what a tab is shown on.
type screen struct {
	name          string
	width, height int64
	phone, dark   bool
}

var screens = []screen{
	{"phone-light", 360, 740, true, false},
	{"phone-dark", 360, 740, true, true},
	{"desk-light", 1280, 800, false, false},
	{"desk-dark", 1280, 800, false, true},
}

// tab is a page in a browser, and what went wrong in it.
type tab struct {
	t       *testing.T
	ctx     context.Context
	screen  screen
	mu      sync.Mutex
	trouble []string
}

func open(t *testing.T, on screen) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		servertest.Unreachable(t, "Chromium", err)
	}
	b := &tab{t: t, screen: on}
	var cancel func()
	b.ctx, cancel = chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(b.ctx)) // the context of the first action is the tab's
	var emulate []chromedp.EmulateViewportOption
	if on.phone {
		emulate = append(emulate, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	b.do(chromedp.EmulateViewport(on.width, on.height, emulate...), b.media("prefers-color-scheme", map[bool]string{true: "dark", false: "light"}[on.dark]))
	return b
}

// hear notes exceptions, and what the browser itself complains of, such as the content
// security policy.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.trouble = append(b.trouble, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.trouble = append(b.trouble, e.Entry.Text)
		}
	}
}

// sound fails the test if anything went wrong in the page.
func (b *tab) sound() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	assert.Empty(b.t, b.trouble)
}

func (b *tab) media(name, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: name, Value: value}},
		})
		return err
	})
}

// withoutScripts turns them off.
func withoutScripts() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// patience is how long one thing may take: a slow machine opens many pages slowly.
const patience = time.Minute

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

func read[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	require.NoError(b.t, err)
	return value
}

// await waits until a script is true.
func (b *tab) await(script string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return read(b, chromedp.Evaluate[bool]("!!("+script+")")) }, patience, 50*time.Millisecond, script)
}

const tooSmall = `[...document.querySelectorAll("button, select, summary, nav a, input:not([type=hidden], [type=radio])")]
	.filter(e => e.offsetHeight > 0 && e.offsetHeight < 44).map(e => e.outerHTML).join("\n")`

// look makes sure that a page fits its screen, and that a thumb hits what it must. It
// keeps a picture if SANDBOX_PICTURES names a directory.
func (b *tab) look(name string) {
	b.t.Helper()
	b.await(`document.readyState === "complete"`) // the style is there
	wide := read(b, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	assert.LessOrEqual(b.t, wide, 0.0, "%s is wider than the screen", name)
	if b.screen.phone {
		assert.Empty(b.t, read(b, chromedp.Evaluate[string](tooSmall)), "%s has something too small for a thumb", name)
	}
	pictures := os.Getenv("SANDBOX_PICTURES")
	if pictures == "" {
		return
	}
	require.NoError(b.t, os.MkdirAll(pictures, 0o750)) //nolint:gosec // whoever runs the test names it
	path := filepath.Join(pictures, b.screen.name+"-"+name+".png")
	require.NoError(b.t, os.WriteFile(path, read(b, chromedp.FullScreenshot(100)), 0o600)) //nolint:gosec // as above
}
