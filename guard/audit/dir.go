package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/truora/truora-go/internal/wholefile"
)

// DirOptions configure a [Dir].
type DirOptions struct {
	// MaxBytes begins a new file after this size; 0 means 64 MiB.
	MaxBytes int64
}

const (
	defaultMaxBytes = 64 << 20
	bufferSize      = 64 << 10
	flushAfter      = 100 * time.Millisecond
	lockName        = "lock"
	filePattern     = "audit-*.jsonl"
)

// ErrLocked means that another program, or another part of this one, writes to the
// directory.
var ErrLocked = errors.New("audit: the directory is in use")

// Dir is a [Sink] in the files of a directory, one line a record. Each file is named
// after the number of its first record, so the names are in the order of the records.
// Old files may be moved away: see VerifyOptions.First.
//
// Records of calls that change something are written and synced before the call goes
// on. Those of reads are written within a tenth of a second, and synced with the next
// that are: a program that is killed, or a machine that stops, may take the last with it.
type Dir struct {
	dir  string
	max  int64
	lock io.Closer

	mu      sync.Mutex
	file    *os.File
	size    int64  // of the file
	buffer  []byte // lines that are not in it yet
	flusher *time.Timer
	failed  error // of the last time that the buffer was written
	last    []byte
	next    int64
	written int64 // how much was appended since Open, over all files
	broken  error // after which nothing is certain until the directory is opened again

	syncing sync.Mutex // held while a file is synced, for all calls that wait for it
	synced  int64
}

var _ Sink = (*Dir)(nil)

// OpenDir opens a directory, or makes it, and locks it until Close. A last line that was
// not written to its end, because the machine stopped, is cut off: no call was sent on
// it. It does not verify the log: see [Verify].
func OpenDir(dir string, o DirOptions) (*Dir, error) {
	if o.MaxBytes < 0 {
		return nil, errors.New("audit: DirOptions.MaxBytes is negative")
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = defaultMaxBytes
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLocked, err)
	}
	d := &Dir{dir: dir, max: o.MaxBytes, lock: lock, next: 1}
	if err := d.open(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// open goes to the end of the last file. One without a whole line is as none: the
// machine stopped while it was begun. The program may have ended before the name of the
// file was stored.
func (d *Dir) open() error {
	names, err := fileNames(d.dir)
	if err != nil {
		return err
	}
	for _, name := range slices.Backward(names) {
		file, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // the directory is the program's own
		if err != nil {
			return err
		}
		d.file = file
		if err := d.toEnd(); err != nil {
			return err
		}
		if d.last != nil {
			return wholefile.SyncDir(d.dir)
		}
		if err := errors.Join(file.Close(), os.Remove(name)); err != nil {
			return err
		}
		d.file = nil
	}
	return nil
}

// toEnd cuts off what is not a whole line, and reads the last one.
func (d *Dir) toEnd() error {
	end, err := d.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	whole, err := lastFeed(d.file, end)
	if err != nil {
		return err
	}
	d.size = whole + 1
	if d.size < end {
		if err := errors.Join(d.file.Truncate(d.size), d.file.Sync()); err != nil {
			return err
		}
	}
	if d.size == 0 {
		return nil
	}
	before, err := lastFeed(d.file, whole)
	if err != nil {
		return err
	}
	line := make([]byte, whole-before-1)
	if _, err := d.file.ReadAt(line, before+1); err != nil {
		return err
	}
	record, err := parse(line)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(d.file.Name()), err)
	}
	d.last, d.next = line, record.Seq+1
	return nil
}

// lastFeed returns where the last line feed before end is, or -1.
func lastFeed(file io.ReaderAt, end int64) (int64, error) {
	const step = 4096
	for end > 0 {
		begin := max(end-step, 0)
		part := make([]byte, end-begin)
		if _, err := file.ReadAt(part, begin); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
			return begin + int64(i), nil
		}
		end = begin
	}
	return -1, nil
}

// Last returns the last line.
func (d *Dir) Last(context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, d.broken
}

// Append takes a line, and writes it soon.
func (d *Dir) Append(_ context.Context, seq int64, line []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken != nil {
		return d.broken
	}
	if seq != d.next {
		return ErrTaken
	}
	if d.failed != nil {
		if err := d.flush(); err != nil {
			return err
		}
	}
	if d.file == nil || d.size+int64(len(d.buffer)) >= d.max {
		if err := d.rotate(seq); err != nil {
			return err
		}
	}
	d.buffer = append(append(d.buffer, line...), '\n')
	d.written += int64(len(line)) + 1
	d.last, d.next = line, seq+1
	if len(d.buffer) >= bufferSize {
		_ = d.flush() // the line is taken; the next Append returns what failed
	} else if len(d.buffer) == len(line)+1 {
		d.flushSoon()
	}
	return nil
}

// flushSoon: the lock is held.
func (d *Dir) flushSoon() {
	if d.flusher != nil {
		d.flusher.Reset(flushAfter)
		return
	}
	d.flusher = time.AfterFunc(flushAfter, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.broken == nil {
			_ = d.flush() // the next Append returns what failed
		}
	})
}

// flush writes the buffer, which is kept if that fails. The lock is held.
func (d *Dir) flush() error {
	if len(d.buffer) == 0 {
		return nil
	}
	_, d.failed = d.file.WriteAt(d.buffer, d.size)
	if d.failed != nil {
		// A part of it would be what a reader takes for the end.
		if err := d.file.Truncate(d.size); err != nil {
			d.broken = errors.Join(d.failed, err)
		}
		return d.failed
	}
	d.size += int64(len(d.buffer))
	d.buffer = d.buffer[:0]
	return nil
}

// rotate ends the file and begins another. The lock is held.
func (d *Dir) rotate(seq int64) error {
	if d.file != nil {
		if err := d.flush(); err != nil {
			return err
		}
		if err := d.file.Sync(); err != nil {
			d.broken = err
			return err
		}
		if err := d.file.Close(); err != nil {
			d.broken = err
			return err
		}
		d.file = nil
	}
	name := filepath.Join(d.dir, fmt.Sprintf("audit-%019d.jsonl", seq))
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the directory is the program's own
	if err != nil {
		return err
	}
	if err := wholefile.SyncDir(d.dir); err != nil { // its name might not outlast the machine
		return errors.Join(err, file.Close(), os.Remove(name))
	}
	d.file, d.size = file, 0
	return nil
}

// Sync makes what was appended outlast the machine. Calls that wait at once share one
// sync.
func (d *Dir) Sync(context.Context) error {
	d.mu.Lock()
	want := d.written
	d.mu.Unlock()
	d.syncing.Lock()
	defer d.syncing.Unlock()
	if d.synced >= want {
		return nil
	}
	d.mu.Lock()
	file, upTo, err := d.file, d.written, d.broken
	if err == nil {
		err = d.flush()
	}
	d.mu.Unlock()
	if err == nil && file != nil {
		err = d.syncFile(file)
	}
	if err != nil {
		return err
	}
	d.synced = upTo
	return nil
}

// syncFile: after a failed sync a second one may succeed although data were lost, so
// the first is final. A file that was closed by then was synced before.
func (d *Dir) syncFile(file *os.File) error {
	err := file.Sync()
	if err == nil || errors.Is(err, os.ErrClosed) {
		return nil
	}
	d.mu.Lock()
	d.broken = err
	d.mu.Unlock()
	return err
}

var errDirClosed = errors.New("audit: the directory is closed")

// Close syncs, and unlocks the directory.
func (d *Dir) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if errors.Is(d.broken, errDirClosed) {
		return nil
	}
	if d.flusher != nil {
		d.flusher.Stop()
	}
	var err error
	if d.file != nil {
		err = errors.Join(d.flush(), d.file.Sync(), d.file.Close())
	}
	d.broken = errDirClosed
	return errors.Join(err, d.lock.Close())
}

func fileNames(dir string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(dir, filePattern))
	slices.Sort(names)
	return names, err
}
