package foreign_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/truora/truora-go/internal/servertest"
)

const document = "openapi.yaml"

// workshop is a directory with the foreign tools and copies of what they read.
type workshop struct{ dir string }

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	w := workshop{t.TempDir()}
	require.NoError(t, os.CopyFS(w.dir, os.DirFS(".")))
	text, err := os.ReadFile(filepath.Join("..", document))
	require.NoError(t, err)
	w.write(t, document, string(text))
	if err := w.install(t); err != nil {
		servertest.Unreachable(t, "Node.js 20 or newer with npm", err)
	}
	return w
}

// install installs what package-lock.json pins, from npm's own cache if possible.
func (w workshop) install(t *testing.T) error {
	t.Helper()
	const old = `process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)`
	if err := exec.CommandContext(t.Context(), "node", "-e", old).Run(); err != nil {
		return err
	}
	cmd := exec.CommandContext(t.Context(), "npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = w.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return err
}

func (w workshop) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600)) //nolint:gosec // the tests name the file
}

// run runs a program with Node.js and returns its standard output. An error includes
// all output.
func (w workshop) run(t *testing.T, program string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{program}, args...)...) //nolint:gosec // the tests name the program
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "NO_COLOR=1")
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		err = fmt.Errorf("%w\n%s%s", err, out, failed.Stderr)
	}
	return string(out), err
}
