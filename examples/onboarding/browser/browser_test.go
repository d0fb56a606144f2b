package browser

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
)

// serve builds and starts the example, and returns where it is.
func serve(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "onboarding")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Dir = ".."
	text, err := build.CombinedOutput()
	require.NoError(t, err, string(text))

	program := exec.CommandContext(t.Context(), binary, "-addr", "127.0.0.1:0")
	program.Env = []string{"PATH=" + os.Getenv("PATH")} // no API key, whatever the surroundings hold
	out, err := program.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, program.Start())
	t.Cleanup(func() {
		_ = program.Process.Signal(syscall.SIGTERM)
		_ = program.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); at != "" {
			return at
		}
	}
	t.Fatal("the example does not say where it is")
	return ""
}

// tab is a page in a browser, and what went wrong in its scripts.
type tab struct {
	t        *testing.T
	ctx      context.Context
	pictures string
	mu       sync.Mutex
	trouble  []string
}

// start starts a browser.
func start(t *testing.T) context.Context {
	t.Helper()
	path, err := servertest.Chromium()
	if err != nil {
		servertest.Unreachable(t, "Chromium", err)
	}
	// Containers have no sandbox, and no page lives long enough to compile scripts.
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("js-flags", "--jitless"))...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx))
	return ctx
}

func open(browser context.Context, t *testing.T, width, height int64, phone bool) *tab {
	t.Helper()
	b := &tab{t: t, pictures: os.Getenv("ONBOARDING_PICTURES")}
	var cancel func()
	b.ctx, cancel = chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(event any) {
		if thrown, ok := event.(*runtime.EventExceptionThrown); ok {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.trouble = append(b.trouble, thrown.ExceptionDetails.Text)
		}
	}))
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(b.ctx)) // the context of the first action is the tab's
	var emulate []chromedp.EmulateViewportOption
	if phone {
		emulate = append(emulate, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))
	}
	b.do(chromedp.EmulateViewport(width, height, emulate...))
	return b
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

const smallest = `Math.min(...[...document.querySelectorAll("button, .button, select, input:not([type=hidden], [type=radio])")]
	.map(e => e.offsetHeight).filter(height => height > 0), 1e6)`

// look makes sure that a page fits its screen, and keeps a picture of it if
// ONBOARDING_PICTURES names a directory.
func (b *tab) look(name string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { // with its style sheet
		return read(b, chromedp.Evaluate[bool](`document.readyState === "complete"`))
	}, patience, 10*time.Millisecond)
	wide := read(b, chromedp.Evaluate[float64](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	assert.LessOrEqual(b.t, wide, 0.0, "%s is wider than the screen", name)
	assert.GreaterOrEqual(b.t, read(b, chromedp.Evaluate[float64](smallest)), 44.0, "%s has something too small for a thumb", name)
	if b.pictures == "" {
		return
	}
	require.NoError(b.t, os.MkdirAll(b.pictures, 0o750))
	require.NoError(b.t, os.WriteFile(filepath.Join(b.pictures, name+".png"), read(b, chromedp.CaptureScreenshot()), 0o600))
}

const (
	button   = chromedp.CSS("form button")
	email    = chromedp.CSS("input[type=email]")
	passcode = chromedp.CSS("input[autocomplete=one-time-code]")
	alert    = chromedp.CSS("[role=alert]")
)

// press presses the button of a page and waits for the next one.
func (b *tab) press(heading string) {
	b.t.Helper()
	b.do(chromedp.Click(button), chromedp.WaitVisible(chromedp.Search(`//h1[contains(., "`+heading+`")]`)))
}

// language is what the pages say at each step.
type language struct{ code, email, passcode, left, document, photo, face, pending, verdict string }

var (
	english = language{
		"en", "What is your e-mail", "Enter the code", "Attempts left: 2", "Choose your document", "photo of your document",
		"Record a video", "We are checking", "We couldn’t verify you",
	}
	spanish = language{
		"es", "¿Cuál es tu correo", "Escribe el código", "Intentos restantes: 2", "Elige tu documento", "foto de tu documento",
		"Graba un video", "Estamos revisando", "Verificamos tu identidad",
	}
	portuguese = language{
		"pt", "Qual é o seu e-mail", "Digite o código", "Tentativas restantes: 2", "Escolha seu documento", "foto do seu documento",
		"Grave um vídeo", "Estamos analisando", "O tempo acabou",
	}
)

// A visitor starts, goes through Truora's page with one wrong code, comes back, and sees
// the verdict arrive.
func TestOnboarding(t *testing.T) {
	browser, at := start(t), serve(t)
	for name, screen := range map[string]struct {
		width, height   int64
		phone           bool
		ending, outcome string
		language        language
	}{
		"phone":    {360, 740, true, "approved", "approved", spanish},
		"phone-pt": {360, 740, true, "expired", "expired", portuguese},
		"desktop":  {1280, 800, false, "declined", "declined", english},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(browser, t, screen.width, screen.height, screen.phone)
			says := screen.language
			b.do(chromedp.Navigate(at+"/?lang="+says.code), chromedp.WaitVisible(chromedp.ID("start")))
			b.look(name + "-1-welcome")
			b.do(chromedp.Click(chromedp.CSS(`input[value="` + screen.ending + `"]`)))
			b.press(says.email)
			b.look(name + "-2-email")
			b.do(chromedp.SendKeys(email, "ana@example.com"))
			b.press(says.passcode)
			b.do(chromedp.SendKeys(passcode, "000000"), chromedp.Click(button), chromedp.WaitVisible(alert))
			assert.Contains(t, read(b, chromedp.Text(alert)), says.left)
			b.look(name + "-3-wrong-code")
			b.do(chromedp.SendKeys(passcode, "123456"))
			b.press(says.document)
			b.look(name + "-4-document")
			b.press(says.photo)
			b.look(name + "-5-photo")
			b.press(says.face)
			b.press(says.pending)
			b.look(name + "-6-pending")

			read(b, chromedp.Evaluate[bool](`window.stayed = true`)) // a mark that a reload would wipe out
			b.do(chromedp.WaitVisible(chromedp.CSS(`#verdict[data-outcome="` + screen.outcome + `"]`)))
			assert.True(t, read(b, chromedp.Evaluate[bool](`window.stayed === true`)), "the page was not loaded again")
			assert.Equal(t, says.verdict, read(b, chromedp.Text(chromedp.ID("title"))))
			b.look(name + "-7-verdict")
			assert.Equal(t, at+"/after", read(b, chromedp.Location()))
			// Deleted, and back at the beginning.
			b.do(chromedp.Click(chromedp.CSS("#forget button")), chromedp.WaitVisible(chromedp.ID("start")))
			b.mu.Lock()
			defer b.mu.Unlock()
			assert.Empty(t, b.trouble)
		})
	}
}
