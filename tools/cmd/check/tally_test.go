package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTally(t *testing.T) {
	t.Parallel()

	stream := `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA/x","Output":"quiet\n"}
{"Action":"pass","Package":"p","Test":"TestA/x"}
{"Action":"output","Package":"p","Test":"TestA","Output":"loud\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestB","Output":"=== RUN   TestB\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:7: no server\n"}
{"Action":"output","Package":"p","Test":"TestB","Output":"--- SKIP: TestB (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"skip","Package":"p","Test":"TestC"}
{"Action":"output","Package":"p","Output":"FAIL p\n"}
{"Action":"fail","Package":"p"}
{"ImportPath":"q","Action":"build-output","Output":"q.go:1: broken\n"}
{"ImportPath":"q","Action":"build-fail"}
{"Action":"fail","Package":"q","FailedBuild":"q"}
{"Action":"pass","Package":"r","Test":"ExampleR"}
{"Action":"output","Package":"r","Output":"ok  \tr\t0.1s\n"}
{"Action":"pass","Package":"r"}
{"Action":"skip","Package":"no-test-files"}
words of the go command
{"Action":"pass","Package":"s","Test":"FuzzS/seed#0"}`

	var out bytes.Buffer
	var sum tally
	require.NoError(t, sum.read(strings.NewReader(stream), &out))

	assert.Equal(t, "3 passed, 2 failed", sum.String())
	assert.Equal(t, "skipped: p TestB: b_test.go:7: no server\nskipped: p TestC: no reason given\nloud\nFAIL p\nq.go:1: broken\nok  \tr\t0.1s\nwords of the go command\n", out.String())

	out.Reset()
	sum.printSkipped(&out)
	assert.Equal(t, "\nNOT TESTED, 2 skipped:\n  p TestB: b_test.go:7: no server\n  p TestC: no reason given\n\n", out.String())
}
