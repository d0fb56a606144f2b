package bench

import "runtime"

// heapWatch follows the live heap of the process during a stream, right after garbage
// collections.
type heapWatch struct {
	every      int64 // units between two looks
	next, seen int64
	base, peak uint64
}

func watchHeap(every int64) *heapWatch {
	w := &heapWatch{every: every, base: liveHeap()}
	w.peak = w.base
	return w
}

func (w *heapWatch) add(units int64) {
	w.seen += units
	if w.seen < w.next {
		return
	}
	w.next = w.seen + w.every
	w.peak = max(w.peak, liveHeap())
}

// Write lets a heapWatch be the destination of a download.
func (w *heapWatch) Write(p []byte) (int, error) {
	w.add(int64(len(p)))
	return len(p), nil
}

func (w *heapWatch) growth() uint64 { return w.peak - w.base }

func liveHeap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
