package audit

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
)

// ErrTaken is what a [Sink] returns if a line with that number is there already.
var ErrTaken = errors.New("audit: there is a line with this number already")

// Sink stores the lines. It is used by one [Recorder], or by those of several machines
// if it can be shared. It must be safe for concurrent use. The ctx of what is stored
// after a call has no end, so a Sink that may wait must bound the time itself.
type Sink interface {
	// Last returns the last line, or nil if there is none.
	Last(ctx context.Context) ([]byte, error)
	// Append stores line, which has no line feed, as number seq. It stores nothing and
	// returns ErrTaken if there is such a number. After any other error the line may or
	// may not be stored.
	Append(ctx context.Context, seq int64, line []byte) error
	// Sync returns when all that was appended before is stored for good.
	Sync(ctx context.Context) error
}

// Memory is a [Sink] for tests. The zero value is ready.
type Memory struct {
	mu    sync.Mutex
	lines [][]byte
}

var _ Sink = (*Memory)(nil)

// Last returns the last line.
func (m *Memory) Last(context.Context) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.lines) == 0 {
		return nil, nil
	}
	return m.lines[len(m.lines)-1], nil
}

// Append stores a line.
func (m *Memory) Append(_ context.Context, seq int64, line []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if seq != int64(len(m.lines))+1 {
		return ErrTaken
	}
	m.lines = append(m.lines, bytes.Clone(line))
	return nil
}

// Sync does nothing.
func (m *Memory) Sync(context.Context) error { return nil }

// Lines returns all lines, for [Verify].
func (m *Memory) Lines() iter.Seq2[[]byte, error] {
	m.mu.Lock()
	lines := slices.Clone(m.lines)
	m.mu.Unlock()
	return func(yield func([]byte, error) bool) {
		for _, line := range lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}
