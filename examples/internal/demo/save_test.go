package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSaveAs(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "CHK12ab.pdf", SaveAs("", "CHK12ab", "check", ".pdf"))
	assert.Equal(t, "x/y.pdf", SaveAs("x/y.pdf", "CHK12ab", "check", ".pdf"))
	for _, id := range []string{"", "..", "/etc/cron.d/x", "../../etc/cron.d/x", `..\x`, `C:\x`, "a/b", "a.b", "a\x00", "CHK\n", ".bashrc"} {
		assert.Equal(t, "check.pdf", SaveAs("", id, "check", ".pdf"), id)
	}
}
