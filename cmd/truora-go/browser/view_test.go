package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var pages = []string{
	"overview", "checks", "continuous", "processes", "validations", "batches", "messages", "sessions", "ledger", "calls", "webhooks", "faults",
}

func address(s *sandbox, page string) string {
	if page == "overview" {
		return s.url + "/"
	}
	return s.url + "/_sandbox/ui/" + page
}

// Every page, full and empty, fits a phone and a desk, light and dark, and axe-core
// finds nothing on it.
func TestViewLooks(t *testing.T) {
	t.Parallel()
	full, empty := start(t), start(t)
	full.fill()
	full.under("team-a").check("national_id=1000000001")
	for _, on := range screens {
		t.Run(on.name, func(t *testing.T) {
			b := open(t, on)
			for kind, s := range map[string]*sandbox{"full": full, "empty": empty} {
				if kind == "empty" && on.phone == on.dark {
					continue // once on each screen, and once in each colour
				}
				for _, page := range pages {
					b.do(chromedp.Navigate(address(s, page)), chromedp.WaitVisible(chromedp.CSS("h1")))
					b.await(`document.getElementById("state").dataset.state === "live"`)
					b.look(page + "-" + kind)
					b.accessible(page + ", " + kind)
				}
			}
			b.do(chromedp.Navigate(full.url+"/_sandbox/ui/calls/3"), chromedp.WaitVisible(chromedp.CSS("dl")))
			b.look("call")
			b.accessible("a call")
			b.do(chromedp.Navigate(full.url+"/_sandbox/ui/absent"), chromedp.WaitVisible(chromedp.CSS("[role=alert]")))
			b.accessible("what is not there")
		})
	}
}

// What happens is seen without loading the page, and buttons work in their place.
func TestViewIsLive(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := open(t, screens[2])
	b.do(chromedp.Navigate(address(s, "checks")), chromedp.WaitVisible(chromedp.CSS(".empty")))
	b.await(`document.getElementById("state").textContent === "Live"`)
	b.do(chromedp.Evaluate[chromedp.Void](`window.stayed = true`)) // a load would wipe it out
	first := s.check("national_id=1000000001")
	b.await(`!!document.getElementById("` + first + `")`)
	b.await(`document.getElementById("said").textContent === "check ` + first + `: not_started"`)

	// What has the focus keeps it while rows come.
	b.do(chromedp.Focus(chromedp.CSS("#" + first + " button")))
	second := s.check("national_id=1000000002")
	b.await(`document.querySelector("tbody tr").id === "` + second + `"`)
	assert.True(t, read(b, chromedp.Evaluate[bool](`document.activeElement.closest("tr").id === "`+first+`"`)))

	b.do(chromedp.KeyEvent("\r"))
	b.await(`document.querySelector("#` + first + ` .pill").textContent === "completed"`)
	assert.Equal(t, "main", read(b, chromedp.Evaluate[string](`document.activeElement.id`)), "the button is gone, and its focus not lost")
	assert.Equal(t, "in_progress", s.status(b, second))
	b.do(chromedp.Click(chromedp.CSS(`button[value="24h"]`)))
	b.await(`document.querySelector("#` + second + ` .pill").textContent === "completed"`)
	b.await(`document.querySelector("nav [aria-current]").textContent.includes("2")`)
	assert.True(t, read(b, chromedp.Evaluate[bool](`window.stayed === true`)), "the page was not loaded again")
	b.sound()
}

// status is what the view shows of an item.
func (s *sandbox) status(b *tab, id string) string {
	s.t.Helper()
	status := ""
	require.Eventually(s.t, func() bool {
		status = read(b, chromedp.Text(chromedp.CSS("#"+id+" .pill")))
		return status != "not_started"
	}, patience, 50*time.Millisecond)
	return status
}

// The view reads without scripts, and its buttons work.
func TestViewWithoutScripts(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := s.check("national_id=1000000001")
	b := open(t, screens[0])
	b.do(withoutScripts(), chromedp.Navigate(address(s, "checks")), chromedp.WaitVisible(chromedp.CSS("#"+id)))
	assert.Equal(t, "Reload to see what is new", read(b, chromedp.Text(chromedp.ID("state"))))
	b.do(chromedp.Click(chromedp.CSS("#"+id+" button")), chromedp.WaitVisible(chromedp.CSS("#"+id+" .pill.good")))
	assert.Equal(t, address(s, "checks"), read(b, chromedp.Location()))
	b.do(chromedp.Click(chromedp.CSS("#"+id+" a")), chromedp.WaitVisible(chromedp.CSS(".calls")))
	b.do(chromedp.Click(chromedp.CSS("a.op")), chromedp.WaitVisible(chromedp.CSS("dl.values")))
	assert.Contains(t, read(b, chromedp.Text(chromedp.ID("main"))), "1000000001")
}

// A fault is armed and taken off on the page, and the form asks for what the fault needs.
func TestViewArmsFaults(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := open(t, screens[0])
	b.do(chromedp.Navigate(address(s, "faults")), chromedp.WaitVisible(chromedp.ID("arm-status")))
	b.await(`document.getElementById("state").dataset.state === "live"`)
	shown := func(id string) bool {
		return read(b, chromedp.Evaluate[bool](`document.getElementById("`+id+`").offsetHeight > 0`))
	}
	assert.Equal(t, []bool{true, false, false}, []bool{shown("arm-status"), shown("arm-bytes"), shown("arm-wait")})
	b.do(chromedp.SetValue(chromedp.ID("arm-lever"), "Slow"), chromedp.SetValue(chromedp.ID("arm-op"), "GET /v1/health"))
	assert.Equal(t, []bool{false, false, true}, []bool{shown("arm-status"), shown("arm-bytes"), shown("arm-wait")})
	b.do(chromedp.Click(chromedp.CSS("#arm button")))
	b.await(`document.getElementById("fault-0")?.textContent.includes("answered 2s later")`)
	assert.Equal(t, "Slow", read(b, chromedp.Evaluate[string](`document.getElementById("arm-lever").value`)), "the form stays as it was")
	b.do(chromedp.Click(chromedp.CSS("#fault-0 button")))
	b.await(`document.getElementById("fault-0") === null`)
	b.sound()
}

// What programs send is text in the view, and nothing else.
func TestViewShowsMarkupAsText(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := open(t, screens[2])
	b.do(chromedp.Navigate(address(s, "checks")), chromedp.WaitVisible(chromedp.CSS("h1")))
	b.await(`document.getElementById("state").dataset.state === "live"`)
	const markup = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`
	values := form("country=CO&type=person&user_authorized=true&national_id=1")
	values.Set("first_name", markup)
	s.post("/api.checks.truora.com/v1/checks", values)
	b.await(`!!document.querySelector("tbody .about")?.textContent.includes("<img src=x")`)
	s.lever("WhatsApp.Phone.Write", "+573001234567", "+14080001111", markup)
	for _, page := range []string{"checks", "calls", "calls/1", "messages", "webhooks", "overview"} {
		b.do(chromedp.Navigate(address(s, page)), chromedp.WaitVisible(chromedp.CSS("h1")))
		assert.True(t, read(b, chromedp.Evaluate[bool](`window.hacked === undefined && document.images.length === 0`)), page)
	}
	b.sound()
}
