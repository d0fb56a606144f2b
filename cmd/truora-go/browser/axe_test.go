package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
)

var axeSource struct {
	sync.Once
	text string
	err  error
}

// axe is axe-core, which npm fetches at the version that package-lock.json pins.
func axe(t *testing.T) string {
	t.Helper()
	axeSource.Do(func() {
		dir := t.TempDir()
		for _, name := range []string{"package.json", "package-lock.json"} {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600)) //nolint:gosec // both names stand here
		}
		npm := exec.CommandContext(t.Context(), "npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund")
		npm.Dir = dir
		if out, err := npm.CombinedOutput(); err != nil {
			axeSource.err = fmt.Errorf("%w: %s", err, out)
			return
		}
		text, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
		axeSource.text, axeSource.err = string(text), err
	})
	if axeSource.err != nil {
		servertest.Unreachable(t, "npm, for axe-core", axeSource.err)
	}
	return axeSource.text
}

// finding is a violation of a rule of axe-core.
type finding struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

func (f finding) String() string {
	return fmt.Sprintf("%s (%s): %s\n  %s", f.ID, f.Impact, f.Help, strings.Join(f.Nodes, "\n  "))
}

// findings are what axe-core finds on the page as it is.
func (b *tab) findings() []finding {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](axe(b.t)))
	return read(b, chromedp.Evaluate[[]finding](`axe.run().then(all => all.violations.map(v => ({
		id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html + " " + n.failureSummary)})))`, chromedp.EvalAwaitPromise))
}

// accessible fails the test for whatever axe-core finds.
func (b *tab) accessible(name string) {
	b.t.Helper()
	for _, f := range b.findings() {
		assert.Fail(b.t, "axe-core finds something on "+name, f.String())
	}
}
