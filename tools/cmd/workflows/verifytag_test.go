package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// repository is a made-up one, with a maintainer who signs by ssh and somebody else who
// does too.
type repository struct {
	dir, home string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a script for the release's Linux")
	}
	for _, name := range []string{"git", "bash", "ssh-keygen"} {
		if _, err := exec.LookPath(name); err != nil {
			unreachable(t, name, err)
		}
	}
	r := repository{dir: t.TempDir(), home: t.TempDir()}
	for _, name := range []string{"maintainer", "stranger"} {
		r.run(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", r.key(name))
	}
	public, err := os.ReadFile(r.key("maintainer") + ".pub")
	require.NoError(t, err)
	r.run(t, "git", "init", "-q", "-b", "main")
	require.NoError(t, os.Mkdir(filepath.Join(r.dir, ".github"), 0o750))
	r.commit(t, "first", "maintainer@example.com namespaces=\"git\" "+string(public))
	return r
}

func (r repository) key(name string) string { return filepath.Join(r.home, name) }

func (r repository) commit(t *testing.T, message, signers string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, ".github", "allowed_signers"), []byte(signers), 0o600))
	r.run(t, "git", "add", ".")
	r.run(t, "git", "commit", "-q", "--allow-empty", "-m", message)
}

func (r repository) run(t *testing.T, name string, args ...string) {
	t.Helper()
	out, err := r.command(t, name, args...).CombinedOutput()
	require.NoError(t, err, "%s %v: %s", name, args, out)
}

// command keeps the settings and keys of the developer's out.
func (r repository) command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "HOME="+r.home, "GNUPGHOME="+r.home, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull,
		"GIT_AUTHOR_NAME=m", "GIT_AUTHOR_EMAIL=m@example.com", "GIT_COMMITTER_NAME=m", "GIT_COMMITTER_EMAIL=m@example.com")
	return cmd
}

func (r repository) sign(t *testing.T, who, tag string) {
	t.Helper()
	r.run(t, "git", "-c", "gpg.format=ssh", "-c", "user.signingkey="+r.key(who), "tag", "-s", "-m", tag, tag)
}

func TestVerifyTag(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("verify-tag")
	require.NoError(t, err)
	script := filepath.Join(t.TempDir(), "verify-tag")
	require.NoError(t, os.WriteFile(script, text, 0o600))

	for name, tc := range map[string]struct {
		make func(*testing.T, repository)
		want string // of the refusal; none: the tag is good
	}{
		"signed, on main": {func(t *testing.T, r repository) { r.sign(t, "maintainer", "v1.0.0") }, ""},
		"signed, main has moved on": {func(t *testing.T, r repository) {
			r.sign(t, "maintainer", "v1.0.0")
			r.run(t, "git", "commit", "-q", "--allow-empty", "-m", "later")
		}, ""},
		"no such tag": {func(*testing.T, repository) {}, "not an annotated tag"},
		"a tag that is only a name": {func(t *testing.T, r repository) {
			r.run(t, "git", "tag", "v1.0.0")
		}, "not an annotated tag"},
		"not signed": {func(t *testing.T, r repository) {
			r.run(t, "git", "tag", "-a", "-m", "v1.0.0", "v1.0.0")
		}, "no maintainer in .github/allowed_signers signed it"},
		"signed by another": {func(t *testing.T, r repository) { r.sign(t, "stranger", "v1.0.0") }, "no maintainer"},
		"another tag's signature": {func(t *testing.T, r repository) {
			r.sign(t, "maintainer", "v0.9.0")
			r.run(t, "git", "update-ref", "refs/tags/v1.0.0", "refs/tags/v0.9.0")
		}, "the signed name is another"},
		"not on main": {func(t *testing.T, r repository) {
			r.run(t, "git", "switch", "-q", "-c", "side")
			r.run(t, "git", "commit", "-q", "--allow-empty", "-m", "aside")
			r.sign(t, "maintainer", "v1.0.0")
		}, "its commit is not on main"},
		"its own key brought along": {func(t *testing.T, r repository) {
			public, err := os.ReadFile(r.key("stranger") + ".pub")
			require.NoError(t, err)
			r.run(t, "git", "switch", "-q", "-c", "side")
			r.commit(t, "a key", "maintainer@example.com "+string(public))
			r.sign(t, "stranger", "v1.0.0")
		}, "its commit is not on main"},
		"a maintainer who is gone": {func(t *testing.T, r repository) {
			r.sign(t, "maintainer", "v1.0.0")
			r.commit(t, "gone", "# nobody\n")
		}, "no maintainer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t)
			tc.make(t, r)
			out, err := r.command(t, "bash", script, "v1.0.0", "main").CombinedOutput()
			if tc.want == "" {
				require.NoError(t, err, string(out))
				return
			}
			require.Error(t, err, string(out))
			assert.Contains(t, string(out), "v1.0.0 is refused")
			assert.Contains(t, string(out), tc.want)
		})
	}
}

// unreachable skips the test, or fails it where nothing may be skipped.
func unreachable(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("TRUORA_TEST_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is not there: %v", what, err)
	}
	t.Skipf("SKIPPED, NOT TESTED: %s is not there: %v", what, err)
}
