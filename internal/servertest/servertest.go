// Package servertest decides what a test does whose server does not answer.
package servertest

import (
	"os"
	"strings"
	"testing"
)

// Require is the environment variable that, set to 1, makes such a test fail.
const Require = "TRUORA_TEST_REQUIRE_ALL"

// Unreachable skips the test and says so, or fails it where servers are required.
func Unreachable(t testing.TB, server string, err error) {
	t.Helper()
	if os.Getenv(Require) == "1" {
		t.Fatalf("%s does not answer, and %s=1: %v", server, Require, err)
	}
	t.Skipf("SKIPPED, NOT TESTED: %s does not answer: %s", server, strings.Join(strings.Fields(err.Error()), " "))
}

// Env returns an environment variable, or what stands in for it.
func Env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
