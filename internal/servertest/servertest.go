// Package servertest decides what happens to a test whose server cannot be reached.
package servertest

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Require names the environment variable that, set to 1, makes such a test fail.
const Require = "TRUORA_TEST_REQUIRE_ALL"

// Unreachable skips the test, or fails it where servers are required.
func Unreachable(t testing.TB, server string, err error) {
	t.Helper()
	if os.Getenv(Require) == "1" {
		t.Fatalf("%s does not answer, and %s=1: %v", server, Require, err)
	}
	t.Skipf("SKIPPED, NOT TESTED: %s does not answer: %s", server, strings.Join(strings.Fields(err.Error()), " "))
}

// Postgres returns the URL of the PostgreSQL for tests: TRUORA_TEST_POSTGRES,
// DATABASE_URL, or that on this machine.
func Postgres() string {
	return Env("TRUORA_TEST_POSTGRES", Env("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres?connect_timeout=5"))
}

// Redis returns the address of the Redis for tests.
func Redis() string { return Env("TRUORA_TEST_REDIS", "127.0.0.1:6379") }

// Chromium returns the path of the browser for tests: CHROMIUM, or that on PATH.
func Chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("it is not on PATH, nor in CHROMIUM")
}

// Env returns an environment variable, or otherwise if it is not set.
func Env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
