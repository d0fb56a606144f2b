package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/truora/truora-go/bench"
)

// report returns both tables in Markdown.
func report(now time.Time, rows []row, bare row, loads []bench.Throughput) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s %s/%s, %d processors.\n\n",
		now.UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	writePeers(&b, rows, bare)
	b.WriteString("\n")
	writeLoads(&b, loads)
	return b.String()
}

func writePeers(b *strings.Builder, rows []row, bare row) {
	b.WriteString("| SDK | read: time | read: allocations | create: time | create: allocations | program | linked modules | cold build |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %+.2f MB | %d | %s |\n",
			r.title(), timeCell(r.get), allocsCell(r.get), timeCell(r.create), allocsCell(r.create),
			float64(r.program.Bytes-bare.program.Bytes)/1e6, len(r.program.Modules), coldCell(r.cold))
	}
	fmt.Fprintf(b, "| %s | 1.00 | 1.00 | 1.00 | 1.00 | %.2f MB in all | %d | %s |\n",
		bare.name, float64(bare.program.Bytes)/1e6, len(bare.program.Modules), coldCell(bare.cold))
}

// title includes the version that was linked; this SDK is its working tree.
func (r row) title() string {
	if v := r.program.Modules[r.module]; v != "" && v != "v0.0.0" {
		return r.name + " " + v
	}
	return r.name
}

func timeCell(s sides) string {
	return fmt.Sprintf("%.2f (%+.1f of %.1f µs)", s.time(), s.moreMicros(), s.byHand.Micros)
}

func allocsCell(s sides) string {
	return fmt.Sprintf("%.2f (%+.0f of %.0f)", s.allocs(), s.moreAllocs(), s.byHand.Allocs)
}

func coldCell(e bench.Effort) string {
	if e == (bench.Effort{}) {
		return "-"
	}
	return fmt.Sprintf("%.0f s (%.0f s)", e.CPU.Seconds(), e.Clock.Seconds())
}

func writeLoads(b *strings.Builder, loads []bench.Throughput) {
	b.WriteString("| callers | truora-go | bare net/http | ratio | p50 | p99 |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- |\n")
	for _, l := range loads {
		fmt.Fprintf(b, "| %d | %.0f/s | %.0f/s | %.2f | %s and %s | %s and %s |\n", l.Callers, l.SDK.PerSecond, l.ByHand.PerSecond,
			l.SDK.PerSecond/l.ByHand.PerSecond, millis(l.SDK.P50), millis(l.ByHand.P50), millis(l.SDK.P99), millis(l.ByHand.P99))
	}
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", d.Seconds()*1000) }
